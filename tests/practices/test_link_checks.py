"""Links asked by the clock: nothing private is ever fetched, and authors hear of what has failed for days."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from practices import fetching, link_checks
from practices.models import LinkCheck
from practices.states import State

from ..factory import Cast, draft, in_state

NEVER = datetime(2100, 1, 1, tzinfo=UTC)
LINKS = [{"title": "Ohje", "url": "https://example.org/ohje"}]


class Server(BaseHTTPRequestHandler):
    """Answers by the path: a status, or /to/… for a redirect."""

    asked: list[tuple[str, str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, self.headers["Host"]))
        status, _, onward = self.path[1:].partition("/to/")
        self.send_response(405 if self.command == "HEAD" and status == "299" else int(status))
        if onward:
            self.send_header("Location", onward)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"x" * 10)

    do_HEAD = do_GET

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Server.asked = []
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def net(port: int, **hosts: list[str]) -> fetching.Net:
    """Every name leads to this machine, unless `hosts` says otherwise, and this machine may be spoken to."""
    return fetching.Net(
        resolve=lambda host, _port: hosts.get(host.partition(".")[0], ["127.0.0.1"]),
        allows=lambda address: address == "127.0.0.1" or fetching.is_public(address),
        ports={"http": port, "https": 443},
    )


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("200", fetching.Answer(200)),
        ("404", fetching.Answer(404)),
        ("299", fetching.Answer(299)),
        ("302/to//200", fetching.Answer(200)),
        ("301/to/http://inside.example/200", fetching.Answer(None, "private")),
        ("301/to/file:///etc/passwd", fetching.Answer(None, "address")),
        ("301/to/http://other.example:22/", fetching.Answer(None, "address")),
    ],
)
def test_address_is_asked_and_redirects_are_looked_at(port: int, path: str, answer: fetching.Answer) -> None:
    assert fetching.ask(f"http://school.example/{path}", net(port, inside=["10.0.0.7"])) == answer
    assert {host for _method, _path, host in Server.asked} <= {f"school.example:{port}"}


def test_redirects_come_to_an_end(port: int) -> None:
    path = "http://school.example/302/to//302/to//302/to//302/to//200"
    assert fetching.ask(path, net(port)) == fetching.Answer(None, "turns")
    assert len(Server.asked) == 4


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:0:0:0:0:80ff:fffe", "192.0.2.1", "not an address",
    ],
)  # fmt: skip
def test_private_address_is_never_asked(port: int, address: str) -> None:
    held = fetching.Net(resolve=lambda host, _port: ["93.184.216.34", address], ports={"http": port, "https": 443})
    assert fetching.ask("http://school.example/200", held) == fetching.Answer(None, "private")
    assert Server.asked == []


def test_public_addresses_may_be_asked() -> None:
    assert [fetching.is_public(address) for address in ("93.184.216.34", "2a00:1450:4026::1")] == [True, True]


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://user:word@a.example/", "http://a.example:8080/", "http:///", "http://[::1", "x"]
)
def test_other_addresses_are_not_understood(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    assert fetching.ask(url, fetching.Net(resolve=resolve)).status is None


def test_links_of_sent_and_published_practices_are_noted_and_those_of_drafts_not(cast: Cast) -> None:
    draft(cast, title="Luonnos", links=[{"title": "x", "url": "https://example.org/luonnos"}])
    in_state(cast, State.SUBMITTED, links=LINKS)
    link_checks.note(timezone.now() - timezone.timedelta(hours=1))
    assert [check.url for check in LinkCheck.objects.all()] == ["https://example.org/ohje"]


def test_clock_asks_only_where_it_is_switched_on(cast: Cast, settings: Any) -> None:
    in_state(cast, State.SUBMITTED, links=LINKS)
    asked: list[str] = []

    def ask(url: str) -> fetching.Answer:
        asked.append(url)
        return fetching.Answer(404)

    settings.LINK_CHECKS = False
    assert link_checks.run(ask) == 0
    settings.LINK_CHECKS = True
    assert (link_checks.run(ask), link_checks.run(ask)) == (1, 0), "not again before it is due"
    assert asked == ["https://example.org/ohje"]


@pytest.mark.parametrize("answer", [fetching.Answer(404), fetching.Answer(None, "host")])
def test_authors_hear_of_a_link_after_three_failures(
    client: Client, cast: Cast, settings: Any, answer: fetching.Answer
) -> None:
    settings.LINK_CHECKS = True
    version = in_state(cast, State.SUBMITTED, links=LINKS)
    other = LinkCheck.objects.create(url="https://other.example/", status=200, due_at=NEVER)
    told = []
    for _day in range(3):
        LinkCheck.objects.exclude(pk=other.pk).update(due_at=timezone.now())
        link_checks.run(lambda url: fetching.Answer(200) if url == other.url else answer)
        told.append([link.title for link in link_checks.broken(version)])
    assert told == [[], [], ["Ohje"]]
    client.force_login(cast.author)
    for page in ("/en/desk/", f"/en/desk/{version.practice.public_id}/"):
        assert "One link does not answer" in client.get(page).content.decode()
    LinkCheck.objects.update(due_at=timezone.now())
    link_checks.run(lambda url: fetching.Answer(200))
    assert link_checks.broken(version) == []


def test_no_link_is_dead_while_our_own_network_is_away(cast: Cast, settings: Any) -> None:
    settings.LINK_CHECKS = True
    version = in_state(cast, State.SUBMITTED, links=LINKS)
    LinkCheck.objects.create(url="https://other.example/", status=200, due_at=NEVER)
    for _day in range(4):
        LinkCheck.objects.exclude(due_at=NEVER).update(due_at=timezone.now())
        link_checks.run(lambda url: fetching.Answer(None, "host"))
    check = LinkCheck.objects.get(url=LINKS[0]["url"])
    assert (check.fault, check.failures, link_checks.broken(version)) == (link_checks.OWN, 0, [])
    assert check.due_at > timezone.now()


def test_link_that_nobody_names_any_more_is_forgotten(cast: Cast) -> None:
    LinkCheck.objects.create(url="https://example.org/vanha")
    link_checks.note()
    assert LinkCheck.objects.count() == 0
