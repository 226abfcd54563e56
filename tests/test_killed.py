"""Killed at any instant, a store is as it was or as it was to be; doing it again completes it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import KeyProblem
from sfg_analytics.forget import forget
from sfg_analytics.rekey import rekey
from sfg_analytics.retain import retain
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.depth import tries
from tests.killed import Warm
from tests.made import CONVERSATION, STAFF, csv_file, people

pytestmark = pytest.mark.skipif(
    os.name != "posix",
    reason="Windows has neither SIGKILL nor fork, with which commands are really killed here",
)

CONTRACTS = load_contracts()
OLD, NEW = b"k" * 32, b"n" * 32
AT = datetime(2026, 1, 2, tzinfo=UTC)
WORKS = ("first submit", "submit", "forget", "retain", "rekey")
KILLS = tries(4)  # of each


def work(what: str, store: str, export: str) -> None:
    """Do one of the works on a store, in a process that may be killed."""
    held = Store(Path(store))
    if what.endswith("submit"):
        submit(Path(export), CONTRACTS, OLD, store=held)
    elif what == "forget":
        forget(held, ["20003"], CONTRACTS, OLD, at=AT, organisation="ZZ1")
    elif what == "retain":
        retain(held, 12, CONTRACTS, at=AT)
    elif what == "rekey":
        rekey(held, CONTRACTS, (OLD, NEW), at=AT)


def exports(folder: Path) -> tuple[list[Path], Path]:
    """Write two exports a store holds already, one of them of two years, and a third that is to come."""
    staff = people(8, Snapshot_Date="31/03/2024") + people(8, Snapshot_Date="31/03/2025")
    talks = [row | {"Facilitator Number": "20003"} for row in people(8, CONVERSATION)]
    later = people(60, STAFF, Snapshot_Date="31/03/2025", Pay_Band="Band 6")
    later[3]["Pay Band"] = "Band 77"
    return [csv_file(folder / "staff.csv", staff), csv_file(folder / "talks.csv", talks)], csv_file(
        folder / "later.csv", later
    )


def state(path: Path) -> dict[str, Any]:
    """Say all that a store holds, but for the moments at which it was told."""
    store = Store(path)
    ledger = store.ledger().select("submission", "verdict", "key_id", "rows_kept").sort("submission")
    return {
        "tables": {name: store.table(name).collect().sort("*").rows() for name in store.tables()},
        "ledger": ledger.rows(),
        "objections": store.objections(),
        "removals": store.removals().rows(),
    }


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    parent = Warm("tests.test_killed:work")
    yield parent
    parent.close()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store as it was, and the export that is to come."""
    folder = tmp_path_factory.mktemp("before")
    held, later = exports(folder)
    for export in held:
        submit(export, CONTRACTS, OLD, store=Store(folder / "store"))
    return folder / "store", later


@pytest.mark.parametrize("what", WORKS)
def test_a_store_killed_at_any_instant_is_whole_and_doing_it_again_completes_it(
    tmp_path: Path, warm: Warm, before: tuple[Path, Path], what: str
) -> None:
    store, later = before
    if what == "first submit":
        store = tmp_path / "empty"
        store.mkdir()
    done = Path(shutil.copytree(store, tmp_path / "done"))
    whole = warm.run([what, done, later], done, when_written=True)
    assert whole.status == 0
    was, is_to_be = state(store), state(done)
    assert was != is_to_be
    chance, ends = random.Random(what), set()  # noqa: S311 - instants, not secrets
    pace = 1.0  # against the time it took unkilled: a machine may be busier now, or less
    for number in range(4 * KILLS):
        if number >= KILLS:
            if len(ends) > 1:
                break
            pace *= 1.3 if ends == {True} else 0.7
        killed = Path(shutil.copytree(store, tmp_path / f"killed{number}"))
        late = number % 4 != 0  # most of them while it writes
        instant = pace * chance.uniform(0, whole.writing if late else whole.took)
        warm.run([what, killed, later], killed, kill_after=instant, when_written=late)
        found = state(killed)
        assert found in (was, is_to_be)
        ends.add(found == was)
        done_already = pytest.raises(KeyProblem) if what == "rekey" and found == is_to_be else nullcontext()
        with done_already:
            work(what, str(killed), str(later))
        complete = state(killed)
        assert complete["tables"] == is_to_be["tables"]
        assert complete["ledger"] == is_to_be["ledger"]
        assert complete["objections"] == is_to_be["objections"]
        left = [path.name for path in killed.rglob("*") if path.name.endswith(".part")]
        assert left == []
        assert not {".preparing", ".next", ".entering"} & {path.name for path in killed.iterdir()}
        shutil.rmtree(killed)
    assert ends == {True, False}, "all kills came before the rows, or all after: they prove nothing"
