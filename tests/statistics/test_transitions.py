from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.statistics import bowker, fleiss_kappa, kappa, stuart_maxwell, transition_matrix

PLACES = ["depth", "breadth", "stretch"]
quick = settings(deadline=None, max_examples=40)
told = st.none() | st.sampled_from(PLACES)
tables = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3)


@quick
@given(st.lists(st.tuples(told, told), max_size=60))
def test_everybody_is_counted_once_known_lost_or_joined(people: list[tuple[str | None, str | None]]) -> None:
    before, after = [one[0] for one in people], [one[1] for one in people]
    moved = transition_matrix(before, after, categories=PLACES)
    counted = Counter(people)
    for row, start in enumerate(PLACES):
        assert moved.counts[row].tolist() == [counted[start, end] for end in PLACES]
        assert moved.lost[row] == counted[start, None]
        assert moved.joined[row] == counted[None, start]
        share = moved.shares[row]
        assert np.isnan(share).all() if not moved.counts[row].sum() else share.sum() == pytest.approx(1)
    total = moved.counts.sum() + moved.lost.sum() + moved.joined.sum()
    assert total == len(people) - counted[None, None]
    as_series = transition_matrix(
        pl.Series(before, dtype=pl.String), pl.Series(after, dtype=pl.String), categories=PLACES
    )
    assert as_series.counts.tolist() == moved.counts.tolist()


def test_categories_may_be_numbers_and_nan_is_not_known() -> None:
    moved = transition_matrix(np.array([1.0, np.nan]), [2, 1], categories=[1, 2])
    assert moved.counts.tolist() == [[0, 1], [0, 0]]
    assert moved.joined.tolist() == [1, 0]
    assert moved.categories == (1, 2)


def test_what_makes_no_matrix_is_refused_without_repeating_it() -> None:
    with pytest.raises(
        ValueError, match=r"after must hold nothing but the categories listed; 1 of 2"
    ) as raised:
        transition_matrix(["depth"] * 2, ["depth", "secret"], categories=PLACES)
    assert "secret" not in str(raised.value)
    with pytest.raises(ValueError, match="before and after must be of one length"):
        transition_matrix(["depth"], [], categories=PLACES)
    with pytest.raises(ValueError, match="categories must differ; 1 of 4"):
        transition_matrix([], [], categories=[*PLACES, "depth"])


@quick
@given(tables)
def test_tests_do_not_depend_on_the_order_of_categories_or_of_the_tellings(table: list[list[int]]) -> None:
    square = np.array(table)
    order = [2, 0, 1]
    for test in (stuart_maxwell, bowker):
        found = test(square)
        for other in (test(square.T), test(square[np.ix_(order, order)])):
            assert other.degrees == found.degrees
            assert other.statistic == pytest.approx(found.statistic, abs=1e-9)
    assert bowker(square + square.T).statistic == 0
    assert stuart_maxwell(square + square.T).statistic == pytest.approx(0, abs=1e-9)
    value = kappa(square).value
    assert float(kappa(square.T).value) == pytest.approx(float(value), nan_ok=True)


def test_two_categories_are_mcnemars_test() -> None:
    # By hand: 12 went one way, 5 came back; 49 / 17 with one degree of freedom.
    for test in (stuart_maxwell, bowker):
        found = test([[30, 12], [5, 40]])
        assert found.statistic == pytest.approx(49 / 17)
        assert found.degrees == 1
        assert found.p_value == pytest.approx(0.08956, abs=5e-6)


def test_categories_nobody_moved_between_take_no_degree_of_freedom() -> None:
    apart = [[9, 5, 0, 0], [2, 9, 0, 0], [0, 0, 9, 9], [0, 0, 4, 9]]
    # By hand: two tests of two categories, (5 - 2)^2 / 7 and (9 - 4)^2 / 13, added.
    for test in (stuart_maxwell, bowker):
        found = test(apart)
        assert found.statistic == pytest.approx(9 / 7 + 25 / 13)
        assert found.degrees == 2
        nobody = test([[3, 0], [0, 4]])
        assert (nobody.statistic, nobody.degrees) == (0, 0)
        assert np.isnan(nobody.p_value)
        assert np.isnan(test([[3, None], [1, 4]]).p_value)


def test_kappa_is_1_for_perfect_and_0_for_chance_agreement() -> None:
    assert float(kappa(np.diag([5, 7, 9])).value) == 1
    assert float(kappa(np.diag([5, 7, 9])).lower) == 1
    assert float(kappa([[4, 6], [6, 9]]).value) == pytest.approx(0)  # 10 x 10 / 25 and 15 x 15 / 25
    assert float(kappa([[0, 10], [10, 0]]).value) == pytest.approx(-1)
    assert float(kappa([[0, 10], [10, 0]]).lower) == -1
    wide, narrow = kappa([[20, 5], [10, 15]], level=0.998), kappa([[20, 5], [10, 15]], level=0.9)
    assert wide.lower < narrow.lower < narrow.value < narrow.upper < wide.upper


@pytest.mark.parametrize(
    "table", [[[5, 0], [0, 0]], [[0, 0], [0, 0]], [[7]], [[1, None], [2, 3]], np.zeros((0, 0))]
)
def test_one_category_alone_or_nobody_is_no_agreement(table: Any) -> None:
    found = kappa(table)
    assert np.isnan([found.value, found.lower, found.upper]).all()


def test_kappa_of_many_raters_by_hand_and_at_its_ends() -> None:
    # Three raters: agreement 1, 1, 1/3, 1; shares 8/12 and 4/12; (10/12 - 5/9) / (4/9).
    found = fleiss_kappa([[3, 0], [0, 3], [2, 1], [3, 0]])
    assert float(found.value) == pytest.approx(0.625)
    assert found.lower < found.value < found.upper <= 1
    assert float(fleiss_kappa([[3, 0], [0, 3]]).value) == 1
    for nothing in ([[3, 0], [3, 0]], np.zeros((0, 3)), [[3, np.nan]]):
        found = fleiss_kappa(nothing)
        assert np.isnan([found.value, found.lower, found.upper]).all()
    assert np.isnan(fleiss_kappa([[1, 2]]).lower)


def test_limits_of_fleiss_kappa_leave_out_each_subject_in_turn() -> None:
    table = np.array([[3, 0], [0, 3], [2, 1], [3, 0], [1, 2]])
    found = fleiss_kappa(table)
    without = [float(fleiss_kappa(np.delete(table, place, axis=0)).value) for place in range(5)]
    error = np.sqrt(4 / 5 * sum((value - np.mean(without)) ** 2 for value in without))
    assert float(found.value - found.lower) == pytest.approx(2.7764451051977987 * error)


@pytest.mark.parametrize("test", [kappa, stuart_maxwell, bowker])
@pytest.mark.parametrize("table", [[[1, 2]], [1, 2], 3, np.zeros((2, 2, 2))])
def test_a_table_that_is_not_square_is_refused(test: Any, table: Any) -> None:
    with pytest.raises(ValueError, match="table must be square"):
        test(table)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[3, 0], [2, 2]], "table must have rows of one total, 2 or more; 1 of 2"),
        ([[1, 0], [0, 1]], "table must have rows of one total, 2 or more; 2 of 2"),
        ([3, 0], "table must be two-dimensional"),
        ([[-1, 4]], "table must not be negative; 1 of 2"),
    ],
)
def test_raters_who_did_not_all_place_everybody_are_refused(table: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fleiss_kappa(table)
