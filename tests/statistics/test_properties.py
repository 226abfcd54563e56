"""What must hold of every interval and comparison, whatever was counted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.statistics import (
    Estimate,
    byar,
    clopper_pearson,
    newcombe,
    odds_ratio,
    relative_likelihood,
    standardised_ratio,
    wilson,
)

# What each takes: parts of wholes by twos, counts, or counts and people.
OF_SHARES: dict[str, Callable[..., Any]] = {
    "wilson": wilson,
    "clopper_pearson": clopper_pearson,
    "newcombe": newcombe,
    "relative_likelihood": relative_likelihood,
    "relative_likelihood, log": lambda *counts, **how: relative_likelihood(*counts, method="log", **how),
}
OF_COUNTS: dict[str, Callable[..., Any]] = {
    "byar": byar,
    "odds_ratio": odds_ratio,
    "standardised_ratio": standardised_ratio,
}
ALL = OF_SHARES | OF_COUNTS
TAKES = {
    "wilson": 2,
    "clopper_pearson": 2,
    "byar": 1,
    "standardised_ratio": 2,
}
RANGES = {"wilson": (0, 1), "clopper_pearson": (0, 1), "newcombe": (-1, 1)}
LEVELS = [0.5, 0.9, 0.95, 0.998]


def takes(name: str) -> int:
    return TAKES.get(name, 4)


@st.composite
def columns_of(draw: st.DrawFn, name: str, rows: int | None = None, most: int = 10**6) -> list[list[int]]:
    """Draw counts that can be, a list for each argument."""
    number = draw(st.integers(1, 8)) if rows is None else rows
    of = st.integers(0, most) | st.integers(0, 12)
    if name in OF_COUNTS:
        return [[draw(of) for _ in range(number)] for _ in range(takes(name))]
    columns: list[list[int]] = []
    for _ in range(takes(name) // 2):
        pairs = [sorted((draw(of), draw(of))) for _ in range(number)]
        columns += [[pair[0] for pair in pairs], [pair[1] for pair in pairs]]
    return columns


def numbers_of(found: Any) -> dict[str, np.ndarray]:
    return {name: getattr(found, name) for name in found.__dataclass_fields__}


def same(one: Any, other: Any) -> None:
    for name, numbers in numbers_of(one).items():
        np.testing.assert_allclose(numbers, numbers_of(other)[name], rtol=1e-12, atol=1e-15, err_msg=name)


each = pytest.mark.parametrize("name", ALL)


@each
@settings(deadline=None, max_examples=30)
@given(data=st.data(), level=st.sampled_from(LEVELS))
def test_the_value_lies_between_the_limits_and_the_limits_in_their_range(
    name: str, data: st.DataObject, level: float
) -> None:
    columns = data.draw(columns_of(name))
    found = ALL[name](*columns, level=level)
    low, high = RANGES.get(name, (0, np.inf))
    ends = np.array([found.lower, found.upper])
    assert np.all((ends >= low) | np.isnan(ends))
    assert np.all((ends <= high) | np.isnan(ends))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (
            found.value
            if isinstance(found, Estimate)
            else np.divide(*columns[:2])
            if len(columns) > 1
            else columns[0]
        )
    value = np.asarray(value, dtype=float)
    slack = 1e-12 * np.abs(np.nan_to_num(value, posinf=0.0))
    assert np.all((found.lower <= value + slack) | np.isnan(found.lower) | np.isnan(value))
    assert np.all((found.upper >= value - slack) | np.isnan(found.upper) | np.isnan(value))


@each
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_many_at_once_are_each_by_itself_in_any_order(name: str, data: st.DataObject) -> None:
    columns = data.draw(columns_of(name))
    together = ALL[name](*columns)
    for place, row in enumerate(zip(*columns, strict=True)):
        alone = ALL[name](*row)
        for end, numbers in numbers_of(alone).items():
            assert numbers.shape == ()
            np.testing.assert_allclose(numbers, numbers_of(together)[end][place], rtol=1e-10, atol=1e-14)
    reversed_ = ALL[name](*(column[::-1] for column in columns))
    for end, numbers in numbers_of(reversed_).items():
        np.testing.assert_allclose(numbers[::-1], numbers_of(together)[end], rtol=1e-10, atol=1e-14)


@each
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_lists_arrays_series_and_decimals_are_the_same(name: str, data: st.DataObject) -> None:
    columns = data.draw(columns_of(name, rows=3))
    found = ALL[name](*columns)
    for as_ in (np.array, pl.Series, tuple, lambda column: [Decimal(count) for count in column]):
        same(ALL[name](*(as_(column) for column in columns)), found)


@each
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_whatever_is_missing_is_not_estimable_and_nothing_else_changes(
    name: str, data: st.DataObject
) -> None:
    columns = data.draw(columns_of(name, rows=3))
    found = ALL[name](*columns)
    for missing in range(len(columns)):
        holed: list[Any] = [list(column) for column in columns]
        holed[missing][1] = None
        with_hole = ALL[name](*(pl.Series(column, dtype=pl.Int64) for column in holed))
        for end, numbers in numbers_of(with_hole).items():
            assert np.isnan(numbers[1])
            np.testing.assert_allclose(
                numbers[[0, 2]], numbers_of(found)[end][[0, 2]], rtol=1e-10, atol=1e-14
            )


@each
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_a_higher_level_is_no_narrower(name: str, data: st.DataObject) -> None:
    columns = data.draw(columns_of(name))
    narrow, wide = (ALL[name](*columns, level=level) for level in (0.9, 0.998))
    slack = 1e-9 * (1 + np.abs(np.nan_to_num(narrow.lower, posinf=0)))
    assert np.all((wide.lower <= narrow.lower + slack) | np.isnan(narrow.lower))
    slack = 1e-9 * (1 + np.abs(np.nan_to_num(narrow.upper, posinf=0)))
    assert np.all((wide.upper >= narrow.upper - slack) | np.isnan(narrow.upper))


@each
def test_one_number_is_held_against_many_and_nothing_gives_nothing(name: str) -> None:
    number = takes(name)
    many = [[1, 2, 3], *([5, 6, 7] for _ in range(number - 1))]
    if number > 1:
        one = [many[0], *(5 for _ in range(number - 1))]
        spread = [many[0], *([5, 5, 5] for _ in range(number - 1))]
        same(ALL[name](*one), ALL[name](*spread))
        table = ALL[name](np.array([[1], [2]]), *([5, 6, 7] for _ in range(number - 1)))
        assert table.lower.shape == (2, 3)
    assert ALL[name](*([] for _ in range(number))).upper.shape == (0,)


@each
@pytest.mark.parametrize("level", [0, 1, -0.1, 95, np.nan, "0.95", None, [0.9, 0.95]])
def test_a_level_that_cannot_be_is_refused(name: str, level: Any) -> None:
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        ALL[name](*([1, 2] for _ in range(takes(name))), level=level)


@each
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([-1, 2], "must not be negative; 1 of 2"),
        ([np.inf, np.inf], "must be finite; 2 of 2"),
        (["1", "2"], "must hold numbers only"),
        ([[1], [1, 2]], "must hold numbers only"),
        ([1j, 2], "must hold numbers only"),
        (np.array(["2025-01-01"], dtype="datetime64[D]"), "must hold numbers only"),
        ([10**400, 1], "must hold numbers only"),
    ],
)
def test_a_count_that_cannot_be_is_refused_by_its_name(name: str, wrong: Any, said: str) -> None:
    argument = ALL[name].__code__.co_varnames[0] if "," not in name else "numerator"
    with pytest.raises(ValueError, match=f"^{argument} {said}"):
        ALL[name](wrong, *([5, 6] for _ in range(takes(name) - 1)))


@pytest.mark.parametrize("name", OF_SHARES)
def test_more_than_there_are_is_refused_by_name_and_counted(name: str) -> None:
    rest = [1, 2, 3, 4][: takes(name) - 2]
    with pytest.raises(
        ValueError, match=r"^numerator must not be larger than the denominator; 2 of 3 break this"
    ):
        OF_SHARES[name]([3, 1, 4], [2, 1, 3], *rest)
    if takes(name) == 4:
        with pytest.raises(
            ValueError,
            match=r"^reference_numerator must not be larger than the reference_denominator; 1 of 2",
        ):
            OF_SHARES[name](1, 2, [3, 1], [2, 2])
        with pytest.raises(ValueError, match="must have shapes that fit"):
            OF_SHARES[name]([1, 2], 2, [1, 1, 1], 3)


@pytest.mark.parametrize("name", ["wilson", "clopper_pearson"])
@settings(deadline=None, max_examples=30)
@given(st.integers(2, 400))
def test_limits_of_a_proportion_rise_with_it_and_mirror_one_another(name: str, size: int) -> None:
    numbers = np.arange(size + 1)
    interval, mirrored = ALL[name](numbers, size), ALL[name](size - numbers, size)
    assert (np.diff(interval.lower) > 0).all()
    assert (np.diff(interval.upper) > 0).all()
    np.testing.assert_allclose(interval.lower, 1 - mirrored.upper, atol=1e-12)
    assert interval.lower[0] == 0
    assert interval.upper[-1] == 1


def test_limits_of_a_count_rise_with_it_across_the_change_of_method() -> None:
    counts = np.arange(0, 200)
    for level in LEVELS:
        interval = byar(counts, level=level)
        assert (np.diff(interval.lower) > 0).all()
        assert (np.diff(interval.upper) > 0).all()
        assert interval.lower[0] == 0


def test_importing_statistics_brings_in_neither_scipy_nor_statsmodels() -> None:
    # They take a second, and are brought in by the first function that needs them.
    script = (
        "import sys, sfg_analytics.statistics; print({'scipy', 'statsmodels', 'pandas'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
