"""Counting in Polars and counting by Great Expectations' own expectations on pandas agree, promise by promise.

Contracts of every kind of promise and small tables full of what the two might read differently are drawn at random, each
from its number, so that a disagreement can be drawn again.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from sfg_analytics.check import check, engine
from sfg_analytics.check.engine import count_violations
from sfg_analytics.check.stock import run_stock
from sfg_analytics.check.violations import with_virtual_columns
from sfg_analytics.contract import Column, Contract, Promise, Where
from tests.depth import tries

FRAMES = tries(24)
AT_ONCE = 10

LOWEST, HIGHEST = date(2020, 2, 29), date(2020, 12, 31)
DAY = timedelta(days=1)
DATES = [LOWEST - DAY, LOWEST, LOWEST + DAY, HIGHEST, HIGHEST + DAY, date(1970, 1, 1), date(2000, 3, 1)]
# Before and after what nanoseconds can tell.
FAR = [*DATES, date(1600, 1, 1), date(2999, 12, 31)]
TEXTS = [
    *("ZZ1", "ZZ1", "ZZ1\n", "\nZZ1", "ZZ1\n\n", "zz1", "", " ", " ZZ1", "A1", "ABCDEFG", "ZZ1$", "ÉZ1"),
    *("nan", "NaN", "None", "<NA>", "NaT", "null", "1", "1.0", "True", "2020-02-29", "ZZ\u0661"),
]
PATTERNS = [
    *("^[A-Z0-9]{3,6}$", "^ZZ[0-9]$", "^(ZZ|A)[0-9]$", "^[^a-z]+$", r"^[A-Z$]+[0-9]\$?$", "^(?:)$", "^Z|1$"),
    *("^(?P<word>[A-Za-z]+)$", "^[]Z]+1$", r"^ZZ.$"),
]
NUMBERS = [0.0, -0.0, 0.1 + 0.2, 0.3, 1.0, np.nextafter(1.0, 2), np.nextafter(0.0, -1), -1.0, 2.0, 1e300]
WHOLES = [-1, 0, 1, 59, 60, 61, 2**31, -(2**40)]
POOLS: dict[str, tuple[Any, list[Any]]] = {
    "code": (pl.String, TEXTS),
    "other": (pl.String, ["a", "b", "nan"]),
    "fte": (pl.Float64, NUMBERS),
    "share": (pl.Float64, NUMBERS),
    "months": (pl.Int64, WHOLES),
    "period": (pl.Date, [date(2020, 2, 1), date(2020, 3, 1), date(1970, 1, 1)]),
    "first": (pl.Date, DATES),
    "last": (pl.Date, DATES),
    "flag": (pl.Boolean, [True, False]),
}
KINDS = {
    pl.String: "string",
    pl.Float64: "number",
    pl.Int64: "integer",
    pl.Date: "date",
    pl.Boolean: "boolean",
}
CHOSEN = ("code", "other", "months", "flag")
"""Columns by whose values rows are chosen; any other, by being filled."""
COLUMNS = tuple(Column(name, name, KINDS[kind]) for name, (kind, _) in POOLS.items())


def drawn_rows(rng: np.random.Generator) -> pl.DataFrame:
    height = int(rng.choice([0, 1, 2, 3, 5, 8, 30, 200], p=[0.06, 0.1, 0.12, 0.12, 0.2, 0.2, 0.15, 0.05]))
    held = {}
    for name, (kind, pool) in POOLS.items():
        chosen = FAR if kind == pl.Date and name != "period" and rng.random() < 0.4 else pool
        few = [chosen[i] for i in rng.choice(len(chosen), min(len(chosen), int(rng.integers(1, 25))))]
        empty = rng.choice([0.0, 0.0, 0.2, 0.6, 1.0])
        values = [None if rng.random() < empty else few[rng.integers(len(few))] for _ in range(height)]
        held[name] = pl.Series(name, values, dtype=kind)
    return pl.DataFrame(held)


def drawn_contract(rng: np.random.Generator) -> Contract:
    def some(pool: list[Any]) -> list[Any]:
        return [pool[i] for i in rng.permutation(len(pool))[: rng.integers(1, len(pool) + 1)]]

    def limits(pool: list[Any]) -> dict[str, Any]:
        low, high = sorted(pool[i] for i in rng.integers(0, len(pool), 2))
        missing = rng.choice(["minimum", "maximum", "neither", "neither"])
        return {"minimum": low, "maximum": high, **({missing: None} if missing != "neither" else {})}

    def one(pool: list[Any]) -> Any:
        return pool[rng.integers(len(pool))]

    def paired(first: str, second: str) -> dict[str, Any]:
        every = [(a, b) for a in POOLS[first][1] for b in POOLS[second][1]]
        return {"pairs": tuple(dict.fromkeys(some(every)))}

    names = list(POOLS)
    pairs = [
        ("last", "first"),
        ("first", "last"),
        ("fte", "share"),
        ("period_end", "last"),
        ("first", "period_end"),
    ]
    dates = {end: value and value.isoformat() for end, value in limits(DATES).items()}
    promises = [
        Promise("present", "not_null", (one(names),)),
        Promise("listed", "in_set", ("code",), {"values": tuple(some(TEXTS))}),
        Promise("written", "matches", ("code",), {"pattern": one(PATTERNS)}),
        Promise("between numbers", "between", ("fte",), limits(NUMBERS)),
        Promise("between wholes", "between", ("months",), limits(WHOLES)),
        Promise("between dates", "between", ("first",), dates),
        Promise("key", "unique", tuple(rng.permutation(names)[: rng.integers(2, 4)].tolist())),
        Promise("key of dates", "unique", ("first", "last")),
        Promise("key of one", "unique", (one(names),)),
        Promise("enough", "row_count", (), {"minimum": int(rng.integers(0, 4))}),
        Promise("in order", "a_not_before_b", one(pairs), {"or_equal": bool(rng.integers(2))}),
        Promise(
            "month's end", "a_not_before_b", ("period_end", "first"), {"or_equal": bool(rng.integers(2))}
        ),
        Promise("together", "not_null", (one(names),), where=Where(one(names))),
        Promise("pairs", "pairs_in_set", ("code", "other"), paired("code", "other")),
        Promise("pairs of yes", "pairs_in_set", ("flag", "months"), paired("flag", "months")),
        Promise("yes and no", "in_set", ("flag",), {"values": (one([True, False]),)}),
    ]
    promises += [
        replace(promise, id=f"{promise.id}, where", where=drawn_where(rng, promise))
        for promise in promises
        if promise.rule not in {"unique", "row_count"}
    ]
    return Contract("drawn", "Drawn", "1.0.0", "", "record", COLUMNS, tuple(promises), ("code",))


def drawn_where(rng: np.random.Generator, promise: Promise) -> Where:
    """Draw the rows a promise is about: by a code, a whole number, a yes, or a column that is filled."""
    name = str(rng.choice([name for name in [*POOLS, "period_end"] if name not in promise.columns]))
    pool = POOLS[name][1] if name in CHOSEN else []
    if not pool or rng.random() < 0.25:
        return Where(name)
    most = 2 if name == "flag" else len(pool) + 1  # stock has no list of true and false
    return Where(name, tuple(pool[i] for i in rng.permutation(len(pool))[: rng.integers(1, most)]))


def drawn(number: int) -> tuple[pl.DataFrame, Contract]:
    rng = np.random.default_rng(number)
    contract = drawn_contract(rng)
    return with_virtual_columns(drawn_rows(rng), contract), contract


@pytest.mark.parametrize("start", range(0, FRAMES, AT_ONCE))
def test_stock_expectations_count_what_the_polars_pass_counts(start: int) -> None:
    for number in range(start, min(start + AT_ONCE, FRAMES)):
        rows, contract = drawn(number)
        ours = count_violations(rows, contract)
        assert run_stock(rows, contract).counts == ours, f"table {number}"


def test_what_is_drawn_holds_what_the_two_might_read_differently() -> None:
    seen: Counter[str] = Counter()
    for number in range(max(24, FRAMES)):
        rows, contract = drawn(number)
        seen["empty table"] += rows.is_empty()
        seen["column of nulls"] += any(0 < rows.height == column.null_count() for column in rows)
        keys = rows.select(both=pl.col("first").is_null() & pl.col("last").is_null())["both"].sum()
        seen["key of two nulls, twice"] += keys > 1
        for names in (("code", "other"), ("flag", "months")):
            nulls = sum(rows[name].is_null().cast(int) for name in names)
            seen["pair with one null"] += (nulls == 1).any()
            seen["pair of nulls"] += (nulls == 2).any()
        for where in {promise.where for promise in contract.promises} - {None}:
            seen[f"where {where.column} is filled"] += where.values is None and rows[where.column].has_nulls()
            seen[f"where {where.column} is one of some"] += where.values is not None
            seen["where a null is none of them"] += (
                where.values is not None and rows[where.column].has_nulls()
            )
        seen["newline at the end"] += rows["code"].str.ends_with("\n").any()
        seen["date past nanoseconds"] += (rows["first"].dt.year() == 2999).any()
        for name, (judged, failed) in count_violations(rows, contract).items():
            seen[f"{name}: some fail"] += 0 < failed < judged
            seen[f"{name}: none fails"] += failed == 0 < judged
    chosen = {f"where {name} is one of some" for name in CHOSEN}
    expected = chosen | {f"where {name} is filled" for name in [*POOLS, "period_end"]}
    expected |= {"pair with one null", "pair of nulls", "where a null is none of them"}
    expected |= {f"{promise.id}: none fails" for promise in contract.promises}
    expected |= {f"{p.id}: some fail" for p in contract.promises if p.rule != "row_count"}
    assert {what for what in expected | seen.keys() if seen[what] < 1} <= {
        "enough: some fail",
        *(f"where {name} is one of some" for name in [*POOLS, "period_end"] if name not in CHOSEN),
    }


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.filterwarnings("error")
def test_python_reads_a_compiled_pattern_as_polars_reads_the_pattern(pattern: str) -> None:
    table = pl.DataFrame({"code": TEXTS})
    contract = Contract(
        *("made", "Made", "1.0.0", "", "record", COLUMNS),
        (Promise("p", "matches", ("code",), {"pattern": pattern}),),
        ("code",),
    )
    _, failed = run_stock(table, contract).counts["p"]
    assert failed == (~table["code"].str.contains(pattern)).sum()


@pytest.mark.parametrize("name", ["fte", "code", "first"])
def test_a_column_that_is_not_there_makes_its_promises_impossible_to_run_and_no_other(name: str) -> None:
    rows, contract = drawn(3)
    ran = run_stock(rows.drop(name), contract).counts
    assert {promise.id for promise in contract.promises} - set(ran) == {
        promise.id for promise in contract.promises if name in promise.spoken
    }


def test_no_value_reaches_a_stock_result(capsys: pytest.CaptureFixture[str]) -> None:
    promises = (
        Promise("listed", "in_set", ("code",), {"values": ("a",)}),
        Promise("written", "matches", ("code",), {"pattern": "^[a-z]$"}),
        Promise("key", "unique", ("code", "other")),
        Promise("limits", "between", ("months",), {"minimum": 0, "maximum": 60}),
        Promise("order", "a_not_before_b", ("last", "first"), {}),
        Promise("text limits", "between", ("other",), {"minimum": 0, "maximum": 60}),
    )
    contract = Contract("made", "Made", "1.0.0", "", "record", COLUMNS, promises, ("code",))
    twice = {
        "code": "SPOILT-VALUE",
        "other": "SPOILT-VALUE",
        "months": 987654321,
        "first": HIGHEST,
        "last": LOWEST,
    }
    rows = pl.DataFrame([twice, twice]).with_columns(
        sheet=pl.lit(""), row=pl.int_range(pl.len(), dtype=pl.Int64)
    )
    ran = run_stock(rows, contract)
    assert {name: failed for name, (_, failed) in ran.counts.items()} == {
        promise.id: 2 for promise in promises[:-1]
    }
    said = capsys.readouterr()
    told = json.dumps(ran.result) + said.out + said.err + repr(ran.counts)
    for value in ("SPOILT-VALUE", "987654321", "2020-12-31", "2020-02-29"):
        assert value not in told


def test_either_engine_gives_the_same_verdicts_and_rejects() -> None:
    rows, contract = drawn(8)
    rows = rows.with_columns(sheet=pl.lit(""), row=pl.int_range(pl.len(), dtype=pl.Int64)).drop("period_end")
    ours, stocks = check(rows, contract), check(rows, contract, engine="gx")
    assert stocks.promises == ours.promises
    assert stocks.rejects.equals(ours.rejects)
    assert {result.verdict for result in ours.promises} >= {"kept", "broken"}


@pytest.mark.parametrize("at_once", [1, 7, 64])
def test_counting_slice_by_slice_counts_the_same(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    for number in range(12):
        rows, contract = drawn(number)
        whole = count_violations(rows, contract)
        with monkeypatch.context() as sliced:
            sliced.setattr(engine, "_AT_ONCE", at_once)
            assert count_violations(rows, contract) == whole, f"table {number}"
