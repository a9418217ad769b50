"""How far assessors agree: tables counted by hand, what must hold for any answers, and an independent library."""

import random
from fractions import Fraction

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.scoring import PEER, Scored, Unit, agreement, alpha, coincidences, deviation, mean, result

answers = st.none() | st.integers(0, 4)
tables = st.lists(st.lists(answers, max_size=4), max_size=6)
quick = settings(max_examples=60)


def test_pairs_of_a_version_count_so_that_each_answer_counts_once() -> None:
    """Three answers 1, 2, 2: six ordered pairs, each worth 1/2; 12 and 21 twice, 22 twice. In all three answers."""
    assert coincidences([[1, 2, None, 2]]) == {(1, 2): 1, (2, 1): 1, (2, 2): 1}
    assert coincidences([[3], [None, 4], []]) == {}


def test_agreement_by_hand() -> None:
    """Versions 3-3, 2-3 and 0-4: of six ordered pairs two are equal and two more are a step apart."""
    table = [[3, 3], [2, 3], [0, 4]]
    assert agreement(table) == pytest.approx(1 / 3)
    assert agreement(table, within=1) == pytest.approx(2 / 3)


def test_ordinal_alpha_by_hand() -> None:
    """Versions 1-1, 2-2, 3-3 and 2-3.

    Coincidences: 11: 2, 22: 2, 33: 2, 23: 1, 32: 1; so n₁ = 2, n₂ = 3, n₃ = 3, n = 8.
    δ²₁₂ = (2 + 3 − 5/2)² = 6.25, δ²₂₃ = (3 + 3 − 6/2)² = 9, δ²₁₃ = (2 + 3 + 3 − 5/2)² = 30.25.
    Σ o δ² = 2 · 9 = 18; Σ n n δ² = 2 · (2·3·6.25 + 3·3·9 + 2·3·30.25) = 2 · (37.5 + 81 + 181.5) = 600.
    α = 1 − (8 − 1) · 18 / 600 = 0.79.
    """
    assert alpha([[1, 1], [2, 2], [3, 3], [2, 3]]) == pytest.approx(0.79)


def test_alpha_with_answers_missing_by_hand() -> None:
    """Versions 0-0, 0-1-1 and a lone 4, which has no pair. Coincidences: 00: 2, 01: 1, 10: 1, 11: 1.

    n₀ = 3, n₁ = 2, n = 5; δ²₀₁ = (3 + 2 − 5/2)² = 6.25; α = 1 − 4 · (2 · 6.25) / (2 · 3 · 2 · 6.25) = 1 − 4/6.
    """
    assert alpha([[0, None, 0], [0, 1, 1], [4, None, None]]) == pytest.approx(1 / 3)


def test_alpha_below_chance_by_hand() -> None:
    """0-4 and 4-0: nothing but disagreement. n₀ = n₄ = 2, δ² = 4; α = 1 − 3 · (4 · 4) / (2 · 4 · 4) = −0.5."""
    assert alpha([[0, 4], [4, 0]]) == pytest.approx(-0.5)


@pytest.mark.parametrize("table", [[], [[3]], [[None, 2], [1, None]], [[3, 3], [3, 3]]])
def test_alpha_is_not_given_where_it_means_nothing(table: list[Unit]) -> None:
    """Without a pair, and where everybody gave the same step to everything."""
    assert alpha(table) is None


@given(tables, st.randoms(use_true_random=False))
@quick
def test_order_never_shows(table: list[list[int | None]], chance: random.Random) -> None:
    turned = [chance.sample(unit, len(unit)) for unit in chance.sample(table, len(table))]
    assert (alpha(turned), agreement(turned), agreement(turned, 1)) == (
        alpha(table),
        agreement(table),
        agreement(table, 1),
    )


@given(tables)
@quick
def test_figures_stay_within_their_bounds(table: list[list[int | None]]) -> None:
    found = alpha(table)
    exact, near, any_pair = (agreement(table, within) for within in (0, 1, 4))
    assert found is None or -1 <= found <= 1
    assert (exact is None) == (near is None) == (any_pair is None)
    if exact is not None and near is not None:
        assert 0 <= exact <= near <= 1
        assert any_pair == 1
        assert found is None or (found == 1) == (exact == 1)


@given(tables)
@quick
def test_not_applicable_is_a_missing_answer(table: list[list[int | None]]) -> None:
    bare: list[Unit] = [[step for step in unit if step is not None] for unit in table]
    longer: list[Unit] = [[None, *unit, None] for unit in table]
    assert alpha(bare) == alpha(table) == alpha(longer)
    assert agreement(bare) == agreement(longer)


@given(tables)
@quick
def test_everybody_once_more_agrees_no_less(table: list[list[int | None]]) -> None:
    before, after = agreement(table), agreement([unit + unit for unit in table])
    assert before is None or (after is not None and after >= before)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=6), st.integers(2, 4))
@quick
def test_one_more_who_says_what_all_say_changes_nothing(steps: list[int], people: int) -> None:
    table, more = ([[step] * n for step in steps] for n in (people, people + 1))
    assert agreement(table) == agreement(more) == 1
    assert alpha(table) == alpha(more) == (1 if len(set(steps)) > 1 else None)


@given(st.lists(st.dictionaries(st.sampled_from(["CUR", "IMP"]), answers), min_size=2, max_size=5))
@quick
def test_an_identical_rater_for_each_leaves_the_result(given_steps: list[dict[str, int | None]]) -> None:
    rows = [Scored(PEER, steps) for steps in given_steps]
    one, two = (result({"CUR": 1, "IMP": 3}, each) for each in (rows, rows + rows))
    assert (one.rows, one.total) == (two.rows, two.total)


@pytest.mark.parametrize("seed", range(12))
def test_alpha_is_that_of_an_independent_library(seed: int) -> None:
    """Raters × versions of random steps, some missing; to a billionth."""
    chance = np.random.default_rng(seed)
    people, versions = int(chance.integers(2, 6)), int(chance.integers(3, 40))
    table = chance.integers(0, 5, (people, versions)).astype(float)
    table[chance.random(table.shape) < chance.random() / 2] = np.nan
    units = [[None if np.isnan(step) else int(step) for step in column] for column in table.T]
    theirs = krippendorff.alpha(reliability_data=table, level_of_measurement="ordinal", value_domain=[0, 1, 2, 3, 4])
    assert alpha(units) == pytest.approx(theirs, abs=1e-9)


def test_deviation_is_from_the_median_of_the_others() -> None:
    assert deviation(3, [2, 4, 1]) == 1
    assert deviation(1, [2, 3]) == Fraction(-3, 2)
    assert deviation(1, []) is None
    assert mean([Fraction(1, 2), 1]) == 0.75
    assert mean([]) is None
