"""From a sheet's rows to its tables, and from a long table to pieces of it.

A sheet may hold several tables, one under another, each under its own header and perhaps titles of its own; and a table
may be longer than memory is large. Both are seen here as one stream of rows: a header ends one table and begins the
next, and whatever has gathered of a table is passed on as soon as it makes a piece. Where a piece ends changes nothing.

Every row under the sheet's first header ends in one place: in a table, or counted among the rows taken out. Titles
between two tables belong to the later one: they are kept in its ``above``, and counted as ``title row``, its header as
``header of a further table``. So the tables' ``rows_read`` add up to the rows under the first header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from sfg_analytics.contract import fold
from sfg_analytics.errors import UnreadableExport
from sfg_analytics.export import Sheet
from sfg_analytics.read.table import (
    LONGEST_TAIL,
    NARROW,
    is_closing_line,
    is_header,
    is_page_number,
    unique_headings,
    without_marked,
)

_LOOKED_AT = 3  # columns in which a later header must show a known heading
_TITLE_CELLS = 2  # "Organisation:", "ZZ1"

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """A table's header: its headings, the rows over it, its row number, how many fields it has."""

    headings: Cells
    above: tuple[Cells, ...]
    row: int
    width: int

    @property
    def named(self) -> int:
        """Columns up to the last that has a heading."""
        return max(
            (place for place, heading in enumerate(self.headings, start=1) if heading.strip()), default=0
        )


def split(
    file: str,
    name: str,
    rows: Iterable[pl.DataFrame],
    head: Head,
    known_headings: frozenset[str],
    *,
    piece: int,
    first: int = 1,
) -> Iterator[Sheet]:
    """Give the tables of a sheet in pieces.

    Parameters
    ----------
    file, name
        What the file and the sheet are called.
    rows
        The rows under the first header, in frames of any height: text columns ``c0``, ``c1``…, then ``row`` and
        ``fields``, how many fields the row came with.
    head
        The first header.
    known_headings
        Folded headings that contracts know, by which a later header is told from a row.
    piece
        Rows a piece.
    first
        Number of the first table in the sheet; from the second on it is part of the name.

    Yields
    ------
    Sheet
        In the sheet's order. All pieces of a table come before the next table's.

    Raises
    ------
    UnreadableExport
        When a table has no row, or a row has another number of fields than its header.
    """
    number = first
    table = _Table(file, _numbered(name, number), head, piece)
    for frame in rows:
        done = 0
        for place, cells in _worded(frame, known_headings):
            repeated = _folded(cells) == table.folded
            if not (repeated or is_header(cells, known_headings)):
                continue
            table.add(frame[done:place])
            done = place + 1
            titles = table.take_titles()
            if repeated and not table.hears_more(titles):
                table.count_header(titles, "repeated header")
                continue
            yield from table.finish()
            number += 1
            fields = frame["fields"][place]
            head = Head(cells[:fields], titles, frame["row"][place], fields)
            table = _Table(file, _numbered(name, number), head, piece)
            table.repeats = repeated
            table.count_header(titles, "header of a further table")
        table.add(frame[done:])
        yield from table.ready()
    yield from table.finish()


class _Table:
    """A table that is being read: what has gathered of it since its last piece."""

    def __init__(self, file: str, name: str, head: Head, piece: int) -> None:
        self.file, self.name, self.head, self.piece = file, name, head, piece
        self.folded = _folded(head.headings)
        self.counts: Counter[str] = Counter()
        self.gathered = pl.DataFrame(schema={"c0": pl.String, "row": pl.Int64, "fields": pl.Int32})
        self.pieces = 0
        self.repeats = False  # the header is that of the table before: nothing need follow it

    def add(self, rows: pl.DataFrame) -> None:
        """Take rows in; a total or trailer that has not the table's number of fields goes no further."""
        misfits = self._misfits(rows)
        cells = misfits["c0"].fill_null("")
        closing = [row for cell, row in zip(cells, misfits["row"], strict=True) if is_closing_line(cell)]
        if closing:
            self.counts["total or trailer line"] += len(closing)
            rows = rows.filter(~pl.col("row").is_in(closing))
        self.gathered = pl.concat([self.gathered, rows], how="diagonal") if self.gathered.height else rows

    def ready(self) -> Iterator[Sheet]:
        """Give the pieces that have gathered; what may yet prove to be closing notes or titles is held back."""
        while self.gathered.height >= self.piece + LONGEST_TAIL:
            rows, self.gathered = self.gathered[: self.piece], self.gathered[self.piece :]
            sheet = self._sheet(rows, last=False)
            if sheet.table.height:
                yield self._given(sheet)

    def finish(self) -> Iterator[Sheet]:
        """Give what is left, if anything is."""
        yield from self.ready()
        sheet = self._sheet(self.gathered, last=True)
        if sheet.table.is_empty() and not self.pieces and not self.repeats:
            raise UnreadableExport(
                f"{sheet.place} has a header and no row under it.",
                expected="at least one row",
                got=f"{self.counts.total()} blank, total or trailer rows" if self.counts else "nothing",
            )
        if sheet.rows_read:
            yield self._given(sheet)

    def take_titles(self) -> tuple[Cells, ...]:
        """Take out the rows at the end that are titles of what follows, or blank.

        A row with a single cell filled is one; with two, only below a blank row, since a row of the table may be as
        empty. In a narrow table a single cell, too, is one only below a blank row.
        """
        end = [
            tuple(cell or "" for cell in cells)
            for cells in self._cells(self.gathered.tail(LONGEST_TAIL)).rows()
        ]
        most = _TITLE_CELLS if self.head.named > NARROW else 1
        filled: list[int] = []  # from the last row up
        for cells in reversed(end):
            words = [cell.strip() for cell in cells if cell.strip()]
            closing = bool(words) and is_closing_line(words[0]) and not is_page_number(words[0])
            if len(words) > most or closing:
                break
            filled.append(len(words))
        if 0 in filled:
            height = len(filled) - filled[::-1].index(0)
        elif self.head.named > NARROW:
            height = next((place for place, number in enumerate(filled) if number > 1), len(filled))
        else:
            height = 0
        self.gathered = self.gathered.head(self.gathered.height - height)
        return tuple(end[len(end) - height :])

    def hears_more(self, titles: Sequence[Cells]) -> bool:
        """Whether titles say anything that was not said over this table's header, but for the number of a page."""
        said = {_line(cells) for cells in self.head.above}
        return any(line and line not in said and not is_page_number(line) for line in map(_line, titles))

    def count_header(self, titles: Sequence[Cells], reason: str) -> None:
        """Count a header met among the rows, and the titles over it, as rows taken out."""
        self.counts[reason] += 1
        lines = [_line(cells) for cells in titles]
        self.counts.update("title row" if line else "blank row" for line in lines)

    def _given(self, sheet: Sheet) -> Sheet:
        self.pieces += 1
        self.counts = Counter()
        return sheet

    def _sheet(self, rows: pl.DataFrame, *, last: bool) -> Sheet:
        """Make a piece of the rows gathered, less those that are no rows."""
        head = self.head
        self._refuse_misfits(rows)
        names = [f"c{place}" for place in range(head.width)]
        headings = (*head.headings, *[""] * head.width)[: head.width]
        missing = [pl.lit(None, pl.String).alias(name) for name in names if name not in rows.columns]
        table = rows.with_columns(missing).select(*names, "row")
        table = table.rename(dict(zip(names, unique_headings(headings), strict=True)))
        table = without_marked(table, head.named, self.counts, last=last)
        return Sheet(
            self.file, self.name, headings, table, head.above, head.row, dict(self.counts), self.pieces
        )

    def _refuse_misfits(self, rows: pl.DataFrame) -> None:
        """Refuse rows with another number of fields than the header; blank ones are let through, to be counted."""
        misfits = self._misfits(rows)
        for cells, row, fields in zip(
            self._cells(misfits).iter_rows(), misfits["row"], misfits["fields"], strict=True
        ):
            if any(cell and cell.strip() for cell in cells):
                raise UnreadableExport(
                    f"'{self.file}' has rows of different widths.",
                    expected=f"{self.head.width} fields in every row, as in the header (row {self.head.row})",
                    got=f"row {row} has {fields}",
                    hint="a value that holds the delimiter needs quotation marks around it; export again, or mend that row.",
                )

    def _misfits(self, rows: pl.DataFrame) -> pl.DataFrame:
        misfit = rows["fields"] != self.head.width
        return rows.filter(misfit) if misfit.any() else rows.clear()

    @staticmethod
    def _cells(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.drop("row", "fields")


def _worded(frame: pl.DataFrame, known_headings: frozenset[str]) -> list[tuple[int, Cells]]:
    """Find the rows in which a known heading stands among the first cells: their places in the frame, and their cells."""
    found = []
    for name in [f"c{place}" for place in range(_LOOKED_AT) if f"c{place}" in frame.columns]:
        values = frame[name].drop_nulls().unique()
        worded = values.filter(values.str.contains("[A-Za-z]") & ~values.str.contains("[0-9]{3}"))
        known = [value for value in worded if fold(value) in known_headings]
        if known:
            found.append(pl.col(name).is_in(known))
    if not found:
        return []
    rows = frame.with_row_index("place").filter(pl.any_horizontal(found)).drop("row", "fields")
    return [(place, tuple(cell or "" for cell in cells)) for place, *cells in rows.rows()]


def _folded(cells: Sequence[str]) -> tuple[str, ...]:
    """Fold the cells, less those at the end that are blank."""
    folded = [fold(cell) for cell in cells]
    while folded and not folded[-1]:
        folded.pop()
    return tuple(folded)


def _line(cells: Sequence[str]) -> str:
    return " ".join(cell.strip() for cell in cells if cell.strip())


def _numbered(name: str, number: int) -> str:
    """Name a sheet's table: by the sheet alone where it is the first.

    Examples
    --------
    >>> _numbered("Sheet1", 1), _numbered("Sheet1", 2), _numbered("", 2)
    ('Sheet1', 'Sheet1, table 2', 'table 2')
    """
    if number == 1:
        return name
    return f"{name}, table {number}" if name else f"table {number}"
