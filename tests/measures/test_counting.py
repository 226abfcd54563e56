"""What holds of counting whatever is counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import CATALOGUE, DIMENSIONS, ROWS, count, count_catalogue, count_each
from tests.measures.made import APRIL, MARCH, conversations, staff, world


def tables(staff_rows: pl.DataFrame, held: pl.DataFrame | None = None) -> dict[str, pl.DataFrame]:
    return world(staff_in_post=staff_rows, conversation_outcomes=conversations() if held is None else held)


def on(*days: tuple[str, date]) -> pl.DataFrame:
    return conversations({"person": who, "conversation_date": day} for who, day in days)


@pytest.mark.parametrize(
    ("breakdown", "codes", "groups"),
    [
        ("ethnicity", ["D", "A", None, "99", "Z"], ["White", "All other ethnic groups", "Unknown"]),
        (
            "ethnic_category",
            [None, "Z", "99", "A", "S"],
            ["White - British", "Other Ethnic Groups - Any other ethnic group", "Not stated", "Unknown"],
        ),
        ("sex", [None, "Not stated", "Male", "Female"], ["Female", "Male", "Unknown"]),
        (
            "disability",
            ["Not declared", "Prefer not to answer", None, "No", "Yes"],
            ["Disabled", "Not disabled", "Unknown"],
        ),
        ("band", ["9", "8a", "2", "Medical"], ["Band 2", "Band 8a", "Band 9", "Medical and dental grades"]),
        ("band_cluster", ["9", "VSM", "2"], ["Bands 1 to 4", "Bands 8c to 9 and very senior managers"]),
        ("age_band", ["66+", "16-20", None], ["16 to 20", "66 and over", "Unknown"]),
        ("directorate", ["Surgery", None, "Estates"], ["Estates", "Surgery", "Unknown"]),
    ],
)
def test_codes_are_shown_under_their_headings_in_order_with_unknown_last(
    breakdown: str, codes: list[str | None], groups: list[str]
) -> None:
    column = DIMENSIONS[breakdown].reads
    counted = count(tables(staff({column: code} for code in codes)), "eligible", by=[breakdown])
    assert counted[breakdown].to_list() == groups
    assert counted["denominator"].sum() == len(codes)


def test_a_code_that_no_list_knows_is_shown_as_it_is_where_codes_stand_alone_and_as_unknown_where_grouped() -> (
    None
):
    rows = tables(staff([{"staff_group": "Local group", "ethnicity": "?"}]))
    assert count(rows, "eligible", by=["staff_group"])["staff_group"].to_list() == ["Local group"]
    assert count(rows, "eligible", by=["ethnicity"])["ethnicity"].to_list() == ["Unknown"]


def test_breakdowns_cross_and_every_person_is_in_exactly_one_group() -> None:
    rows = tables(
        staff(
            [
                {"sex": "Female", "band": "5"},
                {"sex": "Female", "band": "6"},
                {"sex": "Female", "band": "5"},
                {},
            ]
        )
    )
    counted = count(rows, "eligible", by=["sex", "band"])
    assert counted.columns == [
        "measure",
        "period",
        "organisation",
        "sex",
        "band",
        "outcome",
        "numerator",
        "denominator",
    ]
    assert counted.select("sex", "band", "denominator").rows() == [
        ("Female", "Band 5", 2),
        ("Female", "Band 6", 1),
        ("Unknown", "Unknown", 1),
    ]


def test_two_breakdowns_of_one_column_do_not_get_in_each_others_way() -> None:
    counted = count(tables(staff([{"ethnicity": "Z"}])), "eligible", by=["ethnicity", "ethnic_category"])
    assert counted.select("ethnicity", "ethnic_category").row(0) == ("Unknown", "Not stated")


@pytest.mark.parametrize("measure", CATALOGUE)
def test_empty_tables_give_an_empty_frame_of_the_same_columns(measure: str) -> None:
    breakdowns = [*CATALOGUE[measure].breakdowns, ()][0][:1]
    counted = count(world(), measure, by=breakdowns)
    assert counted.is_empty()
    assert counted.schema == {
        "measure": pl.String,
        "period": pl.Date,
        "organisation": pl.String,
        **dict.fromkeys(breakdowns, pl.String),
        "outcome": pl.String,
        "numerator": pl.Int64,
        "denominator": pl.Int64,
    }


def test_a_month_or_group_in_which_nobody_could_be_counted_has_no_row() -> None:
    rows = tables(staff([{"sex": "Female"}, {"sex": "Male", "assignment_status": "Career Break"}]))
    assert count(rows, "coverage", by=["sex"]).select("sex", "numerator", "denominator").rows() == [
        ("Female", 0, 1)
    ]
    assert count(rows, "current_placement").is_empty()


def test_only_the_months_asked_for_are_counted() -> None:
    rows = tables(staff([{"period": MARCH}, {"period": APRIL}]), on(("p0", MARCH)))
    assert count(rows, "coverage", periods=[APRIL])["period"].to_list() == [APRIL]
    assert count(rows, "coverage")["period"].to_list() == [MARCH, APRIL]


def test_counting_several_breakdowns_at_once_is_counting_each() -> None:
    rows = tables(
        staff({"sex": sex, "band": band} for sex in ("Female", "Male", None) for band in ("5", "6")),
        on(("p0", MARCH), ("p3", MARCH)),
    )
    for measure in ("coverage", "eligible", "current_placement", "declared"):
        together = count_each(rows, measure, [(), ["sex"], ["band", "sex"]])
        apart = [
            count(rows, measure),
            count(rows, measure, by=["sex"]),
            count(rows, measure, by=["band", "sex"]),
        ]
        assert all(one.equals(other) for one, other in zip(together, apart, strict=True))


@pytest.mark.parametrize(
    ("measure", "by", "said"),
    [
        ("coverige", [], "'coverage'"),
        ("coverage", ["ethnicty"], "'ethnicity'"),
        ("coverage", ["sex", "sex"], "named twice"),
    ],
)
def test_a_name_that_is_not_one_is_told_with_the_nearest(measure: str, by: list[str], said: str) -> None:
    with pytest.raises(MeasureProblem, match=said):
        count(tables(staff([{}])), measure, by=by)


def test_a_table_or_column_that_is_not_there_is_named() -> None:
    with pytest.raises(MeasureProblem, match="'conversation_outcomes' is needed"):
        count({"staff_in_post": staff([{}])}, "coverage")
    with pytest.raises(MeasureProblem, match="no band"):
        count({"staff_in_post": staff([{}]).drop("band")}, "eligible", by=["band"])


def test_placements_have_no_direction_and_every_measure_speaks_for_itself() -> None:
    for measure in CATALOGUE.values():
        assert measure.question.endswith("?")
        assert measure.caveat
        assert measure.source
        assert measure.numerator
        assert measure.denominator
        known = set(ROWS[measure.rows].facts)
        assert {*measure.among, *measure.having, *measure.steps} <= known
        assert sum(map(bool, (measure.outcome, measure.steps, measure.sums))) <= 1
        if measure.outcome:
            assert measure.improvement is None
        for names in measure.breakdowns:
            assert all(DIMENSIONS[name].reads in ROWS[measure.rows].columns for name in names)


PEOPLE = [f"p{number}" for number in range(4)]
MONTHS = [date(2022 + month // 12, month % 12 + 1, 1) for month in range(30)]


@settings(max_examples=60, deadline=None)
@given(
    in_post=st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(MONTHS)), min_size=1, max_size=40),
    placed=st.dictionaries(
        st.tuples(st.sampled_from(PEOPLE), st.dates(date(2021, 1, 1), date(2024, 12, 31))),
        st.sampled_from(["depth", "breadth", "stretch", "no_move"]),
        max_size=12,
    ),
)
def test_looking_back_agrees_with_asking_each_person_in_turn(
    in_post: set[tuple[str, date]], placed: dict[tuple[str, date], str]
) -> None:
    rows = staff({"person": who, "period": month} for who, month in sorted(in_post))
    told = on(*placed).with_columns(current_placement=pl.Series(list(placed.values()), dtype=pl.String))
    conversed = dict.fromkeys(sorted({month for _, month in in_post}), 0)
    where: dict[tuple[date, str], int] = {}
    for who, month in in_post:
        recent = [day for person, day in placed if person == who and 0 <= months_between(day, month) <= 11]
        if recent:
            conversed[month] += 1
            where[month, placed[who, max(recent)]] = where.get((month, placed[who, max(recent)]), 0) + 1
    coverage = count(tables(rows, told), "coverage")
    assert dict(coverage.select("period", "numerator").iter_rows()) == conversed
    shares = count(tables(rows, told), "current_placement").filter(pl.col("numerator") > 0)
    assert {
        (month, at): number for month, at, number in shares.select("period", "outcome", "numerator").rows()
    } == where


def months_between(day: date, month: date) -> int:
    return (month.year - day.year) * 12 + month.month - day.month


def test_months_that_nobody_sent_are_told_apart_from_months_in_which_nobody_was_counted() -> None:
    rows = tables(staff([{}]))
    with pytest.raises(MeasureProblem, match="None of the months") as problem:
        count(rows, "coverage", periods=[APRIL])
    assert "Mar 2025" in str(problem.value)
    assert count(rows, "current_placement", periods=[MARCH]).is_empty()


def test_unknown_is_told_apart_on_request_by_what_the_contract_says_of_each_code() -> None:
    codes = ["Yes", "No", "Prefer not to answer", "Not declared", None]
    counted = count(tables(staff({"disability": code} for code in codes)), "eligible", by=["disability"])
    assert counted["disability"].to_list() == ["Disabled", "Not disabled", "Unknown"]
    apart = count(
        tables(staff({"disability": code} for code in codes)),
        "eligible",
        by=["disability"],
        unknown_apart=True,
    )
    assert apart["disability"].to_list() == [
        "Disabled",
        "Not disabled",
        "Unknown: blank",
        "Unknown: declined to say",
        "Unknown: never asked",
    ]


@pytest.mark.parametrize(
    ("column", "breakdown", "cells", "groups"),
    [
        ("fte", "working_time", [1.0, 0.99, 0.2, None, 1.2], ["Full time", "Part time", "Unknown"]),
        (
            "service_start_date",
            "length_of_service",
            # In March 2025: 11 months since April 2024, 12 since March 2024, ... counted from the month of the start.
            [
                date(2024, 4, 30),
                date(2024, 3, 1),
                date(2023, 3, 31),
                date(2020, 3, 1),
                date(2015, 3, 9),
                date(2005, 3, 2),
                None,
            ],
            [
                "Under 1 year",
                "1 year to under 2",
                "2 to under 5 years",
                "5 to under 10 years",
                "10 to under 20 years",
                "20 years and more",
                "Unknown",
            ],
        ),
        (
            "ethnicity",
            "ethnic_group",
            ["A", "G", "R", "J", "N", "Z"],
            [
                "White",
                "Mixed",
                "Asian or Asian British",
                "Black or Black British",
                "Other ethnic groups",
                "Unknown",
            ],
        ),
    ],
)
def test_breakdowns_that_are_worked_out(
    column: str, breakdown: str, cells: list[Any], groups: list[str]
) -> None:
    counted = count(tables(staff({column: cell} for cell in cells)), "eligible", by=[breakdown])
    assert counted[breakdown].to_list() == groups
    assert counted["denominator"].sum() == len(cells)


def test_a_breakdown_that_the_rows_do_not_have_is_told_with_those_they_have() -> None:
    with pytest.raises(MeasureProblem, match="cannot be broken down by 'ethnicity'") as problem:
        count(world(), "successor_ready", by=["ethnicity"])
    assert "directorate" in str(problem.value)


def test_only_the_organisations_asked_for_are_counted() -> None:
    rows = tables(staff([{"organisation": "ZZA"}, {"organisation": "ZZB"}]))
    assert count(rows, "eligible", organisations=["ZZB"])["organisation"].to_list() == ["ZZB"]


def test_the_whole_catalogue_at_once_is_each_measure_by_itself() -> None:
    sexes = ("Female", "Male", None)
    months = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(15)]
    rows = tables(
        staff(
            {"person": f"p{n}", "sex": sexes[n % 3], "period": month} for n in range(7) for month in months
        ),
        on(*((f"p{n}", date(2024, 1 + n, 3 * n + 1)) for n in range(7)), ("p0", date(2025, 3, 2))),
    )
    everything = count_catalogue(rows, whole_window=False)
    for measure in CATALOGUE.values():
        mine = everything.filter(pl.col("measure") == measure.id)
        for names in ((), *measure.breakdowns):
            part = mine.filter(pl.col("breakdown") == " | ".join(names)).drop("breakdown", "group")
            assert part.equals(count(rows, measure, by=names).drop(names))
    assert {"coverage", "sought_placement", "retained_12", "stages", "declared"} <= set(everything["measure"])


def test_a_table_made_before_a_breakdown_existed_is_counted_without_it() -> None:
    rows = world(staff_in_post=staff([{"sex": "Female"}]).drop("religion_or_belief"))
    breakdowns = set(count_catalogue(rows, ["eligible", "declared"])["breakdown"])
    assert "sex" in breakdowns
    assert "religion_or_belief" not in breakdowns


def test_what_is_counted_is_not_changed() -> None:
    given_tables = tables(staff([{"sex": "Male"}]), on(("p0", MARCH)))
    before = {name: rows.clone() for name, rows in given_tables.items()}
    count(given_tables, "sought_placement", by=["sex"])
    assert all(rows.equals(before[name]) for name, rows in given_tables.items())
