"""Where conversations lead, at one organisation: the pipeline, critical posts, placements now and sought, development."""

from __future__ import annotations

import polars as pl

from sfg_analytics.charts import transitions
from sfg_analytics.pack.document import Column, Figure, Table
from sfg_analytics.pack.figures import answers, broken_down, has, listed
from sfg_analytics.pack.held import Held, title_of
from sfg_analytics.pack.tables import COUNTS, SHARE, estimate_rows, sheet_name

_BY_BAND = ("pipeline", "readiness_supply", "placement_visible")
_CRITICAL = ("successor_ready", "two_successors_ready")
_MOVEMENT = ("seeking_change", "content_to_stay", "willing_to_share")
_FOLLOWED = ("action_agreed", "started_90_days", "completed_12_months")
_PAIRS = "current_placement"
"""The breakdown of the placements sought that says from where to where."""


def by_band(held: Held, code: str) -> list[Figure]:
    """Show the pipeline at each band."""
    return [
        broken_down(held, code, measure, "band", "Band")
        for measure in _BY_BAND
        if has(held, code, measure, "band")
    ]


def critical_posts(held: Held, code: str) -> list[Figure]:
    """Show how many critical posts have somebody ready, and at which levels."""
    note = str(held.words(_CRITICAL[0])["caveat"]) if _CRITICAL[0] in held.measures else ""
    made = listed(held, code, _CRITICAL, "Critical posts with a successor ready", note)
    levels = (
        has(held, code, _CRITICAL[0], "band_cluster")
        and held.rows(_CRITICAL[0], "band_cluster", codes=[code])["value"].count()
    )
    return [*made, *([broken_down(held, code, _CRITICAL[0], "band_cluster", "Bands")] if levels else [])]


def placements(held: Held, code: str) -> list[Figure]:
    """Show where people are, where they seek to be, from where to where, and how much movement that is."""
    note = "These shares are counted among people with the placements each needs, who are not quite the same people each time."
    return [
        *answers(held, code, "current_placement"),
        *answers(held, code, "sought_placement"),
        *_pairs(held, code),
        *listed(held, code, _MOVEMENT, "How much movement is sought", note),
        *answers(held, code, "placement_now"),
    ]


def without_pairs(held: Held, code: str) -> tuple[str, ...]:
    """Say so where the publication does not tell from which placement to which."""
    if not has(held, code, "sought_placement") or has(held, code, "sought_placement", _PAIRS):
        return ()
    return (
        "Where people are and where they seek to be stand side by side. From which placement to which is not in this publication: "
        "its plan does not break the placements sought down by the current ones.",
    )


def _pairs(held: Held, code: str) -> list[Figure]:
    """Show from where to where people seek to go, where the publication has it."""
    rows = held.rows("sought_placement", _PAIRS, codes=[code])
    if rows.is_empty():
        return []
    labels = (
        {str(one["code"]): str(one["label"]) for one in held.words("current_placement")["outcomes"]}
        if "current_placement" in held.measures
        else {}
    )
    named = rows.with_columns(pl.col("group").replace(labels))
    month = rows["month"][0]
    chart = transitions(
        named.select(
            pl.col("group").alias("now"),
            pl.col("label").alias("sought"),
            "value",
            "hidden",
            "numerator",
            "denominator",
        ),
        title=title_of(
            f"From placement now to placement sought, {month}", "From placement now to placement sought"
        ),
        before="now",
        after="sought",
        caption=held.caption("sought_placement", f"{held.name(code)}, {month}"),
    )
    table = Table(
        sheet_name("From now to sought"),
        f"From placement now to placement sought, {month}",
        (Column("group", "Placement now"), Column("label", "Placement sought"), SHARE, *COUNTS),
        estimate_rows(held, named),
        note="Share of those whose placement now is the one named. Placements are not ranked.",
    )
    return [Figure(table, chart)]


def development(held: Held, code: str) -> list[Figure]:
    """Show what follows conversations, which development is in demand, and which is delivered."""
    note = "Actions are counted at the conversation where they were agreed, so later steps speak of earlier months."
    made = [*listed(held, code, _FOLLOWED, "What follows conversations", note), *answers(held, code, "kinds")]
    if has(held, code, "delivered", "kind"):
        return [*made, broken_down(held, code, "delivered", "kind", "Kind of development")]
    return [*made, *listed(held, code, ("delivered",), "Development delivered of that agreed", "")]
