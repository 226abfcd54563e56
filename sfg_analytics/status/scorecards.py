"""A dated scorecard for each organisation: what it sent, how fresh, how good, and what is still odd about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from sfg_analytics.check import PromiseResult
from sfg_analytics.contract import RECORD, Contract
from sfg_analytics.status.holdings import Holding
from sfg_analytics.suspicion import Suspicion

VERDICTS = ("kept", "broken", "could not run", "nothing to evaluate")
"""How a promise may have fared, in the order in which they are told."""


@dataclass(frozen=True)
class Score:
    """How an organisation stands with one contract.

    Attributes
    ----------
    holding
        The rows held.
    title
        The contract's name.
    months_behind
        Months by which the newest held is older than the newest of the same contract that anybody has sent.
    last_at, last_verdict
        When it last sent such a file, and what became of it: one that was not admitted counts too. None where the
        ledger does not say.
    rejected
        The share of the last file's rows, 0 to 1, that were rejected.
    promises
        From each verdict to the number of promises of the last file that fared so; those across tables as they stand
        now, over all rows held.
    suspicions
        What is unusual about the rows that are still held, the latest submission's first.
    unexamined
        Submissions, of those whose rows are held, that came before unusual things were looked for.
    """

    holding: Holding
    title: str
    months_behind: int
    last_at: datetime | None
    last_verdict: str | None
    rejected: float | None
    promises: Mapping[str, int]
    suspicions: tuple[Suspicion, ...]
    unexamined: int = 0

    def as_json(self) -> dict[str, Any]:
        """Give the score as ``sfg status --json`` prints it."""
        return self.holding.as_json() | {
            "months_behind": self.months_behind,
            "last_submission": {
                "at": self.last_at.isoformat(timespec="seconds") if self.last_at else None,
                "verdict": self.last_verdict,
                "rejected": None if self.rejected is None else round(self.rejected, 4),
                "promises": dict(self.promises),
            },
            "suspicions": [odd.as_json() for odd in self.suspicions],
            "unexamined_submissions": self.unexamined,
        }


@dataclass(frozen=True)
class Scorecard:
    """How an organisation stands with every kind of record it has sent, at a moment."""

    organisation: str
    as_at: datetime
    scores: tuple[Score, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the scorecard as ``sfg status --json`` prints it."""
        return {
            "organisation": self.organisation,
            "as_at": self.as_at.isoformat(timespec="seconds"),
            "contracts": [score.as_json() for score in self.scores],
        }


def scorecards(
    found: Sequence[Holding],
    ledger: pl.DataFrame,
    contracts: Mapping[str, Contract],
    *,
    as_at: datetime,
    across: Mapping[tuple[str, str], Sequence[PromiseResult]] | None = None,
) -> list[Scorecard]:
    """Make the scorecards.

    Parameters
    ----------
    found
        What the store holds, as :func:`~sfg_analytics.status.holdings` gives it.
    ledger
        The store's ledger.
    contracts
        Contracts by id; those of records are scored.
    as_at
        The moment that stands on the cards; lines entered in the ledger later are left out.
    across
        Promises across tables by contract and organisation, as :func:`~sfg_analytics.status.references` judges them; in
        place of what the ledger says of them, which was said when the file came.

    Returns
    -------
    list of Scorecard
        By organisation, each contract in the order of its id.
    """
    ledger = ledger.filter(pl.col("submitted_at") <= as_at)
    records = [
        held for held in found if held.contract in contracts and contracts[held.contract].level == RECORD
    ]
    newest: dict[str, date] = {}
    for held in records:
        newest[held.contract] = max(held.last_period, newest.get(held.contract, held.last_period))
    cards: dict[str, list[Score]] = {}
    for held in sorted(records, key=lambda held: (held.organisation, held.contract)):
        anew = (across or {}).get((held.contract, held.organisation), ())
        score = _score(held, contracts[held.contract].name, newest[held.contract], ledger, anew)
        cards.setdefault(held.organisation, []).append(score)
    return [Scorecard(organisation, as_at, tuple(scores)) for organisation, scores in cards.items()]


def _score(
    held: Holding, title: str, newest: date, ledger: pl.DataFrame, anew: Sequence[PromiseResult]
) -> Score:
    own = ledger.filter(
        pl.col("contract") == held.contract,
        pl.col("organisation").str.split(", ").list.contains(held.organisation),
    )
    last = own.row(-1, named=True) if own.height else None
    admitted = _admitted(held, own)
    fared = {promise["id"]: promise["verdict"] for promise in json.loads(last["promises"])} if last else {}
    fared |= {result.promise.id: result.verdict for result in anew}
    return Score(
        holding=held,
        title=title,
        months_behind=(newest.year - held.last_period.year) * 12 + newest.month - held.last_period.month,
        last_at=last["submitted_at"] if last else None,
        last_verdict=last["verdict"] if last else None,
        rejected=last["rows_rejected"] / last["rows_read"] if last and last["rows_read"] else None,
        promises={verdict: list(fared.values()).count(verdict) for verdict in VERDICTS} if last else {},
        suspicions=tuple(_odd(held, admitted)),
        unexamined=admitted["suspicions"].null_count(),
    )


def _admitted(held: Holding, ledger: pl.DataFrame) -> pl.DataFrame:
    """Give the ledger's lines on the submissions whose rows are held, the latest first."""
    lines = ledger.filter(pl.col("submission").is_in(held.submissions), pl.col("verdict") == "kept")
    return lines.unique("submission", keep="last", maintain_order=True).reverse()


def _odd(held: Holding, admitted: pl.DataFrame) -> Iterator[Suspicion]:
    for line in admitted["suspicions"].drop_nulls():
        for written in json.loads(line):
            if written["organisation"] == held.organisation:
                yield Suspicion.from_json(written)
