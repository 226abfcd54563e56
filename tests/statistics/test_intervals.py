from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfg_analytics.statistics import wilson


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [  # Newcombe (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_the_table_of_newcombe(
    numerator: int, denominator: int, lower: float, upper: float
) -> None:
    interval = wilson(numerator, denominator)
    assert float(interval.lower) == pytest.approx(lower, abs=5e-5)
    assert float(interval.upper) == pytest.approx(upper, abs=5e-5)


@given(st.integers(1, 10**9), st.data(), st.sampled_from([0.5, 0.9, 0.95, 0.998]))
def test_limits_hold_the_proportion_and_lie_between_0_and_1(
    size: int, draw: st.DataObject, level: float
) -> None:
    number = draw.draw(st.integers(0, size))
    interval = wilson(number, size, level=level)
    assert 0 <= float(interval.lower) <= number / size <= float(interval.upper) <= 1
    assert (float(interval.lower) == 0) == (number == 0)
    assert (float(interval.upper) == 1) == (number == size)


@given(st.integers(1, 5000), st.floats(0.01, 0.98))
def test_a_higher_level_and_a_smaller_base_give_a_wider_interval(size: int, level: float) -> None:
    def width(numerator: int, denominator: int, at: float) -> float:
        interval = wilson(numerator, denominator, level=at)
        return float(interval.upper - interval.lower)

    assert width(size, 2 * size, level) < width(size, 2 * size, level + 0.01)
    assert width(10 * size, 20 * size, level) < width(size, 2 * size, level)


@given(st.integers(2, 3000))
def test_limits_rise_with_the_numerator_and_mirror_one_another(size: int) -> None:
    numbers = np.arange(min(size, 400) + 1)
    interval, mirrored = wilson(numbers, size), wilson(size - numbers, size)
    assert (np.diff(interval.lower) > 0).all()
    assert (np.diff(interval.upper) > 0).all()
    np.testing.assert_allclose(interval.lower, 1 - mirrored.upper, atol=1e-12)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=20))
def test_many_at_once_are_each_by_itself(cells: list[tuple[int, int]]) -> None:
    numerators, denominators = [min(cell) for cell in cells], [max(cell) for cell in cells]
    together = wilson(numerators, denominators)
    for place, (numerator, denominator) in enumerate(zip(numerators, denominators, strict=True)):
        alone = wilson(numerator, denominator)
        np.testing.assert_equal(together.lower[place], alone.lower)
        np.testing.assert_equal(together.upper[place], alone.upper)


def test_nothing_over_nothing_and_missing_counts_are_not_estimable() -> None:
    interval = wilson([0, np.nan, 1, np.nan], [0, 10, np.nan, np.nan])
    assert np.isnan(interval.lower).all()
    assert np.isnan(interval.upper).all()
    assert np.isnan(wilson(pl.Series([None, 3]), pl.Series([10, None])).lower).all()
    assert np.isnan(wilson([None], [3]).upper).all()


def test_shapes_are_broadcast_together_and_kept() -> None:
    assert wilson(1, 10).lower.shape == ()
    assert wilson([], []).lower.shape == (0,)
    assert wilson([[1], [2]], [10, 20, 30]).upper.shape == (2, 3)


@pytest.mark.parametrize(
    ("numerator", "denominator", "level", "said"),
    [
        ([3, 1, 9], [2, 1, 8], 0.95, "numerator must not be larger than the denominator; 2 of 3"),
        ([-1, 1], 2, 0.95, "numerator must not be negative; 1 of 2"),
        (1, [-2, -3], 0.95, "denominator must not be negative; 2 of 2"),
        (np.inf, np.inf, 0.95, "numerator must be finite; 1 of 1"),
        ([1, 2], [1, 2, 3], 0.95, "numerator and denominator must have shapes that fit"),
        (["many"], [2], 0.95, "numerator must hold numbers only"),
        (1, 2, 0, "level must lie between 0 and 1"),
        (1, 2, 1, "level must lie between 0 and 1"),
        (1, 2, 95, "level must lie between 0 and 1"),
        (1, 2, float("nan"), "level must lie between 0 and 1"),
    ],
)
def test_what_cannot_be_is_refused_by_name(numerator: Any, denominator: Any, level: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wilson(numerator, denominator, level=level)
