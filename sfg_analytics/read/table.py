"""Where a sheet's table begins, what stands above it, and which rows are not rows.

Reports put a title, prompts and a run date above the header and totals below the rows. The functions here find the
header among the first rows, and take blank rows, totals and trailers out of the body, counting each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from sfg_analytics.contract import fold

HEADER_WITHIN = 60
_FEWEST_HEADINGS = 2
_KNOWN_SHARE = 0.6  # of a header's cells, by which it is told from a row
LONGEST_TAIL = 20  # rows at the end looked at for closing notes
NARROW = 3  # a table this narrow may well have rows with one cell filled
_TOTAL = r"(?i)^\s*(grand |sub)?[ -]?totals?\b"
_PAGE = r"(?i)^\s*page [0-9]+( of [0-9]+)?\s*$"
_TRAILER = r"(?i)^\s*((TRL|FTR)\s*$|\*+ ?end|end of (report|file|extract))"


def is_closing_line(cell: str) -> bool:
    """Whether a line's first cell marks it as a total or a trailer, which may be shorter than the rows.

    Examples
    --------
    >>> [is_closing_line(text) for text in ("Grand Total", "TRL", "*** End of report ***", "Page 2 of 3", "7")]
    [True, True, True, True, False]
    """
    return bool(re.match(_TOTAL, cell) or re.match(_TRAILER, cell) or re.match(_PAGE, cell))


def is_page_number(cell: str) -> bool:
    """Whether a line does no more than number a page.

    Examples
    --------
    >>> is_page_number("Page 2 of 3"), is_page_number("Page")
    (True, False)
    """
    return bool(re.match(_PAGE, cell))


def is_header(cells: Sequence[str], known_headings: frozenset[str]) -> bool:
    """Whether a row can be nothing but a header: it fills three cells or more, and contracts know most of them.

    Examples
    --------
    >>> is_header(["Band", "Role", "Notes", ""], frozenset({"band", "role"}))
    True
    """
    folded = [fold(cell) for cell in cells if cell]
    known = sum(cell in known_headings for cell in folded)
    return len(folded) > _FEWEST_HEADINGS and known > _KNOWN_SHARE * len(folded)


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
        Index of the first row that can be nothing but a header, for others may stand under it; failing that, of the
        row that holds most known headings. Where fewer than two are known, the first row that fills more than one cell
        and more than half as many as the fullest, so that titles are not taken for it; None when there is none.

    Examples
    --------
    >>> find_header([["Report"], ["Band", "Role"], ["7", "Nurse"]], frozenset({"band", "role"}))
    1
    """
    best, most = None, _FEWEST_HEADINGS - 1
    for index, row in enumerate(rows):
        if is_header(row, known_headings):
            return index
        hits = sum(fold(cell) in known_headings for cell in row if cell)
        if hits > most:
            best, most = index, hits
    if best is not None:
        return best
    filled = [sum(bool(cell and cell.strip()) for cell in row) for row in rows]
    enough = max(1, max(filled, default=0) // 2)
    return next((index for index, cells in enumerate(filled) if cells > enough), None)


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


def without_marked(table: pl.DataFrame, width: int, counts: Counter[str], *, last: bool) -> pl.DataFrame:
    """Take out blank rows, totals and trailers.

    Parameters
    ----------
    table
        Text columns and ``row``.
    width
        Columns up to the last that has a heading; a total fills at most half of them.
    counts
        What is taken out is added here, by reason.
    last
        Whether these rows are the table's last, under which notes may stand.
    """
    columns = [column for column in table.columns if column != "row"]
    first = pl.col(columns[0])
    suspect = (
        first.is_null()
        | (first.str.strip_chars() == "")
        | first.str.contains(_TOTAL)
        | first.str.contains(_TRAILER)
        | first.str.contains(_PAGE)
    )
    tail = table.tail(LONGEST_TAIL if last else 0)
    suspects = pl.concat([table.filter(suspect), tail]).unique("row").sort("row")
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
        .when(label.str.contains(_TOTAL) & (filled * 2 <= width))
        .then(pl.lit("total row"))
        .when(label.str.contains(_PAGE) & (filled * 2 <= width))
        .then(pl.lit("page number"))
        .when(label.str.contains(_TRAILER))
        .then(pl.lit("trailer row")),
    )
    notes = (
        _closing_notes(judged.filter(pl.col("row").is_in(tail["row"].implode()))) if width > NARROW else []
    )
    judged = judged.with_columns(
        reason=pl.when(pl.col("row").is_in(notes)).then(pl.lit("trailer row")).otherwise("reason")
    ).drop_nulls("reason")
    for reason, number in judged.group_by("reason").len().sort("reason").rows():
        counts[reason] += number
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
