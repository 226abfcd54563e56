r"""The second opinion: every promise as one of Great Expectations' own expectations, on pandas.

The engine counts in Polars. Here each promise is compiled to a stock expectation instead, and must give the same counts
over the same rows; tests compare the two over generated tables, and ``engine="gx"`` lets a doubter do so on a file.

Left to themselves the two differ in places, which are settled here so that both agree:

* In Python ``$`` also matches before a newline that ends the text, in Polars it does not: it is compiled to ``\Z``.
  Groups are compiled to groups that capture nothing, about which pandas would warn.
* A key of nulls alone is skipped, unless ``ignore_row_if`` is ``never``; with it, as in Polars, null equals null. A
  key of one column stands beside a column of zeros: the compound expectation asks for two, the plain one skips nulls.
* A pair with one null would fail, unless ``ignore_row_if`` is ``either_value_is_missing``.
* Dates are ``datetime64[ns]`` (of microseconds where a date lies outside 1678 to 2261, which is slower) and their
  bounds ``datetime``: any other pairing raises. Whole numbers keep their nulls as ``Int64``, lest they become floats.
* The expectation on pairs of values takes a ``row_condition`` and counts every row all the same: its first column is
  given to it empty in the rows the promise is not about.
* ``mostly`` is never used: its share is of the rows that are not null, a contract's of all rows.

What remains: a column that is not there makes its own promises *could not run*, where the single Polars pass loses all
of them; a lower bound above the upper *could not run*, where Polars fails every row; bounds become floats, so that
whole numbers past 2**53 are out of its reach; a float that is not a number is missing to pandas and a number to Polars
(cleaning lets none through); two columns of text cannot be put in order. A contract needs none of these.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl

from sfg_analytics.check.engine import (
    SEVERITY,
    Ran,
    as_json,
    results,
    validate,
)  # first: it spares us the slow parts of what follows
from sfg_analytics.contract import Contract, Promise, Where, spelt_out

# isort: split
from great_expectations import expectations
from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.row_conditions import Column as Named

gxe: Any = expectations  # which says of none of its expectations that it exports them

# Counts, and no value of anybody's.
_RESULT_FORMAT = {
    "result_format": "BASIC",
    "partial_unexpected_count": 0,
    "exclude_unexpected_values": True,
}
_ZEROS = "zero in every row"
_NANOSECONDS = (date(1678, 1, 1), date(2261, 12, 31))
_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<end>\$)|(?P<group>\((?:\?P?<[^>=!]+>|(?!\?)))", re.DOTALL
)


def run_stock(rows: pl.DataFrame, contract: Contract) -> Ran:
    """Run a contract's promises over rows as Great Expectations' own expectations on pandas.

    Parameters
    ----------
    rows
        The contract's stored columns, and the virtual ones its promises speak of.
    contract
        Its promises.

    Returns
    -------
    Ran
        Counts by promise, and the checkpoint's result.
    """
    rows = spelt_out(rows)
    spoken = {name for promise in contract.promises for name in promise.spoken} & set(rows.columns)
    held = pd.DataFrame(
        {_ZEROS: 0} | {name: _physical(rows[name]) for name in sorted(spoken)},
        index=pd.RangeIndex(rows.height),
    )
    for promise in contract.promises:
        if promise.where and promise.rule == "pairs_in_set" and set(promise.spoken) <= spoken:
            held[_narrowed(promise)] = held[promise.columns[0]].where(_about(held, promise.where))
    suite = ExpectationSuite(
        contract.id, expectations=[expectation(promise, contract) for promise in contract.promises]
    )
    outcome = validate(held, suite, result_format=_RESULT_FORMAT)
    return Ran({rule: _counts(kept, found) for rule, kept, found in results(outcome)}, as_json(outcome))


def expectation(promise: Promise, contract: Contract) -> Any:
    """Compile a promise to a stock expectation, which carries the promise's id, words and severity.

    Parameters
    ----------
    promise
        Of any kind.
    contract
        Gives the columns' types.

    Raises
    ------
    ValueError
        For a kind of promise that is not known.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> contract = load_contracts()["organisations"]
    >>> expectation(contract.promises[0], contract).expectation_type
    'expect_column_values_to_not_be_null'
    """
    made, arguments = _compiled(promise, contract)
    if promise.where and promise.rule == "pairs_in_set":
        arguments["column_A"] = _narrowed(promise)
    elif promise.where:
        arguments["row_condition"] = _condition(promise.where)
    return made(
        **arguments,
        severity=SEVERITY.get(promise.severity, FailureSeverity.CRITICAL),
        description=promise.description,
        meta={"rule": promise.id},
    )


def _compiled(  # noqa: PLR0911 - one return a kind of promise
    promise: Promise, contract: Contract
) -> tuple[Any, dict[str, Any]]:
    names, arguments = promise.columns, promise.arguments
    match promise.rule:
        case "row_count":
            return gxe.ExpectTableRowCountToBeBetween, {"min_value": arguments["minimum"]}
        case "not_null":
            return gxe.ExpectColumnValuesToNotBeNull, {"column": names[0]}
        case "in_set":
            values = {"value_set": list(arguments["values"])}
            return gxe.ExpectColumnValuesToBeInSet, {"column": names[0], **values}
        case "matches":
            regex = {"regex": in_python(arguments["pattern"])}
            return gxe.ExpectColumnValuesToMatchRegex, {"column": names[0], **regex}
        case "between":
            kind = contract.kind_of(names[0])
            ends = {f"{end[:3]}_value": _bound(arguments[end], kind) for end in ("minimum", "maximum")}
            return gxe.ExpectColumnValuesToBeBetween, {"column": names[0], **ends}
        case "unique":
            key = {"column_list": list(names) if len(names) > 1 else [names[0], _ZEROS]}
            return gxe.ExpectCompoundColumnsToBeUnique, {**key, "ignore_row_if": "never"}
        case "a_not_before_b":
            order = {"or_equal": bool(arguments.get("or_equal"))}
            return gxe.ExpectColumnPairValuesAToBeGreaterThanB, {**_pair(names), **order}
        case "pairs_in_set":
            pairs = {"value_pairs_set": list(arguments["pairs"])}
            return gxe.ExpectColumnPairValuesToBeInSet, {**_pair(names), **pairs}
    raise ValueError(f"'{promise.rule}' is not a kind of promise")


def _pair(names: tuple[str, ...]) -> dict[str, Any]:
    return {"column_A": names[0], "column_B": names[1], "ignore_row_if": "either_value_is_missing"}


def _condition(where: Where) -> Any:
    """Compile the rows a promise is about; a list of true and false is not taken, one of them is."""
    column = Named(where.column)
    if where.values is None:
        return column.is_not_null()
    return column == where.values[0] if len(where.values) == 1 else column.is_in(where.values)


def _about(held: pd.DataFrame, where: Where) -> Any:
    column = held[where.column]
    return column.notna() if where.values is None else column.isin(where.values)


def _narrowed(promise: Promise) -> str:
    return f"{promise.columns[0]}, as '{promise.id}' is about it"


def in_python(pattern: str) -> str:
    r"""Write a pattern so that Python reads it as Polars does.

    Parameters
    ----------
    pattern
        As a contract states it.

    Examples
    --------
    >>> print(in_python("^([A-Z$]{3}|[0-9]+)$"))
    ^(?:[A-Z$]{3}|[0-9]+)\Z
    """

    def written(token: re.Match[str]) -> str:
        if token["end"]:
            return r"\Z"
        return "(?:" if token["group"] else token[0]

    return _TOKEN.sub(written, pattern)


def _bound(value: Any, kind: str) -> Any:
    return datetime.fromisoformat(str(value)) if value is not None and kind == "date" else value


def _physical(column: pl.Series) -> Any:
    """Give a column in the one pandas type that the expectations judge soundly and soonest."""
    kind = column.dtype
    if kind == pl.Date:
        lowest, highest = column.min(), column.max()
        fits = lowest is None or (_NANOSECONDS[0] <= lowest and highest <= _NANOSECONDS[1])  # type: ignore[operator]
        moments = column.cast(pl.Datetime("us")).to_numpy()
        return moments.astype("datetime64[ns]" if fits else "datetime64[us]")
    if kind == pl.Boolean:
        return pd.array(column.to_list(), dtype="boolean")
    if kind.is_integer():
        return pd.array(column.to_list(), dtype="Int64") if column.null_count() else column.to_numpy()
    if kind.is_float():
        return column.cast(pl.Float64).to_numpy()
    return pd.Categorical(column.cast(pl.String).to_list())


def _counts(kept: bool, found: dict[str, Any]) -> tuple[int, int]:
    if "observed_value" in found:
        return int(found["observed_value"]), int(not kept)
    return found["element_count"] - found.get("missing_count", 0), found["unexpected_count"]
