"""Pages of text: the criteria, and the site's own texts."""

import re
from html import unescape
from itertools import count
from types import SimpleNamespace
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.models import CriteriaSet, Criterion
from criteria.sets import used
from polkka.kit import markdown
from polkka.kit.access import public
from polkka.kit.languages import said, translated
from polkka.kit.text import slug
from practices.questions import GATE

from .. import assessing
from ..models import SiteText
from .common import NO_ROBOTS, bare, show

LONG = 4
"""Headings from which a text has a list of them."""
SOFT_HYPHEN = "\u00ad"
DESCRIPTION = 160  # characters for search engines
H2 = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
LINK = re.compile(r"</?a\b[^>]*>")
TAKEN = frozenset({"content", "contents", "foot-practices", "foot-polkka", "foot-terms"})
"""Anchors that every page, or the page of a text, has already."""


@public
@require_safe
@bare
def criteria(request: HttpRequest) -> HttpResponse:
    """How practices are assessed: the path, the first check, the labels, the result, and the criteria of today."""
    sets = used()
    if not (sets and sets[0].is_current):
        raise Http404
    return _criteria(request, sets[0], sets)


@public
@require_safe
@bare
def criteria_set(request: HttpRequest, version: str) -> HttpResponse:
    """The same with the set a practice was assessed with; a set that was never used is nobody’s to see."""
    sets = used()
    found = next((row for row in sets if row.version == version), None)
    if found is None:
        raise Http404
    return _criteria(request, found, sets)


def _criteria(request: HttpRequest, found: CriteriaSet, sets: list[CriteriaSet]) -> HttpResponse:
    told = _told_set(found)
    fixed = (
        ("path", _("From a text to a label")),
        ("gate", _("First check")),
        ("labels", _("Labels")),
        ("scale", _("Scale and result")),
    )
    today = next((row.version for row in sets if row.is_current), "")
    context = {
        "criteria_set": told,
        "today": today,
        "others": tuple((row.version, row.frozen_at) for row in sets if row.pk != found.pk),
        "contents": (
            *fixed,
            *((criterion.code, criterion.name) for criterion in told.criteria),
            ("sets", _("Criteria sets")),
        ),
        "path": assessing.path(),
        "gate": tuple(words for _question, words in GATE),
        "labels": assessing.labels(),
        "rules": assessing.rules(),
    }
    if not found.is_current:
        context |= {"robots": NO_ROBOTS, "canonical": ""}
    elif request.resolver_match and request.resolver_match.kwargs:
        context["canonical"] = settings.SITE_URL + reverse("portal:criteria")
    return show(request, "portal/criteria.html", context)


def _told_set(found: CriteriaSet) -> SimpleNamespace:
    """A set as the page tells it, with its criteria in order: two queries."""
    rows = list(found.criteria.prefetch_related("levels").order_by("order"))
    names = [said(step) for step in found.scale]
    return SimpleNamespace(
        version=found.version,
        introduction_html=markdown.render(translated(found, "introduction"), lower=0),
        scale=tuple(enumerate(names)),
        criteria=[_told(criterion, names) for criterion in rows],
        is_current=found.is_current,
        used_since=found.frozen_at,
        weighs=len({criterion.weight for criterion in rows}) > 1,
    )


def _told(criterion: Criterion, names: list[str]) -> SimpleNamespace:
    return SimpleNamespace(
        code=criterion.code,
        weight=criterion.weight,
        name=translated(criterion, "name"),
        question=translated(criterion, "question"),
        guiding=said(criterion.guiding) or (),
        sub_criteria=tuple((said(row["name"]), said(row["text"])) for row in criterion.sub_criteria),
        levels=tuple((level.step, names[level.step], translated(level, "text")) for level in criterion.levels.all()),
    )


class Heading(NamedTuple):
    """A heading of a text: the anchor it has on the page, and its words as HTML."""

    anchor: str
    html: SafeString


def _with_anchors(html: str) -> tuple[SafeString, tuple[Heading, ...]]:
    """The HTML of a text with an anchor on every h2, and these headings in order; an anchor stands once on a page."""
    taken, found = set(TAKEN), []

    def mark(match: re.Match[str]) -> str:
        words = match[1]
        whole = slug(strip_tags(unescape(words)), words="part")
        anchor = next(name for n in count(1) if (name := whole if n == 1 else f"{whole}-{n}") not in taken)
        taken.add(anchor)
        found.append(Heading(anchor, markdown.safe(LINK.sub("", words))))
        return f'<h2 id="{anchor}">{words}</h2>'

    return markdown.safe(H2.sub(mark, html)), tuple(found)


@public
@require_safe
@bare
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One of the site's own texts, with its headings as a list where it is long and the day it was changed."""
    found = get_object_or_404(SiteText, key=key)
    title, body = translated(found, "title"), translated(found, "body")
    html, headings = _with_anchors(markdown.render(body, lower=0))
    context = {
        "title": title,
        "plain_title": title.replace(SOFT_HYPHEN, ""),
        "html": html,
        "headings": headings if len(headings) >= LONG else (),
        "updated_at": found.updated_at,
        "description": Truncator(unescape(markdown.plain(body.partition("\n\n")[0]))).chars(DESCRIPTION),
    }
    return show(request, "portal/page.html", context)
