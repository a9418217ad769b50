"""A browser that watches: policy violations, requests to other hosts, errors of scripts, cookies."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from polkka.kit.styles import build_css
from polkka.upkeep import outbox
from scripts.audit.visits import AXE, WATCH

from ..factory import Cast, make_cast

PATIENCE = 20_000  # ms that a busy machine may take before a look has failed
expect.set_options(timeout=PATIENCE)
CODE = re.compile(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?$", re.MULTILINE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    more = ["--disable-component-update", "--disable-sync", "--no-first-run"]
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": flags + more}


@pytest.fixture(scope="session", autouse=True)
def _styles() -> None:
    build_css()


@dataclass
class Visitor:
    """One person's browser window on the running site."""

    page: Page
    context: BrowserContext
    site: str
    has_script: bool
    foreign: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def goto(self, path: str) -> int:
        """Open a page; its status."""
        response = self.page.goto(self.site + path)
        assert response is not None
        return response.status

    def press(self, name: str) -> None:
        """Press the button with this name and wait for the page it leads to."""
        self.go(self.page.get_by_role("button", name=name, exact=True).first)

    def follow(self, name: str) -> None:
        """Follow the link with this name and wait for its page."""
        self.go(self.page.get_by_role("link", name=name).first)

    def go(self, target: Locator) -> None:
        """Click what leads to another page, and wait until that is there with its style."""
        with self.page.expect_navigation(wait_until="load"):
            target.click()

    def look(self) -> None:
        """What must hold on every page: no policy violation, no other host, no script error, nothing for axe."""
        assert self.foreign == []
        assert self.broken == []
        if not self.has_script:
            return
        assert self.page.evaluate("window.violations") == []
        found = Axe().run(self.page, options=AXE)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        self.page.evaluate("window.violations = []")


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Opens a window: `visitor(language, script=True, **context options)`."""
    contexts: list[BrowserContext] = []

    def enter(language: str = "fi", *, script: bool = True, **options: Any) -> Visitor:
        locale = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[language]
        context = browser.new_context(locale=locale, java_script_enabled=script, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        person = Visitor(page, context, live_server.url, script)
        page.add_init_script(WATCH)
        page.on(
            "request", lambda r: None if r.url.startswith((live_server.url, "data:")) else person.foreign.append(r.url)
        )
        page.on("pageerror", lambda error: person.broken.append(str(error)))
        return person

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def people(transactional_db: None, base: None) -> Cast:
    """The cast in a database that the running site sees too."""
    return make_cast()


def post() -> None:
    """Send what waits in the outbox, as the clock would."""
    for pk in outbox.waiting():
        outbox.send(pk)


def code_for(address: str) -> str:
    """The latest code mailed to this address; codes leave before other messages."""
    post()
    letters = [m for m in mail.outbox if m.to == [address]]
    codes = [found[0] for letter in letters if (found := CODE.search(letter.body)) and found[0] != "POLKKA"]
    assert codes, [letter.body for letter in letters]
    return codes[-1]
