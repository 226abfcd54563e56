"""Identifiers as they are hashed: written one way, told whose they are and where they are unique."""

from __future__ import annotations

from sfg_analytics.contract import Column, Contract

PERSON = "person"
"""The column whose identifiers are people's employee numbers; others name it by ``pseudonymAs``."""


def canonical(identifier: str) -> str:
    """Write an identifier as every system would: Excel drops leading zeros, others add ``.0``.

    Examples
    --------
    >>> canonical(" 00123456.0 "), canonical("ab-12")
    ('123456', 'AB-12')
    """
    text = identifier.strip().upper().removesuffix(".0")
    return text.lstrip("0") or text if text.isdecimal() else text


def labelled(people: str, scope: str, identifier: str) -> str:
    """Write an identifier as it is hashed: whose it is, the organisation it belongs to (or none), and itself.

    Examples
    --------
    >>> labelled("person", "ZZ1", "0010001")
    'person|ZZ1|10001'
    """
    return f"{people}|{scope}|{canonical(identifier)}"


def whose(column: Column) -> str:
    """Say whose identifiers a column holds: those of the column it names, or its own."""
    return column.pseudonym_as or column.name


def said_of(contract: Contract, name: str) -> tuple[str, ...]:
    """Name what is said of whoever a column names: what the contract lets be filled only where somebody is named.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> said_of(load_contracts()["critical_posts"], "successor")
    ('readiness',)
    """
    return tuple(
        promise.where.column
        for promise in contract.promises
        if promise.rule == "not_null"
        and promise.columns == (name,)
        and promise.where is not None
        and promise.where.values is None
    )
