"""Strata: comparing like with like, and pooling what was compared.

If the staff groups in which few conversations are recorded are also those in which most of one ethnic group work, the
whole organisation shows a difference that no staff group shows. Mantel and Haenszel compare within each stratum and
pool; the test of homogeneity asks whether one pooled number describes them all.

References
----------
.. [1] Mantel N, Haenszel W (1959). Statistical aspects of the analysis of data from retrospective studies of disease.
   *JNCI* 22, 719-748.
.. [2] Greenland S, Robins JM (1985). Estimation of a common effect parameter from sparse follow-up data. *Biometrics*
   41, 55-68.
.. [3] Robins J, Breslow N, Greenland S (1986). Estimators of the Mantel-Haenszel variance consistent in both sparse
   data and large-strata limiting models. *Biometrics* 42, 311-323.
.. [4] Breslow NE, Day NE (1980). *Statistical methods in cancer research I*, IARC, p. 142; with the correction of
   Tarone RE (1985). On heterogeneity tests based on efficient scores. *Biometrika* 72, 91-95.
.. [5] Gart JJ (1985). Approximate tests and interval estimation of the common relative risk in the combination of 2 x 2
   tables. *Biometrika* 72, 673-677.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import (
    Floats,
    normal_quantile,
    one_dimensional,
    one_of,
    shares,
)
from sfg_analytics.statistics.comparisons import score_of_ratio
from sfg_analytics.statistics.results import StratifiedComparison


def mantel_haenszel(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    measure: str = "risk_ratio",
    level: float = 0.95,
) -> StratifiedComparison:
    """Give the ratio of a group to a reference group, compared within strata and pooled.

    Strata in which either group has nobody say nothing and are left out.

    Parameters
    ----------
    numerator, denominator
        Counts of the group, a stratum each: one-dimensional, broadcast together.
    reference_numerator, reference_denominator
        The same of the reference group.
    measure
        ``"risk_ratio"`` for the relative likelihood, with Greenland's and Robins' variance; ``"odds_ratio"`` with that of
        Robins, Breslow and Greenland.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    StratifiedComparison
        1 is no difference within the strata. ``p_value`` is that of the Cochran-Mantel-Haenszel test without continuity
        correction. ``homogeneity_p`` is Breslow's and Day's with Tarone's correction for odds ratios, and the like for
        risk ratios: the sum of the squared scores of the strata at the pooled ratio. A pooled ratio of 0 or infinity
        has itself for one limit, and no other. Everything is NaN where a count is missing: strata do not disappear
        unseen.

    Raises
    ------
    ValueError
        When a count is negative, infinite or no number, a numerator is larger than its denominator, the strata are not
        one-dimensional, the level is not between 0 and 1, or the measure is another.

    References
    ----------
    Mantel and Haenszel (1959) [1]_; Greenland and Robins (1985) [2]_; Robins, Breslow and Greenland (1986) [3]_;
    Breslow and Day (1980), Tarone (1985) [4]_; Gart (1985) [5]_.

    Examples
    --------
    Within either staff group both are as likely; the group has more people where fewer conversations are held.

    >>> pooled = mantel_haenszel([10, 40], [100, 50], [4, 160], [40, 200])
    >>> round(float(pooled.value), 3), round(float(pooled.homogeneity_p), 3)
    (1.0, 1.0)
    """
    from scipy.special import chdtrc

    ways = {
        "risk_ratio": (_risk_ratio, _heterogeneity_of_risk_ratios),
        "odds_ratio": (_odds_ratio, _heterogeneity_of_odds_ratios),
    }
    one_of("measure", measure, ways)
    pool, heterogeneity = ways[measure]
    z = normal_quantile(level)
    strata = shares(
        numerator=numerator,
        denominator=denominator,
        reference_numerator=reference_numerator,
        reference_denominator=reference_denominator,
    )
    one_dimensional("numerator", strata[0])
    saying = ~((strata[1] == 0) | (strata[3] == 0))
    x, n, rx, rn = (count[saying] for count in strata)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, error = pool(x, n, rx, rn)
        known = np.isfinite(error)
        middle, half = np.log(value), z * error
        lower = np.exp(middle - half) if known else (0.0 if value == 0 else np.nan)
        upper = np.exp(middle + half) if known else (np.inf if value == np.inf else np.nan)
        p_value = chdtrc(1, _cochran(x, n, rx, rn))
        statistic, degrees = heterogeneity(x, n, rx, rn, value) if known else (np.nan, 0)
    homogeneity = chdtrc(degrees, max(statistic, 0.0)) if degrees > 0 else np.nan
    return StratifiedComparison(
        *(np.asarray(number, dtype=np.float64) for number in (value, lower, upper, p_value, homogeneity))
    )


def _risk_ratio(x: Floats, n: Floats, rx: Floats, rn: Floats) -> tuple[np.float64, np.float64]:
    """Give the pooled risk ratio and the standard error of its logarithm."""
    everyone = n + rn
    up, down = (x * rn / everyone).sum(), (rx * n / everyone).sum()
    variance = ((n * rn * (x + rx) - x * rx * everyone) / everyone**2).sum() / (up * down)
    return up / down, np.sqrt(variance)


def _odds_ratio(x: Floats, n: Floats, rx: Floats, rn: Floats) -> tuple[np.float64, np.float64]:
    """Give the pooled odds ratio and the standard error of its logarithm."""
    everyone = n + rn
    up, down = x * (rn - rx) / everyone, (n - x) * rx / everyone
    same, other = (x + rn - rx) / everyone, (n - x + rx) / everyone
    both, against = up.sum(), down.sum()
    variance = (
        (up * same).sum() / (2 * both**2)
        + (up * other + down * same).sum() / (2 * both * against)
        + (down * other).sum() / (2 * against**2)
    )
    return both / against, np.sqrt(variance)


def _cochran(x: Floats, n: Floats, rx: Floats, rn: Floats) -> np.float64:
    """Give the Cochran-Mantel-Haenszel chi-squared; a stratum of one person has no variance."""
    everyone, happened = n + rn, x + rx
    variance = n * rn * happened * (everyone - happened) / (everyone**2 * np.maximum(everyone - 1, 1))
    return np.float64((x - n * happened / everyone).sum() ** 2 / variance.sum())


def _heterogeneity_of_risk_ratios(
    x: Floats, n: Floats, rx: Floats, rn: Floats, pooled: np.float64
) -> tuple[float, int]:
    """Give the sum of squared scores at the pooled ratio, and its degrees of freedom."""
    squares = score_of_ratio(x, n, rx, rn, np.full_like(x, pooled)) ** 2
    return float(np.nansum(squares)), int(np.count_nonzero(~np.isnan(squares))) - 1


def _heterogeneity_of_odds_ratios(
    x: Floats, n: Floats, rx: Floats, rn: Floats, pooled: np.float64
) -> tuple[float, int]:
    """Give Breslow's and Day's statistic with Tarone's correction, and its degrees of freedom."""
    informative = (x + rx > 0) & (x + rx < n + rn)
    x, n, rn, happened = (count[informative] for count in (x, n, rn, x + rx))
    # The count expected under the pooled odds ratio: the root of a quadratic, written so that 1 is no special case.
    linear = rn - happened + pooled * (n + happened)
    root = np.sqrt(linear**2 + 4 * (1 - pooled) * pooled * n * happened)
    expected = 2 * pooled * n * happened / (linear + root)
    cells = np.array([expected, n - expected, happened - expected, rn - happened + expected])
    variance = 1 / (1 / cells).sum(axis=0)
    statistic = ((x - expected) ** 2 / variance).sum() - (x - expected).sum() ** 2 / variance.sum()
    return float(statistic), x.size - 1
