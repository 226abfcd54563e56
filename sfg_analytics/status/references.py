"""Promises across tables, judged anew over all that a store holds: when a file came, the other table may not have."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sfg_analytics.check import PromiseResult
from sfg_analytics.check.across import check_references
from sfg_analytics.contract import Contract
from sfg_analytics.store import Store


def references(
    store: Store, contracts: Mapping[str, Contract]
) -> dict[tuple[str, str], tuple[PromiseResult, ...]]:
    """Judge every promise across tables, an organisation at a time.

    Parameters
    ----------
    store
        The store.
    contracts
        Contracts by id.

    Returns
    -------
    dict
        From contract and organisation to a result for each of the contract's references.
    """
    tables = {name: store.table(name) for name in store.tables()}
    judged = {}
    for name in tables:
        contract = contracts.get(name)
        if contract is None or not contract.references:
            continue
        organisations = tables[name].select(pl.col("organisation").unique().sort()).collect()["organisation"]
        for organisation in organisations:
            own = {
                other: rows.filter(pl.col("organisation") == organisation) for other, rows in tables.items()
            }
            judged[name, organisation] = check_references(own[name], contract, own)
    return judged
