"""Loading vocabularies: idempotent, and never over an editor's change."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from polkka.upkeep import generation
from taxonomy import catalogue
from taxonomy.loading import load_vocabularies
from taxonomy.models import Concept, Vocabulary

FOLDER: Path = settings.BASE_DIR / "content" / "vocabularies"


def test_loading_again_changes_nothing(base: None) -> None:
    before = generation.number()
    assert (load_vocabularies(FOLDER), generation.number()) == (0, before)


def test_loading_again_keeps_what_an_editor_changed_and_renews_the_rest(base: None) -> None:
    concept = Concept.objects.get(vocabulary__code="level", code="home")
    original = concept.definition_fi
    Concept.objects.filter(pk=concept.pk).update(name_fi="Kotona", definition_fi="Vanha")
    concept.refresh_from_db()
    concept.loaded["definition_fi"] = "Vanha"
    concept.save()
    load_vocabularies(FOLDER)
    concept.refresh_from_db()
    assert (concept.name_fi, concept.definition_fi) == ("Kotona", original)


def test_rows_of_an_older_database_are_marked_to_be_explained(base: None) -> None:
    """Their loaded values do not know the field yet."""
    marked = set(Concept.objects.filter(explained=True).values_list("vocabulary__code", "code"))
    assert {("term", "language-shower"), ("level", "home")} <= marked
    assert not {("term", "model"), ("level", "mobility")} & marked
    for concept in Concept.objects.all():
        del concept.loaded["explained"]
        concept.explained = False
        concept.save()
    before = generation.number()
    assert load_vocabularies(FOLDER) == len(marked)
    assert set(Concept.objects.filter(explained=True).values_list("vocabulary__code", "code")) == marked
    assert generation.number() > before
    assert load_vocabularies(FOLDER) == 0


def test_loading_again_keeps_what_an_editor_explains(base: None) -> None:
    rows = Concept.objects.filter(vocabulary__code="term")
    rows.filter(code="model").update(explained=True)
    rows.filter(code="language-shower").update(explained=False)
    assert load_vocabularies(FOLDER) == 0
    assert dict(rows.filter(code__in=("model", "language-shower")).values_list("code", "explained")) == {
        "model": True, "language-shower": False,
    }  # fmt: skip


def test_catalogue_knows_what_stands_under_what(base: None) -> None:
    shelves = catalogue.load()
    assert shelves.with_broader("theme", ["human-rights"]) == ["human-rights", "clue"]
    term = shelves.term("theme", "human-rights", "sv")
    assert term is not None and term.colour == "clue"
    explained = {code: node.explained for code, node in shelves.shelves["level"].nodes.items()}
    assert explained == {"attitudes": False, "home": True, "mobility": False, "national": True}


def test_every_vocabulary_is_complete_in_three_languages(base: None) -> None:
    counts = {v.code: v.concepts.count() for v in Vocabulary.objects.all()}
    assert {code: counts[code] for code in ("level", "region", "stage", "phase", "time", "cost", "travel")} == {
        "level": 4, "region": 19, "stage": 8, "phase": 3, "time": 6, "cost": 3, "travel": 3,
    }  # fmt: skip
    for concept in Concept.objects.all():
        assert all((concept.name_fi, concept.name_sv, concept.name_en)), concept.code


def test_a_concept_cannot_stand_under_itself(base: None) -> None:
    top, under = (Concept.objects.get(vocabulary__code="theme", code=code) for code in ("clue", "human-rights"))
    top.parent = under
    with pytest.raises(ValidationError):
        top.full_clean()
