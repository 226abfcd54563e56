"""Tidy tables made for one test each, a few rows at a time: every column of the contract, null where nothing is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from sfg_analytics.contract import Contract, load_contracts
from sfg_analytics.store import LEDGER_SCHEMA

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
LONG_AGO = date(2010, 1, 1)
AT_WORK = {"assignment_status": "Active", "service_start_date": LONG_AGO}
KINDS: Mapping[str, Any] = {
    "string": pl.String,
    "date": pl.Date,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
}
DATED_BY = {
    "conversation_outcomes": "conversation_date",
    "development_actions": "agreed_date",
    "talent_grid": "assessed_date",
    "talent_pools": "applied_date",
    "starters_and_leavers": "event_date",
}


@lru_cache(maxsize=1)
def contracts() -> Mapping[str, Contract]:
    return load_contracts()


def schema(contract: str) -> dict[str, Any]:
    """The types of a tidy table's columns."""
    if contract == "ledger":
        return dict(LEDGER_SCHEMA)
    by_name = contracts()[contract].by_name
    return {
        name: KINDS[by_name[name].kind] if name in by_name else pl.Date
        for name in contracts()[contract].stored_columns
    }


def table(contract: str, rows: Iterable[Mapping[str, Any]] = (), **usual: Any) -> pl.DataFrame:
    """A tidy table of the rows given, each a few columns; ``usual`` holds for rows that say nothing else.

    The organisation is ZZA and the month that of the row's date, else March 2025, unless a row says otherwise.
    """
    columns = schema(contract)
    made = []
    for row in rows:
        told = {"organisation": "ZZA", **usual, **row}
        day = told.get(DATED_BY.get(contract, ""))
        told.setdefault("period", day.replace(day=1) if day else MARCH)
        strangers = set(told) - set(columns) - {"period"}
        assert not strangers, f"{contract} has no {', '.join(sorted(strangers))}"
        made.append({name: told.get(name) for name in columns})
    return pl.DataFrame(made, schema=columns)


def staff(rows: Iterable[Mapping[str, Any]] = (), **usual: Any) -> pl.DataFrame:
    """People in post: at work, and there since 2010, unless a row says otherwise."""
    numbered = [{"person": f"p{number}", **row} for number, row in enumerate(rows)]
    return table("staff_in_post", numbered, **{**AT_WORK, **usual})


def conversations(rows: Iterable[Mapping[str, Any]] = (), **usual: Any) -> pl.DataFrame:
    """Conversations: held, with placements, unless a row says otherwise."""
    placed = {"stage": "placed", "current_placement": "depth", "sought_placement": "stretch", **usual}
    return table("conversation_outcomes", rows, **placed)


def world(**tables: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Every table that a measure may read: those given, the others empty."""
    names = [
        "staff_in_post",
        "conversation_outcomes",
        "development_actions",
        "critical_posts",
        "talent_pools",
        "talent_grid",
        "nhs_staff_survey",
        "nhs_turnover",
        "nhs_sickness",
        "ledger",
    ]
    return {name: table(name) for name in names} | tables


READ_AS: Mapping[Any, Callable[[str], Any]] = {
    pl.Date: date.fromisoformat,
    pl.Int64: int,
    pl.Float64: float,
    pl.Boolean: {"yes": True, "no": False}.__getitem__,
}


def told_by(drawing: str) -> list[dict[str, str | None]]:
    """The rows of a drawing: columns at least two spaces apart, ``-`` for null, and behind ``|`` what a reader should see."""
    heading, *lines = [
        re.split(r" {2,}", line.split("|")[0].strip()) for line in drawing.strip().splitlines()
    ]
    return [
        {name: None if cell == "-" else cell for name, cell in zip(heading, line, strict=True)}
        for line in lines
    ]


def drawn(contract: str, drawing: str, **usual: Any) -> pl.DataFrame:
    """A tidy table as drawn, each cell read as the contract types its column."""
    read_as = {name: READ_AS.get(kind, str) for name, kind in schema(contract).items()}
    rows = (
        {
            name: None if cell is None else read_as.get(name, date.fromisoformat)(cell)
            for name, cell in row.items()
        }
        for row in told_by(drawing)
    )
    return table(contract, rows, **usual)


def in_post(drawing: str, **usual: Any) -> pl.DataFrame:
    """People in post, drawn: at work, and there since 2010, unless the drawing says otherwise."""
    return drawn("staff_in_post", drawing, **{**AT_WORK, **usual})


def fractions(counted: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """What was counted: the columns named, then numerator and denominator."""
    return counted.select(*columns, "numerator", "denominator").rows()
