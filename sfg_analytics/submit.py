"""The road in: an export goes in, checked rows come out into the store.

read → recognise → clean → pseudonymise, piece by piece; then check → save. Nothing of a file enters the tables unless all of it may: a
broken promise, or more rejects than the contract tolerates, leaves the store as it was but for a line in the ledger.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import polars as pl

from sfg_analytics.check import Checked, Engine, check, load_engine
from sfg_analytics.clean import without_duplicates
from sfg_analytics.contract import Contract
from sfg_analytics.errors import KeyProblem
from sfg_analytics.gather import Gathered, gather, spelt_out
from sfg_analytics.pseudonymise import key_id
from sfg_analytics.read import PIECE, Examination, examine, read_pieces
from sfg_analytics.recognise import known_headings
from sfg_analytics.store import Store
from sfg_analytics.submission import Submission, count_reasons, ledger_line, one_line_a_row

Told = Callable[[str], None]


def submit(
    path: Path,
    contracts: Mapping[str, Contract],
    key: bytes,
    *,
    store: Store | None,
    given: Mapping[str, str] | None = None,
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
        The secret key that makes pseudonyms.
    store
        Where the rows go; None checks and saves nothing.
    given
        Values the sender states for the whole file: ``organisation``, ``period``.
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
    gathered, left_out = gather(pieces, contracts, key, given=given)
    submissions = []
    for group in gathered:
        told(f"{path.name}: checking as {group.contract.name.lower()}")
        outcome, rows = _prepare(path, examined, group, left_out, engine)
        if store is not None:
            told(f"{path.name}: saving")
            outcome = _save(store, outcome, rows, key)
        submissions.append(outcome)
    return submissions


def _prepare(
    path: Path, examined: Examination, gathered: Gathered, left_out: tuple[str, ...], engine: Engine
) -> tuple[Submission, pl.DataFrame]:
    """Find duplicates and check the rows of one contract; give the outcome and the rows it would store."""
    contract, members = gathered.contract, gathered.members
    unique, duplicates = without_duplicates(gathered.take_tidy(), contract)
    rows = spelt_out(unique.select("sheet", "row", *contract.stored_columns))
    del unique  # of a long file, a copy fewer while the rest is done
    checked = check(rows, contract, engine=engine)
    del rows
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
        completeness=_completeness(checked.kept, contract),
        left_out=left_out,
        ignored=tuple(dict.fromkeys(name for _, found in members for name in found.ignored))
        if not contract.unpivot
        else (),
        headings={
            column: heading for _, found in reversed(members) for column, heading in found.headings.items()
        },
        rejects=rejects,
    )
    if not submission.reconciled:
        raise AssertionError(f"'{path.name}' does not reconcile: {submission.as_json()['reasons']}")
    return submission, checked.kept


def _completeness(kept: pl.DataFrame, contract: Contract) -> dict[str, float]:
    """Give the share of rows in which each stored column is filled."""
    filled = kept.select(pl.col(contract.stored_columns).count()).row(0, named=True)
    return {name: number / kept.height for name, number in filled.items()} if kept.height else {}


def _verdict(checked: Checked, contract: Contract, rejected: int, rows: int) -> str:
    if checked.broken:
        return "broken"
    return "checked" if contract.allows_rejects(rejected, rows) else "rejected"


def _save(store: Store, outcome: Submission, rows: pl.DataFrame, key: bytes) -> Submission:
    """Put the rows in the store if they may enter, and a line in the ledger whatever happened."""
    with store.writing():
        ledger = store.ledger()
        _refuse_other_key(ledger, key, store)
        known = ledger.filter(pl.col("submission") == outcome.id, pl.col("verdict") == "kept")
        if (
            outcome.admitted
            and known.height
            and store.holds(outcome.id, outcome.contract.id, outcome.rows_stored)
        ):
            return replace(outcome, verdict="unchanged")
        rejects_file = None
        if outcome.rejects.height:
            rejects_file = store.write_rejects(outcome.id, one_line_a_row(outcome.rejects))
        if outcome.admitted:
            outcome = replace(outcome, verdict="kept")
            stamped = rows.drop("sheet", "row").with_columns(
                submission=pl.lit(outcome.id), contract_version=pl.lit(outcome.contract.version)
            )
            store.replace(outcome.contract.id, stamped, outcome.contract.partition)
        store.enter(ledger_line(outcome, key_id(key), datetime.now(UTC)))
        return replace(outcome, rejects_file=rejects_file)


def _refuse_other_key(ledger: pl.DataFrame, key: bytes, store: Store) -> None:
    other = ledger.filter(pl.col("key_id") != key_id(key))
    if other.height:
        raise KeyProblem(
            f"The store '{store.path}' was filled under another pseudonym key; the same person would get two pseudonyms.",
            expected=f"the key whose fingerprint is {other['key_id'][0]}",
            got=f"one whose fingerprint is {key_id(key)}",
            hint="set SFG_KEY_FILE to the key this store was made with, or use a new store.",
        )


def warm_up() -> None:
    """Start importing Great Expectations in the background, where the first file can be read meanwhile.

    The import is all Python, the reading hardly any: threads take turns ten times as often as usual, so that the
    reading does not stand in line behind the import at each of its steps.
    """
    sys.setswitchinterval(0.0005)
    Thread(target=load_engine, daemon=True).start()
