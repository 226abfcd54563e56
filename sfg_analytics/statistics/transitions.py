"""Transitions: from what to what, and whether the whole has moved.

Placement now against placement sought, or the one recorded in spring against the one in autumn, is a square table. Its
rows say where people went. Some always go each way; the tests ask whether more went one way than came back.

References
----------
.. [1] Stuart A (1955). A test for homogeneity of the marginal distributions in a two-way classification. *Biometrika* 42,
   412-416; Maxwell AE (1970), *British Journal of Psychiatry* 116, 651-655.
.. [2] Bowker AH (1948). A test for symmetry in contingency tables. *JASA* 43, 572-574.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from sfg_analytics.statistics.arguments import Floats, refuse, square_table
from sfg_analytics.statistics.results import ChiSquared


@dataclass(frozen=True)
class TransitionMatrix:
    """From what to what: a row for each category before, a column for each after.

    Parameters
    ----------
    categories
        The categories, in the order of rows and columns.
    counts
        How many went from each to each.
    shares
        The same as shares of the row's total; NaN in a row of nobody.
    lost
        How many of each category before are not known after; they are in no share.
    joined
        How many of each category after are not known before.
    """

    categories: tuple[Any, ...]
    counts: NDArray[np.int64]
    shares: Floats
    lost: NDArray[np.int64]
    joined: NDArray[np.int64]


def transition_matrix(
    before: Sequence[Any] | pl.Series, after: Sequence[Any] | pl.Series, *, categories: Sequence[Any]
) -> TransitionMatrix:
    """Count who went from which category to which.

    Parameters
    ----------
    before, after
        The category of each person, in the same order; null where it is not known.
    categories
        Every category there is, in the order wanted.

    Returns
    -------
    TransitionMatrix
        Those known at both times, those lost and those who joined, by category.

    Raises
    ------
    ValueError
        When the two are not of one length, a category is listed twice or not listed at all.

    Examples
    --------
    >>> moved = transition_matrix(["depth", "depth", "breadth", None], ["depth", "breadth", None, "depth"],
    ...                           categories=["depth", "breadth"])
    >>> moved.counts.tolist(), moved.lost.tolist(), moved.joined.tolist()
    ([[1, 1], [0, 0]], [0, 1], [1, 0])
    """
    known = tuple(categories)
    places = {category: place for place, category in enumerate(known)}
    if len(places) < len(known):
        raise ValueError(
            f"categories must differ; {len(known) - len(places)} of {len(known)} are listed twice."
        )
    start, end = (_places(name, told, places) for name, told in (("before", before), ("after", after)))
    if start.size != end.size:
        raise ValueError(
            f"before and after must be of one length, a person each; got {start.size} and {end.size}."
        )
    # Those not known have the place after the last.
    width = len(known) + 1
    table = np.bincount(start * width + end, minlength=width**2).reshape(width, width)
    inner = table[:-1, :-1]
    total = inner.sum(axis=1, keepdims=True)
    return TransitionMatrix(
        categories=known,
        counts=inner,
        shares=inner / np.where(total > 0, total, np.nan),
        lost=table[:-1, -1],
        joined=table[-1, :-1],
    )


def stuart_maxwell(table: ArrayLike) -> ChiSquared:
    """Test whether the categories are as common after as before (marginal homogeneity).

    Parameters
    ----------
    table
        Counts, a row for each category before and a column for each after.

    Returns
    -------
    ChiSquared
        0 where both margins are the same. Categories nobody moved into or out of take no degree of freedom; where nobody
        moved at all there is none, and no p-value.

    Raises
    ------
    ValueError
        When the table is not square, or a count is negative, infinite or no number.

    References
    ----------
    Stuart (1955), Maxwell (1970) [1]_.

    Examples
    --------
    >>> test = stuart_maxwell([[20, 10, 5], [3, 30, 15], [0, 5, 40]])
    >>> round(test.statistic, 3), test.degrees, round(test.p_value, 4)
    (13.765, 2, 0.001)
    """
    square = square_table(table)
    if np.isnan(square).any():
        return ChiSquared(np.nan, 0, np.nan)
    moved = square + square.T
    np.fill_diagonal(moved, 0)
    covariance = np.diag(moved.sum(axis=1)) - moved
    difference = square.sum(axis=1) - square.sum(axis=0)
    # One row of each group of categories among which people moved follows from the others.
    statistic = difference @ np.linalg.pinv(covariance, hermitian=True) @ difference
    return _chi_squared(statistic, int(np.linalg.matrix_rank(covariance, hermitian=True)))


def bowker(table: ArrayLike) -> ChiSquared:
    """Test whether as many went from each category to each other as came the other way (symmetry).

    Parameters
    ----------
    table
        Counts, a row for each category before and a column for each after.

    Returns
    -------
    ChiSquared
        0 where the table is symmetric. Pairs between which nobody moved take no degree of freedom.

    Raises
    ------
    ValueError
        When the table is not square, or a count is negative, infinite or no number.

    References
    ----------
    Bowker (1948) [2]_.

    Examples
    --------
    >>> test = bowker([[20, 10, 5], [3, 30, 15], [0, 5, 40]])
    >>> round(test.statistic, 3), test.degrees
    (13.769, 3)
    """
    square = square_table(table)
    there, back = (half[np.triu_indices(square.shape[0], 1)] for half in (square, square.T))
    pairs = there + back != 0
    statistic = ((there - back)[pairs] ** 2 / (there + back)[pairs]).sum()
    return _chi_squared(statistic, int(np.count_nonzero(pairs)))


def _chi_squared(statistic: float, degrees: int) -> ChiSquared:
    from scipy.special import chdtrc

    p_value = float(chdtrc(degrees, max(statistic, 0.0))) if degrees else np.nan
    return ChiSquared(float(statistic), degrees, p_value)


def _places(name: str, told: Sequence[Any] | pl.Series, places: dict[Any, int]) -> NDArray[np.intp]:
    """Give the place of each category; the place after the last where it is not known."""
    nobody = len(places)
    found = [
        nobody if item is None or (isinstance(item, float) and isnan(item)) else places.get(item, -1)
        for item in told
    ]
    at = np.array(found, dtype=np.intp)
    refuse(name, "must hold nothing but the categories listed", at < 0)
    return at
