"""Results: small, frozen, a float array for each number, all of the shape of what they were made from.

Single numbers give arrays of no dimension, which ``float()``, comparisons and formatting take as numbers. NaN stands
for what cannot be estimated; it becomes null in a table.
"""

from __future__ import annotations

from dataclasses import dataclass

from sfg_analytics.statistics.arguments import Floats


@dataclass(frozen=True)
class Interval:
    """Limits, an array each, of the shape of what they were made from.

    Parameters
    ----------
    lower, upper
        The limits; NaN where there is nothing to estimate.
    """

    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Estimate:
    """A value between its limits, an array each.

    Parameters
    ----------
    value
        What was estimated; NaN where there is nothing to estimate.
    lower, upper
        The limits; NaN where there is nothing to estimate.
    """

    value: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Comparison(Estimate):
    """An estimate that says how two groups differ, and how surprising that would be if they did not.

    Parameters
    ----------
    value, lower, upper
        As for :class:`Estimate`.
    p_value
        The probability of a difference at least as large by chance alone, two-sided: near 0 is surprising, 1 is no
        difference at all. NaN where there is nothing to test.
    """

    p_value: Floats


@dataclass(frozen=True)
class StratifiedComparison(Comparison):
    """A comparison within strata, pooled.

    Parameters
    ----------
    value, lower, upper, p_value
        As for :class:`Comparison`, pooled over the strata.
    homogeneity_p
        The probability of strata that differ at least as much from one another by chance alone; near 0 means that one
        number does not describe them all. NaN with fewer than two strata that say anything.
    """

    homogeneity_p: Floats


@dataclass(frozen=True)
class ChiSquared:
    """A chi-squared test.

    Parameters
    ----------
    statistic
        0 is perfect agreement with what was assumed; larger is further from it.
    degrees
        The degrees of freedom.
    p_value
        The probability of a statistic at least as large by chance alone; NaN without a degree of freedom.
    """

    statistic: float
    degrees: int
    p_value: float
