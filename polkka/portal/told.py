"""Rows of the database as a reader is told them: when a project ran, and its facts."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from polkka.kit.languages import current, translated
from projects.models import Precision, Project

FORMATS = {Precision.DAY: "SHORT_DATE_FORMAT", Precision.MONTH: "YEAR_MONTH_FORMAT", Precision.YEAR: "Y"}


def period(project: Project) -> str:
    """When the project ran, no more exactly than is known; "" if nothing is."""
    if not (project.started or project.ended):
        return ""
    first, last = _day(project.started, project.precision), _day(project.ended, project.precision)
    return first if first == last else f"{first}–{last}"


def _day(day: date | None, precision: str) -> str:
    return date_format(day, FORMATS[Precision(precision)]) if day else ""


def project_facts(project: Project) -> tuple[tuple[str, str], ...]:
    """Who, where, when and with whose money; what is not known is left out."""
    language, coordination = current(), project.coordination
    facts = (
        (_("Coordination"), f"{coordination.acronym}: {translated(coordination, 'name')}" if coordination else ""),
        (_("Schools and others"), ", ".join(row.named(language) for row in project.organisations.all())),
        (_("Region"), translated(project.region, "name") if project.region else ""),
        (_("Period"), period(project)),
        (_("Phase"), translated(project.phase, "name") if project.phase else ""),
        (_("Funder"), project.funder),
    )
    return tuple((label, value) for label, value in facts if value)
