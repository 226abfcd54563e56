"""Parity and the unknown: by hand, by going through every possibility, and at the edges."""

from __future__ import annotations

from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.statistics import compare, parity, relative_likelihood, unknown_bounds
from tests.statistics.counted import BY_BAND, counted
from tests.statistics.test_comparisons import score_squared

POOL = counted(["ethnicity"], ("White", 90, 800), ("Other", 9, 180), ("Unknown", 1, 20))


def test_parity_is_the_share_of_those_counted_over_the_share_of_those_who_could_be() -> None:
    made = parity(POOL, "ethnicity")
    assert made["share_of_numerator"].to_list() == [0.9, 0.09, 0.01]
    assert made["share_of_denominator"].to_list() == [0.8, 0.18, 0.02]
    assert made["parity"].to_list() == pytest.approx([0.9 / 0.8, 0.09 / 0.18, 0.01 / 0.02])
    assert made["declared"].to_list() == pytest.approx([0.98] * 3)
    assert made["p_value"].to_list() == pytest.approx(
        relative_likelihood([90, 9, 1], [800, 180, 20], [10, 91, 99], [200, 820, 980]).p_value.tolist()
    )


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_limits_of_parity_are_where_the_counts_surprise_as_much_as_the_level_allows(
    data: st.DataObject,
) -> None:
    """Koopman's statistic, by search, of the two rates that have that parity and are likeliest."""
    n, rn = data.draw(st.integers(5, 300)), data.draw(st.integers(5, 300))
    x, rx = data.draw(st.integers(1, n - 1)), data.draw(st.integers(1, rn - 1))
    made = parity(counted(["sex"], ("Female", x, n), ("Male", rx, rn)), "sex").row(0, named=True)
    assert made["lower"] < made["parity"] < made["upper"] < (n + rn) / n
    for end in (made["lower"], made["upper"]):
        # A parity of s: p = s (n p + rn q) / (n + rn), solved for p / q.
        ratio = end * rn / (n + rn) / (1 - end * n / (n + rn))
        assert score_squared(x, n, rx, rn, ratio) == pytest.approx(3.841458820694124, rel=1e-3)


def test_a_group_of_half_the_people_has_all_of_those_counted() -> None:
    made = parity(counted(["sex"], ("Female", 8, 50), ("Male", 0, 50)), "sex")
    assert made["parity"].to_list() == [2, 0]
    assert made["upper"][0] == 2
    assert made["lower"][1] == 0
    # Of two halves the parities add up to 2, and so do the limits turned about.
    assert made["lower"][0] + made["upper"][1] == pytest.approx(2)


def test_parity_that_cannot_be_had_says_why() -> None:
    alone = counted(["sex"], ("Female", 8, 50))
    nobody = counted(["sex"], ("Female", 0, 50), ("Male", 0, 60))
    hidden = POOL.with_columns(pl.col("numerator").replace(1, None))
    for table, told in (
        (alone, "nobody is outside the group"),
        (nobody, "counted in no group"),
        (hidden.rename({"ethnicity": "sex"}), "hidden by disclosure control"),
    ):
        made = parity(table, "sex")
        assert made["without_parity"].to_list() == [told] * table.height
        assert made.select(pl.col("parity", "lower", "upper", "p_value", "adjusted_p").null_count()).row(
            0
        ) == ((table.height,) * 5)
    few = parity(POOL, "ethnicity", minimum_base=21)
    assert few["without_parity"].to_list() == [None, None, "fewer than 21 people on one side"]


def test_parity_stays_within_what_is_not_named_and_changes_nothing() -> None:
    before = BY_BAND.clone()
    made = parity(BY_BAND, "ethnicity")
    assert_frame_equal(BY_BAND, before)
    assert made.select("ethnicity", "band").rows() == BY_BAND.select("ethnicity", "band").rows()
    # Band 5: 30 of 60 White, 61 of 140, 3 of 10.
    assert made["parity"][0] == pytest.approx((30 / 94) / (60 / 210))


# The unknown


SMALL = counted(
    ["disability"],
    ("Disabled", 2, 4),
    ("Not disabled", 6, 9),
    ("Unknown: declined", 2, 3),
    ("Unknown: blank", 1, 2),
)


def test_the_unknown_are_counted_all_in_and_all_out() -> None:
    made = unknown_bounds(SMALL, "disability", "Not disabled").row(0, named=True)
    assert (made["unknown_numerator"], made["unknown_denominator"]) == (3, 5)
    assert made["declared"] == pytest.approx(13 / 18)
    assert made["ratio"] == pytest.approx((2 / 4) / (6 / 9))
    assert made["unknown_in_group"] == pytest.approx((5 / 9) / (6 / 9))
    assert made["unknown_in_reference"] == pytest.approx((2 / 4) / (9 / 14))


def test_least_and_most_are_those_of_every_way_in_which_the_unknown_could_divide() -> None:
    def ratio(counted_in: tuple[int, int], others_in: tuple[int, int]) -> float:
        rate = (2 + counted_in[0]) / (4 + counted_in[0] + others_in[0])
        return rate / ((6 + counted_in[1]) / (9 + counted_in[1] + others_in[1]))

    def ways(people: int) -> list[tuple[int, int]]:
        return [(a, b) for a, b in product(range(people + 1), repeat=2) if a + b <= people]

    every = [ratio(one, other) for one, other in product(ways(3), ways(2))]
    made = unknown_bounds(SMALL, "disability", "Not disabled").row(0, named=True)
    assert made["least"] == pytest.approx(min(every))
    assert made["most"] == pytest.approx(max(every))


def test_without_unknown_people_all_bounds_are_the_ratio() -> None:
    known = SMALL.filter(~pl.col("disability").str.starts_with("Unknown"))
    made = unknown_bounds(known, "disability", "Not disabled")
    for name in ("unknown_in_group", "unknown_in_reference", "least", "most"):
        assert made[name].to_list() == made["ratio"].to_list() == [0.75]


def test_the_ratio_is_that_of_the_comparison() -> None:
    theirs = compare(BY_BAND, "ethnicity", "White").filter(pl.col("ethnicity") != "Unknown")
    ours = unknown_bounds(BY_BAND, "ethnicity", "White")
    assert ours["ratio"].to_list() == theirs["ratio"].to_list()
    assert ours["declared"].to_list() == theirs["declared"].to_list()


def test_bounds_that_cannot_be_had_say_why() -> None:
    hidden = unknown_bounds(
        SMALL.with_columns(pl.col("numerator").replace(1, None)), "disability", "Not disabled"
    )
    assert hidden["without_bounds"].to_list() == ["hidden by disclosure control"]
    assert hidden["ratio"].to_list() == [0.75]
    assert hidden["most"].to_list() == [None]
    with pytest.raises(MeasureProblem, match="reference group is the unknown"):
        unknown_bounds(SMALL, "disability", "Unknown: blank")


@pytest.mark.parametrize("made", [parity, unknown_bounds])
def test_a_column_that_is_not_there_is_refused(made: Any) -> None:
    asked = {"reference": "White"} if made is unknown_bounds else {}
    with pytest.raises(MeasureProblem, match="Closest: 'ethnicity'"):
        made(POOL, "ethnicty", **asked)
