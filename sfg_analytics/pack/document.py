"""What a pack says, before it is drawn: sections of words, tables and charts, as plain values.

The page and the workbook are both made of these, so that neither can say what the other does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sfg_analytics.charts import Chart, IconTable

HIDDEN, NOT_AVAILABLE = "[c]", "[x]"
"""The Government Analysis Function's shorthand: hidden by disclosure control, and not available."""

Kind = Literal["text", "count", "value", "ratio", "points", "p", "hash"]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    key
        What rows call it. Of ``"value"``, ``"ratio"`` and ``"points"`` rows hold the limits too, as ``{key}_lower`` and
        ``{key}_upper``.
    head
        What readers call it.
    kind
        ``"text"``; ``"count"``, a whole number; ``"value"``, of the kind that the row's ``kind`` names (of a proportion 0 is
        nobody, 1 everybody); ``"ratio"``, where 1 is as likely; ``"points"``, a difference of shares from -1 to 1; ``"p"``,
        from 0 to 1; ``"hash"``, letters and digits without a place to break them.
    """

    key: str
    head: str
    kind: Kind = "text"

    @property
    def has_limits(self) -> bool:
        """Whether its numbers have a lower and an upper limit."""
        return self.kind in {"value", "ratio", "points"}


@dataclass(frozen=True)
class Table:
    """A table, its first column the heads of its rows.

    Parameters
    ----------
    name
        What its sheet of the workbook is called: at most 31 letters.
    title
        What it shows.
    columns
        Its columns.
    rows
        A mapping of each column's key to its text or number; null where there is none. Beside them ``hidden``, why numbers
        are hidden, ``missing``, why there are none, and ``measure``, whose definition the row's number follows.
    note
        Period, source and policy, in a sentence.
    long
        Whether it is a list for reference, which a page folds away.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    long: bool = False


@dataclass(frozen=True)
class Figure:
    """A table and its picture.

    Parameters
    ----------
    table
        The numbers.
    picture
        A chart, or a table of icons, in which the numbers stand already; None where the table says all.
    """

    table: Table
    picture: Chart | IconTable | None = None


@dataclass(frozen=True)
class Section:
    """A part of a document, under a heading of its own.

    Parameters
    ----------
    name
        Its address on the page: letters and hyphens.
    title
        Its heading.
    words
        Paragraphs.
    figures
        Tables and charts.
    points
        A list that stands after the words.
    parts
        Sections within it.
    """

    name: str
    title: str
    words: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    parts: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole document.

    Parameters
    ----------
    title
        Its title.
    about
        Whom and which months it speaks of, in a sentence or two.
    sections
        In the order in which they are read.
    notes
        The title and the definition of each measure in it, by the measure's id.
    created
        When the publication was made, as its manifest says.
    """

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    created: str = ""

    def figures(self) -> list[Figure]:
        """Give every figure, in the order in which they are read."""
        return [figure for section in self.sections for figure in _figures(section)]


def _figures(section: Section) -> list[Figure]:
    return [*section.figures, *(figure for part in section.parts for figure in _figures(part))]
