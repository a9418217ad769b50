"""The boxes of a facet as HTML, joined of pieces: a page has some hundred of them, too many for an include each."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from .markdown import safe


class Option(Protocol):
    """One value: `depth` is 1 under a broader one; `colour` is that of its theme, or ""."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def is_chosen(self) -> bool: ...
    @property
    def depth(self) -> int: ...
    @property
    def colour(self) -> str: ...


class Facet(Protocol):
    """A facet: the first `n_in_sight` options are seen, the others are folded; `n_left` values are not listed.

    `full` says that no more may be chosen, "" while more may.
    """

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def options(self) -> Sequence[Option]: ...
    @property
    def n_chosen(self) -> int: ...
    @property
    def n_in_sight(self) -> int: ...
    @property
    def n_left(self) -> int: ...
    @property
    def full(self) -> str: ...


def html(facet: Facet, *, is_open: bool = False, form: str = "") -> SafeString:
    """A folded fieldset of boxes, open if `is_open` or if something is chosen; `form` is the id of their form."""
    name, code = escape(facet.name), escape(facet.code)
    chosen = f' <span class="count">({facet.n_chosen})</span>' if facet.n_chosen else ""
    state = " open" if is_open or facet.n_chosen else ""
    seen, rest = facet.options[: facet.n_in_sight], facet.options[facet.n_in_sight :]
    return safe(
        f'<details class="facet" id="facet.{code}"{state}><summary><span>{name}{chosen}</span></summary>\n'
        f'<fieldset><legend class="unseen">{name}</legend>\n{_boxes(facet, seen, form)}'
        f"{_told(facet.full) if facet.full else ''}"
        f"{_folded(facet, rest, form) if rest else ''}</fieldset></details>\n"
    )


def all_html(facets: Iterable[Facet], *, n_open: int, form: str) -> SafeString:
    """All facets of a page, the first `n_open` open."""
    return safe("".join([html(facet, is_open=place < n_open, form=form) for place, facet in enumerate(facets)]))


def _folded(facet: Facet, rest: Sequence[Option], form: str) -> str:
    more = gettext("Show %(n)s more") % {"n": len(rest)}
    find = gettext("Find in the list “%(list)s”") % {"list": facet.name}
    return (
        f'<details class="facet-rest" id="rest.{escape(facet.code)}" data-find="{escape(find)}"'
        f' data-none="{escape(gettext("Nothing by that name."))}">'
        f'<summary>{escape(more)}<span class="unseen">: {escape(facet.name)}</span></summary>\n'
        f"{_boxes(facet, rest, form)}"
        f"{_left(facet.n_left) if facet.n_left else ''}</details>\n"
    )


def _left(number: int) -> str:
    said = ngettext(
        "%(n)s value that few practices have is not listed.",
        "%(n)s values that few practices have are not listed.",
        number,
    )
    return _told(said % {"n": number})


def _told(text: str) -> str:
    return f'<p class="small muted">{escape(text)}</p>\n'


def _boxes(facet: Facet, options: Iterable[Option], form: str) -> str:
    code, is_full = facet.code, bool(facet.full)
    return "".join([_box(code, option, form, is_full) for option in options])


def _box(facet: str, option: Option, form: str, is_full: bool) -> str:
    opening, name = _fixed(facet, option.code, option.name, option.depth, option.colour, form)
    start = f'<label class="tick tick-empty{opening}' if not option.count else f'<label class="tick{opening}'
    state = " checked" if option.is_chosen else " disabled" if is_full else ""
    return f'{start}{state}>{name}</span> <span class="count">{option.count}</span></label>\n'


@lru_cache(maxsize=20_000)
def _fixed(facet: str, code: str, name: str, depth: int, colour: str, form: str) -> tuple[str, str]:
    """What never changes about a box: the end of its class with the input, and its name."""
    deep, form = " tick-deep" if depth else "", f' form="{escape(form)}"' if form else ""
    theme = f' class="theme theme-{escape(colour)}"' if colour else ""
    facet, code = escape(facet), escape(code)
    return (
        f'{deep}"><input type="checkbox" id="{facet}.{code}" name="{facet}" value="{code}"{form}',
        f"<span{theme}>{escape(name)}",
    )
