"""A document as a workbook: a cover, contents, notes, and one table a sheet, as the Analysis Function asks for.

What is hidden is ``[c]``, what is not available ``[x]``; text stays text, whatever it begins with. The same document gives
the same bytes.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

from sfg_analytics.pack.document import HIDDEN, NOT_AVAILABLE, Column, Document, Row, Table
from sfg_analytics.pack.written import ratio
from sfg_analytics.page.markup import one_line
from sfg_analytics.page.spreadsheet import OBEYED

_LEGEND = [
    f"{HIDDEN}: hidden by disclosure control; the last column says why.",
    f"{NOT_AVAILABLE}: not available.",
]
_LONGEST_SHEET, _MOST_LETTERS = 31, 2_000
_FORMATS = {"count": "#,##0", "ratio": "0.00", "points": "0", "p": "0.000", "rate": "0.00", "score": "0.00"}


def workbook(document: Document) -> bytes:
    """Write a document as a workbook.

    Parameters
    ----------
    document
        What is said.

    Returns
    -------
    bytes
        An ``.xlsx`` file.
    """
    tables = _named([figure.table for figure in document.figures() if figure.table.rows])
    with _gptables() as gptables:
        sheets = {
            name: _sheet(gptables, table, document, place)
            for place, (name, table) in enumerate(tables.items(), start=1)
        }
        file = BytesIO()
        book = gptables.produce_workbook(
            file,
            sheets,
            cover=gptables.Cover(
                plain(document.title),
                intro=[plain(text) for text in document.about],
                about=[plain(text) for text in _first(document)],
            ),
            notes_table=_notes(document, tables),
            workbook_options={"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        # xlsxwriter would put the moment of writing there; the publication's is the same each time.
        book.set_properties({"title": plain(document.title), "created": _moment(document.created)})
        book.close()
    return file.getvalue()


@contextmanager
def _gptables() -> Iterator[Any]:
    """Give gptables, whose calls to pandas are ones that pandas 4 will not have, and which leaves a file open on import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        import gptables
        import pandas as pd

        warnings.simplefilter("ignore", pd.errors.Pandas4Warning)
        yield gptables


def _first(document: Document) -> list[str]:
    first, *_ = document.sections
    return [*first.words, *first.points]


def _moment(created: str) -> datetime:
    return datetime.strptime(created, "%Y-%m-%dT%H:%M:%SZ")


def _named(tables: Sequence[Table]) -> dict[str, Table]:
    """Name each sheet, no two alike."""
    named: dict[str, Table] = {}
    taken = {"cover", "contents", "notes"}
    for table in tables:
        name, turn = table.name, 2
        while name.casefold() in taken:
            name = f"{table.name[: _LONGEST_SHEET - 3]} {turn}"
            turn += 1
        taken.add(name.casefold())
        named[name] = table
    return named


def _sheet(gptables: Any, table: Table, document: Document, place: int) -> Any:
    import pandas as pd

    heads, formats = _heads(table)
    cells = [[cell for column in table.columns for cell in _cells(column, row)] for row in table.rows]
    told = any("missing" in row for row in table.rows)
    if told:
        heads.append("Shown or hidden")
        cells = [[*line, plain(_why(row))] for line, row in zip(cells, table.rows, strict=True)]
    if _several_measures(table):
        for line, row in zip(cells, table.rows, strict=True):
            line[0] = f"{line[0]} $${row['measure']}$$"
    own = {row.get("measure") for row in table.rows if row.get("measure") in document.notes}
    noted = "" if len(own) != 1 else f" $${next(iter(own))}$$"
    return gptables.GPTable(
        table=pd.DataFrame(cells, columns=heads, dtype=object),
        table_name=f"table_{place}",
        title=plain(table.title) + noted,
        scope=plain(table.note) or None,
        instructions="This worksheet holds one table. Notes are on the notes worksheet.",
        legend=list(_LEGEND) if told else [],
        index_columns={2: 0},
        additional_formatting=_formatting(table, cells, formats),
    )


def _several_measures(table: Table) -> bool:
    return table.columns[0].key == "title" and all("measure" in row for row in table.rows)


def _heads(table: Table) -> tuple[list[str], list[str]]:
    """Give heads of columns, a number's limits each in one of their own, and the kind of what stands under each."""
    heads: list[str] = []
    kinds: list[str] = []
    for column in table.columns:
        short = re.sub(r" \(95% interval\)$", "", column.head)
        heads.append(short)
        kinds.append(column.kind)
        if _limited(table, column):
            heads += [f"{short}, lower 95% limit", f"{short}, upper 95% limit"]
            kinds += [column.kind, column.kind]
    return heads, kinds


def _limited(table: Table, column: Column) -> bool:
    return column.has_limits and any(f"{column.key}_lower" in row for row in table.rows)


def _cells(column: Column, row: Row) -> list[Any]:
    keys = [column.key]
    if column.has_limits and f"{column.key}_lower" in row:
        keys += [f"{column.key}_lower", f"{column.key}_upper"]
    return [_cell(column, row, key) for key in keys]


def _cell(column: Column, row: Row, key: str) -> Any:
    content = row.get(key)
    if column.kind in {"text", "hash"}:
        return plain(str(content)) if content is not None else NOT_AVAILABLE
    if content is None:
        hidden = (
            row.get("hidden_ratio")
            if column.kind in {"ratio", "points", "p"} and "hidden_ratio" in row
            else row.get("hidden")
        )
        return HIDDEN if hidden and column.key != "target" else NOT_AVAILABLE
    if content == float("inf"):
        return ratio(content)
    return 100 * content if column.kind == "points" else content


def _why(row: Row) -> str:
    return str(row.get("missing") or "Shown")


def _formatting(table: Table, cells: list[list[Any]], kinds: list[str]) -> list[dict[str, Any]]:
    made = []
    for place, (line, row) in enumerate(zip(cells, table.rows, strict=True), start=1):
        for column, content in enumerate(line):
            kind = kinds[column] if column < len(kinds) else "text"
            if isinstance(content, str):
                if content.startswith(OBEYED):
                    made.append({"cell": {"cells": [(place, column)], "format": {"quote_prefix": True}}})
                continue
            style = "0%" if kind == "value" and row.get("kind", "proportion") == "proportion" else None
            wanted = style or _FORMATS.get(kind) or _FORMATS[str(row.get("kind", "rate"))]
            made.append({"cell": {"cells": [(place, column)], "format": {"num_format": wanted}}})
    return made


def _notes(document: Document, tables: dict[str, Table]) -> Any:
    """List the definitions of the measures that a sheet refers to, if any does."""
    import pandas as pd

    used = [
        row["measure"]
        for table in tables.values()
        for row in table.rows
        if row.get("measure") in document.notes
    ]
    referred = list(dict.fromkeys(used))
    if not referred:  # gptables cannot write a worksheet of no notes
        return None
    return pd.DataFrame(
        {"Reference": referred, "Definition": [plain(": ".join(document.notes[one])) for one in referred]},
        dtype=object,
    )


def plain(text: str) -> str:
    """Make text fit for a cell: one line, at most some thousand letters, nothing that gptables would take for an order.

    Parameters
    ----------
    text
        Anything.

    Examples
    --------
    >>> plain("[see](https://example.org) $$note$$")
    '[see] (https://example.org) $ $note$ $'
    """
    line = one_line(text)[:_MOST_LETTERS].replace("](", "] (")
    while "$$" in line:
        line = line.replace("$$", "$ $")
    return line if re.search("[a-zA-Z0-9]", line) or not line else f"{line} (as written)"
