"""Replace identifiers by keyed pseudonyms, and let names and free text go no further.

A pseudonym is HMAC-SHA-256 of the identifier under a secret key, the first 128 bits in hexadecimal: the same person
gets the same pseudonym in every export made under the same key, and nobody without the key can find it from an
employee number by trying all of them. A local identifier is bound to its organisation. Pseudonymised records are
still personal data.
"""

from __future__ import annotations

import hmac

import polars as pl

from sfg_analytics.contract import Contract

_HEX = 32


def pseudonymise(tidy: pl.DataFrame, contract: Contract, key: bytes) -> pl.DataFrame:
    """Keep only what a contract lets into the store, identifiers as pseudonyms.

    Parameters
    ----------
    tidy
        Clean rows with ``sheet`` and ``row``, identifiers as they came.
    contract
        Says which columns identify people and which are kept.
    key
        The secret key.

    Returns
    -------
    polars.DataFrame
        ``sheet``, ``row``, the contract's stored columns, and those that choose between duplicates; nothing else of the
        person's.
    """
    for column in contract.columns:
        if column.pseudonym_scope and column.name in tidy.columns:
            scoped = column.pseudonym_scope == "organisation"
            people = column.pseudonym_as or column.name
            tidy = _with_pseudonyms(tidy, column.name, people, key, scoped=scoped)
    choosing = [name for name, _ in contract.keep_first if name not in contract.stored_columns]
    return tidy.select("sheet", "row", *contract.stored_columns, *choosing)


def key_id(key: bytes) -> str:
    """A short fingerprint by which a store knows the key it was filled with, without holding it.

    Examples
    --------
    >>> len(key_id(b"0" * 32))
    16
    """
    return hmac.digest(key, b"sfg-analytics key fingerprint", "sha256").hex()[:16]


def canonical(identifier: str) -> str:
    """Write an identifier as every system would: Excel drops leading zeros, others add ``.0``.

    Examples
    --------
    >>> canonical(" 00123456.0 "), canonical("ab-12")
    ('123456', 'AB-12')
    """
    text = identifier.strip().upper().removesuffix(".0")
    return text.lstrip("0") or text if text.isdecimal() else text


def _with_pseudonyms(tidy: pl.DataFrame, name: str, people: str, key: bytes, *, scoped: bool) -> pl.DataFrame:
    by = ["organisation", name] if scoped else [name]
    distinct = tidy.select(by).drop_nulls().unique()
    scopes = distinct["organisation"].to_list() if scoped else [""] * distinct.height
    keyed = hmac.new(key, digestmod="sha256")
    made = []
    for scope, identifier in zip(scopes, distinct[name].to_list(), strict=True):
        digest = keyed.copy()
        digest.update(f"{people}|{scope}|{canonical(identifier)}".encode())
        made.append(digest.hexdigest()[:_HEX])
    spread = tidy.select(by).join(
        distinct.with_columns(pseudonym=pl.Series(made, dtype=pl.String)),
        on=by,
        how="left",
        maintain_order="left",
    )
    return tidy.with_columns(spread["pseudonym"].alias(name))
