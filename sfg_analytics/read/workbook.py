"""Read workbooks (through calamine) and Parquet files as sheets of text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl

from sfg_analytics.contract import fold
from sfg_analytics.errors import UnreadableExport
from sfg_analytics.export import Sheet
from sfg_analytics.read.stacked import Cells, Head, split
from sfg_analytics.read.table import HEADER_WITHIN, find_header

_FEWEST_COLUMNS = 2


def read_workbook(path: Path, known_headings: frozenset[str], *, piece: int) -> Iterator[Sheet]:
    """Read every table of a workbook.

    Parameters
    ----------
    path
        The workbook (xlsx, xlsm, xls, xlsb or ods), already found to be whole and safe to unpack.
    known_headings
        Folded headings that contracts know.
    piece
        Rows a piece.

    Yields
    ------
    Sheet
        Sheet by sheet; those of prose (a cover, notes) are left out. Tables side by side are told apart where a blank
        column stands between them and a heading of the left one is met again in the right one.

    Raises
    ------
    UnreadableExport
        When the workbook cannot be opened or holds no table.
    """
    import fastexcel

    found = False
    try:
        workbook = fastexcel.read_excel(path)
        names = workbook.sheet_names
        for name in names:
            grid = workbook.load_sheet(name, header_row=None, dtypes="string").to_polars()
            for sheet in _tables(path.name, name if len(names) > 1 else "", grid, known_headings, piece):
                found = True
                yield sheet
    except fastexcel.FastExcelError:
        raise UnreadableExport(
            f"'{path.name}' cannot be read as a workbook.",
            expected="a workbook that Excel opens without repair",
            hint="open it in Excel and save it as .xlsx, or export it as CSV.",
        ) from None
    if not found:
        raise UnreadableExport(
            f"'{path.name}' holds no table in its {len(names)} sheet{'s' if len(names) > 1 else ''}.",
            expected="a header row and rows under it on at least one sheet",
        )


def _tables(
    file: str, name: str, grid: pl.DataFrame, known_headings: frozenset[str], piece: int
) -> Iterator[Sheet]:
    """Give the tables of a sheet, those side by side one after another."""
    if grid.width < _FEWEST_COLUMNS or grid.is_empty():
        return
    first = [tuple(cell or "" for cell in row) for row in grid.head(HEADER_WITHIN).rows()]
    header = find_header(first, known_headings)
    if header is None:
        return
    known = sum(fold(cell) in known_headings for cell in first[header] if cell)
    if grid.height == header + 1 and known < _FEWEST_COLUMNS:
        return
    under = grid.slice(header + 1)
    last = max(position for position, cell in enumerate(first[header]) if cell.strip()) + 1
    width = max(last, _filled_width(under))
    number = 1
    for start, end in _side_by_side(first[header][:width], under, known_headings):
        columns = grid.columns[start:end]
        rows = under.select(
            *(pl.col(column).alias(f"c{place}") for place, column in enumerate(columns)),
            pl.int_range(header + 2, grid.height + 1, dtype=pl.Int64).alias("row"),
            pl.lit(end - start, pl.Int32).alias("fields"),
        )
        above = tuple(row[start:end] for row in first[:header])
        head = Head(first[header][start:end], above, row=header + 1, width=end - start)
        for sheet in split(
            file, name, rows.iter_slices(piece), head, known_headings, piece=piece, first=number
        ):
            yield sheet
            number += sheet.piece == 0


def _side_by_side(
    headings: Cells, under: pl.DataFrame, known_headings: frozenset[str]
) -> list[tuple[int, int]]:
    """Give the first column of each table, and the one after its last: one pair, where all is one table."""
    folded = [fold(heading) for heading in headings]
    blank = [
        not heading.strip() and (under[column].fill_null("").str.strip_chars() == "").all()
        for heading, column in zip(headings, under.columns, strict=False)
    ]
    edges = [0, *(place for place, is_blank in enumerate(blank) if is_blank), len(headings)]
    spans = [(start + blank[start], end) for start, end in pairwise(edges) if end > start + blank[start]]
    known = [{heading for heading in folded[start:end] if heading in known_headings} for start, end in spans]
    apart = all(len(names) >= _FEWEST_COLUMNS for names in known)
    again = any(left & right for left, right in pairwise(known))
    return spans if apart and again else [(0, len(headings))]


def _filled_width(grid: pl.DataFrame) -> int:
    """Columns up to the last that holds anything, so that formatted but empty ones do not count."""
    filled = [column for column in grid.columns if grid[column].null_count() < grid.height]
    return grid.columns.index(filled[-1]) + 1 if filled else 1


def read_parquet(path: Path, known_headings: frozenset[str], *, piece: int) -> Iterator[Sheet]:
    """Read the table of a Parquet file as text, in pieces.

    Raises
    ------
    UnreadableExport
        When the file is damaged or holds nested columns.
    """
    try:
        table = pl.scan_parquet(path, glob=False)
        schema = table.collect_schema()
    except (pl.exceptions.PolarsError, OSError):
        raise _not_whole(path) from None
    nested = [name for name, kind in schema.items() if kind.is_nested()]
    if nested:
        raise UnreadableExport(
            f"'{path.name}' holds nested columns ({', '.join(nested[:5])}).",
            expected="plain columns of text, numbers, dates or booleans",
        )
    text = table.select(
        *(pl.col(name).cast(pl.String).alias(f"c{place}") for place, name in enumerate(schema))
    )
    head = Head(tuple(schema), (), row=1, width=len(schema))
    yield from split(path.name, "", _slices(path, text, piece), head, known_headings, piece=piece)


def _slices(path: Path, text: pl.LazyFrame, piece: int) -> Iterator[pl.DataFrame]:
    first = 0
    while True:
        try:
            rows = text.slice(first, piece).collect()
        except (pl.exceptions.PolarsError, OSError):
            raise _not_whole(path) from None
        if rows.is_empty():
            return
        yield rows.with_columns(
            pl.int_range(first + 2, first + rows.height + 2, dtype=pl.Int64).alias("row"),
            pl.lit(rows.width, pl.Int32).alias("fields"),
        )
        first += rows.height


def _not_whole(path: Path) -> UnreadableExport:
    return UnreadableExport(
        f"'{path.name}' is not a whole Parquet file.",
        hint="write it again; the end of it may be missing.",
    )
