from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.statistics import byar, estimate, wilson

PROTECTED = pl.DataFrame(
    {
        "group": ["shown", "hidden", "all hidden", "small base", "nobody"],
        "numerator": [10, None, None, 10, 0],
        "denominator": [40, 40, None, 15, 0],
    }
)


def test_a_rate_is_made_only_where_both_counts_are_shown_and_the_base_is_large_enough() -> None:
    estimated = estimate(PROTECTED, minimum_base=20)
    assert estimated["value"].to_list() == [0.25, None, None, None, None]
    for column in ("lower", "upper", "method"):
        assert estimated[column].is_null().to_list() == [False, True, True, True, True]


def test_without_a_minimum_base_nothing_over_nothing_is_still_no_rate() -> None:
    assert estimate(PROTECTED)["value"].to_list() == [0.25, None, None, pytest.approx(2 / 3), None]


def test_limits_are_those_of_the_counts_as_published() -> None:
    estimated = estimate(PROTECTED.head(1), level=0.998)
    assert estimated["lower"][0] == wilson(10, 40, level=0.998).lower
    assert estimated["upper"][0] == wilson(10, 40, level=0.998).upper
    assert estimated["method"][0] == "Wilson score, 0.998"


def test_nothing_else_changes_and_what_was_given_stays() -> None:
    before = PROTECTED.clone()
    assert estimate(PROTECTED).select(PROTECTED.columns).equals(before)
    assert PROTECTED.equals(before)


def test_an_empty_table_is_estimated_to_an_empty_table() -> None:
    assert estimate(PROTECTED.clear()).schema["value"] == pl.Float64


def test_a_table_without_counts_is_refused() -> None:
    with pytest.raises(MeasureProblem, match="'denominator'"):
        estimate(pl.DataFrame({"numerator": [1]}))


def test_a_rate_may_exceed_one_and_has_the_limits_of_its_count_over_its_denominator() -> None:
    estimated = estimate(pl.DataFrame({"numerator": [30, 3], "denominator": [10, 0]}), kind="rate")
    limits = byar(30)
    assert estimated.row(0)[2:] == (3.0, float(limits.lower) / 10, float(limits.upper) / 10, "Byar, 0.95")
    assert estimated["value"].to_list() == [3.0, None]
    with pytest.raises(ValueError, match="numerator"):
        estimate(pl.DataFrame({"numerator": [30], "denominator": [10]}))
