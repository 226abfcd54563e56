"""A long file comes in piece by piece, and what comes of it is the same whatever the pieces are."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import sfg_analytics.submit as road
from sfg_analytics.check import check
from sfg_analytics.contract import load_contracts, spelt_out
from sfg_analytics.demo import PLANTED, make_exports
from sfg_analytics.errors import AmbiguousExport, UnreadableExport
from sfg_analytics.gather import gather
from sfg_analytics.read import read, read_pieces
from sfg_analytics.recognise import known_headings
from sfg_analytics.store import Store
from sfg_analytics.submission import Submission
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, STAFF, as_csv, csv_file, people, workbook

CONTRACTS = load_contracts()
KNOWN = known_headings(CONTRACTS)
KEY = b"k" * 32


def same(whole: list[Submission], pieces: list[Submission]) -> None:
    """Compare two outcomes field by field, tables included."""
    assert len(whole) == len(pieces)
    for one, other in zip(whole, pieces, strict=True):
        for field in fields(Submission):
            left, right = getattr(one, field.name), getattr(other, field.name)
            if isinstance(left, pl.DataFrame):
                assert_frame_equal(left, right)
            elif field.name not in LATER:
                assert left == right, field.name


LATER = {"rejects_file", "written_at", "gx_result"}  # when and where, not what


def both(path: Path, piece: int, tmp_path: Path, **given: str) -> list[Submission]:
    """Bring a file in whole and in pieces, into a store each; compare outcomes and stores; give the outcome."""
    stores = Store(tmp_path / "whole"), Store(tmp_path / f"pieces of {piece}")
    whole = submit(path, CONTRACTS, KEY, store=stores[0], given=given)
    pieces = submit(path, CONTRACTS, KEY, store=stores[1], given=given, piece=piece)
    same(whole, pieces)
    assert stores[0].tables() == stores[1].tables()
    for name in stores[0].tables():
        held, other = (store.table(name).collect() for store in stores)
        assert held.schema == other.schema
        assert_frame_equal(held, other, check_row_order=False)
    return pieces


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make_exports(folder, people=300, months=1)
    return folder


def test_every_dialect_of_the_demo_gives_the_same_in_pieces(demo: Path, tmp_path: Path) -> None:
    planted = json.loads((demo / PLANTED).read_text("utf-8"))
    told = {"staff_in_post", "conversation_outcomes"}  # an organisation writes all its exports alike
    chosen = [name for name, file in planted.items() if told & {one["contract"] for one in file["tables"]}]
    for number, name in enumerate(chosen):
        both(demo / name, 17, tmp_path / str(number))
    assert len(chosen) > 12


def spoilt() -> str:
    """A staff list with one of everything that is decided over the whole file."""
    rows = people(60)
    rows[4]["Pay Band"] = "Band 77"
    rows[11]["Snapshot Date"] = ""
    rows[13]["Latest Start Date"] = "01/04/2031"
    rows[23]["Employee Number"] = ""
    rows[39] = {**rows[2], "Employee Number": f"00{rows[2]['Employee Number']}", "FTE": "0.5"}
    rows[44] = {**rows[3], "FTE": "1.5"}
    lines = as_csv(rows).splitlines(keepends=True)
    width = len(STAFF)
    lines[21:21] = [lines[0], "," * (width - 1) + "\r\n"]
    lines[35:35] = ["Subtotal" + "," * (width - 1) + "\r\n", "Subtotal,33\r\n"]
    return (
        "Staff in post\r\n\r\n"
        + "".join(lines)
        + "Grand Total" + "," * (width - 2) + ",60\r\n"
        + "," * (width - 1) + "\r\n"
        + "Ran by nobody" + "," * (width - 1) + "\r\n"
    )  # fmt: skip


@pytest.mark.parametrize("piece", [1, 3, 17, 20, 33, 60])
def test_a_file_full_of_faults_gives_the_same_in_pieces_of_any_size(tmp_path: Path, piece: int) -> None:
    path = tmp_path / "spoilt.csv"
    path.write_text(spoilt(), newline="")
    (outcome,) = both(path, piece, tmp_path)
    # 60 people, a repeated header, two blank rows, two subtotals, a total and a note.
    assert (outcome.rows_read, outcome.rows_dropped) == (67, 7)
    # Bad band, no month, no number, and a start after the month's end (a promise); 0020003 and 20004 stand twice.
    assert (outcome.rows_rejected, outcome.rows_duplicate, outcome.rows_kept) == (4, 2, 54)
    assert outcome.verdict == "broken"  # one start after the month of 55 rows is more than the 1% that may be
    assert {result.promise.id: result.failed for result in outcome.promises if result.failed} == {
        "service_before_snapshot": 1
    }


def test_a_number_written_in_two_ways_is_one_person(tmp_path: Path) -> None:
    rows = [*people(1), {**people(1)[0], "Employee Number": "0020001"}, *people(1, Employee_Number="x")]
    rows[1]["FTE"] = "0.5"
    (outcome,) = both(csv_file(tmp_path / "staff.csv", rows), 1, tmp_path)
    assert (outcome.rows_kept, outcome.rows_duplicate) == (1, 2)
    assert outcome.verdict == "kept"
    held = Store(tmp_path / "whole").table("staff_in_post").collect()
    assert held["fte"].to_list() == [1.0]


def test_columns_that_choose_between_duplicates_are_not_stored(tmp_path: Path) -> None:
    both(csv_file(tmp_path / "staff.csv", people(5)), 2, tmp_path)
    held = Store(tmp_path / "whole").table("staff_in_post").collect()
    stored = {*CONTRACTS["staff_in_post"].stored_columns, "submission", "contract_version"}
    assert set(held.columns) == stored


@pytest.mark.parametrize("apart", [1, 20, 45])
def test_month_first_dates_are_counted_over_all_pieces(tmp_path: Path, apart: int) -> None:
    rows = people(60, CONVERSATION)
    rows[3]["Conversation Date"], rows[3 + apart]["Conversation Date"] = "02/25/2025", "02/26/2025"
    path = csv_file(tmp_path / "talks.csv", rows)
    for piece in (5, 7, 1000):
        with pytest.raises(AmbiguousExport, match="month first in 'Conversation Date'"):
            submit(path, CONTRACTS, KEY, store=None, piece=piece)


def test_the_same_month_first_date_in_many_pieces_is_one_slip(tmp_path: Path) -> None:
    rows = people(60, CONVERSATION)
    for place in (3, 33, 53):
        rows[place]["Conversation Date"] = "02/25/2025"
    (outcome,) = both(csv_file(tmp_path / "talks.csv", rows), 7, tmp_path)
    assert outcome.rows_rejected == 3


def test_one_slip_in_each_of_two_tables_is_no_habit(tmp_path: Path) -> None:
    rows = [list(CONVERSATION), *[list(row.values()) for row in people(30, CONVERSATION)]]
    april = [list(CONVERSATION), *[list(row.values()) for row in people(30, CONVERSATION, Org_Code="ZZ2")]]
    rows[5][2], april[5][2] = "02/25/2025", "02/26/2025"
    path = workbook(tmp_path / "talks.xlsx", {"March": rows, "April": april})
    (outcome,) = both(path, 7, tmp_path)
    assert outcome.rows_rejected == 2


def ragged(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:40], "20099,x\r\n", *lines[40:]])


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (ragged, "row 41 has 2"),
        (
            lambda text: text.replace("Band 5", '"Band 5', 55).replace('"Band 5', "Band 5", 54),
            "widths|closed",
        ),
    ],
)
def test_what_is_refused_whole_is_refused_in_pieces(
    tmp_path: Path, spoil: Callable[[str], str], told: str
) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(spoil(as_csv(people(60))), newline="")
    store = Store(tmp_path / "store")
    said = set()
    for piece in (7, 1000):
        with pytest.raises(UnreadableExport, match=told) as caught:
            submit(path, CONTRACTS, KEY, store=store, piece=piece)
        said.add(str(caught.value))
    assert len(said) == 1
    assert not store.path.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_zips_come_in_pieces_too(tmp_path: Path, encoding: str) -> None:
    rows = people(40, Directorate="Médecine")
    both(csv_file(tmp_path / "staff.csv", rows, encoding=encoding), 7, tmp_path)
    with zipfile.ZipFile(tmp_path / "staff.zip", "w") as archive:
        archive.writestr("a.csv", as_csv(rows).encode(encoding))
        archive.writestr("b.csv", as_csv(people(30, Org_Code="ZZ2")).encode(encoding))
    (outcome,) = both(tmp_path / "staff.zip", 7, tmp_path / "zip")
    assert (outcome.rows_kept, outcome.organisations) == (70, ("ZZ1", "ZZ2"))


def test_never_more_than_a_piece_and_its_tail_is_held_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heights: list[int] = []

    def watched(*arguments: Any, **how: Any) -> Any:
        for sheet in read_pieces(*arguments, **how):
            heights.append(sheet.table.height)
            yield sheet

    monkeypatch.setattr(road, "read_pieces", watched)
    submit(csv_file(tmp_path / "staff.csv", people(200)), CONTRACTS, KEY, store=None, piece=30)
    assert sum(heights) == 200
    assert max(heights) <= 30 + 20


def test_codes_packed_are_spelt_out_as_they_were(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "staff.csv", people(30))
    ((group,), left_out) = gather(read(path, KNOWN), CONTRACTS, KEY)
    packed = group.take_tidy()
    assert left_out == ()
    assert group.pieces == []
    assert {name for name, kind in packed.schema.items() if kind == pl.Enum} >= {"band", "staff_group"}
    assert not any(kind == pl.Enum for kind in spelt_out(packed).dtypes)
    assert spelt_out(packed)["band"].to_list() == ["5"] * 30


@pytest.mark.parametrize("engine", ["polars", "gx"])
def test_packed_codes_are_checked_as_text_is(tmp_path: Path, engine: Literal["polars", "gx"]) -> None:
    path = tmp_path / "spoilt.csv"
    path.write_text(spoilt(), newline="")
    ((group,), _) = gather(read(path, KNOWN), CONTRACTS, KEY)
    packed = group.take_tidy()
    assert "band" in [name for name, kind in packed.schema.items() if kind == pl.Enum]
    text, codes = (check(rows, group.contract, engine=engine) for rows in (spelt_out(packed), packed))
    assert_frame_equal(spelt_out(codes.kept), text.kept)
    assert_frame_equal(codes.rejects, text.rejects)
    assert codes.promises == text.promises
    assert codes.rejects.height > 0


def test_packed_codes_meet_rows_held_as_text(tmp_path: Path) -> None:
    first = people(8, CONVERSATION)
    later = people(10, CONVERSATION, Current_Placement="Breadth")[6:]
    store = Store(tmp_path / "store")
    for name, rows in (("first.csv", first), ("later.csv", later)):
        submit(csv_file(tmp_path / name, rows), CONTRACTS, KEY, store=store)
    held = store.table("conversation_outcomes").collect()
    # The later account of the two people whom both files name, and the two whom it alone does.
    assert sorted(held["current_placement"].value_counts().rows()) == [("breadth", 4), ("depth", 6)]
