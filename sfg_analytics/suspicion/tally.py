"""A table by its numbers: how often each answer stands in each column, by organisation and month.

Both the rows of a submission and those held before are reduced to this first. It is small whatever they are, and what
comes after it never sees a row.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sfg_analytics.contract import DIRECT_IDENTIFIER, RECORD, Column, Contract

_LOW, _HIGH = 0.005, 0.995


@dataclass(frozen=True)
class Tally:
    """The numbers of a table.

    Parameters
    ----------
    months
        ``organisation, period, rows``.
    answers
        ``organisation, period, column, answer, rows``: ``answer`` is a code, or empty where a column without codes is
        filled; null where it is not.
    spans
        ``organisation, period, column, dates, low, high``: between which days, counted from the first of the row's
        month, all dates lie but one in two hundred at either end.
    """

    months: pl.DataFrame
    answers: pl.DataFrame
    spans: pl.DataFrame


def compared(contract: Contract) -> list[Column]:
    """Give the columns about which anything may be suspicious: what is stored, less what names a row."""
    return [
        column
        for column in contract.columns
        if column.stored
        and column.classification != DIRECT_IDENTIFIER
        and column.name not in {"organisation", "period"}
    ]


def has_answers(column: Column) -> bool:
    """Whether a column holds answers of a kind that can be counted: codes, yes or no."""
    return bool(column.codes) or column.kind == "boolean"


def tally(rows: pl.LazyFrame, contract: Contract) -> Tally:
    """Count a table.

    Parameters
    ----------
    rows
        Tidy rows with ``organisation`` and ``period``. Columns of the contract that are not among them are left out, as
        in a table stored before the contract had them.
    contract
        Their contract.
    """
    there = set(rows.collect_schema())
    columns = [column for column in compared(contract) if column.name in there]
    dates = [column for column in columns if column.kind == "date"]
    whose = pl.col("organisation") if contract.level == RECORD else pl.lit("")  # a publication is one whole
    of_month = [whose.alias("organisation"), pl.col("period")]
    months, *counted = pl.collect_all(
        [
            rows.group_by(of_month).agg(rows=pl.len().cast(pl.Int64)),
            *(_answers(rows, column, of_month) for column in columns),
            *(_span(rows, column, of_month) for column in dates),
        ]
    )
    none = pl.DataFrame(schema={"organisation": pl.String, "period": pl.Date, "column": pl.String})
    answers, spans = counted[: len(columns)], counted[len(columns) :]
    return Tally(
        months.sort("organisation", "period"),
        pl.concat(answers) if answers else none.with_columns(answer=pl.lit(""), rows=pl.lit(0)),
        pl.concat(spans) if spans else none.with_columns(dates=pl.lit(0), low=pl.lit(0.0), high=pl.lit(0.0)),
    )


def _answers(rows: pl.LazyFrame, column: Column, of_month: list[pl.Expr]) -> pl.LazyFrame:
    value = pl.col(column.name)
    answer = value.cast(pl.String) if has_answers(column) else pl.when(value.is_not_null()).then(pl.lit(""))
    return (
        rows.group_by(*of_month, answer.alias("answer"))
        .agg(rows=pl.len().cast(pl.Int64))
        .select("organisation", "period", pl.lit(column.name).alias("column"), "answer", "rows")
    )


def _span(rows: pl.LazyFrame, column: Column, of_month: list[pl.Expr]) -> pl.LazyFrame:
    days = days_from_month(column.name)
    return (
        rows.group_by(of_month)
        .agg(
            dates=days.count().cast(pl.Int64),
            low=days.quantile(_LOW, "nearest"),
            high=days.quantile(_HIGH, "nearest"),
        )
        .select("organisation", "period", pl.lit(column.name).alias("column"), "dates", "low", "high")
    )


def days_from_month(column: str) -> pl.Expr:
    """Give the days from the first of a row's month to a date of it; negative before."""
    return (pl.col(column) - pl.col("period")).dt.total_days()
