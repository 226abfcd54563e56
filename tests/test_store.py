"""The store replaces whole, tells what stopped it in one paragraph, and is then as it was."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.errors import MeasureProblem, StoreBusy, StoreProblem
from sfg_analytics.store import Store

ROWS = pl.DataFrame(
    {
        "organisation": ["ZZ1", "ZZ'2"],
        "period": [date(2025, 3, 1), date(2025, 3, 1)],
        "person": ["a", "b"],
        "submission": ["s", "s"],
        "contract_version": ["1.0.0", "1.0.0"],
    }
)


def test_an_organisation_with_an_odd_code_is_replaced_like_any_other(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for _ in range(2):
        store.replace("made", ROWS, ("organisation",))
    assert store.table("made").collect().height == 2


def test_a_table_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace("staff_in_post", ROWS, ())
    with pytest.raises(MeasureProblem) as caught:
        store.table("staff_in_pots")
    assert "staff_in_post" in caught.value.closest


def test_a_store_another_process_is_writing_says_so(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent(
                """
                import sys, time
                from pathlib import Path
                from sfg_analytics.store import Store
                with Store(Path(sys.argv[1])).writing():
                    print("held", flush=True)
                    sys.stdin.read()
                """
            ),
            str(tmp_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreBusy, match="Another process"), Store(tmp_path).writing(wait_seconds=0.2):
            pass
        holder.stdin.close()
    with Store(tmp_path).writing(wait_seconds=5):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="limits on file size are a POSIX matter")
def test_a_full_disk_is_told_and_leaves_the_table_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace("made", ROWS, ())
    script = textwrap.dedent(
        """
        import resource, signal, sys
        from pathlib import Path
        import polars as pl
        from sfg_analytics.errors import StoreProblem
        from sfg_analytics.store import Store
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that a write past the limit fails as on a full disk
        store = Store(Path(sys.argv[1]))
        rows = store.table("made").collect()
        many = pl.concat([rows] * 50_000).with_columns(person=pl.int_range(pl.len()).hash().cast(pl.String))
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        try:
            store.replace("made", many, ())
        except StoreProblem as fault:
            print(fault)
        """
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "is full" in said.stdout
    assert "as it was" in said.stdout
    assert store.table("made").collect().sort("person").equals(ROWS)


def test_a_store_where_a_file_stands_is_told(tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_text("a file")
    with pytest.raises(StoreProblem, match="cannot be read or written"), Store(path).writing():
        pass


@pytest.mark.parametrize("folder", ["OneDrive - NHS", "Données", "a+b", "50% done"])
def test_a_path_may_hold_what_people_call_their_folders(tmp_path: Path, folder: str) -> None:
    store = Store(tmp_path / folder)
    for _ in range(2):
        store.replace("made", ROWS, ("organisation", "period"))
    store.enter({"submission": "s", "file": "f"})
    held = store.table("made").filter(pl.col("organisation") == "ZZ'2").collect()
    assert held.select(ROWS.columns).rows() == [("ZZ'2", date(2025, 3, 1), "b", "s", "1.0.0")]
    assert held.schema == ROWS.schema
    assert store.ledger()["file"].to_list() == ["f"]


LINE = {"submission": "s", "file": "f", "verdict": "kept", "submitted_at": datetime(2025, 4, 1, tzinfo=UTC)}


def test_a_line_that_could_not_be_written_with_its_rows_is_in_the_ledger_all_the_same(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / "ledger").write_text("in the way")
    with pytest.raises(StoreProblem):
        store.replace("made", ROWS, (), entry=LINE)
    (tmp_path / "ledger").unlink()
    assert store.table("made").collect().height == 2
    assert store.ledger()["submission"].to_list() == ["s"]
    for _ in range(2):
        with store.writing():
            assert store.ledger()["submission"].to_list() == ["s"]
    assert not (tmp_path / ".entering").exists()


def test_rows_that_could_not_be_written_leave_no_line(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "made").write_text("in the way")
    with pytest.raises(StoreProblem):
        store.replace("made", ROWS, (), entry=LINE)
    assert store.ledger().is_empty()
    with store.writing():
        assert store.ledger().is_empty()


def test_a_table_whose_first_write_was_cut_off_is_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    log = tmp_path / "tables" / "made" / "_delta_log"
    log.mkdir(parents=True)
    # The name under which Delta Lake writes an entry before it counts.
    (log / f"{0:020}.json#1").write_text("{")
    (tmp_path / "tables" / "made" / "part-0.parquet").write_bytes(b"PAR1")
    assert store.tables() == []
    store.replace("made", ROWS, ())
    assert store.table("made").collect().height == 2


def test_what_was_drafted_and_not_yet_put_in_its_place_holds_already(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace("made", ROWS, ())
    store.enter(LINE)
    with store.writing(), store.rewriting("forget", LINE["submitted_at"], {"made": (1, 0)}) as draft:
        draft.table("made", store.table("made").filter(pl.col("person") == "a"))
        draft.without([tmp_path / "rejects" / "gone.csv"])
    assert store.table("made").collect()["person"].to_list() == ["a"]
    (tmp_path / ".next").mkdir()
    (tmp_path / "tables").rename(tmp_path / ".next" / "tables")
    (tmp_path / "tables").mkdir()  # the old tables, of which some are removed already
    assert store.tables() == ["made"]
    with store.writing():
        assert store.table("made").collect()["person"].to_list() == ["a"]
    assert not (tmp_path / ".next").exists()
    assert store.ledger()["submission"].to_list() == ["s"]


def test_a_draft_that_fails_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace("made", ROWS, ())
    with (
        pytest.raises(ZeroDivisionError),
        store.writing(),
        store.rewriting("forget", LINE["submitted_at"], {}),
    ):
        _ = 1 // 0
    assert store.table("made").collect().height == 2
    assert store.removals().is_empty()
    with store.writing():
        pass
    assert not (tmp_path / ".preparing").exists()


def test_whoever_reads_files_that_another_process_removes_is_told_to_do_it_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace("made", ROWS, ())
    for file in (tmp_path / "tables" / "made").glob("*.parquet"):
        file.unlink()
    with pytest.raises(StoreBusy, match="while it was read"), store.reading():
        store.table("made").collect()
