"""Month by month: a line for the value and a band for its 95% interval.

A month whose number is hidden leaves a gap, marked with a cross on the axis: a line drawn across it would be a guess.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from sfg_analytics.charts.axes import amounts, months
from sfg_analytics.charts.chart import Chart, alternative, check_title, in_words, mark_of, told
from sfg_analytics.charts.intervals import hover, rows_of
from sfg_analytics.charts.scene import Band, Line, Mark, Panel, Points, Scene
from sfg_analytics.charts.theme import FOCUS, QUIET

_HEIGHT = 240
_MANY = 24
"""With more months than this the marks are smaller."""


def trend(
    estimated: pl.DataFrame,
    *,
    title: str,
    caption: str = "",
    highlighted: object = None,
    kind: str = "proportion",
) -> Chart:
    """Draw a value with its 95% interval for each month.

    Parameters
    ----------
    estimated
        One row a month, in order: ``period`` (the first of the month) and ``value, lower, upper`` (of a
        proportion 0 is nobody, 1 everybody; null where hidden); ``hidden``, ``numerator`` and ``denominator`` may be there too.
    title
        What the chart shows, in ten words or fewer.
    caption
        Measure, source and disclosure policy, in a sentence.
    highlighted
        The month (a date) whose value is written beside its mark; the last month with a value when left out.
    kind
        The measure's kind: ``"proportion"``, ``"rate"`` or ``"score"``, whose values are written as numbers.

    Returns
    -------
    Chart
        The figure, its text alternative and the rows drawn.

    Raises
    ------
    SfgError
        When a column is missing, or the title is too long.

    Examples
    --------
    >>> from datetime import date
    >>> months = pl.DataFrame(
    ...     {"period": [date(2025, 1, 1), date(2025, 2, 1)], "value": [0.5, 0.6], "lower": [0.4, 0.5], "upper": [0.6, 0.7]}
    ... )
    >>> trend(months, title="Coverage rose").table["label"].to_list()
    ['January 2025', 'February 2025']
    """
    check_title(title)
    drawn, placed = rows_of_months(estimated)
    highest = drawn.select(pl.max_horizontal(pl.col("value").max(), pl.col("upper").max())).item()
    y = amounts(highest or 0.0, kind)
    marks = month_marks(placed, kind, foot=float(y.begin))  # type: ignore[arg-type]
    shown = placed.filter(pl.col("value").is_not_null())
    marked = shown.filter(pl.col("month") == highlighted) if highlighted is not None else shown.tail(1)
    latest = Points(
        x=marked["month"].to_list(),
        y=marked["value"].to_list(),
        shape="diamond",
        size=14,
        colour=FOCUS,
        text=[told(value, kind) for value in marked["value"]],
        side=clear_side(placed["value"].to_list(), placed["month"].to_list(), marked["month"].to_list()),
        bold=True,
    )
    panel = Panel(
        marks=[*marks, latest],
        x=months(placed["month"].to_list()),
        y=y,
        height=_HEIGHT,
        note="" if drawn.height else "Nothing to show",
    )
    what = f"Line chart with a band for the 95% interval, {drawn.height} months."
    alt = alternative(title, what, caption, in_words(drawn, kind))
    return Chart(title=title, caption=caption, alt=alt, table=drawn, scene=Scene([panel]))


def rows_of_months(estimated: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Name the months of a table of estimates.

    Returns
    -------
    tuple of pl.DataFrame
        The rows of a chart, labelled by month, and the same with the column ``month`` as a date.
    """
    named = estimated.with_columns(pl.col("period").dt.strftime("%B %Y").alias("_label"))
    drawn = rows_of(named, "_label")
    return drawn, drawn.with_columns(estimated["period"].cast(pl.Date).alias("month"))


def month_marks(placed: pl.DataFrame, kind: str, *, foot: float) -> list[Mark]:
    """Give the band, the line, its dots, and crosses at the foot where months are hidden.

    Parameters
    ----------
    placed
        Rows of a chart with their ``month``.
    kind
        The measure's kind.
    foot
        Where the vertical axis begins.
    """
    shown, hidden = placed.filter(pl.col("value").is_not_null()), placed.filter(pl.col("value").is_null())
    bands = [
        Band(run["month"].to_list(), run["lower"].to_list(), run["upper"].to_list(), FOCUS)
        for run in _runs(placed)
    ]
    return [
        *bands,
        Line(placed["month"].to_list(), placed["value"].to_list(), FOCUS),
        Points(
            x=shown["month"].to_list(),
            y=shown["value"].to_list(),
            size=6 if placed.height <= _MANY else 4,
            colour=FOCUS,
            told=[hover(row, kind) for row in shown.iter_rows(named=True)],
        ),
        Points(
            x=hidden["month"].to_list(),
            y=[foot] * hidden.height,
            shape="cross",
            size=8 if placed.height <= _MANY else 6,
            colour=QUIET,
            told=[f"{row['label']}\n{mark_of(row['hidden'])}" for row in hidden.iter_rows(named=True)],
        ),
    ]


def _runs(placed: pl.DataFrame) -> list[pl.DataFrame]:
    """Cut the months into unbroken runs that have an interval, so that no band spans a gap."""
    known = pl.col("value").is_not_null() & pl.col("lower").is_not_null() & pl.col("upper").is_not_null()
    numbered = placed.with_columns((~known).cum_sum().alias("run")).filter(known)
    return numbered.partition_by("run", maintain_order=True) if numbered.height else []


def clear_side(values: list[float | None], periods: list[date], marked: list[date]) -> str:
    """Say on which side of a mark the line does not run: below where its neighbours are higher.

    Parameters
    ----------
    values, periods
        The line.
    marked
        The month of the mark, if there is one.
    """
    if not marked:
        return "above"
    place = periods.index(marked[0])
    beside = [
        value
        for value in (*values[max(place - 1, 0) : place], *values[place + 1 : place + 2])
        if value is not None
    ]
    value = values[place]
    return "below" if beside and value is not None and sum(beside) / len(beside) > value else "above"
