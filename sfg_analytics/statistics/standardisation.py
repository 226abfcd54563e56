"""Standardisation: what would be expected of a workforce like this one.

Two organisations differ in who works there. *Indirect* standardisation asks how many events the reference rates would
lead one to expect among these very people, and compares; ratios made so can be held against 1, not against one another.
*Direct* standardisation applies this organisation's own rates to a common population; rates made so can be compared, but
need enough events.

References
----------
.. [1] Breslow NE, Day NE (1987). *Statistical methods in cancer research II*, IARC, p. 69.
.. [2] Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991). Confidence intervals for weighted sums of Poisson parameters.
   *Statistics in Medicine* 10, 457-462.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import counts
from sfg_analytics.statistics.intervals import byar
from sfg_analytics.statistics.results import Estimate

FEWEST_EVENTS = 10
"""Below this number of events a directly standardised rate is withheld."""


def standardised_ratio(observed: ArrayLike, expected: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Give indirectly standardised ratios: events observed over events expected.

    Parameters
    ----------
    observed
        Counts of events.
    expected
        Events expected at the reference's rates: over the strata, the sum of people times the reference's rate.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        1 is as expected, 0 none at all. The limits are those of the count (exact below 10, Byar's from there) over what
        was expected, which is taken as known. NaN where nothing was expected.

    Raises
    ------
    ValueError
        When a number is negative, infinite or none, the shapes do not fit one another, or the level is not between 0 and
        1.

    References
    ----------
    Breslow and Day (1987) [1]_.

    Examples
    --------
    >>> ratio = standardised_ratio(91, 80)
    >>> [round(float(end), 3) for end in (ratio.value, ratio.lower, ratio.upper)]
    [1.137, 0.916, 1.397]
    """
    events, awaited = counts(observed=observed, expected=expected)
    interval = byar(events, level=level)
    awaited = np.where(awaited > 0, awaited, np.nan)
    return Estimate(
        value=np.asarray(events / awaited),
        lower=np.asarray(interval.lower / awaited),
        upper=np.asarray(interval.upper / awaited),
    )


def directly_standardised_rate(
    count: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    multiplier: float = 100_000,
    level: float = 0.95,
) -> Estimate:
    """Give directly standardised rates with Dobson's limits.

    Parameters
    ----------
    count
        Counts of events; the strata lie along the last axis.
    population
        The people among whom they were counted.
    standard
        The standard population, by stratum.
    multiplier
        The rate is per so many people.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Events per ``multiplier`` people if every stratum weighed as it does in the standard population; a number for each
        row of strata. NaN with fewer than 10 events, where a stratum that weighs anything has nobody, and where a count
        is missing (a count that is hidden is no 0).

    Raises
    ------
    ValueError
        When a number is negative, infinite or none, the shapes do not fit one another, there are no strata, or the
        multiplier or the level is out of range.

    References
    ----------
    Dobson and others (1991) [2]_.

    Examples
    --------
    >>> rate = directly_standardised_rate([6, 8, 9], [200, 180, 90], [500, 300, 200], multiplier=1000)
    >>> [round(float(end), 1) for end in (rate.value, rate.lower, rate.upper)]
    [48.3, 30.4, 72.8]
    """
    if not 0 < multiplier < np.inf:
        raise ValueError(f"multiplier must be a number above 0; got {multiplier!r}.")
    events, people, weights = counts(count=count, population=population, standard=standard)
    if events.ndim == 0:
        raise ValueError("count must have strata along its last axis; it is a single number.")
    people = np.where(people > 0, people, np.where(weights == 0, 1.0, np.nan))
    total, whole = events.sum(axis=-1), weights.sum(axis=-1)
    whole = np.where((whole > 0) & (total >= FEWEST_EVENTS), whole, np.nan)
    rate = (weights * events / people).sum(axis=-1) / whole
    error = np.sqrt((weights**2 * events / people**2).sum(axis=-1)) / whole
    around = byar(total, level=level)
    scale = error / np.sqrt(np.where(total > 0, total, np.nan))
    return Estimate(
        value=np.asarray(multiplier * rate),
        lower=np.asarray(multiplier * (rate + scale * (around.lower - total))),
        upper=np.asarray(multiplier * (rate + scale * (around.upper - total))),
    )
