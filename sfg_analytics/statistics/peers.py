"""Peers: where an organisation stands among those of its own kind, said without a rank.

"Fourteenth of forty" sounds exact and is mostly chance: count again next year, and half of the forty change places. What
can be said is where a further organisation of this kind and size would usually be found, judged by the peers alone. They
differ for reasons no table holds, and each is known no better than its size allows; both widen the range. Inside it there
is nothing to explain; outside it there may be something worth asking about.

References
----------
.. [1] Higgins JPT, Thompson SG, Spiegelhalter DJ (2009). A re-evaluation of random-effects meta-analysis. *JRSS A* 172,
   137-159.
.. [2] DerSimonian R, Laird N (1986). Meta-analysis in clinical trials. *Controlled Clinical Trials* 7, 177-188.
.. [3] Goldstein H, Spiegelhalter DJ (1996). League tables and their limitations. *JRSS A* 159, 385-443.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import (
    Flags,
    Floats,
    counts,
    normal_quantile,
    one_dimensional,
    one_of,
    shares,
)
from sfg_analytics.statistics.funnels import SCALES

KINDS = ("proportion", "rate")
ABOVE, WITHIN, BELOW = (f"{place} the usual range of its peers" for place in ("above", "within", "below"))
"""Where an organisation stands."""

_LEAST = 3
"""Peers that a range can be made of: a middle and a spread use up two."""


def among_peers(
    numerator: ArrayLike, denominator: ArrayLike, *, kind: str = "proportion", level: float = 0.95
) -> pl.DataFrame:
    """Compare each organisation of one kind with all the others.

    Parameters
    ----------
    numerator, denominator
        Counts, one-dimensional, an organisation each; one whose denominator is 0 or missing is nobody's peer.
    kind
        ``"proportion"``: people of people. ``"rate"``: events over what they are counted against.
    level
        How many of a hundred organisations that are like their peers lie in the usual range, as a share: 0.95.

    Returns
    -------
    polars.DataFrame
        A row for each organisation, in the order given: ``peers``, how many others there are; ``peers_value``, their
        numerators over their denominators; ``peers_lower_quartile, peers_median, peers_upper_quartile`` of their values;
        ``usual_lower, usual_upper``, between which an organisation of this size would lie if it were one of them (the
        prediction interval of a random-effects model, on the scale of the funnel: Student's t with two degrees of freedom
        fewer than peers); and ``position``, the value in words. What cannot be had is null: all but ``peers`` without
        any, the range with fewer than three, the position also without a value of its own.

    Raises
    ------
    ValueError
        When a count is negative, infinite or no number, a proportion's numerator is larger than its denominator, they
        are not one-dimensional, or another argument is out of its range.

    References
    ----------
    Higgins and others (2009) [1]_, with the variance between organisations of DerSimonian and Laird (1986) [2]_; on ranks
    Goldstein and Spiegelhalter (1996) [3]_.

    Examples
    --------
    >>> seen = among_peers([40, 44, 38, 41, 90], [100, 100, 100, 100, 100])
    >>> seen["peers_median"].round(3).to_list()
    [0.425, 0.405, 0.425, 0.42, 0.405]
    >>> seen["position"].to_list()[3:]
    ['within the usual range of its peers', 'above the usual range of its peers']
    """
    one_of("kind", kind, KINDS)
    normal_quantile(level)
    read = shares if kind == "proportion" else counts
    x, n = read(numerator=numerator, denominator=denominator)
    one_dimensional("numerator", x)
    known = (n > 0) & ~np.isnan(x)
    x, n = np.where(known, x, 0), np.where(known, n, 0)
    others = known & ~np.eye(x.size, dtype=bool)
    value = _divided(x, n)
    lower, upper = _usual_range(x, n, others, kind, level)
    columns = {
        "peers_value": _divided(others @ x, others @ n),
        **_quartiles(value, others),
        "usual_lower": lower,
        "usual_upper": upper,
        "own": value,
    }
    compared = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64)).fill_nan(None)
    own, lowest, highest = pl.col("own"), pl.col("usual_lower"), pl.col("usual_upper")
    return compared.select(
        pl.Series("peers", others.sum(axis=1), dtype=pl.Int64),
        pl.exclude("own"),
        position=pl.when(own > highest)
        .then(pl.lit(ABOVE))
        .when(own < lowest)
        .then(pl.lit(BELOW))
        .when(own.is_between(lowest, highest))
        .then(pl.lit(WITHIN)),
    )


def _quartiles(value: Floats, others: Flags) -> dict[str, Floats]:
    """Give the quartiles of the others' values, a row of ``others`` at a time."""
    found = np.full((3, value.size), np.nan)
    for place, peers in enumerate(others):
        if peers.any():
            found[:, place] = np.quantile(value[peers], [0.25, 0.5, 0.75])
    return dict(zip(("peers_lower_quartile", "peers_median", "peers_upper_quartile"), found, strict=True))


def _usual_range(x: Floats, n: Floats, others: Flags, kind: str, level: float) -> tuple[Floats, Floats]:
    """Predict where an organisation lies from the others alone: one row of ``others`` for each."""
    from scipy.special import stdtrit

    scale = SCALES[kind]
    known = n > 0
    size = np.where(known, n, 1)
    place, variance = scale.of_counts(x, size), scale.error(x, size) ** 2
    number = others.sum(axis=1)
    enough = number >= _LEAST

    weight = others / variance
    total = weight.sum(axis=1)
    middle = _divided(weight @ place, total)
    spread = (weight * (place - middle[:, None]) ** 2).sum(axis=1)
    between = np.fmax(_divided(spread - (number - 1), total - _divided((weight**2).sum(axis=1), total)), 0)

    weight = others / (variance + np.where(enough, between, 0)[:, None])
    total = weight.sum(axis=1)
    middle = _divided(weight @ place, total)
    error = np.sqrt(between + _divided(np.ones_like(total), total) + np.where(known, variance, np.nan))
    reach = stdtrit(np.where(enough, number - 2, np.nan), 0.5 + level / 2) * error
    return scale.to_rate(middle - reach), scale.to_rate(middle + reach)


def _divided(part: Floats, whole: Floats) -> Floats:
    """Divide, giving NaN where there is nothing to divide by."""
    divided: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return divided
