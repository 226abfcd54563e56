"""Afterwards: what had become of people with a conversation a year or two on, and of people without one.

It describes what followed. People who have a conversation differ from people who have none in ways that no table holds,
so nothing here shows what a conversation does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfg_analytics.charts import likelihoods
from sfg_analytics.charts.chart import percent
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import CATALOGUE, ROWS
from sfg_analytics.statistics import compare
from sfg_analytics.views.asked import Asked, ask
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.view import View, made
from sfg_analytics.views.words import by_of, caption_of, title_of

FOLLOWED = ("retained", "moved_band", "moved_organisation")
"""What is asked of people followed: still here, at another band, elsewhere in the system."""

WITHOUT = "Without a conversation"
_LIKE_FOR_LIKE = ("like_for_like_ratio", "like_for_like_lower", "like_for_like_upper")


def afterwards(
    source: Source,
    months: int = 12,
    *,
    adjust: str | Sequence[str] = ("age_band", "band_cluster", "staff_group"),
    organisations: str | Sequence[str] | None = None,
    period: date | str | None = None,
) -> View:
    """Describe what had become of people so many months on, with and without a conversation, like for like.

    Parameters
    ----------
    source
        A store or its path; or tables by contract id, of Polars or pandas.
    months
        12 or 24.
    adjust
        Breakdowns to hold equal, so that like is described beside like.
    organisations
        A code, or several, which are added up; all of them by default.
    period
        The later month, in which they are counted; the latest by default.

    Returns
    -------
    View
        ``.table`` as :func:`sfg_analytics.statistics.compare` gives it, a row for each of *still in post*, *at another band*
        and *at another organisation of the system* that can be counted, with ``label``: ``value`` and ``reference_value`` are
        the shares of those with and without a conversation (0 to 1), ``ratio`` the one over the other, and
        ``like_for_like_ratio`` with its limits the same like for like. ``.text`` names what can't be counted, and why.

    Raises
    ------
    MeasureProblem
        When people can't be followed for so long, or there is no such breakdown, organisation or month.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.
    """
    figures = figures_of(source)
    if f"followed_{months}" not in ROWS:
        raise MeasureProblem(f"People are not followed for {months} months.", expected="12 or 24")
    held = (adjust,) if isinstance(adjust, str) else tuple(adjust)
    described: list[tuple[Asked, pl.DataFrame]] = []
    unknown: list[str] = []
    for name in FOLLOWED:
        try:
            asked = ask(
                figures,
                f"{name}_{months}",
                by=["conversed", *held],
                organisations=organisations,
                period=period,
            )
            described.append((asked, _described(asked, held)))
        except MeasureProblem as problem:
            unknown.append(f"{CATALOGUE[f'{name}_{months}'].title.lower()} ({problem.what.rstrip('.')})")
    if not described:
        raise MeasureProblem(
            f"Nobody could be followed for {months} months with and without a conversation.",
            got="; ".join(unknown),
            hint=f"it needs staff lists {months} months apart, and a year of conversations before the earlier one.",
        )
    table = pl.concat((compared for _, compared in described), how="diagonal")
    first = described[0][0]
    equal = f", held equal: {by_of(held)}" if held else ""
    return made(
        table,
        in_pandas=figures.in_pandas,
        chart=likelihoods(
            table,
            title=title_of(f"{months} months on, with a conversation beside without"),
            by="label",
            caption=caption_of(
                figures,
                f"What followed within {months} months{equal}",
                f"{first.where[:1].upper()}{first.where[1:]}, {first.when}",
                str(first.words["source"]),
            ),
        ),
        said=_said(described, held, unknown),
        caveat=str(first.words["caveat"]),
        stamp=figures.stamp,
        shown=_shown(adjusted=bool(held)),
        ratios=("ratio", "lower", "upper", *_LIKE_FOR_LIKE),
    )


def _described(asked: Asked, held: Sequence[str]) -> pl.DataFrame:
    """Set those with a conversation beside those without."""
    counted = asked.rows.drop("label", "value", "lower", "upper")
    compared = compare(counted, "conversed", WITHOUT, adjust=held, statement=str(asked.words["statement"]))
    statement = str(asked.words["statement"]).removeprefix("are ")
    return compared.with_columns(
        label=pl.lit(statement[:1].upper() + statement[1:]), hidden=pl.col("without_ratio")
    ).select("label", pl.exclude("label"))


def _said(
    described: Sequence[tuple[Asked, pl.DataFrame]], held: Sequence[str], unknown: Sequence[str]
) -> str:
    """Tell each share of both, and the ratio like for like; no word of what brought it about."""
    first = described[0][0]
    like = f"Like for like by {by_of(held)}" if held else "As counted"
    parts = [
        f"At {first.where}, {first.when}, of people with a conversation recorded in the year before they were followed:"
    ]
    for asked, compared in described:
        parts += [
            f"{percent(row['value'], places=1)} {asked.words['statement']}, of people without one {percent(row['reference_value'], places=1)}"
            f"{_ratio(row, like, adjusted=bool(held))}."
            for row in compared.iter_rows(named=True)
            if row["value"] is not None and row["reference_value"] is not None
        ]
    if unknown:
        parts.append(f"Not known: {'; '.join(unknown)}.")
    return " ".join(parts)


def _ratio(row: dict[str, object], like: str, *, adjusted: bool) -> str:
    ratio, lower, upper = (
        row[name] for name in (_LIKE_FOR_LIKE if adjusted else ("ratio", "lower", "upper"))
    )
    if not all(isinstance(one, float) for one in (ratio, lower, upper)):
        return " (they can't be compared like for like)" if adjusted else ""
    return f" ({like.lower()} {ratio:.2f} times; 95% interval {lower:.2f} to {upper:.2f})"


def _shown(*, adjusted: bool) -> dict[str, str]:
    like = dict(zip(_LIKE_FOR_LIKE, ("Like for like", "Lower 95%", "Upper 95%"), strict=True))
    return {
        "label": "What followed",
        "numerator": "Number, with",
        "denominator": "Out of, with",
        "value": "With a conversation",
        "reference_value": "Without",
        **(like if adjusted else {"ratio": "Times as many", "lower": "Lower 95%", "upper": "Upper 95%"}),
    }
