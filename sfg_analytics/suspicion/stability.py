"""The population stability index: how far a mix of answers has moved from what it was.

References
----------
.. [1] Siddiqi N (2006). *Credit Risk Scorecards.* Wiley. The index and the customary reading of it: below 0.1 hardly a
   shift, from 0.25 a large one.
.. [2] Kullback S, Leibler RA (1951). On information and sufficiency. *Annals of Mathematical Statistics* 22, 79-86. The
   index is their divergence taken both ways, also known by Jeffreys' name.
.. [3] Yurdakul B, Naranjo J (2020). Statistical properties of the population stability index. *Journal of Risk Model
   Validation* 14(4), 89-100. Where nothing moved, the index is about ``(1/n + 1/m)`` times a chi-square.
.. [4] Wilson EB, Hilferty MM (1931). The distribution of chi-square. *PNAS* 17, 684-688.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

CERTAIN = 4.0
"""Standard deviations beyond which chance is no explanation: some one in thirty thousand."""

_HALF = 0.5


def stability_index(before: ArrayLike, new: ArrayLike) -> float:
    r"""Give the population stability index of two sets of counts.

    .. math:: PSI = \sum_i (q_i - p_i) \ln(q_i / p_i)

    with ``p`` the shares before and ``q`` those now. Half a row is added to every cell of both, so that an answer that
    nobody gave has a logarithm.

    Parameters
    ----------
    before, new
        Counts of the same answers in the same order, one or more.

    Returns
    -------
    float
        0 where the shares are the same; without an upper limit. It says nothing of direction: exchanging the two gives
        the same.

    Examples
    --------
    >>> stability_index([50, 50], [500, 500])
    0.0
    >>> round(stability_index([80, 20], [20, 80]), 2)
    1.63
    """
    p, q = ((counts + _HALF) / (counts + _HALF).sum() for counts in map(np.asarray, (before, new)))
    return float(((q - p) * np.log(q / p)).sum())


def index_by_chance(before: float, new: float, answers: int) -> float:
    """Give the index that chance alone hardly ever passes, though nothing moved.

    Parameters
    ----------
    before, new
        Rows on either side, above 0.
    answers
        Different answers among them.

    Returns
    -------
    float
        The chi-square of ``answers - 1`` degrees of freedom at four standard deviations, by Wilson and Hilferty's
        approximation, times ``1/before + 1/new``; 0 where there is but one answer.

    Examples
    --------
    >>> round(index_by_chance(1000, 100, 5), 2), round(index_by_chance(12_000, 1_000, 5), 3)
    (0.3, 0.029)
    """
    freedom = answers - 1
    if freedom < 1:
        return 0.0
    spread = 2 / (9 * freedom)
    return float(freedom * (1 - spread + CERTAIN * sqrt(spread)) ** 3 * (1 / before + 1 / new))
