"""A file that cannot be read whole is refused in one paragraph that names it and says what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import NoSuchPath, SfgError, UnreadableExport
from sfg_analytics.read import exports_in, read
from sfg_analytics.recognise import known_headings
from tests.made import STAFF, as_csv, people, workbook

KNOWN = known_headings(load_contracts())


def _truncated(path: Path) -> None:
    workbook(path, {"s": [list(STAFF), list(STAFF.values())]})
    path.write_bytes(path.read_bytes()[:-200])


def _damaged(path: Path) -> None:
    workbook(path, {"s": [list(STAFF), *[list(STAFF.values())] * 500]})
    inside = bytearray(path.read_bytes())
    middle = len(inside) // 2
    inside[middle : middle + 40] = b"\0" * 40
    path.write_bytes(bytes(inside))


def _bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        for _ in range(300):
            sheet.write(b"\0" * (1 << 20))


def _locked(path: Path) -> None:
    plain = workbook(path.with_suffix(".plain"), {"s": [list(STAFF), list(STAFF.values())]})
    with plain.open("rb") as open_to_all, path.open("wb") as locked:
        OOXMLFile(open_to_all).encrypt("correct horse", locked)


def _far_apart(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([list(STAFF), *(list(row.values()) for row in people(3))]):
            sheet.write_row(number, 0, row)
        sheet.write("XFD1048576", " ")


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("march.docx", b"not a table")


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "empty": ("export.csv", lambda path: path.write_bytes(b""), "is empty"),
    "blank": ("export.csv", lambda path: path.write_bytes(b"\r\n\r\n"), "holds no table"),
    "prose": (
        "export.csv",
        lambda path: path.write_text("Dear all\nplease find attached\n"),
        "holds no table",
    ),
    "a PDF named csv": ("export.csv", lambda path: path.write_bytes(b"%PDF-1.7 ..."), "PDF"),
    "a web page": ("export.csv", lambda path: path.write_bytes(b"<!DOCTYPE html><html>"), "web page"),
    "NUL bytes": ("export.csv", lambda path: path.write_bytes(as_csv(people(2)).encode() + b"\0\0"), "NUL"),
    "truncated workbook": ("export.xlsx", _truncated, "cut off or damaged"),
    "damaged workbook": ("export.xlsx", _damaged, "cut off or damaged"),
    "zip bomb": ("export.xlsx", _bomb, "would unpack to 300 MiB"),
    "password": ("export.xlsx", _locked, "password"),
    "a cell in Excel's last row and column": (
        "export.xlsx",
        _far_apart,
        "cells so far apart",
    ),
    "zip of something else": ("export.zip", _zip, "zip archive without a text file"),
    "ragged, short": (
        "export.csv",
        lambda path: path.write_text(as_csv(people(2)) + "a,b\r\n"),
        "row 4 has 2",
    ),
    "ragged, long": (
        "export.csv",
        lambda path: path.write_text(as_csv(people(2)) + "x" + ",x" * 20 + "\r\n"),
        "row 4 has 21",
    ),
    "open quotation mark": (
        "export.csv",
        lambda path: path.write_text(as_csv(people(50)).replace("Band 5", '"Band 5', 1)),
        "different widths|never closed",
    ),
    "header alone": ("export.csv", lambda path: path.write_text(",".join(STAFF) + "\r\n"), "no row under it"),
    "not Parquet after all": (
        "export.parquet",
        lambda path: path.write_bytes(b"PAR1 nothing PAR1"),
        "Parquet",
    ),
    "undefined bytes": (
        "export.csv",
        lambda path: path.write_bytes(b"Org Code,Band\x81\r\n\xff\x9d,1\r\n"),
        "encoding",
    ),
    "line breaks lost": (
        "export.csv",
        lambda path: path.write_text(as_csv(people(2_000), newline=",")),
        "more columns than a spreadsheet can hold",
    ),
    "two encodings": (
        "export.csv",
        lambda path: path.write_bytes(
            as_csv(people(1, Directorate="Children’s")).encode()
            + as_csv(people(1, Directorate="Women’s")).encode("cp1252")
        ),
        "UTF-8 in line 2 and Windows-1252 in line 4",
    ),
}


@pytest.mark.parametrize("cell", ["A1048576", "ZZ5", "AZ9000"])
def test_a_stray_cell_far_below_or_far_beside_the_table_does_no_harm(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([list(STAFF), *(list(row.values()) for row in people(3))]):
            sheet.write_row(number, 0, row)
        sheet.write(cell, " ")
    (found,) = read(path, KNOWN)
    assert found.table.height == 3


def test_a_capital_with_an_accent_before_a_curly_mark_is_no_second_encoding(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(as_csv(people(2, Directorate="CAFÉ’S ‘É’")).encode("cp1252"))
    (sheet,) = read(path, KNOWN)
    assert sheet.table["Directorate"].to_list() == ["CAFÉ’S ‘É’"] * 2


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_name_and_a_hint(tmp_path: Path, case: str) -> None:
    name, make, told = BAD[case]
    path = tmp_path / name
    make(path)
    with pytest.raises(UnreadableExport, match=told) as caught:
        read(path, KNOWN)
    fault = caught.value
    assert name in fault.what
    assert fault.expected or fault.hint
    assert "20001" not in str(fault)
    assert fault.exit_code == 2


def test_a_path_that_is_not_there_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "March returns.csv").write_text("x")
    with pytest.raises(NoSuchPath) as caught:
        exports_in([tmp_path / "March return.csv"])
    assert "March returns.csv" in caught.value.closest
    with pytest.raises(NoSuchPath):
        exports_in([tmp_path / "no" / "such" / "folder"])


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(SfgError, match="holds no export"):
        exports_in([tmp_path])
