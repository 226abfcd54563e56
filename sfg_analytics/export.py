"""An export: a file somebody sends us, as text, before anything in it is understood."""

from __future__ import annotations

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

    @property
    def rows_read(self) -> int:
        """Rows read, those taken out included.

        They are the rows under the sheet's first header: where several tables stand in a sheet, the titles and the
        header of a later one are among its rows taken out, so that the tables' rows add up to the sheet's.
        """
        return self.table.height + sum(self.dropped.values())
