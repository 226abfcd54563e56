"""On one made-up system comparisons find what was planted, and not what only seems to be there.

How often they do so over many systems is counted by ``make validate``.
"""

from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics import CATALOGUE, compare, count, protect, unknown_bounds
from sfg_analytics.demo import simulate
from sfg_analytics.demo.effects import BAND_EXPLAINS, ETHNIC_GAP

BLACK, MINORITY = "Black or Black British", "All other ethnic groups"
GAP, BAND = ETHNIC_GAP.organisation, BAND_EXPLAINS.organisation
LIMITS = ["like_for_like_lower", "like_for_like_upper"]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    parts = list(simulate(people=40_000, months=1))
    return {
        name: pl.concat([getattr(part, name) for part in parts])
        for name in ("staff_in_post", "conversation_outcomes")
    }


@pytest.fixture(scope="module")
def by_group(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return compare(
        count(tables, "coverage", by=["ethnic_group", "band"]), "ethnic_group", "White", adjust=["band"]
    )


@pytest.mark.parametrize("by", [["band"], ["band", "staff_group"]])
def test_the_gap_that_is_there_stays_when_like_is_compared_with_like(
    tables: dict[str, pl.DataFrame], by: list[str]
) -> None:
    made = compare(
        count(tables, "coverage", by=["ethnic_group", *by], organisations=[GAP]),
        "ethnic_group",
        "White",
        adjust=by,
        level=0.999,
        statement=CATALOGUE["coverage"].statement,
    )
    row = made.row(by_predicate=pl.col("ethnic_group") == BLACK, named=True)
    assert row[LIMITS[0]] < ETHNIC_GAP.size < row[LIMITS[1]] < 1
    assert row["adjusted_p"] < 0.001
    assert row["direction"].startswith(
        f"The share of '{BLACK}' that had a recorded career conversation in the last 12 months is 0."
    )


def test_the_gap_that_band_explains_is_there_until_band_is_held_equal(
    tables: dict[str, pl.DataFrame],
) -> None:
    counted = count(tables, "coverage", by=["ethnicity", "band"], organisations=[BAND])
    made = compare(counted, "ethnicity", "White", adjust=["band"], level=0.999)
    row = made.row(by_predicate=pl.col("ethnicity") == MINORITY, named=True)
    assert row["upper"] < 1
    assert row[LIMITS[0]] < 1 < row[LIMITS[1]]


def test_no_group_stands_out_where_nothing_was_planted(by_group: pl.DataFrame) -> None:
    elsewhere = by_group.filter(~pl.col("organisation").is_in([GAP, BAND]))
    assert elsewhere["organisation"].n_unique() == 6
    # Thirty comparisons, each with a chance in a thousand.
    assert elsewhere["like_for_like_p_value"].min() > 0.001
    assert elsewhere["p_value"].min() > 0.001


def test_protected_counts_can_be_compared_as_they_are(tables: dict[str, pl.DataFrame]) -> None:
    exact = count(tables, "coverage", by=["ethnicity"])
    made, rough = (compare(counted, "ethnicity", "White") for counted in (exact, protect(exact)))
    assert made.select("organisation", "ethnicity").equals(rough.select("organisation", "ethnicity"))
    shown = rough["without_ratio"].is_null()
    assert shown.sum() > 10
    assert set(rough["without_ratio"].drop_nulls()) <= {"hidden by disclosure control"}
    large = shown & (made["denominator"] > 500)
    assert large.sum() > 5
    # Rounding to 5 moves each of four counts by 2 at most.
    assert ((rough["ratio"] / made["ratio"]).filter(large) - 1).abs().max() < 0.05


def test_the_unknown_all_in_or_all_out_do_not_undo_the_gap_that_is_there(
    tables: dict[str, pl.DataFrame],
) -> None:
    counted = count(tables, "coverage", by=["ethnic_group"], organisations=[GAP])
    row = unknown_bounds(counted, "ethnic_group", "White").row(
        by_predicate=pl.col("ethnic_group") == BLACK, named=True
    )
    assert row["declared"] == pytest.approx(0.95, abs=0.02)
    assert row["least"] < row["unknown_in_reference"] < row["ratio"] < row["unknown_in_group"] < row["most"]
    assert row["unknown_in_reference"] < row["unknown_in_group"] < 1
