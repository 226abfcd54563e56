"""Mix over time: for each month the shares that several answers have, one upon the other.

The answers keep their order in every column and are named at its end. Six colours are all that can be told apart; neighbours
differ by 3 to 1. An answer that is hidden in a month leaves its place out and a cross above the column, so that a column
with a cross does not reach the top and should not.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.charts.axes import amounts, months
from sfg_analytics.charts.chart import Chart, alternative, check_title, mark_of, percent
from sfg_analytics.charts.scene import Axis, Bars, End, Mark, Panel, Points, Scene
from sfg_analytics.charts.theme import PALETTE, QUIET
from sfg_analytics.errors import SfgError, nearest

_HEIGHT = 260
_COLUMN = 24
"""Days of a month that its column takes."""

_HALVES = ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))
_ABOVE = 1.06
"""How far the axis runs, for crosses above the columns."""


def mix(estimated: pl.DataFrame, *, title: str, by: str = "outcome", caption: str = "") -> Chart:
    """Draw how a whole divides, month by month.

    Parameters
    ----------
    estimated
        One row for each month and answer: ``period``, the column named by ``by``, and ``value``, its share (0 is nobody, 1
        everybody; null where hidden); ``hidden``, ``numerator`` and ``denominator`` may be there too. Answers are stacked
        in the order in which they first come.
    title
        What the chart shows, in ten words or fewer.
    by
        The column that names the answers.
    caption
        Measure, source and disclosure policy, in a sentence.

    Returns
    -------
    Chart
        Its table has ``label, month, part, value, numerator, denominator, hidden``.

    Raises
    ------
    SfgError
        When a column is missing, the title is too long, or there are more than six answers.

    Examples
    --------
    >>> parts = pl.DataFrame({"period": [date(2025, 1, 1)] * 2, "outcome": ["Depth", "Breadth"], "value": [0.6, 0.4]})
    >>> mix(parts, title="Most seek depth").alt
    'Most seek depth. Stacked columns of 2 parts, 1 month. January 2025: Depth 60%, Breadth 40%.'
    """
    check_title(title)
    drawn = _rows(estimated, by)
    parts = drawn["part"].unique(maintain_order=True).to_list()
    if len(parts) > len(PALETTE):
        raise SfgError(
            "A mix has more parts than can be told apart.",
            expected=f"at most {len(PALETTE)} parts",
            got=f"{len(parts)}",
            hint="put the rare ones together before they are counted.",
        )
    periods = drawn["period"].unique().sort().to_list()
    marks, tops = _columns(drawn, parts)
    panel = Panel(
        marks=[*marks, _crosses(drawn, tops)],
        x=months(periods),
        y=Axis(0.0, max([_ABOVE, *tops.values()]), amounts(1.0).ticks, narrow=_HALVES, grid=True),
        height=_HEIGHT,
        ends=_ends(drawn, parts),
        note="" if drawn.height else "Nothing to show",
    )
    key = [("cross", QUIET, "A part is hidden")] if drawn["value"].is_null().any() else []
    count = f"{len(periods)} {'month' if len(periods) == 1 else 'months'}"
    alt = alternative(
        title, f"Stacked columns of {len(parts)} parts, {count}.", caption, *_told(drawn, periods)
    )
    return Chart(
        title=title, caption=caption, alt=alt, table=drawn.drop("period"), scene=Scene([panel], key=key)
    )


def _rows(estimated: pl.DataFrame, by: str) -> pl.DataFrame:
    missing = [name for name in ("period", by, "value") if name not in estimated.columns]
    if missing:
        raise SfgError(
            f"The table to be drawn has no column '{missing[0]}'.",
            expected=f"period, {by}, value",
            got=", ".join(estimated.columns),
            closest=nearest(missing[0], estimated.columns),
        )
    counts = [
        (pl.col(name) if name in estimated.columns else pl.lit(None)).cast(pl.Int64).alias(name)
        for name in ("numerator", "denominator")
    ]
    hidden = pl.col("hidden") if "hidden" in estimated.columns else pl.lit(None)
    return estimated.select(
        pl.col("period").cast(pl.Date).dt.strftime("%B %Y").alias("month"),
        pl.col(by).cast(pl.String).fill_null("Unknown").alias("part"),
        pl.col("value").cast(pl.Float64),
        *counts,
        hidden.cast(pl.String).alias("hidden"),
        pl.col("period").cast(pl.Date),
    ).select((pl.col("month") + ", " + pl.col("part")).alias("label"), pl.all())


def _columns(drawn: pl.DataFrame, parts: list[str]) -> tuple[list[Mark], dict[date, float]]:
    """Stack the parts of each month, and say how high each column is."""
    tops: dict[date, float] = dict.fromkeys(drawn["period"], 0.0)
    marks: list[Mark] = []
    for place, part in enumerate(parts):
        shown = drawn.filter((pl.col("part") == part) & pl.col("value").is_not_null())
        starts = [tops[period] for period in shown["period"]]
        ends = [start + value for start, value in zip(starts, shown["value"], strict=True)]
        tops |= dict(zip(shown["period"], ends, strict=True))
        told = [_hover(row) for row in shown.iter_rows(named=True)]
        marks.append(Bars(shown["period"].to_list(), starts, ends, _COLUMN, PALETTE[place], told=told))
    return marks, tops


def _crosses(drawn: pl.DataFrame, tops: dict[date, float]) -> Points:
    hidden = drawn.filter(pl.col("value").is_null())
    periods = hidden["period"].unique().sort().to_list()
    reasons = [
        [
            f"{row['part']}: {mark_of(row['hidden'])}"
            for row in hidden.filter(pl.col("period") == period).to_dicts()
        ]
        for period in periods
    ]
    return Points(
        x=periods,
        y=[tops[period] + 0.03 for period in periods],
        shape="cross",
        size=7,
        colour=QUIET,
        told=["\n".join([f"{period:%B %Y}", *why]) for period, why in zip(periods, reasons, strict=True)],
    )


def _ends(drawn: pl.DataFrame, parts: list[str]) -> list[End]:
    """Name each part beside the last column; one that is hidden there, at the height it would begin."""
    if drawn.is_empty():
        return []
    last = drawn.filter(pl.col("period") == pl.col("period").max())
    values = dict(zip(last["part"], last["value"], strict=True))
    ends, height = [], 0.0
    for place, part in enumerate(parts):
        value = values.get(part)
        written = f"{percent(value)} {part}" if value is not None else f"hidden: {part}"
        ends.append(End(height + (value or 0.0) / 2, written, swatch=PALETTE[place]))
        height += value or 0.0
    return ends


def _hover(row: dict[str, Any]) -> str:
    lines = [row["label"], percent(row["value"], places=1)]
    if row["numerator"] is not None and row["denominator"] is not None:
        lines.append(f"{row['numerator']:,} of {row['denominator']:,} people")
    return "\n".join(lines)


def _told(drawn: pl.DataFrame, periods: list[date]) -> list[str]:
    """Tell the first month and the last, and how many parts of others are hidden."""
    told = []
    for period in dict.fromkeys([*periods[:1], *periods[-1:]]):
        parts = [
            f"{row['part']} {percent(row['value']) if row['value'] is not None else mark_of(row['hidden'])}"
            for row in drawn.filter(pl.col("period") == period).iter_rows(named=True)
        ]
        told.append(f"{period:%B %Y}: {', '.join(parts)}.")
    hidden = drawn["value"].null_count()
    return [*told, f"{hidden} of {drawn.height} figures are hidden."] if hidden else told
