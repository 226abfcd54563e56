"""A pack read back, with nothing of the code that wrote it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.publication import Publication

NUMBERS = {
    "Value",
    "Share",
    "Number",
    "Out of",
    "Mean",
    "Lower limit",
    "Upper limit",
    "Target",
    "Times as likely as the reference",
    "Difference in percentage points",
    "Adjusted p",
    "Share of the group",
    "Share of the reference",
    "Number in the reference",
    "Reference out of",
    "All organisations together",
}
"""The heads of columns under which a number of the publication stands."""


class Page(HTMLParser):
    """The tables of a page: ``cells`` are (table, row's head, column's head, text); ``words`` is all of its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.cells: list[tuple[str, str, str, str]] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words = ""
        self._caption = self._row = self._head = ""
        self._open: list[str] = []
        self._text = ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in {"caption", "th", "td"}:
            self._text = ""
            self._head = str(dict(attrs).get("data-head", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._caption = self._text
        elif tag == "th":
            self._row = self._text
        elif tag == "td":
            self.cells.append((self._caption, self._row, self._head, self._text))

    def handle_data(self, data: str) -> None:
        self._text += data
        self.words += data


def plain_head(head: str) -> str:
    """Take from a head what it says of intervals."""
    return re.sub(r" \(95% interval\)$|, (lower|upper) 95% limit$", "", head)


_NAMESPACE = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def _xml(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - it was written a moment ago


class Workbook:
    """The sheets of a workbook, read from its XML: each a list of rows of texts and numbers."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        strings = _xml(self.parts["xl/sharedStrings.xml"])
        texts = ["".join(one.itertext()) for one in strings.findall("si", _NAMESPACE)]
        book = _xml(self.parts["xl/workbook.xml"])
        self.states = [sheet.get("state") for sheet in book.findall("sheets/sheet", _NAMESPACE)]
        names = [sheet.get("name") for sheet in book.findall("sheets/sheet", _NAMESPACE)]
        self.sheets: dict[str, list[list[Any]]] = {}
        for place, name in enumerate(names, start=1):
            sheet = _xml(self.parts[f"xl/worksheets/sheet{place}.xml"])
            rows = sheet.findall("sheetData/row", _NAMESPACE)
            self.sheets[str(name)] = [[self._cell(cell, texts) for cell in row] for row in rows]

    def _cell(self, cell: ET.Element, texts: list[str]) -> Any:
        value = cell.findtext("v", None, _NAMESPACE)
        if value is None:
            return None
        return texts[int(value)] if cell.get("t") == "s" else float(value)

    def table(self, name: str, first: str) -> list[dict[str, Any]]:
        """Give the table of a sheet, whose first head is named, as mappings of head to cell."""
        rows = self.sheets[name]
        place = next(number for number, row in enumerate(rows) if row and row[0] == first and len(row) > 1)
        return [dict(zip(rows[place], row, strict=True)) for row in rows[place + 1 :]]


def numbers_of(publication: Publication) -> list[float]:
    """Every number that a publication holds of a figure."""
    frames = [
        publication.estimates,
        publication.series,
        publication.funnels,
        publication.comparisons,
        publication.peers,
    ]
    found: set[float] = set()
    for frame in frames:
        for column in frame.select(pl.col(pl.Int64, pl.Float64)):
            found |= set(column.drop_nulls().drop_nans().to_list())
    return sorted(found)


def spellings(numbers: list[float]) -> set[str]:
    """Every way in which a page may write one of the numbers."""
    written = {"under 0.001"}
    for one in numbers:
        if one in {float("inf"), float("-inf")}:
            continue
        written |= {f"{one:.0%}", f"{one:.1%}", f"{one:,.2f}", f"{one:,.1f}", f"{one:.3f}", f"{one:,.0f}"}
        points = f"{100 * one:+.0f}"
        written |= {points.replace("-", "\N{MINUS SIGN}"), points[1:] if points in {"+0", "-0"} else points}
    return written
