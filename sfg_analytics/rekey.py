"""Renew the pseudonym key of a store: every pseudonym is made anew of the old one, and the old ones are gone.

See :mod:`sfg_analytics.pseudonymise.keys` for how a chain of keys makes one pseudonym. A store is renewed whole, in one
step: its tables without their history, the marks of those who objected, and the fingerprint in its ledger. Until then
it goes on with as much of the chain as it knows, and so do the other stores of the same owner: a key added to the chain
spoils none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from sfg_analytics.contract import Contract
from sfg_analytics.errors import KeyProblem
from sfg_analytics.pseudonymise import PSEUDONYM, Key, chain, columns_of, key_id, key_of, mark, renewed
from sfg_analytics.store import Objections, Store


def rekey(store: Store, contracts: Mapping[str, Contract], key: Key, *, at: datetime) -> dict[str, int]:
    """Bring a store from the keys it was filled with to the whole chain.

    Parameters
    ----------
    store
        The store.
    contracts
        Contracts by id; they say which columns hold pseudonyms.
    key
        The chain of keys, oldest first: those of the store, and one or more that are new.
    at
        When it happens, for the record.

    Returns
    -------
    dict
        From each table that holds pseudonyms to its rows.

    Raises
    ------
    NoSuchPath
        When the store is empty.
    KeyProblem
        When it was filled under another key, or holds the whole chain already.
    StoreBusy, StoreProblem
        When it cannot be written; it is then as it was.
    """
    store.refuse_empty()
    with store.writing():
        held = store.key_id
        older = key_of(key, held)
        later = chain(key)[len(older) :]
        if key_id(older) != held or not later:
            raise KeyProblem(
                f"The pseudonyms of the store '{store.path}' cannot be renewed with this key.",
                expected=f"a chain that begins with the keys whose fingerprint is {held}, and goes on",
                got=f"one whose fingerprint is {key_id(key)}",
                hint="set SFG_KEY_FILE to the key this store was made with.",
            )
        marks = store.objections().marks
        for part in later:
            marks = frozenset(mark(one, part) for one in marks)
        rows = {}
        tables = {name: store.table(name) for name in store.tables()}
        drafted = {}
        for name, table in tables.items():
            columns = columns_of(table, contracts.get(name))
            pseudonymous = [*columns.own, *columns.named]
            if pseudonymous:
                rows[name] = int(table.select(pl.len()).collect().item())
            drafted[name] = _renewed(table, pseudonymous, later)
        with store.rewriting("rekey", at, dict.fromkeys(rows, (0, 0))) as draft:
            for name, table in drafted.items():
                draft.table(name, table)
            draft.ledger(store.ledger().with_columns(key_id=pl.lit(key_id(key))))
            draft.objections(Objections(store.objections().notices, marks))
    return rows


def _renewed(table: pl.LazyFrame, columns: list[str], later: tuple[bytes, ...]) -> pl.LazyFrame:
    """Put the new pseudonym in the place of each old one."""
    for name in columns:
        held = table.select(pl.col(name).drop_nulls().unique()).collect().to_series()
        held = held.filter(held.str.contains(PSEUDONYM))
        made = pl.LazyFrame(
            {name: held, "_new": [renewed(one, later) for one in held]},
            schema={name: pl.String, "_new": pl.String},
        )
        table = (
            table.join(made, on=name, how="left", maintain_order="left")
            .with_columns(pl.coalesce("_new", name).alias(name))
            .drop("_new")
        )
    return table
