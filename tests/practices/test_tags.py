"""Keywords kept in order: merged, made concepts, deleted; and what becomes of old names and addresses."""

from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from taggit.models import Tag

from polkka.kit.languages import CODES, speaking
from polkka.upkeep import generation
from polkka.upkeep.models import Change
from practices import completeness, edits, indexing, tag_likeness, tagging
from practices.models import TagAlias, Version
from practices.states import State
from search.models import Entry
from taxonomy.models import Concept, Vocabulary
from tests.factory import Cast, draft, in_state, read

MERGE = reverse("admin:taggit_tag_merge")
LIST = reverse("admin:taggit_tag_changelist")


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


def tags(version: Version) -> list[str]:
    return sorted(read(version).tags.names())


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.chief)
    return client


def merge(desk: Client, stays: str, *others: str) -> Any:
    wanted = [tag(name).pk for name in (stays, *others)]
    shown = desk.get(MERGE, {"tag": wanted})
    return desk.post(MERGE, {"once": shown.context["once"], "tag": wanted, "stays": tag(stays).pk})


@pytest.mark.parametrize(
    ("one", "other"),
    [("eTwinning", "e-twinning"), ("Etwinning", "etwinning"), ("kansainvälinen", "kansainväliset"),
     ("erasmus+", "Erasmus"), ("virtual exchange", "virtual exchanges"), ("etätapaaminen", "etätapaamine")],
)  # fmt: skip
def test_names_that_may_be_one_are_found(one: str, other: str) -> None:
    assert tag_likeness.groups(["kahvi", one, "puro", other]) == [[1, 3]]


def test_other_words_are_let_be() -> None:
    assert (
        tag_likeness.groups(
            ["kieli", "mieli", "vesi", "taide", "tiede", "ruotsi", "danska", "ranska", "a2-kieli", "b2-kieli"]
        )
        == []
    )


def test_practices_have_the_other_keyword_once(cast: Cast) -> None:
    both = draft(cast, tags=["etwinning", "e-twinning", "puro"])
    live = in_state(cast, State.PUBLISHED, title="Toinen", tags=["e-twinning"])
    before = generation.number()
    assert tagging.merge([tag("etwinning"), tag("e-twinning")], tag("etwinning"), by=cast.chief) == 1
    assert (tags(both), tags(live)) == (["etwinning", "puro"], ["etwinning"])
    assert not Tag.objects.filter(name="e-twinning").exists()
    assert generation.number() > before
    indexing.catch_up()
    assert Entry.objects.get(live=True).facets["tag"] == ["etwinning"]


def test_old_addresses_lead_to_the_keyword_that_stayed(client: Client, cast: Cast) -> None:
    in_state(cast, State.PUBLISHED, tags=["etwinning"])
    for old in ("e-twinning", "e-twin"):
        Tag.objects.create(name=old, slug=old)
    tagging.merge([tag("e-twin")], tag("e-twinning"), by=cast.chief)
    tagging.merge([tag("e-twinning")], tag("etwinning"), by=cast.chief)
    for language, old in product(CODES, ("e-twinning", "e-twin")):
        with speaking(language):
            room, there = (reverse("portal:tag", kwargs={"slug": slug}) for slug in (old, "etwinning"))
            whole = reverse("portal:practices")
        answer = client.get(room)
        assert (answer.status_code, answer.url) == (301, there)
        answer = client.get(whole, {"tag": old})
        assert (answer.status_code, answer.url) == (301, f"{whole}?tag=etwinning")


def test_whoever_types_an_old_name_gets_the_new_one(cast: Cast) -> None:
    version = draft(cast, tags=["etwinning", "e-twinning"])
    tagging.merge([tag("e-twinning")], tag("etwinning"), by=cast.chief)
    edits.save(version, {"tags": ["E-Twinning", "puro"]}, by=cast.author, seen={})
    assert tags(version) == ["etwinning", "puro"]


def test_a_keyword_becomes_a_concept(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED, tags=["kestävä tulevaisuus", "puro"])
    theme = Vocabulary.objects.get(code="theme")
    names = {"fi": "Kestävä tulevaisuus", "sv": "Hållbar framtid", "en": "Sustainable future"}
    clue = Concept.objects.get(vocabulary=theme, code="clue")
    made, number = tagging.make_concept(
        tag("kestävä tulevaisuus"), vocabulary=theme, names=names, parent=clue, by=cast.chief
    )
    assert (made.code, made.parent, number, tags(version)) == ("sustainable-future", clue, 1, ["puro"])
    assert "sustainable-future" in completeness.chosen_codes(read(version))["theme"]
    indexing.catch_up()
    with speaking("fi"):
        old = TagAlias.objects.get().slug
        room = reverse("portal:theme", kwargs={"code": made.code})
        assert client.get(reverse("portal:tag", kwargs={"slug": old})).url == room
        assert client.get(reverse("portal:practices"), {"tag": old}).url.endswith("?theme=sustainable-future")
    newer = draft(cast, title="Uusi", theme=[], tags=[])
    edits.save(newer, {"tags": ["kestävä tulevaisuus"]}, by=cast.author, seen={})
    assert (tags(newer), completeness.chosen_codes(read(newer))["theme"]) == ([], ["sustainable-future"])


def test_the_page_merges_once_and_tells_titles_one_may_see(desk: Client, cast: Cast) -> None:
    in_state(cast, State.PUBLISHED, title="Puron tarina", tags=["etwinning"])
    draft(cast, title="Salainen luonnos", tags=["e-twinning"])
    wanted = [tag(name).pk for name in ("etwinning", "e-twinning")]
    shown = desk.get(MERGE, {"tag": wanted})
    told = shown.content.decode()
    assert ("Puron tarina" in told, "Salainen luonnos" in told) == (True, False)
    sent = {"once": shown.context["once"], "tag": wanted, "stays": wanted[0]}
    for _click in range(2):
        assert desk.post(MERGE, sent).url == LIST
    assert Change.objects.filter(deed=Change.Deed.MERGE).count() == 2
    assert not Entry.objects.filter(analyser=indexing.STALE).exists()
    assert desk.post(MERGE, {**sent, "once": "later"}).status_code == 409


def test_a_merge_without_a_choice_is_refused(desk: Client, cast: Cast) -> None:
    draft(cast, tags=["a1", "b1"])
    wanted = [tag("a1").pk, tag("b1").pk]
    assert desk.get(MERGE, {"tag": wanted[:1]}).status_code == 302
    for stays in ("", "x", "999999"):
        answer = desk.post(MERGE, {"once": stays, "tag": wanted, "stays": stays})
        assert (answer.status_code, bool(answer.context["refusal"])) == (409, True)
    assert Tag.objects.filter(pk__in=wanted).count() == 2


def test_names_of_a_new_concept_stay_in_the_form_when_one_is_missing(desk: Client, cast: Cast) -> None:
    draft(cast, tags=["kestävyys"])
    address = reverse("admin:taggit_tag_concept", args=[tag("kestävyys").pk])
    theme = Vocabulary.objects.get(code="theme").pk
    sent = {
        "once": "a" * 24,
        "how": "new",
        "place": f"{theme}-",
        "name_fi": "Kestävyys",
        "name_sv": "",
        "name_en": "Sus",
    }
    answer = desk.post(address, sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["name_sv"])
    assert 'value="Kestävyys"' in answer.content.decode()
    assert desk.post(address, {**sent, "how": "old"}).status_code == 400
    done = {**sent, "name_sv": "Hållbarhet"}
    for _click in range(2):
        assert desk.post(address, done).url == LIST
    assert Concept.objects.filter(vocabulary=theme, name_sv="Hållbarhet").count() == 1


def test_a_keyword_may_be_a_concept_that_there_is(desk: Client, cast: Cast) -> None:
    version = draft(cast, theme=["clue"], tags=["oikeudet"])
    concept = Concept.objects.get(vocabulary__code="theme", code="human-rights")
    address = reverse("admin:taggit_tag_concept", args=[tag("oikeudet").pk])
    place = f"{concept.vocabulary_id}-{concept.pk}"
    assert desk.post(address, {"once": "a", "how": "old", "place": place}).status_code == 302
    assert completeness.chosen_codes(read(version))["theme"] == ["clue", "human-rights"]


def test_the_chief_deletes_a_keyword_that_is_used(desk: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED, tags=["turha", "puro"])
    address = reverse("admin:taggit_tag_delete", args=[tag("turha").pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert tags(version) == ["puro"]
    assert Entry.objects.get(live=True).facets["tag"] == ["puro"]


def test_lists_ask_as_often_for_one_as_for_many(
    desk: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for many in (["yksi"], [f"sana{n:02}" for n in range(30)]):
        draft(cast, title=many[0], tags=many)
        for address in (LIST, reverse("admin:taggit_tag_alike")):
            with django_assert_max_num_queries(12):
                assert desk.get(address).status_code == 200


def test_who_merges(client: Client, cast: Cast) -> None:
    version = draft(cast, tags=["a1", "b1"])
    wanted = [tag("a1").pk, tag("b1").pk]
    concept = reverse("admin:taggit_tag_concept", args=[wanted[0]])
    for part, status in (("counsellor", 404), ("reader", 404), ("coordinator", 302)):
        assert len(tags(version)) == 2
        client.force_login(getattr(cast, part))
        assert client.post(concept, {"once": "c"}).status_code == 404
        assert client.post(MERGE, {"once": "b", "tag": wanted, "stays": wanted[0]}).status_code == status
    assert tags(version) == ["a1"]
