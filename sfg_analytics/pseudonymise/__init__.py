"""Replace identifiers by keyed pseudonyms, and let names and free text go no further.

A pseudonym is HMAC-SHA-256 of the identifier under a secret key, the first 128 bits in hexadecimal: the same person
gets the same pseudonym in every export made under the same key, and nobody without the key can find it from an
employee number by trying all of them. A local identifier is bound to its organisation. Pseudonymised records are
still personal data. A key may be renewed (:mod:`~sfg_analytics.pseudonymise.keys`), and people may object
(:mod:`~sfg_analytics.pseudonymise.objections`).
"""

from __future__ import annotations

import polars as pl

from sfg_analytics.contract import Contract
from sfg_analytics.pseudonymise.identifiers import PERSON, canonical, labelled, whose
from sfg_analytics.pseudonymise.keys import Key, chain, generations, key_id, key_of, renewed
from sfg_analytics.pseudonymise.objections import OBJECTION, mark, without_objectors
from sfg_analytics.pseudonymise.people import PSEUDONYM, Columns, Sought, columns_of, seek

__all__ = [
    "OBJECTION",
    "PERSON",
    "PSEUDONYM",
    "Columns",
    "Key",
    "Sought",
    "canonical",
    "chain",
    "columns_of",
    "key_id",
    "key_of",
    "mark",
    "pseudonymise",
    "renewed",
    "seek",
    "without_objectors",
]


def pseudonymise(tidy: pl.DataFrame, contract: Contract, key: Key) -> pl.DataFrame:
    """Keep only what a contract lets into the store, identifiers as pseudonyms.

    Parameters
    ----------
    tidy
        Clean rows with ``sheet`` and ``row``, identifiers as they came.
    contract
        Says which columns identify people and which are kept.
    key
        The secret key, or chain of keys.

    Returns
    -------
    polars.DataFrame
        ``sheet``, ``row``, the contract's stored columns, and those that choose between duplicates; nothing else of the
        person's.
    """
    for column in contract.columns:
        if column.pseudonym_scope and column.name in tidy.columns:
            scoped = column.pseudonym_scope == "organisation"
            tidy = _with_pseudonyms(tidy, column.name, whose(column), key, scoped=scoped)
    choosing = [name for name, _ in contract.keep_first if name not in contract.stored_columns]
    return tidy.select("sheet", "row", *contract.stored_columns, *choosing)


def _with_pseudonyms(tidy: pl.DataFrame, name: str, people: str, key: Key, *, scoped: bool) -> pl.DataFrame:
    by = ["organisation", name] if scoped else [name]
    distinct = tidy.select(by).drop_nulls().unique()
    scopes = distinct["organisation"].to_list() if scoped else [""] * distinct.height
    made = [
        generations(labelled(people, scope, identifier), key)[-1]
        for scope, identifier in zip(scopes, distinct[name].to_list(), strict=True)
    ]
    spread = tidy.select(by).join(
        distinct.with_columns(pseudonym=pl.Series(made, dtype=pl.String)),
        on=by,
        how="left",
        maintain_order="left",
    )
    return tidy.with_columns(spread["pseudonym"].alias(name))
