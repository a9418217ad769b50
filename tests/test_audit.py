"""The audit’s own reckoning: what it reads of the tools and what it writes down."""

from pathlib import Path

from scripts.audit import report, tools
from scripts.audit.pages import KINDS
from scripts.audit.report import Findings
from scripts.audit.site import Look, Site
from scripts.audit.visits import Visit

HOME = Look("home", "fi", "/fi/", 200, "", True)
GOOD = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100, "lcp": 1200, "cls": 0.0}


def site(without: tuple[str, ...] = ()) -> Site:
    return Site("http://127.0.0.1:1", Path(), (HOME,), without)


def test_what_the_checker_says_of_many_pages_is_said_once() -> None:
    said = [
        '"file:/somewhere/html/home.fi.html":3.1-3.9: error: Stray end tag “p”.',
        '"file:/somewhere/html/home.sv.html":3.1-3.9: error: Stray end tag “p”.',
        "java.lang.OutOfMemoryError",
        "",
    ]
    assert tools.grouped(said) == [
        "error: Stray end tag “p”. (home.fi.html:3.1-3.9, 2 times)",
        "java.lang.OutOfMemoryError (, 1 times)",
    ]


def test_a_page_is_too_slow_below_any_measure() -> None:
    found = {"home": GOOD, "list": GOOD | {"performance": 97, "lcp": 1501, "cls": 0.011, "seo": 99}}
    assert tools.too_slow(found) == [
        "list: performance 97 (at least 98)",
        "list: seo 99 (at least 100)",
        "list: LCP 1501 ms (at most 1500)",
        "list: CLS 0.011 (at most 0.01)",
    ]


def test_report_says_what_was_found_and_what_did_not_run() -> None:
    found = Findings(
        {"Nu HTML checker": [], "Weight, policy, axe": ["home (fi): axe label: <input>"]},
        {"Lighthouse": "node is not installed"},
        {"home": GOOD},
        [Visit(HOME, 31_400, 7), Visit(HOME, 30_000, 6)],
    )
    told = report.markdown(site(("gone",)), found)
    assert "| Nu HTML checker | nothing |" in told
    assert "| Weight, policy, axe | **1 fault** |" in told
    assert "- home (fi): axe label: &lt;input>" in told
    assert "| Lighthouse | **not run**: node is not installed |" in told
    assert "| home | 99 | 100 | 100 | 100 | 1.20 | 0.000 |" in told
    assert "| home | 31.4 | 7 |" in told
    assert "The demo has nothing for: gone." in told


def test_every_kind_has_a_name_of_its_own() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
