"""Estimating: from protected counts to rates with their intervals.

The rates are made of the counts that are published and of nothing else. They are therefore a little off the exact ones,
which nobody outside can compute; that is what the protection is for.
"""

from __future__ import annotations

import polars as pl

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.statistics.arguments import one_of
from sfg_analytics.statistics.intervals import byar, wilson
from sfg_analytics.statistics.results import Interval


def estimate(
    protected: pl.DataFrame, *, kind: str = "proportion", minimum_base: int = 1, level: float = 0.95
) -> pl.DataFrame:
    """Add rates and their limits to counts.

    Parameters
    ----------
    protected
        Any table with whole-number columns ``numerator`` and ``denominator``, null where hidden. It is not changed.
    kind
        ``"proportion"``, with Wilson's limits, or ``"rate"``, whose numerator may exceed its denominator, with Byar's: the
        numerator is taken for a Poisson count, the denominator as known; or ``"score"``, a mean, without limits.
    minimum_base
        The least denominator of which a rate is made.
    level
        The confidence level of the limits, between 0 and 1.

    Returns
    -------
    polars.DataFrame
        The same rows and columns, and ``value, lower, upper`` (0 is none; of a proportion, 1 is all) and ``method``. All four are null
        where a count is hidden, the denominator is less than ``minimum_base``, or it is 0.

    Raises
    ------
    MeasureProblem
        When there is no ``numerator`` or ``denominator``.
    ValueError
        As for :func:`~sfg_analytics.statistics.intervals.wilson`.

    Examples
    --------
    >>> protected = pl.DataFrame({"numerator": [10, None, 10], "denominator": [40, 40, 15]})
    >>> estimate(protected, minimum_base=20)["value"].to_list()
    [0.25, None, None]
    """
    one_of("kind", kind, ("proportion", "rate", "score"))
    for column in ("numerator", "denominator"):
        if column not in protected.columns:
            raise MeasureProblem(f"There is no column '{column}' to estimate from.")
    numerator, denominator = protected["numerator"], protected["denominator"]
    shown = (
        numerator.is_not_null() & denominator.is_not_null() & (denominator >= max(minimum_base, 1))
    ).fill_null(value=False)
    counts, bases = numerator.cast(pl.Float64), denominator.cast(pl.Float64)
    if kind == "rate":
        interval, method, per = byar(counts, level=level), f"Byar, {level:.3g}", bases
    elif kind == "score":
        nothing = counts * float("nan")
        interval, method, per = Interval(nothing.to_numpy(), nothing.to_numpy()), "none, a mean score", bases
    else:
        interval, method, per = wilson(counts, bases, level=level), f"Wilson score, {level:.3g}", bases**0
    columns = {
        "value": numerator / denominator,
        "lower": pl.Series(interval.lower, dtype=pl.Float64).fill_nan(None) / per,
        "upper": pl.Series(interval.upper, dtype=pl.Float64).fill_nan(None) / per,
        "method": pl.Series([method], dtype=pl.String).new_from_index(0, protected.height),
    }
    return protected.with_columns(
        pl.when(shown).then(made).otherwise(None).alias(name) for name, made in columns.items()
    )
