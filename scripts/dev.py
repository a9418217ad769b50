#!/usr/bin/env python3
"""Everything one does with the repository at a desk. Standard library only; the Makefile just calls it.

setup                make everything ready: .venv, packages, settings of the demo, database, content
run [ADDRESS]        make ready and serve, at 127.0.0.1:8000 unless told otherwise
test [ARGUMENTS]     all tests on SQLite, in a browser too if there is one; ARGUMENTS go to pytest
test-postgres [...]  the same on a throw-away PostgreSQL, without the browser
postgres -- COMMAND  run COMMAND with DATABASE_URL naming a throw-away PostgreSQL
messages             renew the lists of strings to translate
audit [PARTS]        templates, licences, known holes, deployment, the whole public site from outside, and attacks on
                     it: heavier checks, by hand; PARTS alone: licences holes code deployment html speed visits sheets
                     headers api injection crawl
bench [ARGUMENTS]    measure; ARGUMENTS go to bench/, --help tells them
faults [PARTS]       break it on purpose, on both databases: kill workers, stop PostgreSQL, fill disks, close it to
                     writing, slow clients, a mail server that is away, decisions at once, kill backups and
                     restores, the first release brought to this one; PARTS alone: kills decisions postgres disk
                     closed slow smtp restore moving upgrade
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
HOME = "127.0.0.1:8000"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POSTGRES_FOLDERS = ("usr/lib/postgresql/*/bin", "opt/homebrew/opt/postgresql*/bin", "usr/local/opt/postgresql*/bin")
SAME_EVERYWHERE = (
    *(
        f"tests/test_{name}.py"
        for name in ("access", "audit", "dev", "leaks", "repository", "settings", "templates", "translations")
    ),
    "tests/content",
    "tests/criteria/test_scoring.py",
    "tests/kit",
    *(
        f"tests/portal/test_{name}.py"
        for name in ("bad_input", "errors", "explaining", "share", "styleguide", "weight")
    ),
    *(f"tests/practices/test_{name}.py" for name in ("documents", "helping", "hostile_files", "inputs", "questions")),
    *(
        f"tests/search/test_{name}.py"
        for name in ("analysis", "analysis_lists", "analysis_voikko", "highlight", "index")
    ),
    *(f"tests/search/test_{name}.py" for name in ("likeness", "oracle_pure", "packing", "suggest", "words")),
)
"""Tests that no database can change: they run once, on SQLite."""
FAULTS = {
    "kills": ("tests.faults", True),
    "decisions": ("tests.faults.decisions", True),
    "postgres": ("tests.faults.postgres_stop", False),
    "disk": ("tests.faults.disk", False),
    "closed": ("tests.faults.closed", False),
    "slow": ("tests.faults.slow", False),
    "smtp": ("tests.faults.smtp", True),
    "restore": ("tests.faults.restore", True),
    "moving": ("tests.faults.moving", True),
    "upgrade": ("tests.upgrade", True),
    "store": ("tests.faults.store", False),
}
"""Part of `make faults` → its module, and whether it runs on each database in turn."""
WALK = "tests/portal/test_everywhere.py::test_walk_over_every_page"
FAST_POSTGRES = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Stop(Exception):
    """Something the person at the desk must mend; `str()` is the one sentence that says what."""


def say(line: str) -> None:
    print(line, flush=True)


def done(command: list[str | Path], **options) -> int:
    """Run a command in the repository and wait; its exit code."""
    return subprocess.run([str(part) for part in command], cwd=options.pop("cwd", ROOT), **options).returncode


# --- the environment -------------------------------------------------------------------------------------------
def check_python() -> None:
    if sys.version_info < OLDEST:
        raise Stop(f"POLKKA needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")


def make_venv() -> None:
    """Make .venv with pip in it, unless it is there and works."""
    if PYTHON.exists() and done([PYTHON, "-c", "import pip"], capture_output=True) == 0:
        return
    if done([sys.executable, "-c", "import venv, ensurepip"], capture_output=True):
        raise Stop("This Python cannot make virtual environments: install the package python3-venv and try again.")
    say("Making .venv …")
    if done([sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.DEVNULL):
        raise Stop("The virtual environment could not be made; the lines above say why.")


def install(name: str, wait: str) -> None:
    """Install a lock of requirements/ if it is not the one that was installed last."""
    lock = ROOT / "requirements" / f"{name}.txt"
    stamp = VENV / f"installed-{name}"
    mark = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        return
    say(f"Installing packages ({name}; {wait}) …")
    command = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
        "-r",
        lock,
    ]
    told = subprocess.run([str(part) for part in command], cwd=ROOT, text=True, capture_output=True)
    if told.returncode:
        sys.stderr.write((told.stdout + told.stderr)[-4000:])
        raise Stop(f"The packages of requirements/{name}.txt could not be installed; the lines above say why.")
    stamp.write_text(mark, encoding="utf-8")


def make_ready() -> None:
    """.venv with what the portal runs on, and the folder for everything that is made here."""
    check_python()
    make_venv()
    install("base", "about half a minute the first time")
    (ROOT / "var").mkdir(exist_ok=True)


def setup() -> int:
    make_ready()
    settings = ROOT / ".env"
    if not settings.exists():
        settings.write_text("MODE=demo\n", encoding="utf-8")
    if done([PYTHON, "-m", "scripts.prepare"]):
        raise Stop("The portal could not be made ready; the lines above say why.")
    return 0


def ready() -> int:
    setup()
    say("Ready. Start it with: make run")
    return 0


# --- serving ---------------------------------------------------------------------------------------------------
def run(address: str = HOME) -> int:
    host, port = parse(address)
    refuse_taken(host, port)
    setup()
    site = f"http://{'localhost' if host in ('0.0.0.0', '::') else f'[{host}]' if ':' in host else host}:{port}"
    say(f"\nPOLKKA is at {site}/ (Ctrl-C ends it).\n\nSign in with the address of a person of the demo:\n")
    done([PYTHON, "-m", "scripts.prepare", "people"])
    say(f"\nThere are no passwords: the code appears here and on {site}/outbox/\n")
    environment = {"SITE_URL": site} if "SITE_URL=" not in (ROOT / ".env").read_text(encoding="utf-8") else {}
    environment = {"PYTHONUNBUFFERED": "1", "DJANGO_RUNSERVER_HIDE_WARNING": "true", **environment, **os.environ}
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "manage.py", "runserver", "--noreload", "--nostatic", place], environment)


def parse(address: str) -> tuple[str, int]:
    """Host and port of `host:port`, `[host]:port` or a port alone."""
    host, _, port = address.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(f"{address} is not an address such as {HOME}.")
    return host.strip("[]") or HOME.partition(":")[0], int(port)


def refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Stop(
                f"{host}:{port} cannot be used ({error.strerror}). "
                f"Give another address: make run ADDRESS=127.0.0.1:{port + 1}"
            ) from error


# --- testing ---------------------------------------------------------------------------------------------------
def find_browser() -> str | None:
    named = os.environ.get("CHROMIUM", "")
    return next((path for path in map(shutil.which, (named, *BROWSERS) if named else BROWSERS) if path), None)


def find_postgres() -> Path | None:
    """The folder of PostgreSQL’s programs, the newest one."""
    on_path = shutil.which("initdb")
    folders = sorted(folder for pattern in POSTGRES_FOLDERS for folder in Path("/").glob(pattern))
    return Path(on_path).parent if on_path else folders[-1] if folders else None


def left_out(browser: str | None, on_postgres: bool) -> str:
    """What the run cannot tell, in one line."""
    lines = []
    if not on_postgres:
        lines.append("PostgreSQL not tried" + (" (make test-postgres does)" if find_postgres() else ": not installed"))
    if browser is None:
        lines.append("no browser tests: no Chromium found" if find_browser() is None else "no browser tests here")
    return "Left out: " + "; ".join(lines) + "." if lines else "Nothing is left out."


def test(*arguments: str) -> int:
    make_ready()
    install("test", "about a minute the first time")
    if done([PYTHON, "-m", "scripts.prepare", "build"]):
        raise Stop("The style sheet or the translations could not be built; the lines above say why.")
    wish = os.environ.get("BROWSER", "")
    browser = None if wish == "no" else find_browser()
    if wish == "required" and browser is None:
        raise Stop("Browser tests are required, and there is no Chromium; install it or name it in CHROMIUM.")
    note = left_out(browser, os.environ.get("DATABASE_URL", "").startswith("postgres"))
    say(note)
    command = [PYTHON, "-m", "pytest", "-q"]
    command += [] if any(part.startswith("-n") for part in arguments) else ["-n", "2"]
    command += [] if browser else ["-m", "not browser"]
    code = done([*command, *arguments], env={**os.environ, **({"CHROMIUM": browser} if browser else {})})
    say(note)
    return code


def test_postgres(*arguments: str) -> int:
    os.environ["BROWSER"] = "no"
    ignored = [*(f"--ignore={path}" for path in SAME_EVERYWHERE), f"--deselect={WALK}"]
    return postgres("--", sys.executable, str(Path(__file__).resolve()), "test", *ignored, *arguments)


# --- a throw-away PostgreSQL -----------------------------------------------------------------------------------
@contextmanager
def throw_away_postgres():
    """Serve an empty database over a socket of its own and give its address; no port, nothing left behind."""
    programs = find_postgres()
    if programs is None:
        raise Stop("There is no PostgreSQL on this machine: install the package postgresql and try again.")
    # PostgreSQL refuses to run as root, and then becomes the user that its package has made
    person = (
        {"user": "postgres", "group": "postgres", "extra_groups": []} if os.name == "posix" and not os.getuid() else {}
    )
    folder = Path(tempfile.mkdtemp(prefix="polkka-"))
    folder.chmod(0o755)
    if person:
        shutil.chown(folder, "postgres", "postgres")

    def call(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        log = folder / "called"
        with log.open("ab") as output:
            if subprocess.run(command, cwd="/", stdout=output, stderr=output, **person).returncode:
                sys.stderr.write(log.read_text(encoding="utf-8", errors="replace")[-2000:])
                raise Stop(f"PostgreSQL’s {program} failed; the lines above say why.")

    try:
        call("initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {FAST_POSTGRES}", "start")
        try:
            yield f"postgres://postgres@{str(folder).replace('/', '%2F')}/postgres"
        finally:
            call("pg_ctl", "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postgres(*arguments: str) -> int:
    command = list(arguments[1:] if arguments[:1] == ("--",) else arguments)
    if not command:
        raise Stop("Say what to run: python3 scripts/dev.py postgres -- COMMAND")
    with throw_away_postgres() as address:
        return done(command, cwd=Path.cwd(), env={**os.environ, "DATABASE_URL": address})


# --- by hand ---------------------------------------------------------------------------------------------------
def messages() -> int:
    make_ready()
    return done([PYTHON, "scripts/messages.py"])


def audit(*parts: str) -> int:
    make_ready()
    install("test", "about a minute the first time")
    install("dev", "a moment")
    if parts:
        return done([PYTHON, "-m", "scripts.audit", *parts])
    steps = {
        "templates": ["djlint", "templates", "--lint", "--quiet"],
        "packages, code, deployment, public site, attacks": ["python", "-m", "scripts.audit"],
    }
    failed = []
    for name, command in steps.items():
        say(f"\n--- {name}")
        if done([PYTHON.parent / command[0], *command[1:]]):
            failed.append(name)
    say(f"\nNot in order: {', '.join(failed)}." if failed else "\nAll in order.")
    return 1 if failed else 0


def bench(*arguments: str) -> int:
    make_ready()
    install("test", "about a minute the first time")
    install("dev", "a moment")
    return done([PYTHON, "-m", "bench", *arguments])


def faults(*parts: str) -> int:
    if unknown := set(parts) - set(FAULTS):
        raise Stop(f"{', '.join(sorted(unknown))}: no part of make faults; the parts are {' '.join(FAULTS)}.")
    make_ready()
    install("test", "about a minute the first time")
    failed = [part for part in FAULTS if part in (parts or FAULTS) and _broken(part)]
    say(f"\nNot in order: {', '.join(failed)}." if failed else "\nAll in order.")
    return 1 if failed else 0


def _broken(part: str) -> int:
    """Run one part on each database, or once if it has its databases itself; its exit code."""
    module, is_for_each = FAULTS[part]
    say(f"\n--- {part}")
    command = [PYTHON, "-m", module]
    code = done(command, env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"})
    if is_for_each and find_postgres() is None:
        say("PostgreSQL not tried: not installed.")
    elif is_for_each:
        code = max(code, postgres("--", *map(str, command)))
    return code


COMMANDS = {
    "setup": ready,
    "run": run,
    "test": test,
    "test-postgres": test_postgres,
    "postgres": postgres,
    "messages": messages,
    "audit": audit,
    "bench": bench,
    "faults": faults,
}


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not arguments or arguments[0] not in COMMANDS:
        say(__doc__.strip())
        return 0 if arguments in ([], ["-h"], ["--help"]) else 2
    try:
        return COMMANDS[arguments[0]](*arguments[1:])
    except Stop as problem:
        print(problem, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
