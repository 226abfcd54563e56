"""Shares of placements, counted by hand on a dozen conversations."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.measures import count

MARCH = date(2025, 3, 1)

# Nine people in post at the end of March 2025; long absence and short service do not matter here.
PEOPLE = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
#   person, date, stage, now, sought                                counts as: now        sought
CONVERSATIONS = [
    ("a", date(2024, 6, 3), "placed", "depth", "breadth"),  # ..... replaced by the next
    ("a", date(2025, 2, 4), "placed", "breadth", "no_move"),  # ... a:         breadth    no_move
    ("b", date(2024, 4, 1), "placed", "depth", "depth"),  # ....... b:         depth      depth
    ("b", date(2025, 1, 7), "held", None, None),  # ............... not placed, so b stays as placed in April
    ("c", date(2024, 3, 31), "placed", "depth", "stretch"),  # .... c:         too early  too early
    ("d", date(2025, 3, 3), "placed", "stretch", "stretch"),  # ... replaced later in the same month
    ("d", date(2025, 3, 28), "plan_agreed", "depth", "stretch"),  # d:         depth      stretch
    ("e", date(2024, 9, 9), "placed", "no_move", None),  # ........ e:         no_move    none given
    ("f", date(2024, 9, 9), "prepared", "stretch", "stretch"),  # . f:         not held, so not placed
    ("g", date(2025, 4, 1), "placed", "depth", "breadth"),  # ..... g:         after the month
    ("h", date(2024, 8, 8), "placed", "depth", "breadth"),  # ..... h:         depth      breadth
    ("left", date(2025, 1, 1), "placed", "stretch", "stretch"),  # not in post in March
]


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    schema = ["person", "conversation_date", "stage", "current_placement", "sought_placement"]
    conversations = pl.DataFrame(CONVERSATIONS, schema=schema, orient="row").with_columns(
        organisation=pl.lit("ZZA"), period=pl.col("conversation_date").dt.month_start()
    )
    staff = pl.DataFrame(
        {
            "organisation": ["ZZA"] * len(PEOPLE),
            "period": [MARCH] * len(PEOPLE),
            "person": PEOPLE,
            "band": ["5", "5", "6", "6", "5", "6", "5", "5", "6"],
        }
    )
    return {"staff_in_post": staff, "conversation_outcomes": conversations}


def test_current_placement_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # Placed now: a breadth, b depth, d depth, e no_move, h depth = 5 people. Nobody is at stretch, and it says so.
    assert shares(count(tables, "current_placement")) == [
        ("depth", 3, 5),
        ("breadth", 1, 5),
        ("stretch", 0, 5),
        ("no_move", 1, 5),
    ]


def test_sought_placement_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # Sought: a no_move, b depth, d stretch, h breadth = 4 people; e gave none.
    assert shares(count(tables, "sought_placement")) == [
        ("depth", 1, 4),
        ("breadth", 1, 4),
        ("stretch", 1, 4),
        ("no_move", 1, 4),
    ]


def test_outcomes_are_complete_in_every_group_that_has_anybody_placed(
    tables: dict[str, pl.DataFrame],
) -> None:
    counted = count(tables, "current_placement", by=["band"])
    # Band 5: a breadth, b depth, e no_move, h depth. Band 6: d depth.
    assert counted.select("band", "outcome", "numerator", "denominator").rows() == [
        ("Band 5", "depth", 2, 4),
        ("Band 5", "breadth", 1, 4),
        ("Band 5", "stretch", 0, 4),
        ("Band 5", "no_move", 1, 4),
        ("Band 6", "depth", 1, 1),
        ("Band 6", "breadth", 0, 1),
        ("Band 6", "stretch", 0, 1),
        ("Band 6", "no_move", 0, 1),
    ]


def test_a_placement_stands_for_twelve_months_or_until_replaced() -> None:
    months = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(30)]  # January 2024 to June 2026
    staff = pl.DataFrame(
        {"organisation": ["ZZA"] * 30, "period": months, "person": ["p"] * 30},
    )
    conversations = pl.DataFrame(
        {
            "organisation": ["ZZA"] * 3,
            "person": ["p"] * 3,
            "conversation_date": [date(2024, 3, 5), date(2024, 8, 20), date(2026, 2, 1)],
            "stage": ["placed"] * 3,
            "current_placement": ["depth", "stretch", "breadth"],
            "sought_placement": ["depth", "stretch", "breadth"],
        }
    ).with_columns(period=pl.col("conversation_date").dt.month_start())
    counted = count({"staff_in_post": staff, "conversation_outcomes": conversations}, "current_placement")
    stood = counted.filter(pl.col("numerator") == 1).select("period", "outcome").rows()
    assert (
        stood
        == [
            *((month, "depth") for month in months[2:7]),  # March to July 2024
            *((month, "stretch") for month in months[7:19]),  # August 2024 to July 2025
            *((month, "breadth") for month in months[25:30]),  # February to June 2026
        ]
    )


def shares(counted: pl.DataFrame) -> list[tuple[str, int, int]]:
    return counted.select("outcome", "numerator", "denominator").rows()
