"""A sheet may hold several tables, and a table may be longer than memory: every row ends in one place all the same."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import AmbiguousExport, UnreadableExport
from sfg_analytics.export import Sheet
from sfg_analytics.read import read, read_pieces
from sfg_analytics.recognise import explain, known_headings
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, STAFF, as_csv, csv_file, people, workbook

CONTRACTS = load_contracts()
KNOWN = known_headings(CONTRACTS)
HEADER, TALK = list(STAFF), list(CONVERSATION)
LEFT = {name: value for name, value in STAFF.items() if name != "Org Code"}


def staff(number: int) -> list[list[str]]:
    return [list(row.values()) for row in people(number)]


def talks(number: int) -> list[list[str]]:
    return [list(row.values()) for row in people(number, CONVERSATION)]


def lines(rows: Sequence[Sequence[str]], width: int = 0) -> str:
    """Write rows as CSV, filled out to a width as Excel would where one is given."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return text.getvalue()


def rows_under_first_header(sheets: Sequence[Sheet], last_row: int) -> None:
    assert sum(sheet.rows_read for sheet in sheets) == last_row - sheets[0].header_row
    numbers = [row for sheet in sheets for row in sheet.table["row"]]
    assert len(numbers) == len(set(numbers))


STACKED = [
    ["Staff and conversations"],
    [],
    HEADER,
    *staff(3),
    ["Grand Total", *[""] * 10, "3"],
    [],
    ["Conversations held"],
    ["Run date:", "01/04/2025"],
    [],
    TALK,
    *talks(2),
]


def check_stacked(first: Sheet, second: Sheet) -> None:
    assert (first.header_row, first.table["row"].to_list()) == (3, [4, 5, 6])
    assert [" ".join(row).strip() for row in first.above] == ["Staff and conversations", ""]
    assert second.header_row == 12
    assert second.table["row"].to_list() == [13, 14]
    assert second.table["Employee Number"].to_list() == ["20001", "20002"]
    assert [row[:2] for row in second.above] == [
        ("", ""),
        ("Conversations held", ""),
        ("Run date:", "01/04/2025"),
        ("", ""),
    ]
    assert second.dropped == {"title row": 2, "blank row": 2, "header of a further table": 1}
    rows_under_first_header([first, second], len(STACKED))


def test_a_workbook_sheet_with_two_tables_gives_both(tmp_path: Path) -> None:
    first, second = read(workbook(tmp_path / "two.xlsx", {"s": STACKED}), KNOWN)
    check_stacked(first, second)
    assert (first.name, second.name) == ("", "table 2")
    assert first.dropped == {"total row": 1}


def test_tables_are_numbered_within_their_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "two.xlsx", {"March": STACKED, "April": STACKED})
    assert [sheet.name for sheet in read(path, KNOWN)] == [
        "March",
        "March, table 2",
        "April",
        "April, table 2",
    ]


@pytest.mark.parametrize(
    "width", [0, len(HEADER)], ids=["each row its own width", "filled out as Excel does"]
)
def test_a_csv_with_two_tables_gives_both(tmp_path: Path, width: int) -> None:
    path = tmp_path / "two.csv"
    path.write_text(lines(STACKED, width), newline="")
    first, second = read(path, KNOWN)
    check_stacked(first, second)
    assert first.dropped.keys() <= {"total row", "total or trailer line"}


def test_a_later_table_may_be_wider_than_the_first(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text(lines([TALK, *talks(3), ["Staff"], HEADER, *staff(4)]), newline="")
    first, second = read(path, KNOWN)
    assert (first.table.shape, second.table.shape) == ((3, len(TALK) + 1), (4, len(HEADER) + 1))
    assert second.table["row"].to_list() == [7, 8, 9, 10]
    assert second.table["Latest Start Date"].to_list() == ["01/04/2015"] * 4
    rows_under_first_header([first, second], 10)


def test_three_tables_of_two_widths_keep_their_order_and_their_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "three.csv"
    path.write_text(
        lines([HEADER, *staff(2), ["Talks"], TALK, *talks(2), ["More staff"], HEADER, *staff(1)]), newline=""
    )
    sheets = read(path, KNOWN)
    assert [sheet.table["row"].to_list() for sheet in sheets] == [[2, 3], [6, 7], [10]]
    rows_under_first_header(sheets, 10)


@pytest.mark.parametrize("short", [["20001", "x", "y"], [*STAFF.values(), "x"]])
def test_a_row_of_another_width_is_still_refused_in_either_table(tmp_path: Path, short: list[str]) -> None:
    path = tmp_path / "two.csv"
    for rows, told in (
        ([HEADER, *staff(2), short, ["T"], TALK, *talks(2)], "row 4 has"),
        ([HEADER, *staff(2), ["T"], TALK, talks(1)[0], short, talks(1)[0]], "row 7 has"),
    ):
        path.write_text(lines(rows), newline="")
        with pytest.raises(UnreadableExport, match=told):
            read(path, KNOWN)


def test_rows_after_a_short_subtotal_keep_their_own_numbers(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(lines([HEADER, *staff(2), ["Subtotal", "2"], *staff(2)]), newline="")
    (sheet,) = read(path, KNOWN)
    assert sheet.table["row"].to_list() == [2, 3, 5, 6]
    assert sheet.dropped == {"total or trailer line": 1}


def test_a_header_repeated_at_a_page_break_begins_no_table(tmp_path: Path) -> None:
    title, empty = ["Staff in post"], [""] * 3
    page = [title, [], HEADER, *staff(2), ["Page 1 of 2"], [], title, ["Page 2 of 2"], [], HEADER, *staff(1)]
    (sheet,) = read(workbook(tmp_path / "paged.xlsx", {"s": [*page, empty]}), KNOWN)
    assert sheet.table["row"].to_list() == [4, 5, 12]
    assert sheet.dropped == {"repeated header": 1, "title row": 2, "page number": 1, "blank row": 2}
    assert sheet.rows_read == 12 - 3


def test_a_sparse_row_right_over_a_header_stays_a_row_of_its_table(tmp_path: Path) -> None:
    sparse = ["ZZ1", "10009", *[""] * (len(TALK) - 2)]
    path = workbook(tmp_path / "two.xlsx", {"s": [TALK, *talks(1), sparse, HEADER, *staff(1)]})
    first, second = read(path, KNOWN)
    assert first.table["row"].to_list() == [2, 3]
    assert second.above == ()


def test_a_second_header_with_nothing_under_it_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "two.xlsx", {"s": [HEADER, *staff(1), ["Talks"], TALK]})
    with pytest.raises(UnreadableExport, match="'table 2' has a header and no row under it"):
        read(path, KNOWN)


def test_tables_side_by_side_are_told_apart(tmp_path: Path) -> None:
    rows = [["Staff", *[""] * 12, "Talks"], [*HEADER, "", *TALK]]
    rows += [[*one, "", *other] for one, other in zip(staff(3), [*talks(2), []], strict=True)]
    first, second = read(workbook(tmp_path / "beside.xlsx", {"s": rows}), KNOWN)
    assert (first.headings, second.headings) == (tuple(HEADER), tuple(TALK))
    assert (first.table["row"].to_list(), second.table["row"].to_list()) == ([3, 4, 5], [3, 4])
    assert (first.above[0][0], second.above[0][0], second.name) == ("Staff", "Talks", "table 2")
    assert second.dropped == {"blank row": 1}


def test_an_empty_column_within_a_table_divides_nothing(tmp_path: Path) -> None:
    rows = [[*row[:5], "", *row[5:]] for row in [HEADER, *staff(2)]]
    (sheet,) = read(workbook(tmp_path / "spaced.xlsx", {"s": rows}), KNOWN)
    assert sheet.table.height == 2
    explanation = explain(sheet, CONTRACTS)
    assert (explanation.contract, explanation.ignored) == ("staff_in_post", ())


def test_tables_side_by_side_in_a_csv_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "beside.csv"
    path.write_text(lines([[*HEADER, "", *HEADER], [*staff(1)[0], "", *staff(1)[0]]]), newline="")
    with pytest.raises(AmbiguousExport, match="more than once"):
        submit(path, CONTRACTS, b"k" * 32, store=None)


def test_a_block_for_each_organisation_becomes_one_submission(tmp_path: Path) -> None:
    rows: list[list[str]] = []
    for code, number in (("ZZ1", 3), ("ZZ2", 2), ("ZZ3", 4)):
        block = [list(row.values()) for row in people(number, LEFT)]
        rows += [[f"Organisation: {code}"], list(LEFT), *block, ["Total", *[""] * 9, str(number)], []]
    (outcome,) = submit(workbook(tmp_path / "ics.xlsx", {"s": rows}), CONTRACTS, b"k" * 32, store=None)
    assert outcome.organisations == ("ZZ1", "ZZ2", "ZZ3")
    assert outcome.verdict == "checked"
    # 9 rows kept; 3 totals, the blank rows after the first two blocks, 2 titles and 2 headers taken out.
    assert (outcome.rows_kept, outcome.rows_dropped) == (9, 3 + 2 + 2 + 2)
    assert outcome.rows_read == len(rows) - 1 - 2  # a workbook ends with its last filled row


def test_tables_of_two_kinds_become_two_submissions(tmp_path: Path) -> None:
    outcomes = submit(workbook(tmp_path / "two.xlsx", {"s": STACKED}), CONTRACTS, b"k" * 32, store=None)
    assert [(outcome.contract.id, outcome.rows_kept) for outcome in outcomes] == [
        ("staff_in_post", 3),
        ("conversation_outcomes", 2),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 30), st.integers(0, 3)), min_size=1, max_size=4),
    st.integers(1, 40),
    st.booleans(),
)
def test_tables_in_any_number_and_pieces_of_any_size_lose_no_row(
    blocks: list[tuple[bool, int, int]], piece: int, filled_out: bool
) -> None:
    rows: list[list[str]] = []
    meant: list[list[int]] = []
    for block, (of_staff, number, over) in enumerate(blocks, start=1):
        rows += [[f"Block {block}, line {line}"] for line in range(over + (block > 1))]
        rows.append(HEADER if of_staff else TALK)
        meant.append(list(range(len(rows) + 1, len(rows) + number + 1)))
        rows += staff(number) if of_staff else talks(number)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blocks.csv"
        path.write_text(lines(rows, len(HEADER) if filled_out else 0), newline="")
        whole, pieces = read(path, KNOWN), list(read_pieces(path, KNOWN, piece=piece))
    assert [sheet.table["row"].to_list() for sheet in whole] == meant
    rows_under_first_header(whole, len(rows))
    assert put_together(pieces) == [(*told(sheet), sheet.table.rows()) for sheet in whole]
    assert all(sheet.table.height <= piece + 20 for sheet in pieces)


def told(sheet: Sheet) -> tuple[object, ...]:
    return sheet.file, sheet.name, sheet.headings, sheet.above, sheet.header_row, sheet.table.columns


def put_together(pieces: Sequence[Sheet]) -> list[tuple[object, ...]]:
    """Put the pieces of each table together, checking that they come in order."""
    tables: list[list[Sheet]] = []
    for sheet in pieces:
        if sheet.piece == 0:
            tables.append([])
        assert sheet.piece == len(tables[-1])
        assert told(sheet) == told(tables[-1][0]) if tables[-1] else True
        tables[-1].append(sheet)
    return [(*told(parts[0]), pl.concat([part.table for part in parts]).rows()) for parts in tables]


DIRTY = [
    ["Staff in post"],
    HEADER,
    *staff(5),
    [""] * len(HEADER),
    HEADER,
    *staff(6),
    ["Subtotal", *[""] * 10, "11"],
    *staff(9),
    ["Total", "20"],
    ["", *staff(1)[0][1:]],
    *staff(3),
    ["Grand Total", *[""] * 10, "24"],
    [""] * len(HEADER),
    ["Ran by nobody", *[""] * 11],
]


@pytest.mark.parametrize("piece", range(1, 30))
def test_where_a_piece_ends_changes_nothing(tmp_path: Path, piece: int) -> None:
    path = tmp_path / "dirty.csv"
    path.write_text(lines(DIRTY), newline="")
    (whole,) = read(path, KNOWN)
    pieces = list(read_pieces(path, KNOWN, piece=piece))
    assert put_together(pieces) == [(*told(whole), whole.table.rows())]
    assert sum(sheet.rows_read for sheet in pieces) == whole.rows_read == len(DIRTY) - 2
    dropped: dict[str, int] = {}
    for sheet in pieces:
        for reason, number in sheet.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + number
    assert dropped == whole.dropped
    assert dropped == {
        "blank row": 2,
        "repeated header": 1,
        "total row": 2,
        "total or trailer line": 1,
        "trailer row": 1,
    }


def test_a_value_with_line_breaks_counts_as_one_row_in_every_piece(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "breaks.csv", people(40, Role='Nurse, "senior"\nward 7'))
    rows = [row for sheet in read_pieces(path, KNOWN, piece=6) for row in sheet.table["row"]]
    assert rows == list(range(2, 42))


@pytest.mark.parametrize("kind", ["zip", "parquet", "xlsx"])
def test_other_files_come_in_pieces_too(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"staff.{kind}"
    if kind == "zip":
        import zipfile

        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.csv", as_csv(people(50)))
            archive.writestr("b.csv", as_csv(people(30)))
    elif kind == "parquet":
        pl.DataFrame(people(80)).write_parquet(path, row_group_size=9)
    else:
        workbook(path, {"a": [HEADER, *staff(50)], "b": [HEADER, *staff(30)]})
    pieces = list(read_pieces(path, KNOWN, piece=10))
    assert len(pieces) > 4
    assert put_together(pieces) == [(*told(sheet), sheet.table.rows()) for sheet in read(path, KNOWN)]
    assert sum(sheet.table.height for sheet in pieces) == 80
