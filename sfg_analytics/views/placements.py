"""Placement trends: how a whole divides, month by month, between groups, or from one placement to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.charts import Chart, mix, sankey, small_multiples, transitions
from sfg_analytics.charts.chart import percent
from sfg_analytics.charts.theme import PALETTE
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.views.asked import Asked, ask
from sfg_analytics.views.figures import PERIOD
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import title_of, valued_with

_PLACEMENTS = frozenset({"current_placement", "current_then", "sought_then"})
"""Breakdowns that are placements themselves: who goes from where to where."""


def placements(
    source: Source,
    measure: str = "sought_placement",
    *,
    by: str = PERIOD,
    organisations: str | Sequence[str] | None = None,
    period: date | str | None = None,
) -> View:
    """Show how people divide between placements, or between the outcomes of another measure.

    Placements are not ranked: depth, breadth, stretch and no move sought now are valued equally.

    Parameters
    ----------
    source
        A store or its path; a publication or its path; or tables by contract id, of Polars or pandas.
    measure
        A measure with outcomes: ``"sought_placement"``, ``"current_placement"``, ``"placement_now"`` (two years on),
        ``"ways"``, ``"kinds"``, ``"grid_colour"`` …
    by
        ``"period"``: month by month; a breakdown: the shares of each group, a row each; ``"current_placement"`` (of
        ``"sought_placement"``) or ``"current_then"`` (of ``"placement_now"``): from where to where.
    organisations
        A code, or several, which are added up; all of them by default.
    period
        The month, as ``"2025-03"``, or the last one of a series; the latest by default.

    Returns
    -------
    View
        ``.table`` with ``label, measure, period, organisation, <by...>, outcome, numerator, denominator, value, lower, upper,
        hidden``; ``value`` is the outcome's share of the month or group, 0 to 1. ``.chart`` is a mix over time, a matrix or
        a flow. ``.text`` says it in words.

    Raises
    ------
    MeasureProblem
        When there is no such measure, breakdown, organisation or month, or the measure has no outcomes.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.

    Examples
    --------
    ``placements(store)`` shows what people seek, month by month; ``placements(store, by="current_placement")`` who goes from
    where to where; ``placements(store, by="band", organisations="RXX", period="2025-03")`` each band of one organisation.
    Other measures with outcomes are shown alike:

    >>> staff = {"organisation": "Z01", "period": date(2025, 3, 1), "person": ["a", "b"], "sex": ["Female", None]}
    >>> view = placements({"staff_in_post": pl.DataFrame(staff)}, "declared")
    >>> view.table.filter(pl.col("value") > 0).select("part", "value").rows()
    [('whose sex is recorded', 0.5)]
    """
    figures = figures_of(source)
    if not figures.outcomes(measure):
        divided = [name for name in figures.measures if figures.outcomes(name)]
        raise MeasureProblem(
            f"The measure '{measure}' does not divide people between outcomes.",
            expected=", ".join(divided),
            hint="pipeline() shows a measure without outcomes.",
        )
    asked = ask(figures, measure, by=by, organisations=organisations, period=period)
    labels = figures.outcomes(measure)
    parts = asked.rows.with_columns(part=pl.col("outcome").replace(labels))
    group = "period" if by == PERIOD else "label"
    if by != PERIOD:
        parts = parts.with_columns(label=pl.col(by).replace(dict(figures.names)))
    shown = {
        group: "Month" if by == PERIOD else by.replace("_", " ").capitalize(),
        "part": "Answer",
        "value": "Share",
        "lower": "Lower 95%",
        "upper": "Upper 95%",
        "numerator": "Number",
        "denominator": "Out of",
    }
    return made(
        parts,
        in_pandas=figures.in_pandas,
        chart=_chart(asked, parts, by),
        said=_said(asked, parts, by),
        caveat=str(asked.words["caveat"]),
        stamp=figures.stamp,
        shown=shown,
        kind=asked.kind,
    )


def _chart(asked: Asked, parts: pl.DataFrame, by: str) -> Chart:
    title = _title(asked, parts, by)
    if by == PERIOD:
        if parts["part"].n_unique() > len(PALETTE):
            return small_multiples(parts, title=title, by="part", caption=asked.caption)
        return mix(parts, title=title, by="part", caption=asked.caption)
    before, after = by.replace("_", " "), str(asked.words["title"]).lower()
    counts = ("numerator", "denominator", "value", "hidden")
    named = parts.select(pl.col("label").alias(before), pl.col("part").alias(after), *counts)
    draw = sankey if by in _PLACEMENTS else transitions
    return draw(named, title=title, before=before, after=after, caption=asked.caption)


def _title(asked: Asked, parts: pl.DataFrame, by: str) -> str:
    title = str(asked.words["title"])
    largest = _largest(parts.filter(pl.col(PERIOD) == asked.month))
    if by == PERIOD and largest is not None:
        told = f"{largest['part']} {percent(largest['value'])} in {asked.month:%B %Y}"
        return title_of(f"{title}: {told}", told, title)
    return title_of(f"{title}, by {by.replace('_', ' ')}", title)


def _largest(rows: pl.DataFrame) -> dict[str, Any] | None:
    shown = rows.filter(pl.col("value").is_not_null()).sort("value", descending=True, maintain_order=True)
    return shown.row(0, named=True) if shown.height else None


def _said(asked: Asked, parts: pl.DataFrame, by: str) -> str:
    """Tell the shares of all staff, and for each group the answer that most of it gave."""
    title, where, when = asked.words["title"], asked.where, asked.when
    now = parts.filter(pl.col(PERIOD) == asked.month)
    if by == PERIOD:
        shares = "; ".join(
            f"{row['part']} {valued_with(row, asked.kind)}" for row in now.iter_rows(named=True)
        )
        return f"{title} at {where} in {when}: {shares}."
    most = []
    for (group,), rows in now.group_by("label", maintain_order=True):
        largest = _largest(rows)
        if largest is not None:
            most.append(f"'{group}': '{largest['part']}' {valued_with(largest, asked.kind)}")
    return f"{title} at {where} in {when}, the largest share of each: {'; '.join(most) or 'every figure is hidden'}."
