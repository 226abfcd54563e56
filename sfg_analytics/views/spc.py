"""Change over time: which months differ from the others by more than months do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from sfg_analytics.charts import control_chart
from sfg_analytics.charts.chart import told
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.statistics import ChartSummary, p_chart, xmr, xmr_summary
from sfg_analytics.views.asked import Asked, ask
from sfg_analytics.views.figures import PERIOD, month_of
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import title_of, valued_with

_DIRECTION = {"up": "increase", "down": "decrease", None: "neutral"}
_VARIATION = {
    None: "there is no month to speak of",
    "common": "the latest month is within common variation",
    "improvement": "the latest month is a signal of improvement",
    "concern": "the latest month is a signal of concern",
    "high": "the latest month is a signal upwards",
    "low": "the latest month is a signal downwards",
}
_ASSURANCE = {
    "consistent_pass": "Without a change the target will be met every month.",
    "consistent_fail": "Without a change the target will be missed every month.",
    "inconsistent": "The target may be met or missed by chance alone.",
}


def spc(
    source: Source,
    measure: str = "held_of_due",
    *,
    outcome: str | None = None,
    target: float | None = None,
    rebase: Iterable[date | str] = (),
    organisations: str | Sequence[str] | None = None,
    period: date | str | None = None,
) -> View:
    """Show a measure month by month on a control chart, which tells a signal from noise.

    Parameters
    ----------
    source
        A store or its path; a publication or its path; or tables by contract id, of Polars or pandas.
    measure
        A measure whose months stand each by itself: ``"held_of_due"``, ``"action_agreed"``, ``"recorded_completely"`` … Of
        one whose months overlap, such as ``"coverage"``, the chart gives false alarms, and its caveat says so.
    outcome
        Which outcome, of a measure that has outcomes.
    target
        A target, in the unit of the measure: 0.9 is 90%.
    rebase
        Months at which the process was changed on purpose, so that mean and limits begin anew.
    organisations
        A code, or several, which are added up; all of them by default.
    period
        The last month, as ``"2025-03"``; the latest by default.

    Returns
    -------
    View
        ``.table`` with ``label, period`` and the columns of :func:`sfg_analytics.statistics.p_chart` (Laney's limits) for a
        share, of :func:`sfg_analytics.statistics.xmr` for a rate or a score: ``value, mean, lower, upper, signal, kind`` and
        the rest; a row for each month from the first to the last, without a value where there is none.

    Raises
    ------
    MeasureProblem
        When there is no such measure, outcome, organisation or month, or the measure has outcomes and none is named.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.

    Examples
    --------
    >>> staff = pl.DataFrame(
    ...     {
    ...         "organisation": "Z01",
    ...         "period": [date(2025, 2, 1), date(2025, 2, 1), date(2025, 3, 1), date(2025, 3, 1)],
    ...         "person": ["a", "b", "c", "d"],
    ...         "sex": ["Female", "Female", "Male", "Male"],
    ...         "assignment_status": ["Active", "Career Break", "Active", "Active"],
    ...         "service_start_date": date(2020, 1, 1),
    ...     }
    ... )
    >>> spc({"staff_in_post": staff}, "eligible").table.select("label", "value").rows()
    [('February 2025', 0.5), ('March 2025', 1.0)]
    """
    figures = figures_of(source)
    labels = figures.outcomes(measure)
    if labels and outcome is None:
        raise MeasureProblem(
            f"The measure '{measure}' has outcomes; name the one that is charted.", expected=", ".join(labels)
        )
    asked = ask(figures, measure, by=PERIOD, outcome=outcome, organisations=organisations, period=period)
    months = asked.rows.select(pl.date_range(pl.col(PERIOD).min(), pl.col(PERIOD).max(), "1mo"))
    rows = months.join(asked.rows, on=PERIOD, how="left", maintain_order="left").sort(PERIOD)
    begins = [rows[PERIOD].index_of(month_of(rows, one)) for one in rebase]
    options = {"improvement": _DIRECTION[asked.words["improvement"]], "target": target}
    chart = (
        p_chart(rows["numerator"].to_numpy(), rows["denominator"].to_numpy(), rebase=begins, **options)  # type: ignore[arg-type]
        if asked.kind == "proportion"
        else xmr(rows["value"].to_numpy(), rebase=begins, **options)  # type: ignore[arg-type]
    )
    charted = pl.concat(
        [
            rows.select(
                pl.col(PERIOD).dt.strftime("%B %Y").alias("label"),
                PERIOD,
                "numerator",
                "denominator",
                "hidden",
            ),
            chart,
        ],
        how="horizontal",
    )
    summary = xmr_summary(chart)
    shown = {
        "label": "Month",
        "value": "Value",
        "mean": "Mean",
        "lower": "Lower limit",
        "upper": "Upper limit",
        "signal": "Signal",
    }
    return made(
        charted,
        in_pandas=figures.in_pandas,
        chart=control_chart(charted, title=_title(asked, summary), caption=asked.caption, kind=asked.kind),
        said=_said(asked, charted, summary),
        caveat=str(asked.words["caveat"]),
        stamp=figures.stamp,
        shown=shown,
        kind=asked.kind,
    )


def _title(asked: Asked, summary: ChartSummary) -> str:
    said = {"common": "no change to speak of", None: "no month to speak of"}.get(
        summary.variation, f"signal of {summary.variation}"
    )
    return title_of(f"{asked.short}: {said}", said.capitalize())


def _said(asked: Asked, charted: pl.DataFrame, summary: ChartSummary) -> str:
    valued = charted.filter(pl.col("value").is_not_null())
    if valued.is_empty():
        return f"{asked.subject} at {asked.where}: every month is hidden."
    last = valued.row(-1, named=True)
    latest = asked.rows.filter(pl.col(PERIOD) == last[PERIOD]).row(0, named=True)
    limits = (
        f" Usual months lie between {told(max(last['lower'], 0.0), asked.kind)} and {told(last['upper'], asked.kind)}"
        f" about a mean of {told(last['mean'], asked.kind)}."
        if last["lower"] is not None
        else ""
    )
    signals = charted["signal"].count()
    trial = " The limits rest on fewer than 12 months and are trial limits." if summary.trial_limits else ""
    return (
        f"{asked.subject} at {asked.where}, {last['label']}: {valued_with(latest, asked.kind)}; "
        f"{_VARIATION[summary.variation]}.{limits} {signals} of {valued.height} months stand out."
        f"{trial} {_ASSURANCE.get(summary.assurance or '', '')}"
    ).strip()
