"""Benchmarking across a system: each organisation beside the others of its size, and beside its peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from sfg_analytics.charts import Chart, funnel, intervals
from sfg_analytics.charts.chart import told
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.statistics import benchmark as benchmarked
from sfg_analytics.statistics import funnel as computed
from sfg_analytics.views.asked import Asked, ask
from sfg_analytics.views.figures import ORGANISATION
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import title_of, valued_with


def benchmark(
    source: Source,
    measure: str = "coverage",
    *,
    focus: str | None = None,
    alike: bool = False,
    outcome: str | None = None,
    organisations: Sequence[str] | None = None,
    period: date | str | None = None,
) -> View:
    """Set organisations beside one another on a funnel, and beside their peers. There is no rank.

    :func:`sfg_analytics.statistics.benchmark` does the same with a table of counts in hand.

    Parameters
    ----------
    source
        A store or its path; a publication or its path; or tables by contract id, of Polars or pandas.
    measure
        An id of the catalogue: a share, a rate or a score.
    focus
        The code of the organisation to be brought out.
    alike
        Whether only organisations of the same kind as the one in focus stand beside it, where its kind is known.
    outcome
        Which outcome, of a measure that has outcomes.
    organisations
        The codes of those that belong together; all by default.
    period
        The month, as ``"2025-03"``; the latest by default.

    Returns
    -------
    View
        ``.table`` as :func:`sfg_analytics.statistics.benchmark` gives it, a row for each organisation, with ``label`` (its
        name): ``value, lower, upper``, ``shrunken`` (what to expect), the funnel's ``target`` and limits, ``signal``,
        ``position`` among its peers and, in words, what cannot be said. ``.chart`` is a funnel; of scores, values alone.

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
    ...         "organisation": ["Z01", "Z01", "Z02", "Z02"],
    ...         "period": date(2025, 3, 1),
    ...         "person": ["a", "b", "c", "d"],
    ...         "sex": ["Female", "Female", "Male", "Male"],
    ...         "assignment_status": ["Active", "Career Break", "Active", "Active"],
    ...         "service_start_date": date(2020, 1, 1),
    ...     }
    ... )
    >>> view = benchmark({"staff_in_post": staff}, "eligible", focus="Z02")
    >>> view.table.select("label", "value", "target").rows()
    [('Z01', 0.5, 0.75), ('Z02', 1.0, 0.75)]
    """
    figures = figures_of(source)
    labels = figures.outcomes(measure)
    if labels and outcome is None:
        raise MeasureProblem(
            f"The measure '{measure}' has outcomes; name the one that is compared.",
            expected=", ".join(labels),
        )
    asked = ask(
        figures, measure, by=ORGANISATION, outcome=outcome, organisations=organisations, period=period
    )
    if focus is not None:
        figures.choose(asked.rows, focus)
        if alike:
            asked = replace(asked, rows=_of_its_kind(asked, focus))
    kinds = figures.kinds(measure)
    table = benchmarked(
        asked.rows.drop("label", "value", "lower", "upper"), kinds if kinds.height else None, kind=asked.kind
    ).with_columns(label=pl.col(ORGANISATION).replace(dict(figures.names)))
    table = table.select("label", pl.exclude("label"))
    shown = {
        "label": "Organisation",
        "value": "Value",
        "lower": "Lower 95%",
        "upper": "Upper 95%",
        "numerator": "Number",
        "denominator": "Out of",
        "signal": "Outside the limits",
        "position": "Among its peers",
    }
    return made(
        table,
        in_pandas=figures.in_pandas,
        chart=_chart(asked, table, None if focus is None else figures.named(focus)),
        said=_said(asked, table, focus),
        caveat=str(asked.words["caveat"]),
        stamp=figures.stamp,
        shown=shown,
        kind=asked.kind,
    )


def _of_its_kind(asked: Asked, focus: str) -> pl.DataFrame:
    listed = asked.figures.kinds(asked.measure)
    kinds = dict(listed.select(ORGANISATION, "benchmarking_group").iter_rows())
    same = [code for code, kind in kinds.items() if kind == kinds.get(focus)]
    return asked.rows.filter(pl.col(ORGANISATION).is_in(same)) if kinds.get(focus) else asked.rows


def _chart(asked: Asked, table: pl.DataFrame, focus: str | None) -> Chart:
    title = _title(asked, table)
    if asked.kind == "score":
        return intervals(table, title=title, by="label", caption=asked.caption, focus=focus, kind=asked.kind)
    valued = table.filter(pl.col("value").is_not_null())
    limits = computed(valued["numerator"], valued["denominator"], kind=asked.kind).limits
    return funnel(
        table,
        title=title,
        by="label",
        caption=asked.caption,
        limits=limits if valued.height > 1 else None,
        focus=focus,
        kind=asked.kind,
        people="people" if asked.kind == "proportion" else str(asked.words["denominator"]),
    )


def _outside(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.col("signal").str.ends_with("99.8%"))


def _title(asked: Asked, table: pl.DataFrame) -> str:
    if asked.kind == "score":
        return title_of(f"{asked.short}, by organisation", "By organisation")
    outside = _outside(table).height
    said = f"{outside or 'none'} of {table.height} outside the limits"
    return title_of(f"{asked.short}: {said}", said.capitalize())


def _said(asked: Asked, table: pl.DataFrame, focus: str | None) -> str:
    valued = table.filter(pl.col("value").is_not_null())
    parts = [f"{asked.subject}, {asked.when}: {valued.height} of {table.height} organisations have a figure."]
    target = next(iter(table["target"].drop_nulls()), None)
    if target is not None:
        outside = _outside(table)
        names = "; ".join(
            f"{row['label']} {row['signal'].split()[0]} them at {valued_with(row | {'hidden': None}, asked.kind)}"
            for row in outside.iter_rows(named=True)
        )
        parts.append(
            f"Together {told(target, asked.kind)}. {outside.height or 'None'} of them lies outside the limits (99.8%) that "
            f"organisations of their size keep to{f': {names}' if names else ''}."
            if outside.height <= 1
            else f"Together {told(target, asked.kind)}. {outside.height} lie outside the limits (99.8%) that organisations of "
            f"their size keep to: {names}."
        )
    if focus is not None:
        [row] = table.filter(pl.col(ORGANISATION) == focus).to_dicts()
        peers = row["position"] or row["without_peers"]
        parts.append(
            f"{row['label']}: {valued_with(row | {'hidden': row['without_value']}, asked.kind)}"
            f"{f'; {peers}' if peers else ''}."
        )
    cautions = table["caution"].drop_nulls().unique(maintain_order=True).to_list()
    return " ".join([*parts, *(f"Caution: {caution}." for caution in cautions)])
