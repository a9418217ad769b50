"""Merging, moving, retiring and ordering concepts: the rules, whatever uses the concepts."""

import pytest

from polkka.portal.loading import load_spearheads
from polkka.portal.models import Spearhead
from polkka.upkeep import generation
from polkka.upkeep.models import Change
from projects.models import CoordinationProject, Project
from taxonomy import catalogue, curating, uses
from taxonomy.loading import load_vocabularies
from taxonomy.models import Concept, Gain, Vocabulary
from tests.factory import Cast

from .test_loading import FOLDER


def concept(code: str, vocabulary: str = "theme") -> Concept:
    return Concept.objects.get(vocabulary__code=vocabulary, code=code)


def test_every_column_that_names_a_concept_is_found(base: None) -> None:
    assert [uses.code(column) for column in uses.columns()] == [
        "network.organisation.region",
        "portal.spearhead.concept",
        "practices.tagalias.concept",
        "practices.versionconcept.concept",
        "projects.coordinationproject.theme",
        "projects.project.phase",
        "projects.project.region",
    ]


def test_what_named_the_one_names_the_other(cast: Cast) -> None:
    source, target = concept("deepening", "phase"), concept("broadening", "phase")
    Project.objects.filter(pk=cast.project.pk).update(phase=source)
    spearhead = Spearhead.objects.create(name_fi="A", name_sv="A", name_en="A", concept=source)
    before = generation.number()
    moved = curating.merge(source, target, by=cast.chief)
    assert {name: number for name, number in moved.items() if number} == {
        "portal.spearhead.concept": 1, "projects.project.phase": 1,
    }  # fmt: skip
    cast.project.refresh_from_db()
    spearhead.refresh_from_db()
    source.refresh_from_db()
    target.refresh_from_db()
    assert (cast.project.phase, spearhead.concept) == (target, target)
    assert (source.active, source.replaced_by) == (False, target)
    for code in ("fi", "sv", "en"):
        words = [getattr(source, f"name_{code}"), *getattr(source, f"alternatives_{code}")]
        assert set(words) <= {getattr(target, f"name_{code}"), *getattr(target, f"alternatives_{code}")}
    assert generation.number() > before
    assert Change.objects.filter(deed=Change.Deed.MERGE, key=str(source.pk), by=cast.chief).count() == 1


def test_gains_and_narrower_concepts_go_over(cast: Cast) -> None:
    source, target = concept("clue"), concept("scart")
    CoordinationProject.objects.filter(theme=source).update(theme=target)
    Gain.objects.filter(concept=target).exclude(who=Gain.Who.PUPIL).delete()
    own = Gain.objects.get(concept=target).text_fi
    curating.merge(source, target, by=cast.chief)
    assert set(Gain.objects.filter(concept=target).values_list("who", flat=True)) == set(Gain.Who.values)
    assert Gain.objects.get(concept=target, who=Gain.Who.PUPIL).text_fi == own
    assert concept("sustainable-development").parent == target
    assert catalogue.load().with_broader("theme", ["clue"]) == ["scart"]


def test_a_chain_of_merges_leads_to_the_last(cast: Cast) -> None:
    for one, other in (("global-education", "human-rights"), ("human-rights", "civic-influence")):
        curating.merge(concept(one), concept(other), by=cast.chief)
    assert concept("global-education").replaced_by == concept("civic-influence")
    assert concept("global-education").in_place() == concept("civic-influence")


def test_what_cannot_be_merged_is_refused_in_words(cast: Cast) -> None:
    before = generation.number()
    wrong = [
        (concept("clue"), concept("clue")),
        (concept("clue"), concept("home", "level")),
        (concept("clue"), concept("human-rights")),  # stands under it
        (concept("scart"), concept("human-rights")),  # a coordination project needs a broad theme
    ]
    for source, target in wrong:
        with pytest.raises(curating.Refused, match=r"\w"):
            curating.merge(source, target, by=cast.chief)
    assert (concept("clue").active, concept("scart").active, generation.number()) == (True, True, before)


def test_the_second_of_two_merges_is_refused(cast: Cast) -> None:
    source = concept("human-rights")
    curating.merge(concept("human-rights"), concept("global-education"), by=cast.chief)
    for target in ("civic-influence", "global-education"):
        with pytest.raises(curating.Refused):
            curating.merge(source, concept(target), by=cast.chief)
    assert concept("human-rights").replaced_by == concept("global-education")
    assert concept("global-education").alternatives_fi.count(source.name_fi) == 1


def test_loading_again_wakes_nothing_that_was_merged_or_moved(cast: Cast) -> None:
    curating.merge(concept("human-rights"), concept("global-education"), by=cast.chief)
    curating.move(concept("arts-education"), None, by=cast.chief)
    assert load_vocabularies(FOLDER) == 0
    assert (concept("human-rights").active, concept("arts-education").parent) == (False, None)
    assert concept("global-education").name_fi == "Globaalikasvatus"
    curating.merge(concept("language-awareness"), concept("early-language"), by=cast.chief)
    load_spearheads(FOLDER.parent / "front.toml")
    assert Spearhead.objects.get(name_fi="Kielitietoinen koulu").concept == concept("early-language")


def test_a_concept_stands_in_no_circle(cast: Cast) -> None:
    for parent in (concept("clue"), concept("human-rights"), concept("home", "level")):
        with pytest.raises(curating.Refused):
            curating.move(concept("clue"), parent, by=cast.chief)
    assert concept("clue").parent is None


def test_what_somebody_else_has_merged_meanwhile_takes_nothing_in(cast: Cast) -> None:
    stale = concept("scart")
    curating.merge(concept("scart"), concept("clue"), by=cast.chief)
    with pytest.raises(curating.Refused):
        curating.merge(concept("sveko"), stale, by=cast.chief)
    with pytest.raises(curating.Refused):
        curating.retire(concept("sveko"), stale, by=cast.chief)
    assert concept("sveko").active


def test_moving_is_told_at_once_and_in_the_history(cast: Cast) -> None:
    curating.move(concept("human-rights"), concept("scart"), by=cast.chief)
    assert catalogue.at(generation.number()).with_broader("theme", ["human-rights"]) == ["human-rights", "scart"]
    assert Change.objects.get().fields == {"parent": ["CLUE", "SCART"]}


def test_out_of_use_and_back(cast: Cast) -> None:
    curating.retire(concept("human-rights"), concept("civic-influence"), by=cast.chief)
    assert (concept("human-rights").active, concept("human-rights").in_place().code) == (False, "civic-influence")
    curating.restore(concept("human-rights"), by=cast.chief)
    assert (concept("human-rights").active, concept("human-rights").replaced_by) == (True, None)
    assert Change.objects.count() == 2


def test_numbers_give_the_order(cast: Cast) -> None:
    theme = Vocabulary.objects.get(code="theme")
    numbers = {concept("clue").pk: 9, concept("scart").pk: concept("scart").order, concept("home", "level").pk: 7}
    assert curating.arrange(theme, numbers, by=cast.chief) == 1
    assert (concept("clue").order, concept("home", "level").order != 7) == (9, True)
