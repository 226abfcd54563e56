"""Shaping: from cells counted by the codes as they are stored to the table that is handed on.

Cells are few, whatever engine counted them. All that follows the counting happens here, in Polars: groups of codes,
headings, outcomes nobody had, months that the record does not wholly cover, and order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from sfg_analytics.contract import Contract
from sfg_analytics.measures.dimensions import Dimension
from sfg_analytics.measures.measure import Measure
from sfg_analytics.measures.outcomes import outcome_labels
from sfg_analytics.vocabulary.workforce import UNKNOWN, UNKNOWN_BLANK

COUNTS = ("numerator", "denominator")


def shape(
    cells: pl.DataFrame,
    measure: Measure,
    groups: Sequence[Dimension],
    contracts: Mapping[str, Contract],
    *,
    apart: bool = False,
) -> pl.DataFrame:
    """Fold cells of codes into groups under their headings, and put them in order.

    Parameters
    ----------
    cells
        ``organisation, period``, a column of codes for each of ``groups``, ``outcome`` where the measure has outcomes,
        ``numerator``, and ``denominator`` unless the outcomes divide it.
    measure, groups, contracts
        What was counted, by what, and who knows the codes.
    apart
        Tell the unknown apart.

    Returns
    -------
    polars.DataFrame
        As :func:`~sfg_analytics.measures.count` gives it.
    """
    headings = {group.id: group.labels(contracts, apart=apart) for group in groups}
    orders = {name: list(dict.fromkeys(labels.values())) for name, labels in headings.items()}
    keys = ["period", "organisation", *headings]
    shown = cells.with_columns(
        pl.col("organisation").cast(pl.String),
        pl.col("period").cast(pl.Date),
        *(_heading(group, headings[group.id], apart=apart) for group in groups),
    )
    folded = _folded(shown, keys)
    outcomes = list(outcome_labels(measure, contracts))
    if measure.outcome:
        folded = _shared_out(folded, keys, outcomes)
    if outcomes:
        orders["outcome"] = outcomes
    else:
        folded = folded.with_columns(outcome=pl.lit(None, pl.String))
    return (
        folded.filter(pl.col("denominator") > 0)
        .sort("period", "organisation", *(_place(name, order) for name, order in orders.items()))
        .select(
            pl.lit(measure.id).alias("measure"),
            "period",
            "organisation",
            *headings,
            pl.col("outcome").cast(pl.String),
            *COUNTS,
        )
    )


def _folded(cells: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Add up the counts of cells that share their keys, outcomes kept apart."""
    kept = [*keys, *(["outcome"] if "outcome" in cells.columns else [])]
    counts = [name for name in COUNTS if name in cells.columns]
    return cells.group_by(kept).agg(pl.col(counts).cast(pl.Int64).sum())


def _shared_out(folded: pl.DataFrame, keys: list[str], outcomes: Sequence[str]) -> pl.DataFrame:
    """Give each group a row for every outcome, over the rows of all outcomes together."""
    seen = folded["outcome"].cast(pl.String).drop_nulls().unique().sort()
    every = pl.concat([pl.Series("outcome", outcomes, pl.String), seen]).unique(maintain_order=True)
    counted = folded.with_columns(pl.col("outcome").cast(pl.String))
    return (
        counted.group_by(keys)
        .agg(denominator=pl.col("numerator").sum())
        .join(every.to_frame(), how="cross")
        .join(counted, on=[*keys, "outcome"], how="left")
        .with_columns(pl.col("numerator").fill_null(0))
    )


def _heading(group: Dimension, labels: Mapping[str, str], *, apart: bool) -> pl.Expr:
    """Show each code under its heading; a blank is unknown, a code that no list knows stands as it is."""
    code = pl.col(group.column).cast(pl.String)
    stranger = pl.lit(UNKNOWN) if group.groups else code
    shown = code.replace_strict(labels, default=stranger, return_dtype=pl.String)
    blank = pl.lit(UNKNOWN_BLANK if apart else UNKNOWN)
    return pl.when(code.is_null()).then(blank).otherwise(shown).alias(group.id)


def _place(name: str, order: Sequence[str]) -> pl.Expr:
    """Sort by the order of display; what has no place in it comes after, by name, and the unknown last of all."""
    places = {label: f"{place:04}" for place, label in enumerate(order) if not label.startswith(UNKNOWN)}
    unknown = pl.col(name).str.starts_with(UNKNOWN)
    last = pl.when(unknown).then(pl.lit("~") + pl.col(name)).otherwise(pl.lit("9999") + pl.col(name))
    return pl.col(name).replace_strict(places, default=last, return_dtype=pl.String)
