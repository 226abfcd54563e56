"""A made-up system, small enough to count by hand what a view should say."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from sfg_analytics.demo.simulation import simulate
from sfg_analytics.store import Store

ORIGIN = {"submission": "0" * 16, "contract_version": "1.0.0"}


@lru_cache(maxsize=1)
def system() -> dict[str, pl.DataFrame]:
    """Give the tables of 1,200 people in eight organisations over 26 months."""
    everything: dict[str, list[pl.DataFrame]] = {}
    for tables in simulate(people=1_200, months=26, seed=3):
        for field in fields(tables):
            rows = getattr(tables, field.name)
            if isinstance(rows, pl.DataFrame) and rows.height:
                everything.setdefault(field.name, []).append(rows)
    held = {name: pl.concat(parts, how="vertical_relaxed") for name, parts in everything.items()}
    codes = held["staff_in_post"]["organisation"].unique().sort()
    listed = codes.to_frame().with_columns(
        period=pl.lit(date(2025, 1, 1)),
        organisation_name=pl.lit("Made up ") + pl.col("organisation").str.slice(2),
        benchmarking_group=pl.lit("Acute"),
    )
    return {**held, "organisations": listed}


def store_of(folder: Path, tables: dict[str, pl.DataFrame]) -> Store:
    """Bring tables into a store."""
    store = Store(folder)
    for contract, rows in tables.items():
        store.replace(
            contract, rows.with_columns(pl.lit(text).alias(name) for name, text in ORIGIN.items()), ()
        )
    return store
