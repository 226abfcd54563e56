"""A figure on a page: its sentence, its drawing, its table, what it means, and what can be taken away of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from sfg_analytics.charts import Chart, IconTable, drawing
from sfg_analytics.charts.chart import sentence
from sfg_analytics.pack.document import Figure, Section, Table
from sfg_analytics.pack.page import in_words
from sfg_analytics.page.markup import joined, shown, table

_MOST_LETTERS = 260
_POINTS_TO_TABLE = "the table gives every one."


@dataclass
class Writer:
    """Writes the sections of one page.

    Parameters
    ----------
    notes
        The definition of each measure.
    policy
        The name of the disclosure policy.
    data
        The link to the file of each measure's figures.
    """

    notes: Mapping[str, tuple[str, str]]
    policy: str
    data: Mapping[str, str]
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def section(self, section: Section, level: int = 2) -> str:
        """Write a section with all it holds."""
        words = joined(f"<p>{shown(text)}</p>" for text in section.words)
        points = joined(f"<li>{shown(text)}</li>" for text in section.points)
        figures = joined(self.figure(figure) for figure in section.figures)
        parts = joined(self.section(part, level + 1) for part in section.parts)
        head = f'<h{level} id="{section.name}-head">{shown(section.title)}</h{level}>'
        listed = f"<ul>{points}</ul>" if points else ""
        return (
            f'<section id="{section.name}" aria-labelledby="{section.name}-head">{head}{words}{listed}{figures}{parts}'
            "</section>\n"
        )

    def figure(self, figure: Figure) -> str:
        """Write a figure: a drawing with its table folded under it, or a table alone."""
        number = next(self._numbers)
        picture, rows = figure.picture, figure.table
        tabled = _table(rows)
        if isinstance(picture, IconTable):
            return f'<div class="figure">{picture.html}{self._beside(rows, drawn=False)}</div>'
        if picture is None:
            inside = _folded(rows, tabled) if rows.long else tabled
            return f'<div class="figure">{inside}{self._beside(rows, drawn=False)}</div>'
        said = saying(picture)
        told = f'<p class="said">{shown(said)}</p>' if said else ""
        return (
            f'<figure aria-labelledby="figure-{number}"><figcaption id="figure-{number}">{shown(picture.title)}</figcaption>'
            f"{told}{drawing(picture)}<small>{shown(picture.caption)}</small>"
            f"{_folded(rows, tabled)}{self._beside(rows, drawn=True)}</figure>"
        )

    def _beside(self, rows: Table, *, drawn: bool) -> str:
        """Write what a figure means and where its numbers can be had."""
        measures = list(dict.fromkeys(str(row["measure"]) for row in rows.rows if row.get("measure")))
        if not measures:
            return ""
        defined = joined(f"<p>{shown(self.notes[one][1])}</p>" for one in measures if one in self.notes)
        files = joined(
            f'<li><a href="{self.data[one]}" download>Every figure of ‘{shown(self._title(one))}’ (CSV)</a></li>'
            for one in measures
            if one in self.data
        )
        traced = shown(f"sfg trace PUBLICATION {measures[0]}")
        picture = ' data-picture=""' if drawn else ""
        return (
            f'<details class="about"><summary>About this figure</summary>{defined}<p>Small numbers: {shown(self.policy)}. '
            f'Where a number comes from: <code>{traced}</code>; see also <a href="#rests-on">what this rests on</a>.</p></details>'
            f'<details class="take"{picture}><summary>Download</summary><ul>{files}</ul></details>'
        )

    def _title(self, measure: str) -> str:
        return self.notes[measure][0] if measure in self.notes else measure


def saying(chart: Chart) -> str:
    """Give the sentences of a chart's text alternative that speak of its numbers, as many as are read at a glance."""
    told = chart.alt.partition(sentence(chart.caption))[2].strip() if chart.caption else ""
    told = told.partition(_POINTS_TO_TABLE)[2].strip() or told
    if len(told) <= _MOST_LETTERS:
        return told
    cut = told[:_MOST_LETTERS].rpartition(". ")[0]
    return f"{cut}." if cut else ""


def _folded(rows: Table, markup: str) -> str:
    number = len(rows.rows)
    words = f"Table of {number:,} {'row' if number == 1 else 'rows'}: {rows.title}"
    return f'<details class="fold"><summary>{shown(words)}</summary>{markup}</details>'


def _table(rows: Table) -> str:
    if not rows.rows:
        return f"<p>{shown(rows.title)}: nothing to list.</p>"
    heads = [shown(column.head) for column in rows.columns]
    cells = [[shown(in_words(column, row)) for column in rows.columns] for row in rows.rows]
    note = f"<small>{shown(rows.note)}</small>" if rows.note else ""
    return table(f"{shown(rows.title)}{note}", heads, cells, kind="cards figures")
