"""A document as a page: one file, read without a script, on a desk, a phone or paper."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from sfg_analytics.charts import STYLE as DRAWINGS
from sfg_analytics.charts import IconTable, drawing
from sfg_analytics.charts.theme import FOCUS, LINE, QUIET
from sfg_analytics.pack.document import Column, Document, Figure, Row, Section, Table
from sfg_analytics.pack.written import points, probability, ratio, with_interval
from sfg_analytics.page import whole_page
from sfg_analytics.page.markup import joined, shown, table
from sfg_analytics.page.markup import number as number_of

STYLE = f"""{DRAWINGS}
.contents{{columns:2 18rem;padding-left:1.25rem;margin-bottom:1.25rem}}
.first{{padding-left:1.25rem}}
#first li{{font-size:1.0625rem;margin:0 0 .75rem}}
#first{{border-left:.5rem solid {FOCUS};padding:.25rem 0 .25rem 1rem}}
figure{{margin:1.25rem 0 1.75rem}}
figcaption{{font-weight:700}}
figcaption small,caption small{{display:block;font-weight:400;max-width:44rem}}
caption{{font-weight:700}}
.figures td,.figures thead th{{font-size:.875rem}}
.figures th,.figures td{{overflow-wrap:break-word}}
code{{font-size:.8125rem;overflow-wrap:anywhere}}
#counted dd{{font-size:.875rem;margin:0 0 .75rem;max-width:52rem}}
#counted dt{{color:inherit;font-weight:700;font-size:.9375rem}}
details{{margin:.5rem 0}}
.sign{{border-bottom:1px solid {QUIET};height:2.25rem;max-width:30rem}}
.space{{border:1px solid {QUIET};min-height:7rem}}
.fold{{border-left:2px solid {LINE};padding-left:.75rem}}
@media print{{
 details:not([open]),summary{{display:none}}
 .fold{{border:0;padding:0}}
 figcaption,.drawn,.whole,#first,.sign,.space{{break-inside:avoid}}
 .figures tbody tr:first-child{{break-before:avoid}}
 .contents{{display:none}}
}}
"""
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "text": str,
    "hash": str,
    "count": number_of,
    "p": probability,
    "points": points,
    "ratio": ratio,
}
_FEW_ROWS = 24
"""A table of no more is not divided between two sheets of paper."""

_MOST_ROWS = 250
"""A longer table stands in the workbook only."""


def page(document: Document, *, ending: str = "", foot: str = "") -> str:
    """Draw a document.

    Parameters
    ----------
    document
        What is said.
    ending
        Markup after the definitions.
    foot
        What else is said of the document itself, at its end: plain text.

    Returns
    -------
    str
        A whole HTML page, to be saved as UTF-8. It needs no script and fetches nothing.
    """
    numbers = count(1)
    sections = joined(_section(section, 2, numbers) for section in document.sections)
    listed = joined(
        f'<li><a href="#{section.name}">{shown(section.title)}</a></li>' for section in document.sections
    )
    counted = (
        '<section aria-labelledby="counted-head" id="counted"><h2 id="counted-head">How each figure is counted</h2><dl>'
        + joined(f"<dt>{shown(name)}</dt><dd>{shown(text)}</dd>" for name, text in document.notes.values())
        + "</dl></section>"
        if document.notes
        else ""
    )
    head = (
        joined(f'<p class="quiet">{shown(text)}</p>' for text in document.about)
        + '<a class="skip" href="#main">Skip the contents</a>'
        + f'<nav aria-label="Contents"><ul class="contents">{listed}</ul></nav>'
    )
    return whole_page(
        document.title,
        style=STYLE,
        head=head,
        main=sections + counted + ending,
        foot=f'<p class="quiet">Made of a publication of {shown(document.created)}. {shown(foot)}</p>',
    )


def _section(section: Section, level: int, numbers: Any) -> str:
    words = joined(f"<p>{shown(text)}</p>" for text in section.words)
    points = (
        f"<ul>{joined(f'<li>{shown(text)}</li>' for text in section.points)}</ul>" if section.points else ""
    )
    figures = joined(_figure(figure, next(numbers)) for figure in section.figures)
    parts = joined(_section(part, level + 1, numbers) for part in section.parts)
    head = f'<h{level} id="{section.name}-head">{shown(section.title)}</h{level}>'
    return f'<section id="{section.name}" aria-labelledby="{section.name}-head">{head}{words}{points}{parts}{figures}</section>\n'


def _figure(figure: Figure, number: int) -> str:
    picture = figure.picture
    if isinstance(picture, IconTable):
        return picture.html
    told_in_table = _table(figure.table) if len(figure.table.rows) <= _MOST_ROWS else _elsewhere(figure.table)
    if picture is None and len(figure.table.rows) > _MOST_ROWS:
        return told_in_table
    if picture is None:
        return _folded(figure.table, told_in_table) if figure.table.long else told_in_table
    return (
        f'<figure aria-labelledby="figure-{number}"><div class="drawn"><figcaption id="figure-{number}">{shown(picture.title)}'
        f"<small>{shown(picture.caption)}</small></figcaption>{drawing(picture)}</div>"
        f"{_folded(figure.table, told_in_table)}</figure>"
    )


def _elsewhere(told_of: Table) -> str:
    return f"<p>{shown(told_of.title)}: {len(told_of.rows):,} rows, on the sheet ‘{shown(told_of.name)}’ of the workbook.</p>"


def _folded(told_of: Table, markup: str) -> str:
    number = len(told_of.rows)
    words = f"Table of {number:,} {'row' if number == 1 else 'rows'}: {told_of.title}"
    opened = "" if told_of.long else " open"
    return f'<details class="fold"{opened}><summary>{shown(words)}</summary>{markup}</details>'


def _table(told_of: Table) -> str:
    heads = [shown(column.head) for column in told_of.columns]
    rows = [[_cell(column, row) for column in told_of.columns] for row in told_of.rows]
    if not rows:
        return f"<p>{shown(told_of.title)}: nothing to list.</p>"
    note = f"<small>{shown(told_of.note)}</small>" if told_of.note else ""
    return table(
        f"{shown(told_of.title)}{note}",
        heads,
        rows,
        kind=f"cards figures{' whole' if len(rows) <= _FEW_ROWS else ''}",
    )


def _cell(column: Column, row: Row) -> str:
    words = shown(in_words(column, row))
    return f"<code>{words}</code>" if column.kind == "hash" else words


def in_words(column: Column, row: Row) -> str:
    """Write a cell of a table as readers read it.

    Parameters
    ----------
    column
        The column.
    row
        The row.

    Examples
    --------
    >>> row = {"value": 0.62, "value_lower": 0.59, "value_upper": 0.65, "kind": "proportion"}
    >>> in_words(Column("value", "Share", "value"), row)
    '62% (59% to 65%)'
    """
    number = row.get(column.key)
    if number is None:
        return why_missing(column, row)
    if column.kind == "value":
        return with_interval(row, column.key, limits=(f"{column.key}_lower", f"{column.key}_upper"))
    write = _WRITTEN[column.kind]
    lower, upper = (row.get(f"{column.key}_{limit}") for limit in ("lower", "upper"))
    if not column.has_limits or lower is None or upper is None:
        return write(number)
    return f"{write(number)} ({write(lower)} to {write(upper)})"


def why_missing(column: Column, row: Row) -> str:
    """Say why a cell has no number, in words."""
    if own := row.get(f"missing_{column.key}"):
        return str(own)
    if column.kind in {"ratio", "points", "p"}:
        return str(row.get("missing_ratio") or row.get("missing") or "Not available")
    if column.kind == "count":
        return "Hidden" if row.get("hidden") else "Not available"
    if column.key == "target":
        return "None"
    return str(row.get("missing") or "Not available")
