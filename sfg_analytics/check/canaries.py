"""Known-bad rows, made from the contract, that prove each of its promises can break.

A promise that nothing can break protects nobody, and looks just like one that is always kept. So for every promise a
canary is made: one row that is as it should be in what is required and in what the promise speaks of, empty elsewhere,
and wrong in that one thing. It is made from the contract's codes, limits and patterns alone, never by asking an engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from sfg_analytics.check.one_row import (
    DAY,
    Row,
    allowed,
    breaks,
    limits,
    misfits,
    month_end,
    source_of,
    step,
    texts,
    value_of,
)
from sfg_analytics.contract import Contract, Promise

_TYPES: dict[str, Any] = {
    "string": pl.String,
    "date": pl.Date,
    "number": pl.Float64,
    "integer": pl.Int64,
    "boolean": pl.Boolean,
}


def good_row(contract: Contract) -> pl.DataFrame:
    """Make one row, every column filled, that breaks no promise of the contract.

    Parameters
    ----------
    contract
        Whose codes, limits, patterns, pairs and orders the row is made from.

    Returns
    -------
    polars.DataFrame
        One row of the contract's stored columns, with ``sheet`` and ``row``.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> good_row(load_contracts()["conversation_outcomes"])["current_placement"].to_list()
    ['depth']
    """
    return _frame([_good(contract)], contract)


def canary(promise: Promise, contract: Contract) -> pl.DataFrame | None:
    """Make the rows that are known to break a promise, and where it can be managed no other.

    Parameters
    ----------
    promise
        One of the contract's.
    contract
        Whose promise it is.

    Returns
    -------
    polars.DataFrame or None
        One row, the same row twice for a promise that rows are unique, none for one of a number of rows; with the
        contract's stored columns, ``sheet`` and ``row``. None for a promise that no row breaks, because it tolerates
        every row failing, asks for no row, allows every text or has no limit.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> contract = load_contracts()["conversation_outcomes"]
    >>> (promise,) = [p for p in contract.promises if p.id == "sought_horizon_months_in_range"]
    >>> canary(promise, contract)["sought_horizon_months"].to_list()
    [61]
    """
    if promise.rule == "row_count":
        return _frame([], contract) if promise.arguments["minimum"] > 0 else None
    if promise.tolerance_percent >= 100:  # noqa: PLR2004 - per cent
        return None
    good = _good(contract)
    if promise.rule == "unique":
        row = _emptied(good, promise, contract)
        return _frame([row, row], contract)
    wrong = [row for row in _spoilt(promise, good, contract) if breaks(promise, row, contract)]
    alone = (row for row in wrong if _broken(row, contract) == [promise.id])
    row = next(alone, wrong[0] if wrong else {})
    return _frame([row], contract) if row else None


def _good(contract: Contract) -> Row:
    dates = [
        limits(promise, contract)[0]
        for promise in contract.promises
        if promise.rule == "between"
        and promise.where is None
        and contract.kind_of(promise.columns[0]) == "date"
    ]
    day: date = max([low for low in dates if low is not None], default=DAY)
    if day.day > 1:
        day = step(month_end(day), 1)
    row = {name: next(allowed(name, contract), day) for name in contract.stored_columns}
    return _mended(row, contract)


def _broken(row: Row, contract: Contract) -> list[str]:
    return [promise.id for promise in contract.promises if breaks(promise, row, contract)]


def _mended(row: Row, contract: Contract, keep: Set[str] = frozenset(), but: str = "") -> Row:
    """Change a row until it breaks nothing ``but`` one promise, or as little as can be; the columns of ``keep`` stay."""

    def faults(row: Row) -> int:
        return len([name for name in _broken(row, contract) if name != but])

    best = row
    for _ in contract.promises:
        broken = next((p for p in contract.promises if p.id != but and breaks(p, row, contract)), None)
        changes = _mending(broken, row, contract) if broken else ()
        tried = [{**row, **change} for change in changes if not keep & change.keys()]
        if not tried:
            break
        row = min(tried, key=faults)
        best = min(best, row, key=faults)
    return best


def _mending(promise: Promise, row: Row, contract: Contract) -> Iterator[Row]:
    """Give changes of one column that might make a row keep a promise: of what it must hold, then of whom it is about."""
    if promise.rule == "a_not_before_b":
        later, earlier = promise.columns
        gap = 0 if promise.arguments.get("or_equal") else 1
        yield {source_of(later, contract): step(value_of(row, earlier, contract), gap)}
        yield {source_of(earlier, contract): step(value_of(row, later, contract), -gap)}
    for name in reversed(promise.spoken if promise.rule != "not_null" else promise.columns):
        yield from ({name: value} for value in allowed(name, contract))


def _spoilt(promise: Promise, good: Row, contract: Contract) -> Iterator[Row]:
    """Give rows wrong in what a promise is about, otherwise as good as they can be, and empty where they may be."""
    kept = {source_of(name, contract) for name in promise.spoken}
    meant: list[Row] = [{}]
    if promise.where is not None and promise.where.values is not None:
        meant = [{source_of(promise.where.column, contract): value} for value in promise.where.values]
    for about, change in product(meant, list(_spoiling(promise, good, contract))):
        row = _mended({**good, **about, **change}, contract, kept, but=promise.id)
        yield _emptied(row, promise, contract)


def _spoiling(promise: Promise, row: Row, contract: Contract) -> Iterator[Row]:
    """Give changes that might make a row break a promise, the smallest first."""
    first = promise.columns[0]
    match promise.rule:
        case "not_null":
            yield {first: None}
        case "in_set":
            yield from ({first: value} for value in allowed(first, contract))
            if contract.kind_of(first) == "string":
                yield from ({first: text} for text in texts(first, contract))
        case "matches":
            yield from ({first: text} for text in misfits(promise.arguments["pattern"]))
        case "between":
            yield from _past_limits(promise, contract)
        case "a_not_before_b":
            later, earlier = promise.columns
            gap = 1 if promise.arguments.get("or_equal") else 0
            yield {source_of(earlier, contract): step(value_of(row, later, contract), gap)}
            yield {source_of(later, contract): step(value_of(row, earlier, contract), -gap)}
        case "pairs_in_set":
            second = promise.columns[1]
            values = [list(allowed(name, contract)) for name in (first, second)]
            yield from ({second: value} for value in values[1])
            yield from ({first: value} for value in values[0])
            yield from ({first: one, second: other} for one, other in product(*values))


def _past_limits(promise: Promise, contract: Contract) -> Iterator[Row]:
    """Give the values next to each limit; of a period the first of a year, which begins a month as well."""
    (name,) = promise.columns
    low, high = limits(promise, contract)
    for limit, past in ((high, 1), (low, -1)):
        if limit is None:
            continue
        if name == "period":
            yield {source_of(name, contract): date(limit.year + past, 1, 1)}
        yield {source_of(name, contract): step(limit, past)}


def _emptied(row: Row, promise: Promise, contract: Contract) -> Row:
    """Leave in a row what is required, what the promise speaks of, and what must go with these."""
    kept = {source_of(name, contract) for name in promise.spoken}
    kept |= {p.columns[0] for p in contract.promises if p.rule == "not_null" and p.where is None}
    left = {name: value if name in kept else None for name, value in row.items()}
    for each in contract.promises:
        for other in contract.promises if each.where else ():
            if other.rule == "not_null" and other.id != promise.id and breaks(other, left, contract):
                left[other.columns[0]] = row[other.columns[0]]
    return left


def _frame(rows: list[Row], contract: Contract) -> pl.DataFrame:
    schema = {name: _TYPES[contract.kind_of(name)] for name in contract.stored_columns}
    made = pl.DataFrame(rows, schema=schema, strict=False)
    if contract.period_from:
        made = made.with_columns(period=pl.col(contract.period_from).dt.month_start())
    return made.with_columns(sheet=pl.lit("canary"), row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
