"""The examples of deploy/: nginx takes and obeys its own, the units call what is there, every setting has its line."""

import configparser
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from bench import front
from polkka.kit import shared
from polkka.variables import VARIABLES
from scripts.serving import answers, free_port
from tests.tree import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMMAND = re.compile(r"manage\.py (\w+)")
FOR_GUNICORN = {"WEB_BIND", "WEB_CONCURRENCY", "WEB_THREADS", "WEB_MAX_REQUESTS"}
NOT_FOR_PRODUCTION = {"DEBUG", "TEST_DB"}
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def unknown_commands(text: str) -> list[str]:
    """Commands of manage.py that are named and are not there."""
    return sorted(set(COMMAND.findall(text)) - set(get_commands()))


def test_every_command_is_there() -> None:
    texts = {
        path: path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*") if path.suffix != ".pyc" and path.is_file()
    }
    assert {path.name: unknown_commands(text) for path, text in texts.items() if unknown_commands(text)} == {}
    assert unknown_commands("manage.py tick && manage.py tock") == ["tock"]


def unit(path: Path) -> configparser.ConfigParser:
    """A unit, of repeated keys the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as configparser documents it
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_unit_says_what_it_needs(path: Path) -> None:
    read = unit(path)
    assert read["Unit"]["Description"]
    if path.suffix != ".service":
        assert path.with_suffix(".service").exists()
        return
    service = read["Service"]
    program, _, rest = service["ExecStart"].partition(" ")
    assert program.startswith("/srv/polkka/app/.venv/bin/")
    assert (ROOT / ".venv" / "bin" / Path(program).name).exists()
    for word in rest.split():
        assert "/" not in word or word.startswith("/srv/") or (ROOT / word).exists()
    assert (service["User"], service["ProtectSystem"], service["NoNewPrivileges"]) == ("polkka", "strict", "true")


def test_images_are_made_of_files_that_are_there() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []
    composed = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"dockerfile: (\S+)", composed) == ["deploy/Containerfile"]
    assert "deploy/gunicorn.conf.py" in text


def test_every_setting_has_its_line() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line.removeprefix("#").partition("=")[0] for line in lines if re.match(r"#?[A-Z_]+=", line)]
    assert len(named) == len(set(named))
    assert set(named) == set(VARIABLES) - NOT_FOR_PRODUCTION | FOR_GUNICORN


def test_away_page_stands_alone(tmp_path: Path) -> None:
    """No database, and nothing but the style sheet and the mark from elsewhere."""
    path = tmp_path / "away" / "away.html"
    call_command("away_page", path, stdout=StringIO())
    text = path.read_text(encoding="utf-8")
    assert [text.count(words) for words in ("Palaamme pian", "Vi är snart tillbaka", "Back soon")] == [2, 1, 1]
    assert set(re.findall(r'(?:href|src)="([^"]+)"', text)) == {"/", "/static/img/mark.svg", "/static/css/polkka.css"}
    assert [one.name for one in path.parent.iterdir()] == ["away.html"]


# --- nginx itself ----------------------------------------------------------------------------------------------
class Portal(ThreadingHTTPServer):
    """Stands for the web processes: counts what reaches it, and answers as `status` and `headers` say."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[dict[str, str]] = []
        self.status, self.sent = 200, {"Cache-Control": shared.PAGE, "Vary": "Cookie, Accept-Encoding"}


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Portal

    def do_GET(self) -> None:
        self.server.asked.append({name.lower(): value for name, value in self.headers.items()})
        body = f"{len(self.server.asked)}".encode()
        self.send_response(self.server.status)
        for name, value in {**self.server.sent, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running(tmp_path: Path, portal: Portal) -> Iterator[int]:
    """nginx before the portal; its port."""
    port = free_port()
    (tmp_path / "static").mkdir(exist_ok=True)
    path = front.write(tmp_path / "nginx", port, [portal.server_address[1]], tmp_path / "static")
    assert NGINX
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen([NGINX, "-c", str(path), "-p", str(path.parent)], stdout=output, stderr=output)
    try:
        until(lambda: process.poll() is None and answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(10)


def until(is_so) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    server = Portal()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def port(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running(tmp_path_factory.mktemp("front"), portal) as port:
        yield port


@pytest.fixture(autouse=True)
def _afresh(request: pytest.FixtureRequest) -> None:
    if "portal" in request.fixturenames:
        portal: Portal = request.getfixturevalue("portal")
        portal.asked.clear()
        portal.status, portal.sent = 200, {"Cache-Control": shared.PAGE, "Vary": "Cookie, Accept-Encoding"}


def get(port: int, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def kept(port: int, path: str, **headers: str) -> str | None:
    return get(port, path, **headers)[0].getheader("X-Cache")


@needs_nginx
def test_page_is_kept_for_readers_and_for_nobody_with_a_cookie(port: int, portal: Portal) -> None:
    assert [kept(port, "/fi/a/"), kept(port, "/fi/a/")] == ["MISS", "HIT"]
    assert kept(port, "/fi/a/", Cookie="__Host-session=1") == "BYPASS"
    assert kept(port, "/fi/a/", Authorization="Bearer 1") == "BYPASS"
    assert [kept(port, "/fi/a/", Accept_Encoding=way) for way in ("gzip, br", "gzip")] == ["MISS", "HIT"]
    assert len(portal.asked) == 4


@needs_nginx
@pytest.mark.parametrize(
    "sent",
    [
        {"Cache-Control": "no-store"},
        {"Cache-Control": "no-cache"},
        {"Cache-Control": shared.PAGE, "Set-Cookie": "a=b"},
        {},
    ],
    ids=["no-store", "no-cache", "cookie", "nothing"],
)
def test_what_is_not_for_all_is_not_kept(sent: dict[str, str], port: int, portal: Portal) -> None:
    portal.sent = sent
    path = f"/fi/{len(str(sent))}/"
    assert [kept(port, path), kept(port, path)] == ["MISS", "MISS"]


@needs_nginx
def test_portal_is_told_who_asks_and_how(port: int, portal: Portal) -> None:
    get(port, "/fi/told/", Host="polkka.example", X_Forwarded_For="10.0.0.1", X_Forwarded_Host="other.example")
    told = portal.asked[0]
    assert (told["host"], told["x-forwarded-proto"]) == ("polkka.example", "https")
    assert told["x-forwarded-for"] == "10.0.0.1, 127.0.0.1"
    assert "x-forwarded-host" not in told
    assert re.fullmatch(r"[0-9a-f]{32}", told["x-request-id"])


@needs_nginx
def test_kept_page_is_given_while_the_portal_answers_503(port: int, portal: Portal) -> None:
    shown = get(port, "/fi/stale/")[1]
    portal.status, portal.sent = 503, {"Cache-Control": "no-store", "Retry-After": "10"}
    until(lambda: kept(port, "/fi/stale/") == "STALE")
    assert get(port, "/fi/stale/")[1] == shown
    answer, _body = get(port, "/fi/stale/", "POST")
    assert (answer.status, answer.getheader("Retry-After")) == (503, "10")  # the portal's own page, with what was typed


@needs_nginx
def test_old_page_is_not_given_while_the_portal_answers(port: int, portal: Portal) -> None:
    """Once it is older than SHARED_SECONDS the next reader has the new one."""
    shown = get(port, "/fi/old/")[1]
    begun = time.monotonic()
    until(lambda: get(port, "/fi/old/")[1] != shown)
    assert time.monotonic() - begun < shared.FRESH + shared.REFRESHING + 1.5


@needs_nginx
def test_page_of_last_resort_when_nobody_is_there(tmp_path: Path) -> None:
    portal = Portal()
    portal.server_close()  # its port is free: nobody answers
    with running(tmp_path, portal) as port:
        for method in ("GET", "POST"):
            answer, body = get(port, "/fi/", method)
            assert (answer.status, answer.getheader("Retry-After"), "POLKKA" in body) == (503, "30", True)
