"""Forget people: their rows leave every table for good, and whatever is sent of them later is left out.

For those who object to processing (Data Protection Act 2018, schedule 1, paragraph 8(5), and UK GDPR, article 21). The
whole store is written anew, so that no history, statistic or leftover file holds what is gone. Where another's row
names them, as facilitator or successor, the name is blanked and the row stays. What is kept row by row beside the tables
(rejects, changes) holds no name and no pseudonym, but the numbers of rows; of the organisations concerned it goes too.
The store remembers that it happened, when, and how many rows of which table left; not whose.

An objection holds for the employee numbers under which the store knows the person now: whoever was named by a national
identifier and moves later is to be named again by the new employee number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from sfg_analytics.contract import Contract
from sfg_analytics.errors import KeyProblem, SfgError, nearest
from sfg_analytics.pseudonymise import (
    PERSON,
    Columns,
    Key,
    Sought,
    chain,
    columns_of,
    key_id,
    key_of,
    mark,
    seek,
)
from sfg_analytics.store import Objections, Store

_MOST_NUMBERS = 10  # a national identifier that is held with more is no one person's


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten, in counts.

    Attributes
    ----------
    tables
        From each table to the rows that left and the cells that were blanked; tables without either are left out.
    notices
        How many objections the store honours from now on.
    """

    tables: Mapping[str, tuple[int, int]]
    notices: int


def forget(
    store: Store,
    people: Iterable[str],
    contracts: Mapping[str, Contract],
    key: Key,
    *,
    at: datetime,
    organisation: str | None = None,
    preview: bool = False,
) -> Forgotten:
    """Let people's rows leave a store for good, and keep them out.

    Parameters
    ----------
    store
        The store.
    people
        Employee numbers of an organisation, as exports write them; without one, national identifiers or pseudonyms.
    contracts
        Contracts by id; they say which columns hold people.
    key
        The store's key, or chain of keys.
    at
        When it happens, for the record.
    organisation
        Whose employee numbers these are.
    preview
        Count only, and change nothing.

    Raises
    ------
    NoSuchPath
        When the store is empty.
    KeyProblem
        When it was filled under another key.
    SfgError
        When it holds nothing of the organisation or, where none is given, nobody under these identifiers; or when a
        national identifier is held with more employee numbers than one person has.
    StoreBusy, StoreProblem
        When it cannot be written; it is then as it was.
    """
    people, whose = list(people), organisation.strip().upper() if organisation else None
    store.refuse_empty()
    with store.writing():
        known = store.ledger()
        key = _own_key(store, key)
        organisations = set(known["organisation"].str.split(", ").explode())
        if whose is not None and whose not in organisations:
            raise SfgError(
                "The store holds nothing of the organisation that --organisation names.",
                closest=nearest(whose, organisations - {""}),
                hint="organisations are named by their codes, as exports write them.",
            )
        tables = {name: store.table(name) for name in store.tables()}
        columns = {name: columns_of(table, contracts.get(name)) for name, table in tables.items()}
        sought = [seek(person, contracts, key, whose) for person in people]
        pseudonyms = frozenset[str]().union(*(one.pseudonyms for one in sought))
        if whose is None:
            pseudonyms |= _employee_numbers(tables, columns, contracts, pseudonyms)
        counted = {name: _count(tables[name], columns[name], pseudonyms) for name in tables}
        removed = {name: found for name, found in counted.items() if any(found)}
        held = store.objections()
        objections = _with(held, sought, pseudonyms, chain(key)[-1])
        strangers = [
            one
            for one in sought
            if one.marks.isdisjoint(held.marks)
            and not any(any(_count(tables[name], columns[name], one.pseudonyms)) for name in removed)
        ]
        if whose is None and strangers:
            raise SfgError(
                f"The store holds nobody under {len(strangers)} of the {len(people)} that --person names.",
                expected="national identifiers or pseudonyms that it holds",
                hint="an employee number is particular to its organisation: add --organisation.",
            )
        if preview:
            return Forgotten(removed, objections.notices)
        concerned = {whose} if whose else set[str]()
        for name in removed:
            concerned |= _organisations(tables[name], columns[name], pseudonyms)
        with store.rewriting("forget", at, removed or {"": (0, 0)}) as draft:
            for name, table in tables.items():
                draft.table(name, _without(table, columns[name], pseudonyms, contracts.get(name)))
            draft.objections(objections)
            draft.without(store.row_files(_submissions(known, concerned)))
    return Forgotten(removed, objections.notices)


def _own_key(store: Store, key: Key) -> tuple[bytes, ...]:
    """Give as much of the chain as the store was filled with."""
    key = key_of(key, store.key_id)
    if key_id(key) != store.key_id:
        raise KeyProblem(
            f"The store '{store.path}' was filled under another pseudonym key; nobody would be found.",
            expected=f"the key whose fingerprint is {store.key_id}",
            got=f"one whose fingerprint is {key_id(key)}",
            hint="set SFG_KEY_FILE to the key this store was made with.",
        )
    return key


def _with(held: Objections, sought: list[Sought], pseudonyms: frozenset[str], key: bytes) -> Objections:
    """Add to the list those who are not on it, under this key or an older one."""
    new = {one for one in sought if one.marks.isdisjoint(held.marks)}
    known = frozenset[str]().union(*(one.pseudonyms for one in sought if one not in new))
    marks = {mark(pseudonym, key) for pseudonym in pseudonyms - known}
    return Objections(held.notices + len(new), held.marks | marks)


def _employee_numbers(
    tables: Mapping[str, pl.LazyFrame],
    columns: Mapping[str, Columns],
    contracts: Mapping[str, Contract],
    pseudonyms: frozenset[str],
) -> frozenset[str]:
    """Give the pseudonyms of the employee numbers that stand beside national identifiers."""
    also: set[str] = set()
    for name, table in tables.items():
        own = columns[name].own
        national = [
            column
            for column in own
            if name in contracts and contracts[name].by_name[column].pseudonym_scope == "national"
        ]
        for column in national:
            if PERSON in own:
                beside = (
                    table.filter(pl.col(column).is_in(sorted(pseudonyms))).select(column, PERSON).unique()
                )
                numbers = beside.drop_nulls().collect()
                most = numbers.group_by(column).len()["len"].max()
                if isinstance(most, int) and most > _MOST_NUMBERS:
                    raise SfgError(
                        f"What --person names stands in '{name}' beside {most} different employee numbers.",
                        expected=f"the national identifier of one person, who has at most {_MOST_NUMBERS}",
                        hint="it may stand for 'unknown'; name the person by --organisation and the employee number.",
                    )
                also |= set(numbers[PERSON])
    return frozenset(also)


def _count(table: pl.LazyFrame, columns: Columns, pseudonyms: frozenset[str]) -> tuple[int, int]:
    """Count the rows that leave, and the cells that are blanked in those that stay."""
    leaving = columns.is_of(pseudonyms)
    cells = pl.when(~leaving).then(columns.cells(pseudonyms)).sum()
    rows, blanked = table.select(leaving.sum().alias("rows"), cells.alias("cells")).collect().row(0)
    return int(rows or 0), int(blanked or 0)


def _without(
    table: pl.LazyFrame, columns: Columns, pseudonyms: frozenset[str], contract: Contract | None
) -> pl.LazyFrame:
    """Leave out people's rows, and their names in others' rows; rows that are then the same by key are one."""
    staying = table.filter(~columns.is_of(pseudonyms)).with_columns(columns.blanked(pseudonyms))
    if contract is not None and not columns.named.keys().isdisjoint(contract.key):
        return staying.unique(contract.key, keep="first", maintain_order=True)
    return staying


def _organisations(table: pl.LazyFrame, columns: Columns, pseudonyms: frozenset[str]) -> set[str]:
    concerned = columns.is_of(pseudonyms) | (columns.cells(pseudonyms) > 0)
    return set(table.filter(concerned).select("organisation").unique().collect().to_series())


def _submissions(ledger: pl.DataFrame, organisations: set[str]) -> list[str]:
    """Name the submissions that may tell of these organisations; of one without a kept row nobody knows."""
    theirs = pl.col("organisation").str.split(", ").list.set_intersection([*organisations, ""]).list.len() > 0
    return ledger.filter(theirs)["submission"].to_list()
