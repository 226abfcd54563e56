"""Promises across tables: what a row names elsewhere is there.

An outcome's person is in post that month; an action's conversation was held. The other table may not have come yet, or
not for that month, so only rows whose organisation and month it shows are judged, and a broken promise is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sfg_analytics.check import PromiseResult
from sfg_analytics.contract import Contract, Reference


def check_references(
    rows: pl.DataFrame | pl.LazyFrame, contract: Contract, tables: Mapping[str, pl.LazyFrame]
) -> tuple[PromiseResult, ...]:
    """Judge a contract's promises across tables.

    Parameters
    ----------
    rows
        The contract's stored columns.
    contract
        Its references.
    tables
        The other tables there are, by contract.

    Returns
    -------
    tuple of PromiseResult
        One for each reference. *Nothing to evaluate* where the other table, or every row's month in it, is absent.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> contract = load_contracts()["organisations"]
    >>> check_references(pl.DataFrame(), contract, {})
    ()
    """
    return tuple(_judge(rows.lazy(), reference, tables) for reference in contract.references)


def _judge(rows: pl.LazyFrame, reference: Reference, tables: Mapping[str, pl.LazyFrame]) -> PromiseResult:
    promise = reference.promise
    if reference.contract not in tables:
        return PromiseResult(promise, 0, 0, "nothing to evaluate")
    other = tables[reference.contract]
    month = [
        pl.col("organisation").alias("_organisation"),
        pl.col(reference.month).dt.month_start().alias("_month"),
    ]
    shown = other.select(
        pl.col("organisation").alias("_organisation"), pl.col("period").alias("_month")
    ).unique()
    naming = rows.select(*month, *reference.columns).drop_nulls()
    judged = naming.join(shown, on=["_organisation", "_month"], how="semi")
    known = other.select(reference.others).unique()
    failing = judged.join(known, left_on=reference.columns, right_on=reference.others, how="anti")
    counts = pl.collect_all([rows.select(pl.len()), judged.select(pl.len()), failing.select(pl.len())])
    height, evaluated, failed = (table.item() for table in counts)
    if not evaluated:
        return PromiseResult(promise, 0, 0, "nothing to evaluate")
    return PromiseResult(promise, evaluated, failed, "kept" if promise.allows(failed, height) else "broken")
