"""Records older than they may be leave every file of a store; public figures and younger records stay."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.errors import NoSuchPath, SfgError
from sfg_analytics.retain import retain
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.keeping import AT, CONTRACTS, KEY, everything_in, filled
from tests.made import csv_file, people

PUBLIC_FIGURES = pl.DataFrame(
    {
        "organisation": ["ZZ1"],
        "period": [date(2011, 1, 1)],
        "submission": ["s"],
        "contract_version": ["1.0.0"],
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path)


@pytest.mark.parametrize(
    ("months", "as_at", "oldest"),
    [
        (1, date(2025, 4, 1), date(2025, 3, 1)),
        (1, date(2025, 4, 2), None),
        (2, date(2025, 4, 1), date(2025, 2, 1)),
        (2, date(2025, 4, 2), date(2025, 3, 1)),
        (36, date(2025, 4, 2), date(2025, 2, 1)),
    ],
)
def test_a_month_stays_while_its_first_day_is_no_older_than_that(
    store: Store, months: int, as_at: date, oldest: date | None
) -> None:
    before = {name: store.table(name).collect() for name in store.tables()}
    removed = retain(store, months, CONTRACTS, at=AT, as_at=as_at)
    assert removed.keys() == before.keys()
    for name, rows in before.items():
        staying = rows.filter(pl.col("period") >= (oldest or date.max))
        assert removed[name] == rows.height - staying.height
        if staying.is_empty():
            assert name not in store.tables()
        else:
            assert store.table(name).collect().sort("*").equals(staying.sort("*"))


def test_nothing_of_what_left_is_in_any_file(store: Store) -> None:
    gone = store.table("staff_in_post").filter(pl.col("period") == date(2025, 2, 1)).collect()
    assert any("2025-02" in text for path, text in everything_in(store.path) if "staff_in_post" in str(path))
    retain(store, 1, CONTRACTS, at=AT, as_at=date(2025, 4, 1))
    assert gone.height == 5
    for path, text in everything_in(store.path / "tables"):
        assert "2025-02" not in text, path
    assert not any("conversation_outcomes" in str(path) for path, _ in everything_in(store.path / "tables"))


def test_row_numbers_of_files_that_are_wholly_older_go_too(tmp_path: Path, store: Store) -> None:
    old = submit(
        csv_file(
            tmp_path / "old.csv", people(100, Snapshot_Date="31/01/2024") + people(1, Pay_Band="Band 77")
        ),
        CONTRACTS,
        KEY,
        store=store,
    )[0]
    before = {path.name.split(".")[0] for path in (store.path / "changes").iterdir()}
    retain(store, 12, CONTRACTS, at=AT, as_at=date(2025, 3, 1))
    after = {path.name.split(".")[0] for path in (store.path / "changes").iterdir()}
    assert before - after == {old.id}


def test_public_figures_stay_and_the_table_keeps_its_parts(store: Store) -> None:
    store.replace("organisations", PUBLIC_FIGURES, ("organisation",))
    assert "organisations" not in retain(store, 24, CONTRACTS, at=AT)
    assert store.table("organisations").collect().rows() == PUBLIC_FIGURES.rows()
    assert [path.name for path in (store.path / "tables" / "organisations").glob("organisation=*")] == [
        "organisation=ZZ1"
    ]


def test_it_is_on_record_and_a_preview_is_not(store: Store) -> None:
    told = retain(store, 1, CONTRACTS, at=AT, as_at=date(2025, 4, 1), preview=True)
    assert store.removals().is_empty()
    assert store.base == ""
    assert retain(store, 1, CONTRACTS, at=AT, as_at=date(2025, 4, 1)) == told
    assert dict(store.removals().select("contract", "rows").rows()) == told
    assert store.base


def test_a_run_that_removes_nothing_does_not_change_the_base(store: Store) -> None:
    retain(store, 36, CONTRACTS, at=AT)
    assert store.base == ""


@pytest.mark.parametrize(("months", "as_at"), [(0, None), (-36, None), (36, date(2026, 1, 3))])
def test_nonsense_is_refused(store: Store, months: int, as_at: date | None) -> None:
    before = dict(everything_in(store.path))
    with pytest.raises(SfgError, match="cannot be retained like that"):
        retain(store, months, CONTRACTS, at=AT, as_at=as_at)
    assert dict(everything_in(store.path)) == before


def test_an_empty_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        retain(Store(tmp_path / "none"), 36, CONTRACTS, at=AT)
