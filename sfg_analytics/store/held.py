"""The half of a store that reads: its tables, its ledger, and what is kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import polars as pl

from sfg_analytics.changelog import as_long
from sfg_analytics.errors import MeasureProblem, NoSuchPath, nearest
from sfg_analytics.store.delta import is_table, scan, told
from sfg_analytics.store.ledger import (
    OBJECTIONS,
    REMOVALS,
    Objections,
    read_ledger,
    read_objections,
    read_removals,
)
from sfg_analytics.store.rewriting import entering, part


class Held:
    """What a store at a path holds, as :class:`sfg_analytics.store.Store` has it."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def refuse_empty(self) -> None:
        """Refuse to change what is not there.

        Raises
        ------
        NoSuchPath
            When nothing was ever submitted.
        """
        if self.ledger().is_empty():
            raise NoSuchPath(f"The store '{self.path}' is empty.", hint="name another with --store.")

    def tables(self) -> list[str]:
        """Name the contracts whose rows the store holds, in order."""
        folder = part(self.path, "tables")
        return sorted(p.name for p in folder.iterdir() if is_table(p)) if folder.is_dir() else []

    def table(self, contract: str) -> pl.LazyFrame:
        """Give the tidy rows of a contract, read only when collected.

        Raises
        ------
        MeasureProblem
            When the store holds no such table; the nearest name is told.
        """
        held = self.tables()
        if contract not in held:
            raise MeasureProblem(
                f"The store '{self.path}' holds no table '{contract}'.",
                expected=f"one of: {', '.join(held)}" if held else "a store with at least one submission",
                closest=nearest(contract, held),
                hint="submit an export of that kind first.",
            )
        with told(self.path):
            return scan(self._table(contract))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read tables lazily within this: what goes wrong is told in a paragraph.

        Raises
        ------
        StoreBusy
            When another process rewrote the store meanwhile.
        StoreProblem
            When it cannot be read.
        """
        with told(self.path):
            yield

    def ledger(self) -> pl.DataFrame:
        """Give the ledger, a row a submission, in the order they came.

        A column that an older ledger lacks is null.
        """
        with told(self.path):
            held = read_ledger(self._ledger)
            return pl.concat([held, entering(self.path, held)]).sort("submitted_at", "submission")

    @property
    def key_id(self) -> str | None:
        """The fingerprint of the key the store was filled with; None while it is empty."""
        held = self.ledger()["key_id"].drop_nulls()
        return str(held[-1]) if held.len() else None

    def objections(self) -> Objections:
        """Give the list of those who objected."""
        with told(self.path):
            return read_objections(part(self.path, OBJECTIONS))

    def removals(self) -> pl.DataFrame:
        """Give what was removed for good, or renewed, as ``event, at, contract, rows, cells``.

        ``event`` is ``forget``, ``retain`` or ``rekey``; ``rows`` left, and ``cells`` were blanked in rows that stayed.
        Whose is not told; yet a small count may tell somebody who, and is not to be published.
        """
        with told(self.path):
            return read_removals(part(self.path, REMOVALS))

    @property
    def base(self) -> str:
        """A short text that changes whenever records leave for good; empty while none ever did.

        By objection or by age, when, and how many, it does not tell: beside two publications that may show whose.
        """
        left = self.removals().filter(pl.col("rows") + pl.col("cells") > 0)
        moments = "".join(sorted(moment.isoformat() for moment in left["at"]))
        return sha256(moments.encode()).hexdigest()[:16] if moments else ""

    def changes(self, submission: str) -> pl.LazyFrame:
        """Give every cell that cleaning changed: ``sheet, row, column, rule, before, after``.

        Of a column about people ``before`` is the shape of the text and ``after`` null; of a special category and of
        identifiers both are null. What was said of a whole sheet has no row.

        Raises
        ------
        MeasureProblem
            When the store knows no such submission.
        """
        known = self.ledger()["submission"].to_list()
        if submission not in known:
            raise MeasureProblem(
                f"The store '{self.path}' knows no submission '{submission}'.",
                closest=nearest(submission, known),
                hint="the ledger names every submission.",
            )
        path = self.path / "changes" / f"{submission}.parquet"
        return as_long(pl.scan_parquet(path, glob=False) if path.exists() else pl.LazyFrame())

    def report(self, submission: str) -> Path:
        """Say where a submission's quality report is, or would be."""
        return self.path / "reports" / f"{submission}.html"

    def row_files(self, submissions: Iterable[str]) -> list[Path]:
        """Name the files that tell of these submissions row by row (rejects, changes), and those of no known submission."""
        asked, known = set(submissions), set(self.ledger()["submission"])
        return [
            path
            for folder in ("rejects", "changes")
            for path in sorted((self.path / folder).glob("*"))
            if (stem := path.name.split(".")[0]) in asked or stem not in known
        ]

    @property
    def _ledger(self) -> Path:
        return part(self.path, "ledger")

    def _table(self, contract: str) -> Path:
        return part(self.path, "tables") / contract
