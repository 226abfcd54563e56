"""What is missing, misspelt or thin: a clear answer or a clear error, never a wrong number, and never a warning.

Warnings are errors in every test here, as everywhere.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

import polars as pl
import pytest

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import CATALOGUE, count, count_catalogue
from sfg_analytics.statistics import estimate
from tests.measures.every_table import every_table
from tests.measures.made import APRIL, DATED_BY, MARCH, conversations, drawn, fractions, in_post, table, world


@lru_cache(maxsize=1)
def full() -> dict[str, pl.DataFrame]:
    return every_table()


def two_months() -> dict[str, pl.DataFrame]:
    staff = in_post(
        """
        organisation  period      person
        ZZA           2025-03-01  ann
        ZZA           2025-03-01  bea
        ZZA           2025-04-01  ann
        ZZB           2025-04-01  cy
        """
    )
    return world(staff_in_post=staff, conversation_outcomes=conversations())


@pytest.mark.parametrize("measure", CATALOGUE)
def test_one_row_of_each_table_is_counted_once_at_most(measure: str) -> None:
    single = {name: rows.head(1) for name, rows in full().items()}
    for by in ((), *CATALOGUE[measure].breakdowns):
        counted = count(single, measure, by=by)
        if not CATALOGUE[measure].sums:
            assert set(counted["denominator"]) <= {1}
            assert set(counted["numerator"]) <= {0, 1}


@pytest.mark.parametrize("measure", [name for name, found in CATALOGUE.items() if not found.sums])
def test_people_of_whom_nothing_is_known_are_all_in_the_group_unknown(measure: str) -> None:
    def blank(contract: str, rows: pl.DataFrame) -> pl.DataFrame:
        told = {"organisation", "period", "person", "post", DATED_BY.get(contract)}
        return rows.with_columns(
            pl.lit(None, kind).alias(name) for name, kind in rows.schema.items() if name not in told
        )

    nameless = {name: blank(name, rows) for name, rows in full().items()}
    together = count(nameless, measure)
    for by in CATALOGUE[measure].breakdowns:
        if "conversed" in by:  # whether somebody had a conversation is never unknown
            continue
        counted = count(nameless, measure, by=by)
        assert all(set(counted[name]) <= {"Unknown"} for name in by)
        assert counted.drop(by).equals(together)


def test_a_month_is_asked_for_by_any_of_its_days() -> None:
    for day in (date(2025, 3, 1), date(2025, 3, 31), datetime(2025, 3, 15, 12)):
        assert fractions(count(two_months(), "eligible", periods=[day]), "period") == [(MARCH, 2, 2)]
    both = count(two_months(), "eligible", periods=[date(2025, 3, 31), date(2025, 4, 30), APRIL])
    assert fractions(both, "period", "organisation") == [
        (MARCH, "ZZA", 2, 2),
        (APRIL, "ZZA", 1, 1),
        (APRIL, "ZZB", 1, 1),
    ]


@pytest.mark.parametrize("periods", [["2025-03-01"], "2025-03", [202503]])
def test_a_month_that_is_no_date_is_refused(periods: Any) -> None:
    with pytest.raises(MeasureProblem, match="asked for by dates"):
        count(two_months(), "eligible", periods=periods)


@pytest.mark.parametrize(
    ("measure", "contract", "row"),
    [
        ("successor_ready", "critical_posts", {"post": "chief nurse"}),
        ("sickness", "nhs_sickness", {"fte_days_lost": 1.0, "fte_days_available": 30.0}),
        ("survey_q15", "nhs_staff_survey", {"question": "Q15", "answer": "Yes", "value": 50.0, "base": 100}),
    ],
)
def test_a_month_nobody_sent_is_told_where_no_staff_are_held_either(
    measure: str, contract: str, row: dict[str, Any]
) -> None:
    held = {contract: table(contract, [row])}
    assert count(held, measure, periods=[MARCH]).height == 1
    with pytest.raises(MeasureProblem, match="None of the months") as problem:
        count(held, measure, periods=[APRIL])
    assert "from Mar 2025 to Mar 2025" in str(problem.value)


def test_an_organisation_that_sent_nothing_is_told_with_the_nearest() -> None:
    for asked in (["ZZC"], "ZZC"):
        with pytest.raises(MeasureProblem, match="None of the organisations") as problem:
            count(two_months(), "eligible", organisations=asked)
        assert "'ZZA'" in str(problem.value)
    with pytest.raises(MeasureProblem, match="None of the organisations"):
        count_catalogue(two_months(), organisations=["ZZC"])
    with pytest.raises(MeasureProblem, match="None of the months"):
        count(two_months(), "eligible", organisations=["ZZB"], periods=[MARCH])


def test_an_organisation_of_whom_nobody_can_be_counted_has_an_empty_answer() -> None:
    assert count(two_months(), "current_placement", organisations=["ZZB"]).is_empty()
    assert count(world(), "eligible", organisations=["ZZC"], periods=[MARCH]).is_empty()
    assert count(two_months(), "eligible", organisations=[]).is_empty()


def test_one_organisation_or_breakdown_may_be_named_by_itself() -> None:
    alone = count(two_months(), "eligible", by="sex", organisations="ZZB")
    assert fractions(alone, "organisation", "sex") == [("ZZB", "Unknown", 1, 1)]


def test_an_organisation_that_stopped_sending_its_staff_list_is_a_gap_and_not_nought() -> None:
    rows = two_months()
    april = rows["staff_in_post"].filter(pl.col("period") == APRIL)
    a_year_on = april.with_columns(period=pl.lit(date(2026, 4, 1))).filter(pl.col("organisation") == "ZZB")
    rows["staff_in_post"] = pl.concat([rows["staff_in_post"], a_year_on])
    counted = count(rows, "eligible")
    assert fractions(counted, "organisation", "period") == [
        ("ZZA", MARCH, 2, 2),
        ("ZZA", APRIL, 1, 1),
        ("ZZB", APRIL, 1, 1),
        ("ZZB", date(2026, 4, 1), 1, 1),
    ]
    # ZZA's list of April 2026 never came, so that ann is gone cannot be said; cy was seen both times.
    assert fractions(count(rows, "retained_12"), "organisation") == [("ZZB", 1, 1)]


def test_a_frame_of_pandas_is_refused_with_the_way_to_one_of_polars() -> None:
    tables: dict[str, Any] = {"staff_in_post": two_months()["staff_in_post"].to_pandas()}
    with pytest.raises(MeasureProblem, match="from_pandas"):
        count(tables, "eligible")


def test_a_rate_above_one_is_estimated_as_a_rate_and_refused_as_a_share() -> None:
    months = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(13)]
    people = [("left", "5", month) for month in months[:-1]]
    people += [(name, "4", month) for name in ("ann", "bea", "cy") for month in months]
    staff = table(
        "staff_in_post", [{"person": name, "band": band, "period": month} for name, band, month in people]
    )
    sought = conversations(
        {"person": name, "conversation_date": date(2024, 9, 9)} for name in ("ann", "bea", "cy")
    )
    counted = count(world(staff_in_post=staff, conversation_outcomes=sought), "readiness_supply", by=["band"])
    # One post left at band 5 in the year; three at band 4 seek stretch.
    assert fractions(counted, "period", "band") == [(date(2025, 1, 1), "Band 5", 3, 1)]
    [rate] = estimate(counted, kind="rate").to_dicts()
    assert rate["lower"] < rate["value"] == 3 < rate["upper"]
    with pytest.raises(ValueError, match="numerator must not be larger"):
        estimate(counted)


def test_an_organisation_that_nobody_left_has_no_row_of_leavers_as_published() -> None:
    published = drawn(
        "nhs_turnover",
        """
        count_type                      staff_group       headcount
        Denominator at start of period  All staff groups  366
        """,
    )
    assert fractions(count(world(nhs_turnover=published), "turnover")) == [(0, 366)]


def test_more_leavers_than_there_were_people_is_a_rate_above_one() -> None:
    published = drawn(
        "nhs_turnover",
        """
        count_type                      staff_group       headcount
        Leavers                         All staff groups  6
        Denominator at start of period  All staff groups  5
        """,
    )
    counted = count(world(nhs_turnover=published), "turnover")
    assert fractions(counted) == [(6, 5)]
    assert estimate(counted, kind=CATALOGUE["turnover"].kind)["value"].to_list() == [1.2]
