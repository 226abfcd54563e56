"""Read delimited text: any usual delimiter and encoding, quoted or not, under any number of title lines.

pyarrow's reader is used because it refuses a row with too few or too many fields, where others pad or cut it in
silence. The rows it will not have (totals and trailers, which are often shorter, and titles and rows of a further table)
are put back in their places with the number of fields they have; :mod:`sfg_analytics.read.stacked` judges them.
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
from sfg_analytics.read.stacked import Head, split
from sfg_analytics.read.table import HEADER_WITHIN, find_header

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 20
_PIECE = 1 << 24
_MOST_COLUMNS = 16_384  # as many as Excel has
_BLOCK = 2 << 20


def read_delimited(
    path: Path,
    encoding: str,
    known_headings: frozenset[str],
    *,
    piece: int,
    file: str = "",
    name: str = "",
) -> Iterator[Sheet]:
    """Read the tables of a delimited text file, in pieces.

    Parameters
    ----------
    path
        The file.
    encoding
        As :func:`sfg_analytics.read.examine` found it.
    known_headings
        Folded headings that contracts know, by which the delimiter and the headers are chosen.
    piece
        Rows a piece.
    file, name
        What file and sheet are called, where that is not the file's own name.

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
    headings, above = tuple(rows[header]), tuple(map(tuple, rows[:header]))
    if len(headings) > _MOST_COLUMNS:
        raise UnreadableExport(
            f"'{path.name}' has more columns than a spreadsheet can hold.",
            expected=f"at most {_MOST_COLUMNS:,} fields in a row",
            got=f"{len(headings):,} or more in row {header + 1}",
            hint="the line breaks may have been lost on the way; export it again.",
        )
    head = Head(headings, above, row=header + 1, width=len(headings))
    with _as_utf8(path, encoding) as stream:
        records = _records(path, stream, delimiter, head, piece)
        yield from split(file or path.name, name, records, head, known_headings, piece=piece)


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


def _records(path: Path, stream: IO[bytes], delimiter: str, head: Head, piece: int) -> Iterator[pl.DataFrame]:
    """Read the records under the header, about a piece at a time, with ``row`` and ``fields``."""
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    names = [f"c{position}" for position in range(head.width)]
    try:
        _skip_records(stream, head.row, delimiter)
    except (csv.Error, StopIteration):
        raise UnreadableExport(
            f"'{path.name}' breaks its lines in ways that do not agree.",
            expected="each row on a line of its own, line breaks inside a value in quotation marks",
            got=f"a stray carriage return or quotation mark in the first {head.row} rows",
            hint="in Excel, save it again as 'CSV UTF-8 (Comma delimited)'.",
        ) from None
    odd: dict[int, list[str]] = {}

    def put_aside(record: Any) -> str:
        odd[head.row + record.number] = _cells(record.text, delimiter)
        return "skip"

    held: list[Any] = []
    frame, row = None, head.row + 1
    try:
        reader = pa_csv.open_csv(
            stream,
            # Without threads a record that does not fit comes with its number, and the reading is no slower.
            read_options=pa_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=put_aside,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
        for batch in reader:
            held.append(batch)
            if sum(part.num_rows for part in held) + len(odd) >= piece:
                frame = _in_their_places(pa.Table.from_batches(held), odd, row)
                row, held = row + frame.height, []
                yield frame
        if held or odd:
            frame = _in_their_places(pa.Table.from_batches(held, reader.schema), odd, row)
            yield frame
    except pa.ArrowInvalid as fault:
        if "Empty CSV" in str(fault):
            return
        raise UnreadableExport(
            f"'{path.name}' has rows of different widths.",
            expected=f"{head.width} fields in every row, as in the header (row {head.row})",
            got="a field longer than any cell, so a quotation mark is probably never closed",
            hint="a value that holds the delimiter needs quotation marks around it; export again, or mend that row.",
        ) from None
    if frame is not None:
        _refuse_endless_quote(path, frame)


def _cells(record: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return [record]


def _in_their_places(fitting: Any, odd: dict[int, list[str]], first: int) -> pl.DataFrame:
    """Number the rows from the first on, and put among them those with another number of fields than the header."""
    regular = pl.DataFrame(pl.from_arrow(fitting))
    end, here = first + regular.height, []
    for row in sorted(odd):
        if row > end:
            break
        here.append(row)
        end += 1
    rows = pl.int_range(first, end, dtype=pl.Int64, eager=True)
    frame = regular.with_columns(
        rows.filter(~rows.is_in(here)).alias("row"), pl.lit(regular.width, pl.Int32).alias("fields")
    )
    if not here:
        return frame
    cells = [odd.pop(row) for row in here]
    width = max(map(len, cells))
    put_back = pl.DataFrame(
        [
            [*line, *[None] * (width - len(line)), row, len(line)]
            for line, row in zip(cells, here, strict=True)
        ],
        schema={f"c{place}": pl.String for place in range(width)} | {"row": pl.Int64, "fields": pl.Int32},
        orient="row",
    )
    return pl.concat([frame, put_back], how="diagonal").sort("row")


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


def _refuse_endless_quote(path: Path, rows: pl.DataFrame) -> None:
    """Refuse a file whose last row swallowed lines because a quotation mark was never closed."""
    cells, row = rows.tail(1).drop("row", "fields").row(0), rows["row"][-1]
    swallowed = max(cell.count("\n") for cell in cells if cell is not None)
    if swallowed > 1 and not _closed(path):
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
