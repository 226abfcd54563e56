"""Read workbooks (through calamine) and Parquet files as sheets of text."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from sfg_analytics.contract import fold
from sfg_analytics.errors import UnreadableExport
from sfg_analytics.export import Sheet
from sfg_analytics.read.table import HEADER_WITHIN, body, find_header

_FEWEST_COLUMNS = 2


def read_workbook(path: Path, known_headings: frozenset[str]) -> list[Sheet]:
    """Read every sheet of a workbook that holds a table.

    Parameters
    ----------
    path
        The workbook (xlsx, xlsm, xls, xlsb or ods), already found to be whole and safe to unpack.
    known_headings
        Folded headings that contracts know.

    Returns
    -------
    list of Sheet
        Sheets of prose (a cover, notes) are left out.

    Raises
    ------
    UnreadableExport
        When the workbook cannot be opened or holds no table.
    """
    import fastexcel

    sheets = []
    try:
        workbook = fastexcel.read_excel(path)
        names = workbook.sheet_names
        grids = [
            (name, workbook.load_sheet(name, header_row=None, dtypes="string").to_polars()) for name in names
        ]
    except fastexcel.FastExcelError:
        raise UnreadableExport(
            f"'{path.name}' cannot be read as a workbook.",
            expected="a workbook that Excel opens without repair",
            hint="open it in Excel and save it as .xlsx, or export it as CSV.",
        ) from None
    for name, grid in grids:
        sheet = _sheet(path.name, name if len(names) > 1 else "", grid, known_headings)
        if sheet is not None:
            sheets.append(sheet)
    if not sheets:
        raise UnreadableExport(
            f"'{path.name}' holds no table in its {len(names)} sheet{'s' if len(names) > 1 else ''}.",
            expected="a header row and rows under it on at least one sheet",
        )
    return sheets


def _sheet(file: str, name: str, grid: pl.DataFrame, known_headings: frozenset[str]) -> Sheet | None:
    if grid.width < _FEWEST_COLUMNS or grid.is_empty():
        return None
    first = [[cell or "" for cell in row] for row in grid.head(HEADER_WITHIN).rows()]
    header = find_header(first, known_headings)
    if header is None:
        return None
    known = sum(fold(cell) in known_headings for cell in first[header] if cell)
    if grid.height == header + 1 and known < _FEWEST_COLUMNS:
        return None
    last = max(position for position, cell in enumerate(first[header]) if cell.strip()) + 1
    width = max(last, _filled_width(grid.slice(header + 1)))
    rows = (
        grid.slice(header + 1)
        .select(grid.columns[:width])
        .with_row_index("row", offset=header + 2)
        .with_columns(pl.col("row").cast(pl.Int64))
        .select(*grid.columns[:width], "row")
    )
    return body(
        file,
        name,
        rows,
        first[header][:width],
        above=first[:header],
        header_row=header + 1,
        known_headings=known_headings,
    )


def _filled_width(grid: pl.DataFrame) -> int:
    """Columns up to the last that holds anything, so that formatted but empty ones do not count."""
    filled = [column for column in grid.columns if grid[column].null_count() < grid.height]
    return grid.columns.index(filled[-1]) + 1 if filled else 1


def read_parquet(path: Path, known_headings: frozenset[str]) -> list[Sheet]:
    """Read a Parquet file as one sheet of text.

    Raises
    ------
    UnreadableExport
        When the file is damaged or holds nested columns.
    """
    try:
        table = pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError):
        raise UnreadableExport(
            f"'{path.name}' is not a whole Parquet file.",
            hint="write it again; the end of it may be missing.",
        ) from None
    nested = [name for name, kind in table.schema.items() if kind.is_nested()]
    if nested:
        raise UnreadableExport(
            f"'{path.name}' holds nested columns ({', '.join(nested[:5])}).",
            expected="plain columns of text, numbers, dates or booleans",
        )
    rows = table.select(pl.all().cast(pl.String)).rename(
        {name: f"c{position}" for position, name in enumerate(table.columns)}
    )
    rows = rows.with_columns(row=pl.int_range(2, rows.height + 2, dtype=pl.Int64))
    return [body(path.name, "", rows, table.columns, above=(), header_row=1, known_headings=known_headings)]
