"""Organisations add up to their system, and the sum says who is in it and who is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.organisations import by_system, completeness

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
SCHEMA = {
    "measure": pl.String,
    "period": pl.Date,
    "organisation": pl.String,
    "sex": pl.String,
    "outcome": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
}
LISTED = pl.DataFrame(
    {
        "organisation": ["A", "B", "C", "D", "E"],
        "ics": ["North", "North", "North", "South", None],
        "region": ["Top", "Top", "Top", "Bottom", "Bottom"],
    }
)


def counted(*rows: tuple[Any, ...], measure: str = "coverage") -> pl.DataFrame:
    return pl.DataFrame([(measure, *row) for row in rows], schema=SCHEMA, orient="row")


def test_counts_add_up_by_hand_with_who_is_in_the_sum_and_who_is_missing() -> None:
    rows = counted(
        (MARCH, "A", "Female", None, 10, 20),
        (MARCH, "B", "Female", None, 30, 40),
        (MARCH, "B", "Male", None, 1, 5),
        (MARCH, "D", "Female", None, 7, 8),
        (APRIL, "C", "Female", None, 2, 3),
    )
    summed = by_system(rows, LISTED).drop("measure", "outcome", "unmatched")
    assert summed.columns == [
        "period", "ics", "sex", "numerator", "denominator", "organisations", "listed", "submitted", "missing",
    ]  # fmt: skip
    assert summed.rows() == [
        (MARCH, "North", "Female", 40, 60, "A, B", 3, 2, "C"),
        (MARCH, "North", "Male", 1, 5, "B", 3, 2, "C"),
        (MARCH, "South", "Female", 7, 8, "D", 1, 1, None),
        (APRIL, "North", "Female", 2, 3, "C", 3, 1, "A, B"),
    ]


def test_a_system_that_sent_nothing_is_a_gap_and_not_a_zero() -> None:
    rows = counted((MARCH, "A", "Female", None, 10, 20))
    assert by_system(rows, LISTED)["ics"].to_list() == ["North"]
    told = completeness(rows, LISTED)
    assert told.drop("measure").rows() == [(MARCH, "North", 3, 1, "B, C"), (MARCH, "South", 1, 0, "D")]


def test_an_organisation_of_no_system_is_kept_by_itself_and_told() -> None:
    rows = counted(
        (MARCH, "E", "Female", None, 1, 2),
        (MARCH, "Z", "Female", None, 3, 4),
        (MARCH, "D", "Female", None, 5, 6),
    )
    summed = by_system(rows, LISTED).select("ics", "organisations", "numerator", "unmatched")
    assert summed.rows() == [
        ("South", "D", 5, None),
        (None, "E", 1, "the list of organisations gives it no ics"),
        (None, "Z", 3, "not in the list of organisations"),
    ]


def test_shares_stay_shares_where_an_organisation_lacks_an_outcome() -> None:
    rows = counted(
        (MARCH, "A", "Male", "depth", 6, 10),
        (MARCH, "A", "Male", "breadth", 4, 10),
        (MARCH, "B", "Male", "depth", 5, 5),
        measure="sought_placement",
    )
    summed = by_system(rows, LISTED)
    assert summed.select("outcome", "numerator", "denominator", "organisations").rows() == [
        ("breadth", 4, 15, "A, B"),
        ("depth", 11, 15, "A, B"),
    ]


def test_a_sum_of_which_a_part_is_hidden_is_not_given() -> None:
    rows = counted((MARCH, "A", "Male", None, None, 10), (MARCH, "B", "Male", None, 5, 5))
    assert by_system(rows, LISTED).select("numerator", "denominator").rows() == [(None, 15)]


@given(
    cells=st.dictionaries(
        st.tuples(
            st.sampled_from([MARCH, APRIL]), st.sampled_from("ABCDEZ"), st.sampled_from(["Female", "Male"])
        ),
        st.tuples(st.integers(0, 50), st.integers(0, 50)),
        min_size=1,
    ),
    system=st.sampled_from(["ics", "region"]),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_nobody_is_lost_and_the_order_of_rows_changes_nothing(
    cells: dict[Any, Any], system: str, order: Any
) -> None:
    rows = counted(*((*key, None, x, x + more) for key, (x, more) in cells.items()))
    places = list(range(rows.height))
    order.shuffle(places)
    summed = by_system(rows, LISTED, system=system)
    assert_frame_equal(by_system(rows[places], LISTED, system=system), summed)
    for count in ("numerator", "denominator"):
        assert summed[count].sum() == rows[count].sum()


def test_an_organisation_with_nobody_in_it_changes_no_count() -> None:
    rows = counted((MARCH, "A", "Male", None, 3, 10))
    more = pl.concat([rows, counted((MARCH, "B", "Male", None, 0, 0))])
    counts = ["numerator", "denominator"]
    assert_frame_equal(by_system(more, LISTED).select(counts), by_system(rows, LISTED).select(counts))


def test_of_several_lists_the_latest_holds_and_two_systems_at_once_are_refused() -> None:
    rows = counted((MARCH, "A", "Male", None, 3, 10))
    later = LISTED.with_columns(ics=pl.lit("East"), period=pl.lit(APRIL))
    both = pl.concat([later, LISTED.with_columns(period=pl.lit(MARCH))])
    assert by_system(rows, both)["ics"].to_list() == ["East"]
    with pytest.raises(MeasureProblem, match="more than one ics"):
        by_system(rows, both.drop("period"))
    with pytest.raises(MeasureProblem, match="no cluster"):
        by_system(rows, LISTED, system="cluster")


def test_an_empty_table_gives_an_empty_one_of_the_same_columns() -> None:
    rows = counted((MARCH, "A", "Male", None, 3, 10))
    assert by_system(rows.clear(), LISTED).schema == by_system(rows, LISTED).schema
