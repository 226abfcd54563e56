"""The Staff Survey: all that it asks about careers and development, of an organisation or several together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfg_analytics.charts import intervals
from sfg_analytics.charts.chart import told
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.views.asked import Asked, ask
from sfg_analytics.views.figures import Figures
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import caption_of, spread_said, title_of

PUBLISHER = "Survey Coordination Centre for NHS England"
_PREFIX = "Staff Survey "


def survey(
    source: Source,
    *,
    organisations: str | Sequence[str] | None = None,
    period: date | str | None = None,
) -> View:
    """Show what staff say in the NHS Staff Survey: every question held, with how many answered it.

    Parameters
    ----------
    source
        A store or its path; a publication or its path; or tables by contract id, of Polars or pandas.
    organisations
        A code, or several, which are added up, each weighted by how many answered; all of them by default.
    period
        The year, as ``"2024-01"``; the latest by default.

    Returns
    -------
    View
        ``.table`` with ``label, measure, period, organisation, numerator, denominator, value, lower, upper, hidden``, a row
        a question: ``value`` is the share of those who answered, 0 to 1. Scores, from 0 to 10, stand in ``.text`` alone.

    Raises
    ------
    MeasureProblem
        When there is no survey, or no figure of the organisation or year.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.
    """
    figures = figures_of(source)
    held = [name for name in figures.measures if name.startswith("survey_")]
    if not held:
        raise MeasureProblem(
            "There is no NHS Staff Survey.",
            hint="download the detailed organisational results from the survey's own pages, and: sfg submit WORKBOOK.",
        )
    asked = _asked(figures, held, organisations, period)
    shares = [one for one in asked if one.kind == "proportion"]
    table = pl.concat(
        one.rows.with_columns(label=pl.lit(str(one.words["title"]).removeprefix(_PREFIX))) for one in shares
    )
    [first, *_] = shares
    bases = table["denominator"].drop_nulls().to_list()
    people = f"{min(bases):,} to {max(bases):,} people answered each question." if bases else ""
    said = (
        f"NHS Staff Survey {first.when}, {first.where}, published by the {PUBLISHER}. {people} "
        f"{spread_said(table, 'question', 'proportion')} {_scores([one for one in asked if one.kind == 'score'])} {_gone(len(held) - len(asked))}"
    )
    return made(
        table.drop("outcome"),
        in_pandas=figures.in_pandas,
        chart=intervals(
            table,
            title=title_of(f"What staff say in the Staff Survey of {first.when}"),
            by="label",
            caption=caption_of(
                figures, f"Share of those who answered, {first.when}", first.where, str(first.words["source"])
            ),
        ),
        said=" ".join(said.split()),
        caveat=str(first.words["caveat"]),
        stamp=figures.stamp,
        shown={
            "label": "Question",
            "value": "Share",
            "lower": "Lower 95%",
            "upper": "Upper 95%",
            "denominator": "Answered",
        },
    )


def _asked(
    figures: Figures,
    measures: Sequence[str],
    organisations: str | Sequence[str] | None,
    period: date | str | None,
) -> list[Asked]:
    """Ask each question; those without a figure there, or not asked in the latest year, are left out.

    Raises
    ------
    MeasureProblem
        When no question has one.
    """
    found, problems = list[Asked](), list[MeasureProblem]()
    for name in measures:
        try:
            found.append(ask(figures, name, organisations=organisations, period=period))
        except MeasureProblem as problem:
            problems.append(problem)
    latest = max((one.month for one in found), default=None)
    now = [one for one in found if one.month == latest]
    if not any(one.kind == "proportion" for one in now):
        raise problems[0] if problems else MeasureProblem("The survey has no figure of any question.")
    return now


def _gone(number: int) -> str:
    verb = "has" if number == 1 else "have"
    return (
        f"{number} of the questions {verb} no figure here: not asked then, or hidden by the survey."
        if number
        else ""
    )


def _scores(asked: Sequence[Asked]) -> str:
    """Tell the scores, of which there are no limits."""
    told_each = [
        f"{one.words['statement']} {told(value, one.kind)}"
        for one in asked
        for value in one.rows["value"].drop_nulls()
    ]
    return f"Scores from 0 to 10: {'; '.join(told_each)}." if told_each else ""
