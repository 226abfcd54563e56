"""Whether benchmarks combined from trusts' publications agree with those counted on everybody's records together.

``python -m tests.validation.federation`` prints the table by measure.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from sfg_analytics.publish import load_plan
from tests.combine.made import CONTRACTS, agreement, by_measure, combined, pooled, publish_each, trusts
from tests.validation import Row

PEOPLE, MONTHS = 20_000, 36


def set_beside() -> pl.DataFrame:
    """Let the eight made-up trusts publish each for itself by the standard plan, combine, and count the pooled records."""
    plan = load_plan(contracts=CONTRACTS)
    held = trusts(PEOPLE, MONTHS)
    with TemporaryDirectory() as folder:
        places = publish_each(held, Path(folder), plan)
        publication = combined(places, Path(folder) / "combined")
    return agreement(publication, pooled(held, plan, publication))


def federation(_: np.random.Generator) -> Iterator[Row]:
    """Say how often the truth is where a combined publication says."""
    beside = set_beside()
    rates = beside.filter(pl.col("value").is_not_null())
    yield Row(
        f"Federation: true counts of the system within the range told, {beside.height:,} totals",
        1.0,
        float(beside["within"].mean()),  # type: ignore[arg-type]
        (1.0, 1.0),
    )
    yield Row(
        f"Federation: {rates.height:,} rates off by no more than rounding and hiding explain",
        1.0,
        float((rates["off"] <= rates["explained"] + 1e-12).mean()),  # type: ignore[arg-type]
        (1.0, 1.0),
        f"off by {100 * rates['off'].mean():.2f} points in the mean, {100 * rates['off'].max():.1f} at most",  # type: ignore[operator,str-format]
    )


ALL = (federation,)


def main() -> None:
    """Print the table by measure, as Markdown; rates in percentage points."""
    sys.stdout.write(
        "| Measure | Totals | Truth in range | With a rate | Off, mean | Off, most | Explained by rounding, mean "
        "| Half the interval, mean |\n|---|---|---|---|---|---|---|---|\n"
    )
    for row in by_measure(set_beside()).iter_rows(named=True):
        told = ("mean_off", "most_off", "mean_explained", "mean_half_width")
        points = " | ".join("" if row[name] is None else f"{row[name]:.2f}" for name in told)
        sys.stdout.write(
            f"| `{row['measure']}` | {row['totals']} | {row['within']} | {row['rates']} | {points} |\n"
        )


if __name__ == "__main__":
    main()
