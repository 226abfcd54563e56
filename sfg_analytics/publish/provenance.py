"""Where figures come from: contracts, submissions by their hash, and the version of the code. No file's name: it may hold a person's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import polars as pl

from sfg_analytics.publish.figures import ORGANISATIONS, Tables


def submissions(tables: Tables, ledger: pl.DataFrame) -> pl.DataFrame:
    """List the submissions whose rows are in some tables.

    Parameters
    ----------
    tables
        Tidy tables by contract id; one without a column ``submission`` is passed over.
    ledger
        The store's ledger.

    Returns
    -------
    polars.DataFrame
        ``contract, contract_version, sha256, organisation, submitted_at``, a row for each organisation in a submission.
    """
    known = ledger.select("submission", "sha256", "submitted_at").unique("submission", keep="last")
    held = pl.concat(
        [
            rows.select(
                pl.lit(name).alias("contract"), "contract_version", "organisation", "submission"
            ).unique()
            for name, rows in tables.items()
        ]
    ).collect()
    return (
        held.join(known, on="submission", how="inner")
        .select("contract", "contract_version", "sha256", "organisation", "submitted_at")
        .sort("contract", "contract_version", "sha256", "organisation")
    )


def provenance(held: pl.DataFrame, shown: Collection[str], *, others: bool) -> dict[str, Any]:
    """Say from which contracts and submissions a publication is made.

    Parameters
    ----------
    held
        What :func:`submissions` gave.
    shown
        Codes of the organisations that the publication names.
    others
        Whether it rests on others too, without naming them.

    Returns
    -------
    dict
        ``contracts``, versions by contract; and ``submissions``, each with ``contract``, ``contract_version``, ``sha256`` and
        the ``organisations`` it speaks of that the publication names.
    """
    named = pl.col("organisation").is_in(list(shown))
    kept = held if others else held.filter(named)
    listed = (
        kept.with_columns(
            pl.when(named & (pl.col("contract") != ORGANISATIONS)).then("organisation").alias("code")
        )
        .group_by("contract", "contract_version", "sha256")
        .agg(pl.col("code").drop_nulls().unique().sort().alias("organisations"))
        .sort("contract", "contract_version", "sha256")
    )
    versions = (
        listed.group_by("contract")
        .agg(pl.col("contract_version").unique().sort().str.join(", "))
        .sort("contract")
    )
    return {"contracts": dict(versions.iter_rows()), "submissions": listed.to_dicts()}


def moment(held: pl.DataFrame) -> datetime:
    """Give the moment of the newest submission; the beginning of 1970 where none is known."""
    newest = held["submitted_at"].max()
    return newest if isinstance(newest, datetime) else datetime.fromtimestamp(0, UTC)
