"""Funnels: which organisations differ from the rest by more than organisations do.

The smaller an organisation, the further chance may carry it; limits drawn against size make a funnel. Real organisations
differ for many small reasons that no table holds, so that with thousands of people each nearly all of them would lie
outside. Spiegelhalter's remedy is to measure how much they usually differ and to widen the limits by that.

All is reckoned on a scale where the spread hardly depends on the rate: the arcsine of the root for proportions, the root
for rates, the logarithm for ratios.

References
----------
.. [1] Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. *Statistics in Medicine* 24,
   1185-1202.
.. [2] Spiegelhalter DJ, Sherlaw-Johnson C, Bardsley M, Blunt I, Wood C, Grigg O (2012). Statistical methods for healthcare
   regulation. *JRSS A* 175, 1-47.
.. [3] NHS-R community, FunnelPlotR 0.6 (whose limits for roots are not squared back, and turn at small sizes: ours are
   squared, and stop at 0 and 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import (
    Floats,
    counts,
    normal_quantile,
    one_dimensional,
    one_of,
    shares,
)

_DRAWN = 200
"""How many sizes the limits are given for."""


@dataclass(frozen=True)
class Funnel:
    """A funnel plot, computed.

    Parameters
    ----------
    target
        All numerators over all denominators; the line in the middle.
    phi
        The mean squared (winsorised) distance from the target in standard errors: about 1 where chance alone is at
        work, above it with overdispersion.
    tau2
        The variance between units beyond chance, on the scale of the kind; 0 without overdispersion.
    points
        A row for each unit, in the order given: ``numerator, denominator, value``; ``z``, its distance from the target in
        its own standard errors, not adjusted; ``lower_…`` and ``upper_…`` for each level (``lower_95``, ``upper_998``);
        ``signal``, the widest limits it lies outside, as ``"above 99.8%"`` or ``"below 95%"``, null within. Null where the
        denominator is 0 or a count is missing.
    limits
        The same limits for 200 sizes from the smallest to the largest denominator, for drawing.
    """

    target: float
    phi: float
    tau2: float
    points: pl.DataFrame
    limits: pl.DataFrame


@dataclass(frozen=True)
class Scale:
    """Where spread hardly depends on the rate.

    Parameters
    ----------
    of_counts
        Numerator and denominator to the scale.
    error
        The standard error there.
    of_rate, to_rate
        A rate to the scale, and back from it.
    """

    of_counts: Callable[[Floats, Floats], Floats]
    error: Callable[[Floats, Floats], Floats]
    of_rate: Callable[[float], float]
    to_rate: Callable[[Floats], Floats]


def _half_of_root(x: Floats, n: Floats) -> Floats:
    return np.asarray(0.5 / np.sqrt(n + 0 * x))


SCALES = {
    "proportion": Scale(
        of_counts=lambda x, n: np.arcsin(np.sqrt(x / n)),
        error=_half_of_root,
        of_rate=lambda rate: float(np.arcsin(np.sqrt(rate))),
        to_rate=lambda angle: np.sin(np.clip(angle, 0, np.pi / 2)) ** 2,
    ),
    "rate": Scale(
        of_counts=lambda x, n: np.sqrt(x / n),
        error=_half_of_root,
        of_rate=lambda rate: float(np.sqrt(rate)),
        to_rate=lambda root: np.maximum(root, 0) ** 2,
    ),
    "ratio": Scale(
        of_counts=lambda x, n: np.log((x + 0.5) / (n + 0.5)),
        error=lambda x, n: np.sqrt(x / (x + 0.5) ** 2 + n / (n + 0.5) ** 2),
        of_rate=lambda rate: float(np.log(rate)) if rate > 0 else np.nan,
        to_rate=np.exp,
    ),
}
"""The scale of each kind of rate."""


def funnel(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    kind: str = "proportion",
    overdispersion: bool = True,
    winsorise: float = 0.1,
    levels: Sequence[float] = (0.95, 0.998),
) -> Funnel:
    """Compute a funnel plot of units against what they have together.

    Parameters
    ----------
    numerator, denominator
        Counts, one-dimensional, a unit each; units whose denominator is 0 or missing take no part.
    kind
        ``"proportion"``: people of people. ``"rate"``: events over what they are counted against (posts, person-years,
        expected events), which is taken as known. ``"ratio"``: one count over another with half an event added to each,
        as FunnelPlotR has it, for comparison with it: its limits take the variance to be a quarter of one over the
        denominator, which is less than chance brings, so that units lie outside that are no different; use ``"rate"``.
    overdispersion
        Whether the limits are widened by ``tau2``.
    winsorise
        This share of the distances at either end is drawn in before the spread is measured, so that the few who really
        differ do not widen the limits for themselves; 0 for none. Where nobody stands apart from a spread that all share,
        it takes too much: of proportions that differ, one to three in a hundred then lie outside limits of 99.8%, against
        two in a thousand with 0 (``make validate``).
    levels
        The levels of the limits, each between 0 and 1.

    Returns
    -------
    Funnel
        ``phi`` and ``tau2`` are measured whether or not they are used.

    Raises
    ------
    ValueError
        When a count is negative, infinite or no number, a proportion's numerator is larger than its denominator, the units
        are not one-dimensional, or another argument is out of its range.

    References
    ----------
    Spiegelhalter (2005) [1]_; Spiegelhalter and others (2012) [2]_; FunnelPlotR [3]_.

    Examples
    --------
    >>> made = funnel([8, 45, 90, 30], [10, 50, 100, 100])
    >>> round(made.target, 3), made.points["signal"].to_list()
    (0.665, [None, None, None, None])
    >>> funnel([8, 45, 90, 30], [10, 50, 100, 100], overdispersion=False).points["signal"].to_list()
    [None, 'above 99.8%', 'above 99.8%', 'below 99.8%']
    """
    one_of("kind", kind, SCALES)
    if not 0 <= winsorise < 1 / 2:
        raise ValueError(f"winsorise must lie between 0 and 0.5, the latter excluded; got {winsorise!r}.")
    quantiles = {level: normal_quantile(level) for level in sorted(levels, reverse=True)}
    if not quantiles:
        raise ValueError("levels must hold at least one level.")
    read = shares if kind == "proportion" else counts
    x, n = read(numerator=numerator, denominator=denominator)
    one_dimensional("numerator", x)
    known = (n > 0) & ~np.isnan(x)
    x, n = np.where(known, x, np.nan), np.where(known, n, np.nan)
    scale = SCALES[kind]
    target = float(np.nansum(x) / np.nansum(n)) if known.any() else np.nan
    middle, error = scale.of_rate(target), scale.error(x, n)
    z = (scale.of_counts(x, n) - middle) / error
    phi, tau2 = overdispersion_of(z[known], error[known], winsorise)

    def limits_at(sizes: Floats) -> dict[str, Floats]:
        spread = np.sqrt(1 / (4 * sizes) + (tau2 if overdispersion else 0.0))
        made = {}
        for level, quantile in reversed(quantiles.items()):
            made[f"lower_{_short(level)}"] = scale.to_rate(middle - quantile * spread)
            made[f"upper_{_short(level)}"] = scale.to_rate(middle + quantile * spread)
        return made

    sizes = np.geomspace(np.nanmin(n), np.nanmax(n), _DRAWN) if known.any() else np.array([])
    points = {"numerator": x, "denominator": n, "value": x / n, "z": z, **limits_at(n)}
    return Funnel(
        target=target,
        phi=phi,
        tau2=tau2,
        points=_frame(points).with_columns(_signal(list(quantiles))),
        limits=_frame({"denominator": sizes, **limits_at(sizes)}),
    )


def overdispersion_of(z: Floats, error: Floats, winsorise: float) -> tuple[float, float]:
    """Measure how much units differ beyond chance.

    Parameters
    ----------
    z
        Their distances from the target, in standard errors.
    error
        Their standard errors.
    winsorise
        The share of distances at either end that is drawn in to the quantile there.

    Returns
    -------
    tuple of float
        The mean squared winsorised distance, and the variance between units by the method of moments, 0 or above. NaN
        without units.
    """
    if not z.size:
        return np.nan, np.nan
    drawn_in = np.clip(z, *np.quantile(z, [winsorise, 1 - winsorise]))
    phi = float(np.mean(drawn_in**2))
    weight = 1 / error**2
    room = weight.sum() - (weight**2).sum() / weight.sum()
    excess = z.size * phi - (z.size - 1)
    return phi, float(excess / room) if z.size > 1 and excess > 0 else (0.0 if np.isfinite(phi) else np.nan)


def _short(level: float) -> str:
    """Write 0.95 as 95 and 0.998 as 998."""
    return f"{100 * level:g}".replace(".", "")


def _frame(columns: dict[str, Floats]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64)).fill_nan(None)


def _signal(widest_first: Sequence[float]) -> pl.Expr:
    """Name the widest limits that a value lies outside."""
    value = pl.col("value")
    named = []
    for level in widest_first:
        words = f"{100 * level:g}%"
        named.append(pl.when(value > pl.col(f"upper_{_short(level)}")).then(pl.lit(f"above {words}")))
        named.append(pl.when(value < pl.col(f"lower_{_short(level)}")).then(pl.lit(f"below {words}")))
    return pl.coalesce(named).alias("signal")
