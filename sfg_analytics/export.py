"""An export: a file somebody sends us, as text, before anything in it is understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Sheet:
    """One table of an export, as text, or a piece of one that is too long to be held whole.

    ``table`` has the export's own headings (a repeated one gets ``(2)``, ``(3)``…) and ``row``, the row number a
    person sees in Excel. ``headings`` are the headings unchanged, in the order of the table's columns. ``above`` holds
    the rows over the header, cell by cell. ``dropped`` counts rows that are no rows, by reason. ``piece`` counts the
    pieces of a table from 0; they hold consecutive rows and share everything else but ``dropped``.
    """

    file: str
    name: str
    headings: tuple[str, ...]
    table: pl.DataFrame
    above: tuple[tuple[str, ...], ...] = ()
    header_row: int = 1
    dropped: dict[str, int] = field(default_factory=dict)
    piece: int = 0

    @property
    def place(self) -> str:
        """The file, and the sheet where it has several, for messages."""
        return f"'{self.file}'" + (f", sheet '{self.name}'" if self.name else "")

    def words(self, patterns: Iterable[str]) -> str | None:
        """Find what the rows over the header, or the names of sheet and file, say by one of some patterns.

        Each row is read as one line, its cells joined by a space; the names as ``sheet: …`` and ``file: …``. The first
        pattern that fits a line decides, and its first group is what was found.

        Examples
        --------
        >>> sheet = Sheet("leavers.csv", "", ("Person",), pl.DataFrame(), above=(("As at:", "March 2024"),))
        >>> sheet.words(["^As at: (.+)$"]), sheet.words(["^file: (leaver|starter).*$"]), sheet.words(["^x(y)$"])
        ('March 2024', 'leaver', None)
        """
        lines = [" ".join(cell.strip() for cell in row if cell and cell.strip()) for row in self.above]
        lines += [f"sheet: {self.name}", f"file: {self.file}"]
        found = (match for pattern in patterns for line in lines if (match := re.match(pattern, line)))
        match = next(found, None)
        return match.group(1).strip() if match else None

    @property
    def rows_read(self) -> int:
        """Rows read, those taken out included.

        They are the rows under the sheet's first header: where several tables stand in a sheet, the titles and the
        header of a later one are among its rows taken out, so that the tables' rows add up to the sheet's.
        """
        return self.table.height + sum(self.dropped.values())
