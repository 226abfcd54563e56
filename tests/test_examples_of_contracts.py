"""From each contract's page alone come a good export, which is kept, and one spoiled for each promise, which says so.

The rows are the good row and the canaries, which the contract's own codes, limits and patterns make; the headings are the
page's own. Nothing here knows what a contract is about.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfg_analytics.check.canaries import canary, good_row
from sfg_analytics.contract import Contract, Promise, load_contracts
from sfg_analytics.errors import UnreadableExport
from sfg_analytics.store import Store
from sfg_analytics.submission import Submission
from sfg_analytics.submit import submit
from tests.depth import DEPTH
from tests.made import as_csv

CONTRACTS = load_contracts()
KEY = b"k" * 32
GOOD = 99  # with the spoiled one they are 100 rows, of which it is 1%
# A wide sheet says these by its shape and its headings, which no row can leave out.
SHAPED = {f"{name}_present" for name in ("question", "question_text", "answer", "hidden_by_publisher")}
EVERY = [
    (contract, promise)
    for contract in CONTRACTS.values()
    for promise in contract.promises
    if promise.rule not in {"unique", "row_count"} and not (contract.unpivot and promise.id in SHAPED)
]
# By day one of each kind from each contract: that a canary breaks its promise is tested of every one, in tests.check.
KINDS = {(contract.id, promise.rule, promise.severity): (contract, promise) for contract, promise in EVERY}
SPOILED = [
    pytest.param(contract, promise, id=f"{contract.id}-{promise.id}")
    for contract, promise in (EVERY if DEPTH > 1 else KINDS.values())
]


def good_rows(contract: Contract, number: int) -> list[dict[str, Any]]:
    """Make so many good rows of as many people, or of as many organisations where nobody is named."""
    (row,) = good_row(contract).to_dicts()
    named = [c.name for c in contract.columns if c.name in contract.key and c.pseudonym_scope]
    return [
        row | (dict.fromkeys(named, str(10_001 + n)) if named else {"organisation": f"Z{n:04d}"})
        for n in range(number)
    ]


def written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return (
        f"{value:%d/%m/%Y}"
        if isinstance(value, date)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def export(path: Path, contract: Contract, rows: list[dict[str, Any]]) -> Path:
    """Write tidy rows as an export under the page's own headings; of a contract of wide sheets, as a wide sheet."""
    wide = contract.unpivot is not None
    made = {"question", "question_text", "answer", "value", "base", "hidden_by_publisher"} if wide else set()
    columns = [c for c in contract.columns if c.stored and c.name not in made]
    lines = [{c.title: written(row[c.name]) for c in columns} for row in rows]
    over = ""
    if contract.unpivot is not None:
        over = "," * len(columns) + "Q1 - made up,\r\n"
        for line, row in zip(lines, rows, strict=True):
            line |= {"% made up": written(row["value"]), contract.unpivot.base: written(row["base"])}
    path.write_text(over + as_csv(lines), "utf-8", newline="")
    return path


def send(path: Path, contract: Contract, store: Store | None = None) -> Submission:
    (outcome,) = submit(path, CONTRACTS, KEY, store=store)
    assert outcome.contract.id == contract.id
    assert outcome.reconciled
    return outcome


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_a_good_export_is_kept_and_reads_back_as_it_was_meant(tmp_path: Path, contract: Contract) -> None:
    rows, store = good_rows(contract, GOOD), Store(tmp_path / "store")
    outcome = send(export(tmp_path / "good.csv", contract, rows), contract, store)
    assert (outcome.verdict, outcome.rows_kept) == ("kept", GOOD)
    held = store.table(contract.id).collect()
    named = {c.name for c in contract.columns if c.pseudonym_scope}
    shaped = {"question", "question_text", "answer", "hidden_by_publisher"} if contract.unpivot else set()
    plain = [name for name in contract.stored_columns if name not in named | shaped]
    meant = pl.DataFrame(rows).select(plain).cast(dict(held.select(plain).schema))
    assert held.select(plain).sort(plain).equals(meant.sort(plain))
    for name in named:
        assert held[name].str.contains("^[0-9a-f]{32}$").all()


@pytest.mark.parametrize(("contract", "promise"), SPOILED)
def test_an_export_spoiled_in_one_thing_says_which(
    tmp_path: Path, contract: Contract, promise: Promise
) -> None:
    made = canary(promise, contract)
    assert made is not None
    (bad,) = made.to_dicts()
    outcome = send(export(tmp_path / "bad.csv", contract, [*good_rows(contract, GOOD), bad]), contract)
    last = outcome.rejects.filter(pl.col("row") == GOOD + 2 + (contract.unpivot is not None))
    assert outcome.rejects.height == last.height
    told = set(last["reason"].to_list())
    failed = {result.promise.id: result.failed for result in outcome.promises}
    cleaned = {f"{name}_present": "blank, and the contract requires it" for name in contract.by_name}
    cleaned |= {f"{name}_in_list": "not in the code list" for name in contract.by_name}
    if (
        promise.id in cleaned
    ):  # cleaning keeps these promises, by letting through no row that would break them
        assert told == {cleaned[promise.id]}
        assert failed[promise.id] == 0
        assert outcome.admitted == (contract.reject_tolerance_percent >= 1)
        return
    assert failed[promise.id] == 1
    reason = f"breaks the promise '{promise.id}': {promise.description}"
    if promise.severity != "error":
        assert told == set()
        assert outcome.admitted
        return
    assert reason in told
    assert outcome.rows_kept == GOOD
    if promise.tolerance_percent < 1:
        assert outcome.verdict == "broken"
    else:
        assert outcome.verdict == ("checked" if contract.reject_tolerance_percent >= 1 else "rejected")


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_a_row_sent_twice_is_kept_once(tmp_path: Path, contract: Contract) -> None:
    rows = good_rows(contract, 3)
    outcome = send(export(tmp_path / "twice.csv", contract, [*rows, rows[0]]), contract)
    assert (outcome.verdict, outcome.rows_kept, outcome.rows_duplicate) == ("checked", 3, 1)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=list(CONTRACTS))
def test_an_export_without_rows_is_refused(tmp_path: Path, contract: Contract) -> None:
    path = export(tmp_path / "none.csv", contract, good_rows(contract, 1))
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), "utf-8", newline="")
    with pytest.raises(UnreadableExport):
        submit(path, CONTRACTS, KEY, store=None)
