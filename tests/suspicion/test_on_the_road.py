"""An odd export is admitted all the same, and told on the console, as JSON, in the ledger and in the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sfg_analytics import console
from sfg_analytics.contract import load_contracts
from sfg_analytics.demo import simulate
from sfg_analytics.store import Store
from sfg_analytics.submission import Submission
from sfg_analytics.submit import submit
from sfg_analytics.suspicion import suspicions
from tests.made import CONVERSATION, csv_file, people

CONTRACTS = load_contracts()
ETHNICITIES = ("A White - British", "A White - British", "H Indian", "N African", "Z Not stated")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def send(path: Path, store: Store | None) -> Submission:
    (outcome,) = submit(path, CONTRACTS, b"k" * 32, store=store)
    return outcome


def staff(month: str, number: int = 120) -> list[dict[str, str]]:
    """A month of staff about whom nothing is odd."""
    rows = people(number, Snapshot_Date=month)
    for place, row in enumerate(rows):
        row |= {
            "Ethnic Origin": ETHNICITIES[place % 5],
            "Gender": ("Female", "Male")[place % 3 == 0],
            "Disability": ("No", "No", "Yes", "")[place % 4],
            "Pay Band": ("Band 5", "Band 6", "Band 7")[place % 3],
            "Staff Group": ("Nursing and Midwifery Registered", "Administrative and Clerical")[place % 2],
            "Age": str(20 + place % 45),
            "FTE": ("1", "0.6")[place % 2],
            "Assignment Status": ("Active Assignment", "Maternity Leave")[place % 10 == 0],
            "Latest Start Date": f"{1 + place % 28:02}/{1 + place % 12:02}/{2005 + place % 15}",
        }
    return rows


def test_a_quiet_history_raises_nothing(tmp_path: Path, store: Store) -> None:
    for month in range(1, 6):
        path = csv_file(tmp_path / f"{month}.csv", staff(f"28/{month:02}/2024", 120 + month))
        assert send(path, store).suspicions == ()
    assert store.ledger()["suspicions"].to_list() == ["[]"] * 5


def test_all_staff_white_is_told_and_admitted(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    for month in range(1, 5):
        send(csv_file(tmp_path / f"{month}.csv", staff(f"28/{month:02}/2024")), store)
    rows = [{**row, "Ethnic Origin": "A White - British"} for row in staff("31/05/2024")]
    outcome = send(csv_file(tmp_path / "5.csv", rows), store)
    assert (outcome.verdict, outcome.rows_kept, outcome.rows_rejected) == ("kept", 120, 0)
    (odd,) = outcome.suspicions
    assert (odd.column, odd.words) == ("ethnicity", "All 120 rows that say anything give one single answer.")
    console.say_submission(outcome)
    assert "unusual: Ethnic category: All 120 rows that say anything" in capsys.readouterr().out
    assert json.loads(store.ledger()["suspicions"][-1]) == outcome.as_json()["suspicions"]
    assert "White" not in json.dumps(outcome.as_json()["suspicions"])


def test_every_conversation_on_one_day_is_told_and_admitted(tmp_path: Path, store: Store) -> None:
    rows = people(110, CONVERSATION, Conversation_Date="01/01/2025")
    for place, row in enumerate(rows):
        row["Recorded Date"] = f"{1 + place % 28:02}/02/2025"
        row["Next Review Date"] = f"{1 + place % 28:02}/{1 + place % 12:02}/2026"
        row["Current Placement"] = ("Depth", "Breadth")[place % 2]
        row["Future Placement"] = ("Breadth", "Stretch")[place % 2]
        row["Stage"] = ("Held", "Plan agreed")[place % 2]
        row["Plan Agreed"] = "NY"[place % 2]
    outcome = send(csv_file(tmp_path / "talks.csv", rows), store)
    assert outcome.verdict == "kept"
    assert [odd.words for odd in outcome.suspicions] == ["All 110 dates are 1 January 2025."]


def test_checking_tells_what_is_odd_without_a_history(tmp_path: Path) -> None:
    rows = [{**row, "Gender": "Female"} for row in staff("31/05/2024")]
    assert [odd.column for odd in send(csv_file(tmp_path / "may.csv", rows), None).suspicions] == ["sex"]


def test_a_file_is_not_compared_with_itself(tmp_path: Path, store: Store) -> None:
    paths = [
        csv_file(tmp_path / f"{n}.csv", staff(f"28/{n:02}/2024", 150 if n < 4 else 40)) for n in range(1, 5)
    ]
    first = [send(path, store).suspicions for path in paths]
    assert [len(found) for found in first] == [0, 0, 0, 1]
    again = send(paths[-1], store)
    assert again.verdict == "unchanged"
    assert again.suspicions == first[-1]


def test_no_more_than_five_are_told_on_the_console(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = send(csv_file(tmp_path / "alike.csv", people(150)), None)
    assert len(outcome.suspicions) > 5
    console.say_submission(outcome)
    told = [line for line in capsys.readouterr().out.splitlines() if "unusual:" in line]
    assert len(told) == 6
    assert told[-1].strip() == f"unusual: and {len(outcome.suspicions) - 5} more; see the report"


def test_a_made_up_system_sent_month_by_month_raises_next_to_nothing() -> None:
    raised, sent = [], 0
    for tables in simulate(people=2_000, months=6, seed=5):
        for name in ("staff_in_post", "conversation_outcomes", "development_actions"):
            table = getattr(tables, name)
            months = sorted(table["period"].unique())
            for month in months:
                now = table.filter(table["period"] == month)
                held = table.filter(table["period"] < month)
                raised += suspicions(now, CONTRACTS[name], held.lazy())
                sent += 1
    assert sent > 250
    assert len(raised) <= sent / 100, [odd.words for odd in raised]
