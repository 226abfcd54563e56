"""Segments: a series cut where it was re-based, and sums within each piece for all pieces at once.

Nothing here loops over segments, so that thousands of short series laid end to end cost no more than one long one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sfg_analytics.statistics.arguments import Flags, Floats

Segments: TypeAlias = NDArray[np.intp]


def segments(size: int, rebase: Iterable[int]) -> Segments:
    """Number the points of a series by segment, from 0; each position of ``rebase`` begins one."""
    positions = np.asarray(list(rebase))
    if positions.size and positions.dtype.kind not in "iu":
        raise ValueError("rebase must hold positions, which are whole numbers counted from 0.")
    wrong = int(np.count_nonzero((positions < 0) | (positions >= size)))
    if wrong:
        raise ValueError(
            f"rebase must hold positions from 0 to {size - 1}; {wrong} of {positions.size} break this."
        )
    starts = np.zeros(size, dtype=bool)
    starts[positions.astype(np.intp)] = True
    starts[:1] = True
    return np.cumsum(starts) - 1


def starts_of(segment: Segments) -> Flags:
    """Say which points are the first of their segment."""
    return np.concatenate([[True], segment[1:] != segment[:-1]])[: segment.size]


def first_of_each(segment: Segments, baseline: int | None) -> Flags:
    """Say which points are among the first so many of their segment; all when there is no such number."""
    if baseline is None:
        return np.ones(segment.size, dtype=bool)
    if isinstance(baseline, bool) or not isinstance(baseline, (int, np.integer)) or baseline <= 1:
        raise ValueError(f"baseline must be a whole number of periods, 2 or more; got {baseline!r}.")
    return np.arange(segment.size) - np.flatnonzero(starts_of(segment))[segment] < baseline


def moving_ranges(values: Floats, segment: Segments) -> Floats:
    """Give the distance of each point from the one before; NaN at the start of a segment and beside a gap."""
    before = np.concatenate([[np.nan], values[:-1]])[: values.size]
    return np.where(starts_of(segment), np.nan, np.abs(values - before))


def mean_by_segment(values: Floats, segment: Segments) -> Floats:
    """Give, at each point, the mean of its segment; missing values are left out.

    Means are taken of distances from the least value, so that the mean of equal numbers is that number exactly.
    """
    if values.size == 0:
        return values
    least = np.fmin.reduceat(values, np.flatnonzero(starts_of(segment)))[segment]
    known = ~np.isnan(values)
    number = count_by_segment(known, segment)
    away = np.bincount(segment, np.where(known, values - least, 0.0))[segment]
    return np.asarray(least + away / np.maximum(number, 1))


def pooled(part: Floats, whole: Floats, segment: Segments) -> Floats:
    """Give, at each point, the sum of the parts over the sum of the wholes of its segment; NaN where there is none."""
    above, below = (np.bincount(segment, np.nan_to_num(counts))[segment] for counts in (part, whole))
    return np.asarray(above / np.where(below > 0, below, np.nan))


def count_by_segment(flags: Flags, segment: Segments) -> NDArray[np.intp]:
    """Give, at each point, how many of its segment are flagged."""
    return np.bincount(segment, flags).astype(np.intp)[segment]


def noise_of(values: Floats, segment: Segments) -> Floats:
    """Give, at each point, the distance at which two numbers of its segment are the same but for rounding."""
    if values.size == 0:
        return values
    largest = np.fmax.reduceat(np.abs(values), np.flatnonzero(starts_of(segment)))[segment]
    return np.asarray(16 * np.finfo(np.float64).eps * np.nan_to_num(largest))
