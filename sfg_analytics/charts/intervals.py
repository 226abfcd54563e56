"""Groups side by side: each a dot for its value and a whisker for its 95% interval.

The chart most questions need: how does a share differ between groups, and how sure can one be? A group whose number is
hidden keeps its row, with a cross and the reason, because a group that silently vanishes looks like a group that does
not exist. People whose group isn't known are a group like any other.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.charts.axes import amounts, rows
from sfg_analytics.charts.chart import Chart, alternative, check_title, in_words, mark_of, percent, told
from sfg_analytics.charts.scene import Panel, Points, Scene
from sfg_analytics.charts.theme import CONTEXT, FOCUS, PALETTE, QUIET, TEXT
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
    kind: str = "proportion",
) -> Chart:
    """Draw a value with its 95% interval for each group.

    Parameters
    ----------
    estimated
        One row a group, in the order to be drawn: the column named by ``by`` and ``value, lower, upper`` (of a
        proportion 0 is nobody, 1 everybody; null where hidden). ``hidden`` (the reason), ``numerator`` and ``denominator`` (people) may be
        there too.
    title
        What the chart shows, in ten words or fewer.
    by
        The column that names the groups.
    caption
        Measure, period, source and disclosure policy, in a sentence.
    focus
        The group to be brought out, by colour, shape and size. The others turn grey.
    kind
        The measure's kind: ``"proportion"``, ``"rate"`` or ``"score"``, whose values are written as numbers.

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
    highest = drawn.select(pl.max_horizontal(pl.col("value").max(), pl.col("upper").max())).item()
    panel = Panel(
        marks=[*_dots(drawn, focus, kind), crosses(drawn)],
        x=amounts(highest or 0.0, kind),
        y=rows(drawn["label"].to_list(), bold=focus),
        height=_ROW_HEIGHT * max(drawn.height, 1),
        note="" if drawn.height else "Nothing to show",
    )
    what = f"Dot chart with 95% intervals, {drawn.height} {'row' if drawn.height == 1 else 'rows'}."
    alt = alternative(title, what, caption, in_words(drawn, kind))
    return Chart(title=title, caption=caption, alt=alt, table=drawn, scene=Scene([panel]))


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


def crosses(drawn: pl.DataFrame) -> Points:
    """Mark each row without a value at the beginning of its row, and say why there is none."""
    placed = drawn.with_row_index("place").filter(pl.col("value").is_null())
    return Points(
        x=[0.0] * placed.height,
        y=placed["place"].to_list(),
        shape="cross",
        size=8,
        colour=QUIET,
        text=[mark_of(reason) for reason in placed["hidden"]],
        side="right",
        ink=QUIET,
    )


def _dots(drawn: pl.DataFrame, focus: str | None, kind: str) -> list[Points]:
    """Give the marks of the values, and before them those around the one in focus."""
    placed = drawn.with_row_index("place").filter(pl.col("value").is_not_null())
    if focus is None:
        return [_marks(placed, PALETTE[0], kind)]
    return [
        _marks(placed.filter(pl.col("label") != focus), CONTEXT, kind, ink=QUIET),
        _marks(placed.filter(pl.col("label") == focus), FOCUS, kind, shape="diamond", size=15),
    ]


def _marks(
    placed: pl.DataFrame, colour: str, kind: str, *, ink: str = TEXT, shape: str = "circle", size: float = 11
) -> Points:
    limits = zip(placed["lower"], placed["upper"], strict=True)
    return Points(
        x=placed["value"].to_list(),
        y=placed["place"].to_list(),
        shape=shape,
        size=size,
        colour=colour,
        whiskers=[None if lower is None or upper is None else (lower, upper) for lower, upper in limits],
        text=[told(value, kind) for value in placed["value"]],
        ink=ink,
        told=[hover(row, kind) for row in placed.iter_rows(named=True)],
    )


def hover(row: dict[str, Any], kind: str = "proportion") -> str:
    """Tell a row to whoever points at its mark: label, value, interval and counts, line by line."""
    lines = [row["label"], in_detail(row["value"], kind)]
    if row["lower"] is not None and row["upper"] is not None:
        lines[1] += f" (95% interval {in_detail(row['lower'], kind)} to {in_detail(row['upper'], kind)})"
    if row["numerator"] is not None and row["denominator"] is not None and kind == "proportion":
        lines.append(f"{row['numerator']:,} of {row['denominator']:,} people")
    return "\n".join(lines)


def in_detail(value: float, kind: str) -> str:
    """Write a value to one digit more than its label has."""
    return percent(value, places=1) if kind == "proportion" else f"{value:,.2f}"
