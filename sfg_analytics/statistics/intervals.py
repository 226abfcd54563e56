"""Intervals: how far a rate could be from what was counted, if chance alone were at work.

A trust that talked with 8 of 10 people and one that talked with 800 of 1,000 both have a rate of 80%, and one of the two
numbers says a good deal more than the other. An interval puts that into the picture.

References
----------
.. [1] Wilson EB (1927). Probable inference, the law of succession, and statistical inference. *JASA* 22, 209-212.
.. [2] Newcombe RG (1998). Two-sided confidence intervals for the single proportion. *Statistics in Medicine* 17,
   857-872 (method 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]


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
    level = _level(level)
    x, n = _counts(numerator=numerator, denominator=denominator)
    _allow("numerator", "must not be larger than the denominator", x > n)
    z = NormalDist().inv_cdf(0.5 + level / 2)
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


def _level(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, both excluded; got {level}.")
    return float(level)


def _counts(**arguments: ArrayLike) -> list[Floats]:
    """Read counts as float arrays of one shape, or say what is wrong with which of them."""
    arrays = []
    for name, given in arguments.items():
        try:
            counts = np.asarray(given, dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError(f"{name} must hold numbers only, in a regular shape.") from None
        _allow(name, "must not be negative", counts < 0)
        _allow(name, "must be finite", np.isinf(counts))
        arrays.append(counts)
    try:
        return [np.asarray(array) for array in np.broadcast_arrays(*arrays)]
    except ValueError:
        shapes = " and ".join(str(array.shape) for array in arrays)
        raise ValueError(f"{' and '.join(arguments)} must have shapes that fit; got {shapes}.") from None


def _allow(name: str, rule: str, broken: NDArray[np.bool_]) -> None:
    number = int(np.count_nonzero(broken))
    if number:
        raise ValueError(f"{name} {rule}; {number} of {broken.size} break this.")
