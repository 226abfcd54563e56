"""What was published stays as it was, unless something has changed."""

from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics.disclosure import SUPPRESS_10, Described, Release, audit, protect
from sfg_analytics.measures import CATALOGUE, ties
from sfg_analytics.publish.settled import protect_again
from tests.publish.made import CONTRACTS, MONTHS

HANGING = Described.from_json(ties([CATALOGUE["coverage"]], CONTRACTS))


def counted(**first: int) -> pl.DataFrame:
    """Coverage of one organisation in two months, by sex; of the first month other counts may be given."""
    rows = []
    of_month = ({"Female": 40, "Male": 4, "Unknown": 30, **first}, {"Female": 40, "Male": 30})
    for month, counts in zip(MONTHS, of_month, strict=True):
        rows.append(("", "", month, sum(counts.values()), 100 * len(counts)))
        rows += [("sex", group, month, number, 100) for group, number in counts.items()]
    return pl.DataFrame(
        rows, schema=["breakdown", "group", "period", "numerator", "denominator"], orient="row"
    ).select(
        pl.lit("coverage").alias("measure"),
        "period",
        pl.lit("ZZA").alias("organisation"),
        "breakdown",
        "group",
        pl.lit(None, pl.String).alias("outcome"),
        "numerator",
        "denominator",
    )


def released(rows: pl.DataFrame) -> Release:
    return Release(rows, SUPPRESS_10, HANGING)


def test_without_an_earlier_release_it_is_what_protecting_gives() -> None:
    assert protect_again(counted(), SUPPRESS_10, HANGING, []).equals(protect(counted(), SUPPRESS_10, HANGING))


def test_what_was_published_and_has_not_changed_is_published_so_again() -> None:
    first = protect(counted(), SUPPRESS_10, HANGING)
    assert first["hidden"].count() == 2  # Male, who are few, and one more so that they cannot be worked out
    assert protect_again(counted(), SUPPRESS_10, HANGING, [released(first)]).equals(first)
    # So it is where the earlier release showed a part of it only, as an audience's own does.
    part = first.filter(pl.col("breakdown") == "")
    assert protect_again(counted(), SUPPRESS_10, HANGING, [released(part)]).equals(first)


@pytest.mark.parametrize("kept_back", ["Female", "Unknown"])
def test_what_another_release_showed_is_guarded_against_in_that_month_alone(kept_back: str) -> None:
    """An earlier release kept back one count beside the few; this one must not keep back the other in its place."""
    alone = protect(counted(), SUPPRESS_10, HANGING)
    exact = counted().with_columns(hidden=pl.lit(None, pl.String))
    gone = (pl.col("period") == MONTHS[0]) & pl.col("group").is_in(["Male", kept_back])
    reason = (
        pl.when(pl.col("group") == "Male")
        .then(pl.lit("small numerator"))
        .otherwise(pl.lit("numerator kept back"))
    )
    before = exact.with_columns(numerator=pl.when(~gone).then("numerator"), hidden=pl.when(gone).then(reason))
    assert audit([released(before)]).passed
    now = protect_again(counted(), SUPPRESS_10, HANGING, [released(before)])
    assert now.filter(pl.col("group") == "Male", pl.col("period") == MONTHS[0])["numerator"].to_list() == [
        None
    ]
    assert audit([released(now), released(before)]).passed
    later = pl.col("period") == MONTHS[1]
    assert now.filter(later).equals(alone.filter(later))


def test_rows_stay_in_their_order() -> None:
    first = protect(counted(), SUPPRESS_10, HANGING)
    changed = counted(Female=60)
    now = protect_again(changed, SUPPRESS_10, HANGING, [released(first)])
    keys = ["period", "breakdown", "group", "denominator"]
    assert now.select(keys).equals(changed.select(keys))
    assert now.columns == first.columns
