"""Write tables of text as the files people send: delimited text in any encoding, or workbooks.

A ``Sheet`` is a table whose columns are headings, the lines over it and the rows under it. The same sheet always gives the
same bytes: a workbook's creation date is fixed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sfg_analytics.demo.dialects.layout import Cell

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_MADE = datetime(2025, 4, 1, 9, 0)
_ISO = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_NUMBER = re.compile(r"^-?[0-9]+(\.[0-9]+)?$")
REST = "..."
"""In a row under a table: as many empty cells as it takes to fill the width."""


@dataclass(frozen=True)
class Sheet:
    """A table as a file shows it.

    Parameters
    ----------
    table
        Text; the column names are the headings.
    above
        Lines over the header, each in the first cell.
    below
        Rows under the last one.
    cells
        What a workbook's cells hold, by heading; text where not named.
    """

    table: pl.DataFrame
    above: tuple[str, ...] = ()
    below: tuple[tuple[str, ...], ...] = ()
    cells: Mapping[str, Cell] | None = None

    def closing_rows(self) -> list[list[str]]:
        """Give the rows under the table with ``...`` filled out."""
        return [_filled(row, self.table.width) for row in self.below]


def _filled(row: tuple[str, ...], width: int) -> list[str]:
    empty = [""] * (width - len(row) + 1)
    return [cell for part in row for cell in (empty if part == REST else [part])]


def with_page_break(table: pl.DataFrame) -> pl.DataFrame:
    """Repeat the header half way down.

    Examples
    --------
    >>> with_page_break(pl.DataFrame({"Band": ["2", "3"]}))["Band"].to_list()
    ['2', 'Band', '3']
    """
    half = table.height // 2
    header = pl.DataFrame({heading: [heading] for heading in table.columns})
    return pl.concat([table.head(half), header, table.tail(table.height - half)])


def write_text(path: Path, sheet: Sheet, *, encoding: str, separator: str, newline: str) -> None:
    """Write a sheet as delimited text.

    Parameters
    ----------
    path
        Where to.
    sheet
        What.
    encoding
        ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp1252``.
    separator, newline
        Between fields and after records.
    """
    mark = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}.get(encoding, b"")
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    above = "".join(line + newline for line in sheet.above)
    below = "".join(separator.join(row) + newline for row in sheet.closing_rows())
    with path.open("wb") as file:
        file.write(mark + above.encode(plain))
        table = sheet.table.with_columns(pl.when(pl.all() != "").then(pl.all()))
        file.write(table.write_csv(separator=separator, line_terminator=newline).encode(plain))
        file.write(below.encode(plain))


def write_workbook(path: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write sheets as a workbook, row by row.

    Parameters
    ----------
    path
        Where to.
    sheets
        By name; a sheet with an empty name is called *Sheet1*.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        workbook.set_properties({"title": "Made up", "author": "Nobody", "created": _MADE})
        for name, sheet in sheets.items():
            _write_sheet(workbook, workbook.add_worksheet(name or "Sheet1"), sheet)


def _write_sheet(workbook: Workbook, page: Worksheet, sheet: Sheet) -> None:
    bold, day_format = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "dd-mmm-yyyy"})
    row = 0
    for line in sheet.above:
        page.write_string(row, 0, line)
        row += 1
    for position, heading in enumerate(sheet.table.columns):
        page.write_string(row, position, heading, bold)
    kinds = [(sheet.cells or {}).get(heading, "text") for heading in sheet.table.columns]
    for cells in sheet.table.iter_rows():
        row += 1
        for position, (text, kind) in enumerate(zip(cells, kinds, strict=True)):
            if not text:
                continue
            if kind == "date" and _ISO.match(text):
                page.write_datetime(row, position, date.fromisoformat(text), day_format)
            elif kind == "number" and _NUMBER.match(text):
                page.write_number(row, position, float(text))
            else:
                page.write_string(row, position, text)
    for closing in sheet.closing_rows():
        row += 1
        for position, text in enumerate(closing):
            if text:
                page.write_string(row, position, text)
