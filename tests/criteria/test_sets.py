"""Criteria sets in the admin: one page for a set, its copy, its differences, its trial and its use."""

from typing import Any

import pytest
from django.forms import inlineformset_factory
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from criteria import sets
from criteria.content import content, gaps
from criteria.differences import differences
from criteria.forms import CriterionForm, SetForm
from criteria.models import CriteriaSet, Criterion, Frozen, LevelText
from network.models import User
from polkka.kit.languages import CODES
from polkka.upkeep import generation
from practices.models import Answer, Assessment, Version
from practices.states import State
from tests.factory import CRITERIA, Cast, draft, in_state

pytestmark = pytest.mark.django_db


def url(page: str, row: CriteriaSet) -> str:
    return reverse(f"admin:criteria_criteriaset_{page}", args=[row.pk])


def enter(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def old(cast: Cast) -> CriteriaSet:
    """The set of the base content, not used yet."""
    return CriteriaSet.objects.get()


@pytest.fixture
def new(old: CriteriaSet) -> CriteriaSet:
    return sets.copy(old, "2027")


@pytest.fixture
def chief(client: Client, cast: Cast) -> Client:
    return enter(client, cast.chief)


def typed(row: CriteriaSet, **changed: Any) -> dict[str, Any]:
    """What the page of a set would send unchanged, with what was typed otherwise."""
    criteria = inlineformset_factory(CriteriaSet, Criterion, form=CriterionForm, extra=1, max_num=12)
    formset = criteria(instance=row)
    sent: dict[str, Any] = {}
    for form in (SetForm(instance=row), formset.management_form, *formset.forms):
        for field in form:
            value = field.value()
            if value is True:
                sent[field.html_name] = "on"
            elif value is not None and value is not False:
                sent[field.html_name] = value
    return sent | changed


def save(client: Client, row: CriteriaSet, **changed: Any) -> Any:
    return client.post(url("change", row), typed(row, **changed))


# --- one page for a set ------------------------------------------------------------------------------------------
def test_a_set_is_written_on_one_page(chief: Client, new: CriteriaSet) -> None:
    before = generation.number()
    response = save(
        chief, new, **{
            "version": "2027-1", "scale_0_fi": "Ei vielä", "criteria-0-weight": "3",
            "criteria-0-guiding_sv": " Första frågan? \r\n\r\nAndra frågan?", "criteria-0-level_2_fi": "Uusi ankkuri.",
            "criteria-0-sub_0_name_en": "Put to use", "criteria-1-level_4_sv": "",
        },
    )  # fmt: skip
    assert response.status_code == 302
    told = content(CriteriaSet.objects.get(pk=new.pk))
    first = told.groups[0]
    assert (told.version, told.scale[0]["fi"], first.weight) == ("2027-1", "Ei vielä", 3)
    assert first.guiding["sv"] == ["Första frågan?", "Andra frågan?"]
    assert (first.levels[2]["fi"], first.sub_criteria[0][0]["en"]) == ("Uusi ankkuri.", "Put to use")
    assert [(gap.code, gap.language) for gap in gaps(told)] == [("IMP", "sv")]
    assert generation.number() > before


def test_the_history_tells_what_was_worded_anew(chief: Client, new: CriteriaSet) -> None:
    changed = {"scale_0_fi": "Ei vielä", "criteria-0-guiding_en": "Why?", "criteria-0-level_2_fi": "Uusi ankkuri."}
    save(chief, new, **changed)
    page = chief.get(url("history", new)).content.decode()
    assert [words in page for words in ("vielä", "Why?", "Uusi ankkuri.", "{&#x27;")] == [True, True, True, False]


def test_a_hole_in_the_set_in_use_is_told_at_once(chief: Client, old: CriteriaSet) -> None:
    response = chief.post(url("change", old), typed(old, **{"criteria-1-level_4_sv": ""}), follow=True)
    assert any("Svenska" in str(message) for message in response.context["messages"])


def test_saving_without_a_change_changes_nothing(chief: Client, new: CriteriaSet) -> None:
    before = content(new)
    assert save(chief, new).status_code == 302
    assert content(CriteriaSet.objects.get(pk=new.pk)) == before
    assert LevelText.objects.filter(criterion__criteria_set=new).count() == 35


def test_a_criterion_is_added_and_another_removed(chief: Client, new: CriteriaSet) -> None:
    added = {"criteria-7-code": "eth", "criteria-7-order": "8", "criteria-7-name_fi": "Etiikka"}
    added |= {"criteria-7-question_fi": "Onko se oikein?", "criteria-7-level_0_fi": "Ei kuvattu."}
    assert save(chief, new, **added, **{"criteria-6-DELETE": "on"}).status_code == 302
    told = content(CriteriaSet.objects.get(pk=new.pk))
    assert [group.code for group in told.groups] == [*CRITERIA[:6], "ETH"]
    assert told.groups[-1].levels[0]["fi"] == "Ei kuvattu."


FAULTS = {
    "version": "uusi/1", "scale_1_fi": "a" * 61, "criteria-0-code": "C1", "criteria-0-weight": "11",
    "criteria-0-guiding_fi": "?\n" * 13, "criteria-1-guiding_fi": "a" * 301, "criteria-0-level_0_fi": "a" * 601,
    "criteria-0-level_1_fi": "a\u202eb", "criteria-0-sub_1_text_fi": "Ilman nimeä.", "criteria-0-order": "",
}  # fmt: skip


def test_bad_input_is_told_at_its_field_and_kept(chief: Client, new: CriteriaSet) -> None:
    before = content(new)
    nameless = {f"criteria-0-sub_1_name_{code}": "" for code in CODES}
    response = save(chief, new, **FAULTS, **nameless, name_en="Typed with care")
    form, formset = response.context["adminform"].form, response.context["inline_admin_formsets"][0].formset
    fields = {field.html_name: field for each in (form, *formset.forms) for field in each}
    without = {"criteria-0-sub_1_text_fi": "criteria-0-sub_1_name_fi"}
    assert [name for name in FAULTS if not fields[without.get(name, name)].errors] == []
    assert {name: fields[name].value() for name in FAULTS} == FAULTS
    assert fields["name_en"].value() == "Typed with care"
    places = [place for each in (form, *formset.forms) for _words, place in each.faults()]
    assert len(places) == len(FAULTS)
    assert [place for place in places if f'href="#{place}"' not in response.content.decode()] == []
    assert content(CriteriaSet.objects.get(pk=new.pk)) == before


def test_names_and_codes_are_given_once(chief: Client, new: CriteriaSet) -> None:
    response = save(chief, new, **{"version": "2011", "criteria-1-code": "CUR"})
    assert response.context["adminform"].form.has_error("version")
    assert response.context["inline_admin_formsets"][0].formset.non_form_errors()


def test_what_another_window_saved_is_not_overwritten(chief: Client, new: CriteriaSet) -> None:
    sent = typed(new, name_en="Mine")
    save(chief, new, name_en="Theirs")
    response = chief.post(url("change", new), sent)
    assert response.context["adminform"].form.has_error("__all__", "changed")
    assert response.context["adminform"].form["name_en"].value() == "Mine"
    assert CriteriaSet.objects.get(pk=new.pk).name_en == "Theirs"
    again = sent | {"seen": response.context["adminform"].form["seen"].value()}
    assert chief.post(url("change", new), again).status_code == 302
    assert CriteriaSet.objects.get(pk=new.pk).name_en == "Mine"


def test_the_page_takes_as_many_questions_for_many_criteria(
    chief: Client, new: CriteriaSet, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Criterion.objects.filter(criteria_set=new, order__gt=1).delete()
    with django_assert_max_num_queries(100) as few:
        chief.get(url("change", new))
    whole = sets.copy(CriteriaSet.objects.get(version="2011"))
    with django_assert_max_num_queries(len(few)):
        chief.get(url("change", whole))


# --- frozen ------------------------------------------------------------------------------------------------------
def test_a_used_set_is_read_and_says_why(chief: Client, cast: Cast, old: CriteriaSet) -> None:
    in_state(cast, State.IN_ASSESSMENT)
    response = chief.get(url("change", old))
    assert response.templates[0].name == "admin/criteria/criteriaset/read.html"
    assert (response.context["may_copy"], "adminform" in response.context) == (True, False)
    assert chief.post(url("delete", old), {"post": "yes"}).status_code == 403


def test_a_set_that_froze_while_it_was_open_keeps_what_was_typed(chief: Client, cast: Cast, old: CriteriaSet) -> None:
    sent = typed(old, **{"criteria-0-level_1_fi": "Uusi ankkuri."})
    before = content(old)
    in_state(cast, State.IN_ASSESSMENT)
    response = chief.post(url("change", old), sent)
    assert response.status_code == 409
    assert response.context["adminform"].form.has_error("__all__", "frozen")
    assert "Uusi ankkuri." in response.content.decode()
    assert content(CriteriaSet.objects.get(pk=old.pk)) == before
    assert chief.post(url("change", old), sent | {"_saveasnew": "1"}).status_code == 302
    saved = CriteriaSet.objects.get(version="2011-2")
    assert (saved.based_on, saved.is_current, saved.frozen_at) == (old, False, None)
    assert content(saved).groups[0].levels[1]["fi"] == "Uusi ankkuri."
    assert len(differences(before, content(saved))) == 1


def test_the_rule_itself_refuses_to_write_a_used_set(old: CriteriaSet) -> None:
    old.freeze()
    with pytest.raises(Frozen):
        sets.claim(old)


# --- a copy ------------------------------------------------------------------------------------------------------
def test_a_copy_is_asked_for_and_made_once(chief: Client, old: CriteriaSet) -> None:
    form = chief.get(url("copy", old)).context
    assert form["form"]["version"].value() == "2011-2"
    sent = {"version": "2027", "once": form["once"]}
    assert chief.post(url("copy", old), sent).url == chief.post(url("copy", old), sent).url
    made = CriteriaSet.objects.exclude(pk=old.pk).get()
    assert (made.version, made.based_on, made.is_current, made.frozen_at) == ("2027", old, False, None)
    assert differences(content(old), content(made)) == []


def test_a_copy_needs_a_name_of_its_own(chief: Client, old: CriteriaSet) -> None:
    for version in ("", "2011", "a b", "a" * 21):
        response = chief.post(url("copy", old), {"version": version, "once": "avain"})
        assert (response.status_code, response.context["form"]["version"].value()) == (400, version)
    assert CriteriaSet.objects.count() == 1


# --- its use -----------------------------------------------------------------------------------------------------
def test_new_assessments_use_a_set_and_those_under_way_keep_theirs(
    chief: Client, cast: Cast, old: CriteriaSet, new: CriteriaSet
) -> None:
    under_way = in_state(cast, State.IN_ASSESSMENT)
    asked = chief.get(url("use", new)).context
    assert (asked["faults"], "1" in asked["kept"]) == ([], True)
    before = generation.number()
    assert chief.post(url("use", new), {"once": asked["once"]}).status_code == 302
    assert chief.post(url("use", new), {"once": asked["once"]}).status_code == 302
    assert CriteriaSet.objects.get(is_current=True) == new
    assert generation.number() == before + 1
    later = in_state(cast, State.IN_ASSESSMENT)
    assert [Version.unscoped.get(pk=v.pk).criteria_set for v in (under_way, later)] == [old, new]


def test_a_set_that_is_not_whole_is_not_used(chief: Client, old: CriteriaSet, new: CriteriaSet) -> None:
    LevelText.objects.filter(criterion__criteria_set=new, criterion__code="NET", step=3).update(text_sv="")
    Criterion.objects.filter(criteria_set=new).update(weight=0)
    response = chief.post(url("use", new), {"once": "avain"})
    assert (response.status_code, len(response.context["faults"])) == (409, 2)
    assert CriteriaSet.objects.get(is_current=True) == old
    Criterion.objects.filter(criteria_set=new).delete()
    with pytest.raises(sets.Refused):
        sets.use(new)


# --- differences -------------------------------------------------------------------------------------------------
def test_differences_are_told_by_criterion_and_language(chief: Client, old: CriteriaSet, new: CriteriaSet) -> None:
    save(chief, new, **{"criteria-0-weight": "2", "criteria-2-question_sv": "Hur stöder lärmiljön lärandet?"})
    context = chief.get(url("differences", new)).context
    assert context["older"] == old
    assert [part.name.partition(" ")[0] for part in context["parts"]] == ["CUR", "ENV"]
    assert [change.language for part in context["parts"] for change in part.changes] == ["", "sv"]


def test_differences_of_a_criterion_that_came_or_went(old: CriteriaSet, new: CriteriaSet) -> None:
    Criterion.objects.filter(criteria_set=new, code="RES").delete()
    parts = differences(content(old), content(new))
    assert [part.name[:3] for part in parts] == ["RES"]
    assert differences(content(new), content(old))[0].name[:3] == "RES"
    assert differences(content(new), content(new)) == []


def test_another_set_is_chosen_to_compare_with(chief: Client, old: CriteriaSet, new: CriteriaSet) -> None:
    third = sets.copy(new, "2030")
    assert chief.get(url("differences", third)).context["older"] == new
    assert chief.get(url("differences", third), {"from": old.pk}).context["older"] == old
    assert chief.get(url("differences", third), {"from": "x"}).status_code == 404
    assert chief.get(url("differences", third), {"from": third.pk}).status_code == 404


# --- the trial ---------------------------------------------------------------------------------------------------
def test_a_trial_shows_what_an_assessor_sees(chief: Client, cast: Cast, new: CriteriaSet) -> None:
    published, language = in_state(cast, State.PUBLISHED), "sv"
    level = LevelText.objects.get(criterion__criteria_set=new, criterion__code="CUR", step=4)
    page = chief.get(url("preview", new), {"language": language})
    assert getattr(level, f"text_{language}")[:40] in page.content.decode()
    assert page.context["practice"].card.public_id == published.practice.public_id
    assert 'method="post"' not in page.content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_trial_needs_no_practice_and_never_shows_a_draft(chief: Client, cast: Cast, new: CriteriaSet) -> None:
    waiting = in_state(cast, State.SUBMITTED)
    assert chief.get(url("preview", new)).status_code == 200
    assert chief.get(url("preview", new), {"language": "de"}).status_code == 404
    assert chief.get(url("preview", new), {"practice": waiting.practice.public_id}).status_code == 404
    assert chief.post(url("preview", new)).status_code == 405


# --- who may -----------------------------------------------------------------------------------------------------
PAGES = ("change", "differences", "preview", "copy", "use")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("chief", [200, 200, 200, 200, 200]),
        ("coordinator", [200, 200, 200, 404, 404]),
        ("counsellor", [200, 200, 200, 404, 404]),
        ("peer", [404] * 5),
    ],
)
def test_only_chief_coordinators_write_sets(
    client: Client, cast: Cast, new: CriteriaSet, part: str, expected: list[int]
) -> None:
    enter(client, getattr(cast, part))
    assert [client.get(url(page, new)).status_code for page in PAGES] == expected
    if part != "chief":
        refused = [client.post(url(page, new), {"once": "a", "version": "x"}).status_code for page in ("copy", "use")]
        assert refused == [404, 404]
        assert client.post(url("change", new), {"version": "x"}).status_code == (403 if expected[0] == 200 else 404)


def test_a_set_against_which_a_draft_was_checked_is_kept_whole(chief: Client, cast: Cast, old: CriteriaSet) -> None:
    CriteriaSet.objects.update(is_current=False)
    assert chief.get(url("delete", old)).status_code == 200
    check = Assessment.unscoped.create(version=draft(cast), assessor=cast.author, kind="self", state="open")
    Answer.objects.create(assessment=check, criterion=old.criteria.get(code="RES"), step=1)
    assert chief.get(url("delete", old)).status_code == 403
    save(chief, old, **{"criteria-6-DELETE": "on"})
    assert old.criteria.count() == 7
