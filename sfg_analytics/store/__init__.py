"""The store: a folder of Delta Lake tables, one for each contract, and a ledger of every submission.

Rows of an organisation and period are replaced together, in one Delta commit: a reader sees the old rows or the new,
never a mixture, and a process that dies leaves the old. Delta Lake is spoken here alone.

::

    STORE/tables/<contract>/     tidy rows, pseudonymised; each knows its submission and contract version
    STORE/ledger/                one row a submission: file, hash, counts, verdict
    STORE/rejects/               one CSV a submission that had rejects: sheet, row, column, reason; no values
    STORE/changes/               one Parquet a submission: what cleaning changed where; see Store.changes
    STORE/reports/               one page a submission: the quality report, fit to be forwarded; no values
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.changelog import as_long
from sfg_analytics.errors import MeasureProblem, StoreBusy, nearest
from sfg_analytics.store.delta import append, problem, scan, told, write

LEDGER_SCHEMA: dict[str, Any] = {
    "submission": pl.String,
    "file": pl.String,
    "sha256": pl.String,
    "size": pl.Int64,
    "contract": pl.String,
    "contract_version": pl.String,
    "organisation": pl.String,
    "first_period": pl.Date,
    "last_period": pl.Date,
    "rows_read": pl.Int64,
    "rows_kept": pl.Int64,
    "rows_rejected": pl.Int64,
    "rows_duplicate": pl.Int64,
    "rows_dropped": pl.Int64,
    "reasons": pl.String,
    "promises": pl.String,
    "verdict": pl.String,
    "written_at": pl.Datetime("us", "UTC"),
    "complete": pl.Boolean,
    "submitted_at": pl.Datetime("us", "UTC"),
    "key_id": pl.String,
    "code_version": pl.String,
    "rows_stored": pl.Int64,
    "completeness": pl.String,
    "suspicions": pl.String,
}
_WAIT_SECONDS = 10.0


class Store:
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

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def tables(self) -> list[str]:
        """Name the contracts whose rows the store holds, in order."""
        folder = self.path / "tables"
        return (
            sorted(p.name for p in folder.iterdir() if (p / "_delta_log").is_dir()) if folder.is_dir() else []
        )

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

    def ledger(self) -> pl.DataFrame:
        """Give the ledger, a row a submission, in the order they came.

        A column that an older ledger lacks is null.
        """
        if not (self._ledger / "_delta_log").is_dir():
            return pl.DataFrame(schema=LEDGER_SCHEMA)
        with told(self.path):
            held = scan(self._ledger).collect()
        later = {name: kind for name, kind in LEDGER_SCHEMA.items() if name not in held.columns}
        return (
            held.with_columns(pl.lit(None, kind).alias(name) for name, kind in later.items())
            .select(*LEDGER_SCHEMA)
            .sort("submitted_at", "submission")
        )

    def replace(
        self,
        contract: str,
        rows: pl.DataFrame,
        partition: tuple[str, ...],
        *,
        months: pl.DataFrame | None = None,
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

        Raises
        ------
        StoreProblem
            When the disk is full or the store cannot be written; the table is as it was.
        """
        with told(self.path):
            write(self._table(contract), rows, partition, rows if months is None else months)

    def enter(self, entry: Mapping[str, Any]) -> None:
        """Add a line to the ledger."""
        with told(self.path):
            append(self._ledger, pl.DataFrame([dict(entry)], schema=LEDGER_SCHEMA))

    def write_rejects(self, submission: str, rejects: pl.DataFrame) -> Path:
        """Write a submission's rejects beside the ledger: sheet, row, column, reason."""
        path = self.path / "rejects" / f"{submission}.csv"
        with told(self.path):
            path.parent.mkdir(parents=True, exist_ok=True)
            rejects.write_csv(path)
        return path

    def write_changes(self, submission: str, changed: pl.DataFrame) -> None:
        """Write beside the ledger what cleaning changed in each row, wide as cleaning gives it; nothing if nothing was."""
        path = self.path / "changes" / f"{submission}.parquet"
        if changed.width:
            with told(self.path):
                path.parent.mkdir(parents=True, exist_ok=True)
                changed.write_parquet(path)

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

    def write_report(self, submission: str, page: str) -> Path:
        """Write a submission's quality report beside the ledger."""
        path = self.path / "reports" / f"{submission}.html"
        with told(self.path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, "utf-8")
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
                hint="wait for it to finish and submit again; nothing was changed.",
            ) from None
        except OSError as fault:
            raise problem(self.path, fault) from None
        try:
            yield
        finally:
            lock.release()

    @property
    def _ledger(self) -> Path:
        return self.path / "ledger"

    def _table(self, contract: str) -> Path:
        return self.path / "tables" / contract
