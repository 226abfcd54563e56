"""What a store remembers: every submission, what was removed for good, and marks of those who objected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.store.delta import is_table, scan

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
REMOVALS_SCHEMA: dict[str, Any] = {
    "event": pl.String,
    "at": pl.Datetime("us", "UTC"),
    "contract": pl.String,
    "rows": pl.Int64,
    "cells": pl.Int64,
}
OBJECTIONS, REMOVALS = "objections.json", "removals.json"


@dataclass(frozen=True)
class Objections:
    """Those who objected: how many notices there were, and the marks by which their rows are known and left out."""

    notices: int = 0
    marks: frozenset[str] = frozenset()


def as_line(entry: Mapping[str, Any]) -> pl.DataFrame:
    """Write a submission as a line of the ledger."""
    return pl.DataFrame([dict(entry)], schema=LEDGER_SCHEMA)


def read_ledger(table: Path) -> pl.DataFrame:
    """Read the ledger; a column that an older one lacks is null."""
    if not is_table(table):
        return pl.DataFrame(schema=LEDGER_SCHEMA)
    held = scan(table).collect()
    later = {name: kind for name, kind in LEDGER_SCHEMA.items() if name not in held.columns}
    lines = held.with_columns(pl.lit(None, kind).alias(name) for name, kind in later.items())
    return lines.select(*LEDGER_SCHEMA)


def read_objections(file: Path) -> Objections:
    """Read the list of those who objected."""
    if not file.exists():
        return Objections()
    held = json.loads(file.read_text("utf-8"))
    return Objections(held["notices"], frozenset(held["marks"]))


def written_objections(objections: Objections) -> str:
    """Write the list; in an order that tells nothing of who came when."""
    return json.dumps({"notices": objections.notices, "marks": sorted(objections.marks)})


def read_removals(file: Path) -> pl.DataFrame:
    """Read what was removed for good, or renewed: ``event, at, contract, rows, cells``."""
    held = json.loads(file.read_text("utf-8")) if file.exists() else []
    lines = [{**line, "at": datetime.fromisoformat(line["at"])} for line in held]
    return pl.DataFrame(lines, schema=REMOVALS_SCHEMA)


def written_removals(lines: pl.DataFrame) -> str:
    """Write what was removed for good."""
    return json.dumps([{**line, "at": line["at"].isoformat()} for line in lines.to_dicts()])
