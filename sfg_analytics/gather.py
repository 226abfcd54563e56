"""Gather a file's rows piece by piece: recognise each table once, clean and pseudonymise each piece, let its text go.

What is held of a long file at any time is one piece as text and the tidy rows so far, identifiers as pseudonyms. What
concerns the whole file (duplicates, promises) is decided afterwards, on the rows gathered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from sfg_analytics.clean import clean, refuse_month_first
from sfg_analytics.clean.rules import WHOLE_SHEET
from sfg_analytics.contract import Contract, pack
from sfg_analytics.errors import UnrecognisedExport
from sfg_analytics.export import Sheet
from sfg_analytics.pseudonymise import OBJECTION, Key, pseudonymise, without_objectors
from sfg_analytics.recognise import Recognition, recognise

_REJECTS = {"sheet": pl.String, "row": pl.Int64, "column": pl.String, "reason": pl.String}


@dataclass
class Gathered:
    """What has gathered under one contract.

    Attributes
    ----------
    members
        The tables that answer it, without their rows, and how each was recognised.
    pieces
        Tidy rows, pseudonymised, codes packed.
    rejected
        ``sheet, row, column, reason``.
    ways, changed
        What was changed, as :class:`~sfg_analytics.clean.Cleaned` has it; what stands for a whole table is told once.
    rows_read, dropped
        Counts of rows; ``dropped`` by reason.
    """

    contract: Contract
    members: list[tuple[Sheet, Recognition]] = field(default_factory=list)
    pieces: list[pl.DataFrame] = field(default_factory=list)
    rejected: list[pl.DataFrame] = field(default_factory=list)
    ways: list[pl.DataFrame] = field(default_factory=list)
    changed: list[pl.DataFrame] = field(default_factory=list)
    rows_read: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    month_first: dict[str, pl.Series] = field(default_factory=dict)
    told_whole: bool = False

    def take_tidy(self) -> pl.DataFrame:
        """Give the tidy rows of all pieces and hold them no longer: whoever has them may let them go."""
        pieces, self.pieces = self.pieces, []
        return pl.concat(pieces)

    @property
    def rejects(self) -> pl.DataFrame:
        """The rejects of all pieces."""
        return pl.concat([pl.DataFrame(schema=_REJECTS), *self.rejected])

    def add(
        self,
        sheet: Sheet,
        recognition: Recognition,
        key: Key,
        objections: frozenset[str],
        given: Mapping[str, str] | None,
    ) -> None:
        """Clean and pseudonymise a piece, and add the rows of those who did not object."""
        if sheet.piece == 0:
            self.members.append((replace(sheet, table=sheet.table.clear()), recognition))
            self.month_first.clear()
            self.told_whole = False
        self.rows_read += sheet.rows_read
        self.dropped.update(sheet.dropped)
        if sheet.table.is_empty():
            return
        cleaned = clean(sheet, self.contract, recognition.headings, given=given)
        self._refuse_month_first(sheet, recognition, cleaned.rejects)
        tidy, left_out = without_objectors(cleaned.tidy, self.contract, key, objections)
        self.pieces.append(pack(pseudonymise(tidy, self.contract, key), self.contract))
        self.rejected.append(cleaned.rejects.sort("row", maintain_order=True))
        ways, changed = cleaned.ways, cleaned.changed
        if self.told_whole:
            ways = ways.filter(~pl.col("rule").is_in(WHOLE_SHEET).fill_null(value=False))
            changed = changed.filter(pl.col("row").is_not_null()) if changed.width else changed
        if left_out.height:
            self.dropped[OBJECTION] += left_out.height
            changed = _without(changed, left_out)
        self.told_whole = True
        self.ways.append(ways)
        self.changed.append(changed)

    def _refuse_month_first(self, sheet: Sheet, recognition: Recognition, rejects: pl.DataFrame) -> None:
        """Refuse a table whose pieces, put together, write dates month first; each piece alone may show one."""
        for name, heading in recognition.headings.items():
            rows = rejects.filter(pl.col("column") == heading)["row"]
            if self.contract.by_name[name].kind == "date" and rows.len():
                text = sheet.table.filter(pl.col("row").is_in(rows.implode()))[heading].cast(pl.String)
                earlier = self.month_first.get(name, text.clear())
                self.month_first[name] = refuse_month_first(earlier.append(text), sheet.place, heading)


def gather(
    sheets: Iterable[Sheet],
    contracts: Mapping[str, Contract],
    key: Key,
    *,
    objections: frozenset[str] = frozenset(),
    given: Mapping[str, str] | None = None,
) -> tuple[list[Gathered], tuple[str, ...]]:
    """Gather the rows of a file's tables by the contract each table answers.

    Parameters
    ----------
    sheets
        Tables, or pieces of them, in the file's order.
    contracts
        Contracts by id.
    key
        The secret key that makes pseudonyms, or chain of keys.
    objections
        Marks of the people whose rows are left out.
    given
        Values the sender states for the whole file, by column.

    Returns
    -------
    gathered : list of Gathered
        One for each contract answered, in the order met.
    left_out : tuple of str
        Names of tables that answer none.

    Raises
    ------
    UnrecognisedExport
        When no table answers any contract.
    UnreadableExport, AmbiguousExport
        When a table cannot be read, recognised or cleaned.
    """
    groups: dict[str, Gathered] = {}
    left_out, fault, recognition = [], None, None
    for sheet in sheets:
        if sheet.piece == 0:
            try:
                recognition = recognise(sheet, contracts)
            except UnrecognisedExport as unrecognised:
                recognition, fault = None, fault or unrecognised
                left_out.append(sheet.name or "table 1")
        if recognition is not None:
            contract = recognition.contract
            groups.setdefault(contract.id, Gathered(contract)).add(sheet, recognition, key, objections, given)
    if not groups and fault is not None:
        raise fault
    return list(groups.values()), tuple(left_out)


def _without(changed: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Leave rows out of what was changed."""
    if not changed.width:
        return changed
    rows = rows.cast({name: changed.schema[name] for name in ("sheet", "row")})
    return changed.join(rows, on=["sheet", "row"], how="anti", maintain_order="left")
