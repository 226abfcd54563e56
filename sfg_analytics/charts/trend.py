"""Month by month: a line for the value and a band for its 95% interval.

A month whose number is hidden leaves a gap, marked with a cross on the axis: a line drawn across it would be a guess.
"""

from __future__ import annotations

import polars as pl

from sfg_analytics.charts.chart import Chart, check_title, in_words, mark_of, percent, sentence, wrapped
from sfg_analytics.charts.intervals import rows_of
from sfg_analytics.charts.theme import FOCUS, QUIET, TEXT, layout, percent_axis

_HEIGHT = 400


def trend(estimated: pl.DataFrame, *, title: str, caption: str = "", highlighted: object = None) -> Chart:
    """Draw a value with its 95% interval for each month.

    Parameters
    ----------
    estimated
        One row a month, in order: ``period`` (the first of the month) and ``value, lower, upper`` (0 is nobody, 1 is
        everybody; null where hidden); ``hidden``, ``numerator`` and ``denominator`` may be there too.
    title
        What the chart shows, in ten words or fewer.
    caption
        Measure, source and disclosure policy, in a sentence.
    highlighted
        The month (a date) whose value is written beside its mark; the last month with a value when left out.

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
    import plotly.graph_objects as go

    check_title(title)
    drawn = rows_of(estimated.with_columns(pl.col("period").dt.strftime("%B %Y").alias("_label")), "_label")
    months = estimated["period"].to_list()
    placed = drawn.with_columns(pl.Series("month", months, dtype=pl.Date))
    shown = placed.filter(pl.col("value").is_not_null())
    hidden = placed.filter(pl.col("value").is_null())
    figure = go.Figure()
    for run in _runs(placed):
        figure.add_scatter(
            x=[*run["month"], *reversed(run["month"].to_list())],
            y=[*run["upper"], *reversed(run["lower"].to_list())],
            fill="toself",
            fillcolor="rgba(0, 94, 184, 0.18)",
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=months,
        y=placed["value"].to_list(),
        mode="lines+markers",
        connectgaps=False,
        line={"color": FOCUS, "width": 2},
        marker={"size": 6, "color": FOCUS},
        hovertext=[
            f"<b>{row['label']}</b><br>{percent(row['value'], places=1)} "
            f"({percent(row['lower'], places=1)} to {percent(row['upper'], places=1)})"
            for row in placed.iter_rows(named=True)
        ],
        hoverinfo="text",
    )
    marked = shown.filter(pl.col("month") == highlighted) if highlighted is not None else shown.tail(1)
    figure.add_scatter(
        x=marked["month"].to_list(),
        y=marked["value"].to_list(),
        mode="markers+text",
        marker={"size": 14, "symbol": "diamond", "color": FOCUS},
        text=[f"<b>{percent(value)}</b>" for value in marked["value"]],
        textposition="top center",
        textfont={"size": 14, "color": TEXT},
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=hidden["month"].to_list(),
        y=[0.0] * hidden.height,
        mode="markers",
        marker={"color": QUIET, "symbol": "x-thin", "size": 8, "line": {"color": QUIET, "width": 2}},
        cliponaxis=False,
        hovertext=[
            f"<b>{row['label']}</b><br>{wrapped(mark_of(row['hidden']), 60)}"
            for row in hidden.iter_rows(named=True)
        ],
        hoverinfo="text",
    )
    wrapped_title, wrapped_caption = wrapped(title, 44), wrapped(caption, 58)
    figure.update_layout(**layout(title=wrapped_title, caption=wrapped_caption, height=_HEIGHT))
    highest = drawn.select(pl.max_horizontal(pl.col("value").max(), pl.col("upper").max())).item()
    figure.update_yaxes(**percent_axis(highest or 0.0), automargin=True)
    figure.update_xaxes(
        showgrid=False,
        fixedrange=True,
        tickformat="%b\n%Y",
        nticks=5,
        tickangle=0,
        automargin=True,
        ticklabelstandoff=8,
    )
    kind = f"Line chart with a band for the 95% interval, {drawn.height} months."
    alt = " ".join(part for part in (f"{title}.", kind, sentence(caption), in_words(drawn)) if part)
    return Chart(figure=figure, title=title, caption=caption, alt=alt, table=drawn)


def _runs(placed: pl.DataFrame) -> list[pl.DataFrame]:
    """Cut the months into unbroken runs that have an interval, so that no band spans a gap."""
    known = pl.col("value").is_not_null() & pl.col("lower").is_not_null() & pl.col("upper").is_not_null()
    numbered = placed.with_columns((~known).cum_sum().alias("run")).filter(known)
    return numbered.partition_by("run", maintain_order=True) if numbered.height else []
