"""Delta Lake, spoken here alone: tables opened, written in one commit, and what goes wrong told in a paragraph."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from sfg_analytics.contract import spelt_out
from sfg_analytics.errors import StoreBusy, StoreProblem

_ROWS_A_BATCH = 50_000
_FULL = ("no space left", "disk quota", "file too large", "os error 28", "os error 27", "os error 122")


def scan(table: Path) -> pl.LazyFrame:
    """Open a table lazily; where its path holds a space or an accent, of which Polars loses the file, through pyarrow."""
    path = str(table.resolve())
    return pl.scan_delta(path, use_pyarrow=quote(path, safe="/\\:") != path)


def write(table: Path, rows: pl.DataFrame, partition: tuple[str, ...], months: pl.DataFrame) -> None:
    """Put rows in place of those of some months, in one commit; a table that is not there yet is made.

    Parameters
    ----------
    table
        Its folder.
    rows
        What it is to hold of these months.
    partition
        Columns by which a new table is divided into files.
    months
        ``organisation, period``: whose rows give way.
    """
    from deltalake import write_deltalake

    if is_table(table):
        predicate = _same_periods(months)
        write_deltalake(
            str(table), _streamed(rows), mode="overwrite", predicate=predicate, schema_mode="merge"
        )
    else:
        write_deltalake(str(table), _streamed(rows), mode="append", partition_by=list(partition) or None)


def is_table(table: Path) -> bool:
    """Whether a folder holds a table: a first write that was cut off leaves a log without an entry, or one unfinished, ``….json#1``."""
    log = table / "_delta_log"
    return log.is_dir() and any(
        entry.name[:20].isdigit() and entry.suffix in {".json", ".parquet"} for entry in log.iterdir()
    )


def version(table: Path) -> int:
    """Give the number of a table's latest commit; -1 where there is no table."""
    from deltalake import DeltaTable

    return int(DeltaTable(str(table)).version()) if is_table(table) else -1


def rewrite(table: Path, rows: pl.LazyFrame, to: Path) -> None:
    """Write rows as a new table, divided like another and without its history; without any rows, write none.

    Parameters
    ----------
    table
        The table they come from.
    rows
        What the new one is to hold, read a batch at a time.
    to
        The new table's folder, not there yet.
    """
    import pyarrow as pa
    from deltalake import DeltaTable, write_deltalake

    batches = (
        batch
        for some in rows.collect_batches(chunk_size=_ROWS_A_BATCH)
        for batch in some.to_arrow().to_batches()
    )
    first = next((batch for batch in batches if batch.num_rows), None)
    if first is not None:
        stream = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
        parted = DeltaTable(str(table)).metadata().partition_columns
        write_deltalake(str(to), stream, mode="append", partition_by=parted or None)


def append(table: Path, rows: pl.DataFrame) -> None:
    """Add rows to a table; columns it has not yet are added."""
    from deltalake import write_deltalake

    write_deltalake(str(table), rows, mode="append", schema_mode="merge")


def _streamed(rows: pl.DataFrame) -> Any:
    """Give rows, codes spelt out, as a stream of small Arrow batches: of a table given whole, Delta Lake makes a copy of twice the size."""
    import pyarrow as pa

    batches = (
        batch for some in rows.iter_slices(_ROWS_A_BATCH) for batch in spelt_out(some).to_arrow().to_batches()
    )
    return pa.RecordBatchReader.from_batches(spelt_out(rows.clear()).to_arrow().schema, batches)


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
def told(path: Path) -> Iterator[None]:
    """Turn what the disk and Delta Lake say into one clear paragraph."""
    from deltalake.exceptions import CommitFailedError, DeltaError

    try:
        yield
    except CommitFailedError:
        raise StoreBusy(
            f"Another process wrote to the store '{path}' at the same moment.",
            hint="do it again; nothing was changed.",
        ) from None
    except FileNotFoundError:  # Polars says so too of a file that a lazy table is to be read from
        raise StoreBusy(
            f"Another process rewrote the store '{path}' while it was read.",
            hint="do it again; nothing was changed.",
        ) from None
    except (OSError, DeltaError, pl.exceptions.ComputeError) as fault:
        raise problem(path, fault) from None


def problem(path: Path, fault: Exception) -> StoreProblem:
    """Say in a paragraph what the disk or Delta Lake says of the store at a path."""
    full = getattr(fault, "errno", None) in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    if full or any(sign in str(fault).lower() for sign in _FULL):
        return StoreProblem(
            f"The disk of the store '{path}' is full.",
            expected="room for the new rows beside the old ones until they are replaced",
            hint="free some space and do it again; the store is as it was.",
        )
    reason = getattr(fault, "strerror", None) or type(fault).__name__
    return StoreProblem(
        f"The store '{path}' cannot be read or written ({reason}).",
        hint="check the path and your permissions; the store is as it was.",
    )
