"""A figure on a page: its sentence, its drawing, its table, what it means, and what can be taken away of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

import polars as pl

from sfg_analytics.charts import Chart, IconTable, drawing
from sfg_analytics.charts.chart import sentence
from sfg_analytics.charts.chart import told as figure_of
from sfg_analytics.pack.document import Figure, Section, Table
from sfg_analytics.page.markup import joined, shown
from sfg_analytics.site.tables import written

_MOST_LETTERS = 330
_POINTS_TO_TABLE = "the table gives every one."
_MOST_NAMED = 3
"""Of more measures in one figure the list of all is named."""


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
    _used: dict[str, None] = field(default_factory=dict)

    def section(self, section: Section, level: int = 2) -> str:
        """Write a section with all it holds."""
        words = joined(f"<p>{shown(text)}</p>" for text in section.words)
        points = joined(f"<li>{shown(text)}</li>" for text in section.points)
        figures = joined(self.figure(figure) for figure in section.figures)
        parts = joined(self.section(part, level + 1) for part in section.parts)
        head = f'<h{level} id="{section.name}-head">{shown(section.title)}</h{level}>'
        listed = f"<ul>{points}</ul>" if points else ""
        return (
            f'<section id="{section.name}" tabindex="-1" aria-labelledby="{section.name}-head">'
            f"{head}{words}{listed}{figures}{parts}</section>\n"
        )

    def figure(self, figure: Figure) -> str:
        """Write a figure: a drawing with its table folded under it, or a table alone."""
        number = next(self._numbers)
        picture, rows = figure.picture, figure.table
        if isinstance(picture, IconTable):
            return f'<div class="figure">{picture.html}{self._beside(rows)}</div>'
        if picture is None:
            table = "" if rows.long else written(rows)
            return f'<div class="figure">{table}{self._beside(rows, folded=rows.long)}</div>'
        said = saying(picture, rows)
        told = f'<p class="said">{shown(said)}</p>' if said else ""
        return (
            f'<figure aria-labelledby="figure-{number}"><figcaption id="figure-{number}">{shown(picture.title)}</figcaption>'
            f"{told}{drawing(picture)}<small>{shown(picture.caption)}</small>{self._beside(rows, folded=True)}</figure>"
        )

    def counted(self) -> str:
        """Write how each figure of the sections written so far is counted."""
        if not self._used:
            return ""
        listed = joined(
            f'<dt id="counted-{place}">{shown(self.notes[one][0])}</dt><dd>{shown(self.notes[one][1])}</dd>'
            for place, one in enumerate(self._used, start=1)
        )
        return (
            '<section id="counted" tabindex="-1" aria-labelledby="counted-head"><h2 id="counted-head">How each figure is counted'
            f"</h2><dl>{listed}</dl></section>\n"
        )

    def _beside(self, rows: Table, *, folded: bool = False) -> str:
        """Write what is folded under a figure: its table, what it means, and where its numbers can be had."""
        table = _folded(rows) if folded else ""
        measures = list(dict.fromkeys(str(row["measure"]) for row in rows.rows if row.get("measure")))
        if not measures:
            return table and f'<div class="beside">{table}</div>'
        files = joined(
            f'<li><a href="{self.data[one]}" download>Every figure of ‘{shown(self._title(one))}’ (CSV)</a></li>'
            for one in measures
            if one in self.data
        )
        traced = shown(f"sfg trace PUBLICATION {measures[0]}")
        return (
            f'<div class="beside">{table}<details class="about"><summary>About this figure</summary>'
            f"<p>How it is counted: {self._defined(measures)}. Small numbers: {shown(self.policy)}. Where a number comes from: "
            f'<code>{traced}</code>; see also <a href="#rests-on">what this rests on</a>.</p></details>'
            f'<details class="take"><summary>Download</summary><ul>{files}</ul></details></div>'
        )

    def _defined(self, measures: list[str]) -> str:
        """Link to the definitions, which stand once on the page."""
        noted = [one for one in measures if one in self.notes]
        self._used |= dict.fromkeys(noted)
        if not noted or len(noted) > _MOST_NAMED:
            return '<a href="#counted">the definitions of its measures</a>'
        places = list(self._used)
        return ", ".join(
            f'<a href="#counted-{places.index(one) + 1}">{shown(self._title(one))}</a>' for one in noted
        )

    def _title(self, measure: str) -> str:
        return self.notes[measure][0] if measure in self.notes else measure


def saying(chart: Chart, rows: Table) -> str:
    """Give the sentences of a chart's text alternative that speak of its numbers; of many, how far they run.

    Parameters
    ----------
    chart
        The chart.
    rows
        Its table, which says what kind of number there is.
    """
    told = chart.alt.partition(sentence(chart.caption))[2].strip() if chart.caption else ""
    told = told.partition(_POINTS_TO_TABLE)[2].strip() or told
    if len(told) <= _MOST_LETTERS:
        return told
    return _ends(chart, rows)


def _ends(chart: Chart, rows: Table) -> str:
    """Tell the least and the most; of organisations without their names, for they are not ranked."""
    drawn = chart.table
    if "panel" in drawn.columns:
        drawn = drawn.filter(pl.col("value").is_not_null()).group_by("panel", maintain_order=True).last()
    shown = drawn.filter(pl.col("value").is_not_null()).sort("value", maintain_order=True)
    if shown.is_empty():
        return ""
    compared = "reference" in drawn.columns
    kind = next((str(row["kind"]) for row in rows.rows if row.get("kind")), "proportion")
    named = rows.columns[0].key != "name" and "panel" not in drawn.columns
    ends = [
        (f"{row['value']:.2f} times" if compared else figure_of(row["value"], kind))
        + (f" ({row['label']})" if named else "")
        for row in shown[[0, -1]].iter_rows(named=True)
    ]
    gone = drawn.height - shown.height
    what = "The latest of each runs" if "panel" in drawn.columns else "Values run"
    hidden = f" {gone} {'has' if gone == 1 else 'have'} no figure." if gone else ""
    return f"{what} from {ends[0]} to {ends[1]}.{hidden}"


def _folded(rows: Table) -> str:
    number = len(rows.rows)
    words = f"Table of {number:,} {'row' if number == 1 else 'rows'}: {rows.title}"
    return f'<details class="fold"><summary>{shown(words)}</summary>{written(rows)}</details>'
