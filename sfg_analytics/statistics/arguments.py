"""Arguments: whatever holds numbers comes in, float arrays go on, and what is impossible is said in one sentence.

A count that is missing (null, None, NaN) is allowed everywhere: what is made of it is not estimable. A count that cannot
be (negative, infinite, more people than there are) is a mistake of whoever counted, and is refused with the name of the
argument, the rule and how many break it. The numbers themselves are never repeated.
"""

from __future__ import annotations

from collections.abc import Collection
from statistics import NormalDist
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


def normal_quantile(level: float) -> float:
    """Give the exact normal quantile of a two-sided confidence level: 1.959964 for 0.95.

    Parameters
    ----------
    level
        The confidence level, between 0 and 1, both excluded.

    Returns
    -------
    float
        The quantile.

    Raises
    ------
    ValueError
        When the level is not between 0 and 1.

    Examples
    --------
    >>> round(normal_quantile(0.998), 4)
    3.0902
    """
    try:
        inside = not isinstance(level, (str, bytes)) and 0 < float(level) < 1
    except (TypeError, ValueError):
        inside = False
    if not inside:
        raise ValueError(f"level must lie between 0 and 1, both excluded; got {level!r}.")
    return NormalDist().inv_cdf(0.5 + float(level) / 2)


def one_of(name: str, given: Any, known: Collection[str]) -> None:
    """Refuse a word that is none of those known."""
    if not isinstance(given, str) or given not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}; got {given!r}.")


def numbers(name: str, given: ArrayLike) -> Floats:
    """Read numbers as floats; missing ones are NaN."""
    try:
        plain = np.asarray(given)
        # Numpy would read "12" and a date as numbers.
        text = plain.dtype.kind == "O" and any(isinstance(item, (str, bytes)) for item in plain.flat)
        if plain.dtype.kind in "biufO" and not text:
            return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"{name} must hold numbers only, in a regular shape.")


def counts(**arguments: ArrayLike) -> list[Floats]:
    """Read counts (or sums of weights) as float arrays, broadcast to one shape."""
    arrays = [numbers(name, given) for name, given in arguments.items()]
    for name, array in zip(arguments, arrays, strict=True):
        refuse(name, "must not be negative", array < 0)
        refuse(name, "must be finite", np.isinf(array))
    return together(**dict(zip(arguments, arrays, strict=True)))


def shares(**arguments: ArrayLike) -> list[Floats]:
    """Read counts in pairs, of which the first is a part of the second and cannot be larger."""
    arrays = counts(**arguments)
    names = list(arguments)
    for place in range(0, len(names), 2):
        part, whole = names[place : place + 2]
        refuse(part, f"must not be larger than the {whole}", arrays[place] > arrays[place + 1])
    return arrays


def together(**arrays: Floats) -> list[Floats]:
    """Give arrays one shape, or say which shapes do not fit."""
    try:
        return [np.asarray(array) for array in np.broadcast_arrays(*arrays.values())]
    except ValueError:
        shapes = " and ".join(str(array.shape) for array in arrays.values())
        raise ValueError(f"{' and '.join(arrays)} must have shapes that fit; got {shapes}.") from None


def refuse(name: str, rule: str, broken: Flags) -> None:
    """Say which rule is broken, and how often."""
    number = int(np.count_nonzero(broken))
    if number:
        raise ValueError(f"{name} {rule}; {number} of {broken.size} break this.")


def one_dimensional(name: str, array: Floats) -> Floats:
    """Refuse a single number, and tables."""
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional; it has {array.ndim} dimensions.")
    return array


def square_table(given: ArrayLike) -> Floats:
    """Read counts in as many rows as columns."""
    (table,) = counts(table=given)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:  # noqa: PLR2004 - a table has two dimensions
        raise ValueError(f"table must be square; its shape is {table.shape}.")
    return table
