"""Relative likelihoods: each group's rate over that of a reference group, as counted and like for like.

Twice as likely and half as likely lie equally far from the line at 1, because the axis is logarithmic. Where a comparison
like for like is there, it is the filled mark, and what was counted is the grey one above it: both are shown, or the
difference that adjusting makes would be hidden. The axis carries no verdict, and no band that could be read as one.
"""

from __future__ import annotations

from math import inf, log
from typing import Any

import polars as pl

from sfg_analytics.charts.chart import Chart, alternative, check_title, mark_of
from sfg_analytics.charts.scene import Axis, End, Line, Mark, Panel, Points, Scene
from sfg_analytics.charts.theme import CONTEXT, PALETTE, QUIET, TEXT
from sfg_analytics.errors import SfgError, nearest

_ROW_HEIGHT = 48
_APART = 0.17
_TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_FURTHEST = 12.0
"""How many times as likely, or a so-manyeth, the axis shows at most; what lies beyond stands at its end."""

_LEAST = 1.6
_NEEDED = ("ratio", "lower", "upper", "reference")
_LIKE_FOR_LIKE = ("like_for_like_ratio", "like_for_like_lower", "like_for_like_upper")


def likelihoods(compared: pl.DataFrame, *, title: str, by: str = "group", caption: str = "") -> Chart:
    """Draw how likely each group is beside a reference group.

    Parameters
    ----------
    compared
        One row a group, as :func:`~sfg_analytics.statistics.compare` gives them for one measure and period: the column named
        by ``by``, ``reference``, ``ratio, lower, upper`` (1 is as likely; null where hidden), and, where it was adjusted,
        ``like_for_like_ratio, like_for_like_lower, like_for_like_upper``; ``direction`` (the sentence) and
        ``without_ratio`` or ``hidden`` (the reason) may be there too.
    title
        What the chart shows, in ten words or fewer.
    by
        The column that names the groups.
    caption
        Measure, period, what was held equal, source and disclosure policy, in a sentence.

    Returns
    -------
    Chart
        Its table has ``label, reference, value, lower, upper``, the three like for like, and ``hidden``.

    Raises
    ------
    SfgError
        When a column is missing, or the title is too long.

    Examples
    --------
    >>> compared = pl.DataFrame(
    ...     {"group": ["Asian"], "reference": ["White"], "ratio": [0.8], "lower": [0.7], "upper": [0.9]}
    ... )
    >>> likelihoods(compared, title="Coverage beside White staff").alt.split(". ")[-1]
    'Asian: 0.80 times as likely as White (95% interval 0.70 to 0.90).'
    """
    check_title(title)
    drawn = _rows(compared, by)
    adjusted = drawn["like_for_like_ratio"].is_not_null().any()
    reach = _reach(drawn)
    placed = drawn.with_row_index("place")
    panel = Panel(
        marks=[
            Line([0.0, 0.0], [-0.6, max(drawn.height, 1) - 0.4], TEXT, 1.5),
            *_marks(placed, ("value", "lower", "upper"), reach, faint=adjusted),
            *(_marks(placed, _LIKE_FOR_LIKE, reach, faint=False, shape="diamond") if adjusted else []),
            _crosses(placed, reach),
        ],
        x=Axis(
            -reach,
            reach,
            [(log(tick), f"{tick:g}") for tick in _TICKS if abs(log(tick)) <= reach],
            title=_scale(drawn),
            grid=True,
        ),
        y=Axis(max(drawn.height, 1) - 0.4, -0.6, list(enumerate(drawn["label"]))),
        height=_ROW_HEIGHT * max(drawn.height, 1),
        ends=[
            *_ends(placed, "value", QUIET if adjusted else TEXT, faint=adjusted),
            *(_ends(placed, "like_for_like_ratio", TEXT, faint=False) if adjusted else []),
        ],
        note="" if drawn.height else "Nothing to show",
    )
    key = [("circle", CONTEXT, "As counted"), ("diamond", PALETTE[0], "Like for like")] if adjusted else []
    count = f"{drawn.height} {'group' if drawn.height == 1 else 'groups'}"
    what = f"Dot chart of relative likelihoods with 95% intervals, {count}; 1 is as likely."
    told = (
        compared["direction"].to_list()
        if "direction" in compared.columns
        else [_told(row) for row in drawn.to_dicts()]
    )
    return Chart(title, caption, alternative(title, what, caption, *told), drawn, Scene([panel], key=key))


def _rows(compared: pl.DataFrame, by: str) -> pl.DataFrame:
    missing = [name for name in (by, *_NEEDED) if name not in compared.columns]
    if missing:
        raise SfgError(
            f"The table to be drawn has no column '{missing[0]}'.",
            expected=", ".join((by, *_NEEDED)),
            got=", ".join(compared.columns),
            closest=nearest(missing[0], compared.columns),
        )
    reasons = [
        pl.col(name).cast(pl.String) for name in ("hidden", "without_ratio") if name in compared.columns
    ]
    return compared.select(
        pl.col(by).cast(pl.String).fill_null("Unknown").alias("label"),
        pl.col("reference").cast(pl.String),
        pl.col("ratio").cast(pl.Float64).alias("value"),
        *(pl.col(name).cast(pl.Float64) for name in ("lower", "upper")),
        *(
            (pl.col(name) if name in compared.columns else pl.lit(None)).cast(pl.Float64).alias(name)
            for name in _LIKE_FOR_LIKE
        ),
        (pl.coalesce(reasons) if reasons else pl.lit(None, pl.String)).alias("hidden"),
    )


def _reach(drawn: pl.DataFrame) -> float:
    """Say how far the axis goes to either side of 1, as a logarithm, so that both sides are equally long."""
    ends = [drawn[name] for name in ("value", "lower", "upper", *_LIKE_FOR_LIKE)]
    times = [max(each, 1 / each) if each > 0 else inf for end in ends for each in end.drop_nulls()]
    return log(min(max([*times, _LEAST]) * 1.15, _FURTHEST))


def _at(ratio: float, reach: float) -> float:
    return max(-reach, min(log(ratio), reach)) if ratio > 0 else -reach


def _marks(
    placed: pl.DataFrame, names: tuple[str, str, str], reach: float, *, faint: bool, shape: str = "circle"
) -> list[Mark]:
    shown = placed.filter(pl.col(names[0]).is_not_null())
    above = _above(names, faint=faint)
    whiskers = [
        None if lower is None or upper is None else (_at(lower, reach), _at(upper, reach))
        for lower, upper in zip(shown[names[1]], shown[names[2]], strict=True)
    ]
    return [
        Points(
            x=[_at(ratio, reach) for ratio in shown[names[0]]],
            y=[place + above for place in shown["place"]],
            shape=shape,
            size=9 if faint else 12,
            colour=CONTEXT if faint else PALETTE[0],
            whiskers=whiskers,
            told=[f"{row['label']}\n{_interval(row, names)}" for row in shown.iter_rows(named=True)],
        )
    ]


def _above(names: tuple[str, ...], *, faint: bool) -> float:
    """Say how far from the middle of its row a mark stands: what was counted above, like for like below it."""
    return -_APART if faint else (_APART if names == _LIKE_FOR_LIKE else 0.0)


def _ends(placed: pl.DataFrame, name: str, ink: str, *, faint: bool) -> list[End]:
    """Write the ratios at the end of the rows, where no whisker crosses them."""
    above = _above(_LIKE_FOR_LIKE if name in _LIKE_FOR_LIKE else (name,), faint=faint)
    return [
        End(row["place"] + above, _times(row[name]), ink)
        for row in placed.iter_rows(named=True)
        if row[name] is not None
    ]


def _crosses(placed: pl.DataFrame, reach: float) -> Points:
    hidden = placed.filter(pl.col("value").is_null())
    return Points(
        x=[-reach] * hidden.height,
        y=hidden["place"].to_list(),
        shape="cross",
        size=8,
        colour=QUIET,
        text=[mark_of(reason) for reason in hidden["hidden"]],
        side="right",
        ink=QUIET,
    )


def _scale(drawn: pl.DataFrame) -> str:
    references = drawn["reference"].drop_nulls().unique().to_list()
    return f"Times as likely as {references[0]}" if len(references) == 1 else "Times as likely"


def _times(ratio: float) -> str:
    return "beyond any" if ratio == inf else f"{ratio:.2f}"


def _interval(row: dict[str, Any], names: tuple[str, str, str]) -> str:
    ratio, lower, upper = (row[name] for name in names)
    words = f"{_times(ratio)} times as likely as {row['reference']}"
    if lower is None or upper is None:
        return words
    return f"{words} (95% interval {'from ' if upper == inf else ''}{lower:.2f}{'' if upper == inf else f' to {upper:.2f}'})"


def _told(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return f"{row['label']}: {mark_of(row['hidden'])}."
    told = f"{row['label']}: {_interval(row, ('value', 'lower', 'upper'))}"
    return (
        f"{told}; like for like {_interval(row, _LIKE_FOR_LIKE)}."
        if row[_LIKE_FOR_LIKE[0]] is not None
        else f"{told}."
    )
