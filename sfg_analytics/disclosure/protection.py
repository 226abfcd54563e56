"""Protecting counts: the door between what is known inside a trust and what may leave it.

Everything published is made from what comes out of here, so nothing that is hidden can be computed again further on.
First each count is judged by itself: hidden if it is small, else rounded. Then, where it is known how the counts hang
together, further ones are kept back until no hidden count can be worked out from those that are shown.

What an outsider can still infer
--------------------------------
Rounding to 5 leaves each published count uncertain by 2 either way, and the difference of two of them by 4. So where a
few people are *not* in the numerator (95 of 98 is published as 95 of 100), their number is known only to lie in a range
of at least five values; and 100 of 100 may stand for 96 of 100. The price is that rounded counts do not add up: the
outcomes of a share need not sum to its denominator, nor groups to all staff, nor shares to 100%. That is meant, and a
page has to say so rather than repair it.

A zero is shown as a zero where the policy shows zeros, so that a group in which nobody (or, as nearly as rounding lets
one see, everybody) has an outcome can be seen to be so. People who know each other well know more than what is published;
no rule about numbers can guard against that.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from sfg_analytics.disclosure.audit import Release, read_together
from sfg_analytics.disclosure.described import Described
from sfg_analytics.disclosure.policies import NHS_ROUND_5
from sfg_analytics.disclosure.policy import (
    KEPT_BACK_DENOMINATOR,
    KEPT_BACK_NUMERATOR,
    SMALL_BASE,
    SMALL_DENOMINATOR,
    SMALL_NUMERATOR,
    WITHHELD,
    Policy,
)
from sfg_analytics.disclosure.suppression import keep_back
from sfg_analytics.errors import MeasureProblem


def protect(
    counted: pl.DataFrame,
    policy: Policy = NHS_ROUND_5,
    described: Described | None = None,
    *,
    earlier: Sequence[Release] = (),
) -> pl.DataFrame:
    """Hide small counts, round the others, and keep back whatever would let a hidden one be worked out.

    Parameters
    ----------
    counted
        Any table with whole-number columns ``numerator`` and ``denominator``, a row a cell; where ``described`` is given,
        also ``measure, period, organisation, breakdown, group, outcome``. It is not changed.
    policy
        The rule.
    described
        How the counts hang together. Without it each row is judged by itself, and counts that share totals may tell more of a
        hidden one than one table would.
    earlier
        Earlier publications of the same counts, which are known to whoever reads this one.

    Returns
    -------
    polars.DataFrame
        The same rows and columns in the same order, and ``hidden`` last. ``numerator`` and ``denominator`` are rounded,
        and null where hidden. ``hidden`` is null where nothing is withheld, else

        - ``"small denominator"``: both counts are hidden, since a hidden base tells nothing of its parts;
        - ``"small numerator"``: the numerator is hidden, and with it the rate;
        - ``"small base"``: both counts are shown, and no rate may be made of them;
        - ``"numerator kept back"``, ``"denominator kept back"``: a count is hidden that is not small, because a smaller one
          could be worked out from it, and with it the rate;
        - ``"withheld"``: the same, small or not, where even to say that it is not small would tell too much.

        Counts that somebody else has published already are left as they are.

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
    public = pl.lit(value=False)
    rates = pl.lit(value=False)
    if described is not None:
        public = pl.col("measure").is_in([name for name, one in described.measures.items() if one.public])
        rates = pl.col("measure").is_in([name for name, one in described.measures.items() if one.sums])
    _require_counts(counted, rates)
    protected = _each_by_itself(counted, policy, public)
    if described is None or policy.least_range == 1:
        return protected
    return _guarded(protected, policy, described, earlier)


def _each_by_itself(counted: pl.DataFrame, policy: Policy, public: pl.Expr) -> pl.DataFrame:
    numerator, denominator = pl.col("numerator"), pl.col("denominator")
    least = 1 if policy.zeros_shown else 0
    small_numerator = numerator.is_between(least, policy.threshold) & ~public
    if policy.all_or_none_hidden:
        small_numerator |= (denominator - numerator).is_between(0, policy.threshold) & ~public
    small_denominator = denominator.is_between(1, policy.base_threshold) & ~public
    below_base = _rounded("denominator", policy) < policy.minimum_base
    return counted.with_columns(
        numerator=pl.when(public)
        .then(numerator)
        .when(~small_numerator & ~small_denominator)
        .then(_rounded("numerator", policy)),
        denominator=pl.when(public)
        .then(denominator)
        .when(~small_denominator)
        .then(_rounded("denominator", policy)),
        hidden=pl.when(small_denominator)
        .then(pl.lit(SMALL_DENOMINATOR))
        .when(small_numerator)
        .then(pl.lit(SMALL_NUMERATOR))
        .when(below_base & ~public)
        .then(pl.lit(SMALL_BASE)),
    )


def _guarded(
    protected: pl.DataFrame, policy: Policy, described: Described, earlier: Sequence[Release]
) -> pl.DataFrame:
    """Keep back what would let a hidden count be worked out."""
    gone: dict[str, list[int]] = {"numerator": [], "denominator": []}
    withheld: list[int] = []
    if policy.threshold != policy.base_threshold:
        protected = _hidden_alike(protected, policy, described)
    newest = Release(protected, policy, described)
    systems = list(read_together([newest, *earlier]))
    with ThreadPoolExecutor() as pool:  # the solver works outside Python's lock
        patterns = list(pool.map(keep_back, systems))
    for system, pattern in zip(systems, patterns, strict=True):
        for at in sorted(pattern.counts):
            for number, column in system.places[at]:
                gone[column].append(number)
            if at in pattern.withheld:
                withheld += [number for number, _ in system.places[at]]
    row = pl.int_range(pl.len())
    gone_numerator, gone_denominator = row.is_in(gone["numerator"]), row.is_in(gone["denominator"])
    small = pl.col("hidden").is_in([SMALL_NUMERATOR, SMALL_DENOMINATOR]).fill_null(value=False)
    return protected.with_columns(
        numerator=pl.when(~gone_numerator).then("numerator"),
        denominator=pl.when(~gone_denominator).then("denominator"),
        hidden=pl.when(row.is_in(withheld))
        .then(pl.lit(WITHHELD))
        .when(small)
        .then("hidden")
        .when(gone_denominator)
        .then(pl.lit(KEPT_BACK_DENOMINATOR))
        .when(gone_numerator)
        .then(pl.lit(SMALL_NUMERATOR if policy.all_or_none_hidden else KEPT_BACK_NUMERATOR))
        .otherwise("hidden"),
    )


def _hidden_alike(protected: pl.DataFrame, policy: Policy, described: Described) -> pl.DataFrame:
    """Hide a count wherever it stands, if it is small as a numerator or as a denominator anywhere."""
    gone: dict[str, list[int]] = {"numerator": [], "denominator": []}
    for system in read_together([Release(protected, policy, described)]):
        for at in sorted(system.small):
            for number, column in system.places[at]:
                gone[column].append(number)
    row, shown = pl.int_range(pl.len()), pl.col("hidden").is_null() | (pl.col("hidden") == SMALL_BASE)
    numerator = row.is_in(gone["numerator"]) & pl.col("numerator").is_not_null()
    denominator = row.is_in(gone["denominator"]) & pl.col("denominator").is_not_null()
    return protected.with_columns(
        numerator=pl.when(~numerator).then("numerator"),
        denominator=pl.when(~denominator).then("denominator"),
        hidden=pl.when(shown & denominator)
        .then(pl.lit(KEPT_BACK_DENOMINATOR))
        .when(shown & numerator)
        .then(pl.lit(KEPT_BACK_NUMERATOR))
        .otherwise("hidden"),
    )


def _rounded(column: str, policy: Policy) -> pl.Expr:
    """Round to the nearest multiple of the base, half-way up, in whole numbers throughout."""
    base = policy.rounding_base
    return ((pl.col(column).cast(pl.Int64) * 2 + base) // (2 * base)) * base


def _require_counts(counted: pl.DataFrame, rates: pl.Expr) -> None:
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
    numerator, denominator = pl.col("numerator"), pl.col("denominator")
    for fault, broken in (
        ("counts must not be missing", numerator.is_null() | denominator.is_null()),
        ("counts must not be negative", (numerator < 0) | (denominator < 0)),
        ("a numerator must not be larger than its denominator", (numerator > denominator) & ~rates),
    ):
        rows = counted.select(broken.sum()).item()
        if rows:
            raise ValueError(f"numerator, denominator: {fault}; {rows} of {counted.height} rows break this.")
