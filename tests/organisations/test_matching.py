"""Two tables are matched with nothing left unsaid."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.organisations import match_organisations
from sfg_analytics.organisations.succession import SCHEMA

SUCCESSION = pl.DataFrame(
    [
        ("OLD1", "NEW", date(2024, 11, 1), "merged", "confirmed", "made up"),
        ("OLD2", "NEW", date(2024, 11, 1), "merged", "confirmed", "made up"),
        ("CUT", "HALF1", date(2024, 4, 1), "divided", "confirmed", "made up"),
        ("CUT", "HALF2", date(2024, 4, 1), "divided", "confirmed", "made up"),
        ("MAYBE", "SAME", None, "merged", "recollected", "made up"),
        ("GONE", "ABROAD", None, "merged", "confirmed", "made up"),
    ],
    schema=SCHEMA,
    orient="row",
)


def table(*codes: str) -> pl.DataFrame:
    return pl.DataFrame({"organisation": codes})


def rows(left: pl.DataFrame, right: pl.DataFrame, **how: date) -> list[tuple[str | None, str | None, str]]:
    return match_organisations(left, right, SUCCESSION, **how).select("left", "right", "matched").rows()


def test_every_organisation_of_both_tables_comes_out() -> None:
    left, right = table("SAME", "OLD1", "CUT", "MAYBE", "GONE", "X"), table("SAME", "NEW", "HALF1", "Y")
    seen = match_organisations(left, right, SUCCESSION)
    assert set(seen["left"].drop_nulls()) == set(left["organisation"])
    assert set(seen["right"].drop_nulls()) == set(right["organisation"])
    assert dict(seen.filter(pl.col("right").is_null()).select("left", "reason").iter_rows()) == {
        "CUT": "it was divided, and its counts belong to no single successor",
        "GONE": "neither it nor its successor is in the other table",
        "MAYBE": "its successor is not confirmed, or came later",
        "X": "not in the other table, and no successor is listed",
    }


@pytest.mark.parametrize("sides", [1, -1])
def test_old_codes_of_either_table_find_the_new_one(sides: int) -> None:
    old, new = table("OLD1", "OLD2"), table("NEW")
    left, right = (old, new)[::sides]
    seen = {(one, other)[::sides] for one, other, _ in rows(left, right)}
    assert seen == {("OLD1", "NEW"), ("OLD2", "NEW")}


def test_the_same_code_is_the_same_organisation_before_any_succession() -> None:
    both = table("OLD1", "NEW")
    assert rows(both, both) == [("NEW", "NEW", "same code"), ("OLD1", "OLD1", "same code")]
    assert rows(both, table("NEW")) == [("NEW", "NEW", "same code"), ("OLD1", "NEW", "through succession")]


def test_a_succession_that_came_later_is_not_followed_and_told() -> None:
    seen = match_organisations(table("OLD1"), table("NEW"), SUCCESSION, as_at=date(2024, 10, 31))
    assert seen["matched"].to_list() == ["unmatched", "unmatched"]
    told = "its successor is not confirmed, or came later"
    assert seen.filter(pl.col("left") == "OLD1")["reason"].to_list() == [told]


def test_organisations_of_the_same_code_are_told_apart_by_what_describes_them() -> None:
    left = pl.DataFrame(
        {"organisation": ["A", "B", "C"], "organisation_name": ["The A", "B", "C"], "ics": ["N", "N", None]}
    )
    right = pl.DataFrame(
        {"organisation": ["A", "B", "C"], "organisation_name": ["A", "B", "C"], "ics": ["N", "S", "S"]}
    )
    seen = match_organisations(left, right, SUCCESSION)
    assert seen.select("left", "differs").rows() == [("A", "organisation_name"), ("B", "ics"), ("C", None)]
    assert seen.row(1, named=True)["ics_right"] == "S"


def test_a_table_without_organisations_is_refused_and_an_empty_one_matches_nothing() -> None:
    with pytest.raises(MeasureProblem, match="right table has no column 'organisation'"):
        match_organisations(table("A"), pl.DataFrame({"code": ["A"]}), SUCCESSION)
    assert rows(table("A"), table("A").clear()) == [("A", None, "unmatched")]
