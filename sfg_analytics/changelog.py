"""The change log: what cleaning changed in each row of a submission, kept wide and read long.

Kept is a row for each row of the export in which anything was changed, and a column for each column of the contract;
a cell holds the rule and what was written and read, as one text. There are few different ones, so that a column of a
million takes a byte each in memory and a fraction of it on disk. Read is a line for each changed cell.
"""

from __future__ import annotations

import polars as pl

_UNIT = "\x1f"  # the separator of units, which no rule holds and a cell of an export hardly can
_PARTS = ("rule", "before", "after")
LONG = pl.Schema({"sheet": pl.String, "row": pl.Int64, **dict.fromkeys(("column", *_PARTS), pl.String)})


def cell(rule: pl.Expr, before: pl.Expr, after: pl.Expr) -> pl.Expr:
    """Write a change as one text; null where the rule is null. Of what is not to be kept an empty text is given.

    Examples
    --------
    >>> change = cell(pl.lit("spelling"), pl.lit("Aa 9"), pl.lit(""))
    >>> as_long(pl.LazyFrame({"sheet": "", "row": 2}).with_columns(band=change)).collect().rows()
    [('', 2, 'band', 'spelling', 'Aa 9', None)]
    """
    return pl.concat_str(rule, before, after, separator=_UNIT)


def as_long(wide: pl.LazyFrame) -> pl.LazyFrame:
    """Give a line for each changed cell.

    Parameters
    ----------
    wide
        ``sheet, row`` and a column of changes for each column of the contract that was changed anywhere.

    Returns
    -------
    polars.LazyFrame
        ``sheet, row, column, rule, before, after``; null is what is not kept.
    """
    names = [name for name in wide.collect_schema().names() if name not in {"sheet", "row"}]
    return pl.concat([pl.LazyFrame(schema=LONG), *(_of_column(wide, name) for name in names)])


def _of_column(wide: pl.LazyFrame, name: str) -> pl.LazyFrame:
    told = pl.col(name).cast(pl.String).str.split_exact(_UNIT, len(_PARTS) - 1).struct
    parts = {part: told.field(f"field_{place}") for place, part in enumerate(_PARTS)}
    return (
        wide.filter(pl.col(name).is_not_null())
        .select("sheet", "row", pl.lit(name).alias("column"), **parts)
        .with_columns(pl.when(pl.col("before", "after") != "").then(pl.col("before", "after")))
        .cast(LONG)
    )
