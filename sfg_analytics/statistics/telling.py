"""Telling: a comparison as a sentence that can be read aloud.

It says which way round the ratio is, of which two rates, and what chance may have to do with it. It describes a
difference and passes no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from sfg_analytics.statistics.cells import heading_of


def told(
    rows: pl.DataFrame, dimension: Sequence[str], *, level: float, statement: str | Mapping[str, str]
) -> pl.Series:
    """Tell each row of a comparison.

    Parameters
    ----------
    rows
        As :func:`compare` has made them.
    dimension
        The columns of the group's headings.
    level
        The confidence level of the limits.
    statement
        What those counted did or are, or such words by measure.

    Returns
    -------
    polars.Series
        A sentence for each row.
    """
    shown = rows["adjusted_p"].count()
    words = [
        _told(row, dimension, level, _stated(row, statement), shown) for row in rows.iter_rows(named=True)
    ]
    return pl.Series("direction", words, dtype=pl.String)


def _told(row: Mapping[str, Any], dimension: Sequence[str], level: float, stated: str, shown: int) -> str:
    group, reference = f"'{heading_of([row[name] for name in dimension])}'", f"'{row['reference']}'"
    if row["without_ratio"]:
        return f"{group} and {reference} are not compared: {row['without_ratio']}."
    doubt = _doubt(row, "", level, shown)
    rates = f"{100 * row['value']:.1f}% against {100 * row['reference_value']:.1f}%"
    interval = f"{100 * level:g}% interval of the ratio {_limits(row, '')}"
    whole = f"The share of {group}{stated} is {_times(row['ratio'])} that of {reference} ({rates}; {interval}{doubt})."
    return whole + _told_like_for_like(row, level, shown)


def _told_like_for_like(row: Mapping[str, Any], level: float, shown: int) -> str:
    if not row.get("adjusted_for"):
        return ""
    by = " and ".join(row["adjusted_for"].replace("_", " ").rsplit(", ", 1))
    if row["like_for_like_without"]:
        return f" Like for like by {by} they are not compared: {row['like_for_like_without']}."
    limits, doubt = _limits(row, "like_for_like_"), _doubt(row, "like_for_like_", level, shown)
    return f" Like for like by {by} it is {_times(row['like_for_like_ratio'])} ({limits}{doubt})."


def _stated(row: Mapping[str, Any], statement: str | Mapping[str, str]) -> str:
    words = statement if isinstance(statement, str) else statement.get(row["measure"], "")
    return f" that {words.replace('{outcome}', str(row['outcome']))}" if words else ""


def _times(ratio: float) -> str:
    return "beyond any number of times" if np.isinf(ratio) else f"{ratio:.2f} times"


def _limits(row: Mapping[str, Any], of: str) -> str:
    lower, upper = row[f"{of}lower"], row[f"{of}upper"]
    if lower is None or upper is None:
        return "no limits"
    return f"from {lower:.2f}" if np.isinf(upper) else f"{lower:.2f} to {upper:.2f}"


def _doubt(row: Mapping[str, Any], of: str, level: float, shown: int) -> str:
    """Say where chance may be all there is to a difference."""
    lower, upper, adjusted = row[f"{of}lower"], row[f"{of}upper"], row[f"{of}adjusted_p"]
    if lower is not None and upper is not None and lower <= 1 <= upper:
        return "; equal shares are not ruled out"
    if adjusted is not None and adjusted > 1 - level:
        return f"; among {shown:,} comparisons, chance may turn up as much"
    return ""
