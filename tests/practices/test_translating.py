"""How far a language is, what a change of the original makes of it, and translations of a published practice."""

from typing import Any

import pytest

from polkka.upkeep.models import Mail
from practices import edits, renewing, translating
from practices.models import HistoryEntry, Text, Version
from practices.questions import PAGES
from practices.sources import links, outdated
from practices.states import Depth, State

from ..factory import Cast, draft, go, in_state, read
from .translations import SWEDISH, offered, save, translated


def _standing(version: Version, language: str = "sv") -> translating.Standing:
    return translating.standing(read(version), language)


def test_a_language_goes_from_missing_over_draft_to_current_and_outdated(cast: Cast) -> None:
    version = draft(cast)
    states = [_standing(version).state]
    translating.save(version, "sv", SWEDISH, by=cast.author, seen={})
    states.append(_standing(version).state)
    translated(version, cast.author)
    translating.ready(version, "sv", by=cast.editor)
    states.append(_standing(version).state)
    save(version, cast.author, challenge="Toisin kerrottu haaste.")
    states.append(_standing(version).state)

    assert states == ["missing", "draft", "current", "outdated"]
    assert _standing(version).outdated == ("challenge",)


def test_progress_counts_what_the_original_tells(cast: Cast) -> None:
    version = draft(cast)
    translating.save(version, "sv", SWEDISH, by=cast.author, seen={})
    standing = _standing(version)

    assert (standing.done, standing.total) == (2, 8)
    assert standing.lacking == ("challenge", "method", "steps", "result", "curriculum", "participation")


def test_what_lacks_something_required_is_not_called_ready(cast: Cast) -> None:
    version = draft(cast)
    translating.save(version, "sv", SWEDISH, by=cast.author, seen={})
    with pytest.raises(translating.NotReady) as refusal:
        translating.ready(version, "sv", by=cast.author)
    translating.ready(version, "sv", by=cast.author, state=Text.State.SUMMARY)

    assert "steps" in refusal.value.codes
    assert _standing(version).state == "summary"


def test_rows_are_told_row_by_row(cast: Cast) -> None:
    version = translated(draft(cast), cast.author, steps=[{"title": "Ett", "text": "Så."}])

    assert _standing(version).untold == ("steps",)


def test_an_original_that_goes_back_to_what_it_was_makes_the_translation_current_again(cast: Cast) -> None:
    version = translated(draft(cast), cast.author)
    translating.ready(version, "sv", by=cast.author)
    before = version.original.result
    save(version, cast.author, result="Toisin.")
    save(version, cast.author, result=before)

    assert _standing(version).state == "current"


def test_a_translation_of_unknown_source_is_outdated_by_the_next_change(cast: Cast) -> None:
    version = draft(cast)
    Text.unscoped.create(version=version, language="sv", state=Text.State.SUMMARY, **SWEDISH)
    save(version, cast.author, title="Joen tarina")

    assert (_standing(version).state, _standing(version).outdated) == ("outdated", ("title",))


def test_confirming_says_that_an_outdated_answer_is_still_right(cast: Cast) -> None:
    version = translated(draft(cast), cast.author)
    translating.ready(version, "sv", by=cast.author)
    save(version, cast.author, result="Toisin.")
    translating.confirm(version, "sv", ["result", "nowhere"], by=cast.editor)

    assert _standing(version).state == "current"


def test_a_translation_of_an_original_that_changed_meanwhile_is_outdated_at_once(cast: Cast) -> None:
    version = draft(cast)
    shown = {told.code: told.made_from for told in translating.fields(version, "sv", _page("basics"))}
    save(version, cast.editor, title="Joen tarina")
    translating.save(version, "sv", SWEDISH, by=cast.author, seen={}, made_from=shown)

    assert outdated(read(version).texts.get(language="sv"), read(version).original) == ["title"]


def _page(code: str) -> Any:
    return next(page for page in PAGES if page.code == code)


def test_links_lead_where_the_original_leads(cast: Cast) -> None:
    version = draft(cast, links=[{"title": "Kartta", "url": "https://old.example"}])
    translating.save(
        version, "sv", {"links": [{"title": "Karta", "url": "https://old.example"}]}, by=cast.author, seen={}
    )
    save(version, cast.author, links=[{"title": "Kartta", "url": "https://new.example"}])
    version = read(version)

    assert links(version.texts.get(language="sv"), version.original) == [
        {"title": "Karta", "url": "https://new.example"}
    ]
    assert _standing(version).outdated == ()


def test_two_people_in_one_answer_of_a_translation_meet_in_a_conflict(cast: Cast) -> None:
    version = draft(cast)
    seen = {"title": edits.digest("")}
    translating.save(version, "sv", {"title": "Första"}, by=cast.author, seen=seen)
    saved = translating.save(version, "sv", {"title": "Andra", "summary": "S."}, by=cast.editor, seen=seen)

    assert (saved.conflicts, saved.written) == ({"title": "Första"}, ["summary"])


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_others_write_no_translation(cast: Cast, state: str) -> None:
    version = in_state(cast, state)
    for by in (cast.stranger, cast.reader, cast.coordinator, cast.administrator):
        with pytest.raises(edits.NotWritable):
            translating.save(version, "sv", SWEDISH, by=by, seen={})
        with pytest.raises(edits.NotWritable):
            translating.confirm(version, "sv", ["title"], by=by)
        with pytest.raises(edits.NotWritable):
            translating.remove(version, "sv", by=by)
    assert not version.texts.filter(language="sv").exists()


def test_what_waits_for_an_assessment_is_nottranslated(cast: Cast) -> None:
    version = in_state(cast, State.SUBMITTED)
    with pytest.raises(edits.NotWritable):
        translating.save(version, "sv", SWEDISH, by=cast.author, seen={})


def test_removing_takes_the_language_and_nothing_else(cast: Cast) -> None:
    version = translated(draft(cast), cast.author)
    translating.remove(version, "sv", by=cast.author)

    assert [text.language for text in read(version).texts.all()] == ["fi"]


def test_a_ready_translation_that_is_not_whole_stays_with_its_authors_at_submission(cast: Cast) -> None:
    version = translated(draft(cast), cast.author)
    translating.ready(version, "sv", by=cast.author)
    _save_swedish(version, cast.author, method="")
    go(version, "submit", cast.author)

    assert read(version).texts.get(language="sv").state == Text.State.DRAFT


def _save_swedish(version: Version, by: Any, **answers: Any) -> None:
    text = translating.text_in(read(version), "sv")
    seen = {code: edits.digest(getattr(text, code)) for code in answers}
    translating.save(version, "sv", answers, by=by, seen=seen)


def test_the_next_draft_carries_translations_sources_and_what_is_not_yet_public(cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    translating.save(version, "sv", SWEDISH, by=cast.author, seen={})
    newer = edits.new_version(read(version), by=cast.author)
    text = newer.texts.get(language="sv")

    assert (text.title, text.state) == (SWEDISH["title"], Text.State.DRAFT)
    save(newer, cast.author, title="Joen tarina")
    assert outdated(newer.texts.get(language="sv"), read(newer).original) == ["title"]


def test_a_translation_of_a_published_practice_waits_beside_it(cast: Cast) -> None:
    version = offered(cast)
    text = version.texts.get(language="sv")

    assert (text.title, text.state) == ("", Text.State.DRAFT)
    assert [(each.language, each.is_new) for each in renewing.waiting(cast.coordinator)] == [("sv", True)]
    assert renewing.waiting(cast.other_coordinator) == []
    assert Mail.objects.filter(kind="translation_offered", address=cast.coordinator.email).count() == 1


def test_publishing_a_translation_is_written_down_and_told(cast: Cast) -> None:
    version = offered(cast)
    renewing.publish_text(version, "sv", by=cast.coordinator, seen=version.edit, once="k" * 12)
    renewing.publish_text(version, "sv", by=cast.coordinator, seen=version.edit, once="k" * 12)
    text = read(version).texts.get(language="sv")

    assert (text.title, text.state, text.renewal) == ("sv Puron tarina", Text.State.CURRENT, {})
    assert HistoryEntry.unscoped.filter(version=version, move="publish_text", note="Svenska").count() == 1
    assert Mail.objects.filter(kind="translation").count() == 1
    assert _standing(version).state == "current"


def test_publishing_what_has_changed_since_is_stale(cast: Cast) -> None:
    version = offered(cast)
    _save_swedish(version, cast.editor, title="Något annat")

    with pytest.raises(renewing.Stale):
        renewing.publish_text(version, "sv", by=cast.coordinator, seen=version.edit)


def test_publishing_a_translation_by_others_is_refused(cast: Cast) -> None:
    version = offered(cast)
    for by in (cast.author, cast.other_coordinator, cast.stranger, cast.administrator):
        with pytest.raises(renewing.NotAllowed):
            renewing.publish_text(version, "sv", by=by, seen=version.edit)


def test_what_is_not_offered_is_not_published(cast: Cast) -> None:
    version = offered(cast)
    renewing.take_back(version, "sv", by=cast.editor)
    version = read(version)

    assert renewing.waiting(cast.coordinator) == []
    with pytest.raises(renewing.Illegal):
        renewing.publish_text(version, "sv", by=cast.coordinator, seen=version.edit)


def test_sending_back_keeps_the_text_and_sends_the_letter(cast: Cast) -> None:
    version = offered(cast)
    with pytest.raises(renewing.Refused):
        renewing.send_back(version, "sv", by=cast.coordinator, seen=version.edit, note=" ")
    renewing.send_back(version, "sv", by=cast.coordinator, seen=version.edit, note="Se rubriken.")

    assert translating.text_in(read(version), "sv").title == "sv Puron tarina"
    assert Mail.objects.get(kind="translation_returned").context["letter"] == "Se rubriken."
    assert renewing.waiting(cast.coordinator) == []


def test_a_renewal_hides_behind_what_is_public(cast: Cast) -> None:
    version = offered(cast)
    renewing.publish_text(version, "sv", by=cast.coordinator, seen=version.edit)
    _save_swedish(version, cast.author, title="Ny rubrik")

    assert read(version).texts.get(language="sv").title == "sv Puron tarina"
    assert (_standing(version).state, _standing(version).is_public) == ("draft", True)
    translating.remove(version, "sv", by=cast.author)
    assert _standing(version).state == "current"


def test_an_open_version_follows_where_it_says_the_same(cast: Cast) -> None:
    version = offered(cast)
    newer = edits.new_version(version, by=cast.author)
    _save_swedish(newer, cast.author, title="Min egen rubrik")
    version = read(version)
    renewing.publish_text(version, "sv", by=cast.coordinator, seen=version.edit)

    assert newer.texts.get(language="sv").title == "Min egen rubrik"
    assert newer.texts.get(language="sv").method == "sv Kävimme purolla kerran kuussa."


def test_what_was_begun_before_the_publication_is_offered_too(cast: Cast) -> None:
    version = translated(draft(cast, depth=Depth.TIP), cast.author)
    version = go(go(version, "submit", cast.author), "publish", cast.coordinator)
    renewing.offer(version, "sv", by=cast.author)
    version = read(version)
    answers = renewing.waiting(cast.coordinator)[0].answers
    renewing.publish_text(version, "sv", by=cast.coordinator, seen=version.edit)

    assert [code for code, _before, _after in answers] == ["title", "summary", "challenge", "method", "result"]
    assert read(version).texts.get(language="sv").state == Text.State.CURRENT


def test_a_translation_that_readers_have_whole_is_not_cut_down_to_its_summary(cast: Cast) -> None:
    version = offered(cast)
    renewing.publish_text(version, "sv", by=cast.coordinator, seen=version.edit)
    _save_swedish(version, cast.author, method="")

    with pytest.raises(translating.NotReady):
        renewing.offer(read(version), "sv", by=cast.author, state=Text.State.SUMMARY)
