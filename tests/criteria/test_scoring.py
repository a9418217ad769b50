"""Scores: hand-computed tables, and what must hold for any answers."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.scoring import EXPERT, PEER, SELF, Scored, result, total

WEIGHTS = {"CUR": 1, "IMP": 1, "NET": 2}


def test_total_is_25_times_the_weighted_mean_of_pooled_medians() -> None:
    assessments = [
        Scored(PEER, {"CUR": 3, "IMP": 2, "NET": 4}),
        Scored(PEER, {"CUR": 4, "IMP": 2, "NET": 3}),
        Scored(EXPERT, {"CUR": 2, "IMP": 3, "NET": 1}),
    ]
    # medians 3, 2, 3 → (3 + 2 + 2·3) / 4 = 2.75 → 68.75
    assert total(WEIGHTS, assessments) == 69


def test_total_rounds_half_up() -> None:
    assert total({"CUR": 1, "IMP": 1}, [Scored(PEER, {"CUR": 1, "IMP": 0}), Scored(PEER, {"CUR": 1, "IMP": 0})]) == 13


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        ([], None),
        ([Scored(PEER, {"CUR": 4})], None),
        ([Scored(PEER, {"CUR": 4}), Scored(SELF, {"CUR": 4})], None),
        ([Scored(PEER, {"CUR": None}), Scored(PEER, {"CUR": None})], None),
        ([Scored(PEER, {"CUR": 4}), Scored(EXPERT, {"CUR": 4})], 100),
        ([Scored(PEER, {"CUR": 0}), Scored(PEER, {"CUR": 0})], 0),
    ],
)
def test_total_needs_two_finished_peers_or_experts_with_an_answer(
    assessments: list[Scored], expected: int | None
) -> None:
    assert total(WEIGHTS, assessments) == expected


def test_not_applicable_is_left_out_of_medians_and_total() -> None:
    found = result(WEIGHTS, [Scored(PEER, {"CUR": 2, "IMP": None}), Scored(PEER, {"CUR": 4, "IMP": None})])
    assert (found.total, found.rows[0].peer, found.rows[1].peer) == (75, 3.0, None)


def test_kinds_are_kept_apart() -> None:
    row = result(WEIGHTS, [Scored(SELF, {"CUR": 4}), Scored(PEER, {"CUR": 1}), Scored(EXPERT, {"CUR": 2})]).rows[0]
    assert (row.self_, row.peer, row.expert, row.low, row.high) == (4.0, 1.0, 2.0, 1, 2)


@pytest.mark.parametrize(
    ("first", "second", "verdicts", "expected"),
    [
        (1, 3, ("publish", "publish"), True),
        (2, 3, ("publish", "publish"), False),
        (3, 3, ("publish", "not_now"), True),
        (3, 3, ("develop", "not_now"), False),
    ],
)
def test_third_assessor_is_asked_for(first: int, second: int, verdicts: tuple[str, str], expected: bool) -> None:
    pair = [Scored(PEER, {"CUR": first}, verdicts[0]), Scored(PEER, {"CUR": second}, verdicts[1])]
    assert result(WEIGHTS, pair).wants_third is expected
    assert not result(WEIGHTS, [*pair, Scored(PEER, {"CUR": 2}, "develop")]).wants_third


def test_self_assessment_never_asks_for_a_third() -> None:
    assert result(WEIGHTS, [Scored(PEER, {"CUR": 4}), Scored(SELF, {"CUR": 0})]).wants_third is False


steps = st.dictionaries(st.sampled_from(list(WEIGHTS)), st.none() | st.integers(0, 4))
any_assessments = st.lists(st.builds(Scored, st.sampled_from([SELF, PEER, EXPERT]), steps), max_size=6)


@given(any_assessments)
def test_result_stays_within_the_scale_and_ignores_order(assessments: list[Scored]) -> None:
    found, turned = result(WEIGHTS, assessments), result(WEIGHTS, assessments[::-1])
    assert found == turned
    assert found.total is None or 0 <= found.total <= 100
    for row in found.rows:
        given_steps = [a.steps.get(row.code) for a in assessments if a.kind == PEER]
        known = [step for step in given_steps if step is not None]
        assert row.peer == (float(median(known)) if known else None)


@given(any_assessments, st.sampled_from(list(WEIGHTS)))
def test_a_better_step_never_lowers_the_total(assessments: list[Scored], code: str) -> None:
    def raised(a: Scored) -> Scored:
        step = a.steps.get(code)
        return Scored(a.kind, {**a.steps, code: None if step is None else min(4, step + 1)})

    before, after = total(WEIGHTS, assessments), total(WEIGHTS, [raised(a) for a in assessments])
    assert before is None or (after is not None and after >= before)
