"""Coverage and who is eligible, counted by hand on a dozen people."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.measures import count

LONG_AGO, MARCH = date(2015, 6, 1), date(2025, 3, 1)

# Twelve people in post at one organisation at the end of March 2025. The twelve months looked back over are
# April 2024 to March 2025.
#   person, status, start of service                  eligible?  conversations                        conversed?
PEOPLE = [
    ("a", "Active", LONG_AGO),  # ..................... yes       15 March 2025                        yes
    ("b", "Active", LONG_AGO),  # ..................... yes       1 April 2024, first day of window    yes
    ("c", "Active", LONG_AGO),  # ..................... yes       31 March 2024, a day too early       no
    ("d", "Active", LONG_AGO),  # ..................... yes       only prepared, never held            no
    ("e", "Active", LONG_AGO),  # ..................... yes       three held; counted once             yes
    ("f", "Active", LONG_AGO),  # ..................... yes       none                                 no
    ("g", None, None),  # ............................. yes, nothing recorded excludes; stage blank    yes
    ("h", "Acting Up", date(2024, 4, 1)),  # .......... yes, in post all through the window; none      no
    ("i", "Active", date(2024, 4, 2)),  # ............. no, a day short of twelve months; one held     -
    ("j", "Maternity and Adoption", LONG_AGO),  # ..... no, long absence; one held                     -
    ("k", "Career Break", LONG_AGO),  # ............... no, long absence                               -
    ("l", "Active", LONG_AGO),  # ..................... yes       1 April 2025, after the month        no
]
CONVERSATIONS = [
    ("a", date(2025, 3, 15), "held"),
    ("b", date(2024, 4, 1), "placed"),
    ("c", date(2024, 3, 31), "plan_agreed"),
    ("d", date(2024, 11, 5), "prepared"),
    ("e", date(2024, 5, 2), "held"),
    ("e", date(2024, 5, 20), "placed"),
    ("e", date(2025, 1, 9), "plan_agreed"),
    ("g", date(2024, 12, 24), None),
    ("i", date(2025, 2, 1), "held"),
    ("j", date(2024, 6, 6), "held"),
    ("l", date(2025, 4, 1), "held"),
    ("leaver", date(2025, 2, 2), "held"),
]


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    staff = pl.DataFrame(
        PEOPLE,
        schema={"person": pl.String, "assignment_status": pl.String, "service_start_date": pl.Date},
        orient="row",
    ).with_columns(organisation=pl.lit("ZZA"), period=MARCH)
    conversations = pl.DataFrame(
        CONVERSATIONS,
        schema={"person": pl.String, "conversation_date": pl.Date, "stage": pl.String},
        orient="row",
    ).with_columns(organisation=pl.lit("ZZA"), period=pl.col("conversation_date").dt.month_start())
    return {"staff_in_post": staff, "conversation_outcomes": conversations}


def test_coverage_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # Eligible: a b c d e f g h l = 9. Conversed among them: a b e g = 4.
    assert count(tables, "coverage").rows() == [("coverage", MARCH, "ZZA", None, 4, 9)]


def test_eligible_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # 9 of the 12 in post: i is new, j and k are on long absence.
    assert count(tables, "eligible").rows() == [("eligible", MARCH, "ZZA", None, 9, 12)]


@pytest.mark.parametrize(
    ("month", "counted"),
    [
        (date(2023, 12, 1), False),
        (date(2024, 1, 1), True),  # its own month
        (date(2024, 12, 1), True),  # the eleventh month after
        (date(2025, 1, 1), False),  # the twelfth
        (date(2025, 12, 1), False),
    ],
)
def test_a_conversation_counts_in_its_month_and_the_eleven_after(month: date, counted: bool) -> None:
    staff = person_in(month)
    conversations = held("p", date(2024, 1, 31))
    [numerator] = count({"staff_in_post": staff, "conversation_outcomes": conversations}, "coverage")[
        "numerator"
    ]
    assert numerator == counted


@pytest.mark.parametrize("first", range(1, 13))
def test_every_window_agrees_with_counting_month_by_month(first: int) -> None:
    # A conversation in month `first` of 2023 and another 17 months on; 40 months of staff; both ends inside.
    told = [first - 1, first - 1 + 17]
    months = range(-3, 37)
    staff = pl.concat([person_in(date(2023 + month // 12, month % 12 + 1, 1)) for month in months])
    conversations = pl.concat([held("p", date(2023 + month // 12, month % 12 + 1, 9)) for month in told])
    counted = count({"staff_in_post": staff, "conversation_outcomes": conversations}, "coverage")
    expected = [int(any(month - 11 <= when <= month for when in told)) for month in months]
    assert counted["numerator"].to_list() == expected


def test_the_same_person_code_in_another_organisation_is_another_person() -> None:
    staff = pl.concat([person_in(MARCH), person_in(MARCH).with_columns(organisation=pl.lit("ZZB"))])
    tables = {"staff_in_post": staff, "conversation_outcomes": held("p", MARCH)}
    assert count(tables, "coverage").select("organisation", "numerator").rows() == [("ZZA", 1), ("ZZB", 0)]


def test_months_before_the_record_had_run_for_a_whole_window_can_be_left_out() -> None:
    months = [date(2024, month, 1) for month in range(1, 13)] + [date(2025, 1, 1)]
    staff = pl.concat([person_in(month) for month in months])
    # The record begins in February 2024, and goes on into January 2025.
    conversations = pl.concat([held("somebody", date(2024, 2, 14)), held("somebody", date(2025, 1, 2))])
    tables = {"staff_in_post": staff, "conversation_outcomes": conversations}
    # February 2024 to January 2025 is the first whole window.
    assert count(tables, "coverage", whole_window=True)["period"].to_list() == [date(2025, 1, 1)]
    assert count(tables, "coverage").height == 13
    assert count(tables, "eligible", whole_window=True).height == 13


def test_an_organisation_without_any_record_of_conversations_has_no_whole_window() -> None:
    staff = pl.concat([person_in(MARCH), person_in(MARCH).with_columns(organisation=pl.lit("ZZB"))])
    told = pl.concat([held("p", date(2020, 1, 1)), held("p", MARCH)])
    tables = {"staff_in_post": staff, "conversation_outcomes": told}
    assert count(tables, "coverage", whole_window=True)["organisation"].to_list() == ["ZZA"]


def test_an_organisation_that_stopped_sending_leaves_a_gap_and_not_a_falling_line() -> None:
    months = [date(2024, month, 1) for month in (10, 11, 12)]
    staff = pl.concat([person_in(month) for month in months])
    each = [
        held("leaver", date(2023 + month // 12, month % 12 + 1, 9)) for month in range(23)
    ]  # to November 2024
    tables = {"staff_in_post": staff, "conversation_outcomes": pl.concat(each)}
    assert count(tables, "coverage", whole_window=True)["period"].to_list() == months[:2]


def test_a_season_without_conversations_is_no_gap_where_there_was_one_before() -> None:
    months = [date(2024, month, 1) for month in (10, 11, 12)]
    staff = pl.concat([person_in(month) for month in months])
    # Silent from July to November 2023, so a silence of five months is nothing new: July to November 2024 are counted.
    told = [date(2023, 6, 1), date(2023, 12, 1), date(2024, 6, 1)]
    tables = {"staff_in_post": staff, "conversation_outcomes": pl.concat([held("p", day) for day in told])}
    assert count(tables, "coverage", whole_window=True)["period"].to_list() == months[:2]


def person_in(month: date) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "organisation": ["ZZA"],
            "period": [month],
            "person": ["p"],
            "assignment_status": ["Active"],
            "service_start_date": [LONG_AGO],
        }
    )


def held(person: str, day: date) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "organisation": ["ZZA"],
            "period": [day.replace(day=1)],
            "person": [person],
            "conversation_date": [day],
            "stage": ["held"],
        }
    )
