"""The store: a folder of Delta Lake tables, one for each contract, and a ledger of every submission.

Rows of an organisation and period are replaced together, in one Delta commit: a reader sees the old rows or the new,
never a mixture, and a process that dies leaves the old, or the new with its line in the ledger. Where records must go
for good, or all pseudonyms change, the whole store is changed at once: :mod:`sfg_analytics.store.rewriting`. Delta Lake
is spoken here alone.

::

    STORE/tables/<contract>/     tidy rows, pseudonymised; each knows its submission and contract version
    STORE/ledger/                one row a submission: file, hash, counts, verdict
    STORE/rejects/               one CSV a submission that had rejects: sheet, row, column, reason; no values
    STORE/changes/               one Parquet a submission: what cleaning changed where; see Store.changes
    STORE/reports/               one page a submission: the quality report, fit to be forwarded; no values
    STORE/objections.json        marks of people who objected, which tell nothing without the key
    STORE/removals.json          when rows were removed for good, or pseudonyms renewed: how many of which table
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.errors import StoreBusy
from sfg_analytics.store.delta import append, problem, told, write
from sfg_analytics.store.held import Held
from sfg_analytics.store.ledger import LEDGER_SCHEMA, REMOVALS_SCHEMA, Objections, as_line, read_ledger
from sfg_analytics.store.rewriting import Draft, announced, entered, entering, settle, whole

__all__ = ["LEDGER_SCHEMA", "Objections", "Store"]

_WAIT_SECONDS = 10.0


class Store(Held):
    """A store at a path.

    Parameters
    ----------
    path
        Its folder. It is made by the first submission.

    Examples
    --------
    >>> Store(Path("nowhere")).tables()
    []
    """

    def replace(
        self,
        contract: str,
        rows: pl.DataFrame,
        partition: tuple[str, ...],
        *,
        months: pl.DataFrame | None = None,
        entry: Mapping[str, Any] | None = None,
    ) -> None:
        """Put rows in place of those of the same organisations and periods, in one commit.

        Parameters
        ----------
        contract
            The table.
        rows
            Tidy rows with ``organisation``, ``period``, ``submission`` and ``contract_version``.
        partition
            Columns by which a new table is divided into files.
        months
            ``organisation, period``: what gives way, where that is more than the rows show.
        entry
            The submission's line, which enters the ledger with the rows: whenever the process dies, both or neither.

        Raises
        ------
        StoreProblem
            When the disk is full or the store cannot be written; the table is as it was.
        """
        table, months = self._table(contract), rows if months is None else months
        with told(self.path):
            if entry is None:
                write(table, rows, partition, months)
                return
            with announced(self.path, table, as_line(entry)):
                write(table, rows, partition, months)
            append(self._ledger, as_line(entry))
            entered(self.path)

    def enter(self, entry: Mapping[str, Any]) -> None:
        """Add a line to the ledger."""
        with told(self.path):
            append(self._ledger, as_line(entry))

    def write_rejects(self, submission: str, rejects: pl.DataFrame) -> Path:
        """Write a submission's rejects beside the ledger: sheet, row, column, reason."""
        path = self.path / "rejects" / f"{submission}.csv"
        with told(self.path), whole(path) as draft:
            rejects.write_csv(draft)
        return path

    def write_changes(self, submission: str, changed: pl.DataFrame) -> None:
        """Write beside the ledger what cleaning changed in each row, wide as cleaning gives it; nothing if nothing was."""
        path = self.path / "changes" / f"{submission}.parquet"
        if changed.width:
            with told(self.path), whole(path) as draft:
                changed.write_parquet(draft)

    def write_report(self, submission: str, page: str) -> Path:
        """Write a submission's quality report beside the ledger."""
        path = self.report(submission)
        with told(self.path), whole(path) as draft:
            draft.write_text(page, "utf-8")
        return path

    @contextmanager
    def writing(self, *, wait_seconds: float = _WAIT_SECONDS) -> Iterator[None]:
        """Hold the store for writing; others wait, then are told it is busy.

        Raises
        ------
        StoreBusy
            When another process still writes after ``wait_seconds``.
        StoreProblem
            When the folder cannot be made or written.
        """
        from filelock import FileLock, Timeout

        with told(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / ".writing")
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout:  # told apart from other failures of the disk, of which it is one
            raise StoreBusy(
                f"Another process is writing to the store '{self.path}'.",
                expected=f"the store to be free within {wait_seconds:.0f} seconds",
                hint="wait for it to finish and do it again; nothing was changed.",
            ) from None
        except OSError as fault:
            raise problem(self.path, fault) from None
        try:
            with told(self.path):
                self._recover()
            yield
        finally:
            lock.release()

    @contextmanager
    def rewriting(self, event: str, at: datetime, removed: Mapping[str, tuple[int, int]]) -> Iterator[Draft]:
        """Change the whole store at once, by whoever holds it for writing: everything drafted holds together, or nothing.

        Parameters
        ----------
        event, at
            What happens, and when.
        removed
            From each table to the rows that leave and the cells that are blanked, for the record.

        Raises
        ------
        StoreProblem
            When it cannot be written; it is then as it was.
        """
        added = [(event, at, contract, *counts) for contract, counts in removed.items()]
        lines = pl.concat([self.removals(), pl.DataFrame(added, schema=REMOVALS_SCHEMA, orient="row")])
        with told(self.path):
            draft = Draft(self.path)
            draft.removals(lines)
            yield draft
            draft.holds()
            settle(self.path)

    def _recover(self) -> None:
        """Finish what a process that died had decided, and clear away what it had not."""
        settle(self.path)
        lines = entering(self.path, read_ledger(self._ledger))
        if lines.height:
            append(self._ledger, lines)
        entered(self.path)
