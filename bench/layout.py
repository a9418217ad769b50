"""A whole site on this machine: web nodes, PostgreSQL with a follower, Redis and nginx, each to be killed by name.

    with laid_out(Plan()) as site:              # everything; fewer parts: EMBEDDED, POSTGRES, or a Plan of one's own
        site.get("/fi/")                        # through the front: nginx, or the only node
        site.nodes[0].kill()                    # kill -9 of all its processes; .stop() politely; .start() again
        site.primary.stop("immediate")          # .start(); .kill(); .pid      (bench/postgres.py)
        site.follower.kill()                    # .start(); .pause_replay()
        site.redis.stop(); site.nginx.stop()
        site.manage("tick")                     # a command on the primary
        site.address, site.nodes[0].port        # "127.0.0.1:PORT" of the front; ports of the nodes
        site.environment                        # the variables of a node
        site.nodes[0].workers(), .log, .folder  # pids; what a part has written

Everything lies in one folder that is removed at the end, listens on 127.0.0.1 or on a socket, and is ended by its
number whatever happens. Parts that are not installed raise `scripts.dev.Stop`, which says what to install.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.dev import Stop
from scripts.serving import free_port

from . import front, portal
from .kept import ROOT
from .postgres import Postgres, until
from .server import Answer, Server

KEPT = ROOT / "var" / "bench"
START = 120.0
"""Seconds a node may take to answer for the first time."""


@dataclass(frozen=True)
class Plan:
    """What a site is made of. `practices`: so many made ones; 0 is the demonstration.

    `durable`: PostgreSQL waits for the disk. `settings`: more variables of the web nodes; `threads`: of each worker.
    """

    database: str = "postgresql"
    nodes: int = 2
    workers: int = 2
    threads: int = 2
    follower: bool = True
    redis: bool = True
    nginx: bool = True
    practices: int = 0
    durable: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


EMBEDDED = Plan(database="sqlite", nodes=1, follower=False, redis=False, nginx=False)
POSTGRES = Plan(nodes=1, follower=False, redis=False, nginx=False)


class Part:
    """A program in the foreground: its number, its log, and its end."""

    def __init__(self, name: str, folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name, self.command, self.environment = name, list(command), dict(environment)
        self.log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its first process; 0 if it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    def start(self, *, patient: bool = True) -> None:
        """Start it, and wait until it answers if `patient`; it leads a group of processes of its own."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )
        if patient:
            self.wait()

    def wait(self) -> float:
        """Until it answers; the seconds it took."""
        return until(self.answers, f"{self.name} did not answer", START)

    def answers(self) -> bool:
        """Whether it does its work; raises Stop with the end of its log if it has ended."""
        if not self.pid:
            sys.stderr.write(self.log.read_text(encoding="utf-8", errors="replace")[-3000:])
            raise Stop(f"{self.name} ended at once; the lines above say why.")
        return True

    def stop(self) -> None:
        """Ask it to end, and wait; kill what does not."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """`kill -9` of all its processes."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if not (process := self._process) or process.poll() is not None:
            return
        os.killpg(process.pid, how) if how == signal.SIGKILL else process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Node(Part):
    """Gunicorn with the portal in it, on a port of its own."""

    def __init__(self, name: str, folder: Path, plan: Plan, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "bench.wsgi"]
        sizes = {"WEB_BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": plan.workers, "WEB_THREADS": plan.threads}
        environment = {**environment, **{key: str(value) for key, value in sizes.items()}}
        super().__init__(name, folder, command, environment)

    def answers(self) -> bool:
        super().answers()
        try:
            return Server(self.port, self.pid, 0).get("/hello/").status == 200
        except OSError:
            return False

    def workers(self) -> list[int]:
        """The processes that answer."""
        return Server(self.port, self.pid, 0).workers()


class Redis(Part):
    """A cache without a file, on a socket."""

    def __init__(self, folder: Path) -> None:
        if not (program := shutil.which("redis-server")):
            raise Stop("There is no Redis on this machine: install the package redis-server and try again.")
        self.socket = folder / "redis.sock"
        command = [program, "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        super().__init__("redis", folder, [*command, "--dir", str(folder)], os.environ)
        self.url = f"redis://{self.socket}"

    def answers(self) -> bool:
        super().answers()
        return _connects(self.socket)


class Nginx(Part):
    """The server in front, as deploy/nginx has it, on a port of its own and without TLS."""

    def __init__(self, folder: Path, nodes: Sequence[Node], static: Path) -> None:
        if not (program := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
            raise Stop("There is no nginx on this machine: install the package nginx and try again.")
        self.port = free_port()
        path = front.write(folder / "nginx", self.port, [node.port for node in nodes], static)
        super().__init__("nginx", folder, [program, "-c", str(path), "-p", str(path.parent)], os.environ)

    def answers(self) -> bool:
        super().answers()
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False


@dataclass
class Site:
    """A running site. Parts that the plan leaves out are None."""

    folder: Path
    plan: Plan
    environment: dict[str, str]
    primary: Postgres | None = None
    follower: Postgres | None = None
    redis: Redis | None = None
    nginx: Nginx | None = None
    nodes: list[Node] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.nginx.port if self.nginx else self.nodes[0].port

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        """Ask the front; header names with _ for -. OSError if nobody is there."""
        return Server(self.port, 0, 0).get(path, **headers)

    def manage(self, *arguments: str) -> None:
        """A command of manage.py on the primary; a failure stops everything."""
        portal.run(["manage.py", *arguments], self.environment)


@contextmanager
def laid_out(plan: Plan, kept: Path = KEPT) -> Iterator[Site]:
    """Build the site, serve it, and take everything away. `kept`: where made content is kept for the next time."""
    kept.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="polkka-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        site = Site(folder, plan, {})
        url = _database(site, stack, kept)
        site.environment = _environment(site, url, kept)
        if plan.follower:
            _follow(site, stack)
        if plan.redis:
            site.redis = _started(stack, Redis(folder))
            site.environment["CACHE_URL"] = site.redis.url
        for number in range(plan.nodes):
            node = Node(f"node-{number + 1}", folder, plan, site.environment)
            stack.callback(node.stop)
            node.start(patient=False)
            site.nodes.append(node)
        for node in site.nodes:
            node.wait()
        if plan.nginx:
            site.nginx = _started(stack, Nginx(folder, site.nodes, Path(site.environment["STATIC_ROOT"])))
        yield site


def _started(stack: ExitStack, part):
    stack.callback(part.stop)
    part.start()
    return part


def _environment(site: Site, url: str, kept: Path) -> dict[str, str]:
    media = site.folder / "media"
    media.mkdir(exist_ok=True)
    return {**portal.environment(kept, url), "MEDIA_ROOT": str(media), **site.plan.settings}


def _database(site: Site, stack: ExitStack, kept: Path) -> str:
    """The address of a database with the content of the plan."""
    if site.plan.database == "sqlite":
        made = portal.sqlite(site.plan.practices, kept).removeprefix("sqlite:///")
        return f"sqlite:///{shutil.copy(made, site.folder / 'portal.sqlite3')}"
    primary = site.primary = Postgres(site.folder / "primary", durable=site.plan.durable)
    stack.callback(primary.stop)
    primary.make()
    portal.postgres(site.plan.practices, kept, primary)
    return primary.url


def _follow(site: Site, stack: ExitStack) -> None:
    assert site.primary
    follower = site.follower = Postgres(site.folder / "follower", durable=site.plan.durable)
    stack.callback(follower.stop)
    follower.follow(site.primary)
    site.environment["DATABASE_REPLICA_URL"] = follower.url


def _connects(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
