"""Values that stand not in a column but over the table or in the file's name: the organisation, the month."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date

import polars as pl

from sfg_analytics.clean.dates import read_dates
from sfg_analytics.contract import Contract
from sfg_analytics.errors import UnreadableExport
from sfg_analytics.export import Sheet


def find_elsewhere(sheet: Sheet, contract: Contract, headings: Mapping[str, str]) -> dict[str, str]:
    """Find what the title rows say of columns the table does not have.

    Returns
    -------
    dict
        From column to text as found.
    """
    found = {
        column.name: sheet.words(column.elsewhere)
        for column in contract.columns
        if column.name not in headings
    }
    return {name: text for name, text in found.items() if text is not None}


def find_written(sheet: Sheet, contract: Contract) -> date | None:
    """Find the day on which, by its title rows, an export was made.

    Parameters
    ----------
    sheet
        As read.
    contract
        Its ``written_on`` patterns are tried on each row over the header.

    Returns
    -------
    datetime.date or None
        None where no row says so, or what it says is no date.
    """
    said = sheet.words(contract.written_on)
    days = read_dates(pl.Series([said], dtype=pl.String)).drop_nulls()
    return date.fromisoformat(str(days[0])) if days.len() else None


def refuse_missing(contract: Contract, known: Set[str], place: str) -> None:
    """Refuse a sheet that says nowhere what a required column needs.

    Raises
    ------
    UnreadableExport
        Naming the columns that stand neither in a column nor in the title rows.
    """
    missing = [
        column
        for column in contract.columns
        if column.required and column.name not in known and column.when_blank is None
    ]
    if missing:
        names = ", ".join(f"'{column.title}'" for column in missing)
        option = next((f"--{c.name}" for c in missing if c.name in {"organisation", "period"}), "")
        raise UnreadableExport(
            f"{place} is a {contract.id} export, but says nowhere: {names}.",
            expected="a column or a title row such as "
            + ", ".join(f"'{column.synonyms[0] if column.synonyms else column.title}'" for column in missing),
            hint=f"pass it with {option}." if option else "add the column to the export.",
        )
