"""The store: a folder of Delta Lake tables, one for each contract, and a ledger of every submission.

Rows of an organisation and period are replaced together, in one Delta commit: a reader sees the old rows or the new,
never a mixture, and a process that dies leaves the old. Delta Lake is spoken here alone.

::

    STORE/tables/<contract>/     tidy rows, pseudonymised; each knows its submission and contract version
    STORE/ledger/                one row a submission: file, hash, counts, verdict
    STORE/rejects/               one CSV a submission that had rejects: sheet, row, column, reason; no values
    STORE/reports/               one page a submission: the quality report, fit to be forwarded; no values
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.errors import MeasureProblem, StoreBusy, StoreProblem, nearest

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
    "submitted_at": pl.Datetime("us", "UTC"),
    "key_id": pl.String,
    "code_version": pl.String,
}
_WAIT_SECONDS = 10.0
_ROWS_A_BATCH = 50_000
_FULL = ("no space left", "disk quota", "file too large", "os error 28", "os error 27", "os error 122")


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
        with _told(self.path):
            return pl.scan_delta(str(self._table(contract)))

    def ledger(self) -> pl.DataFrame:
        """Give the ledger, a row a submission, in the order they came."""
        if not (self._ledger / "_delta_log").is_dir():
            return pl.DataFrame(schema=LEDGER_SCHEMA)
        with _told(self.path):
            return pl.read_delta(str(self._ledger)).select(*LEDGER_SCHEMA).sort("submitted_at", "submission")

    def holds(self, submission: str, contract: str, rows: int) -> bool:
        """Whether every row of a submission is still the one in the table, superseded by none."""
        if contract not in self.tables():
            return False
        held = (
            self.table(contract).filter(pl.col("submission") == submission).select(pl.len()).collect().item()
        )
        return bool(rows and held == rows)

    def replace(self, contract: str, rows: pl.DataFrame, partition: tuple[str, ...]) -> None:
        """Put rows in place of those of the same organisations and periods, in one commit.

        Parameters
        ----------
        contract
            The table.
        rows
            Tidy rows with ``organisation``, ``period``, ``submission`` and ``contract_version``.
        partition
            Columns by which a new table is divided into files.

        Raises
        ------
        StoreProblem
            When the disk is full or the store cannot be written; the table is as it was.
        """
        from deltalake import write_deltalake

        path = self._table(contract)
        with _told(self.path):
            if (path / "_delta_log").is_dir():
                write_deltalake(
                    str(path),
                    _streamed(rows),
                    mode="overwrite",
                    predicate=_same_periods(rows),
                    schema_mode="merge",
                )
            else:
                write_deltalake(
                    str(path), _streamed(rows), mode="append", partition_by=list(partition) or None
                )

    def enter(self, entry: Mapping[str, Any]) -> None:
        """Add a line to the ledger."""
        from deltalake import write_deltalake

        with _told(self.path):
            write_deltalake(
                str(self._ledger), pl.DataFrame([dict(entry)], schema=LEDGER_SCHEMA), mode="append"
            )

    def write_rejects(self, submission: str, rejects: pl.DataFrame) -> Path:
        """Write a submission's rejects beside the ledger: sheet, row, column, reason."""
        path = self.path / "rejects" / f"{submission}.csv"
        with _told(self.path):
            path.parent.mkdir(parents=True, exist_ok=True)
            rejects.write_csv(path)
        return path

    def write_report(self, submission: str, page: str) -> Path:
        """Write a submission's quality report beside the ledger."""
        path = self.path / "reports" / f"{submission}.html"
        with _told(self.path):
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

        with _told(self.path):
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
            raise _problem(self.path, fault) from None
        try:
            yield
        finally:
            lock.release()

    @property
    def _ledger(self) -> Path:
        return self.path / "ledger"

    def _table(self, contract: str) -> Path:
        return self.path / "tables" / contract


def _streamed(rows: pl.DataFrame) -> Any:
    """Give rows as a stream of small Arrow batches: of a table given whole, Delta Lake makes a copy of twice the size."""
    import pyarrow as pa

    batches = (batch for some in rows.iter_slices(_ROWS_A_BATCH) for batch in some.to_arrow().to_batches())
    return pa.RecordBatchReader.from_batches(rows.clear().to_arrow().schema, batches)


def _same_periods(rows: pl.DataFrame) -> str:
    """Write the condition that finds the rows to be replaced: these organisations in these periods."""
    pairs = rows.select("organisation", "period").unique().sort("organisation", "period")
    by_periods: dict[tuple[date, ...], list[str]] = {}
    for (organisation,), group in pairs.group_by("organisation", maintain_order=True):
        by_periods.setdefault(tuple(group["period"].to_list()), []).append(str(organisation))
    return " OR ".join(
        f"(organisation IN ({_quoted(organisations)}) AND period IN ({_dates(periods)}))"
        for periods, organisations in by_periods.items()
    )


def _quoted(texts: list[str]) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)


def _dates(days: tuple[date, ...]) -> str:
    return ", ".join(f"CAST('{day.isoformat()}' AS DATE)" for day in days)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the disk and Delta Lake say into one clear paragraph."""
    from deltalake.exceptions import CommitFailedError, DeltaError

    try:
        yield
    except CommitFailedError:
        raise StoreBusy(
            f"Another process wrote to the store '{path}' at the same moment.",
            hint="submit again; nothing was changed.",
        ) from None
    except (OSError, DeltaError, pl.exceptions.ComputeError) as fault:
        raise _problem(path, fault) from None


def _problem(path: Path, fault: Exception) -> StoreProblem:
    full = getattr(fault, "errno", None) in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    if full or any(sign in str(fault).lower() for sign in _FULL):
        return StoreProblem(
            f"The disk of the store '{path}' is full.",
            expected="room for the new rows beside the old ones until they are replaced",
            hint="free some space and submit again; the store is as it was.",
        )
    reason = getattr(fault, "strerror", None) or type(fault).__name__
    return StoreProblem(
        f"The store '{path}' cannot be read or written ({reason}).",
        hint="check the path and your permissions; the store is as it was.",
    )
