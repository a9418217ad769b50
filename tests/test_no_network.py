"""A machine without a way out: readers and writers notice nothing, mail waits, and no link is called dead."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from polkka.upkeep import outbox, undelivered
from polkka.upkeep.models import Mail
from practices import link_checks
from practices.models import LinkCheck
from practices.states import State

from .factory import Cast, draft, in_state

pytestmark = pytest.mark.django_db
NEAR = ("127.0.0.1", "::1", "localhost")
LINKS = [{"title": "Ohje", "url": "https://example.org/ohje"}]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Hosts that were asked for; nothing but this machine answers."""
    found: list[str] = []
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in NEAR:
            found.append(address[0])
            raise OSError(101, "Network is unreachable")
        connect(self, address)

    def unknown(host: Any, *arguments: Any, **named: Any) -> Any:
        if host not in NEAR:
            found.append(host)
            raise socket.gaierror(-3, "Temporary failure in name resolution")
        return resolve(host, *arguments, **named)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    yield found


def test_the_public_site_and_the_desk_ask_nobody(client: Client, cast: Cast, asked: list[str]) -> None:
    public = in_state(cast, State.PUBLISHED, links=LINKS).practice.public_id
    own = draft(cast).practice.public_id
    pages = ("/fi/", "/fi/kaytannot/?q=puro", f"/p/{public}", "/fi/tietosuoja/", "/sitemap.xml")
    told = {page: client.get(page, follow=True).status_code for page in pages}
    client.force_login(cast.author)
    desk = ("/fi/tyopoyta/", f"/fi/tyopoyta/{own}/", "/fi/oma-tili/")
    told |= {page: client.get(page, follow=True).status_code for page in desk}
    client.force_login(cast.administrator)
    told["/admin/"] = client.get("/admin/").status_code
    assert {page: status for page, status in told.items() if status != 200} == {}
    assert asked == []


def test_mail_waits_and_says_why(base: None, asked: list[str], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "mail.example"
    for n in range(3):
        told = {"title": "Puro"}
        outbox.queue("finished", key=str(n), address=f"{n}@example.org", language="fi", context=told)
    call_command("tick", verbosity=0)
    rows = list(Mail.objects.order_by("pk"))
    assert [(row.state, row.tries) for row in rows] == [("queued", 1), ("queued", 0), ("queued", 0)]
    with override("en"):
        assert "cannot be reached" in undelivered.why(rows[0].last_error)
    assert set(asked) == {"mail.example"}


def test_a_link_that_could_not_be_asked_is_not_dead(cast: Cast, asked: list[str], settings: Any) -> None:
    settings.LINK_CHECKS = True
    version = in_state(cast, State.PUBLISHED, links=LINKS)
    never = datetime(2100, 1, 1, tzinfo=UTC)
    LinkCheck.objects.create(url="https://other.example/", status=200, due_at=never)
    for _run in range(4):
        LinkCheck.objects.exclude(due_at=never).update(due_at=datetime(2020, 1, 1, tzinfo=UTC))
        link_checks.run()
    check = LinkCheck.objects.get(url=LINKS[0]["url"])
    assert (check.failures, check.fault, link_checks.broken(version)) == (0, link_checks.OWN, [])
    assert set(asked) == {"example.org", "other.example"}
