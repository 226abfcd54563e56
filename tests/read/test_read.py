"""Reading gives every cell as text under the export's own headings, whatever the file is."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.read import exports_in, read
from sfg_analytics.recognise import known_headings
from tests.made import STAFF, as_csv, csv_file, people, workbook

KNOWN = known_headings(load_contracts())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_do_not_matter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = people(3, Directorate="Médecine – Soins")
    path = tmp_path / "export.csv"
    path.write_bytes(as_csv(rows, delimiter=delimiter).encode(encoding))
    (sheet,) = read(path, KNOWN)
    assert sheet.headings == tuple(rows[0])
    assert sheet.table.drop("row").to_dicts() == rows
    assert sheet.table["row"].to_list() == [2, 3, 4]


def test_title_rows_blank_rows_totals_and_trailers_are_taken_out_and_counted(tmp_path: Path) -> None:
    lines = as_csv(people(4)).splitlines(keepends=True)
    width = len(STAFF)
    blank = "," * (width - 1) + "\r\n"
    total = "Grand Total" + "," * (width - 2) + ",4\r\n"
    text = (
        "Staff in post\r\nRun date: 01/04/2025\r\n\r\n"
        + "".join(lines[:3])
        + blank
        + lines[0]
        + "".join(lines[3:])
    )
    path = tmp_path / "export.csv"
    path.write_text(text + total + "*** End of report ***\r\n", newline="")
    (sheet,) = read(path, KNOWN)
    assert sheet.header_row == 4
    assert sheet.table.height == 4
    assert sheet.table["row"].to_list() == [5, 6, 9, 10]
    assert sheet.dropped == {
        "blank row": 1,
        "repeated header": 1,
        "total row": 1,
        "total or trailer line": 1,
    }
    assert sheet.rows_read == 8


def test_a_directorate_called_total_care_is_not_a_total(tmp_path: Path) -> None:
    rows = [{"Directorate": "Total Care", **row} for row in people(2)]
    (sheet,) = read(csv_file(tmp_path / "export.csv", rows), KNOWN)
    assert sheet.table.height == 2
    assert sheet.dropped == {}


def test_quoted_line_breaks_and_delimiters_stay_in_their_cell(tmp_path: Path) -> None:
    rows = people(2, Role='Nurse, "senior"\nward 7')
    (sheet,) = read(csv_file(tmp_path / "export.csv", rows), KNOWN)
    assert sheet.table["Role"].to_list() == ['Nurse, "senior"\nward 7'] * 2
    assert sheet.table["row"].to_list() == [2, 3]


def test_a_workbook_gives_each_sheet_that_holds_a_table(tmp_path: Path) -> None:
    headings = list(STAFF)
    row = list(STAFF.values())
    row[1] = datetime.date(2025, 3, 31)
    path = workbook(
        tmp_path / "report.xlsx",
        {
            "Cover": [["This report was made up for a test."]],
            "March": [["Title"], [], headings, row, row, ["Grand Total", None, None, 2], ["Ran by nobody"]],
            "April": [headings, row],
        },
    )
    march, april = read(path, KNOWN)
    assert (march.name, march.header_row, march.table.height) == ("March", 3, 2)
    assert march.table["row"].to_list() == [4, 5]
    assert march.dropped == {"total row": 1, "trailer row": 1}
    assert march.table["Snapshot Date"][0].startswith("2025-03-31")
    assert (april.name, april.header_row, april.table.height) == ("April", 1, 1)


def test_a_workbook_named_csv_is_read_for_what_it_is(tmp_path: Path) -> None:
    path = workbook(tmp_path / "really.csv", {"s": [list(STAFF), list(STAFF.values())]})
    (sheet,) = read(path, KNOWN)
    assert sheet.table.height == 1


def test_a_zip_of_csvs_is_read_like_a_workbook_and_nothing_leaves_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "returns.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/april.csv", as_csv(people(2)).encode("utf-16"))
        archive.writestr("../../march.csv", as_csv(people(3), delimiter=";"))
        archive.writestr("__MACOSX/._march.csv", b"\0\0")
        archive.writestr("read me.docx", b"x")
    march, april = read(path, KNOWN)
    assert (march.file, march.name, march.table.height) == ("returns.zip", "../../march.csv", 3)
    assert (april.name, april.table.height) == ("b/april.csv", 2)
    assert [file.name for file in tmp_path.parent.rglob("march.csv")] == []


def test_parquet_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "export.parquet"
    pl.DataFrame(people(2)).with_columns(pl.col("FTE").cast(pl.Float64)).write_parquet(path)
    (sheet,) = read(path, KNOWN)
    assert sheet.table.schema == dict.fromkeys(STAFF, pl.String) | {"row": pl.Int64}
    assert sheet.table["FTE"].to_list() == ["1.0", "1.0"]


def test_two_hundred_columns_and_a_heading_of_three_hundred_characters_are_nothing_special(
    tmp_path: Path,
) -> None:
    extra = {f"Column {n}": "x" for n in range(190)} | {"Long " + "o" * 300: "x"}
    (sheet,) = read(csv_file(tmp_path / "wide.csv", [{**row, **extra} for row in people(2)]), KNOWN)
    assert len(sheet.headings) == len(STAFF) + 191


def test_a_folder_gives_its_tables_in_order_and_leaves_temporary_files_alone(tmp_path: Path) -> None:
    for name in ("b.csv", "a.xlsx", "~$a.xlsx", ".hidden.csv", "notes.docx"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "c.tsv").write_bytes(b"x")
    assert [path.name for path in exports_in([tmp_path])] == ["a.xlsx", "b.csv", "c.tsv"]


def test_blank_lines_among_the_rows_are_counted_and_the_rows_keep_their_numbers(tmp_path: Path) -> None:
    header, first, second = as_csv(people(2)).splitlines()
    commas = "," * (len(STAFF) - 1)
    path = tmp_path / "staff.csv"
    path.write_text("\n".join([header, "", first, commas, "  " + commas, second, "", ""]))
    (sheet,) = read(path, KNOWN)
    assert sheet.table["row"].to_list() == [3, 6]
    assert sheet.dropped == {"blank row": 4}
    assert sheet.rows_read == 6


def test_a_header_printed_again_under_the_last_row_is_no_empty_table(tmp_path: Path) -> None:
    text = "Band,Role,x,y\r\n7,Nurse,a,b\r\n,,,\r\nMarch again,,,\r\nBand,Role,x,y\r\n"
    (tmp_path / "a.csv").write_text(text, newline="")
    first, *others = read(tmp_path / "a.csv", frozenset({"band", "role"}))
    assert first.table["Band"].to_list() == ["7"]
    assert all(sheet.table.is_empty() for sheet in others)
    assert sum(sheet.rows_read for sheet in (first, *others)) == 4
