"""A submission: what became of the rows of one contract in one file, and its line in the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.check import PromiseResult
from sfg_analytics.clean.rules import WHOLE_SHEET
from sfg_analytics.contract import Contract
from sfg_analytics.suspicion import Suspicion

ADMITTED = frozenset({"kept", "unchanged", "superseded", "checked"})
"""The verdicts under which a file's rows are, would be, or but for a later file would be in the tables."""


@dataclass(frozen=True)
class Submission:
    """What became of the rows of one contract in one file.

    Attributes
    ----------
    verdict
        ``kept`` (the rows are in the store), ``unchanged`` (they were already), ``superseded`` (a later file speaks for
        all of them), ``checked`` (they would be kept; nothing was saved), ``broken`` (a promise was broken) or ``rejected`` (more rejects than the contract tolerates).
    reasons
        Counts of why rows were dropped, duplicate or rejected.
    completeness
        The share of kept rows (0 to 1) in which each stored column is filled.
    headings
        From the contract's columns to the sender's own headings, as recognised (the first sheet's, where they differ).
    suspicions
        What is out of the ordinary; warnings, which keep nothing out.
    changes, uncovered
        What cleaning changed, and what it could not read, by column; see :func:`sfg_analytics.clean.summarise` and
        :func:`sfg_analytics.clean.list_uncovered`.
    changed
        The changes row by row, until they are in the store.
    rows_stored
        Rows of the table, which differ from rows kept where a wide export was made long.
    rows_superseded, rows_replaced
        Rows of the table that did not enter because a later file speaks for them, and rows of earlier files that left
        because this one speaks for them; see :mod:`sfg_analytics.overlap`.
    written_at
        When the file was written: as stated by the sender, else by the title rows, else the file's own time.
    gx_result
        Great Expectations' own account of the promises, for tools that read it.
    complete
        Whether the sender says that the file holds everything from its first month to its last.
    """

    file: str
    sha256: str
    size: int
    contract: Contract
    organisations: tuple[str, ...]
    periods: tuple[Any, Any]
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_duplicate: int
    rows_dropped: int
    rows_stored: int
    reasons: Mapping[str, int]
    promises: tuple[PromiseResult, ...]
    verdict: str
    written_at: datetime
    complete: bool = False
    rows_superseded: int = 0
    rows_replaced: int = 0
    completeness: Mapping[str, float] = field(default_factory=dict)
    suspicions: tuple[Suspicion, ...] = ()
    left_out: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    changes: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)
    uncovered: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)
    rejects: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)
    changed: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)
    rejects_file: Path | None = None
    gx_result: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """Name the submission: the same file under the same contract is the same submission."""
        text = f"{self.sha256}|{self.contract.id}|{self.contract.version}|{','.join(self.organisations)}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def reconciled(self) -> bool:
        """Whether every row read is kept, rejected, duplicate or dropped, each once."""
        return self.rows_read == self.rows_kept + self.rows_rejected + self.rows_duplicate + self.rows_dropped

    @property
    def rewritten(self) -> tuple[int, int]:
        """How many cells were written otherwise than the table has them, and in how many columns."""
        if self.changes.is_empty():
            return 0, 0
        cells = self.changes.filter(~pl.col("rule").is_in(WHOLE_SHEET))
        return int(cells["count"].sum()), cells["column"].n_unique()

    @property
    def admitted(self) -> bool:
        """Whether the rows are, or would be, in the tables."""
        return self.verdict in ADMITTED

    def as_json(self) -> dict[str, Any]:
        """Give the submission as the commands print it under ``--json``."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "contract": self.contract.id,
            "version": self.contract.version,
            "organisation": ", ".join(self.organisations),
            "organisations": len(self.organisations),
            "first_period": str(self.periods[0]) if self.periods[0] else None,
            "last_period": str(self.periods[1]) if self.periods[1] else None,
            "rows_read": self.rows_read,
            "rows_kept": self.rows_kept,
            "rows_rejected": self.rows_rejected,
            "rows_duplicate": self.rows_duplicate,
            "rows_dropped": self.rows_dropped,
            "rows_stored": self.rows_stored,
            "rows_superseded": self.rows_superseded,
            "rows_replaced": self.rows_replaced,
            "written_at": self.written_at.isoformat(timespec="seconds"),
            "complete": self.complete,
            "reconciled": self.reconciled,
            "reasons": dict(self.reasons),
            "promises": [_promise_json(result) for result in self.promises],
            "changes": self.changes.to_dicts(),
            "uncovered": self.uncovered.to_dicts(),
            "completeness": {name: round(share, 4) for name, share in self.completeness.items()},
            "suspicions": [odd.as_json() for odd in self.suspicions],
            "verdict": self.verdict,
            "left_out": list(self.left_out),
            "ignored_headings": list(self.ignored),
            "rejects_file": str(self.rejects_file) if self.rejects_file else None,
        }


def _promise_json(result: PromiseResult) -> dict[str, Any]:
    return {
        "id": result.promise.id,
        "column": result.column,
        "kept": result.verdict == "kept",
        "evaluated": result.evaluated,
        "failed": max(result.failed, 0),
        "verdict": result.verdict,
        "tolerance_percent": result.promise.tolerance_percent,
        "severity": result.promise.severity,
    }


def count_reasons(
    dropped: Mapping[str, int], duplicates: pl.DataFrame, rejects: pl.DataFrame
) -> dict[str, int]:
    """Count why rows were dropped, duplicate or rejected."""
    reasons = {f"dropped: {reason}": number for reason, number in sorted(dropped.items())}
    losses = duplicates.group_by("reason").len().sort("len", "reason", descending=[True, False])
    reasons |= {f"duplicate: {reason}": number for reason, number in losses.rows()}
    counted = (
        rejects.group_by("column", "reason")
        .len()
        .sort("len", "column", "reason", descending=[True, False, False])
    )
    reasons |= {f"rejected: {column}: {reason}": number for column, reason, number in counted.rows()}
    return reasons


def one_line_a_row(rejects: pl.DataFrame) -> pl.DataFrame:
    """One line a rejected row, its reasons joined, fit for a spreadsheet."""
    return (
        rejects.with_columns(reason=pl.col("column") + ": " + pl.col("reason"))
        .group_by("sheet", "row", maintain_order=True)
        .agg(pl.col("reason").str.join("; "))
        .sort("sheet", "row")
    )


def ledger_line(outcome: Submission, key_id: str, at: datetime) -> dict[str, Any]:
    """Write a submission as its line in the ledger."""
    return {
        "submission": outcome.id,
        "file": outcome.file,
        "sha256": outcome.sha256,
        "size": outcome.size,
        "contract": outcome.contract.id,
        "contract_version": outcome.contract.version,
        "organisation": ", ".join(outcome.organisations),
        "first_period": outcome.periods[0],
        "last_period": outcome.periods[1],
        "rows_read": outcome.rows_read,
        "rows_kept": outcome.rows_kept,
        "rows_rejected": outcome.rows_rejected,
        "rows_duplicate": outcome.rows_duplicate,
        "rows_dropped": outcome.rows_dropped,
        "reasons": json.dumps(outcome.reasons, ensure_ascii=False),
        "promises": json.dumps([_promise_json(result) for result in outcome.promises]),
        "verdict": outcome.verdict,
        "written_at": outcome.written_at,
        "complete": outcome.complete,
        "submitted_at": at,
        "key_id": key_id,
        "code_version": version("sfg-analytics"),
        "rows_stored": outcome.rows_stored,
        "completeness": json.dumps(dict(outcome.completeness)),
        "suspicions": json.dumps([odd.as_json() for odd in outcome.suspicions], ensure_ascii=False),
    }
