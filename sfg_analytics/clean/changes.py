"""Every change on the record: how each column was written, by which rule it was read, and in which rows.

Two tables come of a sheet. One has a line for each way of writing that was changed or could not be read, with its
count; it holds text as it came and stays in memory, where :mod:`~sfg_analytics.clean.summary` makes of it what may be
shown. The other, wide, has for each row and column the change made there; it is kept, and holds of people's columns the
shape of what was written and no more, of special categories and identifiers the rule alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl
import polars.selectors as cs

from sfg_analytics.changelog import cell
from sfg_analytics.clean import rules
from sfg_analytics.clean.shapes import shape
from sfg_analytics.clean.values import Reading
from sfg_analytics.contract import PERSONAL, PUBLIC, Column, Contract

_TEXTS = ("column", "before", "after", "rule", "reason")
_WAYS = pl.Schema({**dict.fromkeys(_TEXTS, pl.String), "count": pl.Int64})


def with_bands(reading: Reading, worked_out: pl.Series) -> Reading:
    """Add to a reading that in some rows a blank was worked out from other columns.

    Parameters
    ----------
    reading
        Of the column as it was written.
    worked_out
        True in those rows.
    """
    line = pl.DataFrame({"before": [""], "rule": [rules.BAND]})
    place = pl.select(
        pl.when(worked_out).then(pl.lit(reading.ways.height, pl.UInt32)).otherwise(reading.place)
    ).to_series()
    return Reading(pl.concat([reading.ways, line], how="diagonal"), place)


def record(
    rows: pl.DataFrame, readings: Mapping[str, Reading], contract: Contract, whole: Mapping[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write down what was changed in a sheet.

    Parameters
    ----------
    rows
        ``sheet`` and ``row`` of each row.
    readings
        Of each column, in the order of the rows.
    contract
        Says of each column what may be kept.
    whole
        For each column that has no cells in the sheet the rule that gave its value.

    Returns
    -------
    ways : polars.DataFrame
        ``column, before, after, rule, reason, count``: a line for each way of writing that was changed (``rule``) or
        could not be read (``reason``), text as it came. A value that stands for the whole sheet counts 1.
    changed : polars.DataFrame
        What :mod:`sfg_analytics.changelog` keeps: ``sheet, row`` of every row in which something was changed, and a
        column for each that was changed anywhere. What stands for the whole sheet has a row whose number is null.
    """
    told, cells, stated = [pl.DataFrame(schema=_WAYS)], [], {}
    for name, reading in readings.items():
        column, ways = contract.by_name[name], reading.ways
        if name in whole and ways["reason"].null_count():
            ways = ways.select("before", "after", "reason", rule=pl.lit(whole[name]), count=pl.lit(1))
            if ways["after"].null_count():
                continue
            stated[name] = _labels(ways, column)
        else:
            if ways["rule"].null_count() < ways.height:
                cells.append(_labels(ways, column).gather(reading.place).alias(name))
            count = np.bincount(reading.place.to_numpy(), minlength=ways.height)
            ways = ways.with_columns(count=pl.Series(count))
        noted = ways.filter(pl.any_horizontal(pl.col("rule", "reason").is_not_null()), pl.col("count") > 0)
        told.append(noted.select(pl.lit(name).alias("column"), *list(_WAYS)[1:]).cast(_WAYS))
    parts = []
    if cells:
        wide = rows.select(pl.col("sheet").cast(pl.Categorical), pl.col("row").cast(pl.UInt32)).hstack(cells)
        parts.append(wide.filter(pl.any_horizontal(pl.exclude("sheet", "row").is_not_null())))
    if stated and rows.height:
        sheet = pl.DataFrame({"sheet": rows["sheet"][:1].cast(pl.Categorical), "row": [None]})
        parts.append(sheet.cast({"row": pl.UInt32}).with_columns(**stated))
    return pl.concat(told), pl.concat(parts, how="diagonal") if parts else pl.DataFrame()


def _labels(ways: pl.DataFrame, column: Column) -> pl.Series:
    """Give for each way of writing what may be kept of the change: its rule, and the class of what was written."""
    before, after = pl.lit(""), pl.lit("")
    if column.classification == PUBLIC:
        before, after = pl.col("before"), pl.col("after").fill_null("")
    elif column.classification == PERSONAL:
        before = shape(pl.col("before"))
    text = ways.select(cell(pl.col("rule"), before, after)).to_series()
    return text.cast(pl.Enum(text.drop_nulls().unique()))


def together(changed: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put the changes of several sheets in one wide table."""
    parts = [part for part in changed if part.width]
    if len(parts) > 1:
        parts = [part.with_columns(cs.enum().cast(pl.Categorical)) for part in parts]
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()
