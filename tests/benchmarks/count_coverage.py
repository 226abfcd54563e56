"""Counting coverage against the same count written by hand in Polars.

Coverage by organisation, month, staff group and ethnicity, over made-up rows held in memory, in one run. The
hand-written query is as fast as we can make it for this one question: it knows the codes, filters early, joins once and
names its headings last. Both answers are compared before either time is printed.

    python tests/benchmarks/count_coverage.py --rows 10000000
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from datetime import date
from time import perf_counter

import numpy as np
import polars as pl

from sfg_analytics.measures import count

MONTHS = 36
BY = ["organisation", "period", "staff_group", "ethnicity"]
PERIODS = [date(2022 + month // 12, month % 12 + 1, 1) for month in range(MONTHS)]
GROUPS = [
    "Administrative and Clerical",
    "Allied Health Professionals",
    "Medical and Dental",
    "Nursing and Midwifery Registered",
]
ETHNICITIES = ["A", "B", "C", "D", "H", "J", "M", "N", "R", "S", "Z", "99", None]


def make(rows: int) -> dict[str, pl.DataFrame]:
    """Make up staff and conversations."""
    rng = np.random.default_rng(1)
    people = max(rows // MONTHS, 1)
    person = pl.Series([hashlib.md5(str(number).encode()).hexdigest() for number in range(people)])  # noqa: S324 made up
    organisation = pl.Series([f"Z{number:02}" for number in range(8)])[rng.integers(0, 8, people)]
    who, when = np.tile(np.arange(people), MONTHS), np.repeat(np.arange(MONTHS), people)
    started = pl.Series(rng.integers(16000, 19000, people), dtype=pl.Int32).cast(pl.Date)
    staff = pl.DataFrame(
        {
            "organisation": organisation[who],
            "period": pl.Series(PERIODS)[when],
            "person": person[who],
            "staff_group": pl.Series(GROUPS)[rng.integers(0, len(GROUPS), people)[who]],
            "ethnicity": pl.Series(ETHNICITIES)[rng.integers(0, len(ETHNICITIES), people)[who]],
            "assignment_status": pl.Series(["Active", "Career Break"])[
                (rng.random(people) < 0.03).astype(int)[who]
            ],
            "service_start_date": started[who],
        }
    )
    who, when = rng.integers(0, people, people * 3), rng.integers(0, MONTHS, people * 3)
    conversations = pl.DataFrame(
        {
            "organisation": organisation[who],
            "period": pl.Series(PERIODS)[when],
            "person": person[who],
            "stage": pl.Series(["prepared", "held", "placed"])[rng.integers(0, 3, people * 3)],
        }
    )
    return {"staff_in_post": staff, "conversation_outcomes": conversations}


def ours(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Count as the library does."""
    return count(tables, "coverage", by=["staff_group", "ethnicity"])


def by_hand(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Count as one would write it for this question alone."""

    def month(name: str) -> pl.Expr:
        return pl.col(name).dt.year() * 12 + pl.col(name).dt.month().cast(pl.Int32) - 1

    held = (
        tables["conversation_outcomes"]
        .lazy()
        .filter(pl.col("stage") != "prepared")
        .select("organisation", "person", month=month("period"))
    )
    year, none = pl.col("month") // 12, pl.lit(None, pl.Int32)
    by_year = (
        pl.concat(
            [
                held.select("organisation", "person", year=year, first="month", before=none),
                held.select("organisation", "person", year=year + 1, first=none, before="month"),
            ]
        )
        .group_by("organisation", "person", "year")
        .agg(pl.col("first").min(), pl.col("before").max())
    )
    start = pl.col("service_start_date")
    white, other = ["A", "B", "C"], ["D", "H", "J", "M", "N", "R", "S"]
    ethnicity = pl.when(pl.col("ethnicity").is_in(white)).then(pl.lit("White"))
    ethnicity = ethnicity.when(pl.col("ethnicity").is_in(other)).then(pl.lit("All other ethnic groups"))
    return (
        tables["staff_in_post"]
        .lazy()
        .with_columns(month=month("period"))
        .filter(
            month("service_start_date") * 32 + start.dt.day() <= (pl.col("month") - 11) * 32 + 1,
            pl.col("assignment_status") != "Career Break",
        )
        .select(*BY, "person", "month", year=year)
        .join(by_year, on=["organisation", "person", "year"], how="left")
        .with_columns(
            met=(pl.col("first") <= pl.col("month")).fill_null(False)
            | (pl.col("before") >= pl.col("month") - 11).fill_null(False)
        )
        .group_by(BY)
        .agg(numerator=pl.col("met").sum(), denominator=pl.len())
        .with_columns(ethnicity=ethnicity.otherwise(pl.lit("Unknown")))
        .group_by(BY)
        .agg(pl.col("numerator", "denominator").sum().cast(pl.Int64))
        .collect(engine="streaming")
    )


def timed(
    work: Callable[[dict[str, pl.DataFrame]], pl.DataFrame], tables: dict[str, pl.DataFrame]
) -> tuple[float, pl.DataFrame]:
    """Time one call."""
    began = perf_counter()
    counted = work(tables)
    return perf_counter() - began, counted


def main() -> None:
    """Print both times and their ratio, the best of a few turns taken alternately."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--turns", type=int, default=3)
    asked = arguments.parse_args()
    tables = make(asked.rows)
    turns = [(timed(ours, tables), timed(by_hand, tables)) for _ in range(asked.turns)]
    (_, counted), (_, expected) = turns[0]
    columns = [*BY, "numerator", "denominator"]
    if not counted.select(columns).sort(BY).equals(expected.select(columns).sort(BY)):
        sys.exit("the two counts differ")
    mine, hand = (min(turn[side][0] for turn in turns) for side in (0, 1))
    result = {
        "benchmark": "count_coverage",
        "rows": tables["staff_in_post"].height,
        "conversations": tables["conversation_outcomes"].height,
        "ours_seconds": round(mine, 3),
        "by_hand_seconds": round(hand, 3),
        "ratio": round(mine / hand, 2),
        "aim": 1.5,
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
