"""Tables of counts to compare, in as few words as a test needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

MONTH = date(2025, 3, 1)


def counted(names: Sequence[str], *cells: Sequence[Any], measure: str = "coverage") -> pl.DataFrame:
    """Give a counted frame of one month and organisation; a cell is its headings, numerator and denominator."""
    columns = [*names, "numerator", "denominator"]
    kinds = {name: pl.Int64 if name in columns[-2:] else pl.String for name in columns}
    return pl.DataFrame(cells, schema=kinds, orient="row").select(
        pl.lit(measure).alias("measure"),
        pl.lit(MONTH).alias("period"),
        pl.lit("Z01").alias("organisation"),
        *names,
        pl.lit(None, pl.String).alias("outcome"),
        "numerator",
        "denominator",
    )


BY_BAND = counted(
    ["ethnicity", "band"],
    ("White", "5", 30, 60),
    ("White", "6", 144, 180),
    ("White", "7", 54, 60),
    ("Other", "5", 61, 140),
    ("Other", "6", 52, 60),
    ("Other", "7", 15, 20),
    ("Unknown", "5", 3, 10),
    ("Unknown", "6", 8, 10),
)
"""Two groups whose rates are much the same within each band, and who are not in the same bands."""
