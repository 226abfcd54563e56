"""Files made to be slow: each of about 100 MB must be answered, well or with an error, within a minute.

Every file is checked in a process of its own (``sfg check``), one after the other. What is printed is a line a file:
seconds of wall and processor time, peak memory, and the beginning of the answer; the exit status is 1 when one of them took
longer than a minute, or was answered with anything but an outcome or a paragraph.

    python -m tests.benchmarks.hanging [--megabytes 100] [NAME ...]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path

from tests.benchmarks.processes import run
from tests.made import CONVERSATION, STAFF

HEADER = ",".join(STAFF) + "\r\n"
ROW = ",".join(STAFF.values()) + "\r\n"
TALK = ",".join(CONVERSATION) + "\r\n"
LIMIT = 60.0


def _row(number: int, changed: str = "", value: str = "") -> str:
    row = {**STAFF, "Employee Number": str(number)}
    if changed:
        row[changed] = value
    return ",".join(row.values()) + "\r\n"


def _rows(column: str, spelt: Callable[[int], str]) -> Iterable[str]:
    """A header, and rows without end that differ in one column."""
    yield HEADER
    number = 0
    while True:
        number += 1
        yield _row(number, column, spelt(number))


def _date(number: int) -> str:
    return f"{number % 28 + 1:02}/{number // 28 % 12 + 1:02}/{2000 + number // 336 % 20} {number % 24:02}:00:{number % 60:02}"


def _heads() -> Iterable[str]:
    return (f"Heading {number}," for number in range(10_000_000))


def _ended(pieces: Iterable[str], end: str) -> Callable[[int], Iterable[str]]:
    def made(size: int) -> Iterable[str]:
        left = size
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                break
            yield piece
        yield end

    return made


def _wide(size: int) -> Iterable[str]:
    columns = size // 30
    yield ",".join([*STAFF, *(f"Heading {number}" for number in range(columns))]) + "\r\n"
    yield ",".join([*STAFF.values(), *("value" for _ in range(columns))]) + "\r\n"


TEXTS: dict[str, Callable[[int], Iterable[str]]] = {
    "a quotation mark never closed": _ended(_rows("Pay Band", lambda n: '"5' if n == 2 else "5"), ""),
    "a quotation mark in the header": _ended(cycle([HEADER.replace("Pay", '"Pay')]), ""),
    "a quotation mark in every row": _ended(_rows("Pay Band", lambda _: 'Band "5'), ""),
    "quotation marks alone": _ended(cycle(['"' * 1000]), ""),
    "one line of one field": _ended(cycle(["x" * 1000]), ""),
    "one line of many fields": _ended(cycle(["some,values,"]), ""),
    "a header of all there is": _ended(_heads(), "\r\n"),
    "a header and a row of millions": _wide,
    "as many columns as a spreadsheet holds": _ended(
        cycle([HEADER[:-2] + ",x" * 16_372 + "\r\n", *[ROW[:-2] + ",x" * 16_372 + "\r\n"] * 9_999]), ""
    ),
    "one cell": lambda size: [HEADER, _row(1, "Pay Band", "x" * size)],
    "commas alone": _ended(cycle([","]), ""),
    "rows of commas": _ended(cycle([HEADER, *["," * (len(STAFF) - 1) + "\r\n"] * 999_999]), ""),
    "line breaks alone": _ended(cycle(["\r\n"]), ""),
    "a header and line breaks": lambda size: [HEADER, ROW, "\r\n" * (size // 2)],
    "carriage returns alone": _ended(cycle([HEADER[:-1], *[ROW[:-1]] * 999_999]), ""),
    "one row again and again": _ended(cycle([HEADER, *[ROW] * 9_999_999]), ""),
    "the header again and again": _ended(cycle([HEADER]), ROW),
    "headers of two kinds": _ended(cycle([HEADER, TALK]), ROW),
    "a total in every row": _ended(_rows("Org Code", lambda _: "Total"), ""),
    "a heading in every row": _ended(_rows("Org Code", lambda _: "Pay Band"), ""),
    "nothing in the first column": _ended(_rows("Org Code", lambda _: ""), ""),
    "a code nobody knows in every row": _ended(_rows("Pay Band", lambda n: f"Grade {n}"), ""),
    "a date in as many ways as rows": _ended(_rows("Latest Start Date", _date), ""),
    "a date nobody can read in every row": _ended(_rows("Latest Start Date", lambda n: f"{n} days ago"), ""),
    "a number in as many ways as rows": _ended(_rows("FTE", lambda n: f"0.{n}"), ""),
    "a formula in every row": _ended(_rows("Assignment Status", lambda n: f"=cmd|{n}"), ""),
    "a long run of what a pattern wants": _ended(_rows("Pay Band", lambda _: "XR0 " * 2000), ""),
    "a row cut short at the end": _ended(_rows("FTE", lambda _: "1"), "ZZ1,31/03/2025\r\n"),
    "title rows alone": _ended(cycle(["Report\r\n"]), ""),
}


def _text(made: Callable[[int], Iterable[str]], encoding: str = "utf-8") -> Callable[[Path, int], None]:
    def write(path: Path, size: int) -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            file.writelines(made(size // (2 if encoding == "utf-16" else 1)))

    return write


def _one_bad_byte(path: Path, size: int) -> None:
    _text(TEXTS["one row again and again"])(path, size)
    with path.open("ab") as file:
        file.write(b"\x81")


def _workbook(cells: Callable[[int], Iterable[str]]) -> Callable[[Path, int], None]:
    """Write a workbook part by part, one sheet of about so many bytes unpacked."""

    def write(path: Path, size: int) -> None:
        plain = path.with_suffix(".plain")
        import xlsxwriter

        with xlsxwriter.Workbook(plain) as book:
            book.add_worksheet("s").write_row(0, 0, list(STAFF))
        with zipfile.ZipFile(plain) as good, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
            for member in good.infolist():
                content = good.read(member).decode()
                if member.filename == "xl/worksheets/sheet1.xml":
                    before, after = content.split("</row>", 1)
                    with made.open(member.filename, "w", force_zip64=True) as sheet:
                        sheet.write(f"{before}</row>".encode())
                        sheet.writelines(piece.encode() for piece in _ended(cells(size), after)(size))
                else:
                    made.writestr(member, content)
        plain.unlink()

    return write


def _sheet_rows(cell: str) -> Callable[[int], Iterable[str]]:
    def made(_: int) -> Iterable[str]:
        for number in range(2, 1_048_577):
            inside = "".join(cell.format(place=f"{letter}{number}") for letter in "ABCDEFGHIJKL")
            yield f'<row r="{number}">{inside}</row>'

    return made


FILES: dict[str, Callable[[Path, int], None]] = {
    **{name: _text(made) for name, made in TEXTS.items()},
    "UTF-16": _text(_ended(_rows("FTE", lambda _: "1"), ""), "utf-16"),
    "a byte of no encoding at the end": _one_bad_byte,
    "a workbook of one cell again and again": _workbook(
        _sheet_rows('<c r="{place}" t="inlineStr"><is><t>ZZ1</t></is></c>')
    ),
    "a workbook of cells with a style and nothing in them": _workbook(_sheet_rows('<c r="{place}" s="0"/>')),
    "a workbook of two rows, the last of Excel's last": _workbook(
        lambda _: ['<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>ZZ1</t></is></c></row>']
    ),
}


def _said(answer: str) -> str:
    """The beginning of what was answered; empty when it is neither an outcome nor a paragraph."""
    try:
        (found,) = json.loads(answer)
    except ValueError:
        return ""
    return str(found.get("error", {}).get("what") or found["verdict"]).replace("\n", " ")


def main() -> int:
    """Make each file, check it, and print a line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("names", nargs="*", help="which files, by the beginning of their names; all, if none")
    asked = parser.parse_args()
    slow = 0
    for name, write in FILES.items():
        if asked.names and not name.startswith(tuple(asked.names)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"export.{'xlsx' if 'workbook' in name else 'csv'}"
            write(path, asked.megabytes << 20)
            size = path.stat().st_size >> 20
            figures, answer = run(
                ["-m", "sfg_analytics", "check", str(path), "--json"], seconds=3 * LIMIT, gib=12
            )
        said = _said(answer)
        bad = figures.wall > LIMIT or not said
        slow += bad
        sys.stdout.write(f"{'SLOW' if bad else 'ok':4} {name:52} {size:4} MB {figures}  {said[:90]}\n")
        sys.stdout.flush()
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
