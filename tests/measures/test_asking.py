"""How months, organisations and breakdowns are asked for, and what is said of those that nobody sent."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

import polars as pl
import pytest

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import CATALOGUE, count, count_catalogue
from tests.measures.every_table import every_table
from tests.measures.made import APRIL, DATED_BY, MARCH, fractions, in_post, world


def two_months() -> dict[str, pl.DataFrame]:
    return world(
        staff_in_post=in_post(
            """
            organisation  period      person
            ZZA           2025-03-01  ann
            ZZA           2025-03-01  bea
            ZZA           2025-04-01  ann
            ZZB           2025-04-01  cy
            """
        )
    )


@pytest.mark.parametrize("day", [date(2025, 3, 1), date(2025, 3, 31), datetime(2025, 3, 15, 12)])
def test_a_month_is_asked_for_by_any_of_its_days(day: date) -> None:
    assert fractions(count(two_months(), "eligible", periods=[day]), "period") == [(MARCH, 2, 2)]


def test_no_month_is_left_out_for_its_day_or_counted_twice() -> None:
    asked = [date(2025, 3, 31), date(2025, 4, 30), APRIL]
    assert fractions(count(two_months(), "eligible", periods=asked), "period", "organisation") == [
        (MARCH, "ZZA", 2, 2),
        (APRIL, "ZZA", 1, 1),
        (APRIL, "ZZB", 1, 1),
    ]


@pytest.mark.parametrize("periods", [["2025-03-01"], "2025-03", [202503]])
def test_a_month_that_is_no_date_is_refused(periods: Any) -> None:
    with pytest.raises(MeasureProblem, match="asked for by dates"):
        count(two_months(), "eligible", periods=periods)


@pytest.mark.parametrize("asked", [["ZZC"], "ZZC"])
def test_an_organisation_that_sent_nothing_is_told_with_the_nearest(asked: Any) -> None:
    with pytest.raises(MeasureProblem, match="None of the organisations") as problem:
        count(two_months(), "eligible", organisations=asked)
    assert "'ZZA'" in str(problem.value)
    with pytest.raises(MeasureProblem, match="None of the organisations"):
        count_catalogue(two_months(), ["eligible", "declared"], organisations=asked)


def test_a_month_that_this_organisation_did_not_send_is_told_though_others_did() -> None:
    with pytest.raises(MeasureProblem, match="None of the months") as problem:
        count(two_months(), "eligible", organisations=["ZZB"], periods=[MARCH])
    assert "from Apr 2025 to Apr 2025" in str(problem.value)


def test_where_there_is_nothing_to_ask_of_the_answer_is_empty() -> None:
    assert count(two_months(), "current_placement", organisations=["ZZB"]).is_empty()
    assert count(two_months(), "eligible", organisations=[]).is_empty()
    assert count(world(), "eligible", organisations=["ZZC"], periods=[MARCH]).is_empty()


def test_one_organisation_or_breakdown_may_be_named_by_itself() -> None:
    alone = count(two_months(), "eligible", by="sex", organisations="ZZB")
    assert fractions(alone, "organisation", "sex") == [("ZZB", "Unknown", 1, 1)]


def test_a_frame_of_pandas_is_refused_with_the_way_to_one_of_polars() -> None:
    tables = {"staff_in_post": two_months()["staff_in_post"].to_pandas()}
    with pytest.raises(MeasureProblem, match="from_pandas"):
        count(tables, "eligible")


@lru_cache(maxsize=1)
def nothing_told() -> dict[str, pl.DataFrame]:
    """Every table, seeded, with nothing left but who and when."""
    return {
        contract: rows.with_columns(
            pl.lit(None, kind).alias(name)
            for name, kind in rows.schema.items()
            if name not in {"organisation", "period", "person", "post", DATED_BY.get(contract)}
        )
        for contract, rows in every_table().items()
    }


@pytest.mark.parametrize("measure", [name for name, found in CATALOGUE.items() if not found.sums])
def test_of_whom_nothing_is_told_everybody_is_unknown_by_any_breakdown(measure: str) -> None:
    together = count(nothing_told(), measure)
    # Whether somebody had a conversation is never unknown.
    for by in (names for names in CATALOGUE[measure].breakdowns if "conversed" not in names):
        counted = count(nothing_told(), measure, by=by)
        assert all(set(counted[name]) <= {"Unknown"} for name in by)
        assert counted.drop(by).equals(together)
