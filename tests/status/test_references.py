"""A promise across tables is judged anew when the other table has come."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sfg_analytics.contract import load_contracts
from sfg_analytics.status import holdings, references, scorecards
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, STAFF, csv_file, people

CONTRACTS = load_contracts()


def test_staff_that_came_after_the_outcomes_are_looked_at_by_the_scorecard(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    send = {"contracts": CONTRACTS, "key": b"k" * 32, "store": store}
    submit(csv_file(tmp_path / "outcomes.csv", people(4, CONVERSATION)), **send)
    where = ("conversation_outcomes", "ZZ1")
    assert [result.verdict for result in references(store, CONTRACTS)[where]] == ["nothing to evaluate"]
    submit(csv_file(tmp_path / "staff.csv", people(3, STAFF, Snapshot_Date="28/02/2025")), **send)
    anew = references(store, CONTRACTS)
    assert [(r.evaluated, r.failed, r.verdict) for r in anew[where]] == [(4, 1, "broken")]
    asked = {"ledger": store.ledger(), "contracts": CONTRACTS, "as_at": datetime.now(UTC)}
    found = holdings(store, CONTRACTS)
    told = {
        across is not None: {
            score.holding.contract: score.promises["broken"]
            for card in scorecards(found, across=across, **asked)
            for score in card.scores
        }
        for across in (None, anew)
    }
    assert told[False]["conversation_outcomes"] == 0
    assert told[True]["conversation_outcomes"] == 1
