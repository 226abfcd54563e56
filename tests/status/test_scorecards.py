"""A scorecard says, at a date, how fresh, how complete and how good what an organisation sent is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from deltalake import write_deltalake

from sfg_analytics.contract import load_contracts
from sfg_analytics.status import Score, Scorecard, holdings, scorecards
from sfg_analytics.store import LEDGER_SCHEMA, Store
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, csv_file, people

CONTRACTS = load_contracts()
LATER = datetime.now(UTC) + timedelta(days=365)
NEW_COLUMNS = {"rows_stored", "completeness", "suspicions"}


def send(path: Path, store: Store) -> None:
    submit(path, CONTRACTS, b"k" * 32, store=store)


def cards(store: Store, as_at: datetime = LATER) -> list[Scorecard]:
    return scorecards(holdings(store, CONTRACTS), store.ledger(), CONTRACTS, as_at=as_at)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """ZZ1 sent staff of January and April, then a May that was refused; ZZ2 sent staff of March and a conversation."""
    folder = tmp_path_factory.mktemp("status")
    store = Store(folder / "store")
    january = people(10, Snapshot_Date="31/01/2025")
    for row in january[:4]:
        row["Disability"] = ""
    april = people(120, Snapshot_Date="30/04/2025", Disability="Yes")
    april[0]["Pay Band"] = "Band 77"
    may = people(10, Snapshot_Date="31/05/2025")
    for row in may[:3]:
        row["Latest Start Date"] = "01/01/2026"
    send(csv_file(folder / "january.csv", january), store)
    send(csv_file(folder / "april.csv", april), store)
    send(csv_file(folder / "other.csv", people(5, Org_Code="ZZ2")), store)
    send(csv_file(folder / "talks.csv", people(5, CONVERSATION, Org_Code="ZZ2")), store)
    send(csv_file(folder / "may.csv", may), store)
    return store


@pytest.fixture(scope="module")
def staff(store: Store) -> Score:
    first, _ = cards(store)
    assert first.organisation == "ZZ1"
    (score,) = first.scores
    return score


def test_each_organisation_has_a_dated_card_with_each_kind_of_record(store: Store) -> None:
    found = cards(store)
    assert [(card.organisation, [score.holding.contract for score in card.scores]) for card in found] == [
        ("ZZ1", ["staff_in_post"]),
        ("ZZ2", ["conversation_outcomes", "staff_in_post"]),
    ]
    assert {card.as_at for card in found} == {LATER}


def test_a_card_says_how_many_months_one_is_behind_and_which_are_missing(store: Store, staff: Score) -> None:
    assert staff.holding.last_period == date(2025, 4, 1)
    assert staff.holding.missing == (date(2025, 2, 1), date(2025, 3, 1))
    assert staff.months_behind == 0
    talks, other = cards(store)[1].scores
    assert (talks.months_behind, other.months_behind) == (0, 1)  # the newest of each kind, whoever sent it


def test_the_last_file_counts_though_it_was_not_admitted(staff: Score) -> None:
    assert staff.last_verdict == "broken"
    assert staff.rejected == pytest.approx(0.3)
    # the one broken is that nobody started after the month ended; the rest are the page's own promises
    assert staff.promises["broken"] == 1
    assert sum(staff.promises.values()) == len(CONTRACTS["staff_in_post"].promises)


def test_completeness_is_that_of_the_rows_held_in_the_columns_that_matter(staff: Score) -> None:
    # 129 rows are held, for one was rejected in April; 4 of January's are blank
    assert staff.holding.complete == {
        "age_band": 1,
        "ethnicity": 1,
        "disability": pytest.approx(125 / 129),
    }


def test_what_was_unusual_stays_open_as_long_as_the_rows_are_held(staff: Score, tmp_path: Path) -> None:
    assert "ethnicity" in {odd.column for odd in staff.suspicions}
    assert {odd.organisation for odd in staff.suspicions} == {"ZZ1"}
    other = Store(tmp_path / "store")
    send(csv_file(tmp_path / "odd.csv", people(120)), other)
    assert cards(other)[0].scores[0].suspicions != ()
    send(csv_file(tmp_path / "mended.csv", people(90)), other)
    assert cards(other)[0].scores[0].suspicions == ()


def test_a_card_knows_nothing_that_came_after_its_date(store: Store) -> None:
    first = store.ledger()["submitted_at"][0]
    score = cards(store, first)[0].scores[0]
    assert (score.last_at, score.last_verdict) == (first, "kept")
    assert cards(store, first - timedelta(days=1))[0].scores[0].last_at is None


def test_the_cards_are_the_same_as_json(store: Store) -> None:
    first = json.loads(json.dumps(cards(store)[0].as_json()))
    (score,) = first["contracts"]
    assert first["as_at"] == LATER.isoformat(timespec="seconds")
    assert score["missing"] == ["2025-02", "2025-03"]
    assert score["last_submission"]["rejected"] == 0.3
    assert score["last_submission"]["promises"]["broken"] == 1
    assert score["complete"]["disability"] == round(125 / 129, 4)


def test_the_ledger_keeps_completeness_and_what_was_unusual(store: Store) -> None:
    line = store.ledger().filter(pl.col("file") == "january.csv").to_dicts()[0]
    assert json.loads(line["completeness"])["disability"] == 0.6
    assert line["rows_stored"] == 10
    assert json.loads(line["suspicions"]) == []
    assert {promise["evaluated"] for promise in json.loads(line["promises"])} <= {0, 6, 10}


def test_a_ledger_from_before_is_read_and_added_to(tmp_path: Path) -> None:
    old = Store(tmp_path / "store")
    send(csv_file(tmp_path / "january.csv", people(10, Snapshot_Date="31/01/2025")), old)
    before = old.ledger().drop(NEW_COLUMNS)
    write_deltalake(str(old.path / "ledger"), before, mode="overwrite", schema_mode="overwrite")
    assert old.ledger().columns == list(LEDGER_SCHEMA)
    assert old.ledger().select(NEW_COLUMNS).null_count().row(0) == (1, 1, 1)
    assert cards(old)[0].scores[0].unexamined == 1
    send(csv_file(tmp_path / "february.csv", people(10, Snapshot_Date="28/02/2025")), old)
    assert old.ledger()["suspicions"].to_list() == [None, "[]"]
    assert cards(old)[0].scores[0].unexamined == 1


def test_the_columns_that_matter_stand_in_the_pages() -> None:
    matter = {name: [c.name for c in page.columns if c.matters] for name, page in CONTRACTS.items()}
    assert matter["staff_in_post"] == ["age_band", "ethnicity", "disability"]
    assert matter["conversation_outcomes"] == ["current_placement", "sought_placement"]
