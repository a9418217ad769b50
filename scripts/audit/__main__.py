"""`python -m scripts.audit [html] [speed] [visits] [sheets]`: look at the whole public site from outside.

html    the Nu HTML checker on every page in three languages
speed   Lighthouse on a phone, the median of three
visits  weight, requests, policy and axe on every page in three languages, forms with their errors too
sheets  contact sheets into docs/shots/sheets

Everything, unless parts are named; only a whole run writes docs/audit/RESULTS.md.
"""

import signal
import sys
import time
from collections.abc import Callable

from . import report, sheets, tools, visits
from .report import Findings
from .site import ROOT, Site, serving

RESULTS = ROOT / "docs" / "audit" / "RESULTS.md"
SHEETS = ROOT / "docs" / "shots" / "sheets"


def say(line: str) -> None:
    print(line, flush=True)


def html(site: Site, found: Findings) -> list[str]:
    return tools.check_html(site)


def speed(site: Site, found: Findings) -> list[str]:
    found.speed = tools.measure(site)
    return tools.too_slow(found.speed)


def visited(site: Site, found: Findings) -> list[str]:
    with visits.browsing() as browser:
        found.visits = visits.visit_all(site, browser, say)
    return [f"{v.look.name} ({v.look.language}): {fault}" for v in found.visits for fault in v.faults]


def sheets_of(site: Site, found: Findings) -> list[str]:
    with visits.browsing() as browser:
        return sheets.take(site, browser, SHEETS, say)


PARTS: dict[str, tuple[str, Callable[[Site, Findings], list[str]]]] = {
    "html": ("Nu HTML checker", html),
    "speed": ("Lighthouse", speed),
    "visits": ("Weight, policy, axe", visited),
    "sheets": ("Contact sheets, no sideways scroll", sheets_of),
}


def main(wanted: list[str]) -> int:
    if set(wanted) - set(PARTS):
        say(__doc__ or "")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = Findings()
    say("Making a site to look at …")
    with serving() as site:
        for name, (part, look) in PARTS.items():
            if wanted and name not in wanted:
                continue
            say(f"\n--- {part}")
            started = time.monotonic()
            try:
                found.faults[part] = look(site, found)
            except tools.CannotRun as why:
                found.left_out[part] = str(why)
                say(f"Not run: {why}.")
                continue
            for fault in found.faults[part][:40]:
                say(f"  {fault}")
            say(f"{len(found.faults[part])} faults, {time.monotonic() - started:.0f} s")
        if not wanted:
            RESULTS.parent.mkdir(parents=True, exist_ok=True)
            RESULTS.write_text(report.markdown(site, found), encoding="utf-8")
            say(f"\nWritten: {RESULTS.relative_to(ROOT)} and {SHEETS.relative_to(ROOT)}/")
    for part, why in found.left_out.items():
        say(f"NOT RUN: {part}: {why}.")
    return 1 if any(found.faults.values()) or found.left_out else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
