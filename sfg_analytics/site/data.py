"""The figures of a measure as a file that spreadsheets open: every row of it that the publication holds."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import polars as pl

from sfg_analytics.pack.held import Held

_OBEYED = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "measure", "period", "organisation", "name", "breakdown", "group", "outcome",
    "numerator", "denominator", "value", "lower", "upper", "method", "hidden",
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
        UTF-8 with a byte order mark, by which spreadsheets know it. A text that a spreadsheet would obey as a formula begins
        with an apostrophe; ``hidden`` says in words why there is no number.
    """
    rows = held.publication.estimates.filter(pl.col("measure") == measure)
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for row in rows.iter_rows(named=True):
        told = {**row, "name": held.name(row["organisation"]), "hidden": held.reason(row["hidden"])}
        writer.writerow([plain(told[column]) for column in _COLUMNS])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def plain(value: Any) -> Any:
    """Make a cell that no spreadsheet obeys.

    Examples
    --------
    >>> plain("=1+1"), plain("White"), plain(-0.5), plain(None)
    ("'=1+1", 'White', -0.5, '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_OBEYED) else value
    return value
