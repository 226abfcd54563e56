"""What is counted from: tidy tables on some engine, and the contracts that explain their codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import narwhals as nw

from sfg_analytics.contract import Contract
from sfg_analytics.errors import MeasureProblem

Rows = nw.LazyFrame[Any]

STAFF, CONVERSATIONS, ACTIONS = "staff_in_post", "conversation_outcomes", "development_actions"
MOVES = "moves"
ORGANISATION_MONTH = ("organisation", "month")
PERSON = ("organisation", "person")
PERSON_MONTH = (*PERSON, "month")
YEAR = 12


@dataclass(frozen=True)
class Source:
    """Tables of one engine.

    Parameters
    ----------
    tables
        Tidy tables by contract id, frames of any engine that narwhals knows, all of the same one.
    contracts
        Contracts by id.
    organisations
        Codes of the organisations to count; None for all.
    """

    tables: Mapping[str, Any]
    contracts: Mapping[str, Contract]
    organisations: tuple[str, ...] | None = None

    def rows(self, name: str, columns: Collection[str], *, everywhere: bool = False) -> Rows:
        """Take columns of a table, lazily; where ``period`` is one of them, its ``month`` comes with it.

        Parameters
        ----------
        name
            The contract id.
        columns
            Which columns.
        everywhere
            Take the rows of all organisations, not only of those that are counted.

        Raises
        ------
        MeasureProblem
            When the table is not there, is one of pandas, or lacks a column.
        """
        if name not in self.tables:
            raise MeasureProblem(
                f"The table '{name}' is needed and is not there.",
                got=", ".join(sorted(self.tables)) or "no tables",
                hint=f"submit an export of the contract '{name}' first.",
            )
        rows: Rows = nw.from_native(self.tables[name]).lazy()
        if rows.implementation.is_pandas_like():
            raise MeasureProblem(
                f"The table '{name}' is a frame of pandas, where nothing is counted.",
                hint="polars.from_pandas(table) makes a frame of Polars of it.",
            )
        missing = sorted(set(columns) - {"month"} - set(rows.collect_schema().names()))
        if missing:
            raise MeasureProblem(
                f"The table '{name}' lacks columns that are needed.", got=f"no {', '.join(missing)}"
            )
        if self.organisations is not None and not everywhere:
            rows = rows.filter(nw.col("organisation").is_in(list(self.organisations)))
        kept = rows.select(*(column for column in dict.fromkeys(columns) if column != "month"))
        if kept.implementation.is_polars():
            kept = _packed(kept)
        return kept.with_columns(month=month_of(nw.col("period"))) if "period" in columns else kept

    def held(self, names: Collection[str]) -> Source:
        """Have Polars read and pack tables once, for counting many kinds of rows; other engines read when they count.

        Parameters
        ----------
        names
            Contract ids; a table that is not there is left out, and so are columns that its contract does not list.
        """
        tables = dict(self.tables)
        for name in set(names) & set(tables):
            rows: Rows = nw.from_native(tables[name]).lazy()
            if rows.implementation.is_polars():
                listed = {"period", *self.contracts[name].by_name} if name in self.contracts else None
                columns = [c for c in rows.collect_schema().names() if listed is None or c in listed]
                tables[name] = self.rows(name, columns).collect("polars", engine="streaming").to_native()
        if self.has(STAFF, "national_person"):
            tables[MOVES] = self.moves.to_native()
        return replace(self, tables=tables)

    @cached_property
    def moves(self) -> Rows:
        """Give ``organisation, period, month, national_person`` of people who were ever at several organisations.

        The months of each are given at every organisation, whichever are counted.
        """
        columns = ["organisation", "period", "national_person"]
        if MOVES in self.tables:
            found = self.rows(MOVES, columns, everywhere=True)
            # Two kinds of rows ask: Polars looks through everybody's lists once for both.
            return found.collect("polars").lazy() if found.implementation.is_polars() else found
        named = self.rows(STAFF, columns, everywhere=True).filter(known("national_person"))
        places = named.select("organisation", "national_person").unique(keep="any")
        several = places.group_by("national_person").agg(places=nw.len()).filter(nw.col("places") > 1)
        return named.join(several, on=["national_person"], how="semi")

    def has(self, name: str, column: str) -> bool:
        """Whether a table is there and has a column."""
        return (
            name in self.tables
            and column in nw.from_native(self.tables[name]).lazy().collect_schema().names()
        )

    def staff(self, columns: Collection[str] = ()) -> Rows:
        """Take people in post: ``organisation, period, month, person`` and the columns named."""
        return self.rows(STAFF, ["organisation", "period", "person", *columns])

    def codes(self, contract: str, column: str, mark: str) -> list[str]:
        """Give the codes of a column that carry a mark in their contract."""
        return [code.value for code in self.contracts[contract].by_name[column].codes if code.marks.get(mark)]


def _packed(rows: Rows) -> Rows:
    """Let Polars join and group by numbers that stand for texts, which takes a third of the time."""
    texts = [name for name, kind in rows.collect_schema().items() if kind == nw.String]
    return rows.with_columns(nw.col(*texts).cast(nw.Categorical)) if texts else rows


def month_of(date: nw.Expr) -> nw.Expr:
    """Count the months from the year 0 to a date, so that months subtract."""
    return date.dt.year().cast(nw.Int32) * YEAR + date.dt.month().cast(nw.Int32) - 1


def day_of(date: nw.Expr) -> nw.Expr:
    """Count the days from 1 January of the year 1 to a date, as Python's ``toordinal``, so that days subtract."""
    year = date.dt.year().cast(nw.Int32) - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + date.dt.ordinal_day().cast(nw.Int32)


MONTH = 32
"""What :func:`calendar_day` counts for a month."""


def calendar_day(date: nw.Expr) -> nw.Expr:
    """Number a date so that the same day of the next month is 32 on, whatever the months' lengths and leap years."""
    return month_of(date) * MONTH + date.dt.day().cast(nw.Int32)


def known(column: str) -> nw.Expr:
    """Whether a column is filled."""
    return ~nw.col(column).is_null()


def is_true(fact: nw.Expr) -> nw.Expr:
    """Take what is not known for false."""
    return fact.fill_null(value=False)


def with_fact(rows: Rows, where: Rows, keys: Collection[str], name: str) -> Rows:
    """Attach ``name``: whether a row's keys are among those of other rows; no row is added or lost."""
    found = where.select(*keys).unique(list(keys), keep="any").with_columns(nw.lit(value=True).alias(name))
    return rows.join(found, on=list(keys), how="left").with_columns(is_true(nw.col(name)).alias(name))
