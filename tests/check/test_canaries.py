"""Every promise of every shipped contract can be broken, by a row made from the contract; its good row keeps them all."""

from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics.check import Checked, Engine, check
from sfg_analytics.check.canaries import canary, good_row
from sfg_analytics.contract import Code, Column, Contract, Promise, Where, load_contracts

CONTRACTS = load_contracts()
EVERY = [
    pytest.param(contract, promise, id=f"{contract.id}-{promise.id}")
    for contract in CONTRACTS.values()
    for promise in contract.promises
]
# Where nothing breaks one promise alone: fewer than no days available are also fewer than the days lost, which are
# always given and never fewer than none, and so with people and full-time equivalents; what is in no list agrees with no box, which is always given.
IMPLIED = {
    ("nhs_sickness", "fte_days_available_in_range"): {"lost_within_available"},
    ("nhs_turnover", "headcount_in_range"): {"fte_within_headcount"},
    ("talent_grid", "performance_in_list"): {"box_agrees_with_performance"},
    ("talent_grid", "readiness_in_list"): {"box_agrees_with_readiness"},
    ("talent_grid", "colour_in_list"): {"colour_agrees_with_box"},
}
ENGINES: tuple[Engine, ...] = ("polars", "gx")


def broken(checked: Checked) -> set[str]:
    return {result.promise.id for result in checked.promises if result.verdict == "broken"}


@pytest.mark.parametrize(("contract", "promise"), EVERY)
def test_a_canary_breaks_its_promise_and_no_other(contract: Contract, promise: Promise) -> None:
    rows = canary(promise, contract)
    assert rows is not None
    checked = check(rows, contract)
    assert broken(checked) - IMPLIED.get((contract.id, promise.id), set()) == {promise.id}
    assert "could not run" not in {result.verdict for result in checked.promises}
    (result,) = [result for result in checked.promises if result.promise.id == promise.id]
    assert result.failed == (2 if promise.rule == "unique" else 1)
    assert checked.kept.is_empty() == (promise.severity == "error")


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_the_other_engine_finds_all_of_them_broken_and_as_often(contract: Contract) -> None:
    every = [canary(promise, contract) for promise in contract.promises]
    rows = pl.concat([rows for rows in every if rows is not None])
    ours, other = (check(rows, contract, engine=engine).promises for engine in ENGINES)
    assert [(found.promise.id, found.failed) for found in other] == [
        (found.promise.id, found.failed) for found in ours
    ]
    assert all(found.failed for found in other if found.promise.rule != "row_count")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_the_row_it_is_made_from_keeps_every_promise(contract: Contract, engine: Engine) -> None:
    """One row cannot be every row: what is about rows of another status is neither kept nor broken by it."""
    row = good_row(contract)
    assert row.null_count().sum_horizontal().item() == 0
    checked = check(row, contract, engine=engine)
    kept = {result.promise.id for result in checked.promises if result.verdict == "kept"}
    about_others = {p.id for p in contract.promises if p.where is not None and p.where.values is not None}
    assert {promise.id for promise in contract.promises} - kept <= about_others
    assert not broken(checked)
    assert checked.kept.equals(row)


def made(promise: Promise, *others: Promise) -> Contract:
    columns = (
        Column("code", "Code", "string"),
        Column("first", "First", "date"),
        Column("last", "Last", "date"),
        Column("listed", "Listed", "string", codes=tuple(Code(value, value) for value in "abc")),
        Column("flag", "Flag", "boolean"),
    )
    return Contract("made", "Made", "1.0.0", "", "record", columns, (promise, *others), ("code",))


@pytest.mark.parametrize(
    "promise",
    [
        Promise("p", "matches", ("code",), {"pattern": "^[0-9]{4}-[0-9]{2}$"}),
        Promise("p", "matches", ("code",), {"pattern": r"^[A-Z]+\.[a-z]?x*$"}),
        Promise("p", "matches", ("code",), {"pattern": "^ZZ[0-9]"}),
        Promise("p", "between", ("first",), {"minimum": "2030-05-01", "maximum": None}),
        Promise("p", "between", ("first",), {"minimum": None, "maximum": "2030-05-01"}),
        Promise("p", "a_not_before_b", ("last", "first"), {"or_equal": False}),
        Promise("p", "a_not_before_b", ("last", "period_end"), {"or_equal": True}),
        Promise("p", "a_not_before_b", ("period_end", "last"), {"or_equal": False}),
        Promise("p", "not_null", ("last",), where=Where("code")),
        Promise("p", "not_null", ("last",), where=Where("listed", ("b",))),
        Promise("p", "in_set", ("listed",), {"values": ("b", "c")}),
        Promise("p", "in_set", ("flag",), {"values": (False,)}, where=Where("listed", ("b", "c"))),
        Promise(
            "p",
            "between",
            ("period",),
            {"minimum": "2023-11-01", "maximum": None},
            where=Where("listed", ("c",)),
        ),
        Promise(
            "p",
            "between",
            ("period",),
            {"minimum": None, "maximum": "2023-10-31"},
            where=Where("listed", ("a",)),
        ),
        Promise("p", "pairs_in_set", ("listed", "flag"), {"pairs": (("b", True), ("a", False), ("a", True))}),
        Promise(
            "p", "pairs_in_set", ("code", "flag"), {"pairs": (("x", False),)}, where=Where("listed", ("c",))
        ),
        Promise("p", "a_not_before_b", ("last", "first"), {}, where=Where("flag", (False,))),
    ],
    ids=lambda promise: f"{promise.rule} {promise.columns} {dict(promise.arguments)} {promise.where}",
)
def test_other_patterns_limits_and_orders_have_canaries_too(promise: Promise) -> None:
    contract = made(promise)
    bad = canary(promise, contract)
    assert bad is not None
    for engine in ENGINES:
        assert broken(check(bad, contract, engine=engine)) == {"p"}
        assert broken(check(good_row(contract), contract, engine=engine)) == set()


@pytest.mark.parametrize(
    "promise",
    [
        Promise("p", "not_null", ("code",), tolerance_percent=100),
        Promise("p", "row_count", (), {"minimum": 0}),
        Promise("p", "matches", ("code",), {"pattern": ""}),
        Promise("p", "between", ("first",), {"minimum": None, "maximum": None}),
    ],
    ids=lambda promise: promise.rule,
)
def test_a_promise_that_nothing_breaks_has_no_canary(promise: Promise) -> None:
    assert canary(promise, made(promise)) is None


def test_a_canary_fills_together_what_goes_together() -> None:
    """Filling one placement alone would break the promise that both are given."""
    listed = Promise("listed", "in_set", ("code",), {"values": ("a",)})
    together = Promise("together", "not_null", ("last",), where=Where("code"))
    contract = made(listed, together)
    bad = canary(listed, contract)
    assert bad is not None
    assert broken(check(bad, contract)) == {"listed"}
    assert bad.select(pl.col("code", "last").is_not_null()).row(0) == (True, True)
