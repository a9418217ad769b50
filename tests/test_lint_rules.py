"""Our own rules hold in every module, template and script; and each rule finds what is planted against it."""

import re
from dataclasses import dataclass

import pytest

from .lint_rules import RULES, Rule
from .tree import ROOT, TEMPLATES, modules, name, text

BY_NAME = [pytest.param(rule, id=rule.name) for rule in RULES]


@pytest.mark.parametrize("rule", BY_NAME)
def test_rule_holds(rule: Rule) -> None:
    broken = {name(path): rule.breaks(name(path), text(path)) for path in modules()}
    assert {path: lines for path, lines in broken.items() if lines} == {}


@pytest.mark.parametrize("rule", BY_NAME)
def test_rule_finds_what_is_planted_and_only_where_it_holds(rule: Rule) -> None:
    place = f"{rule.among[0].rstrip('/')}/planted.py"
    assert [source for source in rule.planted if not rule.breaks(place, source)] == []
    assert (
        rule.breaks(place, '"""Nothing harmful."""\nfrom datetime import UTC, datetime\nnow = datetime.now(UTC)\n')
        == []
    )
    assert rule.breaks("scripts/planted.py", rule.planted[0]) == []


@pytest.mark.parametrize("rule", BY_NAME)
def test_modules_that_a_rule_names_are_there_and_need_it(rule: Rule) -> None:
    freed = Rule(rule.name, rule.found, rule.planted, among=rule.among)
    held = [name(path) for path in modules() if freed.breaks(name(path), text(path))]
    idle = [place for place in rule.named if not any(path.startswith(place) for path in held)]
    assert idle == []


@dataclass(frozen=True)
class Pattern:
    """A pattern that may stand in no file of these endings below `folder`, but in those that are named."""

    about: str
    pattern: re.Pattern[str]
    planted: str
    folder: str = "templates"
    ending: str = ".html"
    named: tuple[str, ...] = ()


FORM = re.compile(r"""<form\b[^>]*\bmethod=["']post["'](?:(?!</form>).)*?</form>""", re.IGNORECASE | re.DOTALL)
PATTERNS = (
    Pattern(
        "HTML that nobody escapes",
        re.compile(r"\|\s*safe(seq)?\b|autoescape off"),
        "{{ text|safe }}",
        # the help text of a form field, which is ours; and Markdown that was cleaned, and marked excerpts of it
        named=(
            *(
                f"templates/components/{one}.html"
                for one in ("card_body", "checks", "field", "note", "picker", "steps")
            ),
            "templates/portal/practice_parts.html",
            "templates/portal/practice_prose.html",
        ),
    ),
    Pattern(
        "a new window that reaches back",
        re.compile(r"""<a\b(?=[^>]*target=)(?![^>]*rel=["'][^"']*noopener)[^>]*>"""),
        '<a href="x" target="_blank">',
    ),
    Pattern(
        "an address that is a script",
        re.compile(r"""=["']\s*(javascript|vbscript|data):""", re.I),
        '<a href="javascript:x">',
    ),
    Pattern(
        "something of another site",
        re.compile(
            r"""<(script|img|iframe|source|video|audio|object|embed|link)\b[^>]*(src|href|data)=["'](https?:)?//"""
        ),
        '<script src="https://elsewhere.example/x.js">',
    ),
    Pattern("a frame or a plug-in", re.compile(r"<(iframe|object|embed|applet|frame)\b"), "<iframe>"),
    Pattern(
        "code out of text",
        re.compile(r"\beval\(|new Function\(|document\.write|\.outerHTML\s*=|javascript:"),
        "eval(x)",
        folder="static/js",
        ending=".js",
    ),
    Pattern(
        "HTML out of text",
        re.compile(r"\.innerHTML\s*\+?=|insertAdjacentHTML|createContextualFragment|\.parseFromString"),
        "node.innerHTML = text",
        folder="static/js",
        ending=".js",
        # what our own pages answered, and pasted text in a document that is shown nowhere
        named=tuple(f"static/js/{one}.js" for one in ("beside", "files", "markdown", "paste", "save-often")),
    ),
)


@pytest.mark.parametrize("rule", PATTERNS, ids=lambda rule: rule.about)
def test_pattern_stands_nowhere(rule: Pattern) -> None:
    assert rule.pattern.search(rule.planted)
    folder = ROOT / rule.folder
    paths = [path for path in sorted(folder.rglob(f"*{rule.ending}")) if name(path) not in rule.named]
    assert paths != []
    assert [name(path) for path in paths if rule.pattern.search(text(path))] == []


def _unprotected(html: str) -> bool:
    return any("csrf_token" not in form and "token" not in form for form in FORM.findall(html))


LAST = "templates/errors/last.html"
"""Sends again what was sent before, the token among it."""


def test_every_form_carries_its_protection() -> None:
    assert _unprotected('<form method="post"><button>x</button></form>')
    assert not _unprotected('<form method="post">{% csrf_token %}</form>')
    bare = [name(path) for path in sorted(TEMPLATES.rglob("*.html")) if _unprotected(text(path))]
    assert [path for path in bare if path != LAST] == []
