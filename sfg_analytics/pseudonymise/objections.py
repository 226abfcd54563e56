"""People who objected: known again by marks that tell nothing, and left out of every export.

A mark is a keyed hash of a pseudonym. It equals no pseudonym, so that a list of marks beside the tables points at
nobody in them, and without the key it cannot be tried against employee numbers. When the key is renewed the marks are
hashed once more, as pseudonyms are; a person has therefore a mark for each key of the chain at which the objection may
have been made.
"""

from __future__ import annotations

import polars as pl

from sfg_analytics.contract import Contract
from sfg_analytics.pseudonymise.identifiers import labelled, said_of, whose
from sfg_analytics.pseudonymise.keys import Key, chain, generations, keyed

OBJECTION = "objection"
"""The reason under which rows of people who objected are counted."""


def mark(text: str, key: bytes) -> str:
    """Give the mark of a pseudonym made with this key, or the mark that follows an older one."""
    return keyed(key, f"{OBJECTION}|{text}")


def marks(identifier: str, key: Key) -> list[str]:
    """Give every mark under which an identifier, written as it is hashed, may be on a list."""
    found: list[str] = []
    for part, pseudonym in zip(chain(key), generations(identifier, key), strict=True):
        found = [*(mark(older, part) for older in found), mark(pseudonym, part)]
    return found


def without_objectors(
    tidy: pl.DataFrame, contract: Contract, key: Key, objections: frozenset[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out the rows of people who objected; where another's row names them, blank that, and what is said of them.

    Parameters
    ----------
    tidy
        Clean rows with ``sheet`` and ``row``, identifiers as they came.
    contract
        Says which columns identify people.
    key
        The secret key, or chain of keys.
    objections
        The marks of those who objected.

    Returns
    -------
    tidy : polars.DataFrame
        The rows of all others.
    left_out : polars.DataFrame
        ``sheet, row`` of each row left out.
    """
    leaving = pl.repeat(value=False, n=tidy.height, eager=True)
    for column in contract.columns:
        if objections and column.pseudonym_scope and column.name in tidy.columns:
            scoped = column.pseudonym_scope == "organisation"
            scope = pl.col("organisation") if scoped else pl.lit("")
            written = tidy.select(scope.alias("scope"), pl.col(column.name).alias("identifier"))
            distinct = written.drop_nulls().unique()
            objecting = [
                not objections.isdisjoint(marks(labelled(whose(column), *pair), key))
                for pair in distinct.rows()
            ]
            told = written.join(
                distinct.with_columns(objecting=pl.Series(objecting, dtype=pl.Boolean)),
                on=["scope", "identifier"],
                how="left",
                maintain_order="left",
            )["objecting"].fill_null(value=False)
            if column.pseudonym_as:
                blanked = [name for name in (column.name, *said_of(contract, column.name)) if name in tidy]
                tidy = tidy.with_columns(pl.when(~told).then(pl.col(name)).alias(name) for name in blanked)
            else:
                leaving |= told
    return tidy.filter(~leaving), tidy.filter(leaving).select("sheet", "row").unique()
