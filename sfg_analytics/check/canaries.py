"""Known-bad rows, made from the contract, that prove each of its promises can break.

A promise that nothing can break protects nobody, and looks just like one that is always kept. So for every promise a
canary is made: one row that is as it should be in what is required and in what the promise speaks of, empty elsewhere,
and wrong in that one thing. It is made from the contract's codes, limits and patterns alone, never by asking an engine.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product
from typing import Any

import polars as pl

from sfg_analytics.contract import Column, Contract, Promise

_TYPES: dict[str, Any] = {
    "string": pl.String,
    "date": pl.Date,
    "number": pl.Float64,
    "integer": pl.Int64,
    "boolean": pl.Boolean,
}
_DAY = date(2024, 1, 1)
_TEXTS = ("made up", "A", "ZZ1", "1", "2024", "2024-01", "A1", "a", "AA11 1AA", "")
_ATOM = re.compile(
    r"(?P<one>\[(?P<members>[^\]^\\]+)\]|\\[^A-Za-z0-9]|[^\\\[\](){}.*+?|^$])"
    r"(?:\{(?P<least>[0-9]+)(?:,[0-9]*)?\}|(?P<often>[*+?]))?"
)
Row = dict[str, Any]


def good_row(contract: Contract) -> pl.DataFrame:
    """Make one row, every column filled, that keeps every promise of the contract.

    Parameters
    ----------
    contract
        Whose codes, limits, patterns and orders the row is made from.

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
    kept, good = _needed(promise, contract), _good(contract)
    row = {name: value if name in kept else None for name, value in good.items()}
    first = promise.columns[0]
    match promise.rule:
        case "unique":
            return _frame([row, row], contract)
        case "not_null" | "not_null_where":
            row[first] = None
        case "a_not_before_b":
            _out_of_order(row, promise)
        case _:
            wrong = _wrong(promise, contract)
            if wrong is None:
                return None
            row[first] = wrong
    return _frame([row], contract)


def _needed(promise: Promise, contract: Contract) -> set[str]:
    """Give the columns a canary fills: those required, those spoken of, and those that must go with them."""
    needed = {name for each in contract.promises if each.rule == "not_null" for name in each.columns}
    needed |= set(promise.columns)
    if "period_end" in needed:
        needed |= {"period", contract.period_from or "period"}
    wanted = {each.columns for each in contract.promises if each.rule == "not_null_where"}
    while missing := {one for one, where in wanted if where in needed} - needed:
        needed |= missing
    return needed


def _good(contract: Contract) -> Row:
    dates = [column for column in contract.columns if column.stored and column.kind == "date"]
    lowest = [str(low) for column in dates if (low := _limits(contract, column.name)[0]) is not None]
    day = max([date.fromisoformat(text) for text in lowest], default=_DAY)
    if day.day > 1:
        day = _month_end(day) + timedelta(days=1)
    row: Row = {}
    for name in contract.stored_columns:
        column = contract.by_name.get(name)
        row[name] = day if column is None or column.kind == "date" else _good_value(column, contract)
    ordered = [promise for promise in contract.promises if promise.rule == "a_not_before_b"]
    for promise, _ in product(ordered, ordered):  # as often as the longest chain of them needs
        later, earlier = promise.columns
        if not _in_order(row, promise):
            row[later] = _step(_value(row, earlier), 0 if promise.arguments.get("or_equal") else 1)
    return row


def _good_value(column: Column, contract: Contract) -> Any:
    if column.kind == "boolean":
        return True
    if column.kind in {"number", "integer"}:
        low, high = _limits(contract, column.name)
        return low if low is not None else high if high is not None else 1
    patterns = _patterns(contract, column.name)
    choices = [code.value for code in column.codes] or [*map(_text_for, patterns), *_TEXTS]
    fitting = (text for text in choices if text and all(re.search(pattern, text) for pattern in patterns))
    return next(fitting, choices[0])


def _wrong(promise: Promise, contract: Contract) -> Any:
    """Give a value that a promise about one column's values forbids, or None."""
    name, arguments = promise.columns[0], promise.arguments
    patterns = _patterns(contract, name)
    if promise.rule == "between":
        high, low = arguments["maximum"], arguments["minimum"]
        dated = contract.by_name[name].kind == "date"
        for limit, past in ((high, 1), (low, -1)):
            if limit is not None:
                return _step(date.fromisoformat(str(limit)) if dated else limit, past)
        return None
    if promise.rule == "in_set":
        others = [*map(_text_for, patterns), *_TEXTS]
        free = [text for text in others if text and text not in arguments["values"]]
        return next(
            (text for text in free if all(re.search(p, text) for p in patterns)), free[0] if free else None
        )
    pattern = arguments["pattern"].removesuffix("$") + (r"\Z" if arguments["pattern"].endswith("$") else "")
    spoilt = (f"{_text_for(arguments['pattern'])}\n", *_TEXTS, "?", "?" * 99)
    return next((text for text in spoilt if not re.search(pattern, text)), None)


def _out_of_order(row: Row, promise: Promise) -> None:
    """Put the earlier past the later; where the earlier is derived, the later before it."""
    later, earlier = promise.columns
    gap = 1 if promise.arguments.get("or_equal") else 0
    if earlier in row:
        row[earlier] = _step(_value(row, later), gap)
    else:
        row[later] = _step(_value(row, earlier), -gap)


def _in_order(row: Row, promise: Promise) -> bool:
    later, earlier = (_value(row, name) for name in promise.columns)
    return bool(later >= earlier if promise.arguments.get("or_equal") else later > earlier)


def _value(row: Row, name: str) -> Any:
    return _month_end(row["period"]) if name == "period_end" else row[name]


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _step(value: Any, by: int) -> Any:
    return value + (timedelta(days=by) if isinstance(value, date) else by)


def _limits(contract: Contract, name: str) -> tuple[Any, Any]:
    for promise in contract.promises:
        if promise.rule == "between" and promise.columns == (name,):
            return promise.arguments["minimum"], promise.arguments["maximum"]
    return None, None


def _patterns(contract: Contract, name: str) -> list[str]:
    return [
        each.arguments["pattern"]
        for each in contract.promises
        if each.rule == "matches" and each.columns == (name,)
    ]


def _text_for(pattern: str) -> str:
    """Give a text of a pattern that is a run of letters, classes and repeats; of another, whatever comes of it."""
    written = []
    for atom in _ATOM.finditer(pattern):
        one = atom["members"][0] if atom["members"] else atom["one"][-1]
        written.append(one * int(atom["least"] or (0 if atom["often"] in {"*", "?"} else 1)))
    return "".join(written)


def _frame(rows: list[Row], contract: Contract) -> pl.DataFrame:
    kinds = {name: column.kind for name, column in contract.by_name.items()} | {
        "period": _kind_of_period(contract)
    }
    made = pl.DataFrame(
        rows, schema={name: _TYPES[kinds[name]] for name in contract.stored_columns}, strict=False
    )
    if contract.period_from:
        made = made.with_columns(period=pl.col(contract.period_from).dt.month_start())
    return made.with_columns(sheet=pl.lit("canary"), row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def _kind_of_period(contract: Contract) -> str:
    return contract.by_name["period"].kind if "period" in contract.by_name else "date"
