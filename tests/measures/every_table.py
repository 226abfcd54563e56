"""A small table of every contract, seeded, full of the holes that real ones have.

People come, go, come back and turn up elsewhere; any field may be blank or hold a code that no list knows; dates lie
before and after one another in every order. No row means anything: the tables are there so that ways of counting meet
whatever can be met, and can be compared.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from tests.measures.made import DATED_BY, contracts, schema

ORGANISATIONS = ("ZZA", "ZZB")
MONTHS = [date(2022 + (9 + month) // 12, (9 + month) % 12 + 1, 1) for month in range(30)]
PEOPLE = [f"p{number}" for number in range(60)]
QUESTIONS = ("Q15", *(f"Q23{part}" for part in "abcd"), *(f"Q24{part}" for part in "abcde"), "PP5_1", "PP5_2")
ANSWERS = ("Yes", "Yes, definitely", "Agree", "Strongly agree", "No", "score")
STRANGER = "in no list"

Row = dict[str, Any]


def every_table(seed: int = 1) -> dict[str, pl.DataFrame]:
    """Make a table of every contract, by its id, and the store's ledger."""
    chance = np.random.default_rng(seed)
    everywhere = [{"organisation": code, "period": month} for code in ORGANISATIONS for month in MONTHS]
    in_post = [
        {
            "organisation": ORGANISATIONS[(number + (place > number)) % 2],
            "period": month,
            "person": person,
            "national_person": None if number % 7 == 0 else f"n{number}",
        }
        for number, person in enumerate(PEOPLE)
        for place, month in enumerate(MONTHS)
    ]
    in_post = _some(in_post, 0.95, chance)
    held = _dated("conversation_outcomes", in_post, 0.1, chance)
    keys = dict.fromkeys(contracts(), everywhere * 3) | {
        "staff_in_post": in_post,
        "conversation_outcomes": held,
        "development_actions": _dated("development_actions", held, 0.7, chance),
        "talent_grid": _dated("talent_grid", in_post, 0.1, chance),
        "talent_pools": _dated("talent_pools", in_post, 0.03, chance),
        "starters_and_leavers": _dated("starters_and_leavers", in_post, 0.05, chance),
        "critical_posts": _crossed(
            everywhere, {"post": ("x", "y", "z"), "successor": (*PEOPLE[:2], None)}, chance
        ),
        "nhs_staff_survey": _crossed(everywhere[::9], {"question": QUESTIONS, "answer": ANSWERS}, chance),
        "ledger": [row | {"last_period": row["period"], "rows_read": 37} for row in everywhere],
    }
    return {name: _filled(name, rows, chance) for name, rows in keys.items()}


def _some(rows: list[Row], share: float, chance: np.random.Generator) -> list[Row]:
    return [row for row in rows if chance.random() < share]


def _dated(contract: str, rows: list[Row], share: float, chance: np.random.Generator) -> list[Row]:
    """Give some of the rows a day of their month, where the contract has it."""
    return [
        row | {DATED_BY[contract]: row["period"] + timedelta(days=int(chance.integers(28)))}
        for row in _some(rows, share, chance)
    ]


def _crossed(rows: list[Row], values: dict[str, tuple[Any, ...]], chance: np.random.Generator) -> list[Row]:
    """Give most combinations of the rows and the values."""
    combined = [dict(zip(values, one, strict=True)) for one in product(*values.values())]
    return _some([row | one for row in rows for one in combined], 0.9, chance)


def _filled(contract: str, rows: list[Row], chance: np.random.Generator) -> pl.DataFrame:
    """Fill in the columns that the rows do not tell."""
    page = contracts().get(contract)
    codes = {column.name: [code.value for code in column.codes] for column in page.columns} if page else {}
    key = page.key if page else ()
    filled = [
        {
            name: row[name]
            if name in row
            else _value(kind, codes.get(name) or PEOPLE[:3], row["period"], chance, blank=name not in key)
            for name, kind in schema(contract).items()
        }
        for row in rows
    ]
    table = pl.DataFrame(filled, schema=schema(contract))
    return table.unique(list(key), keep="first", maintain_order=True) if key else table


def _value(
    kind: pl.DataType, codes: list[str], month: date, chance: np.random.Generator, *, blank: bool
) -> object:
    if blank and chance.random() < 0.15:
        return None
    if kind == pl.Date:
        return month + timedelta(days=int(chance.integers(-800, 400)))
    if kind == pl.Boolean:
        return bool(chance.integers(2))
    if kind == pl.Int64:
        return int(chance.choice([12, 24, 36]))
    if kind == pl.Float64:
        return float(chance.choice([0.5, 0.6, 1.0, 2.5]))
    return str(chance.choice([*codes, STRANGER])) if kind == pl.String else None
