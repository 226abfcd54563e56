"""Too little, too much or nothing at all: a clear answer or a clear error, never a wrong number."""

from __future__ import annotations

from datetime import date

import pytest

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import CATALOGUE, CHARACTERISTICS, ROWS, Measure, count, count_catalogue
from sfg_analytics.statistics import estimate
from tests.measures.made import APRIL, MARCH, contracts, drawn, fractions, staff, table, world

YEARS = [date(2022 + month // 12, month % 12 + 1, 1) for month in range(39)]  # January 2022 to March 2025
RECORDED = ("conversations", "actions", "assessments")  # counted in their own months, staff list or none
OF_STAFF = [
    measure
    for measure in CATALOGUE.values()
    if ROWS[measure.rows].tables[0] == "staff_in_post" and measure.rows not in RECORDED
]

ALONE = world(
    staff_in_post=staff([{}]),
    conversation_outcomes=table(
        "conversation_outcomes", [{"person": "p0", "conversation_date": MARCH, "current_placement": "depth"}]
    ),
    development_actions=table("development_actions", [{"person": "p0", "agreed_date": MARCH}]),
    critical_posts=table("critical_posts", [{"post": "Chief nurse"}]),
    talent_pools=table("talent_pools", [{"person": "p0", "applied_date": MARCH}]),
    talent_grid=table("talent_grid", [{"person": "p0", "assessed_date": MARCH}]),
    ledger=table("ledger", [{"last_period": MARCH, "rows_read": 1, "rows_rejected": 0}]),
)
# What one row of each table comes to; of any other measure, nothing can be said.
ALONE_COMES_TO = {
    "coverage": (1, 1),
    "eligible": (1, 1),
    "held_of_due": (1, 1),
    "stages": (0, 1),  # its last step
    "placement_visible": (1, 1),
    "pipeline": (0, 1),
    "successor_ready": (0, 1),
    "two_successors_ready": (0, 1),
    "in_pool": (0, 1),
    "current_placement": (0, 1),  # its last outcome
    "ways": (0, 1),
    "grid_box": (0, 1),
    "action_agreed": (1, 1),
    "kinds": (0, 1),
    "declared": (0, 1),
    "rejected_rows": (0, 1),
    "team_placement": (0, 1),
}


@pytest.mark.parametrize("measure", CATALOGUE)
def test_a_single_row_is_counted_or_nothing_is_said(measure: str) -> None:
    counted = count(ALONE, measure)
    assert fractions(counted)[-1:] == ([ALONE_COMES_TO[measure]] if measure in ALONE_COMES_TO else [])
    assert set(counted["period"]) <= {MARCH}


@pytest.mark.parametrize("measure", CATALOGUE)
def test_empty_tables_are_no_error_whatever_month_is_asked_for(measure: str) -> None:
    assert count(world(), measure, periods=[MARCH]).is_empty()


def test_where_no_characteristic_is_known_everybody_is_in_one_group_called_unknown() -> None:
    people = staff([{"service_start_date": None} for _ in range(5)])
    for name in CHARACTERISTICS:
        assert fractions(count(world(staff_in_post=people), "eligible", by=[name]), name) == [
            ("Unknown", 5, 5)
        ]
    declared = count(world(staff_in_post=people), "declared")
    assert fractions(declared) == [(0, 5)] * 6


@pytest.mark.parametrize("name", ["sex", "disability", "sexual_orientation", "religion_or_belief"])
def test_where_every_answer_is_one_that_means_unknown_so_is_everybody(name: str) -> None:
    codes = [
        code.value for code in contracts()["staff_in_post"].by_name[name].codes if "unknown" in code.marks
    ]
    people = staff({name: code} for code in [*codes, None])
    assert codes
    assert fractions(count(world(staff_in_post=people), "eligible", by=[name]), name) == [
        ("Unknown", len(codes) + 1, len(codes) + 1)
    ]


@pytest.mark.parametrize("measure", OF_STAFF, ids=lambda measure: measure.id)
def test_an_organisation_that_stopped_sending_its_staff_list_is_a_gap_and_no_zero(measure: Measure) -> None:
    # Everything is recorded alike at both; ZZB sent no staff list after February 2025. b moves up, c leaves in December.
    people = [
        {"organisation": where, "person": who, "period": month, "band": band, "staff_group": "Students"}
        for where, last in (("ZZA", MARCH), ("ZZB", date(2025, 2, 1)))
        for month in YEARS
        for who, band in (("a", "5"), ("b", "6" if month.year < 2025 else "7"), ("c", "6"))
        if month <= last and not (who == "c" and month >= date(2024, 12, 1))
    ]
    told = {
        "stage": "placed",
        "current_placement": "depth",
        "sought_placement": "stretch",
        "share_across_system": True,
        "next_review_date": date(2025, 1, 1),
    }
    held = [
        {"organisation": where, "person": "a", "conversation_date": month, **told}
        for where in ("ZZA", "ZZB")
        for month in YEARS
    ]
    tables = world(
        staff_in_post=staff(people, national_person="N"),
        conversation_outcomes=table("conversation_outcomes", held),
        talent_pools=table(
            "talent_pools",
            [{"organisation": where, "person": "a", "applied_date": YEARS[0]} for where in ("ZZA", "ZZB")],
        ),
    )
    counted = count(tables, measure)
    assert {"ZZA", "ZZB"} == set(counted.filter(counted["period"] < MARCH)["organisation"])
    assert set(counted.filter(counted["period"] == MARCH)["organisation"]) == {"ZZA"}


def test_a_month_without_rows_is_told_whatever_the_table() -> None:
    tables = world(
        critical_posts=drawn(
            "critical_posts",
            """
            period      post
            2025-01-01  Chief nurse
            2025-03-01  Chief nurse
            """,
        ),
        staff_in_post=staff([{"period": APRIL}]),
    )
    with pytest.raises(MeasureProblem, match="None of the months") as problem:
        count(tables, "successor_ready", periods=[APRIL])
    assert "Jan 2025 to Mar 2025" in str(problem.value)
    # Asked together, one table that has the month is enough.
    both = count_catalogue(tables, ["successor_ready", "eligible"], periods=[APRIL], breakdowns=[])
    assert both["measure"].to_list() == ["eligible"]


def test_more_counted_than_there_are_is_an_error_of_a_share_and_none_of_a_rate() -> None:
    lost = drawn(
        "nhs_sickness",
        """
        period      fte_days_lost  fte_days_available
        2025-03-01  12             10
        """,
    )
    counted = count(world(nhs_sickness=lost), "sickness")
    with pytest.raises(ValueError, match="numerator must not be larger"):
        estimate(counted, kind=CATALOGUE["sickness"].kind)
    rates = {measure.id for measure in CATALOGUE.values() if measure.kind == "rate"}
    assert rates == {"readiness_supply", "shared_supply", "turnover"}
    assert estimate(counted, kind="rate")["value"].to_list() == [1.2]
