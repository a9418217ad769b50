"""Limits before the work: who is counted, behind how many servers, and what somebody who asks too often is told."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, reverse

from network.models import User
from polkka import limits
from polkka.kit import requests
from polkka.limits import Limit
from polkka.upkeep.models import Mail
from practices.files import arriving

from .factory import Cast, draft
from .told_headers import lacking
from .tree import ROOT

pytestmark = pytest.mark.django_db
ASK = reverse("account_request_login_code")
HERE, OUTER, FIRST, FORGED = "192.0.2.1", "198.51.100.7", "203.0.113.9", "10.0.0.1"


@pytest.fixture
def few(monkeypatch: Any, base: None, settings: Any) -> None:
    """Every limit lets two uses through."""
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS, settings.SEARCH_LIMITS = False, True
    small = {
        name: tuple(Limit(2, one.seconds, one.of, one.posts, one.switch) for one in held)
        for name, held in limits.LIMITS.items()
    }
    monkeypatch.setattr(limits, "LIMITS", small)


def _names(resolver: Any, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{before}{entry.namespace}:" if entry.namespace else before)
        else:
            yield f"{before}{entry.name}"


def test_every_limit_is_of_an_address_that_is_there() -> None:
    assert set(limits.LIMITS) - set(_names(get_resolver())) == set()


@pytest.mark.parametrize(
    ("servers", "said", "counted"),
    [
        (0, None, HERE),
        (0, FORGED, HERE),
        (1, FIRST, FIRST),
        (1, f"{FORGED}, {FIRST}", FIRST),
        (1, f"{FORGED},{FORGED} , {FIRST}", FIRST),
        (2, f"{FORGED}, {FIRST}, {OUTER}", FIRST),
        (2, f"{FIRST}, {OUTER}", FIRST),
        (2, FIRST, HERE),
        (1, None, HERE),
        (1, "nobody", HERE),
        (1, f"{FIRST}, ", HERE),
        (1, f"::ffff:{FIRST}", FIRST),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_a_forged_header_never_changes_who_is_counted(
    rf: RequestFactory, settings: Any, servers: int, said: str | None, counted: str
) -> None:
    settings.TRUSTED_PROXIES = servers
    more = {"HTTP_X_FORWARDED_FOR": said} if said is not None else {}
    assert requests.address(rf.get("/", REMOTE_ADDR=HERE, **more)) == counted


@pytest.mark.parametrize(("servers", "last"), [(0, 302), (1, 429), (2, 429)])
def test_a_new_forged_address_for_each_try_gains_nothing(few: None, settings: Any, servers: int, last: int) -> None:
    """Without servers in front the header says nothing: all tries are of the one connection."""
    settings.TRUSTED_PROXIES = servers
    seen = []
    for number in range(3):
        said = ", ".join([f"10.0.0.{number}", *[FIRST, OUTER][:servers]])
        where = f"192.0.2.{number + 1}" if servers == 0 else HERE
        form = {"email": f"kokeilu{number}@koulu.example"}
        seen.append(Client().post(ASK, form, REMOTE_ADDR=where, HTTP_X_FORWARDED_FOR=said).status_code)
    assert seen == [302, 302, last]


def test_scheme_host_and_port_of_a_forwarded_header_are_not_believed(client: Client, base: None) -> None:
    said = {
        "HTTP_X_FORWARDED_HOST": "elsewhere.example",
        "HTTP_X_FORWARDED_PORT": "444",
        "HTTP_FORWARDED": "proto=https",
    }
    request = client.get("/en/", HTTP_X_FORWARDED_PROTO="https", **said).wsgi_request
    assert (request.get_host(), request.get_port(), request.is_secure()) == ("testserver", "80", False)


def test_a_flood_of_sign_ins_makes_nobody_and_sends_nothing(client: Client, few: None) -> None:
    for number in range(4):
        response = client.post(ASK, {"email": f"uusi{number}@koulu.example"})
    assert (response.status_code, lacking(response)) == (429, [])
    assert int(response["Retry-After"]) > 0
    assert "uusi3@koulu.example" in response.content.decode()
    assert (User.objects.filter(email__endswith="@koulu.example").count(), Mail.objects.count()) == (2, 2)
    assert client.get(ASK).status_code == 200


def test_a_refused_flood_asks_the_database_nothing_but_who_it_is(
    client: Client, few: None, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.author)
    where = reverse("practices:files", kwargs={"public_id": draft(cast).practice.public_id})
    for _ in range(2):
        client.post(where, {"action": "nothing"})
    with django_assert_max_num_queries(3):
        response = client.post(where, {"caption": "Puron varrella"}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["state"], response["Cache-Control"]) == (429, "too_often", "no-store")


def test_files_of_a_flood_are_not_read(client: Client, few: None, cast: Cast, monkeypatch: Any) -> None:
    client.force_login(cast.author)
    where = reverse("practices:files", kwargs={"public_id": draft(cast).practice.public_id})
    read: list[str] = []
    monkeypatch.setattr(arriving.ToDisk, "new_file", lambda self, field, name, *told, **more: read.append(name))
    monkeypatch.setattr(arriving.ToDisk, "receive_data_chunk", lambda *told: None)
    monkeypatch.setattr(arriving.ToDisk, "file_complete", lambda *told: None)
    monkeypatch.setattr(limits, "_typed", lambda request: [])  # shows the words, and reads the form for them
    for number in range(4):
        client.post(where, {"file": SimpleUploadedFile(f"{number}.pdf", b"%PDF")}, HTTP_REFERER="")
    assert read == ["0.pdf", "1.pdf"]


def test_one_person_does_not_use_up_anothers_tries(few: None, cast: Cast) -> None:
    where = reverse("practices:account_export")
    seen = {}
    for user in (cast.author, cast.author, cast.author, cast.stranger):
        client = Client()
        client.force_login(user)
        seen.setdefault(user.email, []).append(client.get(where).status_code)
    assert list(seen.values()) == [[200, 200, 429], [200]]


def test_letters_that_are_wrong_are_counted_too_and_the_words_come_back(client: Client, few: None) -> None:
    where = reverse("portal:feedback")
    seen = [client.post(where, {"message": "Tässä on virhe sivulla"}) for _ in range(3)]
    assert [response.status_code for response in seen] == [200, 200, 429]
    assert "Tässä on virhe sivulla" in seen[-1].content.decode()


def test_an_address_gets_few_codes_whoever_asks_and_the_page_says_when_to_try_again(base: None) -> None:
    cache.clear()
    seen = [Client().post(ASK, {"email": "uusi@koulu.example"}, REMOTE_ADDR=f"192.0.2.{n}") for n in range(6)]
    assert [response.status_code for response in seen] == [302] * 5 + [429]
    assert seen[-1]["Retry-After"] == "60"
    assert "uusi@koulu.example" in seen[-1].content.decode()
    cache.clear()


def test_limits_are_off_for_measuring(client: Client, few: None, settings: Any) -> None:
    settings.SIGN_IN_LIMITS = False
    seen = [client.post(ASK, {"email": f"mitta{number}@koulu.example"}).status_code for number in range(4)]
    assert set(seen) == {302}


def test_the_web_server_lets_no_header_change_scheme_or_path() -> None:
    """gunicorn believes them of this machine and of sockets if it is not told otherwise."""
    told = (ROOT / "deploy" / "gunicorn.conf.py").read_text(encoding="utf-8")
    for name, value in (("forwarded_allow_ips", '""'), ("secure_scheme_headers", "{}"), ("forwarder_headers", '""')):
        assert re.search(rf"^{name}\b[^=\n]*= {re.escape(value)}", told, re.MULTILINE), name
