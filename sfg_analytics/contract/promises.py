"""A page's promises: those its columns imply, and those it states in the words of stock Great Expectations.

A column that is required promises to be filled, one with codes to hold one of them, and so on; nobody has to write that
twice. What columns cannot say (two dates in order, two ratings that agree, a date that must be there once a status says
so) stands under ``quality`` as one of Great Expectations' own expectations, and is read here into a kind of promise that
is no engine's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sfg_analytics.contract.nouns import Code, Column
from sfg_analytics.contract.promise import Promise, Reference, Where
from sfg_analytics.errors import ContractError

RULES = {
    "expect_column_values_to_not_be_null": "not_null",
    "expect_column_values_to_be_in_set": "in_set",
    "expect_column_values_to_match_regex": "matches",
    "expect_column_values_to_be_between": "between",
    "expect_column_pair_values_a_to_be_greater_than_b": "a_not_before_b",
    "expect_column_pair_values_to_be_in_set": "pairs_in_set",
}
"""For each expectation a page may state, the kind of promise it is."""


def implied(columns: Sequence[Column]) -> Iterator[Promise]:
    """Give the promises that columns imply.

    Parameters
    ----------
    columns
        All of a page's.

    Yields
    ------
    Promise
        In the order of the columns, then that the key is unique.

    Examples
    --------
    >>> [promise.id for promise in implied([Column("band", "Band", "string", required=True, key_position=1)])]
    ['band_present', 'key_unique']
    """
    stored = [column for column in columns if column.stored]
    for column in stored:
        yield from _of_column(column)
        yield from _in_their_time(column, columns)
    key = sorted((c for c in stored if c.key_position is not None), key=lambda c: c.key_position or 0)
    if key:
        names = tuple(column.name for column in key)
        yield Promise("key_unique", "unique", names, description="No row is given twice.")


def _of_column(column: Column) -> Iterator[Promise]:
    name, title, options = (column.name,), column.title, column.options
    if column.required:
        yield Promise(f"{column.name}_present", "not_null", name, description=f"{title} is always given.")
    if column.codes:
        values = {"values": tuple(code.value for code in column.codes)}
        said = f"{title} is one of the codes of its list."
        yield Promise(f"{column.name}_in_list", "in_set", name, values, description=said)
    if "pattern" in options:
        pattern = {"pattern": options["pattern"]}
        said = f"{title} is written as it should be."
        yield Promise(f"{column.name}_matches", "matches", name, pattern, description=said)
    if {"minimum", "maximum"} & set(options):
        limits = {end: options.get(end) for end in ("minimum", "maximum")}
        said = f"{title} lies within its limits."
        yield Promise(f"{column.name}_in_range", "between", name, limits, description=said)


def _in_their_time(column: Column, columns: Iterable[Column]) -> Iterator[Promise]:
    """Give a promise for each span of time in which codes of a list were valid: rows that hold them lie within it."""
    spans: dict[tuple[str | None, str | None], list[Code]] = {}
    for code in column.codes:
        if code.valid_from or code.valid_until:
            spans.setdefault((code.valid_from, code.valid_until), []).append(code)
    yearly = any(other.name == "period" and other.grain == "year" for other in columns)
    for (first, last), codes in spans.items():
        labels = ", ".join(f"“{code.label}”" for code in codes)
        since = f" from {_day(first)}" if first else ""
        until = f" until {_day(last)}" if last else ""
        yield Promise(
            in_its_time(column.name, first, last),
            "between",
            ("period",),
            {"minimum": first and _start(first, yearly=yearly), "maximum": last},
            where=Where(column.name, tuple(code.value for code in codes)),
            description=f"{column.title} holds {labels} only{since}{until}.",
        )


def in_its_time(column: str, first: str | None, last: str | None) -> str:
    """Name the promise that codes of a column are used in their own time only.

    Examples
    --------
    >>> in_its_time("disability", "2023-11-01", None)
    'disability_in_its_time_from_2023-11-01'
    """
    span = [f"from_{first}" if first else "", f"until_{last}" if last else ""]
    return "_".join([column, "in_its_time", *filter(None, span)])


def _start(day: str, *, yearly: bool) -> str:
    """Give the first day of the period a day lies in: a period is held as its first day."""
    return f"{day[:4]}-01-01" if yearly else f"{day[:7]}-01"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def stated(item: Mapping[str, Any], custom: Mapping[str, Any]) -> Promise:
    """Read a promise that a page states.

    Parameters
    ----------
    item
        An entry of the table's ``quality``.
    custom
        Its custom properties by name.

    Raises
    ------
    ContractError
        When it is of a kind that is not understood.

    Examples
    --------
    >>> item = {"id": "some", "metric": "rowCount", "mustBeGreaterOrEqualTo": 1}
    >>> stated(item, {}).rule
    'row_count'
    """
    implementation = item.get("implementation", {})
    kwargs = implementation.get("kwargs", {})
    rule = RULES.get(implementation.get("type", ""))
    columns: tuple[str, ...] = ()
    if item.get("metric") == "rowCount":
        rule, arguments = "row_count", {"minimum": item["mustBeGreaterOrEqualTo"]}
    elif rule is None:
        raise ContractError(
            f"The promise '{item.get('id')}' is of a kind that is not understood.",
            expected="metric rowCount, or one of " + ", ".join(sorted(RULES)),
            got=str(implementation.get("type") or item.get("metric") or item.get("type")),
        )
    else:
        names = ("column",) if "column" in kwargs else ("column_A", "column_B")
        columns, arguments = tuple(kwargs[name] for name in names), _arguments(rule, kwargs)
    return Promise(
        item["id"],
        rule,
        columns,
        arguments,
        where=_where(kwargs["row_condition"]) if "row_condition" in kwargs else None,
        tolerance_percent=float(custom.get("tolerancePercent", 0)),
        severity=item.get("severity", "error"),
        description=item.get("description", ""),
    )


def reference(item: Mapping[str, Any], custom: Mapping[str, Any]) -> Reference:
    """Read a promise across tables.

    Parameters
    ----------
    item
        An entry of the table's ``relationships``.
    custom
        Its custom properties by name.

    Examples
    --------
    >>> item = {"id": "known", "from": ["actions.person"], "to": ["staff.person"]}
    >>> reference(item, {"description": "The person is known."}).contract
    'staff'
    """
    here, there = ([name.partition(".") for name in item[end]] for end in ("from", "to"))
    promise = Promise(
        item["id"],
        "exists_in",
        tuple(column for _, _, column in here),
        tolerance_percent=float(custom.get("tolerancePercent", 0)),
        severity="warning",
        description=custom["description"],
    )
    others = tuple(column for _, _, column in there)
    return Reference(promise, there[0][0], others, custom.get("month", "period"))


def _arguments(rule: str, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    match rule:
        case "in_set":
            return {"values": tuple(kwargs["value_set"])}
        case "matches":
            return {"pattern": kwargs["regex"]}
        case "between":
            return {"minimum": kwargs.get("min_value"), "maximum": kwargs.get("max_value")}
        case "a_not_before_b":
            return {"or_equal": bool(kwargs.get("or_equal"))}
        case "pairs_in_set":
            return {"pairs": tuple((first, second) for first, second in kwargs["value_pairs_set"])}
    return {}


def _where(condition: Mapping[str, Any]) -> Where:
    """Read a row condition, in the form in which Great Expectations itself writes one down."""
    name = condition["column"]["name"]
    if condition["type"] == "nullity":
        return Where(name)
    parameter = condition["parameter"]
    return Where(name, tuple(parameter) if condition["operator"] == "IN" else (parameter,))
