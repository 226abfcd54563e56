"""Drawing from code lists: weights laid out in a contract's order, positions drawn, positions turned back into codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from sfg_analytics.contract import Contract, load_contracts
from sfg_analytics.errors import ContractError

Codes = npt.NDArray[np.int16]
"""Positions in a contract's code list; -1 stands for a blank."""


@lru_cache(maxsize=1)
def contracts() -> Mapping[str, Contract]:
    """Give the shipped contracts, loaded once: the made-up system speaks their words."""
    return load_contracts()


@lru_cache(maxsize=64)
def code_list(contract: str, column: str) -> tuple[str, ...]:
    """Give a column's codes in the contract's order.

    Examples
    --------
    >>> code_list("staff_in_post", "sex")
    ('Female', 'Male', 'Not stated')
    """
    return tuple(code.value for code in contracts()[contract].by_name[column].codes)


def weights(contract: str, column: str, of: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """Lay weights out in the order of a code list, a blank (``""``) last, and make them sum to 1.

    Raises
    ------
    ContractError
        When a weight is given to a code that the list does not have.

    Returns
    -------
    numpy.ndarray
        Shape ``(codes + 1,)``.

    Examples
    --------
    >>> weights("staff_in_post", "sex", {"Male": 1, "Female": 3}).tolist()
    [0.75, 0.25, 0.0, 0.0]
    """
    laid = np.array([of.get(code, 0.0) for code in (*code_list(contract, column), "")], dtype=np.float64)
    if not np.isclose(laid.sum(), sum(of.values())):
        raise ContractError(f"The demo draws codes for {contract}.{column} that the contract does not have.")
    shares: npt.NDArray[np.float64] = laid / laid.sum()
    return shares


def draw(rng: np.random.Generator, count: int, shares: npt.NDArray[np.float64]) -> Codes:
    """Draw positions in a code list, the last share standing for a blank (-1).

    Parameters
    ----------
    rng
        Where chance comes from.
    count
        How many.
    shares
        Shape ``(codes + 1,)``, or ``(count, codes + 1)`` for each person's own.
    """
    edges = np.cumsum(shares, axis=-1)[..., :-1]
    chance = rng.random(count)
    if edges.ndim == 1:
        drawn = np.searchsorted(edges, chance, side="right")
    else:
        drawn = (chance[:, None] >= edges).sum(axis=1)
    return np.where(drawn == shares.shape[-1] - 1, -1, drawn).astype(np.int16)


def coded(name: str, positions: Codes, codes: tuple[str, ...]) -> pl.Series:
    """Turn positions in a code list into a column of the codes, -1 into null.

    Examples
    --------
    >>> coded("sex", np.array([1, -1], dtype=np.int16), ("Female", "Male")).to_list()
    ['Male', None]
    """
    return _known(codes).gather(np.where(positions < 0, len(codes), positions).astype(np.uint32)).alias(name)


@lru_cache(maxsize=64)
def _known(codes: tuple[str, ...]) -> pl.Series:
    """The codes as a series, with a null behind them for blanks."""
    return pl.Series([*codes, None], dtype=pl.Enum(codes))
