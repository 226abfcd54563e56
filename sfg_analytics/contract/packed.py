"""Codes in a byte a row while they wait, where text takes sixteen, and spelt out again where they are read.

Of a file of millions of rows most columns are codes. Packed, its rows are half as large in memory; nothing else about
them changes. They are packed when they are gathered, and spelt out, a slice at a time, by whatever compares or writes
their text.
"""

from __future__ import annotations

from typing import TypeVar

import polars as pl
import polars.selectors as cs

from sfg_analytics.contract.nouns import Contract

Rows = TypeVar("Rows", pl.DataFrame, pl.LazyFrame)


def pack(tidy: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Hold codes in a byte a row.

    Parameters
    ----------
    tidy
        Tidy rows. A column that puts duplicates in order stays text, and so does the organisation.
    contract
        Gives the codes of each column.

    Returns
    -------
    polars.DataFrame
        The same rows; columns with codes are enumerations of them.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> tidy = pl.DataFrame({"band": ["7", None]})
    >>> packed = pack(tidy, load_contracts()["staff_in_post"])
    >>> packed.schema["band"] == pl.Enum, spelt_out(packed).equals(tidy)
    (True, True)
    """
    kept = {"organisation", *(name for name, _ in contract.keep_first)}
    return tidy.with_columns(
        pl.col(column.name).cast(pl.Enum(list(dict.fromkeys(code.value for code in column.codes))))
        for column in contract.columns
        if column.codes and column.name in tidy.columns and column.name not in kept
    )


def spelt_out(rows: Rows) -> Rows:
    """Make text of packed codes again.

    Examples
    --------
    >>> spelt_out(pl.DataFrame({"band": ["7"]}, schema={"band": pl.Enum(["5", "7"])})).schema["band"]
    String
    """
    return rows.with_columns(cs.enum().cast(pl.String))
