"""Each kind of promise as a Polars expression that is true for a row that breaks it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.contract import Contract, Promise

ROW_RULES = frozenset(
    {"not_null", "in_set", "matches", "between", "a_not_before_b", "not_null_where", "unique"}
)


def with_virtual_columns(tidy: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add the columns that promises speak of but no export holds: ``period_end``, the last day of the month."""
    spoken = {name for promise in contract.promises for name in promise.columns}
    if "period_end" in spoken:
        return tidy.with_columns(period_end=pl.col("period").dt.month_end())
    return tidy


def violation(promise: Promise, contract: Contract) -> pl.Expr:  # noqa: PLR0911 - one return a kind of promise
    """Give the expression that is true where a row breaks a promise, false where it keeps it.

    Parameters
    ----------
    promise
        Any but ``row_count``, which is about the table.
    contract
        Gives the columns' types.

    Raises
    ------
    ValueError
        For a promise about the table.
    """
    column = pl.col(promise.columns[0]) if promise.columns else pl.lit(None)
    match promise.rule:
        case "not_null":
            return column.is_null()
        case "in_set":
            return column.is_not_null() & ~column.is_in(list(promise.arguments["values"]))
        case "matches":
            return (~column.str.contains(promise.arguments["pattern"])).fill_null(value=False)
        case "between":
            return _outside(column, promise, contract)
        case "unique":
            return pl.struct(promise.columns).is_duplicated()
        case "a_not_before_b":
            other = pl.col(promise.columns[1])
            wrong = column < other if promise.arguments.get("or_equal") else column <= other
            return wrong.fill_null(value=False)
        case "not_null_where":
            return column.is_null() & pl.col(promise.columns[1]).is_not_null()
    raise ValueError(f"'{promise.rule}' is not a promise about a row")


def evaluated(promise: Promise) -> pl.Expr:
    """Count the rows that a promise can be judged on."""
    match promise.rule:
        case "not_null" | "unique":
            return pl.len()
        case "a_not_before_b":
            first, second = (pl.col(name).is_not_null() for name in promise.columns)
            return (first & second).sum()
        case "not_null_where":
            return pl.col(promise.columns[1]).count()
    return pl.col(promise.columns[0]).count()


def _outside(column: pl.Expr, promise: Promise, contract: Contract) -> pl.Expr:
    kind = contract.by_name[promise.columns[0]].kind
    lowest, highest = (_bound(promise.arguments[end], kind) for end in ("minimum", "maximum"))
    wrong = pl.lit(value=False)
    if lowest is not None:
        wrong |= column < lowest
    if highest is not None:
        wrong |= column > highest
    return wrong.fill_null(value=False)


def _bound(value: Any, kind: str) -> Any:
    if value is None:
        return None
    return date.fromisoformat(str(value)) if kind == "date" else value
