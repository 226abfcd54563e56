"""Representation: each group's share of the people there are, beside its share of those in the pipeline.

To the left the workforce, to the right the pipeline, a pair of bars for each group; at the end of the row the parity, the
one share over the other: 1 is as in the workforce. Bars on the two sides are read by length, and their values are written.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.charts.axes import amounts
from sfg_analytics.charts.chart import Chart, alternative, check_title, mark_of, percent
from sfg_analytics.charts.scene import Axis, Bars, End, Mark, Panel, Points, Scene
from sfg_analytics.charts.theme import DUO, QUIET
from sfg_analytics.errors import SfgError, nearest

_ROW_HEIGHT = 40
_BAR = 0.62
_ROOM = 1.65
"""How far the axis reaches past the longest bar, for its value."""

_SHARES = ("share_of_denominator", "share_of_numerator")
_NUMBERS = ("parity", "lower", "upper")


def pyramid(
    parities: pl.DataFrame,
    *,
    title: str,
    by: str = "group",
    workforce: str = "Workforce",
    pipeline: str = "Pipeline",
    caption: str = "",
) -> Chart:
    """Draw representation.

    Parameters
    ----------
    parities
        One row a group, as :func:`~sfg_analytics.statistics.parity` gives them: the column named by ``by``,
        ``share_of_denominator`` and ``share_of_numerator`` (0 is nobody, 1 everybody), ``parity, lower, upper``;
        ``without_parity`` or ``hidden`` (the reason) may be there too.
    title
        What the chart shows, in ten words or fewer.
    by
        The column that names the groups.
    workforce, pipeline
        What the two sides are, in a word or two.
    caption
        Measure, period, source and disclosure policy, in a sentence.

    Returns
    -------
    Chart
        Its table has ``label``; ``workforce`` and ``value``, the shares of the left and the right; ``parity, lower, upper``;
        ``hidden``. A row without both shares is kept and drawn as a gap.

    Raises
    ------
    SfgError
        When a column is missing, or the title is too long.

    Examples
    --------
    >>> parities = pl.DataFrame(
    ...     {"group": ["White", "All other"], "share_of_denominator": [0.8, 0.2], "share_of_numerator": [0.9, 0.1],
    ...      "parity": [1.125, 0.5], "lower": [1.0, 0.3], "upper": [1.2, 0.8]}
    ... )
    >>> pyramid(parities, title="Pipeline and workforce by ethnicity").alt.split(". ")[-1]
    'All other: 20% of workforce, 10% of pipeline, parity 0.50 (95% interval 0.30 to 0.80).'
    """
    check_title(title)
    drawn = _rows(parities, by)
    placed = drawn.with_row_index("place")
    shown = placed.filter(pl.col("value").is_not_null() & pl.col("workforce").is_not_null())
    hidden = placed.filter(pl.col("value").is_null() | pl.col("workforce").is_null())
    widest = max((*shown["value"], *shown["workforce"]), default=0.0)
    ends = [End(-0.6, "Parity", QUIET, bold=True)] if shown["parity"].is_not_null().any() else []
    ends += [
        End(row["place"], f"{row['parity']:.2f}", bold=True)
        for row in shown.iter_rows(named=True)
        if row["parity"] is not None
    ]
    x = _axis(widest)
    panel = Panel(
        marks=[
            *_side(shown, "workforce", DUO[0], -1, workforce),
            *_side(shown, "value", DUO[1], 1, pipeline),
            Points(
                x=[x.begin] * hidden.height,
                y=hidden["place"].to_list(),
                shape="cross",
                size=8,
                colour=QUIET,
                text=[mark_of(reason) for reason in hidden["hidden"]],
                side="right",
                ink=QUIET,
            ),
        ],
        x=x,
        y=Axis(max(drawn.height, 1) - 0.4, -0.6, list(enumerate(drawn["label"]))),
        height=_ROW_HEIGHT * max(drawn.height, 1),
        ends=ends if len(ends) > 1 else [],
        tops=[(-0.08 * (widest or 1), workforce, "end"), (0.08 * (widest or 1), pipeline, "start")],
        note="" if drawn.height else "Nothing to show",
    )
    rows = f"{drawn.height} {'group' if drawn.height == 1 else 'groups'}"
    what = f"Bars to either side, {rows}: {workforce} and {pipeline}."
    alt = alternative(
        title, what, caption, *(_told(row, workforce, pipeline) for row in drawn.iter_rows(named=True))
    )
    return Chart(title=title, caption=caption, alt=alt, table=drawn, scene=Scene([panel]))


def _rows(parities: pl.DataFrame, by: str) -> pl.DataFrame:
    needed = (by, *_SHARES, *_NUMBERS)
    missing = [name for name in needed if name not in parities.columns]
    if missing:
        raise SfgError(
            f"The table to be drawn has no column '{missing[0]}'.",
            expected=", ".join(needed),
            got=", ".join(parities.columns),
            closest=nearest(missing[0], parities.columns),
        )
    reasons = [
        pl.col(name).cast(pl.String) for name in ("hidden", "without_parity") if name in parities.columns
    ]
    return parities.select(
        pl.col(by).cast(pl.String).fill_null("Unknown").alias("label"),
        pl.col("share_of_denominator").cast(pl.Float64).alias("workforce"),
        pl.col("share_of_numerator").cast(pl.Float64).alias("value"),
        *(pl.col(name).cast(pl.Float64) for name in _NUMBERS),
        (pl.coalesce(reasons) if reasons else pl.lit(None, pl.String)).alias("hidden"),
    )


def _axis(widest: float) -> Axis:
    """Give an axis that grows to both sides from the middle, named at its ends; the bars carry their values."""
    last, text = amounts(widest).ticks[-1]
    reach = _ROOM * max(widest, float(last))  # type: ignore[arg-type]
    return Axis(-reach, reach, [(-float(last), text), (0.0, "0%"), (last, text)], grid=True)  # type: ignore[arg-type]


def _side(shown: pl.DataFrame, column: str, colour: str, sign: int, name: str) -> list[Mark]:
    values, places = shown[column].to_list(), shown["place"].to_list()
    ends = [sign * value for value in values]
    return [
        Bars(
            at=places,
            start=[0.0] * len(ends),
            end=ends,
            thickness=_BAR,
            colour=colour,
            horizontal=True,
            told=[_hover(row, column, name) for row in shown.iter_rows(named=True)],
        ),
        Points(
            x=ends,
            y=places,
            shape="none",
            text=[percent(value) for value in values],
            side="right" if sign > 0 else "left",
        ),
    ]


def _hover(row: dict[str, Any], column: str, name: str) -> str:
    return f"{row['label']}\n{percent(row[column], places=1)} of {name.lower()}{_parity(row, before=chr(10))}"


def _parity(row: dict[str, Any], *, before: str) -> str:
    if row["parity"] is None:
        return ""
    interval = ""
    if row["lower"] is not None and row["upper"] is not None:
        interval = f" (95% interval {row['lower']:.2f} to {row['upper']:.2f})"
    return f"{before}parity {row['parity']:.2f}{interval}"


def _told(row: dict[str, Any], workforce: str, pipeline: str) -> str:
    if row["value"] is None or row["workforce"] is None:
        return f"{row['label']}: {mark_of(row['hidden'])}."
    shares = (
        f"{percent(row['workforce'])} of {workforce.lower()}, {percent(row['value'])} of {pipeline.lower()}"
    )
    return f"{row['label']}: {shares}{_parity(row, before=', ')}."
