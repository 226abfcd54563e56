"""Which rows the table holds depends on which files were submitted, never on the order in which they came."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfg_analytics.contract import load_contracts
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.depth import tries
from tests.made import CONVERSATION, csv_file, people

CONTRACTS = load_contracts()
NOON = datetime(2025, 4, 1, 12, tzinfo=UTC)
KEY = b"k" * 32


def written(path: Path, hours: int) -> Path:
    """Give a file the time it was written."""
    moment = (NOON + timedelta(hours=hours)).timestamp()
    os.utime(path, (moment, moment))
    return path


def send(path: Path, store: Store, **how):
    (outcome,) = submit(path, CONTRACTS, KEY, store=store, **how)
    return outcome


def tables(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(map(str, store.table(name).collect().rows())) for name in store.tables()}


def conversations(*days: str, sought: str = "Depth") -> list[dict[str, str]]:
    return [
        {
            **CONVERSATION,
            "Conversation Date": day,
            "Recorded Date": day,
            "Future Placement": sought,
            "Next Review Date": "",
        }
        for day in days
    ]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_a_picture_of_a_month_gives_way_whole_to_a_later_one(tmp_path: Path, store: Store) -> None:
    send(written(csv_file(tmp_path / "a.csv", people(5)), 1), store)
    outcome = send(written(csv_file(tmp_path / "b.csv", people(3, Pay_Band="Band 6")), 2), store)
    assert (outcome.verdict, outcome.rows_superseded, outcome.rows_replaced) == ("kept", 0, 5)
    assert store.table("staff_in_post").collect()["band"].to_list() == ["6"] * 3


def test_an_earlier_picture_that_comes_late_is_superseded_and_says_so(tmp_path: Path, store: Store) -> None:
    send(written(csv_file(tmp_path / "b.csv", people(3, Pay_Band="Band 6")), 2), store)
    two_months = people(5) + people(5, Snapshot_Date="28/02/2025")
    outcome = send(written(csv_file(tmp_path / "a.csv", two_months), 1), store)
    assert (outcome.verdict, outcome.rows_superseded, outcome.rows_replaced) == ("kept", 5, 0)
    held = store.table("staff_in_post").group_by("period", "band").len().collect()
    assert sorted((p.month, b, n) for p, b, n in held.rows()) == [(2, "5", 5), (3, "6", 3)]
    late = send(written(csv_file(tmp_path / "c.csv", people(4)), 0), store)
    assert (late.verdict, late.rows_superseded) == ("superseded", 4)
    assert late.admitted
    assert store.ledger()["verdict"].to_list() == ["kept", "kept", "superseded"]


def test_events_of_two_files_are_held_together_and_the_later_account_of_one_holds(
    tmp_path: Path, store: Store
) -> None:
    march = conversations("03/03/2025", "10/03/2025")
    send(written(csv_file(tmp_path / "a.csv", march), 1), store)
    later = conversations("10/03/2025", "17/03/2025", sought="Breadth")
    outcome = send(written(csv_file(tmp_path / "b.csv", later), 2), store)
    assert (outcome.rows_superseded, outcome.rows_replaced) == (0, 1)
    held = store.table("conversation_outcomes").sort("conversation_date").collect()
    assert [
        (day.day, sought) for day, sought in held.select("conversation_date", "sought_placement").rows()
    ] == [
        (3, "depth"),
        (10, "breadth"),
        (17, "breadth"),
    ]


def test_a_complete_file_lets_go_of_what_it_no_longer_tells(tmp_path: Path, store: Store) -> None:
    send(
        written(csv_file(tmp_path / "a.csv", conversations("03/02/2025", "10/03/2025", "07/04/2025")), 1),
        store,
    )
    ends = conversations("03/02/2025", "07/04/2025")
    outcome = send(written(csv_file(tmp_path / "b.csv", ends), 2), store, complete=True)
    assert outcome.rows_replaced == 3
    held = store.table("conversation_outcomes").sort("conversation_date").collect()
    assert [day.month for day in held["conversation_date"]] == [2, 4]
    late = send(written(csv_file(tmp_path / "c.csv", conversations("11/03/2025", "05/05/2025")), 1), store)
    assert (late.rows_superseded, late.verdict) == (1, "kept")


def test_what_the_sender_states_decides_before_the_files_own_time(tmp_path: Path, store: Store) -> None:
    first = written(csv_file(tmp_path / "a.csv", people(3)), 1)
    send(first, store)
    send(written(csv_file(tmp_path / "b.csv", people(5)), 2), store)
    assert send(first, store).verdict == "superseded"
    assert store.table("staff_in_post").collect().height == 5
    outcome = send(first, store, written_at=NOON + timedelta(hours=3))
    assert (outcome.verdict, outcome.rows_replaced) == ("kept", 5)
    assert store.table("staff_in_post").collect().height == 3
    assert send(first, store).verdict == "unchanged"


def test_the_same_file_copied_later_still_changes_nothing_but_counts_from_then(
    tmp_path: Path, store: Store
) -> None:
    send(written(csv_file(tmp_path / "a.csv", people(3)), 1), store)
    assert send(written(csv_file(tmp_path / "copy.csv", people(3)), 3), store).verdict == "unchanged"
    assert send(written(csv_file(tmp_path / "b.csv", people(5)), 2), store).verdict == "superseded"


DAYS = ("03/02/2025", "10/03/2025", "11/03/2025", "07/04/2025")
MONTHS = ("28/02/2025", "31/03/2025", "30/04/2025")


@st.composite
def files(draw: st.DrawFn) -> list[tuple[list[dict[str, str]], int, bool]]:
    """Draw two to four exports of the same organisation that overlap, some of the same moment, some complete."""
    drawn = []
    for _ in range(draw(st.integers(2, 4))):
        if draw(st.booleans()):
            days = draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True))
            rows = conversations(*days, sought=draw(st.sampled_from(("Depth", "Breadth"))))
        else:
            months = draw(st.lists(st.sampled_from(MONTHS), min_size=1, unique=True))
            band = draw(st.sampled_from(("Band 5", "Band 6")))
            size = draw(st.integers(1, 2))
            rows = [row for month in months for row in people(size, Snapshot_Date=month, Pay_Band=band)]
        drawn.append((rows, draw(st.integers(1, 3)), draw(st.integers(0, 3)) == 0))
    return drawn


@settings(
    max_examples=tries(2),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(files())
def test_any_order_of_the_same_files_gives_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[list[dict[str, str]], int, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    sent = [
        (written(csv_file(folder / f"{place}.csv", rows), hours), complete)
        for place, (rows, hours, complete) in enumerate(drawn)
    ]
    orders = list(permutations(sent))
    found = []
    for number, order in enumerate(orders[:: max(1, len(orders) // 6)]):
        store = Store(folder / f"store{number}")
        for path, complete in order:
            send(path, store, complete=complete)
        found.append(tables(store))
    assert all(other == found[0] for other in found[1:])
    assert all(pl.Series(rows).is_unique().all() for rows in found[0].values())
