"""Each kind of promise as a Polars expression that is true for a row that breaks it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.contract import Contract, Promise, Where

ROW_RULES = frozenset(
    {"not_null", "in_set", "matches", "between", "a_not_before_b", "pairs_in_set", "unique"}
)


def with_virtual_columns(tidy: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add the columns that promises speak of but no export holds: ``period_end``, the last day of the month."""
    spoken = {name for promise in contract.promises for name in promise.spoken}
    if "period_end" in spoken:
        return tidy.with_columns(period_end=pl.col("period").dt.month_end())
    return tidy


def violation(promise: Promise, contract: Contract) -> pl.Expr:
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
    wrong = _wrong(promise, contract)
    return wrong if promise.where is None else wrong & _holds(promise.where)


def evaluated(promise: Promise) -> pl.Expr:
    """Count the rows that a promise can be judged on."""
    about = pl.lit(value=True) if promise.where is None else _holds(promise.where)
    if promise.rule in {"not_null", "unique"}:
        return pl.len() if promise.where is None else about.sum()
    filled = pl.all_horizontal(pl.col(name).is_not_null() for name in promise.columns)
    return (filled & about).sum()


def _wrong(promise: Promise, contract: Contract) -> pl.Expr:  # noqa: PLR0911 - one return a kind of promise
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
        case "pairs_in_set":
            return _apart(column, pl.col(promise.columns[1]), promise.arguments["pairs"])
    raise ValueError(f"'{promise.rule}' is not a promise about a row")


def _holds(where: Where) -> pl.Expr:
    """Give the expression that is true for the rows a promise is about; where the column is null, it is false."""
    column = pl.col(where.column)
    if where.values is None:
        return column.is_not_null()
    return column.is_in(list(where.values)).fill_null(value=False)


def _apart(first: pl.Expr, second: pl.Expr, pairs: tuple[tuple[Any, Any], ...]) -> pl.Expr:
    """Give the expression that is true where both columns are filled, and not with one of the pairs."""
    partners: dict[Any, list[Any]] = {}
    for one, other in pairs:
        partners.setdefault(one, []).append(other)
    together = pl.any_horizontal((first == one) & second.is_in(others) for one, others in partners.items())
    return (first.is_not_null() & second.is_not_null() & ~together).fill_null(value=False)


def _outside(column: pl.Expr, promise: Promise, contract: Contract) -> pl.Expr:
    kind = contract.kind_of(promise.columns[0])
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
