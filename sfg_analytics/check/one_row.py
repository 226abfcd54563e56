"""What a promise says of one made-up row, read in plain Python, and what a column of such a row may hold.

The engines judge tables. To make a row that breaks one promise and no other, or none, each promise must be read a third
time, row by row, by somebody who is in no hurry; this is that reading. Nobody's rows come here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sfg_analytics.contract import Contract, Promise

Row = dict[str, Any]
DAY = date(2024, 1, 1)
_TEXTS = ("made up", "A", "ZZ1", "1", "2024", "2024-01", "A1", "a", "AA11 1AA", "")
_ATOM = re.compile(
    r"(?P<one>\[(?P<members>[^\]^\\]+)\]|\\[^A-Za-z0-9]|[^\\\[\](){}.*+?|^$])"
    r"(?:\{(?P<least>[0-9]+)(?:,[0-9]*)?\}|(?P<often>[*+?]))?"
)


def breaks(promise: Promise, row: Row, contract: Contract) -> bool:
    """Whether a row breaks a promise, which one row alone cannot where it is about several.

    Parameters
    ----------
    promise
        One of the contract's.
    row
        The contract's stored columns.
    contract
        Says what is derived from what.

    Examples
    --------
    >>> from sfg_analytics.contract import Column
    >>> made = Contract("made", "Made", "1.0.0", "", "record", (Column("band", "Band", "string"),), (), ("band",))
    >>> breaks(Promise("p", "in_set", ("band",), {"values": ("5", "6")}), {"band": "77"}, made)
    True
    """
    if promise.where is not None:
        held, wanted = value_of(row, promise.where.column, contract), promise.where.values
        if held is None or (wanted is not None and held not in wanted):
            return False
    values = tuple(value_of(row, name, contract) for name in promise.columns)
    if promise.rule == "not_null":
        return values[0] is None
    return None not in values and _wrong(promise, values, contract)


def _wrong(promise: Promise, values: tuple[Any, ...], contract: Contract) -> bool:
    match promise.rule:
        case "in_set":
            return values[0] not in promise.arguments["values"]
        case "matches":
            return not fits(promise.arguments["pattern"], values[0])
        case "between":
            low, high = limits(promise, contract)
            return (low is not None and values[0] < low) or (high is not None and values[0] > high)
        case "a_not_before_b":
            later, earlier = values
            return not (later >= earlier if promise.arguments.get("or_equal") else later > earlier)
        case "pairs_in_set":
            return values not in promise.arguments["pairs"]
    return False


def source_of(name: str, contract: Contract) -> str:
    """Name the column to change where a promise speaks of one that may be derived: a period, or its end."""
    return contract.period_from or "period" if name in {"period", "period_end"} else name


def value_of(row: Row, name: str, contract: Contract) -> Any:
    """Give a column's value, derived where it is."""
    value = row[source_of(name, contract)]
    if value is None or name not in {"period", "period_end"}:
        return value
    month = value.replace(day=1)
    return month if name == "period" else month_end(month)


def month_end(day: date) -> date:
    """Give the last day of a month.

    Examples
    --------
    >>> month_end(date(2024, 2, 10))
    datetime.date(2024, 2, 29)
    """
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def step(value: Any, by: int) -> Any:
    """Go so many days or units further.

    Examples
    --------
    >>> step(date(2024, 2, 29), 1), step(60, 1)
    (datetime.date(2024, 3, 1), 61)
    """
    return value + (timedelta(days=by) if isinstance(value, date) else by)


def limits(promise: Promise, contract: Contract) -> tuple[Any, Any]:
    """Give the lowest and the highest value that a promise about limits allows, as the column's own type."""
    ends = (promise.arguments["minimum"], promise.arguments["maximum"])
    if contract.kind_of(promise.columns[0]) == "date":
        ends = tuple(end and date.fromisoformat(str(end)) for end in ends)  # type: ignore[assignment]
    return ends


def fits(pattern: str, text: str) -> bool:
    r"""Whether a text fits a pattern, read as Polars reads it.

    Examples
    --------
    >>> fits("^[A-Z]$", "A"), fits("^[A-Z]$", "A\n")
    (True, False)
    """
    ended = pattern.removesuffix("$") + (r"\Z" if pattern.endswith("$") else "")
    return re.search(ended, text) is not None


def allowed(name: str, contract: Contract) -> Iterator[Any]:
    """Give values that a column may hold by itself, the first of its list first; for a date, none."""
    column = contract.by_name.get(name)
    if column is None or column.kind == "date":
        return
    if column.kind == "boolean":
        yield from (True, False)
    elif column.kind in {"number", "integer"}:
        ends = [limits(p, contract) for p in contract.promises if _by_itself(p, name, "between")]
        low, high = ends[0] if ends else (None, None)
        yield low if low is not None else high if high is not None else 1
    elif column.codes:
        yield from (code.value for code in column.codes)
    else:
        yield from texts(name, contract)


def texts(name: str, contract: Contract) -> Iterator[str]:
    """Give made-up texts that fit every pattern of a column."""
    patterns = [str(p.arguments["pattern"]) for p in contract.promises if _by_itself(p, name, "matches")]
    for text in (*map(text_for, patterns), *_TEXTS):
        if text and all(fits(pattern, text) for pattern in patterns):
            yield text


def misfits(pattern: str) -> Iterator[str]:
    """Give texts that do not fit a pattern, a line break too many last; none where it fits every text."""
    for text in (*_TEXTS, "?", "?" * 99, f"{text_for(pattern)}\n"):
        if not fits(pattern, text):
            yield text


def text_for(pattern: str) -> str:
    """Give a text of a pattern that is a run of letters, classes and repeats; of another, whatever comes of it.

    Examples
    --------
    >>> text_for("^[0-9]{4}-[0-9]{2}$")
    '0000-00'
    """
    written = []
    for atom in _ATOM.finditer(pattern):
        one = atom["members"][0] if atom["members"] else atom["one"][-1]
        written.append(one * int(atom["least"] or (0 if atom["often"] in {"*", "?"} else 1)))
    return "".join(written)


def _by_itself(promise: Promise, name: str, rule: str) -> bool:
    return promise.rule == rule and promise.columns == (name,) and promise.where is None
