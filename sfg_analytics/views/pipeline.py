"""Pipeline visibility: a measure by groups, by organisations or month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfg_analytics.charts import Chart, intervals, small_multiples, trend
from sfg_analytics.charts.chart import told
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.views.asked import Asked, ask
from sfg_analytics.views.figures import PERIOD
from sfg_analytics.views.source import Source
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import spread_said, title_of, valued_with, when_of

MOST_PANELS = 40
"""With more, small multiples are too small to be read."""


def pipeline(
    source: Source,
    measure: str = "placement_visible",
    *,
    by: str | Sequence[str] = "band",
    outcome: str | None = None,
    organisations: str | Sequence[str] | None = None,
    period: date | str | None = None,
) -> View:
    """Show a measure by groups, each with its 95% interval.

    Parameters
    ----------
    source
        A store or its path; a publication or its path; or tables by contract id, of Polars or pandas.
    measure
        An id of the catalogue: ``"placement_visible"`` (whose placement is known), ``"coverage"`` (who had a
        conversation), ``"stages"`` (how far conversations get), ``"readiness_supply"`` … ``sfg measures`` lists them.
    by
        A breakdown (``"band"``, ``"staff_group"``, ``"ethnicity"`` …), ``"organisation"``, or several, crossed. With
        ``"period"`` it is month by month: a line, or one for each group.
    outcome
        The outcome to show, of a measure that has outcomes; all of them by default.
    organisations
        A code, or several, which are added up; all of them by default.
    period
        The month, as ``"2025-03"``, or the last one of a series; the latest by default.

    Returns
    -------
    View
        ``.table`` with ``label, measure, period, organisation, <by...>, outcome, numerator, denominator, value, lower, upper,
        hidden`` (a share of 0 is nobody, 1 everybody; of a rate the unit is the measure's), ``.chart`` and ``.text``.

    Raises
    ------
    MeasureProblem
        When there is no such measure, breakdown, outcome, organisation or month; the nearest is told.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.

    Examples
    --------
    >>> staff = pl.DataFrame(
    ...     {
    ...         "organisation": "Z01",
    ...         "period": date(2025, 3, 1),
    ...         "person": ["a", "b", "c"],
    ...         "sex": ["Female", "Female", "Male"],
    ...         "assignment_status": ["Active", "Career Break", "Active"],
    ...         "service_start_date": date(2020, 1, 1),
    ...     }
    ... )
    >>> pipeline({"staff_in_post": staff}, "eligible", by="sex").table.select("label", "value").rows()
    [('Female', 0.5), ('Male', 1.0)]
    """
    asked = ask(source, measure, by=by, outcome=outcome, organisations=organisations, period=period)
    rows = asked.rows
    shown = {
        "label": (asked.split or ("Month" if PERIOD in asked.by else "Who")).capitalize(),
        **({"period": "Month"} if PERIOD in asked.by and asked.split else {}),
        "value": "Value",
        "lower": "Lower 95%",
        "upper": "Upper 95%",
        "numerator": "Number",
        "denominator": "Out of",
    }
    return made(
        rows,
        in_pandas=asked.figures.in_pandas,
        chart=_chart(asked),
        said=" ".join(part for part in (asked.everybody(), _spread(asked)) if part),
        caveat=str(asked.words["caveat"]),
        stamp=asked.figures.stamp,
        shown=shown,
        kind=asked.kind,
    )


def _chart(asked: Asked) -> Chart:
    rows, title, caption, kind = asked.rows, _title(asked), asked.caption, asked.kind
    if PERIOD not in asked.by:
        return intervals(rows, title=title, by="label", caption=caption, kind=kind)
    if not asked.split:
        return trend(rows, title=title, caption=caption, kind=kind)
    count = rows["label"].n_unique()
    if count > MOST_PANELS:
        raise MeasureProblem(
            "There are too many groups to show month by month.",
            expected=f"at most {MOST_PANELS}",
            got=f"{count}",
            hint="split by a coarser breakdown, or by fewer.",
        )
    return small_multiples(rows, title=title, by="label", caption=caption, kind=kind)


def _title(asked: Asked) -> str:
    shown = asked.rows.filter(pl.col("value").is_not_null())
    if shown.is_empty():
        return title_of(f"{asked.short}: every figure is hidden", "Every figure is hidden")
    if PERIOD in asked.by and not asked.split:
        first, last = shown[[0, -1]].to_dicts()
        change = f"from {told(first['value'], asked.kind)} to {told(last['value'], asked.kind)}"
        return title_of(f"{asked.short}: {change}", change.capitalize())
    by = f"by {asked.split}" if asked.split else ""
    ends = [
        told(float(value), asked.kind)
        for value in shown.select(least=pl.col("value").min(), most=pl.col("value").max()).row(0)
    ]
    run = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return title_of(f"{asked.short}: {run} {by}".strip(), f"{asked.short}: {run}", f"{run} {by}".strip())


def _spread(asked: Asked) -> str:
    if asked.split:
        now = asked.rows.filter(pl.col(PERIOD) == asked.month)
        if asked.split == "outcome":
            told_each = "; ".join(
                f"{row['label']}: {valued_with(row, asked.kind)}" for row in now.iter_rows(named=True)
            )
            return f"{asked.subject}, at {asked.where} in {asked.when}. {told_each}."
        return spread_said(now, asked.split, asked.kind)
    shown = asked.rows.filter(pl.col("value").is_not_null())
    if shown.height < 2:  # noqa: PLR2004 - one month has no course
        return ""
    first = shown.row(0, named=True)
    return f"In {when_of(asked.measure, first['period'])} it was {told(first['value'], asked.kind)}."
