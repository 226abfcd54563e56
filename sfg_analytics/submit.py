"""The road in: an export goes in, checked rows come out into the store.

read → recognise → clean → pseudonymise, piece by piece; then check → save. What a file holds of one contract enters its
table whole or not at all: a broken promise, or more rejects than the contract tolerates, leaves the table as it was, and
the ledger has a line of it. A file that cannot be read whole leaves no trace.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from threading import Thread

import polars as pl

from sfg_analytics.check import Checked, Engine, check, load_engine
from sfg_analytics.clean import find_written, list_uncovered, summarise, together, without_duplicates
from sfg_analytics.contract import Contract
from sfg_analytics.gather import Gathered, gather
from sfg_analytics.pseudonymise import Key, key_of
from sfg_analytics.read import PIECE, Examination, examine, read_pieces
from sfg_analytics.recognise import known_headings
from sfg_analytics.save import save, with_references
from sfg_analytics.store import Objections, Store
from sfg_analytics.submission import Submission, count_reasons
from sfg_analytics.suspicion import suspicions

Told = Callable[[str], None]


def submit(
    path: Path,
    contracts: Mapping[str, Contract],
    key: Key,
    *,
    store: Store | None,
    given: Mapping[str, str] | None = None,
    written_at: datetime | None = None,
    complete: bool = False,
    engine: Engine = "polars",
    piece: int = PIECE,
    told: Told = lambda _: None,
) -> list[Submission]:
    """Bring one file in.

    Parameters
    ----------
    path
        The file.
    contracts
        Contracts by id.
    key
        The secret key that makes pseudonyms, or chain of keys; a store not yet renewed takes as much of it as it knows.
    store
        Where the rows go; None checks and saves nothing.
    given
        Values the sender states for the whole file: ``organisation``, ``period``.
    written_at
        When the file was written, where the sender states it; else its title rows tell, else the file's own time does.
        Of files that speak of the same months the later one's word holds; see :mod:`sfg_analytics.overlap`.
    complete
        The file holds everything from its first month to its last: what earlier files said of them goes.
    engine
        Which engine counts the promises; see :func:`sfg_analytics.check.check`.
    piece
        Rows read at a time; what comes of it is the same whatever it is.
    told
        Called with a line that says which station the file has reached.

    Returns
    -------
    list of Submission
        One for each contract that a sheet of the file answers.

    Raises
    ------
    SfgError
        When the file cannot be read, recognised or saved; the store is then as it was.
    """
    told(f"{path.name}: reading")
    examined = examine(path)
    pieces = read_pieces(path, known_headings(contracts), examined=examined, piece=piece)
    objections = Objections() if store is None else store.objections()
    key = key if store is None else key_of(key, store.key_id)
    gathered, left_out = gather(pieces, contracts, key, objections=objections.marks, given=given)
    prepared = []
    for group in gathered:
        told(f"{path.name}: checking as {group.contract.name.lower()}")
        moment = written_at or _written_at(path, group)
        outcome, rows = _prepare(path, examined, group, left_out, engine, moment, complete=complete)
        prepared.append((outcome, rows))
    with nullcontext() if store is None else store.reading():
        prepared = [
            (replace(outcome, suspicions=suspicions(rows, outcome.contract, _held(store, outcome))), rows)
            for outcome, rows in prepared
        ]
        prepared = with_references(prepared, store)
    if store is None:
        return [outcome for outcome, _ in prepared]
    told(f"{path.name}: saving")
    return [save(store, outcome, rows, key, objections) for outcome, rows in prepared]


def _prepare(
    path: Path,
    examined: Examination,
    gathered: Gathered,
    left_out: tuple[str, ...],
    engine: Engine,
    written_at: datetime,
    *,
    complete: bool,
) -> tuple[Submission, pl.DataFrame]:
    """Find duplicates and check the rows of one contract; give the outcome and the rows it would store."""
    contract, members = gathered.contract, gathered.members
    unique, duplicates = without_duplicates(gathered.take_tidy(), contract)
    checked = check(unique.select("sheet", "row", *contract.stored_columns), contract, engine=engine)
    del unique  # of a long file, a copy fewer while the rest is done
    rejects = pl.concat([gathered.rejects, checked.rejects])
    rows_rejected = rejects.select("sheet", "row").unique().height
    submission = Submission(
        file=path.name,
        sha256=examined.sha256,
        size=examined.size,
        contract=contract,
        organisations=tuple(checked.kept["organisation"].unique().sort().to_list()),
        periods=(checked.kept["period"].min(), checked.kept["period"].max()),
        rows_read=gathered.rows_read,
        rows_kept=checked.kept.select("sheet", "row").unique().height,
        rows_rejected=rows_rejected,
        rows_duplicate=duplicates.height,
        rows_dropped=gathered.dropped.total(),
        rows_stored=checked.kept.height,
        reasons=count_reasons(gathered.dropped, duplicates, rejects),
        promises=checked.promises,
        verdict=_verdict(checked, contract, rows_rejected, gathered.rows_read),
        written_at=written_at,
        complete=complete,
        completeness=_completeness(checked.kept, contract),
        left_out=left_out,
        ignored=tuple(dict.fromkeys(name for _, found in members for name in found.ignored))
        if not contract.unpivot
        else (),
        headings={
            column: heading for _, found in reversed(members) for column, heading in found.headings.items()
        },
        changes=summarise(gathered.ways, contract),
        uncovered=list_uncovered(gathered.ways, contract),
        rejects=rejects,
        gx_result=checked.gx_result,
        changed=together(gathered.changed),
    )
    if not submission.reconciled:
        raise AssertionError(f"'{path.name}' does not reconcile: {submission.as_json()['reasons']}")
    return submission, checked.kept


def _held(store: Store | None, outcome: Submission) -> pl.LazyFrame | None:
    """Give what other submissions left of the same organisations, read only as far as it is asked of."""
    if store is None or outcome.contract.id not in store.tables():
        return None
    return store.table(outcome.contract.id).filter(
        pl.col("organisation").is_in(outcome.organisations), pl.col("submission") != outcome.id
    )


def _completeness(kept: pl.DataFrame, contract: Contract) -> dict[str, float]:
    """Give the share of rows in which each stored column is filled."""
    filled = kept.select(pl.col(contract.stored_columns).count()).row(0, named=True)
    return {name: number / kept.height for name, number in filled.items()} if kept.height else {}


def _verdict(checked: Checked, contract: Contract, rejected: int, rows: int) -> str:
    if checked.broken:
        return "broken"
    return "checked" if contract.allows_rejects(rejected, rows) else "rejected"


def _written_at(path: Path, gathered: Gathered) -> datetime:
    """When the file was written: by its title rows, else by its own time."""
    days = [
        day for sheet, _ in gathered.members if (day := find_written(sheet, gathered.contract)) is not None
    ]
    if days:
        return datetime.combine(max(days), time.min, UTC)
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def warm_up() -> None:
    """Start importing Great Expectations in the background, where the first file can be read meanwhile.

    The import is all Python, the reading hardly any: threads take turns ten times as often as usual, so that the
    reading does not stand in line behind the import at each of its steps.
    """
    sys.setswitchinterval(0.0005)
    Thread(target=load_engine, daemon=True).start()
