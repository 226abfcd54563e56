"""Clean an export: from text under anybody's headings to the contract's names and types, losing nothing.

Every row ends in one of three places: among the tidy rows, among the rejects with its reasons, or among the duplicates
of a named row. A value no rule or synonym covers is never guessed: its row is rejected. Each column is cleaned on its
distinct values, so a million rows cost little more than a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sfg_analytics.clean.dates import month_first
from sfg_analytics.clean.derive import age_bands, to_grain
from sfg_analytics.clean.duplicates import without_duplicates
from sfg_analytics.clean.elsewhere import find_elsewhere, refuse_missing
from sfg_analytics.clean.unpivot import unpivot
from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import FREE_TEXT, Column, Contract
from sfg_analytics.errors import AmbiguousExport
from sfg_analytics.export import Sheet

_HABIT = 2

__all__ = ["Cleaned", "clean", "refuse_month_first", "without_duplicates"]


@dataclass(frozen=True)
class Cleaned:
    """What cleaning made of a sheet.

    Attributes
    ----------
    tidy
        The contract's columns, typed, with ``sheet`` and ``row`` (the export's own row number). Identifiers are still
        as they came.
    rejects
        ``sheet, row, column, reason``: a line for each fault of each rejected row; ``column`` is the export's heading.
    """

    tidy: pl.DataFrame
    rejects: pl.DataFrame


def clean(
    sheet: Sheet,
    contract: Contract,
    headings: Mapping[str, str],
    *,
    given: Mapping[str, str] | None = None,
) -> Cleaned:
    """Make a sheet tidy.

    Parameters
    ----------
    sheet
        As read.
    contract
        The contract it answers.
    headings
        From the contract's columns to the sheet's headings, as recognised.
    given
        Values the sender states for the whole file, by column: ``organisation``, ``period``.

    Returns
    -------
    Cleaned
        Tidy rows and rejects; together they are all rows of ``sheet.table``.

    Raises
    ------
    UnreadableExport
        When a required column stands neither in a column nor in the title rows nor is given.
    AmbiguousExport
        When a column writes dates month first, at least in part.
    """
    if contract.unpivot:
        sheet, headings = unpivot(sheet, contract, headings)
    given = given or {}
    stated = {**find_elsewhere(sheet, contract, headings), **given}
    refuse_missing(contract, {*headings, *stated}, sheet.place)
    raw = sheet.table
    place = pl.Series("sheet", [sheet.name], dtype=pl.String).new_from_index(0, raw.height)
    read, faults = [place, raw["row"]], []
    for column in contract.columns:
        if not _wanted(column, contract):
            continue
        if column.name in headings and column.name not in given:
            text = raw[headings[column.name]]
        else:
            text = pl.Series([stated.get(column.name)], dtype=pl.String).new_from_index(0, raw.height)
        if column.kind == "date":
            refuse_month_first(text, sheet.place, headings.get(column.name, column.title))
        values, reasons = read_values(text, column)
        read.append(to_grain(values, column).alias(column.name))
        if reasons is not None:
            faults.append(_faults(raw["row"], reasons, headings.get(column.name, column.title)))
    tidy = age_bands(pl.DataFrame(read), contract)
    if contract.period_from:
        tidy = tidy.with_columns(period=pl.col(contract.period_from).dt.month_start())
    faults += _missing(tidy, contract, headings, faults)
    rejects = (
        pl.concat(faults).unique(maintain_order=True) if faults else _faults(raw["row"], place.clear(), "")
    )
    if rejects.height:
        tidy = tidy.join(rejects.select("row").unique(), on="row", how="anti", maintain_order="left")
    return Cleaned(tidy, rejects.select(pl.lit(sheet.name).alias("sheet"), "row", "column", "reason"))


def refuse_month_first(text: pl.Series, place: str, heading: str) -> pl.Series:
    """Refuse a column in which dates are written month first: the 5th of March and the 3rd of May look the same.

    One such date may be a slip and is rejected with its rows; two different ones show a habit, and which of the column's
    other dates follow it nobody can tell.

    Parameters
    ----------
    text
        Cells of the column.
    place, heading
        For the message.

    Returns
    -------
    polars.Series
        The one such date, or none: where a column comes in pieces, it counts in the next.

    Raises
    ------
    AmbiguousExport
        When there are two.
    """
    found = month_first(text.unique())
    if found.len() >= _HABIT:
        raise AmbiguousExport(
            f"{place} writes dates month first in '{heading}', at least in part.",
            expected="day before month, or a form that cannot be mistaken (2024-03-25, 25-Mar-2024)",
            got="at least two different dates that exist only when the month is read first",
            hint="export the dates in another form; they were not guessed at.",
        )
    return found


def _wanted(column: Column, contract: Contract) -> bool:
    """Whether a column is read at all: free text and unneeded identifiers are not."""
    needed = {name for other in contract.columns for name in other.band_of}
    chooses = {name for name, _ in contract.keep_first}
    return column.classification != FREE_TEXT and (
        column.stored or column.name in needed or column.name in chooses
    )


def _faults(rows: pl.Series, reasons: pl.Series, heading: str) -> pl.DataFrame:
    if reasons.is_empty():
        return pl.DataFrame(schema={"row": pl.Int64, "column": pl.String, "reason": pl.String})
    faulty = reasons.is_not_null()
    found = pl.DataFrame({"row": rows.filter(faulty), "reason": reasons.filter(faulty)})
    return found.select("row", pl.lit(heading, dtype=pl.String).alias("column"), "reason")


def _missing(
    tidy: pl.DataFrame, contract: Contract, headings: Mapping[str, str], faults: list[pl.DataFrame]
) -> list[pl.DataFrame]:
    """Find rows in which a required column is blank, where that is not a fault already told."""
    told = {frame["column"][0]: frame["row"] for frame in faults if frame.height}
    found = []
    for column in contract.columns:
        if not column.required or not tidy[column.name].has_nulls():
            continue
        heading = headings.get(column.name, column.title)
        blank = tidy[column.name].is_null()
        if heading in told:
            blank &= ~tidy["row"].is_in(told[heading].implode())
        reasons = pl.select(pl.when(blank).then(pl.lit("blank, and the contract requires it"))).to_series()
        found.append(_faults(tidy["row"], reasons, heading))
    return found
