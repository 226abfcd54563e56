"""Parity: whether a group's share of those who are somewhere is its share of those they come from.

Of a feeder band a fifth are in a group, of the talent pool a tenth: the group's parity is a half. It asks the same question
as the likelihood of that group beside everybody else, in the words in which representation is usually told.

Let a group be the share w of the people, and R its rate over the rate of all others pooled. The rate of everybody is then
the others' times ``w R + 1 - w``, so that

    parity = share of those counted / share of the people = rate of the group / rate of everybody = R / (w R + 1 - w).

It rises with R, from 0 to 1/w. Limits of R are thereby limits of parity, as good as those are, the people being given.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sfg_analytics.statistics.arguments import Floats
from sfg_analytics.statistics.cells import COUNTS, Names, cells_of, without_rate
from sfg_analytics.statistics.comparisons import relative_likelihood
from sfg_analytics.statistics.multiplicity import adjust_p_values


def parity(
    counted: pl.DataFrame,
    dimension: Names,
    *,
    minimum_base: int = 1,
    level: float = 0.95,
    correction: str = "bh",
) -> pl.DataFrame:
    """Give each group's share of those counted over its share of those who could be.

    Parameters
    ----------
    counted
        Counts, as for :func:`compare`: the denominator counts the feeder group (the members of a band, say), the numerator
        those of them who are in the talent pool. Every group has to be in it, the unknown among them.
    dimension
        The column of groups; several for groups in several respects at once.
    minimum_base
        The least number of people in the group, and outside it.
    level
        The confidence level of the limits, between 0 and 1.
    correction
        How p-values are adjusted for being looked at together, as :func:`adjust_p_values` has it.

    Returns
    -------
    polars.DataFrame
        A row for each group, in the order of ``counted``: the columns of ``counted`` but for those of other steps, and

        - ``share_of_numerator, share_of_denominator``: the group's part of all who were counted, and of all who could be,
          0 to 1;
        - ``parity, lower, upper``: the first over the second; 1 is as in the feeder group, 0 none of them. The limits are
          Koopman's of the group's rate over that of all others, put into the terms of parity;
        - ``p_value, adjusted_p``: of that rate being the others', and so adjusted for all rows of this table;
        - ``declared``: the share of all people of whom it is known which group they are in;
        - ``without_parity``: in words, why there is none; null where there is one.

    Raises
    ------
    MeasureProblem
        When the table has no rows, lacks a column, or has a cell twice.
    ValueError
        When a count is negative, a numerator is larger than its denominator, or an argument is out of its range.

    References
    ----------
    Koopman (1984), as for :func:`relative_likelihood`.

    Examples
    --------
    >>> from datetime import date
    >>> counted = pl.DataFrame(
    ...     {
    ...         "measure": "in_pool",
    ...         "period": date(2025, 3, 1),
    ...         "organisation": "Z01",
    ...         "ethnicity": ["White", "All other ethnic groups"],
    ...         "outcome": None,
    ...         "numerator": [90, 10],
    ...         "denominator": [800, 200],
    ...     }
    ... )
    >>> parity(counted, "ethnicity").select("ethnicity", "share_of_denominator", "parity").rows()
    [('White', 0.8, 1.125), ('All other ethnic groups', 0.2, 0.5)]
    """
    cells = cells_of(counted, dimension)
    rows = cells.groups().with_columns(
        other_numerator=pl.col("all_numerator") - pl.col("numerator"),
        other_denominator=pl.col("all_denominator") - pl.col("denominator"),
    )
    without = without_rate(
        {"denominator": "in the group", "other_denominator": "outside the group"}, minimum_base
    )
    x, n, ox, on = (
        rows.select(pl.when(without.is_null()).then(pl.col(name).cast(pl.Float64))).to_series().to_numpy()
        for name in (*COUNTS, "other_numerator", "other_denominator")
    )
    beside_others = relative_likelihood(x, n, ox, on, level=level)
    share = n / (n + on)

    def as_parity(ratio: Floats) -> pl.Series:
        with np.errstate(divide="ignore"):
            return pl.Series(1 / (share + (1 - share) / ratio)).fill_nan(None)

    p_value = beside_others.p_value
    there = pl.col("parity").is_not_null()
    return rows.with_columns(
        share_of_numerator=pl.when(pl.col("all_numerator") > 0).then(
            pl.col("numerator") / pl.col("all_numerator")
        ),
        share_of_denominator=pl.col("denominator") / pl.col("all_denominator"),
        parity=as_parity(beside_others.value),
        lower=as_parity(beside_others.lower),
        upper=as_parity(beside_others.upper),
        p_value=pl.Series(p_value).fill_nan(None),
        adjusted_p=pl.Series(adjust_p_values(p_value, method=correction)).fill_nan(None),
    ).select(
        *cells.within,
        *cells.dimension,
        *COUNTS,
        pl.col("^share_of_.*$"),
        "parity",
        "lower",
        "upper",
        "p_value",
        "adjusted_p",
        "declared",
        without_parity=pl.when(~there).then(without.fill_null("counted in no group")),
    )
