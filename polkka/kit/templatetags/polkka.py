"""Tags and filters of the templates: drawings as SVG, and small choices a template should not make itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django import template
from django.utils.safestring import SafeString

from polkka.kit import drawings, facets, markdown, people
from polkka.kit.languages import median_words

register = template.Library()


@register.inclusion_tag("components/drawings/label_dots.html")
def label_dots(step: int) -> dict[str, Any]:
    """Four dots, the first `step` full."""
    return {"dots": drawings.label_dots(step)}


@register.inclusion_tag("components/drawings/profile_row.html")
def profile_row(row: Any) -> dict[str, Any]:
    """The five places of a criterion."""
    return {"drawing": drawings.profile_row(row.peer, row.expert, row.own)}


@register.inclusion_tag("components/drawings/profile_dots.html")
def profile_dots(profile: Any) -> dict[str, Any]:
    """A whole profile on one line: what peers say of each criterion, else what the expert says."""
    medians = [row.peer if row.peer is not None else row.expert for row in profile.rows]
    return {"dots": drawings.profile_dots(medians), "width": 28 * len(medians)}


@register.inclusion_tag("components/drawings/progress_dots.html")
def progress_dots(n: int, total: int) -> dict[str, Any]:
    """One dot for each page of a form."""
    return {"dots": drawings.progress_dots(n, total), "width": 32 * total + 2}


@register.inclusion_tag("components/drawings/theme_dot.html")
def theme_dot(count: int, largest: int) -> dict[str, Any]:
    """A dot whose area is the count."""
    return {"dot": drawings.theme_dot(count, largest)}


@register.simple_tag
def matrix_dot(count: int, largest: int) -> drawings.Disc:
    """A dot of the overall picture, in the middle of its box."""
    return drawings.matrix_dot(count, largest)


@register.simple_tag
def draw_pyramid(levels: Sequence[tuple[Any, int, str, Sequence[tuple[str, int]]]]) -> SimpleNamespace:
    """The levels with their tiers, the highest first whatever order they come in, and what one dot is worth."""
    ordered = sorted(levels, key=lambda level: level[0].number, reverse=True)
    drawing = drawings.pyramid([by_theme for _, _, _, by_theme in ordered])
    tiers = [
        SimpleNamespace(level=level, count=count, url=url, drawing=tier)
        for (level, count, url, _), tier in zip(ordered, drawing.tiers, strict=True)
    ]
    return SimpleNamespace(tiers=tiers, worth=drawing.worth, dot=drawing.dot, odd=drawing.odd)


@register.filter
def largest(themes: Iterable[tuple[Any, str, int, str]]) -> int:
    """The largest count of (term, name, count, url)."""
    return max((count for _, _, count, _ in themes), default=0)


@register.filter
def step(value: float | None) -> str:
    """A median as people write it: 3, 2,5 or a dash where nobody answered."""
    return "–" if value is None else median_words(value)


@register.filter
def letter(text: str) -> SafeString:
    """A letter as safe HTML: Markdown, every new line kept."""
    return markdown.letter(text)


@register.filter
def named(name: str) -> str:
    """A name that was kept with a deed, or what is said of somebody whose account has been removed."""
    return people.named(name)


@register.filter
def only(answers: Iterable[Any], codes: str) -> list[Any]:
    """The answers with these codes, in the order of the codes."""
    by_code = {answer.code: answer for answer in answers}
    return [by_code[code] for code in codes.split() if code in by_code]


@register.filter
def without(answers: Iterable[Any], codes: str) -> list[Any]:
    """The answers with other codes than these."""
    left_out = set(codes.split())
    return [answer for answer in answers if answer.code not in left_out]


@register.filter
def lookup(mapping: Mapping[str, Any] | None, key: Any) -> Any:
    """The value of a key, or nothing."""
    return (mapping or {}).get(str(key), "")


@register.simple_tag
def facet_boxes(facet: Any, is_open: bool = False) -> SafeString:
    """A facet as a folded fieldset of boxes."""
    return facets.html(facet, is_open=is_open)


@register.simple_tag
def facet_list(listed: Iterable[Any], n_open: int, form: str) -> SafeString:
    """The facets of a page, the first `n_open` open."""
    return facets.all_html(listed, n_open=n_open, form=form)


@dataclass(frozen=True)
class PageTurn:
    """Pages of a list with the gaps between them, and the ways back and on."""

    items: tuple[tuple[int, str, bool, bool], ...]  # number, url, is_current, comes after a gap
    previous: str
    next: str


@register.simple_tag
def page_turn(pages: Sequence[tuple[int, str, bool]]) -> PageTurn:
    """Pages of a list as (number, url, is_current), possibly with some numbers left out."""
    here = next((number for number, _, is_current in pages if is_current), 0)
    urls = {number: url for number, url, _ in pages}
    before = [0, *(number for number, _, _ in pages)]
    items = tuple((n, url, is_current, n - last > 1) for (n, url, is_current), last in zip(pages, before, strict=False))
    return PageTurn(items, urls.get(here - 1, ""), urls.get(here + 1, ""))
