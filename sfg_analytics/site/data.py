"""The figures of a measure as a file that spreadsheets open: every row of it that the publication holds."""

from __future__ import annotations

import polars as pl

from sfg_analytics.pack.held import Held
from sfg_analytics.page.spreadsheet import as_csv

_COLUMNS = (
    "measure", "period", "organisation", "name", "breakdown", "group", "outcome",
    "numerator", "denominator", "value", "lower", "upper", "method", "hidden", "policy",
)  # fmt: skip


def figures_file(held: Held, measure: str) -> bytes:
    """Write the figures of a measure as CSV.

    Parameters
    ----------
    held
        What is held.
    measure
        The measure's id.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, by which spreadsheets know it, and nothing in it that a spreadsheet would obey;
        ``hidden`` says in words why there is no number, ``policy`` under which rule.
    """
    rows = held.publication.estimates.filter(pl.col("measure") == measure).with_columns(
        name=pl.col("organisation").map_elements(held.name, return_dtype=pl.String),
        hidden=pl.col("hidden").map_elements(held.reason, return_dtype=pl.String),
        policy=pl.lit(held.policy["name"]),
    )
    return b"\xef\xbb\xbf" + as_csv(rows.select(_COLUMNS)).encode()
