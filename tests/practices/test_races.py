"""Many at once: one outcome, one history row, one mail. The same on SQLite and PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction

from network.models import User
from polkka.upkeep import generation
from polkka.upkeep.models import Mail
from practices import assessing, edits, renewing, translating, workflow
from practices.models import Assessment, GateAnswer, HistoryEntry, Version
from practices.states import State
from search.models import Entry

from ..factory import CRITERIA, Cast, draft, go, in_state, make_cast, read
from . import decisions
from .translations import offered

THREADS, ROUNDS = 12, 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def racers(transactional_db: None, base: None) -> Cast:
    return make_cast()


def at_once(deed: Callable[[int], object]) -> list[str]:
    """Run `deed(n)` in THREADS threads that start together; the outcomes "ok" or the error's name."""
    gate = Barrier(THREADS)

    def run(n: int) -> str:
        gate.wait()
        try:
            deed(n)
        except Exception as error:
            return type(error).__name__
        else:
            return "ok"
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_publishing_at_once_publishes_once(racers: Cast) -> None:
    deciders: list[User] = [racers.coordinator, racers.chief]
    version = in_state(racers, State.IN_ASSESSMENT)
    refused = {"Stale", "Illegal", "NotAllowed"}
    for round_ in range(ROUNDS):
        seen, before = read(version).edit, generation.number()
        publish = partial(workflow.move, version, "publish", seen=seen)
        outcomes = at_once(lambda n, publish=publish: publish(by=deciders[n % 2]))
        assert (outcomes.count("ok"), set(outcomes) - {"ok"} <= refused) == (1, True), outcomes
        assert Version.unscoped.filter(practice=version.practice, state=State.PUBLISHED).count() == 1
        assert HistoryEntry.unscoped.filter(practice=version.practice, move="publish").count() == round_ + 1
        assert Mail.objects.filter(kind="publish").count() == round_ + 1
        assert generation.number() == before + 1
        assert Entry.objects.get(public_id=version.practice.public_id).generation == before + 1
        version = _next_in_assessment(racers, version)


def _next_in_assessment(cast: Cast, published: Version) -> Version:
    """The next version of the practice, taken up: publishing it supersedes the former one."""
    version = go(edits.new_version(published, by=cast.author), "submit", cast.author)
    version.gate.bulk_create(
        GateAnswer(version=version, question=row.question, answer=True) for row in published.gate.all()
    )
    return go(version, "take_up", cast.coordinator)


def test_double_clicks_with_one_key_all_succeed_and_move_once(racers: Cast) -> None:
    for _round in range(5):
        version = draft(racers)
        submit = partial(workflow.move, version, "submit", by=racers.author, seen=version.edit, once="click")
        outcomes = at_once(lambda n, submit=submit: submit())
        assert outcomes == ["ok"] * THREADS
        assert HistoryEntry.unscoped.filter(version=version, move="submit").count() == 1


@pytest.mark.parametrize("name", list(decisions.SETS))
def test_conflicting_decisions_at_once_have_one_outcome_one_row_and_one_mail(racers: Cast, name: str) -> None:
    """The same as `python -m tests.faults.decisions` at length."""
    assert [decisions.tried(racers, name, 6).faults for _round in range(3)] == [[], [], []]


def test_taking_back_while_deciding_has_one_outcome(racers: Cast) -> None:
    names = ["return", "decline", "retract"]
    for _round in range(3):
        version = in_state(racers, State.SUBMITTED)

        def decide(n: int, version: Version = version) -> None:
            name = names[n % 3]
            by = racers.author if name == "retract" else racers.coordinator
            workflow.move(version, name, by=by, seen=version.edit, note="Perustelut.")

        outcomes = at_once(decide)
        assert outcomes.count("ok") == 1, outcomes
        rows = HistoryEntry.unscoped.filter(practice=version.practice, move__in=names)
        assert [row.target for row in rows] == [read(version).state]


def test_saves_at_once_in_different_fields_lose_nothing(racers: Cast) -> None:
    version = draft(racers)
    codes = ["resources", "pitfalls", "when_not", "first_monday", "rooting", "builds_on", "materials", "safety",
             "story", "dissemination", "partners_note", "result"]  # fmt: skip
    seen = {code: edits.digest(getattr(version.original, code)) for code in codes}

    def save(n: int) -> None:
        for _try in range(20):
            try:
                edits.save(version, {codes[n]: f"Vastaus {n}"}, by=racers.author, seen=seen)
            except edits.NotWritable:
                continue
            return
        raise AssertionError(codes[n])

    assert at_once(save) == ["ok"] * THREADS
    assert [getattr(read(version).original, code) for code in codes] == [f"Vastaus {n}" for n in range(THREADS)]


def test_finishing_while_deciding_never_waits_in_a_ring(racers: Cast) -> None:
    for _round in range(5):
        version = in_state(racers, State.IN_ASSESSMENT)
        assessment = assessing.assign(version, racers.expert, kind="expert", by=racers.coordinator)
        given = {code: assessing.Given(3) for code in CRITERIA}
        whole = {"verdict": "publish", "confidence": 2, "praise": "", "suggestions": ""}

        def deed(n: int, version=version, assessment=assessment, given=given, whole=whole) -> None:
            if n % 2:
                workflow.move(version, "publish", by=racers.coordinator, seen=read(version).edit)
            else:
                with transaction.atomic():
                    row = Assessment.unscoped.get(pk=assessment.pk)
                    assessing.save(row, given, by=racers.expert, **whole)
                    assessing.finish(row, by=racers.expert)

        outcomes = set(at_once(deed))
        assert outcomes <= {"ok", "Stale", "Refused", "Illegal", "NotAllowed"}, outcomes


def test_a_translation_offered_to_many_is_published_once(racers: Cast) -> None:
    version = offered(racers)
    deciders: list[User] = [racers.coordinator, racers.chief]
    outcomes = at_once(lambda n: renewing.publish_text(version, "sv", by=deciders[n % 2], seen=version.edit))
    assert (outcomes.count("ok"), set(outcomes) - {"ok"} <= {"Stale", "Illegal"}) == (1, True), outcomes
    assert HistoryEntry.unscoped.filter(version=version, move="publish_text").count() == 1
    assert Mail.objects.filter(kind="translation").count() == 1


def test_translations_saved_at_once_in_different_fields_lose_nothing(racers: Cast) -> None:
    version = in_state(racers, State.PUBLISHED)
    codes = ("title", "summary", "challenge", "method", "result", "curriculum")
    outcomes = at_once(
        lambda n: translating.save(version, "sv", {codes[n % 6]: f"Text {n % 6}"}, by=racers.author, seen={})
    )
    text = translating.text_in(read(version), "sv")
    saved = {codes[n % 6] for n, outcome in enumerate(outcomes) if outcome == "ok"}
    assert set(outcomes) <= {"ok", "NotWritable"}
    assert {code for place, code in enumerate(codes) if getattr(text, code) == f"Text {place}"} == saved
