"""Comparisons: how much more likely one group is than another.

The likelihood of one group over that of a reference group is the figure most asked for, and the one most often given
without saying how little it may mean. With few events the usual (logarithmic) interval is poor and with none it does not
exist; Koopman's score interval does, because it asks of each possible ratio whether the counts would surprise if it
were true.

References
----------
.. [1] Koopman PAR (1984). Confidence intervals for the ratio of two binomial proportions. *Biometrics* 40, 513-517.
.. [2] Katz D, Baptista J, Azen SP, Pike MC (1978). Obtaining confidence intervals for the risk ratio in cohort
   studies. *Biometrics* 34, 469-474.
.. [3] Woolf B (1955). On estimating the relation between blood group and disease. *Annals of Human Genetics* 19,
   251-253.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import Floats, counts, normal_quantile, one_of, shares
from sfg_analytics.statistics.results import Comparison


def relative_likelihood(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    level: float = 0.95,
    method: str = "score",
) -> Comparison:
    """Give the rate of a group over the rate of a reference group.

    Parameters
    ----------
    numerator, denominator
        Counts of the group; numbers, lists, arrays or Polars series, all four broadcast together.
    reference_numerator, reference_denominator
        Counts of the reference group.
    level
        The confidence level, between 0 and 1.
    method
        ``"score"`` is Koopman's interval, safe with a count of 0; its p-value is that of the score test, which is the
        chi-squared test without continuity correction. ``"log"`` is Katz's, with Wald's test on the logarithm; with a
        count of 0 one of its limits and its p-value cannot be estimated.

    Returns
    -------
    Comparison
        1 is as likely, 2 twice as likely, 0 never; infinity where it never happened in the reference group alone. NaN
        where a denominator or both numerators are 0.

    Raises
    ------
    ValueError
        When a count is negative, infinite or no number, a numerator is larger than its denominator, the shapes do not
        fit one another, the level is not between 0 and 1, or the method is another.

    References
    ----------
    Koopman (1984) [1]_; Katz and others (1978) [2]_.

    Examples
    --------
    >>> ratio = relative_likelihood([2, 0], [10, 10], 15, 25)
    >>> ratio.value.round(3).tolist(), ratio.lower.round(3).tolist(), ratio.upper.round(3).tolist()
    ([0.333, 0.0], [0.092, 0.0], [0.932, 0.477])
    >>> ratio.p_value.round(3).tolist()
    [0.032, 0.001]
    """
    one_of("method", method, ("score", "log"))
    z = normal_quantile(level)
    x, n, rx, rn = shares(
        numerator=numerator,
        denominator=denominator,
        reference_numerator=reference_numerator,
        reference_denominator=reference_denominator,
    )
    estimable = (n > 0) & (rn > 0) & (x + rx > 0)
    x, n, rx, rn = (np.where(estimable, count, np.nan) for count in (x, n, rx, rn))
    with np.errstate(divide="ignore"):
        value = np.asarray((x / n) / (rx / rn))
    return _koopman(x, n, rx, rn, value, z) if method == "score" else _katz(x, n, rx, rn, value, z)


def odds_ratio(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike, *, level: float = 0.95) -> Comparison:
    """Give the sample odds ratio of two-by-two tables with Woolf's interval and Wald's test.

    It is further from 1 than the relative likelihood, and far from it where things are common; where both can be had,
    the relative likelihood is easier to say.

    Parameters
    ----------
    a, b
        Counts of the group: to whom it happened, and to whom it did not.
    c, d
        The same of the reference group.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Comparison
        ``a d / (b c)``: 1 is the same odds. It is 0 or infinite with one count of 0, and then has one limit alone and no
        p-value: nothing is added to the counts. NaN where nobody is in a row or a column.

    Raises
    ------
    ValueError
        When a count is negative, infinite or no number, the shapes do not fit one another, or the level is not between
        0 and 1.

    References
    ----------
    Woolf (1955) [3]_.

    Examples
    --------
    >>> ratio = odds_ratio(48, 32, 12, 28)
    >>> [round(float(end), 3) for end in (ratio.value, ratio.lower, ratio.upper)]
    [3.5, 1.556, 7.874]
    """
    z = normal_quantile(level)
    cells = counts(a=a, b=b, c=c, d=d)
    yes, no, reference_yes, reference_no = cells
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.asarray((yes * reference_no) / (no * reference_yes))
        error = np.sqrt(sum(1 / cell for cell in cells))
    return _wald_on_logarithm(value, np.asarray(error), z)


def _katz(x: Floats, n: Floats, rx: Floats, rn: Floats, value: Floats, z: float) -> Comparison:
    with np.errstate(divide="ignore"):
        error = np.sqrt(1 / x - 1 / n + 1 / rx - 1 / rn)
    return _wald_on_logarithm(value, np.asarray(error), z)


def _wald_on_logarithm(value: Floats, error: Floats, z: float) -> Comparison:
    """Give limits on the logarithm; one that is 0 or infinite has itself for one limit, and no other."""
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        middle = np.log(value)
        known = np.isfinite(error)
        lower = np.where(known, np.exp(middle - z * error), np.where(value == 0, 0.0, np.nan))
        upper = np.where(known, np.exp(middle + z * error), np.where(value == np.inf, np.inf, np.nan))
        p_value = np.where(known, 2 * ndtr(-np.abs(middle / error)), np.nan)
    return Comparison(
        value=value, lower=np.asarray(lower), upper=np.asarray(upper), p_value=np.asarray(p_value)
    )


def _koopman(x: Floats, n: Floats, rx: Floats, rn: Floats, value: Floats, z: float) -> Comparison:
    """Give the ratios whose score is just as surprising as the level allows; the other way up, the upper is the lower."""
    from scipy.special import ndtr

    with np.errstate(divide="ignore"):
        lower = _lower_limit(x, n, rx, rn, z)
        upper = 1 / _lower_limit(rx, rn, x, n, z)
    p_value = 2 * ndtr(-np.abs(score_of_ratio(x, n, rx, rn, np.ones_like(x))))
    return Comparison(value=value, lower=lower, upper=np.asarray(upper), p_value=np.asarray(p_value))


def _lower_limit(x: Floats, n: Floats, rx: Floats, rn: Floats, z: float) -> Floats:
    """Find Koopman's lower limits of all tables at once.

    Under a ratio supposed too low, the likeliest two proportions are (x - k) / (n - k) and (rx + k) / (rn + k) for some k
    above 0: as if k events belonged to the other group. The score is surprising enough where

        k^2 [f / (x - k) + rf / (rx + k)] = z^2,

    f and rf being the shares of the two groups to whom it did not happen. The left side rises from 0 and is convex, so
    that Newton's steps from a k that is too large come down to the root without passing it. Where it happened to the
    whole group, k may reach n; from there on it is the group's proportion, which was 1, that falls.
    """
    failed = np.where(n - x > 1e-12 * n, (n - x) / n, 0.0)
    reference_failed = (rn - rx) / rn
    square = z**2
    # Either term alone would need a k as large as this.
    k = 2 * x / (1 + np.sqrt(1 + 4 * failed * x / square))
    alone = square / 2 * (1 + np.sqrt(1 + 4 * reference_failed * rx / square))
    with np.errstate(divide="ignore", invalid="ignore"):
        k = np.fmin(k, alone / reference_failed)
        for _ in range(50):  # some six are enough
            left = np.where(failed > 0, x - k, 1.0)
            own, other = failed / left, reference_failed / (rx + k)
            rise = k * (own * (1 + x / left) + other * (1 + rx / (rx + k)))
            step = np.where(rise > 0, np.maximum(k**2 * (own + other) - square, 0.0) / rise, 0.0)
            k = k - step
            if not (step > 1e-14 * k).any():
                break
        share = np.where(failed > 0, (x - k) / (n - k), 1.0)
        falls = np.where(failed > 0, 0.0, np.maximum(square / n - n * reference_failed / (rx + n), 0.0))
        limit = share / (1 + falls) * (rn + k) / (rx + k)
    return np.asarray(np.where(x == 0, 0.0, limit))


def score_of_ratio(x: Floats, n: Floats, rx: Floats, rn: Floats, ratio: Floats) -> Floats:
    """Give the score, in standard errors, of counts if the ratio of their proportions were the given one.

    The two proportions are those most likely under that ratio, the root of a quadratic; it and its complement are
    written as sums and quotients of what is not negative, so that nothing cancels when counts run into millions.

    Parameters
    ----------
    x, n, rx, rn
        Counts of the group and the reference group, arrays of one shape.
    ratio
        The ratio supposed, of that shape, above 0.

    Returns
    -------
    numpy.ndarray
        0 where the counts are as supposed, above it where the group's rate is higher. NaN where nothing happened in
        either group.
    """
    failed, reference_failed, everyone = n - x, rn - rx, n + rn
    root = np.hypot(ratio * (n + rx) - (x + rn), 2 * np.sqrt(ratio * failed * reference_failed))
    share = 2 * ratio * (x + rx) / (ratio * (n + rx) + x + rn + root)

    def complement(first: Floats, falls: Floats, scale: Floats | float) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(
                np.where(first >= 0, (first + root) / (2 * everyone * scale), falls / (root - first))
            )

    rest = complement(everyone + failed - ratio * (n + rx), 2 * failed * (ratio - 1), 1)
    reference_rest = complement(
        ratio * (everyone + reference_failed) - (x + rn), 2 * reference_failed * (1 - ratio), ratio
    )
    variance = share * (rest / n + ratio * reference_rest / rn)
    difference = x / n - ratio * rx / rn
    with np.errstate(divide="ignore", invalid="ignore"):
        score = difference / np.sqrt(variance)
    return np.asarray(np.where((difference == 0) & (x + rx > 0), 0.0, score))
