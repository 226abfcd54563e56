"""Control charts: which months differ from the others by more than months do.

Month after month a rate goes up and down. The moving ranges, from each month to the next, say by how much it usually
does; a month further from the mean than that can explain, or a run that would hardly come about by chance, is a signal.
The whole frame is computed here, once; what is drawn later is drawn from this frame alone.

The limits are not cut at 0 or 1: a chart may cut them, the arithmetic does not.

References
----------
.. [1] Wheeler DJ, Chambers DS (1992). *Understanding statistical process control*, 2nd ed.
.. [2] Laney DB (2002). Improved control charts for attributes. *Quality Engineering* 14, 531-537.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import (
    Flags,
    Floats,
    numbers,
    one_dimensional,
    one_of,
    refuse,
    shares,
    together,
)
from sfg_analytics.statistics.segments import (
    Segments,
    count_by_segment,
    first_of_each,
    mean_by_segment,
    moving_ranges,
    noise_of,
    pooled,
    segments,
    starts_of,
)
from sfg_analytics.statistics.signals import (
    MAKING_DATA_COUNT,
    PRIORITY,
    Directions,
    Policy,
    outside_limits,
    shift,
    side_of,
    trend,
    two_of_three,
)

FEWEST_POINTS = 12
"""With fewer points than this, limits are trial limits."""

_FROM_MEAN_RANGE = 2.66
"""Three standard deviations for each mean moving range, as printed in every manual (3 / 1.128 is 2.6596)."""
_SIGMA_FROM_MEAN_RANGE = 1 / 1.128
_NEAR = 2 / 3
_KINDS = {
    "increase": ("concern", "common", "improvement"),
    "decrease": ("improvement", "common", "concern"),
    "neutral": ("low", "common", "high"),
}
"""What a signal downwards, none, and one upwards mean."""


def xmr(
    values: ArrayLike,
    *,
    policy: Policy = MAKING_DATA_COUNT,
    baseline: int | None = None,
    rebase: Iterable[int] = (),
    improvement: str = "increase",
    target: ArrayLike | None = None,
) -> pl.DataFrame:
    """Compute the XmR chart of a series: individual values and their moving ranges.

    Parameters
    ----------
    values
        The series in its order, one-dimensional, a point for each period; missing where a period is (null, NaN).
    policy
        The rules: ``MAKING_DATA_COUNT``, ``NHSR`` or ``MDC_2023``, or a :class:`Policy` of one's own.
    baseline
        The mean and the limits of each segment rest on its first so many periods alone; on all when ``None``.
    rebase
        Positions, from 0, at which a new segment begins. No moving range and no run crosses them.
    improvement
        ``"increase"``, ``"decrease"``, or ``"neutral"`` where neither way is.
    target
        A target, or one for each point.

    Returns
    -------
    polars.DataFrame
        A row for each period: ``value``; ``mean``; ``lower`` and ``upper``, the mean less and plus 2.66 mean moving ranges;
        ``near_lower`` and ``near_upper``, two thirds of the way there; ``moving_range``, null across a gap; ``segment``
        from 0; ``signal``, the rule that fired, by priority: ``"outside limits"``, ``"trend"``, ``"two of three"``,
        ``"shift"``; ``signals``, all that fired; ``kind``: ``"common"``, ``"improvement"``, ``"concern"``, ``"high"``,
        ``"low"``; ``trial_limits``, whether fewer than 12 points made the limits; ``target`` and ``improvement`` as given.
        A missing period keeps its row, mean and limits, and has neither value, signal nor kind. A segment of a single
        point has a mean and no limits.

    Raises
    ------
    ValueError
        When the values are not one-dimensional, finite numbers, a position lies outside the series, the baseline is
        shorter than 2, the target does not fit, or the improvement is another.

    References
    ----------
    Wheeler and Chambers (1992) [1]_.

    Examples
    --------
    >>> chart = xmr([3, 4, 5])
    >>> [round(end, 2) for end in chart.select("mean", "lower", "upper").row(0)]
    [4.0, 1.34, 6.66]
    """
    series = one_dimensional("values", numbers("values", values))
    refuse("values", "must be finite", np.isinf(series))
    segment = segments(series.size, rebase)
    based = first_of_each(segment, baseline)
    mean = mean_by_segment(np.where(based, series, np.nan), segment)
    width = _FROM_MEAN_RANGE * _mean_range(moving_ranges(series, segment), segment, based, policy)
    return _chart(series, mean, width, segment, based, policy, improvement, target)


def p_chart(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    laney: bool = True,
    policy: Policy = MAKING_DATA_COUNT,
    baseline: int | None = None,
    rebase: Iterable[int] = (),
    improvement: str = "increase",
    target: ArrayLike | None = None,
) -> pl.DataFrame:
    """Compute the chart of a proportion whose denominator changes from period to period.

    Plain limits know binomial chance alone. With thousands in the denominator that is next to nothing and nearly every
    month lies outside; Laney's are scaled by how much months really differ from one another.

    Parameters
    ----------
    numerator, denominator
        Counts in their order, one-dimensional. A period is missing where either is or the denominator is 0.
    laney
        Whether to scale the limits, which makes it a p-prime chart.
    policy, baseline, rebase, improvement, target
        As for :func:`xmr`.

    Returns
    -------
    polars.DataFrame
        As from :func:`xmr`. The mean is all numerators over all denominators of the segment; the limits, three standard
        errors (with ``laney``, times the scale) from it, differ from point to point and are null in a gap.

    Raises
    ------
    ValueError
        As for :func:`xmr`, and when a count is negative or a numerator larger than its denominator.

    References
    ----------
    Laney (2002) [2]_.

    Examples
    --------
    >>> chart = p_chart([10, 12, 8], [100, 100, 100], laney=False)
    >>> [round(end, 3) for end in chart.select("mean", "lower", "upper").row(0)]
    [0.1, 0.01, 0.19]
    """
    x, n = shares(numerator=numerator, denominator=denominator)
    one_dimensional("numerator", x)
    known = (n > 0) & ~np.isnan(x)
    x, n = np.where(known, x, np.nan), np.where(known, n, np.nan)
    value = x / n
    segment = segments(x.size, rebase)
    based = first_of_each(segment, baseline)
    share = pooled(np.where(based, x, np.nan), np.where(based, n, np.nan), segment)
    error = np.sqrt(share * (1 - share) / n)
    if laney:
        with np.errstate(invalid="ignore", divide="ignore"):
            standing = np.where(error > 0, (value - share) / error, 0 * value)
        error *= _SIGMA_FROM_MEAN_RANGE * _mean_range(
            moving_ranges(standing, segment), segment, based, policy
        )
    return _chart(value, share, 3 * error, segment, based, policy, improvement, target)


def _mean_range(ranges: Floats, segment: Segments, based: Flags, policy: Policy) -> Floats:
    """Give, at each point, the mean moving range of its segment, screened where the policy says so."""
    used = np.where(based, ranges, np.nan)
    mean = mean_by_segment(used, segment)
    if policy.screening is None:
        return mean
    with np.errstate(invalid="ignore"):
        screened = mean_by_segment(np.where(used < policy.screening * mean, used, np.nan), segment)
        return np.where(screened > 0, screened, mean)


def _chart(
    value: Floats,
    mean: Floats,
    width: Floats,
    segment: Segments,
    based: Flags,
    policy: Policy,
    improvement: str,
    target: ArrayLike | None,
) -> pl.DataFrame:
    """Put the limits around the mean, ask every rule, and make the frame."""
    one_of("improvement", improvement, _KINDS)
    lower, upper = mean - width, mean + width
    near_lower, near_upper = mean - _NEAR * width, mean + _NEAR * width
    starts, noise = starts_of(segment), noise_of(value, segment)
    side = side_of(value, mean, noise)
    outside = outside_limits(value, lower, upper, noise)
    near = outside_limits(value, near_lower, near_upper, noise) != 0
    if policy.two_of_three == "zone":
        near &= outside == 0
    fired = (
        outside,
        trend(value, policy.trend, starts, noise),
        two_of_three(near, side, starts),
        shift(side, policy.shift, starts),
    )
    columns = {
        "value": value,
        "mean": mean,
        "lower": lower,
        "upper": upper,
        "near_lower": near_lower,
        "near_upper": near_upper,
        "moving_range": moving_ranges(value, segment),
    }
    goal = np.full(value.size, np.nan) if target is None else numbers("target", target)
    _, goal = together(values=value, target=goal)
    one_dimensional("target", goal)
    return (
        pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))
        .with_columns(
            pl.Series("segment", segment, dtype=pl.Int64),
            *_signals(fired),
            _kind(fired, improvement, ~np.isnan(value)),
            pl.Series("trial_limits", count_by_segment(based & ~np.isnan(value), segment) < FEWEST_POINTS),
            pl.Series("target", goal, dtype=pl.Float64),
            pl.lit(improvement).alias("improvement"),
        )
        .with_columns(pl.col(pl.Float64).fill_nan(None))
    )


def _signals(fired: tuple[Directions, ...]) -> list[pl.Series]:
    """Name the rule that comes first, and all that fired, at each point: one of sixteen combinations."""
    combinations = [
        [rule for place, rule in enumerate(PRIORITY) if combination >> place & 1]
        for combination in range(2 ** len(PRIORITY))
    ]
    at = sum((flagged != 0).astype(np.intp) << place for place, flagged in enumerate(fired))
    first = pl.Series("signal", [rules[0] if rules else None for rules in combinations], dtype=pl.String)
    every = pl.Series("signals", combinations, dtype=pl.List(pl.String))
    return [first.gather(at), every.gather(at)]


def _kind(fired: tuple[Directions, ...], improvement: str, known: Flags) -> pl.Series:
    """Say what a signal means: the direction of the rule that comes first, in the terms of the measure."""
    direction = np.select([flagged != 0 for flagged in fired], fired, default=0)
    words = pl.Series("kind", [*_KINDS[improvement], None])
    return words.gather(np.where(known, direction + 1, 3))
