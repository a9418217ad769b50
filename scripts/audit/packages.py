"""What the portal is made of: licences that would bind it, known holes in its packages, risky code of its own."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .accepted import CODE, LICENCES, RULES
from .environment import CannotRun, clean, program
from .site import ROOT

BINDING = ("AGPL", "Affero", "GNU General Public", "GPL-2", "GPL-3", "GPLv2", "GPLv3", "SSPL", "Server Side Public")
LESSER = ("LGPL", "Lesser")
PRODUCT = ("manage.py", "polkka", "taxonomy", "search", "network", "projects", "criteria", "practices")
"""What runs in operation; the scripts of the desk and the tests do not."""
LOCKS = ("base",)
OUT_OF_REACH = ("Connection", "resolve", "Not Found", "not found on PyPI", "Timeout", "Max retries", "HTTPError")
OLD = "django==2.2.0"
RISKY = "import subprocess, hashlib\nsubprocess.call(input(), shell=True)\nhashlib.md5(b'a')\n"


def _binds(licence: str) -> bool:
    """A licence that asks the whole portal to carry it too, or one that nobody knows."""
    is_lesser = any(word in licence for word in LESSER) and "Affero" not in licence
    return licence in ("", "UNKNOWN") or (not is_lesser and any(word in licence for word in BINDING))


def _listed(folder: Path | None = None) -> list[dict[str, str]]:
    """Name, version and licence of what is installed; also of what lies in `folder`."""
    command = [str(Path(sys.executable).parent / "pip-licenses"), "--format", "json", "--from", "mixed"]
    environment = clean() | ({"PYTHONPATH": str(folder)} if folder else {})
    told = subprocess.run(command, text=True, capture_output=True, env=environment, timeout=120)
    if told.returncode:
        raise CannotRun("pip-licenses failed: " + (told.stderr.strip().splitlines() or ["no word why"])[-1])
    return list(json.loads(told.stdout))


def locked(lock: str) -> dict[str, str]:
    """Package → version of a lock."""
    path = ROOT / "requirements" / f"{lock}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pins = [line.split(";")[0].strip(" \\").partition("==") for line in lines if "==" in line and line[0].isalnum()]
    return {name.partition("[")[0].lower().replace("_", "-"): version for name, _equals, version in pins}


def missed_licences() -> set[str]:
    """A package under the GPL must be found."""
    with tempfile.TemporaryDirectory(prefix="polkka-canary-") as name:
        told = Path(name) / "polkka_canary-1.0.dist-info"
        told.mkdir()
        licence = "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)"
        told.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: polkka-canary\nVersion: 1.0\n{licence}\n")
        found = licences(_listed(Path(name)), {"polkka-canary": "1.0"})
    return set() if any(told.startswith("polkka-canary") for told in found) else {"a package under the GPL"}


def licences(rows: list[dict[str, str]] | None = None, wanted: dict[str, str] | None = None) -> list[str]:
    """Packages of the lock whose licence would bind the portal and is not accepted by name."""
    names = wanted or locked("base")
    known = {row["Name"].lower().replace("_", "-"): row["License"] for row in rows or _listed()}
    binding = {name: known[name] for name in names if name in known and _binds(known[name])}
    faults = [f"{name}: {licence}" for name, licence in binding.items() if name not in LICENCES]
    return (
        faults if wanted else faults + [f"{name}: accepted, and not needed" for name in LICENCES if name not in binding]
    )


def missed_holes() -> set[str]:
    """An old package with known holes must be found; CannotRun where the advisories are out of reach."""
    with tempfile.TemporaryDirectory(prefix="polkka-canary-") as name:
        listed = Path(name) / "old.txt"
        listed.write_text(OLD + "\n", encoding="utf-8")
        return set() if _holes(listed, "--no-deps") else {OLD}


def holes() -> list[str]:
    """Known holes in the packages of the locks."""
    paths = [ROOT / "requirements" / f"{lock}.txt" for lock in LOCKS]
    return [hole for path in paths if path.exists() for hole in _holes(path)]


def _holes(listed: Path, *options: str) -> list[str]:
    command = [str(Path(sys.executable).parent / "pip-audit"), "-r", str(listed), "--disable-pip", "--strict", *options]
    command += ["--format", "json", "--progress-spinner", "off"]
    told = subprocess.run(command, text=True, capture_output=True, env=clean(), timeout=300)
    start = told.stdout.find("{")
    if start < 0:
        last = (told.stderr.strip().splitlines() or ["no word why"])[-1]
        if any(word in told.stderr for word in OUT_OF_REACH):
            raise CannotRun("the service that knows the holes of packages is out of reach from this machine")
        raise CannotRun(f"pip-audit failed: {last}")
    return holes_of(json.loads(told.stdout[start:]))


def holes_of(report: dict[str, Any]) -> list[str]:
    """One line for each hole in the report of pip-audit."""
    return [
        f"{row['name']} {row['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for row in report["dependencies"]
        for hole in row.get("vulns", [])
    ]


def missed_code() -> set[str]:
    """A shell and a broken digest must be found."""
    with tempfile.TemporaryDirectory(prefix="polkka-canary-") as name:
        risky = Path(name) / "risky.py"
        risky.write_text(RISKY, encoding="utf-8")
        found = {row["test_id"] for row in _bandit([str(risky)])}
    return {"B602", "B324"} - found


def code() -> list[str]:
    """Risky places in what runs in operation that are not accepted one by one, and acceptances nobody needs."""
    rows = _bandit([*PRODUCT])
    return unaccepted(
        [(row["filename"].removeprefix("./"), row["test_id"], _line(row), row["issue_text"]) for row in rows]
    )


def unaccepted(rows: list[tuple[str, str, str, str]]) -> list[str]:
    """(file, rule, line of code, what is wrong) → one line each for what is new, and for what is accepted in vain."""
    places = {(path, rule, line) for path, rule, line, _what in rows}
    new = {f"{path}: {rule} {what} ({line})" for path, rule, line, what in rows if (path, rule, line) not in CODE}
    return sorted(new) + [
        f"{path}: {rule} accepted, and not there ({line})" for path, rule, line in CODE.keys() - places
    ]


def _bandit(paths: list[str]) -> list[dict[str, Any]]:
    command = [str(program("audit", "bandit")), "-q", "-r", *paths, "-f", "json", "--skip", ",".join(RULES)]
    told = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, env=clean(), timeout=300)
    report = json.loads(told.stdout[told.stdout.index("{") :])
    if report["errors"]:
        raise CannotRun(f"bandit could not read {report['errors'][0]['filename']}")
    return list(report["results"])


def _line(row: dict[str, Any]) -> str:
    """The line of code a finding stands in."""
    return (ROOT / row["filename"]).read_text(encoding="utf-8").splitlines()[row["line_number"] - 1].strip()
