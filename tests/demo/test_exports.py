"""The files are the same each time, open with the obvious reader, and hold just what ``planted.json`` says."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import fastexcel
import pytest

from sfg_analytics.contract import fold, load_contracts
from sfg_analytics.demo import PLANTED, make_exports
from sfg_analytics.demo.dialects import DIALECTS

CONTRACTS = load_contracts()
PEOPLE, MONTHS = 6_000, 2
MONTHS_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo")
    make_exports(made, people=PEOPLE, months=MONTHS)
    return made


@pytest.fixture(scope="module")
def planted(folder: Path) -> dict[str, Any]:
    return json.loads((folder / PLANTED).read_text(encoding="utf-8"))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first = make_exports(tmp_path / "first", people=200, months=3)
    again = make_exports(tmp_path / "again", people=200, months=3)
    other = make_exports(tmp_path / "other", people=200, months=3, seed=2)
    assert [path.name for path in first] == [path.name for path in again] == [path.name for path in other]
    for one, same, different in zip(first[1:], again[1:], other[1:], strict=True):
        assert one.read_bytes() == same.read_bytes(), one.name
        assert one.read_bytes() != different.read_bytes(), one.name
    assert (tmp_path / "first" / PLANTED).read_bytes() == (tmp_path / "again" / PLANTED).read_bytes()


def test_paths_come_in_the_order_to_submit_them_without_the_list_of_faults(tmp_path: Path) -> None:
    told: list[str] = []
    paths = make_exports(tmp_path, people=200, months=3, last_month=date(2024, 12, 15), progress=told.append)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == told
    assert told[0] == "organisations_2024-12.csv"
    assert PLANTED not in told
    assert [name[:3] for name in told[1:]] == sorted(name[:3] for name in told[1:])
    assert set(told) == set(json.loads((tmp_path / PLANTED).read_text(encoding="utf-8")))
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {path.name for path in paths} | {
        PLANTED
    }


def test_recent_months_come_in_a_workbook_each_where_the_report_is_monthly(tmp_path: Path) -> None:
    paths = make_exports(tmp_path, people=200, months=8)
    monthly = [path.name for path in paths if path.parent.name == "ZZ6"]
    assert monthly[:2] == ["Staff in post history 202408-202409.xlsx", "Staff in post 202410.xlsx"]
    assert len(monthly) == 1 + 6 + 1


def test_the_list_of_organisations_names_all_eight_as_made_up(folder: Path) -> None:
    with (folder / "organisations_2025-03.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["REPORTING_ORG_CODE"] for row in rows] == [f"ZZ{n}" for n in range(1, 9)]
    assert all("made up" in row["REPORTING_ORG_NAME"] for row in rows)
    assert {row["ICS_CODE"] for row in rows} == {"QZ9"}


def obvious_rows(path: Path, sheet: str) -> list[list[str]]:
    """Open an export as anybody would who knows how it was written."""
    dialect = DIALECTS[path.parent.name]()
    if path.suffix == ".xlsx":
        workbook = fastexcel.read_excel(path)
        loaded = workbook.load_sheet(sheet or workbook.sheet_names[0], header_row=None, dtypes="string")
        return [[cell or "" for cell in row] for row in loaded.to_polars().rows()]
    with path.open(encoding=dialect.encoding, newline="") as file:
        return [row for row in csv.reader(file, delimiter=dialect.separator) if row]


def day(text: str) -> date | None:
    """Read a date of any dialect, by hand."""
    if match := re.match(r"^(\d{4})-(\d\d)-(\d\d)", text):
        found = tuple(map(int, match.groups()))
    elif match := re.match(r"^(\d\d)/(\d\d)/(\d{4})$", text):
        found = tuple(map(int, reversed(match.groups())))
    elif match := re.match(r"^(\d\d)-([A-Z][a-z]{2})-(\d{4})$", text):
        found = (int(match[3]), MONTHS_SHORT.index(match[2].title()) + 1, int(match[1]))
    elif match := re.match(r"^(\d{4})-([A-Z]{3})$", text):
        found = (int(match[1]), MONTHS_SHORT.index(match[2].title()) + 1, 1)
    elif match := re.match(r"^(\d{4})(\d\d)(\d\d)$", text):
        found = tuple(map(int, match.groups()))
    elif match := re.match(r"^(20\d\d)(\d\d)$", text):
        found = (int(match[1]), int(match[2]), 1)
    elif re.match(r"^\d{5}$", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    else:
        return None
    return None if found[0] in {1900, 4712} else date(*found)


OUT_OF_ORDER = {
    "conversation_outcomes": ("recorded_date", "conversation_date"),
    "development_actions": ("started_date", "agreed_date"),
}
FAULTS = {
    "band unknown",
    "staff group unknown",
    "start date unreadable",
    "starts after the month",
    "date unreadable",
    "placement unknown",
    "recorded before held",
    "kind unknown",
    "started before agreed",
    "exact",
    "earlier version",
    "second assignment",
}
SPOILT = {"31/02/2024", "Band 77", "Not in any list"}


def is_impossible(row: dict[str, str], contract: str) -> bool:
    if SPOILT & set(row.values()):
        return True
    if contract in OUT_OF_ORDER:
        later, earlier = (day(row[name]) for name in OUT_OF_ORDER[contract])
        return later is not None and earlier is not None and later < earlier
    if contract != "staff_in_post":
        return False
    month, start = day(row["period"]), day(row["service_start_date"])
    assert month is not None
    assert start is not None
    return (start.year, start.month) > (month.year, month.month)


def counted(path: Path, table: dict[str, Any]) -> dict[str, int]:
    """Count an export's rows by hand: no code of the library's but the contract's own headings."""
    contract = CONTRACTS[table["contract"]]
    named = contract.by_name[contract.signature[0]].headings
    rows = obvious_rows(path, table["sheet"])
    top = next(index for index, row in enumerate(rows) if any(fold(cell) in named for cell in row))
    header, under = rows[top], rows[top + 1 :]
    names = [contract.by_heading.get(fold(heading), heading) for heading in header]
    above = {"organisation": path.parent.name}
    for line in rows[:top]:
        if line[0].startswith("As At: "):
            above["period"] = line[0].removeprefix("As At: ")
    out = {"rows": len(under), "rejected": 0, "duplicates": 0, "dropped": 0, "kept": 0}
    seen: set[tuple[Any, ...]] = set()
    for cells in under:
        if cells == header or re.match(r"^(Total|Grand Total|TRL|\*\*\* End|End of report)", cells[0]):
            out["dropped"] += 1
            continue
        row = above | dict(zip_longest(names, cells, fillvalue=""))
        if is_impossible(row, contract.id):
            out["rejected"] += 1
            continue
        key = tuple(
            day(row[name]) if contract.by_name[name].kind == "date" else row.get(name)
            for name in contract.key
        )
        out["duplicates"] += key in seen
        seen.add(key)
    out["kept"] = len(seen)
    return out


def test_what_was_planted_is_what_a_count_by_hand_finds(folder: Path, planted: dict[str, Any]) -> None:
    for name, file in planted.items():
        if not name.startswith("ZZ"):
            continue
        found = [counted(folder / name, table) for table in file["tables"]]
        for table, by_hand in zip(file["tables"], found, strict=True):
            assert by_hand == {key: table[key] for key in by_hand}, (name, table["contract"])
        assert {key: file[key] for key in found[0]} == {
            key: sum(by_hand[key] for by_hand in found) for key in found[0]
        }


def test_faults_of_every_kind_are_planted_and_stay_below_the_contracts_tolerance(
    planted: dict[str, Any],
) -> None:
    tables = [table for file in planted.values() for table in file["tables"]]
    kinds: dict[str, int] = {}
    for table in tables:
        assert table["rejected"] * 200 <= table["rows"]
        for reason, number in (table["rejected_for"] | table["duplicates_by"]).items():
            kinds[reason] = kinds.get(reason, 0) + number
    assert set(kinds) == FAULTS
    assert all(kinds.values()), kinds


def test_people_in_the_files_are_plainly_made_up(folder: Path) -> None:
    names = {row[1] for row in obvious_rows(next((folder / "ZZ2").glob("Staff list*")), "")[1:-1]}
    emails = {row[2] for row in obvious_rows(next((folder / "ZZ2").glob("Staff list*")), "")[1:-1]}
    assert all(name.startswith("Made-up Person ") for name in names)
    assert all(email.endswith("@example.invalid") for email in emails)


def test_encodings_matter(folder: Path) -> None:
    old = next((folder / "ZZ2").glob("Staff list*")).read_bytes()
    assert "Médecine – Soins".encode("cp1252") in old
    with pytest.raises(UnicodeDecodeError):
        old.decode("utf-8")
    assert next((folder / "ZZ4").glob("staff*")).read_bytes().startswith(b"\xef\xbb\xbf")
    assert next((folder / "ZZ7").glob("people*")).read_bytes().startswith(b"\xff\xfe")


def test_large_exports_are_divided_by_months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sfg_analytics.demo.exports.LARGEST_FILE", 500)
    monkeypatch.setattr("sfg_analytics.demo.exports.LARGEST_WORKBOOK", 500)
    monkeypatch.setattr("sfg_analytics.demo.exports.MOST_IN_WORKBOOKS", 300)
    paths = make_exports(tmp_path, people=400, months=14)
    names = [path.name for path in paths]
    assert "DW_STAFF_IN_POST_202402_202404.csv" in names
    assert "Scope for Growth 202302-202503 Conversations.csv" in names
    planted = json.loads((tmp_path / PLANTED).read_text(encoding="utf-8"))
    staff = [file for file in planted.values() if file["tables"][0]["contract"] == "staff_in_post"]
    assert all(file["rows"] <= 500 for file in staff)
    for name, file in planted.items():
        if name.startswith("ZZ"):
            by_hand = [counted(tmp_path / name, table)["kept"] for table in file["tables"]]
            assert sum(by_hand) == file["kept"], name
