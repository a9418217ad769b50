"""Headers on answers that no view makes, or that are made before one is asked: files, refusals, memory, redirects."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from polkka.kit import headers
from polkka.kit.middleware import Maintenance
from polkka.portal import page_cache

from .told_headers import lacking
from .tree import ROOT

pytestmark = pytest.mark.django_db
PAGE = "/en/accessibility/"


@pytest.fixture(autouse=True)
def _kept(base: None, settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = True
    page_cache.kept.clear()
    yield
    page_cache.kept.clear()


def get(client: Client, path: str, **more: Any) -> Any:
    """The answer, a file read to its end, so that it is closed."""
    response = client.get(path, **more)
    if response.streaming:
        b"".join(response)
    return response


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (PAGE, 200),
        ("/", 302),
        ("/static/css/base.css", 200),
        ("/static/img/wordmark.svg", 200),
        ("/static/no-such-file.css", 404),
        ("/en/no-such-page/", 404),
        ("/en/practices/?theme=no-such-theme", 400),
        ("/en/practices/?q=%00", 400),
        ("/api/v1/nothing/", 404),
        ("/robots.txt", 200),
        ("/.well-known/security.txt", 200),
        ("/admin/", 302),
        ("/admin/jsi18n/", 302),
    ],
)
def test_every_kind_of_answer_is_told_what_to_keep_from(client: Client, path: str, status: int) -> None:
    response = get(client, path)
    assert (response.status_code, lacking(response)) == (status, [])


def test_a_foreign_host_is_refused_with_all_headers(client: Client) -> None:
    response = client.get(PAGE, headers={"host": "elsewhere.example"})
    assert (response.status_code, lacking(response)) == (400, [])


def test_bodies_that_are_refused_unread_have_all_headers(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    large = client.post(PAGE, b"more than ten", content_type="text/plain")
    odd = client.post(PAGE, b"", content_type="text/plain", CONTENT_LENGTH="-1")
    told = [(response.status_code, lacking(response)) for response in (large, odd)]
    assert told == [(413, []), (400, [])]


def test_a_fault_of_ours_and_maintenance_have_all_headers(client: Client, settings: Any, monkeypatch: Any) -> None:
    def broken(request: Any) -> None:
        raise ValueError

    monkeypatch.setattr(page_cache, "_may_be_asked", broken)
    client.raise_request_exception = False
    response = client.get(PAGE)
    assert (response.status_code, lacking(response)) == (500, [])
    settings.MAINTENANCE = 5
    closed = headers.Headers(Maintenance(lambda request: None))(response.wsgi_request)  # type: ignore[arg-type, return-value]  # never called
    assert (closed.status_code, lacking(closed)) == (503, [])


def test_a_page_out_of_memory_says_the_same_and_a_304_takes_no_policy_away(client: Client) -> None:
    first, again = Client().get(PAGE), Client().get(PAGE)
    same = {name: value for name, value in first.headers.items() if name != "X-Request-ID"}
    assert {name: again[name] for name in same} == same
    assert "script-src 'self'" in again[headers.POLICY]
    unchanged = Client().get(PAGE, headers={"if-none-match": first["ETag"]})
    assert (unchanged.status_code, lacking(unchanged)) == (304, [])
    assert not {headers.POLICY, headers.RESOURCE, headers.PERMISSIONS} & set(unchanged.headers)


def test_only_what_is_meant_for_others_can_be_shown_by_others(client: Client) -> None:
    told = {
        path: get(client, path)[headers.RESOURCE]
        for path in (PAGE, "/static/img/wordmark.svg", "/robots.txt", "/cover/7KQ2M9XA-into.svg")
    }
    assert list(told.values()) == ["same-origin", "same-origin", "cross-origin", "cross-origin"]
    assert "Access-Control-Allow-Origin" not in get(client, "/static/css/base.css").headers


@pytest.mark.parametrize("path", ["/static/css/base.css", "/cover/7KQ2M9XA-into.svg", "/robots.txt"])
def test_what_is_no_page_comes_with_few_headers(client: Client, path: str) -> None:
    told = get(client, path).headers
    assert sum(len(f"{name}: {value}\r\n") for name, value in told.items()) <= 700


def test_transport_is_insisted_on_once_and_only_over_https(client: Client, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    fresh = Client()
    assert headers.TRANSPORT not in fresh.get(PAGE).headers
    page_cache.kept.clear()
    for path in (PAGE, PAGE, "/static/css/base.css", "/en/no-such-page/", "/"):
        told = get(fresh, path, secure=True)
        assert told[headers.TRANSPORT] == "max-age=31536000; includeSubDomains"
        assert [name.lower() for name in told.headers].count("strict-transport-security") == 1
    settings.SECURE_SSL_REDIRECT = True
    moved = Client().get(PAGE)
    assert (moved.status_code, moved.url, lacking(moved)) == (301, f"https://testserver{PAGE}", [])


def test_no_answer_names_what_it_is_made_with(client: Client) -> None:
    told = client.get(PAGE).headers
    assert not {"Server", "X-Powered-By", "Via", "X-Runtime"} & set(told)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (headers.POLICY, "default-src 'none'; script-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"),
        (headers.POLICY, "default-src 'none'; base-uri 'none'"),
        (headers.POLICY, None),
        (headers.RESOURCE, None),
        (headers.PERMISSIONS, None),
        ("X-Content-Type-Options", None),
        ("Referrer-Policy", "unsafe-url"),
    ],
)
def test_a_header_that_is_weak_or_missing_is_found(client: Client, header: str, value: str | None) -> None:
    response = client.get(PAGE)
    del response.headers[header]
    if value:
        response.headers[header] = value
    assert lacking(response) != []


@pytest.mark.parametrize("path", [PAGE, "/en/sign-in/", "/admin/", "/api/practices/", "/robots.txt", "/en/account/"])
def test_trace_is_answered_nowhere(client: Client, path: str) -> None:
    response = client.trace(path, headers={"x-told": "canary"})
    assert response.status_code in (302, 404, 405)
    assert b"canary" not in response.content


def _passed_on(text: str) -> list[str]:
    """The names of headers that nginx adds where it passes a request on, and for the whole server."""
    blocks = re.split(r"\n    (?=location |error_page )", text)
    passing = [block for number, block in enumerate(blocks) if number == 0 or "proxy_pass" in block]
    return [name for block in passing for name in re.findall(r"add_header (\S+)", block)]


def test_the_server_in_front_adds_none_of_our_headers_a_second_time() -> None:
    told = (ROOT / "deploy" / "nginx" / "polkka.conf").read_text(encoding="utf-8")
    ours = {*headers.ALWAYS, headers.PERMISSIONS, headers.POLICY, headers.RESOURCE, headers.TRANSPORT}
    assert ours & set(_passed_on(told)) == set()
    planted = "\n    location / {\n proxy_pass http://x;\n add_header X-Frame-Options DENY;\n }"
    assert _passed_on(planted) == ["X-Frame-Options"]
    assert "header_down" not in (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
