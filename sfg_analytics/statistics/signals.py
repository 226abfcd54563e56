"""Signals: the rules that say when a series has done something that chance alone would hardly do.

Publishers agree on the idea and differ in the numbers, so the numbers are a :class:`Policy` with a name, printed on what
was drawn under it. There is one pure function for each rule. Each takes a series in its order and gives, point by point,
1 where the rule flags it upwards, -1 downwards, and 0 where it does not; every point of a run is flagged, not only the
last. A missing point breaks every run, and so does the start of a new segment.

References
----------
.. [1] NHS England, Making Data Count. *Making data count: strengthening your decisions* (2019 and later), and its
   spreadsheet tools.
.. [2] NHS-R community, NHSRplotthedots 0.2: the same rules in R, with a page on where it deviates.
.. [3] Wheeler DJ, Chambers DS (1992). *Understanding statistical process control*, 2nd ed. (the constants 2.66 and 3.267).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sfg_analytics.statistics.arguments import Flags, Floats

Directions: TypeAlias = NDArray[np.int8]

OUTSIDE, TREND, TWO_OF_THREE, SHIFT = "outside limits", "trend", "two of three", "shift"
PRIORITY = (OUTSIDE, TREND, TWO_OF_THREE, SHIFT)
"""The rules, the one that names a point before the others first."""


@dataclass(frozen=True)
class Policy:
    """The numbers of a control chart that differ between publishers.

    Parameters
    ----------
    name
        What is printed beside a chart.
    source
        Where the numbers come from.
    trend
        So many points in a row, each above (or each below) the one before, are a trend.
    shift
        So many points in a row on one side of the mean are a shift.
    two_of_three
        ``"zone"``: of three points in a row on one side of the mean, two lie beyond two thirds of the way to the limit
        but within it. ``"beyond"``: two lie beyond two thirds of the way, within the limit or not. Those two are flagged.
    screening
        Moving ranges of at least so many times their mean are left out, once, and the mean taken again; nothing is left
        out when ``None``, nor when no variation would remain.
    """

    name: str
    source: str
    trend: int = 7
    shift: int = 7
    two_of_three: Literal["zone", "beyond"] = "zone"
    screening: float | None = None

    def __post_init__(self) -> None:
        if min(self.trend, self.shift) <= 1:
            raise ValueError("trend and shift must be at least 2 points.")
        if self.two_of_three not in {"zone", "beyond"}:
            raise ValueError("two_of_three must be 'zone' or 'beyond'.")
        if self.screening is not None and not self.screening > 1:
            raise ValueError("screening must be above 1, or None.")


MAKING_DATA_COUNT = Policy(
    name="Making Data Count",
    source="NHS England's Making Data Count: 7 points for a trend and a shift, nothing screened.",
)
"""Seven points for a trend and a shift, nothing screened: NHS England's spreadsheets. Used unless another is named."""

NHSR = Policy(
    name="NHS-R",
    source="NHSRplotthedots 0.2: as Making Data Count, with moving ranges of 3.267 times their mean screened.",
    screening=3.267,
)
"""The same with moving ranges screened: the R package."""

MDC_2023 = Policy(
    name="Making Data Count, since 2023",
    source="Making Data Count's spreadsheets since the end of 2023, as NHSRplotthedots' issues 194, 195 and 202 tell.",
    trend=6,
    two_of_three="beyond",
)
"""Six points for a trend, and two of three counting points outside the limits too: the newer spreadsheets."""


def side_of(values: Floats, line: Floats, near_enough: Floats | float = 0.0) -> Directions:
    """Say on which side of a line each value lies; 0 on it, and where either is missing."""
    with np.errstate(invalid="ignore"):
        away = values - line
        return np.asarray((away > near_enough).astype(np.int8) - (away < -near_enough).astype(np.int8))


def outside_limits(
    values: Floats, lower: Floats, upper: Floats, near_enough: Floats | float = 0.0
) -> Directions:
    """Flag the points beyond a limit; one that lies on it is within.

    Parameters
    ----------
    values, lower, upper
        The series and its limits.
    near_enough
        Numbers no further apart than this are the same (the noise of floating point).

    Returns
    -------
    numpy.ndarray
        1 above the upper limit, -1 below the lower one, else 0.

    Examples
    --------
    >>> outside_limits(np.array([1.0, 5.0, 9.0]), np.full(3, 2.0), np.full(3, 9.0)).tolist()
    [-1, 0, 0]
    """
    above, below = side_of(values, upper, near_enough), side_of(values, lower, near_enough)
    return np.asarray(np.where(above > 0, 1, np.where(below < 0, -1, 0)), dtype=np.int8)


def trend(
    values: Floats, points: int = 7, starts: Flags | None = None, near_enough: Floats | float = 0.0
) -> Directions:
    """Flag runs of points each above, or each below, the one before. Two equal ones end a run.

    Parameters
    ----------
    values
        The series.
    points
        How many points make a trend: 7 points are 6 rises.
    starts
        Where a new segment begins.
    near_enough
        Numbers no further apart than this are the same.

    Returns
    -------
    numpy.ndarray
        1 in a rise, -1 in a fall, else 0. The point where a rise turns into a fall belongs to the rise.

    Examples
    --------
    >>> trend(np.array([5.0, 1, 2, 3, 3]), points=3).tolist()
    [0, 1, 1, 1, 0]
    """
    if values.size == 0:
        return np.zeros(0, dtype=np.int8)
    before = np.concatenate([[np.nan], values[:-1]])
    step = side_of(values, before, near_enough)
    if starts is not None:
        step = np.where(starts, 0, step).astype(np.int8)
    arrived = _long_runs(step, points - 1, starts)
    departed = np.concatenate([arrived[1:], [0]]).astype(np.int8)
    return np.where(arrived != 0, arrived, departed)


def two_of_three(near: Flags, side: Directions, starts: Flags | None = None) -> Directions:
    """Flag points near a limit, where two of three in a row are, all three on the same side of the mean.

    Parameters
    ----------
    near
        Which points count as near a limit.
    side
        On which side of the mean each lies: 1, -1, or 0 on it and for a missing one.
    starts
        Where a new segment begins.

    Returns
    -------
    numpy.ndarray
        1 or -1 at the points near the limit, else 0.

    Examples
    --------
    >>> two_of_three(np.array([True, False, True, True]), np.array([1, 1, 1, -1])).tolist()
    [1, 0, 1, 0]
    """
    begins = np.zeros(side.size, dtype=bool) if starts is None else starts
    together = (side[1:] == side[:-1]) & ~begins[1:]
    both, middle = near[1:] & near[:-1], near[2:] & near[:-2]
    enough = together[1:] & together[:-1] & (both[1:] | both[:-1] | middle)
    flagged = np.zeros(side.size, dtype=bool)
    for place in range(3):
        flagged[place : enough.size + place] |= enough
    return np.where(flagged & near, side, 0).astype(np.int8)


def shift(side: Directions, points: int = 7, starts: Flags | None = None) -> Directions:
    """Flag runs of points on one side of the mean. One that lies on it ends a run.

    Parameters
    ----------
    side
        On which side of the mean each point lies: 1, -1, or 0 on it and for a missing one.
    points
        How many points make a shift.
    starts
        Where a new segment begins.

    Returns
    -------
    numpy.ndarray
        1 above the mean, -1 below, else 0.

    Examples
    --------
    >>> shift(np.array([1, 1, 1, 0, 1, 1]), points=3).tolist()
    [1, 1, 1, 0, 0, 0]
    """
    return _long_runs(side, points, starts)


def _long_runs(labels: NDArray[np.integer], least: int, starts: Flags | None) -> Directions:
    """Keep the labels of runs that are long enough; 0 elsewhere."""
    if labels.size == 0:
        return np.zeros(0, dtype=np.int8)
    begins = np.concatenate([[True], labels[1:] != labels[:-1]])
    if starts is not None:
        begins |= starts
    run = np.cumsum(begins) - 1
    return np.where(np.bincount(run)[run] >= least, labels, 0).astype(np.int8)
