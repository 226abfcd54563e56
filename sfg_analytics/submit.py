"""The road in: an export goes in, checked rows come out into the store.

read → recognise → clean → pseudonymise → check → save. Nothing of a file enters the tables unless all of it may: a
broken promise, or more rejects than the contract tolerates, leaves the store as it was but for a line in the ledger.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from threading import Thread

import polars as pl

from sfg_analytics.check import Checked, Engine, check, load_engine
from sfg_analytics.clean import clean, find_written, list_uncovered, summarise, together, without_duplicates
from sfg_analytics.contract import Contract
from sfg_analytics.errors import UnrecognisedExport
from sfg_analytics.export import Sheet
from sfg_analytics.pseudonymise import pseudonymise
from sfg_analytics.read import Examination, examine, read
from sfg_analytics.recognise import Recognition, known_headings, recognise
from sfg_analytics.save import save, with_references
from sfg_analytics.store import Store
from sfg_analytics.submission import Submission, count_reasons
from sfg_analytics.suspicion import suspicions

Told = Callable[[str], None]


def submit(
    path: Path,
    contracts: Mapping[str, Contract],
    key: bytes,
    *,
    store: Store | None,
    given: Mapping[str, str] | None = None,
    written_at: datetime | None = None,
    complete: bool = False,
    engine: Engine = "polars",
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
        The secret key that makes pseudonyms.
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
    sheets = read(path, known_headings(contracts), examined=examined)
    told(f"{path.name}: recognising")
    recognised, left_out = _recognised(sheets, contracts)
    prepared = []
    for contract, members in recognised:
        told(f"{path.name}: checking as {contract.name.lower()}")
        outcome, rows = _prepare(path, examined, contract, members, key, given, left_out, engine)
        outcome = replace(
            outcome,
            written_at=written_at or _written_at(path, contract, members),
            complete=complete,
            suspicions=suspicions(rows, contract, _held(store, outcome)),
        )
        prepared.append((outcome, rows))
    prepared = with_references(prepared, store)
    if store is None:
        return [outcome for outcome, _ in prepared]
    told(f"{path.name}: saving")
    return [save(store, outcome, rows, key) for outcome, rows in prepared]


def _recognised(
    sheets: Sequence[Sheet], contracts: Mapping[str, Contract]
) -> tuple[list[tuple[Contract, list[tuple[Sheet, Recognition]]]], tuple[str, ...]]:
    """Group the sheets by the contract each answers; those that answer none are named, unless none answers any."""
    groups: dict[str, list[tuple[Sheet, Recognition]]] = {}
    left_out, fault = [], None
    for sheet in sheets:
        try:
            recognition = recognise(sheet, contracts)
        except UnrecognisedExport as unrecognised:
            fault = fault or unrecognised
            left_out.append(sheet.name)
        else:
            groups.setdefault(recognition.contract.id, []).append((sheet, recognition))
    if not groups and fault is not None:
        raise fault
    return [(contracts[name], members) for name, members in groups.items()], tuple(left_out)


def _prepare(
    path: Path,
    examined: Examination,
    contract: Contract,
    members: Sequence[tuple[Sheet, Recognition]],
    key: bytes,
    given: Mapping[str, str] | None,
    left_out: tuple[str, ...],
    engine: Engine,
) -> tuple[Submission, pl.DataFrame]:
    """Clean, pseudonymise and check the sheets of one contract; give the outcome and the rows it would store."""
    cleaned = [clean(sheet, contract, recognition.headings, given=given) for sheet, recognition in members]
    unique, duplicates = without_duplicates(pl.concat([part.tidy for part in cleaned]), contract)
    checked = check(pseudonymise(unique, contract, key), contract, engine=engine)
    rejects = pl.concat([*(part.rejects for part in cleaned), checked.rejects])
    dropped: Counter[str] = Counter()
    for sheet, _ in members:
        dropped.update(sheet.dropped)
    rows_read = sum(sheet.rows_read for sheet, _ in members)
    rows_rejected = rejects.select("sheet", "row").unique().height
    submission = Submission(
        file=path.name,
        sha256=examined.sha256,
        size=examined.size,
        contract=contract,
        organisations=tuple(checked.kept["organisation"].unique().sort().to_list()),
        periods=(checked.kept["period"].min(), checked.kept["period"].max()),
        rows_read=rows_read,
        rows_kept=checked.kept.select("sheet", "row").unique().height,
        rows_rejected=rows_rejected,
        rows_duplicate=duplicates.height,
        rows_dropped=sum(dropped.values()),
        rows_stored=checked.kept.height,
        reasons=count_reasons(dropped, duplicates, rejects),
        promises=checked.promises,
        verdict=_verdict(checked, contract, rows_rejected, rows_read),
        written_at=datetime.now(UTC),
        completeness=_completeness(checked.kept, contract),
        left_out=left_out,
        ignored=tuple(dict.fromkeys(name for _, found in members for name in found.ignored))
        if not contract.unpivot
        else (),
        headings={
            column: heading for _, found in reversed(members) for column, heading in found.headings.items()
        },
        changes=summarise((part.ways for part in cleaned), contract),
        uncovered=list_uncovered((part.ways for part in cleaned), contract),
        rejects=rejects,
        gx_result=checked.gx_result,
        changed=together(part.changed for part in cleaned),
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


def _written_at(path: Path, contract: Contract, members: Sequence[tuple[Sheet, Recognition]]) -> datetime:
    """When the file was written: by its title rows, else by its own time."""
    days = [day for sheet, _ in members if (day := find_written(sheet, contract)) is not None]
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
