"""What a row names in another table is looked for there, where that table shows the month at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.check.across import check_references
from sfg_analytics.contract import load_contracts
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, STAFF, csv_file, people

CONTRACTS = load_contracts()
OUTCOMES, ACTIONS = CONTRACTS["conversation_outcomes"], CONTRACTS["development_actions"]
MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)


def outcomes(*rows: tuple[str, date, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["organisation", "period", "person"], orient="row")


STAFF_HELD = outcomes(("ZZ1", MARCH, "a"), ("ZZ1", MARCH, "b"), ("ZZ2", MARCH, "c")).lazy()


def judged(rows: pl.DataFrame) -> tuple[int, int, str]:
    (result,) = check_references(rows, OUTCOMES, {"staff_in_post": STAFF_HELD})
    return result.evaluated, result.failed, result.verdict


def test_only_rows_whose_organisation_and_month_are_held_there_are_judged() -> None:
    rows = outcomes(
        ("ZZ1", MARCH, "a"),
        ("ZZ1", MARCH, "c"),  # in post, but at the other organisation
        ("ZZ1", APRIL, "z"),  # April is not held
        ("ZZ3", MARCH, "z"),  # nothing is held of ZZ3
    )
    assert judged(rows) == (2, 1, "broken")


def test_a_share_within_the_tolerance_keeps_the_promise() -> None:
    known = [("ZZ1", MARCH, "a")] * 19
    assert judged(outcomes(*known, ("ZZ1", MARCH, "stranger"))) == (20, 1, "kept")  # 5%, and 5% may
    assert judged(outcomes(*known[1:], ("ZZ1", MARCH, "stranger"))) == (19, 1, "broken")


@pytest.mark.parametrize(
    ("rows", "tables"),
    [
        (outcomes(("ZZ1", MARCH, "a")), {}),
        (outcomes(("ZZ1", APRIL, "a")), {"staff_in_post": STAFF_HELD}),
        (outcomes(("ZZ1", MARCH, "a")).clear(), {"staff_in_post": STAFF_HELD}),
    ],
)
def test_where_nothing_can_be_judged_that_is_what_is_said(rows: pl.DataFrame, tables) -> None:
    (result,) = check_references(rows, OUTCOMES, tables)
    assert (result.evaluated, result.failed, result.verdict) == (0, 0, "nothing to evaluate")


def test_an_action_without_a_date_of_conversation_is_not_judged() -> None:
    held = pl.LazyFrame(
        {
            "organisation": ["ZZ1"],
            "period": [MARCH],
            "person": ["a"],
            "conversation_date": [date(2025, 3, 5)],
        }
    )
    actions = pl.DataFrame(
        {
            "organisation": ["ZZ1"] * 3,
            "person": ["a"] * 3,
            "conversation_date": [date(2025, 3, 5), date(2025, 3, 6), None],
        }
    )
    (result,) = check_references(actions, ACTIONS, {"conversation_outcomes": held})
    assert (result.evaluated, result.failed) == (2, 1)


def test_a_broken_promise_across_tables_is_told_and_keeps_nothing_out(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    submit(
        csv_file(tmp_path / "staff.csv", people(3, STAFF, Snapshot_Date="28/02/2025")),
        CONTRACTS,
        b"k" * 32,
        store=store,
    )
    strangers = csv_file(tmp_path / "outcomes.csv", people(4, CONVERSATION))
    (outcome,) = submit(strangers, CONTRACTS, b"k" * 32, store=store)
    (told,) = [result for result in outcome.promises if result.promise.id == "person_in_post"]
    assert (told.evaluated, told.failed, told.verdict) == (4, 1, "broken")
    assert (outcome.verdict, outcome.rows_kept) == ("kept", 4)
