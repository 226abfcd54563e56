"""How one table is laid out in one organisation's export, and the promise that its headings are the contract's own.

An export is messy in ways that ours have to be too, but it must never use a heading that the contract does not know: then
the demonstration would test our imagination instead of the product. ``check_headings`` holds every layout to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from sfg_analytics.contract import Contract, fold
from sfg_analytics.errors import ContractError

Cell = Literal["text", "date", "number"]


@dataclass(frozen=True)
class Shown:
    """One column of an export: its heading, the contract's column it shows, and the expression that writes its text.

    ``column`` is empty for a column that no contract knows. ``cell`` says what a workbook's cell holds; a date or number
    is written as text first (ISO dates) and becomes a real one where the text allows.
    """

    heading: str
    column: str
    text: pl.Expr
    cell: Cell = "text"


@dataclass(frozen=True)
class Layout:
    """One table of an export.

    Parameters
    ----------
    contract
        The id of the contract it answers.
    file
        File name; ``{first}`` and ``{last}`` stand for months (``202204``).
    shown
        Its columns, in order.
    above
        Lines over the header. ``{code}``, ``{name}`` and ``{as_at}`` are filled in.
    below
        Rows under the last one, cell by cell; ``{rows}`` is the number of rows, ``...`` as many empty cells as fit.
    sheet
        The sheet's name, in a workbook.
    page_break
        Whether the header is repeated half way down.
    """

    contract: str
    file: str
    shown: tuple[Shown, ...]
    above: tuple[str, ...] = ()
    below: tuple[tuple[str, ...], ...] = ()
    sheet: str = ""
    page_break: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The contract's columns that it shows."""
        return tuple(shown.column for shown in self.shown if shown.column)


@dataclass(frozen=True)
class Dialect:
    """How one organisation writes all its exports.

    Parameters
    ----------
    staff, conversations, actions
        The three tables.
    others
        The further tables it sends.
    staff_of_one_month
        Where given, the latest months' staff come in a file each, laid out like this.
    workbook
        Whether files are XLSX (all tables but staff then share one).
    encoding, separator, newline
        Of delimited text.
    """

    staff: Layout
    conversations: Layout
    actions: Layout
    others: tuple[Layout, ...] = ()
    staff_of_one_month: Layout | None = None
    workbook: bool = False
    encoding: str = "utf-8"
    separator: str = ","
    newline: str = "\n"


def american(heading: str) -> str:
    """Spell a heading as software from overseas does.

    Examples
    --------
    >>> american("Organisation")
    'Organization'
    """
    return heading.replace("rganis", "rganiz")


def mangled(heading: str) -> str:
    """Write a heading as an old database driver leaves it.

    Examples
    --------
    >>> mangled("Conversation Date (incl. out of period)")
    'Conversation Date (incl# out of period)'
    """
    return heading.replace(".", "#")


def check_headings(layout: Layout, contracts: Mapping[str, Contract]) -> None:
    """Make sure that each heading shows the column it is meant to, and an unknown one shows none.

    Parameters
    ----------
    layout
        The layout about to be written.
    contracts
        Contracts by id.

    Raises
    ------
    ContractError
        Naming the headings that have drifted from the contract.
    """
    known = contracts[layout.contract].by_heading
    drifted = [shown.heading for shown in layout.shown if known.get(fold(shown.heading), "") != shown.column]
    if drifted:
        raise ContractError(
            f"The demo's '{layout.file}' uses headings that {layout.contract} does not know as the column meant.",
            got=", ".join(repr(heading) for heading in drifted),
            hint="use a title or synonym of the column, or add the synonym to the contract.",
        )
