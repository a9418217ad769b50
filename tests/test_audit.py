"""The audit’s own reckoning: what it reads of the tools and what it writes down."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from scripts.audit import __main__ as audit
from scripts.audit import accepted, canary, observatory, packages, places, report, schema, tools, wapiti
from scripts.audit.environment import CannotRun
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


def asked(path: str, query: str = "", sent: str = "") -> tuple[str, dict[str, str], str]:
    """What the site of planted faults answers."""
    told: list[Any] = []
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(sent))}
    body = canary.application(environ | {"wsgi.input": BytesIO(sent.encode())}, lambda *answer: told.extend(answer))
    return told[0], dict(told[1]), b"".join(body).decode()


def test_the_planted_faults_are_faults() -> None:
    assert "<script>" in asked("/echo", "text=<script>")[2]
    assert "bird" in asked("/rows", "id=7 OR 1=1")[2]
    assert "SQLite3" in asked("/login", sent="who=a'")[2]
    assert asked("/go", "to=https://elsewhere.example")[1]["Location"] == "https://elsewhere.example"
    assert asked("/broken")[0].startswith("500")
    assert json.loads(asked("/api/things/")[2]) == {"number": "not a number"}


WAPITI = {"method": "GET", "path": "/echo", "parameter": "text", "info": "It came back"}


def test_what_wapiti_tells_is_said_once_and_also_what_broke() -> None:
    told = {"vulnerabilities": {"XSS": [WAPITI, WAPITI], "CSP": []}, "anomalies": {"Internal Server Error": [WAPITI]}}
    assert wapiti.findings(told) == [
        "Internal Server Error: GET /echo text (It came back)",
        "XSS: GET /echo text (It came back)",
    ]


def test_a_run_of_schemathesis_that_asked_little_is_no_silence() -> None:
    told = {"failures": [], "errors": [], "complete": True, "test_cases": {"generated": schema.FEWEST}}
    assert schema.findings(told) == []
    assert schema.findings(told | {"test_cases": {"generated": 3}}) == ["only 3 requests, too few to say anything"]
    assert len(schema.findings(told | {"complete": False})) == 1


def test_a_page_needs_its_points() -> None:
    row = {"name": "corp", "result": "corp-not-implemented", "points": 0}
    good, poor = ({"status": 200, "score": score, "tests": [row]} for score in (130, 125))
    assert observatory.too_few({"page": good}) == []
    assert observatory.too_few({"page": poor}) == [
        "page: status 200, 125 points of 130; corp: corp-not-implemented (0)"
    ]


@pytest.mark.parametrize("licence", ["GPL-3.0-or-later", "GNU Affero General Public License v3", "UNKNOWN", "SSPL-1.0"])
def test_a_binding_licence_is_found_unless_it_is_accepted_by_name(licence: str) -> None:
    rows = [{"Name": "Some_Thing", "License": licence}, {"Name": "other", "License": "LGPL-3.0-only"}]
    wanted = {"some-thing": "1", "other": "1"}
    assert packages.licences(rows, wanted) == [f"some-thing: {licence}"]


def test_a_licence_that_is_accepted_in_vain_is_told() -> None:
    free = [{"Name": name, "License": "MIT"} for name in packages.locked("base")]
    assert packages.licences(free) == [f"{name}: accepted, and not needed" for name in accepted.LICENCES]


def test_risky_code_is_accepted_line_by_line() -> None:
    known = [(*place, "risky") for place in accepted.CODE]
    assert packages.unaccepted(known) == []
    assert packages.unaccepted([*known, ("a.py", "B602", "call(x)", "a shell")]) == ["a.py: B602 a shell (call(x))"]
    assert len(packages.unaccepted(known[1:])) == 1


def run(part: Any, found: Findings) -> Findings:
    with pytest.MonkeyPatch.context() as patch, places.Places(lambda line: None) as of:
        patch.setitem(audit.PARTS, "tried", ("Tried", part))
        audit.look_at("tried", of, found)
    return found


def test_a_tool_that_misses_what_is_planted_is_a_fault() -> None:
    blind = audit.first(lambda of: {"a shell"}, "a shell", lambda of, found: [])
    assert run(blind, Findings()).faults == {"Tried": ["planted, and not found: a shell"]}
    sharp = audit.first(lambda of: set(), "a shell", lambda of, found: [])
    found = run(sharp, Findings())
    assert (found.faults, found.planted) == ({"Tried": []}, ["a shell"])


def test_a_part_that_cannot_run_is_no_pass_and_one_that_breaks_is_a_fault() -> None:
    def away(of: places.Places, found: Findings) -> list[str]:
        raise CannotRun("no network")

    found = run(away, Findings())
    assert (found.faults, found.left_out) == ({}, {"Tried": "no network"})
    broken = run(lambda of, found: [1 / 0], Findings())
    assert broken.faults == {"Tried": ["ended in an error: ZeroDivisionError: division by zero"]}
