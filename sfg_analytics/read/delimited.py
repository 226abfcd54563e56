"""Read delimited text: any usual delimiter and encoding, quoted or not, under any number of title lines.

pyarrow's reader is used because it refuses a row with too few or too many fields, where others pad or cut it in
silence. Totals and trailers, which are often shorter, are let through and counted.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import polars as pl

from sfg_analytics.contract import fold
from sfg_analytics.errors import UnreadableExport
from sfg_analytics.export import Sheet
from sfg_analytics.read.table import HEADER_WITHIN, body, find_header, is_closing_line

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 20
_PIECE = 1 << 24
_MOST_COLUMNS = 16_384  # as many as Excel has
_BLOCK = 2 << 20


def read_delimited(path: Path, encoding: str, known_headings: frozenset[str]) -> Sheet:
    """Read a delimited text file as one sheet of text.

    Parameters
    ----------
    path
        The file.
    encoding
        As :func:`sfg_analytics.read.examine` found it.
    known_headings
        Folded headings that contracts know, by which the delimiter and the header row are chosen.

    Raises
    ------
    UnreadableExport
        When there is no table, when a row has another number of fields than the header, or when a quotation mark is
        never closed.
    """
    sample = _sample(path, encoding)
    delimiter, rows = _delimiter(sample, known_headings)
    header = find_header(rows, known_headings)
    if header is None:
        raise UnreadableExport(
            f"'{path.name}' holds no table.",
            expected="a header row and rows under it, separated by comma, semicolon, tab or bar",
            got=f"{len(rows)} line{'s' if len(rows) != 1 else ''} of one field each",
        )
    headings = rows[header]
    if len(headings) > _MOST_COLUMNS:
        raise UnreadableExport(
            f"'{path.name}' has more columns than a spreadsheet can hold.",
            expected=f"at most {_MOST_COLUMNS:,} fields in a row",
            got=f"{len(headings):,} or more in row {header + 1}",
            hint="the line breaks may have been lost on the way; export it again.",
        )
    with _as_utf8(path, encoding) as file:
        table, dropped = _records(path, file, delimiter, header, len(headings))
    return body(
        path.name,
        "",
        table,
        headings,
        above=rows[:header],
        header_row=header + 1,
        known_headings=known_headings,
        dropped=dropped,
    )


def _sample(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        text = file.read(_SAMPLE)
        return text + file.readline(_SAMPLE) if len(text) == _SAMPLE else text


def _delimiter(sample: str, known_headings: frozenset[str]) -> tuple[str, list[list[str]]]:
    """Choose the delimiter whose best row shows most known headings, then the one that gives most fields."""
    best: tuple[tuple[int, int], str, list[list[str]]] | None = None
    for delimiter in _DELIMITERS:
        rows = _first_rows(sample, delimiter)
        hits = max((sum(fold(cell) in known_headings for cell in row) for row in rows), default=0)
        fields = sorted(len(row) for row in rows)[len(rows) // 2] if rows else 0
        if best is None or (hits, fields) > best[0]:
            best = ((hits, fields), delimiter, rows)
    if best is None:
        return ",", []
    return best[1], best[2]


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) == HEADER_WITHIN:
                break
    except csv.Error:  # a quotation mark never closed makes one endless field; the reader proper will say so
        return rows
    return rows


@contextmanager
def _as_utf8(path: Path, encoding: str) -> Iterator[IO[bytes]]:
    """Open a file as UTF-8 bytes, writing it over piece by piece where it is in another encoding."""
    if encoding in {"utf-8", "utf-8-sig"}:
        with path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as copy:
        with path.open(encoding=encoding, newline="") as original:
            while piece := original.read(_PIECE):
                copy.write(piece.encode())
        copy.seek(0)
        yield copy


def _records(
    path: Path, file: IO[bytes], delimiter: str, header: int, width: int
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Read the records under the header; give them with ``row``, and how many lines were passed over, and why."""
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    names = [f"c{position}" for position in range(width)]
    try:
        _skip_records(file, header + 1, delimiter)
    except (csv.Error, StopIteration):
        raise UnreadableExport(
            f"'{path.name}' breaks its lines in ways that do not agree.",
            expected="each row on a line of its own, line breaks inside a value in quotation marks",
            got=f"a stray carriage return or quotation mark in the first {header + 1} rows",
            hint="in Excel, save it again as 'CSV UTF-8 (Comma delimited)'.",
        ) from None
    start = file.tell()
    closing = 0

    def other_width(record: Any) -> str:
        nonlocal closing
        first = record.text.split(delimiter, 1)[0].strip().strip('"')
        if is_closing_line(first):
            closing += 1
            return "skip"
        return "error"

    def parse(*, threads: bool) -> Any:
        return pa_csv.read_csv(
            file,
            read_options=pa_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=threads),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=other_width,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )

    try:
        arrow = parse(threads=True)
    except pa.ArrowInvalid as fault:
        if "Empty CSV" in str(fault):
            return pl.DataFrame(schema=dict.fromkeys([*names, "row"], pl.String)), {}
        file.seek(start)
        raise _ragged(path, file, delimiter, header, width) from None
    rows = pl.int_range(header + 2, header + 2 + arrow.num_rows, eager=True).to_arrow()
    filled = _filled(arrow.append_column("row", rows), names)
    table = pl.DataFrame(pl.from_arrow(filled))
    _refuse_endless_quote(path, table, names)
    dropped = {"total or trailer line": closing, "blank row": arrow.num_rows - filled.num_rows}
    return table, {reason: number for reason, number in dropped.items() if number}


def _filled(arrow: Any, names: list[str]) -> Any:
    """Leave out rows without a character in them, of which some exports have a million, before they take up memory."""
    import pyarrow.compute as pc

    blank = None
    for name in names:
        empty = pc.equal(pc.binary_length(arrow[name]), 0)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return arrow
    return arrow.filter(pc.invert(blank))


def _skip_records(file: IO[bytes], records: int, delimiter: str) -> None:
    """Move past the header, a record that holds line breaks counting as one."""
    lines = _Lines(file)
    reader = csv.reader((text for text, _ in lines), delimiter=delimiter)
    for _ in range(records):
        next(reader)
    file.seek(lines.offset)


class _Lines:
    """Lines of a UTF-8 file as text, with the byte offset reached."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.offset = file.tell()

    def __iter__(self) -> Iterator[tuple[str, int]]:
        for line in self.file:
            self.offset += len(line)
            yield line.decode("utf-8-sig"), self.offset


def _ragged(path: Path, file: IO[bytes], delimiter: str, header: int, width: int) -> UnreadableExport:
    """Find the first row with another number of fields, to name it."""
    rows = csv.reader((text for text, _ in _Lines(file)), delimiter=delimiter)
    found = ""
    try:
        for number, row in enumerate(rows, start=header + 2):
            if len(row) != width and not is_closing_line(row[0] if row else "") and row:
                found = f"row {number} has {len(row)}"
                break
    except csv.Error:
        found = "a field longer than any cell, so a quotation mark is probably never closed"
    return UnreadableExport(
        f"'{path.name}' has rows of different widths.",
        expected=f"{width} fields in every row, as in the header (row {header + 1})",
        got=found or "a row that cannot be split into fields",
        hint="a value that holds the delimiter needs quotation marks around it; export again, or mend that row.",
    )


def _refuse_endless_quote(path: Path, table: pl.DataFrame, names: list[str]) -> None:
    """Refuse a file whose last row swallowed lines because a quotation mark was never closed."""
    if table.is_empty():
        return
    *cells, row = table.tail(1).select(*names, "row").row(0)
    swallowed = max(cell.count("\n") for cell in cells)
    if swallowed > 1 and any(cell.count("\n") == swallowed and not _closed(path) for cell in cells):
        raise UnreadableExport(
            f"'{path.name}' has a quotation mark that is never closed.",
            expected="an even number of quotation marks",
            got=f"a field in row {row} that runs to the end of the file",
            hint="look at that row for a stray quotation mark.",
        )


def _closed(path: Path) -> bool:
    marks = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            marks += piece.count(b'"')
    return marks % 2 == 0
