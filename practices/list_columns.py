"""What lists of the admin have besides their columns when they are taken along."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from network.models import Organisation
from polkka.kit.languages import CODES, current
from polkka.upkeep import generation
from polkka.upkeep.listing import TABLES, Column, Table
from projects.models import Precision, Project
from taxonomy import catalogue

from .completeness import chosen_codes
from .models import Practice, Text, Version
from .questions import CONCEPT_QUESTIONS, ROWS, TEXT_QUESTIONS


def _field(model: Any, name: str) -> Column:
    """A field of the row itself, with the words of its choices."""
    field = model._meta.get_field(name)
    words = dict(field.flatchoices)
    return Column(name, field.verbose_name, lambda row: words.get(value := getattr(row, name), value))


def _named(model: Any, name: str) -> Column:
    """A row that this one refers to, by its name."""
    return Column(name, model._meta.get_field(name).verbose_name, lambda row: str(getattr(row, name) or ""))


def _organisation() -> Sequence[Column]:
    plain = ("code", "name", "name_sv", "name_en", "kind", "municipality", "municipality_sv")
    last = ("email", "is_proposed", "is_demo")
    return [
        *(_field(Organisation, name) for name in plain),
        _named(Organisation, "region"),
        *(_field(Organisation, name) for name in last),
    ]


def _project() -> Sequence[Column]:
    summaries = [f"summary_{code}" for code in CODES]
    organisations = Project._meta.get_field("organisations").verbose_name
    return [
        *(_field(Project, name) for name in ("code", "name", "language")),
        _named(Project, "coordination"),
        Column("organisations", organisations, lambda row: "; ".join(one.code for one in row.organisations.all())),
        _named(Project, "region"),
        _named(Project, "phase"),
        _day("started"),
        _day("ended"),
        *(_field(Project, name) for name in ("precision", "funder", "funder_sv", "funder_en")),
        *(_field(Project, name) for name in (*summaries, "is_proposed", "is_demo")),
    ]


def _day(name: str) -> Column:
    """A day as exactly as it is known: a month as 2024-05, a year as 2024."""

    def told(project: Project) -> Any:
        day = getattr(project, name)
        if day is None or project.precision == Precision.DAY:
            return day
        return f"{day:%Y-%m}" if project.precision == Precision.MONTH else f"{day:%Y}"

    field: Any = Project._meta.get_field(name)
    return Column(name, field.verbose_name, told)


def _chosen(vocabulary: str, shelves: catalogue.Catalogue) -> Callable[[Version], str]:
    """The names of the concepts of one vocabulary, the main level first."""

    def told(version: Version) -> str:
        codes = _codes(version).get(vocabulary, [])
        return "; ".join(term.name for term in shelves.terms(vocabulary, codes, current()))

    return told


def _codes(version: Version) -> dict[str, list[str]]:
    """The codes chosen for a version, put in order once for all its columns."""
    held: dict[str, list[str]] | None = version.__dict__.get("_told_codes")
    if held is None:
        held = version.__dict__["_told_codes"] = chosen_codes(version)
    return held


def _answer(code: str, *, is_rows: bool) -> Callable[[Version], str]:
    def told(version: Version) -> str:
        answer = getattr(version.original, code)
        return "\n".join(" | ".join(row.values()) for row in answer) if is_rows else answer

    return told


def _version() -> Sequence[Column]:
    """Everything a reader of the version sees, in the language it was written in, and the facets of the search."""
    practice = {field.name: field.verbose_name for field in Practice._meta.concrete_fields}
    shelves = catalogue.at(generation.number())
    texts = [Column(q.code, q.label, _answer(q.code, is_rows=q.kind == ROWS)) for q in TEXT_QUESTIONS]
    return [
        Column("public_id", practice["public_id"], lambda row: row.practice.public_id),
        _field(Version, "number"),
        texts[0],
        *(_field(Version, name) for name in ("state", "depth", "label")),
        Column("language", Text._meta.get_field("language").verbose_name, lambda row: row.original.language),
        Column("languages", _("languages"), lambda row: ", ".join(sorted(text.language for text in row.texts.all()))),
        Column("owner", practice["owner"], lambda row: str(row.practice.owner)),
        Column("project", practice["project"], lambda row: str(row.practice.project or "")),
        Column("coordination", Project._meta.get_field("coordination").verbose_name, _coordination),
        *(Column(q.code, q.label, _chosen(q.code, shelves)) for q in CONCEPT_QUESTIONS),
        Column("tags", _("keywords"), lambda row: ", ".join(sorted(tag.name for tag in row.tags.all()))),
        *(_field(Version, name) for name in ("updated_at", "submitted_at", "published_at")),
        *texts[1:],
    ]


def _coordination(version: Version) -> str:
    project = version.practice.project
    return str(project.coordination or "") if project else ""


def _versions(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Read with everything that is told of them: some queries for a few hundred rows."""
    bare: Any = rows.prefetch_related(None)
    return bare.select_related("practice__owner", "practice__project__coordination").with_words()  # type: ignore[no-any-return]  # a VersionQuerySet


def _with_organisations(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.select_related("coordination", "region", "phase").prefetch_related("organisations")


TABLES["network.organisation"] = Table(_organisation, lambda rows: rows.select_related("region"))
TABLES["projects.project"] = Table(_project, _with_organisations)
TABLES["practices.version"] = Table(_version, _versions, is_whole=True)
