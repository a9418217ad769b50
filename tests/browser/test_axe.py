"""axe on every public page: normal, empty and with errors; and on every component of the style guide.

The languages take turns; `make audit` looks at all three.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override
from playwright.sync_api import Browser, Page, Route

from polkka.kit.errors import error_page
from polkka.kit.languages import CODES
from polkka.portal import errors
from scripts.audit.pages import Page as Known

from ..factory import Cast
from ..portal.world import known_pages, make_world
from ..tree import TEMPLATES, text
from .conftest import AXE, Visitor

pytestmark = pytest.mark.browser
with_database = pytest.mark.django_db(transaction=True)
Enter = Callable[..., Visitor]
SAME = {
    *("about", "accessibility", "privacy", "terms", "contact-us", "sign-in", "closed-account", "missing", "criteria"),
    *(
        "not-asked-well",
        "feedback",
        "feedback-thanks",
        "wish",
        "wish-thanks",
        "list-none",
        "theme-within",
        "overview-stages",
        "glossary",
        "lost-mailbox",
        "account-deleted",
    ),
}
"""The same in an empty portal, or as empty in a full one."""
GUIDE = (TEMPLATES / "styleguide.html", *sorted((TEMPLATES / "styleguide").glob("*.html")))
SECTION = re.compile(r'aria-labelledby="(g-[\w-]+)"')
SECTIONS = [name for path in GUIDE for name in SECTION.findall(text(path))]
SITE = "http://guide.test"


def in_turn(pages: list[Known], turn: int) -> list[Known]:
    """Each kind once, in one of the languages; of the turn asked for."""
    kinds = list(dict.fromkeys(page.kind.name for page in pages))
    own = {name: CODES[(place + turn) % len(CODES)] for place, name in enumerate(kinds)}
    return [page for page in pages if page.language == own[page.kind.name] or page.kind.is_small]


def fault_of(reader: Visitor) -> list[str]:
    """What is wrong with the page that is open, none or one."""
    try:
        reader.look()
    except AssertionError as found:
        reader.foreign.clear()
        reader.broken.clear()
        return [f"{reader.page.url}: {found}"]
    return []


@with_database
@pytest.mark.parametrize("language", CODES)
def test_every_page(visitor: Enter, people: Cast, language: str) -> None:
    make_world(people)
    reader, faults = visitor(language), list[str]()
    for page in in_turn(known_pages(), 0):
        if page.language != language or page.kind.name == "styleguide":
            continue
        status = reader.goto(page.path)
        if status != page.kind.status:
            faults.append(f"{page.path}: {status}")
        faults += fault_of(reader)
        if page.kind.form:
            reader.page.locator(page.kind.form).first.evaluate("form => { form.noValidate = true }")
            reader.go(reader.page.locator(f"{page.kind.form} button:not([value])").last)
            if not reader.page.locator("[aria-invalid=true]").count():
                faults.append(f"{page.path}: sent empty, and it says nothing")
            faults += fault_of(reader)
    assert faults == []


@with_database
def test_every_page_of_an_empty_portal(visitor: Enter, people: Cast) -> None:
    readers, faults = {language: visitor(language) for language in CODES}, list[str]()
    for page in in_turn(known_pages(empty=True), 1):
        if page.kind.name in SAME:
            continue
        readers[page.language].goto(page.path)
        faults += fault_of(readers[page.language])
    assert faults == []


def refused(status: int) -> Callable[[HttpRequest], HttpResponse]:
    return lambda request: error_page(request, status)


ERRORS: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    403: errors.forbidden,
    405: refused(405),
    413: refused(413),
    429: errors.too_many,
    500: errors.server_error,
    503: lambda request: errors.last_page(request, 503),
}


@with_database
def test_every_error(visitor: Enter, people: Cast) -> None:
    """Those that no address brings about are drawn here and shown as the site would."""
    faults = []
    for place, (status, view) in enumerate(ERRORS.items()):
        language = CODES[place % len(CODES)]
        reader, path = visitor(language), f"/{language}/error-{status}/"
        with override(language):
            request = RequestFactory().get(path, headers={"accept-language": language})
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]  # as the middleware sets it
            body = view(request).content.decode()
        reader.page.route(f"**{path}", answering(body, status))
        assert reader.goto(path) == status
        faults += fault_of(reader)
    assert faults == []


def answering(body: str, status: int = 200) -> Callable[[Route], None]:
    """Answers with this page instead of asking the site."""
    return lambda route: route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8")


def serve(route: Route, guide: str) -> None:
    """The guide and the files it needs, without a server."""
    path = route.request.url.removeprefix(SITE).partition("?")[0]
    if path == "/styleguide/":
        return answering(guide)(route)
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    return route.fulfill(path=Path(str(found))) if found else route.fulfill(status=404, body="")


@pytest.fixture(scope="module")
def guide(browser: Browser, django_db_setup: None, django_db_blocker: object) -> Iterator[Page]:
    """The style guide, opened once."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django has no name for its type
        html = Client().get("/styleguide/", headers={"accept-language": "sv"}).content.decode()
    page = browser.new_page(locale="sv-FI")
    page.route(f"{SITE}/**", lambda route: serve(route, html))
    page.goto(f"{SITE}/styleguide/")
    yield page
    page.close()


@pytest.mark.parametrize("section", SECTIONS)
def test_every_component(guide: Page, section: str) -> None:
    found = Axe().run(guide, context=f"[aria-labelledby='{section}']", options=AXE)
    assert found.violations_count == 0, found.generate_report()
