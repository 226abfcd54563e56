"""A publication made by hand, small and right: every value is its numerator over its denominator."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.contract import load_contracts
from sfg_analytics.disclosure import NHS_ROUND_5
from sfg_analytics.measures import CATALOGUE, ties
from sfg_analytics.publication import ESTIMATES_SCHEMA, ORGANISATIONS_SCHEMA
from sfg_analytics.publication.files import to_json
from sfg_analytics.statistics import estimate

FILES = {
    "manifest.json",
    "estimates.parquet",
    "series.parquet",
    "funnels.parquet",
    "comparisons.parquet",
    "totals.parquet",
    "peers.parquet",
    "organisations.parquet",
    "measures.json",
}
CODES = [f"ZZ{letter}" for letter in "ABCDEF"]
MONTHS = [date(2024, month, 1) for month in range(1, 13)]
WORDS = {
    **CATALOGUE["coverage"].as_json(load_contracts()),
    "kind": "proportion",
    "rows": "people",
    "tables": ["staff_in_post", "conversation_outcomes"],
    "chart": "p",
    "target": 0.5,
}


def figures(numerator: int = 100, *, hidden: bool = False) -> pl.DataFrame:
    """Coverage of six organisations in twelve months, by sex in the last; in ZZB's third month a number is hidden."""
    everybody = [
        {
            "organisation": code,
            "period": month,
            "breakdown": "",
            "group": "",
            "numerator": numerator + 5 * place,
        }
        for place, code in enumerate(CODES)
        for month in MONTHS
    ]
    by_sex = [
        {"organisation": code, "period": MONTHS[-1], "breakdown": "sex", "group": group, "numerator": number}
        for code in CODES
        for group, number in (("Female", 60), ("Male", 40))
    ]
    rows = pl.DataFrame(everybody + by_sex).with_columns(
        measure=pl.lit("coverage"),
        outcome=pl.lit(None, pl.String),
        denominator=pl.when(pl.col("breakdown") == "").then(200).otherwise(100),
    )
    gone = (pl.col("organisation") == "ZZB") & (pl.col("period") == MONTHS[2])
    gone |= pl.lit(hidden) & (pl.col("organisation") == "ZZC") & (pl.col("breakdown") == "sex")
    return estimate(
        rows.with_columns(
            numerator=pl.when(~gone).then("numerator"),
            denominator=pl.col("denominator").cast(pl.Int64),
            hidden=pl.when(gone).then(pl.lit("small numerator")),
        )
    ).select(*ESTIMATES_SCHEMA)


def contents(numerator: int = 100, *, hidden: bool = False, **manifest: Any) -> dict[str, Any]:
    """All that is written; whatever else is given goes into the manifest."""
    return {
        "estimates": figures(numerator, hidden=hidden),
        "organisations": pl.DataFrame(
            {"organisation": CODES, "name": [f"{code} – made up" for code in CODES], "kind": ["Acute"] * 6},
            ORGANISATIONS_SCHEMA,
        ),
        "measures": [WORDS],
        "manifest": {
            "title": "Made up",
            "audience": "system",
            "created": "2025-01-02T03:04:05Z",
            "code_version": "0.1.0",
            "plan": {"references": {"sex": "Male"}},
            "policy": NHS_ROUND_5.as_json(),
            "described": ties([CATALOGUE["coverage"]], load_contracts()),
            "contracts": {"staff_in_post": "1.0.0"},
            "submissions": [submission(code) for code in CODES],
            **manifest,
        },
    }


def submission(code: str, letter: str = "a") -> dict[str, Any]:
    return {
        "contract": "staff_in_post",
        "contract_version": "1.0.0",
        "sha256": (letter + code).lower().ljust(64, "0"),
        "organisations": [code],
    }


def rewrite_manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a manifest says, as somebody could who means harm."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    change(manifest)
    (folder / "manifest.json").write_bytes(to_json(manifest))


def put(folder: Path, name: str, content: bytes) -> None:
    """Put other bytes in a file's place, under the right checksum."""
    (folder / name).write_bytes(content)
    rewrite_manifest(folder, lambda said: said["checksums"].update({name: sha256(content).hexdigest()}))
