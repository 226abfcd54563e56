"""Like for like: groups compared at equal bands, or whatever else a plan holds equal, of the crossings that are published.

A difference between two groups may be one between the bands they work in. Where a publication crosses a characteristic
with what the plan names under ``adjust``, each group is compared with the reference group within every level, and the
levels are pooled (Mantel and Haenszel). Nothing is counted for it and nothing more is told: it is made of the crossing's
own cells, as they are published, rounded, and without those that are hidden. So it speaks of some of the people alone,
and says of how many. Of organisations added up, each is compared within itself: the levels of all of them are pooled.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sfg_analytics.publication.layout import SYSTEM

LEAST_SHARE = 0.5
"""Of a group, at least this share has to be at levels that can be compared."""

FEWEST_LEVELS = 2
"""At a single level nothing is pooled: it is a comparison of other people."""

_WITHIN = ["measure", "period", "organisation", "outcome"]
_KEY = [*_WITHIN, "breakdown", "group"]
_CROSSED = " | "
_UNKNOWN = "Unknown"
_RATIO = ["ratio", "lower", "upper", "p_value"]
_NUMBERS = [f"like_for_like_{name}" for name in ("share", *_RATIO)]
_TEXTS = ["like_for_like_without", "adjusted_for"]


def like_for_like(compared: pl.DataFrame, estimates: pl.DataFrame, adjust: Sequence[str]) -> pl.DataFrame:
    """Add to comparisons the same comparisons like for like.

    Parameters
    ----------
    compared
        Comparisons of groups: ``measure, period, organisation, outcome, breakdown, group, reference``, ``denominator`` (the
        people of the group) and ``ratio``.
    estimates
        What is published of the same months, crossings included.
    adjust
        What is held equal: breakdowns, of which the first counts that the publication crosses with the one compared.

    Returns
    -------
    polars.DataFrame
        The comparisons and, null where there is none,

        - ``adjusted_for``: what is held equal, of organisations added up the organisation as well; null where the publication
          holds no crossing of it;
        - ``like_for_like_share``: the share of the group's people at levels where it and the reference group are both shown;
        - ``like_for_like_ratio, like_for_like_lower, like_for_like_upper, like_for_like_p_value``: the pooled risk ratio, 1
          being as likely; it needs :data:`FEWEST_LEVELS` levels and :data:`LEAST_SHARE` of the group;
        - ``like_for_like_adjusted_p``: that p-value adjusted over all of them (Benjamini and Hochberg);
        - ``like_for_like_without``: in words, why there is none.
    """
    from sfg_analytics.statistics import adjust_p_values

    pooled = [_pooled(rows, estimates, adjust) for rows in compared.partition_by("breakdown", "reference")]
    shape = dict.fromkeys(_KEY, pl.String()) | {"period": pl.Date()} | dict.fromkeys(_NUMBERS, pl.Float64())
    none = pl.DataFrame(schema=shape | dict.fromkeys(_TEXTS, pl.String()))
    made = pl.concat([none, *(rows.select(none.columns) for rows in pooled if rows.height)])
    joined = compared.join(made, on=_KEY, how="left", nulls_equal=True, maintain_order="left")
    p_values = joined["like_for_like_p_value"].fill_null(float("nan")).to_numpy()
    return joined.with_columns(
        pl.Series("like_for_like_adjusted_p", adjust_p_values(p_values), dtype=pl.Float64).fill_nan(None)
    )


def _pooled(compared: pl.DataFrame, estimates: pl.DataFrame, adjust: Sequence[str]) -> pl.DataFrame:
    """Pool the levels of one breakdown's comparisons, each measure by the first crossing that is there."""
    there = compared.filter(pl.col("ratio").is_not_null())
    made = pl.DataFrame()
    for held in adjust:
        cells = _cells(estimates, there, held)
        if cells.is_empty():
            continue
        here = there.join(cells, on=_WITHIN, how="semi", nulls_equal=True, maintain_order="left")
        made = pl.concat([made, _of_cells(cells, here, held)], how="diagonal")
        there = there.join(cells, on=_WITHIN, how="anti", nulls_equal=True, maintain_order="left")
    return made


def _cells(estimates: pl.DataFrame, compared: pl.DataFrame, held: str) -> pl.DataFrame:
    """Take the cells of a crossing at levels that are known, of the measures and months compared: ``group``, ``level``, and counts where they are shown."""
    if compared.is_empty():
        return pl.DataFrame()
    breakdown = compared["breakdown"][0]
    ways = {_CROSSED.join((held, breakdown)): (1, 0), _CROSSED.join((breakdown, held)): (0, 1)}
    parts = pl.col("group").str.split(_CROSSED)
    of_ways = [
        estimates.filter(pl.col("breakdown") == way, parts.list.len() == len(ways))
        .with_columns(group=parts.list.get(group), level=parts.list.get(level))
        .select(*_WITHIN, "group", "level", "numerator", "denominator", "hidden")
        for way, (group, level) in ways.items()
    ]
    crossed = pl.concat(of_ways).unique([*_WITHIN, "group", "level"], keep="first", maintain_order=True)
    known = crossed.filter(~pl.col("level").str.starts_with(_UNKNOWN))
    own = known.filter(pl.col("organisation") != SYSTEM)
    together = own.with_columns(
        level=pl.concat_str("organisation", "level", separator=_CROSSED), organisation=pl.lit(SYSTEM)
    )
    return pl.concat([own, together]).join(
        compared, on=_WITHIN, how="semi", nulls_equal=True, maintain_order="left"
    )


def _of_cells(cells: pl.DataFrame, compared: pl.DataFrame, held: str) -> pl.DataFrame:
    from sfg_analytics.statistics import compare

    reference = compared["reference"][0]
    level = [*_WITHIN, "level"]
    cells = cells.filter(pl.col("hidden").is_null()).drop("hidden")
    of_reference = cells.filter(pl.col("group") == reference)
    both = (
        cells.join(of_reference, on=level, how="semi", nulls_equal=True)
        .filter(pl.col("denominator") > 0)
        .group_by(*_WITHIN, "group")
        .agg(levels=pl.len(), people=pl.col("denominator").sum())
    )
    rows = compared.join(both, on=[*_WITHIN, "group"], how="left", nulls_equal=True, maintain_order="left")
    pooled = [f"like_for_like_{name}" for name in _RATIO]
    if of_reference.height:
        like = compare(cells, "group", reference, adjust=["level"]).select(
            *_WITHIN, "group", *pooled, why="like_for_like_without"
        )
        rows = rows.join(like, on=[*_WITHIN, "group"], how="left", nulls_equal=True, maintain_order="left")
    else:  # there are no levels either
        rows = rows.with_columns(pl.lit(None, pl.Float64).alias(name) for name in pooled).with_columns(
            why=pl.lit(None, pl.String)
        )
    share = pl.min_horizontal(pl.col("people").fill_null(0) / pl.col("denominator"), 1.0)  # both are rounded
    few = pl.col("levels").fill_null(0) < FEWEST_LEVELS
    without = (
        pl.when(few)
        .then(pl.lit("at fewer than two levels are both groups shown"))
        .when(share < LEAST_SHARE)
        .then(pl.lit("less than half of the group is at levels where both groups are shown"))
        .otherwise("why")
    )
    told = rows.with_columns(
        like_for_like_share=share,
        like_for_like_without=without,
        adjusted_for=pl.when(pl.col("organisation") == SYSTEM)
        .then(pl.lit(f"organisation and {held}"))
        .otherwise(pl.lit(held)),
    )
    there = pl.col("like_for_like_without").is_null()
    return told.with_columns(pl.when(there).then(name) for name in pooled)
