"""`python -m scripts.audit [PARTS]`: look at the whole portal from outside, and attack it.

licences     of the packages: none that would bind the portal
holes        known holes in the packages
deployment   Django’s check of a production, with every warning counted
code         bandit over what runs in operation
html         the Nu HTML checker on every page in three languages
speed        Lighthouse on a phone, the median of three
visits       weight, requests, policy and axe on every page in three languages, forms with their errors too
sheets       contact sheets into docs/shots/sheets
headers      the MDN HTTP Observatory over https: a public page and a page with a form
crawl        wapiti attacks every kind of page and form, signed out and signed in
injection    sqlmap on what asks the database
api          schemathesis by the description of the API

Everything, unless parts are named; only a whole run writes docs/audit/RESULTS.md. A tool that attacks has to find
planted faults first. Exit code 1 if anything was found; a part that could not run is named at the end, and counts as a
fault only with AUDIT=required.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

from . import attacks, deployment, observatory, packages, report, schema, sheets, sqlmap, tools, visits, wapiti
from .environment import CannotRun
from .places import Places
from .report import Findings
from .site import ROOT
from .target import Target

RESULTS = ROOT / "docs" / "audit" / "RESULTS.md"
SHEETS = ROOT / "docs" / "shots" / "sheets"
Part = Callable[[Places, Findings], list[str]]


def say(line: str) -> None:
    print(line, flush=True)


def html(places: Places, found: Findings) -> list[str]:
    return tools.check_html(places.site)


def speed(places: Places, found: Findings) -> list[str]:
    found.speed = tools.measure(places.site)
    return tools.too_slow(found.speed)


def visited(places: Places, found: Findings) -> list[str]:
    with visits.browsing() as browser:
        found.visits = visits.visit_all(places.site, browser, say)
    return [f"{v.look.name} ({v.look.language}): {fault}" for v in found.visits for fault in v.faults]


def sheets_of(places: Places, found: Findings) -> list[str]:
    with visits.browsing() as browser:
        return sheets.take(places.site, browser, SHEETS, say)


def headers(places: Places, found: Findings) -> list[str]:
    scores = observatory.scores(places.portal)
    found.headers = {page: told["score"] for page, told in scores.items()}
    return observatory.too_few(scores)


def first(missed: Callable[[Places], set[str]], planted: str, part: Part) -> Part:
    """A part that counts only when its tool has found what is planted; `planted` says what that is."""

    def look(places: Places, found: Findings) -> list[str]:
        lost = missed(places)
        if lost:
            return [f"planted, and not found: {', '.join(sorted(lost))}"]
        found.planted.append(planted)
        say(f"  found what is planted: {planted}")
        return part(places, found)

    return look


def attack(tried: Callable[[Target, Callable[[str], None]], list[str]]) -> Part:
    return lambda places, found: tried(places.portal, say)


def _words(found: set[str]) -> str:
    return ", ".join(sorted(found))


PARTS: dict[str, tuple[str, Part]] = {
    "licences": (
        "Licences",
        first(lambda of: packages.missed_licences(), "a package under the GPL", lambda of, found: packages.licences()),
    ),
    "holes": (
        "Known holes (pip-audit)",
        first(lambda of: packages.missed_holes(), packages.OLD, lambda of, found: packages.holes()),
    ),
    "code": (
        "Risky code (bandit)",
        first(lambda of: packages.missed_code(), "a shell, a broken digest", lambda of, found: packages.code()),
    ),
    "deployment": (
        "Deployment (check --deploy)",
        first(
            lambda of: deployment.missed(of.made),
            "no limits on sign-in, no HSTS",
            lambda of, found: deployment.checked(of.made),
        ),
    ),
    "html": ("Nu HTML checker", html),
    "speed": ("Lighthouse", speed),
    "visits": ("Weight, policy, axe", visited),
    "sheets": ("Contact sheets, no sideways scroll", sheets_of),
    "headers": (
        "Headers (HTTP Observatory)",
        first(lambda of: observatory.missed(of.planted), "a site without headers", headers),
    ),
    "api": (
        "API (schemathesis)",
        first(lambda of: schema.missed(of.planted), _words(schema.PLANTED), attack(attacks.described)),
    ),
    "injection": (
        "SQL injection (sqlmap)",
        first(lambda of: sqlmap.missed(of.planted), "a query and a form put into SQL", attack(attacks.injected)),
    ),
    "crawl": (
        "Attacks (wapiti)",
        first(lambda of: wapiti.missed(of.planted), _words(wapiti.PLANTED), attack(attacks.crawled)),
    ),
}


def main(wanted: list[str]) -> int:
    if set(wanted) - set(PARTS):
        say(__doc__ or "")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = Findings()
    with Places(say) as places:
        for name in wanted or PARTS:
            look_at(name, places, found)
        if not wanted:
            RESULTS.parent.mkdir(parents=True, exist_ok=True)
            RESULTS.write_text(report.markdown(places.site, found), encoding="utf-8")
            say(f"\nWritten: {RESULTS.relative_to(ROOT)} and {SHEETS.relative_to(ROOT)}/")
    for part, why in found.left_out.items():
        say(f"NOT RUN: {part}: {why}.")
    faults = sum(len(told) for told in found.faults.values())
    say(f"{faults} faults in {len(found.faults)} parts; {len(found.left_out)} parts not run.")
    return 1 if faults or (found.left_out and os.environ.get("AUDIT") == "required") else 0


def look_at(name: str, places: Places, found: Findings) -> None:
    """Run one part, and say and keep what it finds."""
    part, look = PARTS[name]
    say(f"\n--- {part}")
    started = time.monotonic()
    try:
        faults = look(places, found)
    except CannotRun as why:
        found.left_out[part] = str(why)
        say(f"NOT RUN: {why}.")
        return
    except Exception as error:
        faults = [f"ended in an error: {type(error).__name__}: {error}"]
    found.faults[part] = faults
    for fault in faults[:40]:
        say(f"  {fault}")
    say(f"{len(faults)} faults, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
