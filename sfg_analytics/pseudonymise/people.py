"""Where a stored table holds people, and under which pseudonyms somebody is to be found there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from sfg_analytics.contract import Contract
from sfg_analytics.pseudonymise.identifiers import PERSON, labelled, said_of
from sfg_analytics.pseudonymise.keys import Key, chain, generations
from sfg_analytics.pseudonymise.objections import mark, marks

PSEUDONYM = "^[0-9a-f]{32}$"
"""What every pseudonym looks like."""

_OF_NOBODY = {"submission", "contract_version"}


@dataclass(frozen=True)
class Columns:
    """The columns of a stored table that hold pseudonyms.

    Attributes
    ----------
    own
        Whose row it is: a person, or a post.
    named
        Who is named in the row of another, and what is said in it of whoever is named. Text that the contract's page
        does not know (any more) is looked through as well.
    """

    own: tuple[str, ...]
    named: Mapping[str, tuple[str, ...]]

    def is_of(self, pseudonyms: Collection[str]) -> pl.Expr:
        """Whether a row is of one of these people."""
        return pl.any_horizontal(pl.lit(value=False), *(_holds(name, pseudonyms) for name in self.own))

    def blanked(self, pseudonyms: Collection[str]) -> list[pl.Expr]:
        """Give the naming columns without these people, and without what is said of them."""
        emptied: dict[str, pl.Expr] = {}
        for name, said in self.named.items():
            for column in (name, *said):
                emptied[column] = emptied.get(column, pl.lit(value=False)) | _holds(name, pseudonyms)
        return [pl.when(~where).then(pl.col(name)).alias(name) for name, where in emptied.items()]

    def cells(self, pseudonyms: Collection[str]) -> pl.Expr:
        """Count the cells that name one of these people."""
        return pl.sum_horizontal(
            pl.lit(0, pl.Int64), *(_holds(name, pseudonyms).cast(pl.Int64) for name in self.named)
        )


def columns_of(table: pl.LazyFrame, contract: Contract | None) -> Columns:
    """Find the columns of a stored table that hold pseudonyms.

    Parameters
    ----------
    table
        The table.
    contract
        Its page; without one every text is looked through, and the column *person* says whose row it is.
    """
    schema, own, named = table.collect_schema(), [PERSON], dict[str, tuple[str, ...]]()
    known = {} if contract is None else contract.by_name
    if contract is not None:
        own = [
            column.name for column in contract.columns if column.pseudonym_scope and not column.pseudonym_as
        ]
        named = {
            column.name: said_of(contract, column.name) for column in contract.columns if column.pseudonym_as
        }
    for name, kind in schema.items():
        if kind == pl.String and name not in {*known, *own, *_OF_NOBODY}:
            named[name] = ()
    return Columns(
        tuple(name for name in own if name in schema),
        {
            name: tuple(column for column in said if column in schema)
            for name, said in named.items()
            if name in schema
        },
    )


@dataclass(frozen=True)
class Sought:
    """Somebody who is looked for in a store: the pseudonyms they may have there, and the marks of an objection of theirs."""

    pseudonyms: frozenset[str]
    marks: frozenset[str]


def seek(person: str, contracts: Mapping[str, Contract], key: Key, organisation: str | None = None) -> Sought:
    """Work out how a person would be found in a store.

    Parameters
    ----------
    person
        An employee number of the organisation, where one is given; else a national identifier, or a pseudonym.
    contracts
        They say which columns hold national identifiers.
    key
        The store's key, or chain of keys.
    organisation
        Its code.
    """
    kinds = [(PERSON, organisation)] if organisation else _national(contracts)
    written = [labelled(whose, scope, person) for whose, scope in kinds]
    pseudonyms = {generations(one, key)[-1] for one in written}
    found = {known for one in written for known in marks(one, key)}
    if organisation is None and re.match(PSEUDONYM, person):
        pseudonyms.add(person)
        found.add(mark(person, chain(key)[-1]))
    return Sought(frozenset(pseudonyms), frozenset(found))


def _national(contracts: Mapping[str, Contract]) -> list[tuple[str, str]]:
    columns = [column for contract in contracts.values() for column in contract.columns]
    names = {column.pseudonym_as or column.name for column in columns if column.pseudonym_scope == "national"}
    return [(name, "") for name in sorted(names)]


def _holds(name: str, pseudonyms: Collection[str]) -> pl.Expr:
    return pl.col(name).is_in(sorted(pseudonyms)).fill_null(value=False)
