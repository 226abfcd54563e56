"""Small exports made for one test each, of people and organisations that do not exist."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

REAL = Path(__file__).parents[2] / "shared" / "real"

STAFF = {
    "Org Code": "ZZ1",
    "Snapshot Date": "31/03/2025",
    "Employee Number": "10001",
    "Staff Group": "Nursing and Midwifery Registered",
    "Pay Band": "Band 5",
    "Ethnic Origin": "A White - British",
    "Gender": "Female",
    "Disability": "No",
    "Age": "34",
    "FTE": "1",
    "Assignment Status": "Active Assignment",
    "Latest Start Date": "01/04/2015",
}

CONVERSATION = {
    "Org Code": "ZZ1",
    "Employee Number": "10001",
    "Conversation Date": "12/02/2025",
    "Recorded Date": "14/02/2025",
    "Conversation Type": "Appraisal",
    "Stage": "Plan agreed",
    "Current Placement": "Depth",
    "Future Placement": "Stretch/Complexity",
    "Plan Agreed": "Y",
    "Next Review Date": "12/02/2026",
}


def people(number: int, row: Mapping[str, str] = STAFF, **columns: str) -> list[dict[str, str]]:
    """So many rows that differ in the employee number; ``columns`` replace cells (underscores stand for spaces)."""
    changed = {name.replace("_", " "): value for name, value in columns.items()}
    return [{**row, **changed, "Employee Number": str(20001 + n)} for n in range(number)]


def as_csv(rows: Sequence[Mapping[str, str]], *, delimiter: str = ",", newline: str = "\r\n") -> str:
    """Write rows as delimited text."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def csv_file(
    path: Path,
    rows: Sequence[Mapping[str, str]],
    *,
    encoding: str = "utf-8",
    above: str = "",
    below: str = "",
) -> Path:
    """Write rows as a CSV file, with title lines above and trailers below where asked."""
    path.write_bytes((above + as_csv(rows) + below).encode(encoding))
    return path


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook, cell by cell; dates become Excel dates."""
    import datetime

    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd-mmm-yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for position, cell in enumerate(row):
                    if isinstance(cell, datetime.date):
                        sheet.write_datetime(
                            number, position, datetime.datetime.combine(cell, datetime.time()), day
                        )
                    elif cell is not None:
                        sheet.write(number, position, cell)
    return path
