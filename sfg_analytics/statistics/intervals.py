"""Intervals: how far a rate could be from what was counted, if chance alone were at work.

A trust that talked with 8 of 10 people and one that talked with 800 of 1,000 both have a rate of 80%, and one of the two
numbers says a good deal more than the other. An interval puts that into the picture.

Everything here takes numbers, lists, arrays or Polars series, broadcasts them together and gives arrays of that shape;
single numbers give arrays of no dimension, which ``float()`` and comparisons take as numbers.

References
----------
.. [1] Wilson EB (1927). Probable inference, the law of succession, and statistical inference. *JASA* 22, 209-212.
.. [2] Newcombe RG (1998). Two-sided confidence intervals for the single proportion. *Statistics in Medicine* 17,
   857-872 (method 3).
.. [3] Clopper CJ, Pearson ES (1934). The use of confidence or fiducial limits. *Biometrika* 26, 404-413.
.. [4] Breslow NE, Day NE (1987). *Statistical methods in cancer research II*, IARC, p. 69 (Byar's approximation).
.. [5] Garwood F (1936). Fiducial limits for the Poisson distribution. *Biometrika* 28, 437-442.
.. [6] Newcombe RG (1998). Interval estimation for the difference between independent proportions. *Statistics in
   Medicine* 17, 873-890 (method 10).
.. [7] Student (1908). The probable error of a mean. *Biometrika* 6, 1-25.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import (
    counts,
    normal_quantile,
    numbers,
    one_dimensional,
    refuse,
    shares,
)
from sfg_analytics.statistics.results import Estimate, Interval


def wilson(numerator: ArrayLike, denominator: ArrayLike, *, level: float = 0.95) -> Interval:
    """Give Wilson's score interval of a proportion, without continuity correction.

    Parameters
    ----------
    numerator, denominator
        Counts; numbers, lists, arrays or Polars series, broadcast together. Null and NaN are not estimable.
    level
        The confidence level, between 0 and 1. The normal quantile is exact: 1.959964 for 0.95, not 1.96.

    Returns
    -------
    Interval
        Limits between 0 and 1 that hold the proportion. The lower limit is exactly 0 where the numerator is 0, the
        upper exactly 1 where it equals the denominator. NaN where the denominator is 0.

    Raises
    ------
    ValueError
        When a count is negative, infinite or no number, a numerator is larger than its denominator, the shapes do not
        fit one another, or the level is not between 0 and 1.

    References
    ----------
    Wilson (1927) [1]_; Newcombe (1998) [2]_, method 3.

    Examples
    --------
    >>> interval = wilson([0, 81], [20, 263])
    >>> interval.lower.round(4).tolist(), interval.upper.round(4).tolist()
    ([0.0, 0.2553], [0.1611, 0.3662])
    """
    z = normal_quantile(level)
    x, n = shares(numerator=numerator, denominator=denominator)
    estimable = (n > 0) & ~np.isnan(x)
    n = np.where(estimable, n, np.nan)
    share = x / n
    shrink = 1 + z**2 / n
    centre = (share + z**2 / (2 * n)) / shrink
    half = z / shrink * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    lower = np.clip(np.where(x == 0, 0.0, centre - half), 0.0, share)
    upper = np.clip(np.where(x == n, 1.0, centre + half), share, 1.0)
    return Interval(
        lower=np.asarray(np.where(estimable, lower, np.nan)),
        upper=np.asarray(np.where(estimable, upper, np.nan)),
    )


def clopper_pearson(numerator: ArrayLike, denominator: ArrayLike, *, level: float = 0.95) -> Interval:
    """Give the exact interval of a proportion: it covers at least at its level, mostly more, and is wide for that.

    Parameters
    ----------
    numerator, denominator, level
        As for :func:`wilson`.

    Returns
    -------
    Interval
        As for :func:`wilson`.

    Raises
    ------
    ValueError
        As for :func:`wilson`.

    References
    ----------
    Clopper and Pearson (1934) [3]_.

    Examples
    --------
    >>> interval = clopper_pearson(0, 20)
    >>> float(interval.lower), round(float(interval.upper), 4)
    (0.0, 0.1684)
    """
    from scipy.special import betaincinv

    normal_quantile(level)
    x, n = shares(numerator=numerator, denominator=denominator)
    tail = (1 - level) / 2
    n = np.where(n > 0, n, np.nan)
    share = x / n
    with np.errstate(invalid="ignore"):
        lower = np.where(x == 0, 0.0 * share, betaincinv(np.where(x == 0, 1.0, x), n - x + 1, tail))
        upper = np.where(x == n, 1.0, betaincinv(x + 1, np.where(x == n, 1.0, n - x), 1 - tail))
    return Interval(lower=np.asarray(np.fmin(lower, share)), upper=np.asarray(np.fmax(upper, share)))


def byar(count: ArrayLike, *, level: float = 0.95, exact_below: float = 10) -> Interval:
    """Give the interval of a count of events: exact (Garwood's) for small counts, Byar's approximation for others.

    Divide count and limits by person-years, posts or expected events for the interval of a rate or ratio.

    Parameters
    ----------
    count
        Counts of events.
    level
        The confidence level, between 0 and 1.
    exact_below
        Counts below this number have exact limits: 10, as public health bodies in England do; 0 for Byar's only,
        infinity for exact limits only.

    Returns
    -------
    Interval
        Limits of at least 0 that hold the count; the lower is exactly 0 where the count is 0.

    Raises
    ------
    ValueError
        When a count is negative, infinite or no number, or the level is not between 0 and 1.

    References
    ----------
    Breslow and Day (1987) [4]_; Garwood (1936) [5]_.

    Examples
    --------
    >>> interval = byar([5, 65])
    >>> interval.lower.round(3).tolist(), interval.upper.round(3).tolist()
    ([1.623, 50.163], [11.668, 82.849])
    """
    from scipy.special import gammaincinv

    z = normal_quantile(level)
    (x,) = counts(count=count)
    tail = (1 - level) / 2
    exact = x < exact_below
    few, many = np.where(exact, x, np.nan), np.where(exact | (x == 0), np.nan, x)
    exact_lower = np.where(few == 0, 0.0, gammaincinv(np.where(few == 0, np.nan, few), tail))
    byar_lower = many * np.maximum(1 - 1 / (9 * many) - z / (3 * np.sqrt(many)), 0) ** 3
    above = np.where(exact, np.nan, x) + 1
    byar_upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return Interval(
        lower=np.asarray(np.where(exact, exact_lower, np.where(x == 0, 0.0, byar_lower))),
        upper=np.asarray(np.where(exact, gammaincinv(few + 1, 1 - tail), byar_upper)),
    )


def newcombe(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    level: float = 0.95,
) -> Estimate:
    """Give the difference of two proportions with Newcombe's hybrid score interval.

    Parameters
    ----------
    numerator, denominator
        Counts of the group.
    reference_numerator, reference_denominator
        Counts of the group it is compared with.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        The group's proportion less that of the reference: between -1 and 1, 0 where both are the same, above 0 where
        the group's is higher. NaN where either denominator is 0.

    Raises
    ------
    ValueError
        As for :func:`wilson`.

    References
    ----------
    Newcombe (1998) [6]_, method 10, without continuity correction.

    Examples
    --------
    >>> difference = newcombe(56, 70, 48, 80)
    >>> [round(float(end), 4) for end in (difference.value, difference.lower, difference.upper)]
    [0.2, 0.0524, 0.3339]
    """
    normal_quantile(level)
    x, n, rx, rn = shares(
        numerator=numerator,
        denominator=denominator,
        reference_numerator=reference_numerator,
        reference_denominator=reference_denominator,
    )
    own, other = wilson(x, n, level=level), wilson(rx, rn, level=level)
    share, against = x / np.where(n > 0, n, np.nan), rx / np.where(rn > 0, rn, np.nan)
    value = share - against
    lower = value - np.hypot(share - own.lower, other.upper - against)
    upper = value + np.hypot(own.upper - share, against - other.lower)
    return Estimate(
        value=np.asarray(value),
        lower=np.asarray(np.maximum(lower, -1.0)),
        upper=np.asarray(np.minimum(upper, 1.0)),
    )


def student_t(values: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Give the mean of some values with Student's interval.

    Parameters
    ----------
    values
        Numbers, one-dimensional, of at least roughly bell-shaped spread. Missing ones are left out.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        The mean in the unit of the values; NaN without values. The limits are NaN with fewer than two.

    Raises
    ------
    ValueError
        When the values are not one-dimensional, finite numbers, or the level is not between 0 and 1.

    References
    ----------
    Student (1908) [7]_.

    Examples
    --------
    >>> days = student_t([4, 9, 5, 2])
    >>> [round(float(end), 3) for end in (days.value, days.lower, days.upper)]
    [5.0, 0.316, 9.684]
    """
    from scipy.special import stdtrit

    normal_quantile(level)
    known = one_dimensional("values", numbers("values", values))
    refuse("values", "must be finite", np.isinf(known))
    known = known[~np.isnan(known)]
    mean = known.mean() if known.size else np.nan
    half = np.nan
    if known.size > 1:
        half = stdtrit(known.size - 1, 0.5 + level / 2) * known.std(ddof=1) / np.sqrt(known.size)
    return Estimate(value=np.asarray(mean), lower=np.asarray(mean - half), upper=np.asarray(mean + half))
