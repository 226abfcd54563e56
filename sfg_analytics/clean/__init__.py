"""Clean an export: from text under anybody's headings to the contract's names and types, losing nothing.

Every row ends in one of three places: among the tidy rows, among the rejects with its reasons, or among the duplicates
of a named row. A value no rule or synonym covers is never guessed: its row is rejected. Each column is cleaned on its
distinct values, so a million rows cost little more than a thousand. Every cell that the tidy table has otherwise than
the export is on the record, with the rule by which it was changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sfg_analytics.clean import rules
from sfg_analytics.clean.changes import record, together, with_bands
from sfg_analytics.clean.dates import month_first
from sfg_analytics.clean.derive import age_bands
from sfg_analytics.clean.duplicates import without_duplicates
from sfg_analytics.clean.elsewhere import find_elsewhere, find_written, refuse_missing
from sfg_analytics.clean.summary import list_uncovered, summarise
from sfg_analytics.clean.unpivot import unpivot
from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import FREE_TEXT, Column, Contract
from sfg_analytics.errors import AmbiguousExport
from sfg_analytics.export import Sheet

_HABIT = 2

__all__ = [
    "Cleaned",
    "clean",
    "find_written",
    "list_uncovered",
    "refuse_month_first",
    "summarise",
    "together",
    "without_duplicates",
]


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
    ways
        ``column, before, after, rule, reason, count``: a line for each way of writing that was changed or could not be
        read, whatever became of its rows. Text is as it came; :func:`summarise` and :func:`list_uncovered` make of it
        what may be shown.
    changed
        ``sheet, row`` and a column for each of the contract's that was changed anywhere: what the change log keeps.
    """

    tidy: pl.DataFrame
    rejects: pl.DataFrame
    ways: pl.DataFrame
    changed: pl.DataFrame


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
    read, faults, readings = [place, raw["row"]], [], {}
    for column in contract.columns:
        if not _wanted(column, contract):
            continue
        if column.name in headings and column.name not in given:
            text = raw[headings[column.name]]
        else:
            text = pl.Series([stated.get(column.name)], dtype=pl.String).new_from_index(0, raw.height)
        reading = readings[column.name] = read_values(text, column)
        if column.kind == "date":
            refuse_month_first(reading.ways["before"], sheet.place, headings.get(column.name, column.title))
        read.append(reading.values.alias(column.name))
        if reading.reasons is not None:
            faults.append(_faults(raw["row"], reading.reasons, headings.get(column.name, column.title)))
    written = pl.DataFrame(read)
    tidy = age_bands(written, contract)
    for name in (column.name for column in contract.columns if column.band_of):
        worked_out = written[name].is_null() & tidy[name].is_not_null()
        if worked_out.any():
            readings[name] = with_bands(readings[name], worked_out)
    whole = _whole_sheet(contract, headings, stated, given)
    ways, changed = record(written.select("sheet", "row"), readings, contract, whole)
    if contract.period_from:
        tidy = tidy.with_columns(period=pl.col(contract.period_from).dt.month_start())
    faults += _missing(tidy, contract, headings, faults)
    rejects = (
        pl.concat(faults).unique(maintain_order=True) if faults else _faults(raw["row"], place.clear(), "")
    )
    if rejects.height:
        tidy = tidy.join(rejects.select("row").unique(), on="row", how="anti", maintain_order="left")
    rejects = rejects.select(pl.lit(sheet.name).alias("sheet"), "row", "column", "reason")
    return Cleaned(tidy, rejects, ways, changed)


def _whole_sheet(
    contract: Contract, headings: Mapping[str, str], stated: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Name the rule by which each column without cells of its own gets its value."""
    return {
        name: rules.GIVEN if name in given else rules.OVER if name in stated else rules.ABSENT
        for name, column in contract.by_name.items()
        if (name not in headings or name in given) and not column.band_of
    }


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
