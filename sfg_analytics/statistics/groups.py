"""Groups: how a thing counted differs between one group and another, told so that it can't be misread.

A ratio by itself says little: of what rates, of how many people, how sure, like for like or not, and of how many people
is it known to which group they belong? All of that stands in one row here, and the sentence that says it aloud. The
reference group is always named by whoever compares; no group is the measure of the others by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from sfg_analytics.statistics.adjustment import LikeForLike, modelled, pooled
from sfg_analytics.statistics.arguments import Floats, normal_quantile
from sfg_analytics.statistics.cells import COUNTS, Cells, Names, cells_of, find_group, without_rate
from sfg_analytics.statistics.comparisons import relative_likelihood
from sfg_analytics.statistics.intervals import newcombe
from sfg_analytics.statistics.multiplicity import adjust_p_values, four_fifths
from sfg_analytics.statistics.telling import told

_REFERENCE_COUNTS = tuple(f"reference_{name}" for name in COUNTS)


def compare(
    counted: pl.DataFrame,
    dimension: Names,
    reference: Names,
    *,
    adjust: Sequence[str] = (),
    minimum_base: int = 1,
    level: float = 0.95,
    correction: str = "bh",
    band: tuple[float, float] = (0.8, 1.25),
    statement: str | Mapping[str, str] = "",
) -> pl.DataFrame:
    """Compare each group with a reference group.

    Parameters
    ----------
    counted
        Counts as :func:`~sfg_analytics.measures.count` or :func:`~sfg_analytics.disclosure.protect` gives them: ``measure,
        period, organisation, <groups...>, outcome, numerator, denominator`` and perhaps ``hidden``, a row a cell. It is not
        changed. Whatever is in one table is shown together.
    dimension
        The column of groups; several for groups in several respects at once.
    reference
        The heading of the reference group; one for each column.
    adjust
        Columns to hold equal. Every column that is neither named here nor counts is compared within.
    minimum_base
        The least number of people in each of the two groups.
    level
        The confidence level of all limits, between 0 and 1.
    correction
        How p-values are adjusted for being looked at together, as :func:`adjust_p_values` has it.
    band
        The ends of the four-fifths band.
    statement
        What those counted did or are, as the measure puts it (``"had a recorded career conversation"``), or such words by
        measure. ``{outcome}`` stands for the row's outcome.

    Returns
    -------
    polars.DataFrame
        A row for each group but the reference group, in the order of ``counted``: the columns compared within and those of
        ``dimension``, and

        - ``reference``, the heading of the reference group;
        - ``numerator, denominator, reference_numerator, reference_denominator``, ``value`` and ``reference_value``: counts
          and rates of both, 0 to 1;
        - ``ratio, lower, upper, p_value``: the group's rate over the reference group's between Koopman's limits, and the
          score test; 1 is as likely, 0 never, infinity where there is none in the reference group;
        - ``adjusted_p``: that p-value adjusted for all rows of this table;
        - ``difference, difference_lower, difference_upper``: the one rate minus the other between Newcombe's limits; 0 is
          no difference;
        - ``within_four_fifths``: whether the ratio lies within the band; a screen, never a verdict;
        - ``declared``: the share of all people of whom it is known which group they are in, 0 to 1;
        - ``without_ratio``: in words, why there is no ratio; null where there is one;
        - where ``adjust`` names columns, the comparison like for like. ``like_for_like_value`` and
          ``like_for_like_reference_value``: the rates the two groups would have among the same people;
          ``like_for_like_ratio, like_for_like_lower, like_for_like_upper``: their ratio. With one column it is Mantel's and
          Haenszel's pooled risk ratio (each stratum weighs as much as it has of both groups). With several it is the
          ratio of rates that a logistic model of the two groups, without interactions, expects if all people of both
          were in the one, then in the other. ``like_for_like_odds_ratio``, ``like_for_like_odds_lower`` and
          ``like_for_like_odds_upper``: the pooled or the model's odds ratio at equal strata. ``like_for_like_p_value``
          (Cochran's, Mantel's and Haenszel's, or Wald's) and ``like_for_like_adjusted_p``, over all rows likewise.
          ``like_for_like_homogeneity_p``: near 0 where the odds ratios of the strata differ (Breslow, Day and Tarone).
          ``like_for_like_without``: why there is none. ``adjusted_for``: the columns held equal;
        - ``direction``: all of it in a sentence.

        What cannot be estimated is null. A group of which nobody was counted has no row.

    Raises
    ------
    MeasureProblem
        When the table has no rows, lacks a column, or has a cell twice, or nobody in it is in the reference group.
    ValueError
        When a count is negative, a numerator is larger than its denominator (what is compared are shares), or an argument
        is out of its range.

    See Also
    --------
    unknown_bounds : What the unknown could change.
    parity : A group's share of those counted beside its share of those who could be.

    References
    ----------
    Those of :func:`relative_likelihood`, :func:`newcombe` and :func:`mantel_haenszel`; Lane and Nelder (1982), Flanders and
    Rhodes (1987) for rates standardised by a model.

    Examples
    --------
    >>> from datetime import date
    >>> counted = pl.DataFrame(
    ...     {
    ...         "measure": "coverage",
    ...         "period": date(2025, 3, 1),
    ...         "organisation": "Z01",
    ...         "sex": ["Female", "Male", "Female", "Male"],
    ...         "band": ["Band 5", "Band 5", "Band 6", "Band 6"],
    ...         "outcome": None,
    ...         "numerator": [40, 4, 40, 160],
    ...         "denominator": [100, 10, 50, 200],
    ...     }
    ... )
    >>> row = compare(counted, "sex", "Male", adjust=["band"], statement="had a conversation").row(0, named=True)
    >>> from textwrap import fill
    >>> print(fill(row["direction"], width=100))
    The share of 'Female' that had a conversation is 0.68 times that of 'Male' (53.3% against 78.1%; 95%
    interval of the ratio 0.57 to 0.80). Like for like by band it is 1.00 times (0.85 to 1.17; equal
    shares are not ruled out).
    """
    cells = cells_of(counted, dimension, adjust)
    against = find_group(cells, reference)
    normal_quantile(level)
    rows = _with_ratio(
        cells, against, minimum_base=minimum_base, level=level, correction=correction, band=band
    )
    if cells.strata:
        rows = _with_like_for_like(rows, cells, against, level=level, correction=correction)
    return rows.with_columns(direction=told(rows, cells.dimension, level=level, statement=statement))


def _with_ratio(
    cells: Cells,
    against: Sequence[str],
    *,
    minimum_base: int,
    level: float,
    correction: str,
    band: tuple[float, float],
) -> pl.DataFrame:
    rows = cells.pairs(against)
    without = without_rate(
        {"denominator": "in the group", "reference_denominator": "in the reference group"}, minimum_base
    )
    shown = rows.select(
        pl.when(without.is_null()).then(pl.col(name).cast(pl.Float64))
        for name in (*COUNTS, *_REFERENCE_COUNTS)
    ).get_columns()
    ratio, difference = relative_likelihood(*shown, level=level), newcombe(*shown, level=level)
    made: dict[str, ArrayLike] = {
        "value": shown[0] / shown[1],
        "reference_value": shown[2] / shown[3],
        "ratio": ratio.value,
        "lower": ratio.lower,
        "upper": ratio.upper,
        "p_value": ratio.p_value,
        "adjusted_p": adjust_p_values(ratio.p_value, method=correction),
        "difference": difference.value,
        "difference_lower": difference.lower,
        "difference_upper": difference.upper,
    }
    screened = pl.Series(four_fifths(ratio.value, lower=band[0], upper=band[1]))
    there = pl.col("ratio").is_not_null()
    return rows.with_columns(
        pl.Series(name, np.asarray(numbers), dtype=pl.Float64).fill_nan(None)
        for name, numbers in made.items()
    ).select(
        *cells.within,
        *cells.dimension,
        "reference",
        *COUNTS,
        *_REFERENCE_COUNTS,
        *made,
        within_four_fifths=pl.when(there).then(screened),
        declared="declared",
        without_ratio=pl.when(~there).then(without.fill_null("counted in neither group")),
    )


def _with_like_for_like(
    rows: pl.DataFrame, cells: Cells, against: tuple[str, ...], *, level: float, correction: str
) -> pl.DataFrame:
    keys = [*cells.within, *cells.dimension]
    parts = cells.table.partition_by(keys, as_dict=True)
    found = [
        LikeForLike(without=row[-1])
        if row[-1]
        else _like_for_like(
            parts[row[:-1]], parts[(*row[: len(cells.within)], *against)], cells.strata, level
        )
        for row in rows.select(*keys, "without_ratio").iter_rows()
    ]
    names = [f"like_for_like_{field.name}" for field in fields(LikeForLike)]
    kinds = dict.fromkeys(names, pl.Float64) | {names[-1]: pl.String}
    made = pl.DataFrame([astuple(one) for one in found], schema=kinds, orient="row").fill_nan(None)
    p_values = made["like_for_like_p_value"].to_numpy()
    adjusted = pl.Series("like_for_like_adjusted_p", adjust_p_values(p_values, method=correction))
    made = made.insert_column(made.columns.index("like_for_like_p_value") + 1, adjusted.fill_nan(None))
    return pl.concat([rows, made], how="horizontal").with_columns(
        adjusted_for=pl.lit(", ".join(cells.strata))
    )


def _like_for_like(
    group: pl.DataFrame, reference: pl.DataFrame, strata: Sequence[str], level: float
) -> LikeForLike:
    """Put the strata of two groups side by side, and compare them."""
    told_by = list(strata)
    beside = reference.select(*told_by, *(pl.col(name).alias(f"reference_{name}") for name in COUNTS))
    both = group.select(*told_by, *COUNTS).join(
        beside, on=told_by, how="full", coalesce=True, maintain_order="left_right"
    )
    counts: list[Floats] = [
        both[name].fill_null(0).to_numpy().astype(np.float64) for name in (*COUNTS, *_REFERENCE_COUNTS)
    ]
    if len(told_by) == 1:
        return pooled(*counts, level=level)
    return modelled(both.select(told_by), *counts, level=level)
