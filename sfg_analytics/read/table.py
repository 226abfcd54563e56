"""Where a sheet's table begins, what stands above it, and which rows are not rows.

Reports put a title, prompts and a run date above the header and totals below the rows. The functions here find the
header among the first rows, and take blank rows, repeated headers, totals and trailers out of the body, counting each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from sfg_analytics.contract import fold
from sfg_analytics.errors import AmbiguousExport, UnreadableExport
from sfg_analytics.export import Sheet

HEADER_WITHIN = 60
_FEWEST_HEADINGS = 2
_LONGEST_TAIL = 20  # rows at the end looked at for closing notes
_NARROW = 3  # a table this narrow may well have rows with one cell filled
_TOTAL = r"(?i)^\s*(grand |sub)?[ -]?totals?\b"
_TRAILER = r"(?i)^\s*((TRL|FTR)\s*$|\*+ ?end|end of (report|file|extract))"


def is_closing_line(cell: str) -> bool:
    """Whether a line's first cell marks it as a total or a trailer, which may be shorter than the rows.

    Examples
    --------
    >>> [is_closing_line(text) for text in ("Grand Total", "TRL", "*** End of report ***", "7")]
    [True, True, True, False]
    """
    return bool(re.match(_TOTAL, cell) or re.match(_TRAILER, cell))


def find_header(rows: Sequence[Sequence[str]], known_headings: frozenset[str]) -> int | None:
    """Find the header among the first rows of a sheet.

    Parameters
    ----------
    rows
        The first rows, cell by cell.
    known_headings
        Folded headings that contracts know.

    Returns
    -------
    int or None
        Index of the row that holds most known headings (the first of equals). Where fewer than two are known, the
        first row with two cells filled, so that a message can name what stands there; None when there is none.

    Examples
    --------
    >>> find_header([["Report"], ["Band", "Role"], ["7", "Nurse"]], frozenset({"band", "role"}))
    1
    """
    best, most = None, _FEWEST_HEADINGS - 1
    for index, row in enumerate(rows):
        hits = sum(fold(cell) in known_headings for cell in row if cell)
        if hits > most:
            best, most = index, hits
    if best is not None:
        return best
    filled = (i for i, row in enumerate(rows) if sum(bool(cell and cell.strip()) for cell in row) > 1)
    return next(filled, None)


def unique_headings(headings: Sequence[str]) -> list[str]:
    """Make headings usable as column names: blank ones named by position, repeated ones numbered.

    Examples
    --------
    >>> unique_headings(["Base", "", "Base", "row"])
    ['Base', 'column 2', 'Base (2)', 'row (2)']
    """
    seen: dict[str, int] = {"row": 1}
    names = []
    for position, heading in enumerate(headings, start=1):
        name = heading.strip() or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        while seen[name] > 1 and f"{name} ({seen[name]})" in seen:
            seen[name] += 1
        unique = name if seen[name] == 1 else f"{name} ({seen[name]})"
        seen.setdefault(unique, 1)
        names.append(unique)
    return names


def body(
    file: str,
    name: str,
    rows: pl.DataFrame,
    headings: Sequence[str],
    *,
    above: Sequence[Sequence[str]],
    header_row: int,
    known_headings: frozenset[str],
    dropped: dict[str, int] | None = None,
) -> Sheet:
    """Make a sheet of the rows under a header, taking out and counting those that are no rows.

    Parameters
    ----------
    rows
        The text columns under the header and, last, ``row``.

    Raises
    ------
    UnreadableExport
        When there is no row at all.
    AmbiguousExport
        When a second, different header stands among the rows.
    """
    columns = [column for column in rows.columns if column != "row"]
    table = rows.rename(dict(zip(columns, unique_headings(headings), strict=True)))
    counts = dict(dropped or {})
    table = _without_headers(table, file, name, headings, known_headings, counts)
    table = _without_marked(table, counts)
    sheet = Sheet(file, name, tuple(headings), table, tuple(map(tuple, above)), header_row, counts)
    if table.is_empty():
        raise UnreadableExport(
            f"{sheet.place} has a header and no row under it.",
            expected="at least one row",
            got=f"{sum(counts.values())} blank, total or trailer rows" if counts else "nothing",
        )
    return sheet


def _count(counts: dict[str, int], reason: str, number: int) -> None:
    if number:
        counts[reason] = counts.get(reason, 0) + number


def _without_headers(
    table: pl.DataFrame,
    file: str,
    name: str,
    headings: Sequence[str],
    known_headings: frozenset[str],
    counts: dict[str, int],
) -> pl.DataFrame:
    """Take out headers repeated at a page break; refuse a second, different one."""
    columns = [column for column in table.columns if column != "row"]
    suspects: set[int] = set()
    for column in columns[:3]:
        values = table[column].unique()
        worded = values.filter(values.str.contains("[A-Za-z]") & ~values.str.contains("[0-9]{3}"))
        known = [value for value in worded if fold(value) in known_headings]
        if known:
            suspects.update(table.filter(pl.col(column).is_in(known))["row"].to_list())
    if not suspects:
        return table
    own = [fold(heading) for heading in headings]
    repeated = []
    for *cells, row in table.filter(pl.col("row").is_in(list(suspects))).select(*columns, "row").rows():
        folded = [fold(cell) for cell in cells if cell]
        if [fold(cell or "") for cell in cells] == own:
            repeated.append(row)
        elif len(folded) > _FEWEST_HEADINGS and sum(cell in known_headings for cell in folded) > 0.6 * len(
            folded
        ):
            place = f"'{file}'" + (f", sheet '{name}'" if name else "")
            raise AmbiguousExport(
                f"{place} holds two tables: a second header stands in row {row}.",
                expected="one table a sheet",
                hint="put each table on a sheet or in a file of its own.",
            )
    _count(counts, "repeated header", len(repeated))
    return table.filter(~pl.col("row").is_in(repeated)) if repeated else table


def _without_marked(table: pl.DataFrame, counts: dict[str, int]) -> pl.DataFrame:
    """Take out blank rows, totals and trailers."""
    columns = [column for column in table.columns if column != "row"]
    first = pl.col(columns[0])
    suspect = (
        first.is_null()
        | (first.str.strip_chars() == "")
        | first.str.contains(_TOTAL)
        | first.str.contains(_TRAILER)
    )
    suspects = pl.concat([table.filter(suspect), table.tail(_LONGEST_TAIL)]).unique("row").sort("row")
    filled = pl.sum_horizontal(
        (pl.col(column).fill_null("").str.strip_chars() != "").cast(pl.Int64) for column in columns
    )
    label = pl.coalesce(
        pl.when(pl.col(column).str.strip_chars() != "").then(pl.col(column)) for column in columns
    ).fill_null("")
    judged = suspects.select(
        "row",
        filled=filled,
        reason=pl.when(filled == 0)
        .then(pl.lit("blank row"))
        .when(label.str.contains(_TOTAL) & (filled * 2 <= len(columns)))
        .then(pl.lit("total row"))
        .when(label.str.contains(_TRAILER))
        .then(pl.lit("trailer row")),
    )
    notes = _closing_notes(judged) if len(columns) > _NARROW else []
    judged = judged.with_columns(
        reason=pl.when(pl.col("row").is_in(notes)).then(pl.lit("trailer row")).otherwise("reason")
    ).drop_nulls("reason")
    for reason, number in judged.group_by("reason").len().sort("reason").rows():
        _count(counts, reason, number)
    return table.join(judged, on="row", how="anti", maintain_order="left") if judged.height else table


def _closing_notes(judged: pl.DataFrame) -> list[int]:
    """Rows at the very end with a single cell filled: a note such as who ran the report, not a row of the table."""
    notes = []
    for row, filled, reason in judged.sort("row", descending=True).rows():
        if reason is None and filled > 1:
            break
        if reason is None:
            notes.append(row)
    return notes
