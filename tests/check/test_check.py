"""Each kind of promise can be kept, broken, or have nothing to judge, and says so through Great Expectations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from sfg_analytics.check import Engine, check
from sfg_analytics.contract import Column, Contract, Promise, Where

COLUMNS = (
    Column("organisation", "Organisation", "string", key_position=1),
    Column("band", "Band", "string"),
    Column("held", "Held", "date"),
    Column("recorded", "Recorded", "date"),
    Column("fte", "FTE", "number"),
    Column("full", "Full time", "boolean"),
)
DAYS = [date(2024, 1, 1), date(2024, 1, 2)]
GOOD = {
    "organisation": ["ZZ1", "ZZ2"],
    "band": ["5", "6"],
    "held": DAYS,
    "recorded": DAYS,
    "fte": [0.0, 1.0],
    "full": [None, True],
}
PROMISES = {
    "not_null": Promise("p", "not_null", ("band",)),
    "in_set": Promise("p", "in_set", ("band",), {"values": ("5", "6")}),
    "matches": Promise("p", "matches", ("organisation",), {"pattern": "^ZZ[0-9]$"}),
    "between": Promise("p", "between", ("fte",), {"minimum": 0, "maximum": 1}),
    "between dates": Promise("p", "between", ("held",), {"minimum": "2024-01-01", "maximum": None}),
    "unique": Promise("p", "unique", ("organisation", "band")),
    "a_not_before_b": Promise("p", "a_not_before_b", ("recorded", "held"), {"or_equal": True}),
    "not_null where": Promise("p", "not_null", ("band",), where=Where("fte")),
    "pairs_in_set": Promise(
        "p", "pairs_in_set", ("organisation", "band"), {"pairs": (("ZZ1", "5"), ("ZZ2", "6"))}
    ),
    "row_count": Promise("p", "row_count", (), {"minimum": 2}),
}
# For each kind of promise, a table whose second row is known to break it.
SPOILT = {
    "not_null": {"band": ["5", None]},
    "in_set": {"band": ["5", "77"]},
    "matches": {"organisation": ["ZZ1", "ZZ1\n"]},
    "between": {"fte": [0.0, 1.01]},
    "between dates": {"held": [DAYS[0], date(2023, 12, 31)]},
    "unique": {"organisation": ["ZZ1", "ZZ1"], "band": ["5", "5"]},
    "a_not_before_b": {"recorded": [DAYS[0], DAYS[0]]},
    "not_null where": {"band": ["5", None]},
    "pairs_in_set": {"band": ["5", "5"]},
}


def contract(promise: Promise) -> Contract:
    return Contract("made", "Made", "1.0.0", "", "record", COLUMNS, (promise,), ("organisation",))


def rows(columns: dict[str, list[object]]) -> pl.DataFrame:
    table = pl.DataFrame(GOOD | columns)
    return table.with_columns(sheet=pl.lit(""), row=pl.int_range(2, table.height + 2, dtype=pl.Int64))


@pytest.mark.parametrize("kind", PROMISES)
def test_good_rows_keep_the_promise(kind: str) -> None:
    checked = check(rows({}), contract(PROMISES[kind]))
    assert [(result.verdict, result.failed) for result in checked.promises] == [("kept", 0)]
    assert checked.kept.height == 2
    assert not checked.broken


@pytest.mark.parametrize("kind", SPOILT)
def test_a_bad_row_breaks_it_and_is_rejected_with_the_promise_as_reason(kind: str) -> None:
    checked = check(rows(SPOILT[kind]), contract(PROMISES[kind]))
    (result,) = checked.promises
    assert result.verdict == "broken"
    assert checked.broken == (result,)
    both = kind == "unique"
    assert result.failed == 1 + both
    assert checked.rejects["row"].to_list() == ([2, 3] if both else [3])
    assert "promise 'p'" in checked.rejects["reason"][0]
    assert checked.kept.height + checked.rejects.height == 2


def test_too_few_rows_break_a_promise_about_the_table() -> None:
    checked = check(rows({}).head(1), contract(PROMISES["row_count"]))
    assert checked.promises[0].verdict == "broken"
    assert checked.rejects.is_empty()


@pytest.mark.parametrize(
    "kind", ["in_set", "matches", "between", "a_not_before_b", "not_null where", "pairs_in_set"]
)
def test_an_empty_column_gives_nothing_to_evaluate_which_is_no_pass(kind: str) -> None:
    promise = PROMISES[kind]
    empty = promise.spoken[-1:]
    table = rows({}).with_columns(
        pl.lit(None).cast(pl.DataFrame(GOOD).schema[name]).alias(name) for name in empty
    )
    (result,) = check(table, contract(promise)).promises
    assert result.verdict == "nothing to evaluate"
    assert result.evaluated == 0


@pytest.mark.parametrize(("tolerance", "verdict"), [(49.9, "broken"), (50, "kept"), (100, "kept")])
def test_the_tolerance_is_a_share_of_all_rows_and_its_edge_is_allowed(tolerance: float, verdict: str) -> None:
    promise = replace(PROMISES["in_set"], tolerance_percent=tolerance)
    checked = check(rows(SPOILT["in_set"]), contract(promise))
    assert checked.promises[0].verdict == verdict
    assert checked.rejects.height == 1  # within the tolerance the table is admitted, the row is not


ABOUT_SOME = {
    "not_null": (Promise("p", "not_null", ("fte",)), {"fte": [None, None]}),
    "in_set": (Promise("p", "in_set", ("band",), {"values": ("7",)}), {}),
    "matches": (Promise("p", "matches", ("band",), {"pattern": "^[A-Z]$"}), {}),
    "between": (Promise("p", "between", ("fte",), {"minimum": 2, "maximum": None}), {}),
    "a_not_before_b": (Promise("p", "a_not_before_b", ("recorded", "held"), {"or_equal": False}), {}),
    "pairs_in_set": (Promise("p", "pairs_in_set", ("band", "fte"), {"pairs": (("7", 1.0),)}), {}),
}


@pytest.mark.parametrize("engine", ["polars", "gx"])
@pytest.mark.parametrize("kind", ABOUT_SOME)
def test_a_promise_about_some_rows_leaves_the_others_alone(kind: str, engine: Engine) -> None:
    """Both rows break the promise itself; it is about the second alone, by its value or by having one."""
    promise, spoilt = ABOUT_SOME[kind]
    table = rows(spoilt)
    assert check(table, contract(promise), engine=engine).promises[0].failed == 2
    for where in (Where("organisation", ("ZZ2", "ZZ3")), Where("organisation", ("ZZ2",)), Where("full")):
        some = check(table, contract(replace(promise, where=where)), engine=engine)
        assert (some.promises[0].evaluated, some.promises[0].failed) == (1, 1)
        assert some.rejects["row"].to_list() == [3]
        assert some.promises[0].column.endswith(f", {where.column}")
    nobody = check(table, contract(replace(promise, where=Where("organisation", ("ZZ9",)))), engine=engine)
    assert [result.verdict for result in nobody.promises] == ["nothing to evaluate"]


def test_a_reject_names_every_column_the_promise_speaks_of() -> None:
    promise = Promise("p", "in_set", ("band",), {"values": ("7",)}, where=Where("full", (True,)))
    checked = check(rows({}), contract(promise))
    assert checked.rejects["column"].to_list() == ["Band, Full time"]


def test_a_warning_neither_rejects_rows_nor_forbids_entry() -> None:
    checked = check(rows(SPOILT["in_set"]), contract(replace(PROMISES["in_set"], severity="warning")))
    assert checked.promises[0].verdict == "broken"
    assert checked.broken == ()
    assert checked.kept.height == 2


def test_no_value_reaches_great_expectations_results(capsys: pytest.CaptureFixture[str]) -> None:
    checked = check(rows({"band": ["5", "SPOILT-VALUE"]}), contract(PROMISES["in_set"]))
    said = capsys.readouterr()
    assert "SPOILT-VALUE" not in said.out + said.err + repr(checked.promises) + str(checked.rejects)
    assert said.out == ""
