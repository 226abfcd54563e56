"""What is counted of what a plan names."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.publish.figures import where_the_base_allows


def counted(breakdown: str, *bases: int) -> pl.DataFrame:
    cells = [
        {"breakdown": breakdown, "group": str(place), "denominator": base} for place, base in enumerate(bases)
    ]
    named = {
        "measure": "coverage",
        "organisation": "ZZA",
        "period": date(2025, 3, 1),
        "outcome": None,
        "numerator": 0,
    }
    return pl.DataFrame(cells).with_columns(**{name: pl.lit(value) for name, value in named.items()})


@pytest.mark.parametrize(
    ("bases", "kept"),
    [
        ((20, 19, 19), True),
        ((19, 19, 19), False),
        ((20, 19, 19, 19), False),
        ((20, 0, 0, 0, 0), True),
        ((0, 0), False),
    ],
)
def test_a_crossing_is_published_where_a_third_of_its_groups_are_large_enough(
    bases: tuple[int, ...], kept: bool
) -> None:
    rows = counted("band_cluster | sex", *bases)
    assert where_the_base_allows(rows, 20).height == (len(bases) if kept else 0)


def test_each_measure_organisation_and_month_is_judged_by_itself() -> None:
    small, large = counted("band | sex", 5, 5), counted("band | sex", 50, 50)
    others = [
        small.with_columns(organisation=pl.lit("ZZB")),
        small.with_columns(period=pl.lit(date(2025, 2, 1))),
        small.with_columns(measure=pl.lit("eligible")),
    ]
    assert where_the_base_allows(pl.concat([large, *others]), 20).equals(large)


def test_what_is_no_crossing_stays() -> None:
    rows = counted("sex", 1, 0)
    assert where_the_base_allows(rows, 20).equals(rows)
