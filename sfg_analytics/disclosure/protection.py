"""Protecting counts: the door between what is known inside a trust and what may leave it.

Everything published is made from what comes out of here, so nothing that is hidden can be computed again further on.

What an outsider can still infer
--------------------------------
Rounding to 5 leaves each published count uncertain by 2 either way, and the difference of two of them by 4. So where a
few people are *not* in the numerator (95 of 98 is published as 95 of 100), their number is known only to lie in a range
of at least five values; and 100 of 100 may stand for 96 of 100. The price is that rounded counts do not add up: the
outcomes of a share need not sum to its denominator, nor groups to all staff, nor shares to 100%. That is meant, and a
page has to say so rather than repair it.

Two things this step does not claim. It treats each row by itself: somebody who combines many published tables that
share totals may narrow a hidden count further than one table would allow. And a zero is shown as a zero, so that a
group in which nobody (or, as nearly as rounding lets one see, everybody) has an outcome can be seen to be so.
"""

from __future__ import annotations

import polars as pl

from sfg_analytics.disclosure.policy import (
    NHS_ROUND_5,
    SMALL_BASE,
    SMALL_DENOMINATOR,
    SMALL_NUMERATOR,
    Policy,
)
from sfg_analytics.errors import MeasureProblem


def protect(counted: pl.DataFrame, policy: Policy = NHS_ROUND_5) -> pl.DataFrame:
    """Hide small counts and round the others.

    Parameters
    ----------
    counted
        Any table with whole-number columns ``numerator`` and ``denominator``, a row a cell. It is not changed.
    policy
        The rule.

    Returns
    -------
    polars.DataFrame
        The same rows and columns in the same order, and ``hidden`` last. ``numerator`` and ``denominator`` are rounded,
        and null where hidden. ``hidden`` is null where nothing is withheld, else

        - ``"small denominator"``: both counts are hidden, since a hidden base tells nothing of its parts;
        - ``"small numerator"``: the numerator is hidden, and with it the rate;
        - ``"small base"``: both counts are shown, and no rate may be made of them.

    Raises
    ------
    MeasureProblem
        When ``numerator`` or ``denominator`` is not a column of whole numbers, or ``hidden`` is a column already: a
        table is protected once.
    ValueError
        When counts are missing or negative, or a numerator is larger than its denominator.

    Examples
    --------
    >>> counted = pl.DataFrame({"numerator": [0, 7, 12, 13], "denominator": [41, 41, 41, 18]})
    >>> protect(counted).rows()
    [(0, 40, None), (None, 40, 'small numerator'), (10, 40, None), (15, 20, None)]
    """
    _require_counts(counted)
    small_numerator, small_denominator = _small("numerator", policy), _small("denominator", policy)
    below_base = _rounded("denominator", policy) < policy.minimum_base
    return counted.with_columns(
        numerator=pl.when(~small_numerator & ~small_denominator).then(_rounded("numerator", policy)),
        denominator=pl.when(~small_denominator).then(_rounded("denominator", policy)),
        hidden=pl.when(small_denominator)
        .then(pl.lit(SMALL_DENOMINATOR))
        .when(small_numerator)
        .then(pl.lit(SMALL_NUMERATOR))
        .when(below_base)
        .then(pl.lit(SMALL_BASE)),
    )


def _small(column: str, policy: Policy) -> pl.Expr:
    return pl.col(column).is_between(1 if policy.zeros_shown else 0, policy.threshold)


def _rounded(column: str, policy: Policy) -> pl.Expr:
    """Round to the nearest multiple of the base, half-way up, in whole numbers throughout."""
    base = policy.rounding_base
    return ((pl.col(column).cast(pl.Int64) * 2 + base) // (2 * base)) * base


def _require_counts(counted: pl.DataFrame) -> None:
    if "hidden" in counted.columns:
        raise MeasureProblem(
            "This table has been protected already.", expected="counts, without a column 'hidden'"
        )
    for column in ("numerator", "denominator"):
        kind = counted.schema.get(column)
        if kind is None or not kind.is_integer():
            raise MeasureProblem(
                f"There is no column '{column}' of whole numbers to protect.",
                got=f"a column of {kind}" if kind else "no such column",
            )
    numerator, denominator = counted["numerator"], counted["denominator"]
    for fault, broken in (
        ("counts must not be missing", numerator.is_null() | denominator.is_null()),
        ("counts must not be negative", (numerator < 0) | (denominator < 0)),
        ("a numerator must not be larger than its denominator", numerator > denominator),
    ):
        rows = broken.sum()
        if rows:
            raise ValueError(f"numerator, denominator: {fault}; {rows} of {counted.height} rows break this.")
