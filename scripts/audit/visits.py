"""A visit to every page with a fresh browser: what goes over the wire, who is asked, and what axe says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from .site import Look, Site
from .tools import chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
HEAVIEST, MOST_REQUESTS = 60_000, 12
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", e => violations.push(e.effectiveDirective + " " + e.blockedURI));
"""
LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}


@dataclass
class Visit:
    """One page: bytes over the wire with headers, requests, and every fault in words."""

    look: Look
    weight: int = 0
    requests: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def visit_all(site: Site, browser: Browser, say: Callable[[str], None]) -> list[Visit]:
    """Every page of the table, each in a window that knows nothing yet; forms also with their errors."""
    visits = []
    for look in site.looks:
        context = browser.new_context(locale=LOCALES[look.language])
        visit = _visit(site, context.new_page(), look)
        context.close()
        visits.append(visit)
        for fault in visit.faults:
            say(f"    {look.name} ({look.language}): {fault}")
    return visits


def _visit(site: Site, page: Page, look: Look) -> Visit:
    visit = Visit(look)
    page.add_init_script(WATCH)
    page.on("pageerror", lambda error: visit.faults.append(f"script: {error}"))
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda event: _asked(visit, site, event["request"]["url"]))
    wire.on("Network.loadingFinished", lambda event: _came(visit, event))
    response = page.goto(site.url + look.path, wait_until="networkidle")
    if response is None or response.status != look.status:
        visit.faults.append(f"answers {response and response.status}, not {look.status}")
    if visit.weight > HEAVIEST and look.name != "styleguide":
        visit.faults.append(f"{visit.weight} bytes, more than {HEAVIEST}")
    if visit.requests > MOST_REQUESTS and look.name != "styleguide":
        visit.faults.append(f"{visit.requests} requests, more than {MOST_REQUESTS}")
    _judge(visit, page)
    if look.form:
        before = visit.weight, visit.requests
        page.locator(look.form).first.evaluate("form => { form.noValidate = true }")
        with page.expect_navigation(wait_until="networkidle"):
            page.locator(f"{look.form} button:not([value])").last.click()
        if not page.locator("[aria-invalid=true]").count():
            visit.faults.append("sent empty, and it says nothing")
        _judge(visit, page, "with errors: ")
        visit.weight, visit.requests = before
    if page.context.cookies() and not look.form:
        visit.faults.append("sets a cookie")
    return visit


def _asked(visit: Visit, site: Site, url: str) -> None:
    if url.startswith("data:"):
        return
    visit.requests += 1
    if not url.startswith(site.url + "/"):
        visit.faults.append(f"asks {url}")


def _came(visit: Visit, event: dict[str, Any]) -> None:
    visit.weight += int(event["encodedDataLength"])


def _judge(visit: Visit, page: Page, when: str = "") -> None:
    visit.faults += [f"{when}policy: {found}" for found in page.evaluate("window.violations")]
    found = Axe().run(page, options=AXE)
    for rule in found.response["violations"]:
        places = "; ".join(" ".join(node["target"]) for node in rule["nodes"][:3])
        visit.faults.append(f"{when}axe {rule['id']}: {places}")
