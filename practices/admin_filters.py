"""Filters of the lists in the admin: by facets from the catalogue in memory, by language, by one’s own coordination."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from polkka.kit.languages import OWN_NAMES
from polkka.upkeep import generation
from polkka.upkeep.filters import told
from projects.models import Coordinator
from taxonomy import catalogue

from .models import Text, VersionConcept
from .views.wording import DEEDS

Choices = list[tuple[str, Any]]


class Narrowing(admin.SimpleListFilter):
    """A filter of versions; of practices or texts by the way to their versions."""

    def narrowed(self, rows: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        raise NotImplementedError

    def queryset(self, request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        value = self.value()
        return self.narrowed(rows, value) if value else rows


class ByConcept(Narrowing):
    """One vocabulary: what stands at the top of it; a broad concept finds the narrower ones too."""

    vocabulary = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        language = translation.get_language() or "fi"
        self.shelves = shelves(request)
        return [(node.code, node.term(language).name) for node in self.shelves.top(self.vocabulary)]

    def narrowed(self, rows: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        return rows.filter(pk__in=chosen(self.shelves, self.vocabulary, value).values("version"))


def shelves(request: HttpRequest) -> catalogue.Catalogue:
    """The catalogue as it is during this request: one query for all who ask."""
    held = request.__dict__
    if "_shelves" not in held:
        held["_shelves"] = catalogue.at(generation.number())
    found: catalogue.Catalogue = held["_shelves"]
    return found


def chosen(held: catalogue.Catalogue, vocabulary: str, code: str) -> "QuerySet[VersionConcept]":
    """Where a concept or one that stands under it is chosen."""
    shelf = held.shelves.get(vocabulary)
    nodes = shelf.nodes.values() if shelf else ()
    codes = {code} | {node.code for node in nodes if code in node.parents or node.replaced_by == code}
    return VersionConcept.objects.filter(concept__vocabulary__code=vocabulary, concept__code__in=sorted(codes))


def _by(code: str, name: Any) -> type[ByConcept]:
    return type(f"By{code.title()}", (ByConcept,), {"title": name, "parameter_name": code, "vocabulary": code})


ByTheme = _by("theme", _("theme"))
ByLevel = _by("level", _("level"))
ByStage = _by("stage", _("stage"))
ByRegion = _by("region", _("region"))
ByKind = _by("kind", _("kind"))
FACETS = (ByTheme, ByLevel, ByStage, ByRegion, ByKind)


class ByLanguage(Narrowing):
    """In which languages there is a text."""

    title, parameter_name = _("language"), "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return list(OWN_NAMES.items())

    def narrowed(self, rows: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        return rows.filter(pk__in=Text.unscoped.filter(language=value).values("version"))


class ByScope(admin.SimpleListFilter):
    """The practices of one’s own coordination, or of those that have none; `way` leads to the project."""

    title, parameter_name = _("whose"), "scope"
    way = "practice__project"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("own", _("my coordination")), ("none", _("without a coordination"))]

    def queryset(self, request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() == "own":
            mine = Coordinator.objects.filter(user=request.user).values("coordination")
            return rows.filter(**{f"{self.way}__coordination__in": mine})
        return rows.filter(**{f"{self.way}__coordination": None}) if self.value() == "none" else rows


def by_scope(way: str) -> type[ByScope]:
    """The same filter for rows that reach the project by another way."""
    return type("ByScopeOf", (ByScope,), {"way": way})


ByMove = told(_("move"), "move", lambda: [(code, str(words).rstrip(".")) for code, words in DEEDS.items()])
"""One move of the history, told as the history tells it."""


class ByAge(admin.SimpleListFilter):
    """How long ago the row last changed."""

    title, parameter_name = _("not touched for"), "age"
    column = "updated_at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("7", _("a week")), ("30", _("a month")), ("180", _("half a year"))]

    def queryset(self, request: HttpRequest, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        days = {"7", "30", "180"} & {self.value() or ""}
        before = timezone.now() - timedelta(days=int(days.pop())) if days else None
        return rows.filter(**{f"{self.column}__lt": before}) if before else rows
