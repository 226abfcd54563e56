"""What holds of counting whatever is counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import CATALOGUE, DIMENSIONS, count, count_each

COLUMNS = {
    "organisation": pl.String,
    "period": pl.Date,
    "person": pl.String,
    "staff_group": pl.String,
    "band": pl.String,
    "ethnicity": pl.String,
    "sex": pl.String,
    "disability": pl.String,
    "age_band": pl.String,
    "directorate": pl.String,
    "assignment_status": pl.String,
    "service_start_date": pl.Date,
}
CONVERSATION_COLUMNS = {
    "organisation": pl.String,
    "period": pl.Date,
    "person": pl.String,
    "conversation_date": pl.Date,
    "stage": pl.String,
    "current_placement": pl.String,
    "sought_placement": pl.String,
}
MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)


def staff(*rows: dict[str, Any]) -> pl.DataFrame:
    usual = {
        "organisation": "ZZA",
        "period": MARCH,
        "assignment_status": "Active",
        "service_start_date": date(2010, 1, 1),
    }
    made = [{**dict.fromkeys(COLUMNS), **usual, "person": f"p{n}", **row} for n, row in enumerate(rows)]
    return pl.DataFrame(made, schema=COLUMNS)


def conversations(*rows: tuple[str, date]) -> pl.DataFrame:
    usual = {
        "organisation": "ZZA",
        "stage": "placed",
        "current_placement": "depth",
        "sought_placement": "stretch",
    }
    made = [
        {**usual, "person": who, "conversation_date": day, "period": day.replace(day=1)} for who, day in rows
    ]
    return pl.DataFrame(made, schema=CONVERSATION_COLUMNS)


def tables(staff_rows: pl.DataFrame, held: pl.DataFrame | None = None) -> dict[str, Any]:
    return {
        "staff_in_post": staff_rows,
        "conversation_outcomes": conversations() if held is None else held,
    }


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
    column = DIMENSIONS[breakdown].column
    counted = count(tables(staff(*({column: code} for code in codes))), "eligible", by=[breakdown])
    assert counted[breakdown].to_list() == groups
    assert counted["denominator"].sum() == len(codes)


def test_a_code_that_no_list_knows_is_shown_as_it_is_where_codes_stand_alone_and_as_unknown_where_grouped() -> (
    None
):
    rows = tables(staff({"staff_group": "Local group", "ethnicity": "?"}))
    assert count(rows, "eligible", by=["staff_group"])["staff_group"].to_list() == ["Local group"]
    assert count(rows, "eligible", by=["ethnicity"])["ethnicity"].to_list() == ["Unknown"]


def test_breakdowns_cross_and_every_person_is_in_exactly_one_group() -> None:
    rows = tables(
        staff(
            {"sex": "Female", "band": "5"}, {"sex": "Female", "band": "6"}, {"sex": "Female", "band": "5"}, {}
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
    counted = count(tables(staff({"ethnicity": "Z"})), "eligible", by=["ethnicity", "ethnic_category"])
    assert counted.select("ethnicity", "ethnic_category").row(0) == ("Unknown", "Not stated")


@pytest.mark.parametrize("measure", CATALOGUE)
def test_empty_tables_give_an_empty_frame_of_the_same_columns(measure: str) -> None:
    counted = count(tables(staff()), measure, by=["band"])
    assert counted.is_empty()
    assert counted.schema == {
        "measure": pl.String,
        "period": pl.Date,
        "organisation": pl.String,
        "band": pl.String,
        "outcome": pl.String,
        "numerator": pl.Int64,
        "denominator": pl.Int64,
    }


def test_a_month_or_group_in_which_nobody_could_be_counted_has_no_row() -> None:
    rows = tables(staff({"sex": "Female"}, {"sex": "Male", "assignment_status": "Career Break"}))
    assert count(rows, "coverage", by=["sex"]).select("sex", "numerator", "denominator").rows() == [
        ("Female", 0, 1)
    ]
    assert count(rows, "current_placement").is_empty()
    assert count(rows, "coverage", periods=[APRIL]).is_empty()


def test_only_the_months_asked_for_are_counted() -> None:
    rows = tables(staff({"period": MARCH}, {"period": APRIL}), conversations(("p0", MARCH)))
    assert count(rows, "coverage", periods=[APRIL])["period"].to_list() == [APRIL]
    assert count(rows, "coverage")["period"].to_list() == [MARCH, APRIL]


def test_counting_several_breakdowns_at_once_is_counting_each() -> None:
    rows = tables(
        staff(*({"sex": sex, "band": band} for sex in ("Female", "Male", None) for band in ("5", "6"))),
        conversations(("p0", MARCH), ("p3", MARCH)),
    )
    for measure in CATALOGUE:
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
        count(tables(staff({})), measure, by=by)


def test_a_table_or_column_that_is_not_there_is_named() -> None:
    with pytest.raises(MeasureProblem, match="'conversation_outcomes' is needed"):
        count({"staff_in_post": staff({})}, "coverage")
    with pytest.raises(MeasureProblem, match="no band"):
        count({"staff_in_post": staff({}).drop("band")}, "eligible", by=["band"])


def test_placements_have_no_direction_and_every_measure_speaks_for_itself() -> None:
    for measure in CATALOGUE.values():
        assert measure.question.endswith("?")
        assert measure.caveat
        assert measure.source
        assert measure.tables[0] == "staff_in_post"
        if measure.outcome:
            assert measure.improvement is None


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
    rows = staff(*({"person": who, "period": month} for who, month in sorted(in_post)))
    told = conversations(*placed).with_columns(
        current_placement=pl.Series(list(placed.values()), dtype=pl.String)
    )
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


@pytest.mark.parametrize("measure", CATALOGUE)
def test_lazy_frames_and_duckdb_count_the_same(measure: str) -> None:
    sexes = ("Female", "Male", None)
    staff_rows = staff(
        *({"person": f"p{n}", "sex": sexes[n % 3], "period": month} for n in range(7) for month in MONTHS)
    )
    held = conversations(
        *((f"p{n}", date(2022 + n % 3, 1 + n, 3 * n + 1)) for n in range(7)), ("p0", date(2022, 2, 2))
    )
    eager = tables(staff_rows, held)
    lazy = {name: rows.lazy() for name, rows in eager.items()}
    with duckdb.connect() as connection:
        other = {name: connection.from_arrow(rows.to_arrow()) for name, rows in eager.items()}
        expected = count(eager, measure, by=["sex"])
        assert expected.height > 0
        assert count(lazy, measure, by=["sex"]).equals(expected)
        assert count(other, measure, by=["sex"]).equals(expected)


def test_what_is_counted_is_not_changed() -> None:
    given_tables = tables(staff({"sex": "Male"}), conversations(("p0", MARCH)))
    before = {name: rows.clone() for name, rows in given_tables.items()}
    count(given_tables, "sought_placement", by=["sex"])
    assert all(rows.equals(before[name]) for name, rows in given_tables.items())
