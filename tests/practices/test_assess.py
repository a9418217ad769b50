"""Assessing: saving whatever there is, finishing, abstaining, and what can no longer be saved."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from polkka.upkeep.models import Mail, Parked
from practices import asking, assessing, assessment_sheet
from practices.files import having
from practices.models import Answer, Assessment, Version
from practices.opinions import compared
from practices.states import AssessmentState, State

from ..factory import CRITERIA, Cast, go, in_state, read
from .files_made import shown_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_state(cast, State.IN_ASSESSMENT)


@pytest.fixture
def mine(cast: Cast, version: Version) -> Assessment:
    return assessing.assign(version, cast.expert, kind="expert", by=cast.coordinator)


def url(assessment: Assessment) -> str:
    return reverse("practices:assess", kwargs={"pk": assessment.pk})


def answers(assessment: Assessment, deed: str, **changed: Any) -> dict[str, Any]:
    """A whole form; `changed` overrides, None leaves a field out."""
    fields = {f"step_{code}": "2" for code in CRITERIA} | {f"comment_{code}": f"Sana {code}" for code in CRITERIA}
    fields |= {"verdict": "publish", "confidence": "3", "praise": "Hyvä.", "suggestions": "Lisää kuvia."}
    fields |= {"once": "avain-12345", "deed": deed, **shown(assessment), **changed}
    return {name: value for name, value in fields.items() if value is not None}


def shown(assessment: Assessment) -> dict[str, str]:
    """What the page that is open now holds beside each field."""
    held = assessment_sheet.held(assessment, assessing.criteria_of(assessment.version))
    return {f"seen-{name}": digest for name, digest in assessment_sheet.digests(held).items()}


def now(assessment: Assessment) -> Assessment:
    return Assessment.unscoped.get(pk=assessment.pk)


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def test_assess_shows_the_text_and_every_criterion(client: Client, cast: Cast, mine: Assessment) -> None:
    response = signed_in(client, cast.expert).get(url(mine))
    assert response.status_code == 200
    assert [asked.code for asked in response.context["form"].asked()] == list(CRITERIA)
    assert response.context["practice"].card.title == "Puron tarina"


def test_assess_shows_nothing_of_the_others_before_finishing(client: Client, cast: Cast, mine: Assessment) -> None:
    page = signed_in(client, cast.expert).get(url(mine)).content.decode()
    assert "CUR: 3" not in page
    assert str(cast.peer) not in page


def test_save_keeps_an_incomplete_form(client: Client, cast: Cast, mine: Assessment) -> None:
    sent = answers(mine, "save", step_IMP=None, step_ENV="na", verdict=None, confidence=None, for_authors_CUR="on")
    response = signed_in(client, cast.expert).post(url(mine), sent)
    assert response.status_code == 302
    kept = {a.criterion.code: a for a in Answer.objects.filter(assessment=mine).select_related("criterion")}
    assert [kept[code].step for code in CRITERIA] == [2, None, None, 2, 2, 2, 2]
    assert (kept["ENV"].not_applicable, kept["IMP"].comment) == (True, "Sana IMP")
    assert (kept["CUR"].for_authors, kept["NET"].for_authors) == (True, False)
    assert now(mine).state == AssessmentState.OPEN


def test_finish_shows_thanks_and_the_steps_of_others_without_names(
    client: Client, cast: Cast, mine: Assessment
) -> None:
    signed_in(client, cast.expert).post(url(mine), answers(mine, "finish"))
    response = client.get(url(mine))
    assert now(mine).state == AssessmentState.FINISHED
    assert [(row.own, row.others) for row in response.context["compared"]] == [("2", "3, 3")] * 7
    page = response.content.decode()
    assert (str(cast.peer) in page, "CUR: 3" in page) == (False, False)


def test_finish_lists_what_is_missing_and_keeps_everything(client: Client, cast: Cast, mine: Assessment) -> None:
    sent = answers(mine, "finish", step_NET=None, verdict=None)
    response = signed_in(client, cast.expert).post(url(mine), sent, follow=True)
    assert [anchor for _message, anchor in response.context["errors"]] == ["id_step_NET", "id_verdict"]
    assert now(mine).state == AssessmentState.OPEN
    assert response.context["form"]["comment_NET"].value() == "Sana NET"


def test_abstain_needs_a_reason_and_keeps_what_was_typed(client: Client, cast: Cast, mine: Assessment) -> None:
    response = signed_in(client, cast.expert).post(url(mine), answers(mine, "abstain"))
    assert response.status_code == 400
    assert response.context["form"]["praise"].value() == "Hyvä."
    assert now(mine).state == AssessmentState.ASSIGNED


def test_abstain_ends_the_task(client: Client, cast: Cast, mine: Assessment) -> None:
    sent = answers(mine, "abstain", reason="Tunnen tekijät.")
    assert signed_in(client, cast.expert).post(url(mine), sent).url == reverse("practices:queue")
    assert (now(mine).state, now(mine).reason) == (AssessmentState.ABSTAINED, "Tunnen tekijät.")
    assert client.get(url(mine)).status_code == 410


def test_too_long_a_comment_is_shown_back_and_the_rest_is_saved(client: Client, cast: Cast, mine: Assessment) -> None:
    response = signed_in(client, cast.expert).post(url(mine), answers(mine, "save", comment_CUR="a" * 2001))
    assert response.status_code == 400
    assert [anchor for _message, anchor in response.context["errors"]] == ["id_comment_CUR"]
    assert "a" * 2001 in response.content.decode()
    kept = Answer.objects.get(assessment=mine, criterion__code="CUR")
    assert (kept.step, kept.comment, now(mine).praise) == (2, "", "Hyvä.")


@pytest.mark.parametrize("value", ["5", "-1", "x", "\u0663"])
def test_a_step_that_is_none_is_refused(client: Client, cast: Cast, mine: Assessment, value: str) -> None:
    response = signed_in(client, cast.expert).post(url(mine), answers(mine, "save", step_CUR=value))
    assert response.status_code == 400


def test_the_same_form_twice_saves_once(client: Client, cast: Cast, mine: Assessment) -> None:
    sent = answers(mine, "save")
    signed_in(client, cast.expert).post(url(mine), sent)
    before = now(mine).edit
    assert client.post(url(mine), sent).status_code == 302
    assert now(mine).edit == before


def test_a_form_older_than_another_save_is_shown_back(client: Client, cast: Cast, mine: Assessment) -> None:
    old = answers(mine, "save", praise="Vanha ikkuna", once="toinen-avain")
    signed_in(client, cast.expert).post(url(mine), answers(mine, "save", praise="Uusi ikkuna"))
    response = client.post(url(mine), old)
    assert response.status_code == 409
    assert "Vanha ikkuna" in response.content.decode()
    assert now(mine).praise == "Uusi ikkuna"


def test_a_finished_assessment_shows_back_what_was_typed(client: Client, cast: Cast, mine: Assessment) -> None:
    signed_in(client, cast.expert).post(url(mine), answers(mine, "finish"))
    response = client.post(url(mine), answers(mine, "save", praise="Myöhästynyt", once="toinen-avain"))
    assert response.status_code == 409
    assert "Myöhästynyt" in response.content.decode()
    assert now(mine).praise == "Hyvä."


def test_a_decided_practice_shows_back_what_was_typed(
    client: Client, cast: Cast, version: Version, mine: Assessment
) -> None:
    go(version, "publish", cast.coordinator)
    response = signed_in(client, cast.expert).post(url(mine), answers(mine, "save", praise="Myöhästynyt"))
    assert response.status_code == 409
    assert ("Myöhästynyt" in response.content.decode(), "Puron tarina" in response.content.decode()) == (True, False)
    assert client.get(url(mine)).status_code == 410


@pytest.mark.parametrize("part", ["author", "stranger", "reader", "peer", "coordinator", "chief", "administrator"])
def test_only_the_assessor_opens_an_assessment(client: Client, cast: Cast, mine: Assessment, part: str) -> None:
    signed_in(client, getattr(cast, part))
    assert client.get(url(mine)).status_code == 404
    assert client.post(url(mine), answers(mine, "save")).status_code == 404


def test_a_visitor_is_asked_to_sign_in_and_the_text_is_kept(client: Client, mine: Assessment) -> None:
    assert client.get(url(mine)).status_code == 302
    response = client.post(url(mine), answers(mine, "save", praise="Istunto päättyi"))
    assert "ended=1" in response.url
    assert ["praise", "Istunto päättyi"] in Parked.objects.get().fields


def test_other_methods_are_refused(client: Client, cast: Cast, mine: Assessment) -> None:
    assert signed_in(client, cast.expert).delete(url(mine)).status_code == 405


def test_finishing_raises_the_edit_counter_of_the_version(
    client: Client, cast: Cast, version: Version, mine: Assessment
) -> None:
    before = read(version).edit
    signed_in(client, cast.expert).post(url(mine), answers(mine, "finish"))
    assert read(version).edit == before + 1


def test_compared_is_empty_before_finishing(mine: Assessment) -> None:
    assert compared(mine) == []


@pytest.mark.parametrize("deed", ["finish", "abstain"])
def test_a_double_click_leads_where_the_first_one_did(client: Client, cast: Cast, mine: Assessment, deed: str) -> None:
    sent = answers(mine, deed, reason="Ei aikaa.")
    signed_in(client, cast.expert)
    responses = [client.post(url(mine), sent) for _ in range(2)]
    assert [response.status_code for response in responses] == [302, 302]
    assert responses[0].url == responses[1].url


def test_a_fault_names_its_criterion(client: Client, cast: Cast, mine: Assessment) -> None:
    sent = answers(mine, "save", step_CUR="9", comment_IMP="x" * 2001, praise="x" * 3001)
    told = signed_in(client, cast.expert).post(url(mine), sent).context["errors"]
    names = {criterion.code: criterion.name_fi for criterion in assessing.criteria_of(mine.version)}
    assert [message.partition(": ")[0].partition(" – ")[0] for message, _anchor in told] == [
        "Mikä on hyvää",
        names["CUR"],
        names["IMP"],
    ]
    assert len({anchor for _message, anchor in told}) == 3


def test_a_kept_assessment_is_told_in_words(client: Client, cast: Cast, mine: Assessment) -> None:
    sent = answers(mine, "finish", praise="Hyvä.", step_CUR="3", comment_CUR="Sana", for_authors_CUR="on")
    ended = client.post(url(mine), sent)
    assert "ended=1" in ended.url
    signed_in(client, cast.expert)
    kept = Parked.objects.get()
    typed = dict(client.get(reverse("practices:parked", kwargs={"key": kept.key})).context["typed"])
    name = next(c.name_fi for c in assessing.criteria_of(mine.version) if c.code == "CUR")
    assert [label for label in typed if "_" in label or label in ("deed", "for authors CUR")] == []
    assert (typed[name].startswith("3 – "), typed[f"{name} – Kommentti"]) == (True, "Sana")


def auto(client: Client, assessment: Assessment, old: dict[str, str], **fields: str) -> Any:
    """What the page sends by itself: the changed fields, each with the digest of what it was shown."""
    seen = {f"seen-{name}": old[f"seen-{name}"] for name in fields}
    return client.post(url(assessment), {"go": "auto", **seen, **fields}, headers={"Accept": "application/json"})


def test_the_page_saves_by_itself_and_takes_the_task(client: Client, cast: Cast, mine: Assessment) -> None:
    signed_in(client, cast.expert)
    old = shown(mine)
    answer = auto(client, mine, old, step_CUR="3", comment_CUR="Sana").json()
    assert (answer["state"], answer["conflicts"], answer["errors"]) == ("saved", [], {})
    assert answer["seen"]["step_CUR"] == shown(mine)["seen-step_CUR"]
    kept = Answer.objects.get(assessment=mine)
    assert (kept.step, kept.comment, kept.for_authors) == (3, "Sana", True)
    assert (now(mine).state, now(mine).accepted_at is not None) == (AssessmentState.OPEN, True)
    assert auto(client, mine, old, step_CUR="3").json()["conflicts"] == []


def test_two_windows_merge_and_what_both_changed_is_shown_twice(client: Client, cast: Cast, mine: Assessment) -> None:
    old = shown(mine)
    signed_in(client, cast.expert)
    auto(client, mine, old, step_CUR="3", praise="Ensimmäinen ikkuna")
    answer = auto(client, mine, old, step_IMP="1", praise="Toinen ikkuna").json()
    assert (answer["conflicts"], "praise" in answer["seen"]) == (["praise"], False)
    response = client.post(url(mine), {"deed": "save", "once": "avain-12345", "praise": "Toinen ikkuna", **old})
    page = response.content.decode()
    assert response.status_code == 409
    assert ("Ensimmäinen ikkuna" in page, "Toinen ikkuna" in page, 'id="theirs-praise"' in page) == (True, True, True)
    kept = {a.criterion.code: a.step for a in Answer.objects.filter(assessment=mine).select_related("criterion")}
    assert (kept["IMP"], now(mine).praise) == (1, "Ensimmäinen ikkuna")
    sent = {"theirs": "praise", "once": "avain-2345", "praise": "Toinen ikkuna", **shown(mine)}
    assert client.post(url(mine), sent | {"step_IMP": "1", "step_CUR": "3"}).status_code == 302
    assert now(mine).praise == "Ensimmäinen ikkuna"


def test_what_saves_itself_is_refused_with_words_and_nothing_is_lost(
    client: Client, cast: Cast, mine: Assessment
) -> None:
    signed_in(client, cast.expert)
    answer = auto(client, mine, shown(mine), step_CUR="7", step_IMP="2").json()
    assert (list(answer["errors"]), answer["unsaved"]) == (["step_CUR"], ["step_CUR"])
    assert (list(answer["errors"]), Answer.objects.get(assessment=mine).criterion.code) == (["step_CUR"], "IMP")
    response = client.post(url(mine), answers(mine, "save", step_XYZ="3", praise="Säilyy"))
    assert response.status_code == 400
    assert ("XYZ" in response.content.decode(), now(mine).praise) == (True, "Säilyy")
    asking.release(now(mine), by=cast.coordinator)
    closed = auto(client, mine, shown(mine), praise="Myöhässä")
    assert (closed.status_code, closed.json()["state"]) == (409, "locked")


def test_what_saves_itself_needs_the_same_person_and_a_session(client: Client, cast: Cast, mine: Assessment) -> None:
    data, asks = {"go": "auto", "person": "somebody"}, {"Accept": "application/json"}
    assert client.post(url(mine), data, headers=asks).status_code == 401
    assert signed_in(client, cast.expert).post(url(mine), data, headers=asks).status_code == 403
    told = client.get(url(mine), headers=asks).json()
    assert (told["state"], told["others"]) == ("saved", {"here": [], "elsewhere": []})


def test_a_task_is_taken_with_one_press_that_saves_too(client: Client, cast: Cast, mine: Assessment) -> None:
    sent = answers(mine, "accept", praise="Jo kirjoitettu")
    responses = [signed_in(client, cast.expert).post(url(mine), sent) for _n in range(2)]
    assert [response.url for response in responses] == [url(mine)] * 2
    assert (now(mine).accepted_at is not None, now(mine).praise) == (True, "Jo kirjoitettu")
    assert 'value="accept"' not in client.get(url(mine)).content.decode()


def test_a_conflict_of_interest_ends_it_for_good(
    client: Client, cast: Cast, version: Version, mine: Assessment, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = shown_file(version, "Liite").attachment
    assert having.visible(file.key, cast.expert) == (file, False)
    signed_in(client, cast.expert).post(url(mine), answers(mine, "conflict", reason="Tunnen tekijät."))
    assert (now(mine).state, now(mine).conflict) == (AssessmentState.ABSTAINED, True)
    page = client.get(url(mine))
    assert (page.status_code, "Puron tarina" in page.content.decode()) == (410, False)
    assert having.visible(file.key, cast.expert) is None
    assert (Mail.objects.get(kind="task_declined").context["conflict"], Mail.objects.count()) == (True, 2)


def test_late_is_allowed_and_said(client: Client, cast: Cast, mine: Assessment) -> None:
    Assessment.unscoped.filter(pk=mine.pk).update(deadline=timezone.localdate() - timedelta(days=3))
    assert signed_in(client, cast.expert).get(url(mine)).context["is_late"]
    client.post(url(mine), answers(mine, "finish"))
    assert now(mine).state == AssessmentState.FINISHED


def test_a_released_task_gives_the_own_words_back(client: Client, cast: Cast, mine: Assessment) -> None:
    signed_in(client, cast.expert).post(url(mine), answers(mine, "save", praise="Omat sanat"))
    asking.release(now(mine), by=cast.coordinator)
    page = client.get(url(mine))
    assert (page.status_code, "Omat sanat" in page.content.decode()) == (410, True)
    assert "Puron tarina" not in page.content.decode()


@pytest.mark.parametrize("address", ["page", "queue", "json"])
def test_nothing_tells_of_the_others_before_one_has_finished(
    client: Client, cast: Cast, version: Version, mine: Assessment, address: str
) -> None:
    """The same bytes whether others have finished, been asked or said nothing, but for keys made anew."""
    signed_in(client, cast.expert)
    where = reverse("practices:queue") if address == "queue" else url(mine)
    asks = {"Accept": "application/json"} if address == "json" else {}

    def told() -> str:
        text = client.get(where, headers=asks).content.decode()
        return re.sub(r'(csrf[\w-]*"(?: value=|: ?)|name="once" value=)"[^"]+"|"time": "[^"]+"', "", text)

    before = told()
    others = Assessment.unscoped.filter(version=version).exclude(pk=mine.pk)
    Answer.objects.filter(assessment__in=others).update(step=0, comment="Toisen sana")
    others.update(verdict="not_now", praise="Toisen kehu")
    half = told()
    others.delete()
    assert (half == before, told() == before) == (True, True)
