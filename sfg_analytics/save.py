"""The last station of the road in: rows that may enter the store are saved, and every submission has its line there.

Promises across tables are judged here too, where the other tables are: in the store, or in the same file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from sfg_analytics.check.across import check_references
from sfg_analytics.contract import spelt_out
from sfg_analytics.errors import KeyProblem, StoreBusy
from sfg_analytics.overlap import Claim, Settled, settle
from sfg_analytics.pseudonymise import Key, key_id
from sfg_analytics.store import Objections, Store
from sfg_analytics.submission import ADMITTED, Submission, ledger_line, one_line_a_row

Prepared = tuple[Submission, pl.DataFrame]


def with_references(prepared: Sequence[Prepared], store: Store | None) -> list[Prepared]:
    """Judge the promises across tables by what the store and the file itself hold.

    Parameters
    ----------
    prepared
        The submissions of one file, each with the rows it would store.
    store
        Where other tables are; None where nothing is to be saved.

    Returns
    -------
    list
        The same, each submission with its further promises.
    """
    tables: dict[str, list[pl.LazyFrame]] = {}
    for outcome, rows in prepared:
        tables.setdefault(outcome.contract.id, []).append(spelt_out(rows.lazy()))
    if store is not None:
        for name in store.tables():
            tables.setdefault(name, []).append(store.table(name))
    others = {name: pl.concat(parts, how="diagonal_relaxed") for name, parts in tables.items()}
    return [
        (
            replace(
                outcome,
                promises=outcome.promises
                + check_references(spelt_out(rows.lazy()), outcome.contract, others),
            ),
            rows,
        )
        for outcome, rows in prepared
    ]


def save(
    store: Store, outcome: Submission, rows: pl.DataFrame, key: Key, objections: Objections
) -> Submission:
    """Put the rows in the store as far as they may enter, and a line in the ledger whatever happened.

    Parameters
    ----------
    store
        Where they go.
    outcome
        What became of the file so far; its verdict is *checked* where its rows may enter.
    rows
        Those that were kept, with ``sheet`` and ``row``; codes as text, or packed.
    key
        The secret key their pseudonyms were made with.
    objections
        Those that were honoured in making the rows.

    Returns
    -------
    Submission
        With the final verdict.

    Raises
    ------
    KeyProblem
        When the store was filled under another key.
    StoreBusy
        When somebody's objection was entered meanwhile.
    StoreProblem
        When it cannot be written; it is then as it was.
    """
    with store.writing():
        ledger = store.ledger()
        _refuse_other_key(ledger, key, store)
        if store.objections() != objections:
            raise StoreBusy(
                f"An objection was entered in the store '{store.path}' while the file was read.",
                hint="submit it again; nothing was changed.",
            )
        known = ledger.filter(pl.col("submission") == outcome.id, pl.col("verdict").is_in(ADMITTED))
        settled = None
        if outcome.admitted:
            settled = _settled(store, outcome, rows, ledger)
            entering = rows.height - settled.superseded
            outcome = replace(outcome, rows_superseded=settled.superseded, rows_replaced=settled.replaced)
            moments = [moment for moment in known["written_at"] if moment is not None]
            if known.height and settled.held == entering and not settled.replaced:
                outcome = replace(outcome, verdict="unchanged" if entering else "superseded")
                if max(moments, default=outcome.written_at) >= outcome.written_at:
                    return outcome
            else:
                outcome = replace(outcome, verdict="kept" if entering else "superseded")
        rejects_file = None
        if outcome.rejects.height:
            rejects_file = store.write_rejects(outcome.id, one_line_a_row(outcome.rejects))
        entry = ledger_line(outcome, key_id(key), datetime.now(UTC))
        if settled is not None and outcome.verdict == "kept":
            store.write_changes(outcome.id, outcome.changed)
            store.replace(
                outcome.contract.id,
                settled.rows,
                outcome.contract.partition,
                months=settled.months,
                entry=entry,
            )
        else:
            store.enter(entry)
        return replace(outcome, rejects_file=rejects_file, changed=pl.DataFrame())


def _settled(store: Store, outcome: Submission, rows: pl.DataFrame, ledger: pl.DataFrame) -> Settled:
    """Decide what stays of the rows and of those held of the same months."""
    contract = outcome.contract
    stamped = rows.drop("sheet", "row").with_columns(
        submission=pl.lit(outcome.id), contract_version=pl.lit(contract.version)
    )
    came = ledger.filter(pl.col("contract") == contract.id, pl.col("verdict").is_in(ADMITTED)).with_columns(
        moment=pl.coalesce("written_at", "submitted_at")
    )
    moments = dict(came.group_by("submission").agg(pl.col("moment").max()).rows())
    moments[outcome.id] = max(outcome.written_at, moments.get(outcome.id, outcome.written_at))
    claims = [
        Claim(
            line["submission"],
            tuple(line["organisation"].split(", ")),
            line["first_period"],
            line["last_period"],
        )
        for line in came.filter(pl.col("complete")).rows(named=True)
    ]
    claim = Claim(outcome.id, outcome.organisations, *outcome.periods) if outcome.complete else None
    held = store.table(contract.id) if contract.id in store.tables() else None
    return settle(stamped, held, contract, moments, claims=claims, claim=claim)


def _refuse_other_key(ledger: pl.DataFrame, key: Key, store: Store) -> None:
    other = ledger.filter(pl.col("key_id") != key_id(key))
    if other.height:
        raise KeyProblem(
            f"The store '{store.path}' was filled under another pseudonym key; the same person would get two pseudonyms.",
            expected=f"the key whose fingerprint is {other['key_id'][0]}",
            got=f"one whose fingerprint is {key_id(key)}",
            hint="set SFG_KEY_FILE to the key this store was made with, or use a new store.",
        )
