"""Fairness: groups side by side, each with its interval, unknown ones as a group of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from sfg_analytics.charts import intervals
from sfg_analytics.pack.document import Column, Figure, Row, Section, Table
from sfg_analytics.pack.held import CHARACTERISTICS, Held, characteristic, title_of
from sfg_analytics.pack.parts import groups_compared
from sfg_analytics.pack.tables import (
    ADJUSTED,
    COUNTS,
    DIFFERENCE,
    RATIO,
    SCREEN,
    SHARE,
    comparison_rows,
    estimate_rows,
    held_equal,
    like_for_like,
    sheet_name,
)

_COMPARED = (
    *("ratio", "ratio_lower", "ratio_upper", "points", "points_lower", "points_upper", "adjusted_p"),
    *("like", "like_lower", "like_upper", "like_people"),
)


@dataclass(frozen=True)
class Subject:
    """What is compared: a measure, and of a measure with answers one of them.

    Parameters
    ----------
    measure, outcome
        As the publication has them.
    label, sheet
        What readers call it, and what a sheet of its figures begins with.
    """

    measure: str
    outcome: str | None
    label: str
    sheet: str

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Keep the rows of its outcome."""
        return frame.filter(pl.col("outcome").eq_missing(pl.lit(self.outcome, pl.String)))


def fairness(held: Held) -> Section:
    """Say whether everybody gets the conversation, by each characteristic.

    Parameters
    ----------
    held
        What is held of one organisation.

    Returns
    -------
    Section
        A part for each characteristic of which there is a figure, and every comparison of every measure.
    """
    parts = [part for breakdown in CHARACTERISTICS for part in of_conversations(held, breakdown, "fair")]
    compared = groups_compared(held)
    figures = (Figure(compared),) if compared.rows else ()
    number = held.publication.comparisons.height
    words = (
        f"Each group stands with its 95% interval. Likelihoods are set against a reference group, and p-values are adjusted over "
        f"all {number:,} comparisons of the publication, for among many some look striking by chance alone.",
        "People of whom a characteristic is not known are a group of their own: they are not like the others.",
    )
    if not parts and not figures:
        return Section("fairness", "Fairness", ("This publication holds no figure by group.",))
    return Section(
        "fairness", "Fairness: who has a recorded conversation", words, figures=figures, parts=tuple(parts)
    )


def of_conversations(held: Held, breakdown: str, prefix: str) -> list[Section]:
    """Say who has a recorded conversation, by a characteristic; nothing where the publication does not hold it.

    Parameters
    ----------
    held
        What is held of one organisation.
    breakdown
        One of :data:`~sfg_analytics.pack.held.CHARACTERISTICS`.
    prefix
        What the address of the part begins with.
    """
    if "coverage" not in held.measures:
        return []
    found = of_characteristic(
        held, Subject("coverage", None, held.short("coverage"), "Conversations by"), breakdown
    )
    return [replace(section, name=f"{prefix}-{section.name}") for section in found]


def of_characteristic(held: Held, subject: Subject, breakdown: str) -> list[Section]:
    """Give the groups of a characteristic; nothing where the publication does not hold it.

    Parameters
    ----------
    held
        What is held of one organisation.
    subject
        What is compared.
    breakdown
        One of :data:`~sfg_analytics.pack.held.CHARACTERISTICS`.

    Returns
    -------
    list of Section
        One, with a figure of the groups, their comparisons beside them; or none.
    """
    (code,) = held.codes
    rows = subject.of(held.rows(subject.measure, breakdown))
    if rows.is_empty():
        return []
    name, month = characteristic(breakdown), rows["month"][0]
    made = subject.of(held.comparisons(subject.measure, breakdown))
    compared = {row["group"]: row for row in comparison_rows(held, made)}
    reference = next((row["reference"] for row in compared.values()), None)
    chart = intervals(
        rows,
        title=title_of(
            f"{subject.label} by {name.lower()}, {month}",
            f"{subject.label} by {name.lower()}",
            f"Share by {name.lower()}",
        ),
        caption=held.caption(subject.measure, f"{held.name(code)}, {month}"),
    )
    told = ": ".join(
        filter(
            None, [held.words(subject.measure)["title"], held.outcome_label(subject.measure, subject.outcome)]
        )
    )
    table = Table(
        sheet_name(f"{subject.sheet} {name}"),
        f"{told} by {name.lower()}, {month}",
        (Column("group", "Group"), SHARE, *COUNTS, RATIO, DIFFERENCE, ADJUSTED, SCREEN, *like_for_like(made)),
        tuple(_beside(row, compared.get(row["group"]), reference) for row in estimate_rows(held, rows)),
        note=_note(reference, held_equal(made)),
    )
    said = tuple(
        str(row["telling"]) for row in compared.values() if row["ratio"] is not None and row["telling"]
    )
    return [Section(breakdown.replace("_", "-"), name, points=said, figures=(Figure(table, chart),))]


def _note(reference: str | None, equal: str) -> str:
    if not reference:
        return "No group is compared."
    like = f" Like for like: within each {equal}, pooled." if equal else ""
    return f"The reference group is ‘{reference}’.{like}"


def like_for_like_in_words(compared: pl.DataFrame) -> str:
    """Say which of the comparisons are adjusted, and for what."""
    if not compared["adjusted_for"].count():
        return (
            "Every comparison here is crude: as counted, with nothing else held equal. This publication crosses these groups with "
            "nothing that could be."
        )
    made = compared["like_for_like_ratio"].count()
    return (
        f"{made:,} of {compared.height:,} comparisons are also made like for like: within each {held_equal(compared)}, pooled by Mantel’s and Haenszel’s "
        "method, of the people whose numbers are shown. Nothing else is held equal, and every number is rounded."
    )


def _beside(row: Row, compared: Row | None, reference: str | None) -> Row:
    """Set a group's comparison beside its share; of the reference there is none."""
    told = {key: compared[key] if compared else None for key in _COMPARED}
    if compared is None:
        why = "Reference" if row["group"] == reference else "Not compared"
    else:
        why = compared["missing"]
    return {
        **row,
        **told,
        "screen": compared["screen"] if compared else why,
        "missing_like": compared["missing_like"] if compared else why,
        "missing_like_people": compared["missing_like_people"] if compared else why,
        "missing_ratio": why,
        "hidden_ratio": compared["hidden"] if compared else None,
    }
