"""A merged concept: in practices, the search, old addresses and forms that were open, and its pages in the admin."""

from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from polkka.kit.languages import CODES, speaking
from polkka.upkeep import generation
from practices import completeness, concept_curating, edits, indexing
from practices.models import Version, VersionConcept
from practices.states import State
from search.loading import search
from search.models import Entry
from search.query import Query
from taxonomy import catalogue, curating
from taxonomy.models import Concept, Vocabulary
from tests.factory import Cast, draft, in_state, read

from . import pages

PAGE = "for-whom"
OLD, NEW = "sustainable-development", "human-rights"


def concept(code: str, vocabulary: str = "theme") -> Concept:
    return Concept.objects.get(vocabulary__code=vocabulary, code=code)


def chosen(version: Version, vocabulary: str = "theme") -> list[str]:
    return completeness.chosen_codes(read(version))[vocabulary]


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.chief)
    return client


def page(name: str, code: str, vocabulary: str = "theme") -> str:
    return reverse(f"admin:taxonomy_concept_{name}", args=[concept(code, vocabulary).pk])


def confirm(desk: Client, name: str, code: str, target: Any = None) -> Any:
    """Look at the page with the target chosen and send what it asks to be sent."""
    address = page(name, code)
    shown = desk.get(address, {"target": target or ""} if name != "restore" else {})
    return desk.post(address, {"once": shown.context["once"], "target": target or ""})


def test_practices_have_the_other_concept_once(cast: Cast) -> None:
    both = draft(cast, theme=["clue", OLD, NEW])
    live = in_state(cast, State.PUBLISHED, title="Toinen", theme=[OLD])
    assert concept_curating.merge(concept(OLD), concept(NEW), by=cast.chief) == 1
    assert (chosen(both), chosen(live)) == (["clue", NEW], [NEW])


def test_the_main_level_stays_main(cast: Cast) -> None:
    version = draft(cast, level=["home", "attitudes"])
    curating.merge(concept("home", "level"), concept("attitudes", "level"), by=cast.chief)
    assert list(
        VersionConcept.objects.filter(version=version, is_main=True).values_list("concept__code", flat=True)
    ) == ["attitudes"]
    assert chosen(version, "level") == ["attitudes"]


def test_the_search_counts_them_together_at_once_and_is_written_anew_in_short_steps(cast: Cast) -> None:
    in_state(cast, State.PUBLISHED, theme=[OLD])
    concept_curating.merge(concept(OLD), concept(NEW), by=cast.chief)
    assert search(Query(facets={"theme": frozenset({NEW})})).total == 1
    assert Entry.objects.filter(analyser=indexing.STALE).count() == Entry.objects.filter(live=True).count() == 1
    assert (indexing.catch_up(-1), indexing.catch_up()) == (1, 0)
    assert not Entry.objects.filter(analyser=indexing.STALE).exists()
    assert Entry.objects.get(live=True).facets["theme"] == [NEW]


def test_old_addresses_lead_to_the_other_concept(client: Client, cast: Cast) -> None:
    in_state(cast, State.PUBLISHED, theme=[NEW])
    curating.merge(concept(OLD), concept(NEW), by=cast.chief)
    addresses = [reverse("api_practices")]
    for language in CODES:
        with speaking(language):
            room, there = (reverse("portal:theme", kwargs={"code": code}) for code in (OLD, NEW))
            addresses += [reverse(f"portal:{name}") for name in ("practices", "feed", "feed_json")]
        answer = client.get(room)
        assert (answer.status_code, answer.url) == (301, there)
    for address in addresses:
        answer = client.get(address, {"theme": OLD})
        assert (address, answer.status_code) == (address, 301)
        assert f"theme={NEW}" in answer.url
        assert client.get(answer.url).status_code == 200


def test_both_in_one_address_are_one(client: Client, cast: Cast) -> None:
    in_state(cast, State.PUBLISHED, theme=[NEW])
    curating.merge(concept(OLD), concept(NEW), by=cast.chief)
    with speaking("fi"):
        address = reverse("portal:practices")
    assert client.get(f"{address}?theme={OLD}&theme={NEW}&level=home").url == f"{address}?theme={NEW}&level=home"


def test_a_form_that_was_open_saves_the_other_concept(client: Client, cast: Cast) -> None:
    version = draft(cast, theme=["clue", OLD])
    client.force_login(cast.author)
    sent = pages.shown(client, version, PAGE)
    assert OLD in sent["theme"]
    curating.merge(concept(OLD), concept(NEW), by=cast.chief)
    assert client.post(pages.url(version, PAGE), sent).status_code == 302
    assert chosen(version) == ["clue", NEW]
    assert OLD not in dict(client.get(pages.url(version, PAGE)).context["form"].fields["theme"].choices)


def test_an_old_code_in_a_file_is_the_other_concept(cast: Cast) -> None:
    version = draft(cast)
    curating.merge(concept(OLD), concept(NEW), by=cast.chief)
    edits.save(version, {"theme": [OLD, NEW]}, by=cast.author, seen={})
    assert chosen(version) == [NEW]


def test_the_page_tells_what_changes_and_does_it_once(desk: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED, title="Puron tarina", theme=[OLD])
    hidden = draft(cast, title="Salainen luonnos", theme=[OLD])
    shown = desk.get(page("merge", OLD), {"target": concept(NEW).pk})
    told = shown.content.decode()
    assert shown.status_code == 200
    assert "Puron tarina" in told
    assert "Salainen luonnos" not in told
    assert dict(shown.context["preview"].states)[str(State.DRAFT.label)] == 1
    sent = {"once": shown.context["once"], "target": concept(NEW).pk}
    tree = reverse("admin:taxonomy_vocabulary_tree", args=[concept(NEW).vocabulary_id])
    for _click in range(2):
        assert desk.post(page("merge", OLD), sent).url == tree
    assert (chosen(version), chosen(hidden)) == ([NEW], [NEW])
    assert desk.post(page("merge", OLD), {**sent, "once": "another"}).status_code == 409
    assert not Entry.objects.filter(analyser=indexing.STALE).exists()


def test_a_choice_that_cannot_be_is_refused_in_words(desk: Client, cast: Cast) -> None:
    before = generation.number()
    assert desk.post(page("merge", OLD), {"once": "a", "target": ""}).status_code == 400
    assert desk.post(page("merge", OLD), {"once": "b", "target": concept("home", "level").pk}).status_code == 400
    refused = desk.post(page("merge", "clue"), {"once": "c", "target": concept(NEW).pk})
    assert (refused.status_code, bool(refused.context["refusal"])) == (409, True)
    assert generation.number() == before


@pytest.mark.parametrize("name", ["move", "retire", "restore"])
def test_the_other_deeds_ask_first(desk: Client, cast: Cast, name: str) -> None:
    before = generation.number()
    assert desk.get(page(name, OLD)).status_code == 200
    assert generation.number() == before
    assert confirm(desk, name, OLD, concept("scart").pk if name == "move" else None).status_code == 302
    row = concept(OLD)
    assert (row.parent_id == concept("scart").pk, row.active) == (name == "move", name != "retire")
    assert generation.number() > before


def test_the_tree_tells_uses_and_what_is_missing(desk: Client, cast: Cast) -> None:
    in_state(cast, State.PUBLISHED, theme=[OLD])
    Concept.objects.filter(code=OLD).update(definition_sv="")
    tree = reverse("admin:taxonomy_vocabulary_tree", args=[concept(OLD).vocabulary_id])
    branch = next(one for one in desk.get(tree).context["branches"] if one.concept.code == OLD)
    assert (branch.depth, branch.published, branch.used, len(branch.lacks)) == (1, 1, 1, 1)


def test_the_tree_is_put_in_order(desk: Client, cast: Cast) -> None:
    tree = reverse("admin:taxonomy_vocabulary_tree", args=[concept("clue").vocabulary_id])
    assert desk.post(tree, {"down": concept("clue").pk}).status_code == 302
    order = [node.code for node in catalogue.at(generation.number()).top("theme")]
    assert order[:2] == ["scart", "clue"]
    assert desk.post(tree, {f"order-{concept('sveko').pk}": "0"}).status_code == 302
    assert catalogue.at(generation.number()).top("theme")[0].code == "sveko"
    for wrong in ("-1", "x", "99999", ""):
        answer = desk.post(tree, {f"order-{concept('sveko').pk}": wrong})
        assert (answer.status_code, len(answer.context["faults"])) == (400, 1)
        [faulty] = [branch for branch in answer.context["branches"] if branch.is_faulty]
        assert (faulty.concept.code, faulty.order) == ("sveko", wrong)


def test_one_query_more_for_no_concept_more(
    desk: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("theme", "country"):
        tree = reverse("admin:taxonomy_vocabulary_tree", args=[Vocabulary.objects.get(code=code).pk])
        with django_assert_max_num_queries(16):
            assert desk.get(tree).status_code == 200


def test_only_the_chief_keeps_the_vocabularies(client: Client, cast: Cast) -> None:
    for part, name in product(("coordinator", "counsellor", "administrator", "reader"), ("merge", "move", "retire")):
        client.force_login(getattr(cast, part))
        answer = client.post(page(name, OLD), {"once": "a", "target": concept(NEW).pk})
        assert (part, name, answer.status_code) == (part, name, 404)
    assert concept(OLD).active
