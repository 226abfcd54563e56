"""Good exports made from contracts, and the ways in which they come spoilt.

A spoil takes an export and whatever chance gives it, and returns a worse one; any may follow any other. Those in
``LAYOUT`` change how the table is laid out and not what it says, those in ``CONTENT`` what it says, and those in
``BYTES`` the file written from it. Nobody here exists: what would identify a person holds ``MARKER``, which must be
found nowhere afterwards; what else is personal holds ``WITHIN``, which may be found in the tables alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

from sfg_analytics.check.canaries import good_row
from sfg_analytics.contract import DIRECT_IDENTIFIER, FREE_TEXT, Column, Contract

MARKER, WITHIN = "KESTREL", "LAPWING"
Draw = st.DrawFn
Row = list[str]


@dataclass(frozen=True)
class Export:
    """A table as text: title rows above, one line of headings, rows below; ``columns`` are the contract's names."""

    contract: Contract
    columns: tuple[str, ...]
    headings: Row
    rows: list[Row]
    above: tuple[Row, ...] = ()

    @property
    def lines(self) -> list[Row]:
        return [*self.above, self.headings, *self.rows]


Spoil = Callable[[Draw, Export], Export]


def good(contract: Contract, rows: int) -> Export:
    """Make an export of so many people, a day apart, that breaks no promise; identifiers and notes hold the marker."""
    (pattern,) = good_row(contract).to_dicts()
    columns = [column for column in contract.columns if not column.band_of and column.name != "age"]
    lines = []
    for number in range(rows):
        later = timedelta(days=number % 28)
        lines.append([_written(column, pattern.get(column.name), number, later) for column in columns])
    names = tuple(column.name for column in columns)
    return Export(contract, names, [column.title for column in columns], lines)


def _written(column: Column, value: Any, number: int, later: timedelta) -> str:
    if column.name == "organisation":
        return "ZZ1"
    if column.kind == "date":
        day = value or date(1932, 2, 1)  # a date of birth, by the year of which it would be known again
        return (day if column.grain else day + later).strftime("%d/%m/%Y")
    if column.classification in {DIRECT_IDENTIFIER, FREE_TEXT}:
        return f"{MARKER} Zoë O’Neill, {number:05}"
    if column.codes:
        return next(code.label for code in column.codes if code.value == value)
    if isinstance(value, bool):
        return "Y" if value else "N"
    return f"{WITHIN} & Sons" if isinstance(value, str) else str(value)


# How the table is laid out


def columns_shuffled(draw: Draw, export: Export) -> Export:
    width = len(export.headings)
    order = draw(st.permutations(range(width)))

    def moved(row: Row) -> Row:  # the label of a total stands first, whatever the columns under it
        labelled = len(row) != width or row[0].startswith("Grand Total")
        return row if labelled else [row[place] for place in order]

    columns = tuple(export.columns[place] for place in order)
    return replace(
        export, columns=columns, headings=moved(export.headings), rows=[moved(row) for row in export.rows]
    )


def title_rows(draw: Draw, export: Export) -> Export:
    titles = [["Report"], ["Run date: 01/04/2025"], [""], ["Made up", "by nobody"]]
    above = draw(st.lists(st.sampled_from(titles), min_size=1, max_size=5))
    return replace(export, above=(*above, *export.above))


def rows_that_are_none(draw: Draw, export: Export) -> Export:
    width = len(export.headings)
    blank = [""] * width
    none = [blank, export.headings, ["Grand Total", *[""] * (width - 2), "99"], ["Total: 99", *blank[1:]]]
    rows = list(export.rows)
    for row in draw(st.lists(st.sampled_from(none), min_size=1, max_size=4)):
        rows.insert(draw(st.integers(1, len(rows))), row)
    return replace(export, rows=rows)


# What it says


def one_edit(draw: Draw, text: str) -> str:
    """Mistype a text once: a letter left out, put in, changed, or two neighbours exchanged."""
    place = draw(st.integers(0, len(text) - 1))
    letter = draw(st.sampled_from("aeinorstxz"))
    ways = [
        text[:place] + text[place + 1 :],
        text[:place] + letter + text[place:],
        text[:place] + letter + text[place + 1 :],
        text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :],
    ]
    return draw(st.sampled_from(ways))


def heading_mistyped(draw: Draw, export: Export) -> Export:
    headings = list(export.headings)
    place = draw(st.integers(0, len(headings) - 1))
    headings[place] = one_edit(draw, headings[place])
    return replace(export, headings=headings)


def column_doubled(draw: Draw, export: Export) -> Export:
    place, other = (draw(st.integers(0, len(export.headings) - 1)) for _ in range(2))
    return replace(
        export,
        columns=(*export.columns, export.columns[place]),
        headings=[*export.headings, export.headings[place]],
        rows=[[*row, row[other]] if other < len(row) else row for row in export.rows],
    )


def day_and_month_swapped(draw: Draw, export: Export) -> Export:
    dated = [place for place, name in enumerate(export.columns) if _is_date(export.contract, name)]
    chosen = draw(st.sets(st.integers(0, len(export.rows) - 1), min_size=1))
    return swapped(export, draw(st.sampled_from(dated)), chosen)


def _is_date(contract: Contract, name: str) -> bool:
    return name in contract.by_name and contract.by_name[name].kind == "date"


def swapped(export: Export, place: int, chosen: set[int]) -> Export:
    """Write the date in one column of the chosen rows month first."""
    rows = [list(row) for row in export.rows]
    for number in chosen:
        parts = rows[number][place].split("/") if place < len(rows[number]) else []
        if len(parts) == 3:
            rows[number][place] = "/".join([parts[1], parts[0], parts[2]])
    return replace(export, rows=rows)


NUMBERS = (
    "45%",
    "1,234.5",
    "37.5 hours",
    "£7",
    "(3)",
    "1e300",
    "-1e300",
    "nan",
    "inf",
    "1_000",
    "٣",
    "0",
    "-1",
)
DATES = (
    "45356",
    "45356.75",
    "1",
    "31/02/2024",
    "1/1/24",
    "2024-13-45",
    "47121231",
    "0000-00-00",
    "1900-01-01",
)
FORMULAS = ("=cmd|' /C calc'!A0", "@SUM(1)", "+A1", "=1+1", "#REF!")
INVISIBLE = ("zero\u200bwidth", "\u202eright to left", "\ufeff", "\x1f", "\x85", "\u2028", "\u00a0", "é", "𐀀")
BREAKING = ("a\nb", "a\r\nb\r\nc", 'say "so"', '"', "a,b;c\td|e", "{}", "%s", "\\")
WORDS = ("TRUE", "null", "Total", "TRL", "Band", "12:30")
LONG = ("9" * 30, "9" * 400, "x" * 100_000)
ODD = (*NUMBERS, *DATES, *FORMULAS, *INVISIBLE, *BREAKING, *WORDS, *LONG)


def odd_cells(draw: Draw, export: Export) -> Export:
    rows = [list(row) for row in export.rows]
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.sampled_from(rows))
        place = draw(st.integers(0, len(export.headings) - 1))
        if place < len(row):
            public = export.contract.by_name[export.columns[place]].classification == "public"
            odd = draw(st.sampled_from(ODD))
            row[place] = odd if public or draw(st.booleans()) else f"{odd}{WITHIN}"
    return replace(export, rows=rows)


def rows_of_another_width(draw: Draw, export: Export) -> Export:
    rows = list(export.rows)
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(rows) - 1))
        lost = draw(st.integers(-3, len(export.headings)))
        rows[number] = rows[number][: max(len(rows[number]) - lost, 0)] + ["more"] * -min(lost, 0)
    return replace(export, rows=rows)


def two_tables(draw: Draw, export: Export) -> Export:
    another = columns_shuffled(draw, good(export.contract, 2))
    between = draw(st.sampled_from([[], [[""] * len(export.headings)]]))
    return replace(export, rows=[*export.rows, *between, *another.lines])


LAYOUT: tuple[Spoil, ...] = (columns_shuffled, title_rows, rows_that_are_none)
CONTENT: tuple[Spoil, ...] = (
    *(heading_mistyped, column_doubled, day_and_month_swapped, odd_cells, rows_of_another_width, two_tables),
)


def spoils(contract: Contract, ways: tuple[Spoil, ...], *, fewest: int = 0) -> st.SearchStrategy[Export]:
    """Exports of 5 to 60 rows, spoilt in a few of these ways, one after the other."""

    @st.composite
    def drawn(draw: Draw) -> Export:
        export = good(contract, draw(st.integers(5, 60)))
        for spoil in draw(st.lists(st.sampled_from(ways), min_size=fewest, max_size=3)):
            export = spoil(draw, export)
        return export

    return drawn()


# The file


def as_text(draw: Draw, export: Export) -> str:
    """Write an export as delimited text, quoted as some systems do and others do not."""
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=draw(st.sampled_from(",;\t|")),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\r\n", "\n"])),
    )
    writer.writerows(export.lines)
    return text.getvalue()


def encoded(draw: Draw, text: str) -> bytes:
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return text.encode(encoding, "replace")


LONGEST_CELL = 32_767  # Excel's


def as_workbook(draw: Draw, export: Export, *, dates: bool | None = None) -> bytes:
    """Write an export as a workbook, with what Excel users leave in one: types, merged cells, hidden columns, styles.

    ``dates`` says whether dates are dates or text; where it is left open, each cell may be either.
    """
    merged, hidden, styled, prose, typed = (draw(st.booleans()) for _ in range(5))
    file, width = io.BytesIO(), len(export.headings)
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bg_color": "#ffeeaa"})
        if prose:
            book.add_worksheet("Cover").write("A1", "Made up. Do not forward.")
        sheet = book.add_worksheet("Export")
        top = 1 if merged else 0
        if merged:
            sheet.merge_range(0, 0, 0, width - 1, "Everybody in post", bold)
        if hidden:
            sheet.set_column(1, 2, None, None, {"hidden": True})
        if styled:
            for number in (*range(top + len(export.lines), 200), top):
                sheet.set_row(number, 20, bold)
            for place in range(width, width + 30):
                sheet.write_blank(top + 3, place, None, bold)
        for number, line in enumerate(export.lines, start=top):
            for place, cell in enumerate(line):
                moment = _as_day(cell) if dates is not False else None
                if moment and (dates or draw(st.booleans())):
                    sheet.write_datetime(number, place, moment, day)
                else:
                    _write(sheet, number, place, cell, typed=typed)
    return file.getvalue()


def _write(sheet: Any, number: int, place: int, cell: str, *, typed: bool) -> None:
    if typed and cell.startswith("=") and len(cell) < 99:
        sheet.write_formula(number, place, cell, None, WITHIN)
    elif typed and cell.replace(".", "", 1).isdecimal() and cell.isascii() and len(cell) < 16:
        sheet.write_number(number, place, float(cell))
    elif cell:
        sheet.write_string(number, place, cell[:LONGEST_CELL])


def _as_day(cell: str) -> datetime | None:
    try:
        day = datetime.strptime(cell, "%d/%m/%Y")
    except ValueError:
        return None
    return day if day.year >= 1900 else None


def _put_in(pieces: tuple[bytes, ...]) -> Callable[[Draw, bytes], bytes]:
    def spoil(draw: Draw, content: bytes) -> bytes:
        for piece in draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=3)):
            place = draw(st.integers(0, len(content)))
            content = content[:place] + piece + content[place:]
        return content

    return spoil


def _one_lost(mark: bytes) -> Callable[[Draw, bytes], bytes]:
    def spoil(draw: Draw, content: bytes) -> bytes:
        pieces = content.split(mark)
        if len(pieces) == 1:
            return content
        place = draw(st.integers(1, len(pieces) - 1))
        return mark.join(pieces[:place]) + mark.join(pieces[place:])

    return spoil


def _cut_off(draw: Draw, content: bytes) -> bytes:
    return content[: draw(st.integers(0, len(content)))]


def _another_mark_of_order(draw: Draw, content: bytes) -> bytes:
    return draw(st.sampled_from([b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0\xfe\xff"])) + content


BYTES: tuple[Callable[[Draw, bytes], bytes], ...] = (
    _put_in((b"\xe9", b"\x92", b"\x81", b"\xc3\xa9")),
    _put_in((b"\0",)),
    _put_in((b'"', b'""', b'"\r\n')),
    _put_in((b"\r", b"\n", b"\r\n\r\n", b"\n" + b"," * 40, b"\x1a")),
    _one_lost(b'"'),
    _one_lost(b"\n"),
    _one_lost(b","),
    _cut_off,
    _another_mark_of_order,
)
