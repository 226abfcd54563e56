"""A view: one question answered, as a table, a chart and a sentence that belong together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from sfg_analytics.charts import STYLE, Chart, drawing
from sfg_analytics.charts.chart import mark_of, sentence, told
from sfg_analytics.charts.theme import LINE, QUIET, TEXT
from sfg_analytics.page.spreadsheet import as_csv

if TYPE_CHECKING:
    import pandas as pd

PAGE_STYLE = f"""
.sfg-view{{max-width:46rem;color:{TEXT}}}
.sfg-view .sfg-stamp{{font-weight:700;border:2px solid {TEXT};display:inline-block;padding:.125rem .5rem;margin:0}}
.sfg-view .sfg-said{{font-size:1.0625rem;line-height:1.4;margin:.5rem 0}}
.sfg-view .sfg-caveat{{color:{QUIET};line-height:1.4;margin:.5rem 0}}
.sfg-view .sfg-scroll{{overflow:auto;max-height:30rem}}
.sfg-view table{{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5rem 0}}
.sfg-view th,.sfg-view td{{text-align:right;padding:.25rem .75rem;border-bottom:1px solid {LINE}}}
.sfg-view caption{{text-align:left}}
.sfg-view th,.sfg-view td,.sfg-view caption{{line-height:1.3}}
.sfg-view th:first-child,.sfg-view .sfg-words{{text-align:left}}
@media print{{.sfg-view .sfg-scroll{{max-height:none;overflow:visible}}}}
"""
"""Rules for the classes ``sfg-view``, ``sfg-stamp``, ``sfg-said``, ``sfg-caveat`` and ``sfg-scroll``."""


@dataclass(frozen=True)
class View:
    """What a question about a measure is answered with.

    Parameters
    ----------
    table
        The figures, a Polars frame (:meth:`to_pandas` gives one of pandas), or a frame of pandas where the source was
        frames of pandas. Shares run from 0 (nobody) to 1 (everybody).
    chart
        The chart that fits the question; ``.chart.figure`` is plotly's.
    said
        The answer in words, with its uncertainty.
    caveat
        What a reader has to know about the measure.
    stamp
        Whether it may be shown to others.
    shown
        Which columns of the table are shown on a page, each with its heading.
    kind
        The measure's kind: ``"proportion"``, ``"rate"`` or ``"score"``.
    ratios
        The columns of numbers that are no values of the measure.
    """

    table: Any = field(repr=False)
    chart: Chart = field(repr=False)
    said: str
    caveat: str = field(repr=False)
    stamp: str
    shown: Mapping[str, str] = field(repr=False)
    kind: str = field(default="proportion", repr=False)
    ratios: Collection[str] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The answer in words, with its uncertainty, the caveat and the stamp."""
        return " ".join(sentence(part) for part in (self.said, self.caveat, self.stamp) if part)

    def to_pandas(self) -> pd.DataFrame:
        """Give the table as a frame of pandas, whatever the source was.

        Returns
        -------
        pandas.DataFrame
            The rows and columns of ``table``.
        """
        table: pd.DataFrame = self.table.to_pandas() if isinstance(self.table, pl.DataFrame) else self.table
        return table

    def csv(self) -> str:
        """Give the table as CSV that a spreadsheet opens without running anything, stamped in every row.

        Returns
        -------
        str
            The headings and rows of the table, and the column ``stamp``. A text that begins as a formula does has an
            apostrophe before it.
        """
        return as_csv(self._polars.with_columns(stamp=pl.lit(self.stamp)))

    def html(self) -> str:
        """Give the answer for a page: stamp, sentence, chart, table and caveat, without the style sheet."""
        return (
            f'<p class="sfg-stamp">{escape(self.stamp)}</p><p class="sfg-said">{escape(self.said)}</p>'
            f"{drawing(self.chart, headed=True)}{self.table_html()}"
            f'<p class="sfg-caveat">{escape(self.caveat)}</p>'
        )

    def table_html(self) -> str:
        """Give the columns of the table that are shown, with a caption and headed rows."""
        table = self._polars
        texts = {name: ' class="sfg-words"' if table[name].dtype == pl.String else "" for name in self.shown}
        heads = "".join(
            f'<th scope="col"{texts[name]}>{escape(head)}</th>' for name, head in self.shown.items()
        )
        rows = table.iter_rows(named=True)
        body = "".join(f"<tr>{''.join(self._cells(row))}</tr>" for row in rows)
        return (
            f'<div class="sfg-scroll" role="region" aria-label="Table: {escape(self.chart.title)}" tabindex="0">'
            '<table class="sfg-table">'
            f"<caption>The same figures as a table. {escape(self.stamp)}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _repr_html_(self) -> str:
        """Show itself in a notebook."""
        return f'<style>{STYLE}{PAGE_STYLE}</style><div class="sfg-view">{self.html()}</div>'

    @property
    def _polars(self) -> pl.DataFrame:
        return self.table if isinstance(self.table, pl.DataFrame) else pl.from_pandas(self.table)

    def _cells(self, row: Mapping[str, Any]) -> list[str]:
        cells = []
        for place, name in enumerate(self.shown):
            text = escape(self._told(name, row))
            words = ' class="sfg-words"' if isinstance(row[name], str) else ""
            cells.append(f'<th scope="row">{text}</th>' if place == 0 else f"<td{words}>{text}</td>")
        return cells

    def _told(self, name: str, row: Mapping[str, Any]) -> str:
        value = row[name]
        if value is None:
            return mark_of(row.get("hidden")) if name == "value" else "–"
        if isinstance(value, str):
            return value
        if isinstance(value, float):
            return _number(value, name) if name in self.ratios else told(value, self.kind)
        return f"{value:,}" if isinstance(value, int) else f"{value:%B %Y}"


def _number(value: float, name: str) -> str:
    return "under 0.01" if name.endswith("_p") and value < 0.01 else f"{value:.2f}"  # noqa: PLR2004 - two digits


def made(table: pl.DataFrame, *, in_pandas: bool, **parts: Any) -> View:
    """Put a view together; its table goes back the way the source came."""
    return View(table=table.to_pandas() if in_pandas else table, **parts)
