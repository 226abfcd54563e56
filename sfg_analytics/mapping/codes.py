"""Codes that the contract does not know: how they are shown, and what each would become."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from sfg_analytics.clean.shapes import shape, vocabulary, worded
from sfg_analytics.clean.summary import FEWEST
from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import Column, fold
from sfg_analytics.mapping.evidence import Values
from sfg_analytics.mapping.spellings import labels_of, likely_codes

SURE, MARGIN, WORTH_A_LOOK = 0.82, 0.07, 0.5
NEAR, UNDERSTOOD = 0.7, 0.25
"""From which likeness on a spelling is shown; which share of a column's rows has to be codes before others are shown."""

FEWEST_LETTERS = 3  # a letter or two can be anything
MOST_CODES = 60
"""Unknown codes told of a column; where there are more it is no list of codes."""

_UNKNOWN = frozenset({"not in the code list", "not yes or no"})


@dataclass(frozen=True)
class UnknownCode:
    """A spelling that the contract does not know.

    Attributes
    ----------
    shown
        The spelling, where it is near one of the contract's, or is met in eight rows or more of a column that is one of
        codes by its other values or by the analyst's word; else its shape.
    rows
        In how many rows it stands.
    becomes
        The code it would be read as; None where nothing is near, and those rows would be rejected.
    candidates
        Codes and their likeness from 0 to 1, the most alike first.
    sure, chosen
        Whether the proposal is beyond doubt; whether the analyst made it.
    written
        The spelling as it stands. It is kept out of every message; it goes into the overlay if the analyst agrees.
    """

    shown: str
    rows: int
    becomes: str | None
    candidates: tuple[tuple[str, float], ...]
    sure: bool = False
    chosen: bool = False
    written: str = field(default="", repr=False)

    def choose(self, code: str | None) -> UnknownCode:
        """Give the same with a code that the analyst chose."""
        return replace(self, becomes=code, chosen=True, sure=True)


def unknown_codes(
    values: Values, column: Column, *, certain: bool, chosen: bool = False
) -> tuple[UnknownCode, ...]:
    """List the spellings under a heading that the contract does not know for a column, the most frequent first.

    Parameters
    ----------
    values
        What stands under the heading.
    column
        The column it would show.
    certain
        Whether the heading surely shows that column.
    chosen
        Whether the analyst said so.

    Returns
    -------
    tuple of UnknownCode
        Empty for a column without codes, and for one with so many unknown spellings that it cannot be one of codes.
    """
    if not labels_of(column) or values.counted.is_empty():
        return ()
    reasons = read_values(values.counted["text"], column).reasons
    if reasons is None:
        return ()
    unread = values.counted.filter(reasons.is_in(list(_UNKNOWN)).fill_null(value=False))
    unread = unread.with_columns(folded=pl.col("text").map_elements(fold, return_dtype=pl.String))
    alike = (
        unread.filter(pl.col("folded") != "")
        .group_by("folded", maintain_order=True)
        .agg(pl.col("text").first(), pl.col("rows").sum())
        .sort("rows", descending=True, maintain_order=True)
    )
    if not 0 < alike.height <= MOST_CODES:
        return ()
    shapes = worded(alike["text"], vocabulary(column)) if column.codes else _shapes(alike["text"])
    likely = [likely_codes(text, column) for text in alike["text"]]
    near = sum(rows for rows, found in zip(alike["rows"], likely, strict=True) if found[0][1] >= NEAR)
    understood = 1 - (alike["rows"].sum() - near) / values.counted["rows"].sum()
    # In a column that no other code is found in, what is frequent may be a manager's name.
    plain = values.like_codes and (chosen or (certain and understood >= UNDERSTOOD))
    return tuple(
        _unknown(text, rows, masked, found, plain=plain)
        for text, rows, masked, found in zip(alike["text"], alike["rows"], shapes, likely, strict=True)
    )


def _shapes(text: pl.Series) -> pl.Series:
    return pl.select(shape(pl.lit(text))).to_series()


def _unknown(
    text: str, rows: int, masked: str, likely: tuple[tuple[str, float], ...], *, plain: bool
) -> UnknownCode:
    (nearest, best), second = likely[0], likely[1][1] if len(likely) > 1 else 0.0
    sure = best >= SURE and best - second >= MARGIN and len(fold(text)) >= FEWEST_LETTERS
    shown = text if best >= NEAR or (plain and rows >= FEWEST) else masked
    becomes = nearest if best >= WORTH_A_LOOK else None
    return UnknownCode(shown, rows, becomes, likely, sure=sure, written=text)
