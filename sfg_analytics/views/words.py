"""The words of views: titles short enough, captions with all that belongs there, sentences that say how sure one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.charts.chart import MOST_WORDS, mark_of, sentence, told
from sfg_analytics.measures import CATALOGUE
from sfg_analytics.views.figures import Figures

_YEARLY = frozenset(measure.id for measure in CATALOGUE.values() if measure.rows == "survey")
"""Measures of a year, whose period stands for its first day."""


def title_of(*tries: str) -> str:
    """Choose the first title of ten words or fewer, or cut the last.

    Examples
    --------
    >>> title_of("one two three four five six seven eight nine ten eleven", "Coverage by band")
    'Coverage by band'
    """
    short = (text for text in tries if len(text.split()) <= MOST_WORDS)
    return next(short, " ".join(tries[-1].split()[:MOST_WORDS]))


def when_of(measure: str, month: date) -> str:
    """Say when a figure is of: its month, or its year where there is one figure a year.

    Examples
    --------
    >>> when_of("coverage", date(2024, 1, 1)), when_of("survey_q15", date(2024, 1, 1))
    ('January 2024', '2024')
    """
    return f"{month:%Y}" if measure in _YEARLY else f"{month:%B %Y}"


def caption_of(figures: Figures, subject: str, where: str, source: str) -> str:
    """Say what a chart shows, where and when, whether it may be shown to others, and who defined it."""
    return f"{sentence(subject)} {sentence(where)} {figures.stamp} Source: {sentence(source)}"


def where_of(figures: Figures, code: str) -> str:
    """Name the organisation that rows are of; several stand as how many they are, together."""
    return (
        figures.named(code)
        if code in figures.names or not code.endswith(" organisations")
        else f"{code} together"
    )


def by_of(names: Sequence[str]) -> str:
    """Say by what figures are split.

    Examples
    --------
    >>> by_of(["band_cluster", "sex"]), by_of(["band", "sex", "age_band"])
    ('band cluster and sex', 'band, sex and age band')
    """
    *others, last = (name.replace("_", " ") for name in names) if names else ("",)
    return f"{', '.join(others)} and {last}" if others else last


def certainty(row: Mapping[str, Any], kind: str) -> str:
    """Give what a value rests on: its 95% interval and its counts.

    Examples
    --------
    >>> certainty({"lower": 0.4, "upper": 0.6, "numerator": 50, "denominator": 100}, "proportion")
    '95% interval 40% to 60%; 50 of 100'
    """
    parts = []
    if row["lower"] is not None and row["upper"] is not None:
        parts.append(f"95% interval {told(row['lower'], kind)} to {told(row['upper'], kind)}")
    if row["numerator"] is not None and row["denominator"] is not None and kind == "proportion":
        parts.append(f"{row['numerator']:,} of {row['denominator']:,}")
    return "; ".join(parts)


def valued_with(row: Mapping[str, Any], kind: str) -> str:
    """Tell a value with what it rests on, or why there is none."""
    if row["value"] is None:
        return mark_of(row["hidden"])
    rests = certainty(row, kind)
    return told(row["value"], kind) + (f" ({rests})" if rests else "")


def everybody_said(
    row: Mapping[str, Any] | None, words: Mapping[str, Any], where: str, month: date, outcome: str
) -> str:
    """Tell the figure of all staff in a sentence."""
    title, when = f"{words['title']}{f': {outcome}' if outcome else ''}", when_of(str(words["id"]), month)
    if row is None:
        return f"There is no figure of all staff at {where} for {when}."
    if row["value"] is None:
        return (
            f"{title}: at {where} in {when} the figure of all staff is not shown ({mark_of(row['hidden'])})."
        )
    if words["kind"] != "proportion":
        return f"{title}: {valued_with(row, words['kind'])} {words['unit']} at {where} in {when}."
    unit = str(words["unit"]).removeprefix("share of ")
    statement = str(words["statement"]).replace("{outcome}", outcome)
    rests = certainty(row, words["kind"])
    value = told(row["value"], words["kind"])
    return f"In {when}, {value} of {unit} at {where} {statement}{f' ({rests})' if rests else ''}."


def spread_said(rows: pl.DataFrame, split: str, kind: str) -> str:
    """Tell the lowest and the highest of the groups, each with its interval, and how many are hidden."""
    shown = rows.filter(pl.col("value").is_not_null()).sort("value", maintain_order=True)
    hidden = rows.height - shown.height
    gone = f" {hidden} of {rows.height} have no figure." if hidden else ""
    if shown.height < 2:  # noqa: PLR2004 - one value has no spread
        return gone.strip()
    least, most = shown[[0, -1]].to_dicts()
    return (
        f"By {split} it runs from {least['label']}, {valued_with(least, kind)}, to {most['label']}, "
        f"{valued_with(most, kind)}.{gone}"
    )
