"""Rows of the database as a reader is told them: when a project ran, its facts, and whom to ask when it has ended."""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from network.models import Organisation
from polkka.kit.languages import FALLBACK, current, translated
from projects.models import CoordinationProject, Precision, Project, is_over
from taxonomy.models import Concept

FORMATS = {Precision.DAY: "SHORT_DATE_FORMAT", Precision.MONTH: "YEAR_MONTH_FORMAT", Precision.YEAR: "Y"}
Facts = tuple[tuple[str, str], ...]
Ran = Project | CoordinationProject


def period(row: Ran) -> str:
    """When it ran, no more exactly than is known; "" if nothing is."""
    if not (row.started or row.ended):
        return ""
    first, last = _day(row.started, row.precision), _day(row.ended, row.precision)
    return first if first == last else f"{first}–{last}"


def _day(day: date | None, precision: str) -> str:
    return date_format(day, FORMATS[Precision(precision)]) if day else ""


def ended(row: Ran) -> str:
    """When it ended, if it has; "" for what still runs."""
    return _day(row.ended, row.precision) if is_over(row.ended) else ""


def written(row: Any, field: str) -> tuple[str, str]:
    """The text of a field nearest to the reader's language, and its language where that is another one."""
    language = current()
    found = next((code for code in FALLBACK[language] if getattr(row, f"{field}_{code}")), language)
    return getattr(row, f"{field}_{found}"), "" if found == language else found


def linked(url: str, name: str) -> SafeString:
    """A name as a link."""
    return format_html('<a href="{}">{}</a>', url, name)


def in_list(view: str, key: str, value: str, name: str) -> SafeString:
    """A name as a link to the list of `view` limited by it."""
    return linked(f"{reverse(f'portal:{view}')}?{urlencode({key: value})}", name)


def named(rows: Iterable[Organisation]) -> SafeString:
    """Organisations by name, each a link to its page; those only proposed are left out."""
    language, seen = current(), [row for row in rows if not row.is_proposed]
    links = ((reverse("portal:organisation", kwargs={"code": row.code}), row.named(language)) for row in seen)
    return format_html_join(", ", '<a href="{}">{}</a>', links)


def _kept(facts: Iterable[tuple[str, str]]) -> Facts:
    return tuple((label, value) for label, value in facts if value)


def project_facts(project: Project) -> Facts:
    """Who, where, when and with whose money; what is not known is left out."""
    coordination = project.coordination
    return _kept(
        (
            (_("Coordination"), _coordination(coordination) if coordination else ""),
            (_("Schools and others"), named(project.organisations.all())),
            (_("Region"), _region("projects", project.region)),
            (_("Period"), period(project)),
            (_("Phase"), translated(project.phase, "name") if project.phase else ""),
            (_("Funder"), project.funded_by(current())),
        )
    )


def _coordination(row: CoordinationProject) -> SafeString:
    url = reverse("portal:coordination", kwargs={"code": row.code})
    return linked(url, f"{row.acronym}: {translated(row, 'name')}")


def _region(view: str, region: Concept | None) -> str:
    return in_list(view, "region", region.code, translated(region, "name")) if region else ""


def coordination_facts(row: CoordinationProject) -> Facts:
    """Its theme, where it was led from, when, and with whose money."""
    theme = reverse("portal:theme", kwargs={"code": row.theme.code})
    return _kept(
        (
            (_("Theme"), linked(theme, translated(row.theme, "name"))),
            (_("Led from"), named([row.leader])),
            (_("Period"), period(row)),
            (_("Funder"), row.funded_by(current())),
        )
    )


def organisation_facts(row: Organisation) -> Facts:
    """Its kind and its place."""
    town = row.place(current())
    return _kept(
        (
            (_("Kind"), str(row.get_kind_display())),
            (_("Municipality"), in_list("organisations", "q", town, town) if town else ""),
            (_("Region"), _region("organisations", row.region)),
        )
    )


def project_link(row: Project, count: int) -> SimpleNamespace:
    """A project in a short list: `name` in its `language`, `path`, `period`, and its number of practices."""
    path = reverse("portal:project", kwargs={"code": row.code})
    return SimpleNamespace(name=row.name, language=row.language, path=path, period=period(row), count=count)
