"""Fairness: groups side by side, each with its interval, unknown ones as a group of their own."""

from __future__ import annotations

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
    sheet_name,
)

_MEASURE = "coverage"


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
    parts = [part for breakdown in CHARACTERISTICS for part in of_characteristic(held, breakdown)]
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


def of_characteristic(held: Held, breakdown: str, prefix: str = "fair") -> list[Section]:
    """Give the groups of a characteristic; nothing where the publication does not hold it.

    Parameters
    ----------
    held
        What is held of one organisation.
    breakdown
        One of :data:`~sfg_analytics.pack.held.CHARACTERISTICS`.
    prefix
        What the address of the part begins with.
    """
    (code,) = held.codes
    if _MEASURE not in held.measures:
        return []
    rows = held.rows(_MEASURE, breakdown)
    if rows.is_empty():
        return []
    name, month = characteristic(breakdown), rows["month"][0]
    compared = {row["group"]: row for row in comparison_rows(held, held.comparisons(_MEASURE, breakdown))}
    reference = next((row["reference"] for row in compared.values()), None)
    chart = intervals(
        rows,
        title=title_of(f"{held.short(_MEASURE)} by {name.lower()}, {month}"),
        caption=held.caption(_MEASURE, f"{held.name(code)}, {month}"),
    )
    table = Table(
        sheet_name(f"Conversations by {name}"),
        f"{held.words(_MEASURE)['title']} by {name.lower()}, {month}",
        (Column("group", "Group"), SHARE, *COUNTS, RATIO, DIFFERENCE, ADJUSTED, SCREEN),
        tuple(_beside(row, compared.get(row["group"]), reference) for row in estimate_rows(held, rows)),
        note=f"The reference group is ‘{reference}’." if reference else "No group is compared.",
    )
    said = [str(row["telling"]) for row in compared.values() if row["ratio"] is not None]
    return [
        Section(
            f"{prefix}-{breakdown.replace('_', '-')}",
            name,
            points=tuple(said),
            figures=(Figure(table, chart),),
        )
    ]


def _beside(row: Row, compared: Row | None, reference: str | None) -> Row:
    """Set a group's comparison beside its share; of the reference there is none."""
    keys = ("ratio", "ratio_lower", "ratio_upper", "points", "points_lower", "points_upper", "adjusted_p")
    told = {key: compared[key] if compared else None for key in keys}
    if compared is None:
        why = "Reference" if row["group"] == reference else "Not compared"
    else:
        why = compared["missing"]
    screen = compared["screen"] if compared else why
    return {
        **row,
        **told,
        "screen": screen,
        "missing_ratio": why,
        "hidden_ratio": compared["hidden"] if compared else None,
    }
