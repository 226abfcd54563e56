"""Shrinkage: what a small team's rate would most likely be with more people to count.

Of five people three have agreed a plan; of all teams' people one in five has. Sixty per cent is what was counted, not
what to expect of that team next year. Each rate is drawn towards the common one, the more so the fewer people it rests on
and the more alike teams are.

References
----------
.. [1] Griffiths DA (1973). Maximum likelihood estimation for the beta-binomial distribution and an application to the
   household distribution of the total number of cases of a disease. *Biometrics* 29, 637-648.
.. [2] Tarone RE (1979). Testing the goodness of fit of the binomial distribution. *Biometrika* 66, 585-590.
.. [3] Carlin BP, Louis TA (2000). *Bayes and empirical Bayes methods for data analysis*, 2nd ed., chapter 3.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import Floats, normal_quantile, one_dimensional, shares
from sfg_analytics.statistics.intervals import wilson
from sfg_analytics.statistics.results import Estimate

_STEPS, _TINY = 4, 1e-3
_LOGITS, _LOG_SIZES = (-30.0, 30.0), (-14.0, 18.0)
"""Between these the common rate and the weight it has, in people, are looked for."""


def shrink(numerator: ArrayLike, denominator: ArrayLike, *, level: float = 0.95) -> pl.DataFrame:
    """Draw rates towards their common rate (empirical Bayes, beta-binomial).

    Parameters
    ----------
    numerator, denominator
        Counts, one-dimensional, a unit each; units whose denominator is 0 or missing take no part.
    level
        The level of the limits, between 0 and 1.

    Returns
    -------
    polars.DataFrame
        A row for each unit: ``value``, the shrunken rate; ``lower`` and ``upper``, the ends of its posterior, in which the
        common distribution is taken as known, so that they are a little narrow; ``raw``, the rate as counted; ``weight``,
        what the unit's own rate counts: 1 is all, 0 nothing; ``alpha`` and ``beta`` of the common beta distribution, by
        maximum likelihood, the same in each row. Where units differ no more than chance makes them, both are infinite,
        every value is the common rate, and the limits are its Wilson interval. With fewer than two units, and where it
        happened to everybody or nobody, there is nothing to learn how units differ from: all but ``raw`` is null.

    Raises
    ------
    ValueError
        When a count is negative, infinite or no number, a numerator is larger than its denominator, the units are not
        one-dimensional, or the level is not between 0 and 1.

    References
    ----------
    Griffiths (1973) [1]_; Tarone (1979) [2]_; Carlin and Louis (2000) [3]_.

    Examples
    --------
    >>> shrunken = shrink([3, 10, 60, 90, 5], [5, 100, 200, 1000, 60])
    >>> shrunken["raw"].round(2).to_list(), shrunken["value"].round(2).to_list()
    ([0.6, 0.1, 0.3, 0.09, 0.08], [0.29, 0.11, 0.29, 0.09, 0.1])
    """
    normal_quantile(level)
    x, n = shares(numerator=numerator, denominator=denominator)
    one_dimensional("numerator", x)
    known = (n > 0) & ~np.isnan(x)
    x, n = np.where(known, x, np.nan), np.where(known, n, np.nan)
    alpha, beta = fit_beta_binomial(x[known], n[known])
    if np.isinf(alpha):
        common, people = x[known].sum(), n[known].sum()
        around = wilson(common, people, level=level)
        nothing = 0 * n
        posterior = Estimate(
            value=nothing + common / people, lower=nothing + around.lower, upper=nothing + around.upper
        )
    else:
        posterior = beta_posterior(x, n, alpha, beta, level=level)
    columns = {
        "value": posterior.value,
        "lower": posterior.lower,
        "upper": posterior.upper,
        "raw": x / n,
        "weight": n / (n + alpha + beta),
        "alpha": np.full(x.size, alpha),
        "beta": np.full(x.size, beta),
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64)).fill_nan(None)


def beta_posterior(x: Floats, n: Floats, alpha: float, beta: float, *, level: float) -> Estimate:
    """Give the mean and the ends of what is known of a rate after counting, under a beta distribution known before.

    Parameters
    ----------
    x, n
        Counts.
    alpha, beta
        The distribution before counting, as if so many people had been counted with and without.
    level
        The level of the ends, between 0 and 1.

    Returns
    -------
    Estimate
        The posterior's mean, between ends that are widened to hold it where it is extremely lopsided.
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    value = (x + alpha) / (n + alpha + beta)
    lower, upper = (betaincinv(x + alpha, n - x + beta, end) for end in (tail, 1 - tail))
    return Estimate(value=value, lower=np.minimum(lower, value), upper=np.maximum(upper, value))


def fit_beta_binomial(x: Floats, n: Floats) -> tuple[float, float]:
    """Fit a beta distribution to the rates behind counts, by maximum likelihood.

    Parameters
    ----------
    x, n
        Counts of units, none missing, no denominator of 0.

    Returns
    -------
    tuple of float
        Alpha and beta. Both infinite where the likelihood rises without end as they grow, which is where counts spread no
        more than binomial ones (the sign of Tarone's statistic); NaN with fewer than two units, and where it happened to
        everybody or nobody.
    """
    from scipy.optimize import minimize
    from scipy.special import expit, logit

    common = x.sum() / n.sum() if n.size else np.nan
    if n.size <= 1 or common in {0, 1}:
        return np.nan, np.nan
    spread = (x * (x - 1) / common + (n - x) * (n - x - 1) / (1 - common) - n * (n - 1)).sum()
    if spread <= 0:
        return np.inf, np.inf

    def cost(place: Floats) -> tuple[float, Floats]:
        rate, size = expit(place[0]), np.exp(place[1])
        fit, by_alpha, by_beta = _log_likelihood(x, n, rate * size, (1 - rate) * size)
        by_rate = size * (by_alpha - by_beta) * rate * (1 - rate)
        by_size = size * (rate * by_alpha + (1 - rate) * by_beta)
        return -fit, -np.array([by_rate, by_size])

    found = minimize(
        cost,
        np.array([logit(common), np.log(10.0)]),
        jac=True,
        method="L-BFGS-B",
        bounds=[_LOGITS, _LOG_SIZES],
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000},
    )
    rate, size = float(expit(found.x[0])), float(np.exp(found.x[1]))
    return _settled(x, n, rate * size, (1 - rate) * size)


def _settled(x: Floats, n: Floats, alpha: float, beta: float) -> tuple[float, float]:
    """Take Newton's last steps to the top of the likelihood, on the logarithms of alpha and beta.

    Near its top the likelihood is flat, and whoever climbs by its height stops a hundred-millionth away, each processor at
    another place. Its slope is not flat: from a start so near, a few steps end where only rounding is left. A step that is
    not tiny means that the start was no top (it lies on a bound), and is not taken.
    """
    from scipy.special import polygamma

    for _ in range(_STEPS):
        _, by_alpha, by_beta = _log_likelihood(x, n, alpha, beta)
        shared = polygamma(1, alpha + beta) - polygamma(1, n + alpha + beta)
        twice_alpha = float((polygamma(1, x + alpha) - polygamma(1, alpha) + shared).sum())
        twice_beta = float((polygamma(1, n - x + beta) - polygamma(1, beta) + shared).sum())
        slope, other = alpha * by_alpha, beta * by_beta
        bend = alpha**2 * twice_alpha + slope
        other_bend = beta**2 * twice_beta + other
        between = alpha * beta * float(shared.sum())
        whole = bend * other_bend - between**2
        if not (bend < 0 and whole > 0):
            break
        steps = (between * other - other_bend * slope) / whole, (between * slope - bend * other) / whole
        if max(map(abs, steps)) > _TINY:
            break
        alpha, beta = alpha * float(np.exp(steps[0])), beta * float(np.exp(steps[1]))
    return alpha, beta


def _log_likelihood(x: Floats, n: Floats, alpha: float, beta: float) -> tuple[float, float, float]:
    """Give the log-likelihood, but for what does not depend on alpha and beta, and its slope in each."""
    from scipy.special import betaln, digamma

    fit = (betaln(x + alpha, n - x + beta) - betaln(alpha, beta)).sum()
    shared = digamma(alpha + beta) - digamma(n + alpha + beta)
    by_alpha = (digamma(x + alpha) - digamma(alpha) + shared).sum()
    by_beta = (digamma(n - x + beta) - digamma(beta) + shared).sum()
    return float(fit), float(by_alpha), float(by_beta)
