"""Values that stand not in a column but over the table or in the file's name: the organisation, the month."""

from __future__ import annotations

from collections.abc import Mapping, Set

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
