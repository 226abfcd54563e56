"""Totals: what organisations that publish each for themselves add up to.

Made of published counts and of nothing else, so a total tells nothing that they do not tell. A rounded count stands for
any of a range of counts, a hidden one for any of a wider range; a total therefore has a least and a most, and the truth lies
between. A rate is given where that leaves no more open than chance does: where the range of rates it allows is no wider
than the confidence interval. Its limits are then the least and the greatest that any counts in the range would have, so
they hold the truth as often as they should whatever the counts were.

A total says how many organisations are in it and which are missing: a gap, not a zero. An organisation that has the table
and lacks a group in it has nobody in the group. What an organisation cannot know by its own records is not added up: each would
add nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from sfg_analytics.disclosure import SMALL_BASE, Policy, ranges
from sfg_analytics.publication.layout import ESTIMATES_SCHEMA, SYSTEM, TOTALS_SCHEMA
from sfg_analytics.statistics import estimate

UNCERTAIN = "too much rounded or hidden"
BEYOND_ONE_ORGANISATION = frozenset({"moved_organisation"})
"""Facts of a person that the records of other organisations alone tell; a measure that needs one has no total."""

_COUNTS = ("numerator", "denominator")
_TABLE = ["measure", "period", "breakdown"]
_CELL = [*_TABLE, "group", "outcome"]


def totals(
    estimates: pl.DataFrame, measures: Sequence[Mapping[str, Any]], policy: Policy, public: Collection[str]
) -> pl.DataFrame:
    """Add up the figures of organisations.

    Parameters
    ----------
    estimates
        As :data:`ESTIMATES_SCHEMA` describes them.
    measures
        The words of the measures, which know their kind.
    policy
        The rule the figures were protected under.
    public
        Measures whose counts were public already, hence neither hidden nor rounded.

    Returns
    -------
    polars.DataFrame
        As :data:`TOTALS_SCHEMA` describes it, a row for each cell of a table that two organisations or more publish, of the
        measures that one organisation's records can tell:

        - ``organisations``, how many are in the sum; ``missing``, the codes of the others, joined by commas, null where there
          are none; ``hidden``, of how many a count is hidden;
        - ``numerator`` and ``denominator``: sums of the counts as published, the middle of its range standing for one that
          is hidden because it is small, null where a larger one is hidden; ``_least`` and ``_most``: what the sum of the true counts lies between, the most
          null where nothing limits it;
        - ``value, lower, upper, method``, of a proportion 0 is none and 1 is all, and ``without_value``: null, ``"small
          base"``, or ``"too much rounded or hidden"``.
    """
    kinds = {
        str(words["id"]): str(words["kind"])
        for words in measures
        if BEYOND_ONE_ORGANISATION.isdisjoint((*words.get("among", ()), *words.get("having", ())))
    }
    share = pl.col("measure").is_in([name for name, kind in kinds.items() if kind == "proportion"])
    told = ranges(estimates.filter(pl.col("measure").is_in(list(kinds))), policy, public)
    held = _every_outcome(_bounded(told, share, max(policy.threshold, policy.base_threshold)))
    summed = held.group_by(_CELL, maintain_order=True).agg(
        *(pl.col(f"{name}_least").sum() for name in _COUNTS),
        *(_whole(pl.col(name)).alias(name) for count in _COUNTS for name in (count, f"{count}_most")),
        hidden=pl.col("hidden").sum().cast(pl.Int64),
    )
    together = summed.join(
        members(estimates).drop("complete"), on=_TABLE, how="left", maintain_order="left"
    ).filter(pl.col("organisations") > 1)
    made = [pl.DataFrame(schema=TOTALS_SCHEMA)]
    for part in _in_order(together).partition_by("measure", maintain_order=True):
        name = str(part["measure"][0])
        made.append(_with_rate(part, kinds[name], 1 if name in public else policy.minimum_base))
    return pl.concat(made)


def members(estimates: pl.DataFrame) -> pl.DataFrame:
    """Say which organisations each table has, and which it lacks.

    Parameters
    ----------
    estimates
        As :data:`ESTIMATES_SCHEMA` describes them.

    Returns
    -------
    polars.DataFrame
        ``measure, period, breakdown``; ``organisations``, how many have it; ``missing``, the codes of all others, joined by
        commas, null where there are none; ``complete``, whether all are there that have it in any month. Sorted.
    """
    codes = pl.lit(estimates["organisation"].unique().sort().to_list(), pl.List(pl.String))
    there = pl.col("organisation").unique()
    ever = estimates.group_by("measure", "breakdown").agg(ever=pl.col("organisation").n_unique())
    return (
        estimates.group_by(_TABLE)
        .agg(organisations=pl.col("organisation").n_unique().cast(pl.Int64), there=there)
        .with_columns(
            missing=codes.list.set_difference("there").list.sort().list.join(", ").replace("", None)
        )
        .join(ever, on=["measure", "breakdown"])
        .select(*_TABLE, "organisations", "missing", complete=pl.col("organisations") == pl.col("ever"))
        .sort(_TABLE)
    )


def as_figures(added: pl.DataFrame, estimates: pl.DataFrame) -> pl.DataFrame:
    """Give totals as figures of the organisation ``"system"``, for charts and comparisons over time and between groups.

    Parameters
    ----------
    added
        What :func:`totals` gave.
    estimates
        What it was given.

    Returns
    -------
    polars.DataFrame
        As :data:`ESTIMATES_SCHEMA` describes it. Of months in which an organisation is missing that has the table in
        another there is none: the total would change with who is in it.
    """
    if added.is_empty():
        return pl.DataFrame(schema=ESTIMATES_SCHEMA)
    complete = members(estimates).filter("complete")
    return (
        added.join(complete, on=_TABLE, how="semi", maintain_order="left")
        .with_columns(organisation=pl.lit(SYSTEM), hidden=pl.col("without_value"))
        .select(*ESTIMATES_SCHEMA)
    )


def _bounded(rows: pl.DataFrame, share: pl.Expr, small: int) -> pl.DataFrame:
    """Of a proportion those counted are among those who could be: each end bounds the other.

    For a hidden count that is small the middle of its range stands; for one that was kept back nothing does.
    """
    rows = rows.with_columns(
        numerator_most=pl.when(share)
        .then(pl.min_horizontal("numerator_most", "denominator_most"))
        .otherwise("numerator_most"),
        denominator_least=pl.when(share)
        .then(pl.max_horizontal("denominator_least", "numerator_least"))
        .otherwise("denominator_least"),
        hidden=pl.any_horizontal(pl.col(*_COUNTS).is_null()),
    )
    return rows.with_columns(
        pl.when(pl.col(name).is_null() & (pl.col(f"{name}_most") <= small))
        .then((pl.col(f"{name}_least") + pl.col(f"{name}_most")) // 2)
        .otherwise(name)
        .alias(name)
        for name in _COUNTS
    )


def _every_outcome(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each organisation a row for every outcome: of one that it does not list it has nobody."""
    table = [*_TABLE, "organisation", "group"]
    limits = [f"{name}{end}" for name in _COUNTS for end in ("", "_least", "_most")]
    groups = rows.group_by(table, maintain_order=True).agg(
        pl.col("denominator").drop_nulls().first(),
        pl.col("denominator_least").max(),
        pl.col("denominator_most").min(),
    )
    nobody = (
        groups.join(rows.select("measure", "outcome").unique(maintain_order=True), on="measure")
        .join(rows, on=[*table, "outcome"], how="anti", nulls_equal=True)
        .with_columns(
            *(pl.lit(0, pl.Int64).alias(name) for name in limits if name.startswith("numerator")),
            hidden=pl.lit(value=False),
        )
    )
    kept = [*table, "outcome", *limits, "hidden"]
    return pl.concat([rows.select(kept), nobody.select(kept)])


def _whole(count: pl.Expr) -> pl.Expr:
    return pl.when(count.null_count() == 0).then(count.sum())


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort by measure, month and breakdown, each as it first comes; groups stay in the order in which they came."""
    first = rows.with_row_index("row").with_columns(
        pl.col("row").min().over("measure").alias("of measure"),
        pl.col("row").min().over("measure", "breakdown").alias("of breakdown"),
    )
    return first.sort("of measure", "period", "of breakdown", "row").drop("row", "of measure", "of breakdown")


def _with_rate(rows: pl.DataFrame, kind: str, base: int) -> pl.DataFrame:
    most = pl.col("numerator_most")
    if kind == "proportion":
        most = pl.when(most.is_not_null()).then(pl.min_horizontal(most, "denominator_least"))
    told = estimate(rows.select(*_COUNTS), kind=kind, minimum_base=base)
    low = estimate(rows.select(numerator="numerator_least", denominator="denominator_most"), kind=kind)
    high = estimate(rows.select(numerator=most, denominator="denominator_least"), kind=kind)
    left_open = high["value"] - low["value"]
    chance = told["upper"] - told["lower"]
    narrow = ((left_open <= chance) | (left_open == 0)).fill_null(value=False)
    given = narrow & told["value"].is_not_null()
    small = (rows["denominator"] < base).fill_null(value=False)
    made = {
        "value": told["value"],
        "lower": low["lower"],
        "upper": high["upper"],
        "method": told["method"] + ", whatever was rounded or hidden",
    }
    return rows.with_columns(
        *(pl.when(given).then(column).otherwise(None).alias(name) for name, column in made.items()),
        without_value=pl.when(given)
        .then(None)
        .when(small)
        .then(pl.lit(SMALL_BASE))
        .otherwise(pl.lit(UNCERTAIN)),
    ).select(*TOTALS_SCHEMA)
