"""Small multiples: the same measure month by month for many organisations or groups, each in a panel of its own.

All panels have the same axes, so that a line can be compared with its neighbour's at a glance; each names its last value.
They stand in the order given, which is no rank.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sfg_analytics.charts.axes import amounts, months
from sfg_analytics.charts.chart import Chart, alternative, check_title, mark_of, told
from sfg_analytics.charts.scene import Mark, Panel, Points, Scene
from sfg_analytics.charts.theme import FOCUS
from sfg_analytics.charts.trend import clear_side, month_marks, rows_of_months
from sfg_analytics.errors import SfgError, nearest

_HEIGHT = 110
_MOST_TOLD = 15


def small_multiples(
    estimated: pl.DataFrame,
    *,
    title: str,
    by: str = "organisation",
    caption: str = "",
    kind: str = "proportion",
) -> Chart:
    """Draw a trend for each organisation or group.

    Parameters
    ----------
    estimated
        One row for each month and panel: ``period``, the column named by ``by``, and ``value, lower, upper`` (of a proportion
        0 is nobody, 1 everybody; null where hidden); ``hidden``, ``numerator`` and ``denominator`` may be there too.
    title
        What the chart shows, in ten words or fewer.
    by
        The column that names the panels, which stand in the order in which they first come.
    caption
        Measure, source and disclosure policy, in a sentence.
    kind
        The measure's kind: ``"proportion"``, ``"rate"`` or ``"score"``.

    Returns
    -------
    Chart
        Its table has ``panel, label, value, lower, upper, numerator, denominator, hidden``.

    Raises
    ------
    SfgError
        When a column is missing, or the title is too long.

    Examples
    --------
    >>> from datetime import date
    >>> rows = pl.DataFrame(
    ...     {"period": [date(2025, 1, 1)] * 2, "organisation": ["ZZ1", "ZZ2"], "value": [0.5, 0.6], "lower": None, "upper": None}
    ... )
    >>> small_multiples(rows, title="Coverage at two organisations").table["panel"].to_list()
    ['ZZ1', 'ZZ2']
    """
    check_title(title)
    missing = [name for name in ("period", by) if name not in estimated.columns]
    if missing:
        raise SfgError(
            f"The table to be drawn has no column '{missing[0]}'.",
            expected=f"period, {by}, value, lower, upper",
            got=", ".join(estimated.columns),
            closest=nearest(missing[0], estimated.columns),
        )
    named = estimated.with_columns(pl.col(by).cast(pl.String).fill_null("Unknown").alias(by))
    _, placed = rows_of_months(named)
    placed = placed.with_columns(named[by].alias("panel"))
    highest = placed.select(pl.max_horizontal(pl.col("value").max(), pl.col("upper").max())).item()
    x = months(placed["month"].unique().sort().to_list())
    x, y = replace(x, ticks=x.narrow or []), amounts(highest or 0.0, kind, most=4)
    panels = [
        Panel(_marks(rows.sort("month"), kind), x, y, _HEIGHT, heading=str(name))
        for (name,), rows in placed.group_by("panel", maintain_order=True)
    ] or [Panel([], x, y, _HEIGHT, note="Nothing to show")]
    drawn = placed.select("panel", pl.exclude("panel", "month"))
    count = drawn["panel"].n_unique()
    what = f"{count} line {'chart' if count == 1 else 'charts'} with bands for the 95% interval, on the same axes."
    alt = alternative(title, what, caption, *_told(drawn, kind))
    return Chart(
        title,
        caption,
        alt,
        drawn,
        Scene(panels, columns=min(3, len(panels)), narrow_columns=min(2, len(panels))),
    )


def _marks(placed: pl.DataFrame, kind: str) -> list[Mark]:
    last = placed.filter(pl.col("value").is_not_null()).tail(1)
    return [
        *month_marks(placed, kind, foot=0.0),
        Points(
            x=last["month"].to_list(),
            y=last["value"].to_list(),
            shape="diamond",
            size=9,
            colour=FOCUS,
            text=[told(value, kind) for value in last["value"]],
            side=clear_side(placed["value"].to_list(), placed["month"].to_list(), last["month"].to_list()),
            bold=True,
        ),
    ]


def _told(drawn: pl.DataFrame, kind: str) -> list[str]:
    """Tell the first and the last value of each panel, and how many months are hidden."""
    sentences = []
    for (name,), rows in drawn.group_by("panel", maintain_order=True):
        shown = rows.filter(pl.col("value").is_not_null())
        hidden = rows.height - shown.height
        if shown.is_empty():
            sentences.append(f"{name}: {mark_of(next(iter(rows['hidden'].drop_nulls()), None))}.")
            continue
        first, last = shown[[0, -1]].to_dicts()
        change = f"{told(first['value'], kind)} in {first['label']}, {told(last['value'], kind)} in {last['label']}"
        sentences.append(f"{name}: {change}{f'; {hidden} months hidden' if hidden else ''}.")
    if len(sentences) > _MOST_TOLD:
        return [f"{len(sentences)} panels; the table gives every figure."]
    return sentences
