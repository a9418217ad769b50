"""Search over every version, drafts too, for those who may see them: the portal’s own analysis in a plain column."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DatabaseError, transaction
from django.db.models import F, Model, Q, QuerySet

from network.models import Organisation, User
from polkka.kit.languages import CODES
from projects.models import CoordinationProject, Project
from search.analysis import NAME, VERSION, analyse, tokens
from search.analysis.stems import UNKNOWN

from .entries import fields
from .models import DraftTerms, Practice, Version
from .permissions import SEE
from .questions import TEXT_QUESTIONS

FORMAT = 1
ANALYSER = f"{NAME}-{VERSION}.{FORMAT}"
"""Stored with the words: other words are made when it changes."""
EVERY = frozenset(question.code for question in TEXT_QUESTIONS)
BEGINNING = 3
"""Letters of the beginning of a word that are enough to find it."""
MOST_KEYS = 5_000
"""So many rows that were found are named one by one; more are looked for again in each query."""
MOST_WORDS = 12
"""Words of a question; more are not asked for."""
BATCH = 200
_NAME = re.compile(r"[0-9a-z]{8}")
Row = TypeVar("Row", bound=Model)


# --- what a version says -------------------------------------------------------------------------------------------
def words(version: Version) -> str:
    """The words of every text as they stand and in their base forms, each once, between spaces."""
    tags = sorted(tag.name for tag in version.tags.all())
    found: set[str] = set()
    for text in version.texts.all():
        surfaces = set(tokens("\n".join(fields(text, tags, EVERY).values())))
        found |= surfaces.union(*(_terms(surface, text.language) for surface in surfaces))
    return f" {' '.join(sorted(found))} " if found else ""


def _terms(surface: str, language: str) -> set[str]:
    """The base forms of a word and of its parts, without what only joins words that begin alike."""
    whole, parts = analyse(surface, language)
    return {term.lstrip(UNKNOWN) for term in (*whole, *parts) if not term.startswith("^")}


def remember(version: Version) -> None:
    """Write the words of a version down, outside the transaction that changed it; never an obstacle to that.

    What is not written here, because somebody else is writing or the draft has gone, the clock writes later.
    """
    try:
        _write(Version.unscoped.filter(pk=version.pk))
    except DatabaseError:
        return


def _write(versions: QuerySet[Version]) -> int:
    """The words of these versions; the number of them."""
    read = list(versions.only("edit").prefetch_related("texts", "tags"))  # type: ignore[misc]  # keywords are taggit's
    rows = [DraftTerms(version=one, terms=words(one), edit=one.edit, analyser=ANALYSER) for one in read]
    with transaction.atomic():
        DraftTerms.unscoped.bulk_create(
            rows, update_conflicts=True, unique_fields=["version"], update_fields=["terms", "edit", "analyser"]
        )
    return len(rows)


def lacking() -> QuerySet[Version]:
    """The versions whose words are not written, or not as they are now."""
    held = DraftTerms.unscoped.filter(analyser=ANALYSER, edit=F("version__edit"))
    return Version.unscoped.exclude(pk__in=held.values("version")).order_by("pk")


def catch_up(most: int = BATCH) -> int:
    """Write the words of up to so many versions that lack them; the number of them."""
    keys = list(lacking().values_list("pk", flat=True)[:most])
    return _write(Version.unscoped.filter(pk__in=keys)) if keys else 0


def write_lacking() -> int:
    """Write the words of everything that lacks them; the number of versions."""
    done = 0
    while number := catch_up():
        done += number
    return done


def forget() -> None:
    """Have the words of every version written anew."""
    DraftTerms.unscoped.update(analyser="")


# --- what is asked -------------------------------------------------------------------------------------------------
def find(rows: "QuerySet[Row]", asked: str, *, way: str = "version", by: User | None = None) -> "QuerySet[Row]":
    """Those of `rows`, already narrowed to what the person sees, in whose version every word stands.

    `rows` are versions, practices, or what belongs to one of them, by the field `way`. Of practices it has to be told
    who asks (`by`): only in the versions this person sees is looked.

    A word is met by one of its base forms in any language, by the beginning of a word as it stands, by the name of the
    owner, project or coordination, or by the permanent name. Four queries.
    """
    if not asked.strip():
        return rows
    found = _asked(asked)
    if not found:
        return rows.none()
    to_key, to_practice = _ways(rows.model, way)
    if to_key == "practice" or rows.model is Practice:
        seen = Version.unscoped.for_user(by, SEE) if by else Version.unscoped.none()
        keys = _keys(DraftTerms.unscoped.filter(version__in=seen.values("pk")), found, "version__practice")
    else:
        keys = _keys(DraftTerms.unscoped.all(), found, "version")
    met = Q(**{f"{to_key}__in": keys})
    if len(found) == 1 and _NAME.fullmatch(found[0]):
        met |= Q(**{f"{to_practice}public_id": found[0].upper()})
    return rows.filter(met)


def _ways(model: Any, way: str) -> tuple[str, str]:
    """From a row to what holds the words, and to the columns of its practice."""
    if model is Practice:
        return "pk", ""
    if model is Version:
        return "pk", "practice__"
    return (way, "practice__") if way == "practice" else (way, f"{way}__practice__")


def _asked(asked: str) -> list[str]:
    """The different words, the longest first: it leaves the fewest rows for the others."""
    return sorted(dict.fromkeys(tokens(asked)), key=lambda word: -len(word))[:MOST_WORDS]


def _keys(held: "QuerySet[DraftTerms]", asked: list[str], key: str) -> Any:
    """The keys of what has every word: looked up once, unless they are very many."""
    held = held.order_by("pk")
    for word, (owners, projects) in zip(asked, _places(asked), strict=True):
        met = _in_words(word) | Q(version__practice__owner__in=owners) | Q(version__practice__project__in=projects)
        held = held.filter(met)
    keys = list(held.values_list(key, flat=True)[: MOST_KEYS + 1])
    return keys if len(keys) <= MOST_KEYS else held.order_by().values(key)


def _in_words(word: str) -> Q:
    """Met by the beginning of what stands there, or by a base form that does not begin like the word itself."""
    is_long = len(word) >= BEGINNING
    met = Q(terms__contains=f" {word}" if is_long else f" {word} ")
    for form in sorted(_base_forms(word)):
        if not (is_long and form.startswith(word)):
            met |= Q(terms__contains=f" {form} ")
    return met


def _base_forms(word: str) -> set[str]:
    """The word in its base forms, as each language reads it."""
    return {term.lstrip(UNKNOWN) for language in CODES for term in analyse(word, language)[0]}


def _places(asked: list[str]) -> "list[tuple[list[int], list[int]]]":
    """For each word the organisations and the projects (those of a coordination too) in whose name it stands."""
    schools = list(Organisation.objects.order_by("pk").values_list("pk", "name", "name_sv", "name_en"))
    bodies = list(CoordinationProject.objects.order_by("pk").values_list("pk", "acronym", "code"))
    projects = list(Project.objects.order_by("pk").values_list("pk", "coordination", "name"))
    found = []
    for word in asked:
        forms = _base_forms(word)
        within = {pk for pk, *names in bodies if _is_named(names, word, forms)}
        owners = [pk for pk, *names in schools if _is_named(names, word, forms)]
        own = [pk for pk, body, name in projects if body in within or _is_named([name], word, forms)]
        found.append((owners, own))
    return found


def _is_named(names: Iterable[str], word: str, forms: set[str]) -> bool:
    return any(_stands(name, word, forms) for name in names if name)


def _stands(name: str, word: str, forms: set[str]) -> bool:
    held = _of_name(name)
    return bool(held & forms) or (len(word) >= BEGINNING and any(one.startswith(word) for one in held))


@lru_cache(maxsize=20_000)
def _of_name(name: str) -> frozenset[str]:
    """The words of a name and their base forms in every language: a school may be called in any of them."""
    surfaces = set(tokens(name))
    return frozenset(surfaces.union(*(_terms(one, code) for one in surfaces for code in CODES)))
