"""Figures as a file that a spreadsheet opens, without running anything that stands in it."""

from __future__ import annotations

import polars as pl

OBEYED = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet takes for a formula."""


def as_csv(rows: pl.DataFrame) -> str:
    """Write rows as CSV; a text that a spreadsheet would obey has an apostrophe before it.

    Parameters
    ----------
    rows
        Any rows. Columns of lists are left out.

    Examples
    --------
    >>> as_csv(pl.DataFrame({"group": ["=1+1", "White", None], "value": [-0.5, 0.25, None]})).splitlines()
    ['group,value', "'=1+1,-0.5", 'White,0.25', ',']
    """
    lists = [name for name, kind in rows.schema.items() if isinstance(kind, pl.List)]
    safe = []
    for name in rows.select(pl.selectors.string()).columns:
        obeyed = pl.any_horizontal(pl.col(name).str.starts_with(mark) for mark in OBEYED)
        safe.append(pl.when(obeyed).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name))
    return rows.drop(lists).with_columns(safe).write_csv()
