"""Multiplicity: twenty comparisons at once will turn one up by chance.

Whatever is shown together is tested together. And one screen that is no test: the four-fifths rule.

References
----------
.. [1] Benjamini Y, Hochberg Y (1995). Controlling the false discovery rate. *JRSS B* 57, 289-300.
.. [2] Holm S (1979). A simple sequentially rejective multiple test procedure. *Scandinavian Journal of Statistics* 6,
   65-70.
.. [3] Hochberg Y (1988). A sharper Bonferroni procedure. *Biometrika* 75, 800-802.
.. [4] Benjamini Y, Yekutieli D (2001). The control of the false discovery rate under dependency. *Annals of Statistics*
   29, 1165-1188.
.. [5] US Equal Employment Opportunity Commission (1978). Uniform guidelines on employee selection procedures, 29 CFR
   1607.4 D.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sfg_analytics.statistics.arguments import Flags, Floats, numbers, one_of, refuse

_METHODS = {
    "bh": "fdr_bh",
    "holm": "holm",
    "bonferroni": "bonferroni",
    "hochberg": "simes-hochberg",
    "by": "fdr_by",
}


def adjust_p_values(p: ArrayLike, *, method: str = "bh") -> Floats:
    """Adjust p-values for being looked at together.

    Parameters
    ----------
    p
        P-values, of any shape. Missing ones stay missing and are not counted.
    method
        ``"bh"`` (Benjamini and Hochberg) keeps the share of false ones among those declared; it is for screens.
        ``"holm"``, ``"hochberg"`` and ``"bonferroni"`` keep the chance of a single false one; ``"by"`` (Benjamini and
        Yekutieli) is ``"bh"`` for tests that depend on one another in any way.

    Returns
    -------
    numpy.ndarray
        Adjusted p-values, between 0 and 1, of the shape and in the order of what was given.

    Raises
    ------
    ValueError
        When one is not between 0 and 1, or the method is another.

    References
    ----------
    Benjamini and Hochberg (1995) [1]_; Holm (1979) [2]_; Hochberg (1988) [3]_; Benjamini and Yekutieli (2001) [4]_.

    Examples
    --------
    >>> adjust_p_values([0.01, 0.04, 0.03, 0.005]).tolist()
    [0.02, 0.04, 0.04, 0.02]
    """
    one_of("method", method, _METHODS)
    adjusted = numbers("p", p).copy()
    refuse("p", "must lie between 0 and 1", (adjusted < 0) | (adjusted > 1))
    known = ~np.isnan(adjusted)
    if known.any():
        from statsmodels.stats.multitest import multipletests

        adjusted[known] = multipletests(adjusted[known], method=_METHODS[method])[1]
    return adjusted


def four_fifths(ratio: ArrayLike, *, lower: float = 0.8, upper: float = 1.25) -> Flags:
    """Say whether ratios of rates lie within the four-fifths band: a screen, never a verdict, and never alone.

    The band comes from US practice and is used around the Workforce Race Equality Standard; an official English source
    for it is not confirmed. A ratio of few people strays outside by chance; give its interval beside it.

    Parameters
    ----------
    ratio
        Ratios of two rates, of any shape; 1 is as likely.
    lower, upper
        The ends of the band, both included.

    Returns
    -------
    numpy.ndarray
        True within the band; False outside it, and where the ratio is missing, which is then not shown to lie within.

    Raises
    ------
    ValueError
        When a ratio is negative, or the ends are not in order.

    References
    ----------
    EEOC (1978) [5]_.

    Examples
    --------
    >>> four_fifths([0.8, 0.79, 1.25, float("nan")]).tolist()
    [True, False, True, False]
    """
    if not 0 <= lower <= upper:
        raise ValueError(f"lower must lie between 0 and upper; got {lower} and {upper}.")
    ratios = numbers("ratio", ratio)
    refuse("ratio", "must not be negative", ratios < 0)
    return np.asarray((ratios >= lower) & (ratios <= upper))
