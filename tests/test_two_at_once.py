"""Two who write to one store at once: one waits for the other, or is told plainly; there is never a mixture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.store import Store
from tests.made import CONVERSATION, csv_file, people


def started(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sfg_analytics", *map(str, arguments), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SFG_KEY": "ab" * 32},
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, list[dict[str, object]]]:
    out, err = process.communicate(timeout=120)
    assert err == ""
    return process.returncode, json.loads(out)


@pytest.mark.parametrize("same", [True, False], ids=["one table", "two tables"])
def test_two_submissions_at_once_both_land(tmp_path: Path, *, same: bool) -> None:
    store = tmp_path / "store"
    staff = csv_file(tmp_path / "a.csv", people(300))
    other = csv_file(
        tmp_path / "b.csv",
        people(200, Pay_Band="Band 6", Org_Code="ZZ2") if same else people(200, CONVERSATION),
    )
    running = [started("submit", path, "--store", store) for path in (staff, other)]
    for status, (answer,) in map(ended, running):
        assert (status, answer["verdict"]) == (0, "kept")
    held = Store(store)
    assert held.ledger()["verdict"].to_list() == ["kept", "kept"]
    assert sum(held.table(name).collect().height for name in held.tables()) == 500
    for name in held.tables():
        rows = held.table(name).group_by("submission").agg(pl.col("organisation").n_unique()).collect()
        assert rows["organisation"].to_list() == [1] * rows.height
        assert set(rows["submission"]) <= set(held.ledger()["submission"])


def test_of_two_exports_of_one_month_the_later_written_holds_whole(tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = csv_file(tmp_path / "a.csv", people(300))
    second = csv_file(tmp_path / "b.csv", people(200, Pay_Band="Band 6"))
    os.utime(first, (1_000_000_000, 1_000_000_000))
    running = [started("submit", path, "--store", store) for path in (first, second)]
    assert [status for status, _ in map(ended, running)] == [0, 0]
    held = Store(store).table("staff_in_post").collect()
    assert held["band"].value_counts().rows() == [("6", 200)]


def test_a_writer_that_waited_too_long_is_told_and_changes_nothing(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with Store(store).writing():
        status, (answer,) = ended(
            started("submit", csv_file(tmp_path / "a.csv", people(3)), "--store", store)
        )
    assert (status, answer["verdict"]) == (3, "refused")
    assert "Another process is writing" in str(answer["error"])
    assert "nothing was changed" in str(answer["error"])
    assert Store(store).ledger().is_empty()
