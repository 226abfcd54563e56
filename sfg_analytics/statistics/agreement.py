"""Agreement: how often two tellings of the same thing are the same, beyond what chance would bring.

Two managers who place everybody in the same box agree without looking. Kappa takes away the agreement that their habits
alone would bring. It is for the calibration of teams and never of persons.

References
----------
.. [1] Cohen J (1960). A coefficient of agreement for nominal scales. *Educational and Psychological Measurement* 20, 37-46;
   variance: Fleiss JL, Cohen J, Everitt BS (1969), *Psychological Bulletin* 72, 323-327.
.. [2] Fleiss JL (1971). Measuring nominal scale agreement among many raters. *Psychological Bulletin* 76, 378-382.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import Floats, counts, normal_quantile, refuse, square_table
from sfg_analytics.statistics.results import Estimate


def kappa(table: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Give Cohen's kappa of a square table: agreement beyond what chance would bring.

    Parameters
    ----------
    table
        Counts, a row for each category of the one telling and a column for each of the other, in the same order.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        1 is perfect agreement, 0 what chance would bring, below 0 less than that; with large-sample limits, cut at -1 and
        1. NaN where both tellings know one category alone, or there is nobody.

    Raises
    ------
    ValueError
        When the table is not square, or a count is negative, infinite or no number.

    References
    ----------
    Cohen (1960) [1]_.

    Examples
    --------
    >>> agreement = kappa([[20, 5], [10, 15]])
    >>> [round(float(end), 3) for end in (agreement.value, agreement.lower, agreement.upper)]
    [0.4, 0.151, 0.649]
    """
    z = normal_quantile(level)
    square = square_table(table)
    total = square.sum()
    by_chance = (square.sum(axis=0) * square.sum(axis=1)).sum()
    if not total > 0 or by_chance == total**2:
        return _not_estimable()
    from statsmodels.stats.inter_rater import cohens_kappa

    with np.errstate(divide="ignore", invalid="ignore"):  # its tests, which are not used, may be of nothing
        found = cohens_kappa(square)
    half = z * np.sqrt(max(found.var_kappa, 0.0))
    return Estimate(
        value=np.asarray(found.kappa),
        lower=np.asarray(max(found.kappa - half, -1.0)),
        upper=np.asarray(min(found.kappa + half, 1.0)),
    )


def fleiss_kappa(table: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Give Fleiss' kappa: the agreement of several raters who each placed the same subjects.

    Parameters
    ----------
    table
        A row for each subject, a column for each category; how many raters chose it. Rows have the same total, 2 or more.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        1 is perfect agreement, 0 what chance would bring. The limits leave out each subject in turn (jackknife, Student's
        quantile), and are cut at 1; NaN with fewer than two subjects. All NaN where every rater chose one category
        throughout.

    Raises
    ------
    ValueError
        When the table is not two-dimensional, its rows differ in total, a total is below 2, or a count is negative, infinite
        or no number.

    References
    ----------
    Fleiss (1971) [2]_.

    Examples
    --------
    >>> round(float(fleiss_kappa([[3, 0], [0, 3], [2, 1], [3, 0]]).value), 3)
    0.625
    """
    from scipy.special import stdtrit

    normal_quantile(level)
    (chosen,) = counts(table=table)
    if chosen.ndim != 2:  # noqa: PLR2004 - a table has two dimensions
        raise ValueError(f"table must be two-dimensional; it has {chosen.ndim} dimensions.")
    raters = chosen.sum(axis=1)
    if np.isnan(raters).any():
        return _not_estimable()
    refuse("table", "must have rows of one total, 2 or more", (raters != raters[:1]) | (raters <= 1))
    agreeing = ((chosen**2).sum(axis=1) - raters) / (raters * (raters - 1))
    subjects = agreeing.size

    def beyond_chance(agreed: Floats, share: Floats) -> Floats:
        by_chance = (share**2).sum(axis=-1)
        return np.asarray((agreed - by_chance) / np.where(by_chance < 1, 1 - by_chance, np.nan))

    if not subjects:
        return _not_estimable()
    whole = chosen.sum(axis=0)
    value = beyond_chance(agreeing.mean(), whole / raters.sum())
    half = np.nan
    if subjects > 1:
        others = subjects - 1
        left_out = beyond_chance(
            (agreeing.sum() - agreeing) / others, (whole - chosen) / (raters[0] * others)
        )
        half = stdtrit(others, 0.5 + level / 2) * np.sqrt(others * left_out.var())
    return Estimate(
        value=value, lower=np.asarray(value - half), upper=np.asarray(np.minimum(value + half, 1.0))
    )


def _not_estimable() -> Estimate:
    return Estimate(value=np.asarray(np.nan), lower=np.asarray(np.nan), upper=np.asarray(np.nan))
