"""The shape of a publication: its files, and the columns of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from sfg_analytics.errors import PublicationProblem

FORMAT, FORMAT_VERSION = "sfg-analytics publication", 1

ESTIMATES_SCHEMA: dict[str, pl.DataType] = {
    "measure": pl.String(),
    "period": pl.Date(),
    "organisation": pl.String(),
    "breakdown": pl.String(),
    "group": pl.String(),
    "outcome": pl.String(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "hidden": pl.String(),
    "value": pl.Float64(),
    "lower": pl.Float64(),
    "upper": pl.Float64(),
    "method": pl.String(),
}
"""``breakdown`` and ``group`` are empty for all staff; ``outcome`` is null unless the measure is a share."""

ORGANISATIONS_SCHEMA: dict[str, pl.DataType] = {
    "organisation": pl.String(),
    "name": pl.String(),
    "kind": pl.String(),
}

MANIFEST, ESTIMATES = "manifest.json", "estimates.parquet"
ORGANISATIONS, MEASURES = "organisations.parquet", "measures.json"
FILES = frozenset({ESTIMATES, ORGANISATIONS, MEASURES})
"""What lies beside the manifest."""

_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def names_in(folder: Path) -> set[str]:
    """Name what lies in a folder, but for what file browsers leave there."""
    return {entry.name for entry in folder.iterdir()} - _LEFT_BY_SYSTEMS


def kept_aside(folder: Path) -> Path:
    """Name the place where the old publication waits while the new one takes its place."""
    return folder.with_name(f".{folder.name}.old")


def require_shape(name: str, rows: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> None:
    """Refuse a table that has not exactly the columns of its file.

    Raises
    ------
    PublicationProblem
        Saying which columns there should be, and which there are.
    """
    if dict(rows.schema) != dict(schema) or rows.columns != list(schema):
        raise PublicationProblem(
            f"The table for '{name}' is of another shape.",
            expected=", ".join(f"{column} {kind}" for column, kind in schema.items()),
            got=", ".join(f"{column} {kind}" for column, kind in rows.schema.items()),
        )
