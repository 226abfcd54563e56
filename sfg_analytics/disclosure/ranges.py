"""Ranges: what a protected count may be, for whoever wants to add up what others have protected."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from sfg_analytics.disclosure.policy import Policy
from sfg_analytics.disclosure.system import ANY, told_by

_TOLD = ("numerator", "denominator", "hidden")


def ranges(protected: pl.DataFrame, policy: Policy, public: Collection[str] = ()) -> pl.DataFrame:
    """Say of each count the least and the most that it may be, by its own row alone.

    Parameters
    ----------
    protected
        ``measure, numerator, denominator, hidden``, a row a cell, as :func:`~sfg_analytics.disclosure.protect` gives them.
        It is not changed.
    policy
        The rule they were protected under.
    public
        Measures whose counts somebody else has published already: they are what they are.

    Returns
    -------
    polars.DataFrame
        The same rows, and ``numerator_least, numerator_most, denominator_least, denominator_most`` last; a most is null
        where the row sets no limit.

    Examples
    --------
    >>> from sfg_analytics.disclosure import NHS_ROUND_5
    >>> shown = {"measure": ["m", "m"], "numerator": [10, None], "denominator": [40, 40], "hidden": [None, "small numerator"]}
    >>> ranges(pl.DataFrame(shown), NHS_ROUND_5).select("numerator_least", "numerator_most").rows()
    [(8, 12), (1, 7)]
    """
    exact = pl.col("measure").is_in(list(public))
    different = protected.select(*_TOLD).unique()
    told = pl.DataFrame(
        [(*row.values(), *_limits(row, policy)) for row in different.iter_rows(named=True)],
        schema={
            **{name: different.schema[name] for name in _TOLD},
            **{
                f"{name}_{end}": pl.Int64()
                for name in ("numerator", "denominator")
                for end in ("least", "most")
            },
        },
        orient="row",
    )
    return protected.join(told, on=_TOLD, how="left", nulls_equal=True, maintain_order="left").with_columns(
        pl.when(exact).then(name).otherwise(f"{name}_{end}").alias(f"{name}_{end}")
        for name in ("numerator", "denominator")
        for end in ("least", "most")
    )


def _limits(row: dict[str, object], policy: Policy) -> tuple[int | None, ...]:
    of, over = told_by(row, policy)
    return tuple(None if limit == ANY else limit for limit in (*of, *over))
