"""Groups side by side: each a dot for its value and a whisker for its 95% interval.

The chart most questions need: how does a share differ between groups, and how sure can one be? A group whose number is
hidden keeps its row, with a cross and the reason, because a group that silently vanishes looks like a group that does
not exist. People whose group isn't known are a group like any other.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.charts.chart import Chart, check_title, in_words, mark_of, percent, sentence, wrapped
from sfg_analytics.charts.theme import CONTEXT, FOCUS, PALETTE, QUIET, TEXT, layout, percent_axis, top_margin
from sfg_analytics.errors import SfgError, nearest

_ROW_HEIGHT = 44
_NUMBERS = {
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
}


def intervals(
    estimated: pl.DataFrame,
    *,
    title: str,
    by: str = "group",
    caption: str = "",
    focus: str | None = None,
) -> Chart:
    """Draw a value with its 95% interval for each group.

    Parameters
    ----------
    estimated
        One row a group, in the order to be drawn: the column named by ``by`` and ``value, lower, upper`` (0 is nobody, 1
        is everybody; null where hidden). ``hidden`` (the reason), ``numerator`` and ``denominator`` (people) may be
        there too.
    title
        What the chart shows, in ten words or fewer.
    by
        The column that names the groups.
    caption
        Measure, period, source and disclosure policy, in a sentence.
    focus
        The group to be brought out, by colour, shape and size. The others turn grey.

    Returns
    -------
    Chart
        The figure, its text alternative and the rows drawn. No row of ``estimated`` is left out.

    Raises
    ------
    SfgError
        When a column is missing, or the title is too long.

    Examples
    --------
    >>> estimated = pl.DataFrame(
    ...     {"group": ["White", "Unknown"], "value": [0.62, None], "lower": [0.6, None], "upper": [0.64, None],
    ...      "hidden": [None, "fewer than 8 people"]}
    ... )
    >>> chart = intervals(estimated, title="White staff: 62% have a conversation")
    >>> chart.table["label"].to_list()
    ['White', 'Unknown']
    >>> chart.alt.endswith("Unknown: hidden: fewer than 8 people.")
    True
    """
    check_title(title)
    drawn = rows_of(estimated, by)
    places = list(range(drawn.height))
    import plotly.graph_objects as go  # half a second, which those who want only the theme need not spend

    figure = go.Figure([*_dots(drawn, focus), _crosses(drawn)])
    wrapped_title, wrapped_caption = wrapped(title, 44), wrapped(caption, 58)
    height = top_margin(wrapped_title, wrapped_caption) + 48 + _ROW_HEIGHT * max(drawn.height, 1)
    figure.update_layout(**layout(title=wrapped_title, caption=wrapped_caption, height=height))
    highest = drawn.select(pl.max_horizontal(pl.col("value").max(), pl.col("upper").max())).item()
    figure.update_xaxes(**percent_axis(highest or 0.0))
    figure.update_yaxes(
        range=[drawn.height - 0.4, -0.6],
        tickvals=places,
        ticktext=[_label(label, focus) for label in drawn["label"]],
        automargin=True,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        ticks="",
        ticklabelstandoff=12,
    )
    kind = f"Dot chart with 95% intervals, {drawn.height} {'row' if drawn.height == 1 else 'rows'}."
    alt = " ".join(part for part in (f"{title}.", kind, sentence(caption), in_words(drawn)) if part)
    return Chart(figure=figure, title=title, caption=caption, alt=alt, table=drawn)


def rows_of(estimated: pl.DataFrame, by: str) -> pl.DataFrame:
    """Bring a table of estimates into the columns a chart draws, every row kept.

    Parameters
    ----------
    estimated
        At least ``by``, ``value``, ``lower`` and ``upper``.
    by
        The column that becomes ``label``.

    Returns
    -------
    pl.DataFrame
        ``label, value, lower, upper, numerator, denominator, hidden``.

    Raises
    ------
    SfgError
        When a column is missing.

    Examples
    --------
    >>> rows_of(pl.DataFrame({"group": ["White"], "value": [0.6], "lower": [0.5], "upper": [0.7]}), "group").width
    7
    """
    missing = [name for name in (by, "value", "lower", "upper") if name not in estimated.columns]
    if missing:
        raise SfgError(
            f"The table to be drawn has no column '{missing[0]}'.",
            expected=f"{by}, value, lower, upper",
            got=", ".join(estimated.columns),
            closest=nearest(missing[0], estimated.columns),
        )
    columns = [pl.col(by).cast(pl.String).fill_null("Unknown").alias("label")]
    for name, kind in _NUMBERS.items():
        column = pl.col(name) if name in estimated.columns else pl.lit(None)
        columns.append(column.cast(kind).alias(name))
    hidden = pl.col("hidden") if "hidden" in estimated.columns else pl.lit(None)
    return estimated.select(*columns, hidden.cast(pl.String).alias("hidden"))


def _dots(drawn: pl.DataFrame, focus: str | None) -> list[Any]:
    """Give the trace of the values, and before it a second one for those around the one in focus."""
    placed = drawn.with_row_index("place").filter(pl.col("value").is_not_null())
    if focus is None:
        return [_trace(placed, PALETTE[0], ink=TEXT)]
    return [
        _trace(placed.filter(pl.col("label") != focus), CONTEXT, ink=QUIET),
        _trace(placed.filter(pl.col("label") == focus), FOCUS, symbol="diamond", size=15, ink=TEXT),
    ]


def _trace(placed: pl.DataFrame, colour: str, *, ink: str, symbol: str = "circle", size: int = 11) -> Any:
    import plotly.graph_objects as go

    above = placed["upper"].fill_null(placed["value"]) - placed["value"]
    below = placed["value"] - placed["lower"].fill_null(placed["value"])
    return go.Scatter(
        x=placed["value"].to_list(),
        y=placed["place"].to_list(),
        mode="markers+text",
        marker={"color": colour, "symbol": symbol, "size": size},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": above.to_list(),
            "arrayminus": below.to_list(),
            "color": colour,
            "thickness": 2,
            "width": 5,
        },
        text=[percent(value) for value in placed["value"]],
        textposition="top center",
        textfont={"size": 12, "color": ink},
        cliponaxis=False,
        hovertext=[_hover(row) for row in placed.iter_rows(named=True)],
        hoverinfo="text",
    )


def _crosses(drawn: pl.DataFrame) -> Any:
    """Give the trace that marks each row without a value, and says why."""
    import plotly.graph_objects as go

    placed = drawn.with_row_index("place").filter(pl.col("value").is_null())
    return go.Scatter(
        x=[0.0] * placed.height,
        y=placed["place"].to_list(),
        mode="markers+text",
        marker={"color": QUIET, "symbol": "x-thin", "size": 8, "line": {"color": QUIET, "width": 2}},
        text=["  " + wrapped(mark_of(reason), 200) for reason in placed["hidden"]],
        textposition="middle right",
        textfont={"size": 12, "color": QUIET},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _hover(row: dict[str, Any]) -> str:
    text = f"<b>{wrapped(row['label'], 40)}</b><br>{percent(row['value'], places=1)}"
    if row["lower"] is not None and row["upper"] is not None:
        text += f" (95% interval {percent(row['lower'], places=1)} to {percent(row['upper'], places=1)})"
    if row["numerator"] is not None and row["denominator"] is not None:
        text += f"<br>{row['numerator']:,} of {row['denominator']:,} people"
    return text


def _label(label: str, focus: str | None) -> str:
    text = wrapped(label, 22)
    return f"<b>{text}</b>" if label == focus else text
