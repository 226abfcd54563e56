"""The rows a store holds: from whom, of which months, how complete; and where sources disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from sfg_analytics.contract import RECORD, Contract
from sfg_analytics.errors import NoSuchPath
from sfg_analytics.store import Store


@dataclass(frozen=True)
class Holding:
    """The rows held of one contract, for one organisation (record level) or all together (public files).

    Attributes
    ----------
    missing
        Months between the first and the last of which nothing is held; of records alone.
    submissions
        The submissions whose rows these are.
    complete
        From the columns that matter (the contract says which) to the share of rows, 0 to 1, in which they are filled.
    """

    contract: str
    organisation: str
    rows: int
    first_period: Any
    last_period: Any
    periods: int
    missing: tuple[date, ...]
    submitted_at: datetime | None
    submissions: tuple[str, ...]
    complete: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """Give the holding as ``sfg status --json`` prints it."""
        return {
            "contract": self.contract,
            "organisation": self.organisation,
            "rows": self.rows,
            "first_period": str(self.first_period),
            "last_period": str(self.last_period),
            "periods": self.periods,
            "missing_periods": len(self.missing),
            "missing": [f"{month:%Y-%m}" for month in self.missing],
            "submitted_at": self.submitted_at.isoformat(timespec="seconds") if self.submitted_at else None,
            "complete": {name: round(share, 4) for name, share in self.complete.items()},
        }


def holdings(store: Store, contracts: Mapping[str, Contract]) -> list[Holding]:
    """Say what a store holds.

    Parameters
    ----------
    store
        The store.
    contracts
        Contracts by id; record-level ones are told by organisation, public ones as a whole.

    Raises
    ------
    NoSuchPath
        When there is no store at the path.
    """
    if not store.path.is_dir():
        raise NoSuchPath(
            f"There is no store at '{store.path}'.", hint="make one with: sfg submit EXPORT --store DIR"
        )
    ledger = store.ledger().filter(pl.col("verdict") == "kept")
    found = []
    for name in store.tables():
        by_organisation = name in contracts and contracts[name].level == RECORD
        matter = [c.name for c in contracts[name].columns if c.matters] if name in contracts else []
        rows = store.table(name)
        groups = ["organisation"] if by_organisation else ["all"]
        counted = (
            rows.with_columns(all=pl.lit(""))
            .group_by(groups)
            .agg(
                pl.len().alias("rows"),
                pl.col("period").min().alias("first"),
                pl.col("period").max().alias("last"),
                pl.col("period").unique().alias("periods"),
                pl.col("organisation").n_unique().alias("organisations"),
                pl.col("submission").unique().alias("submissions"),
                *(pl.col(column).count().alias(f"filled {column}") for column in matter),
            )
            .sort(groups)
            .collect()
        )
        for row in counted.rows(named=True):
            came = ledger.filter(pl.col("submission").is_in(row["submissions"]))["submitted_at"].max()
            found.append(
                Holding(
                    contract=name,
                    organisation=row["organisation"]
                    if by_organisation
                    else f"{row['organisations']} organisations",
                    rows=row["rows"],
                    first_period=row["first"],
                    last_period=row["last"],
                    periods=len(row["periods"]),
                    missing=_missing(row["periods"]) if by_organisation else (),
                    submitted_at=came if isinstance(came, datetime) else None,
                    submissions=tuple(sorted(row["submissions"])),
                    complete={c: row[f"filled {c}"] / row["rows"] for c in matter},
                )
            )
    return found


def _missing(held: Sequence[date]) -> tuple[date, ...]:
    """Give the months between the first and the last that are not among them."""
    every = pl.date_range(min(held), max(held), "1mo", eager=True)
    return tuple(month for month in every if month not in held)


def disagreements(store: Store) -> pl.DataFrame:
    """List organisations that sources place in different systems; both are kept as given.

    Returns
    -------
    polars.DataFrame
        ``organisation``, then a column for each table that names a system; only rows in which they differ.
    """
    named = [
        name
        for name in store.tables()
        if "ics" in store.table(name).collect_schema() and name != "staff_in_post"
    ]
    if not named:
        return pl.DataFrame(schema={"organisation": pl.String})
    joined: pl.LazyFrame | None = None
    for name in named:
        latest = (
            store.table(name)
            .filter(pl.col("ics").is_not_null())
            .sort("period")
            .group_by("organisation")
            .agg(pl.col("ics").last().alias(name))
        )
        joined = (
            latest if joined is None else joined.join(latest, on="organisation", how="full", coalesce=True)
        )
    if joined is None:
        return pl.DataFrame(schema={"organisation": pl.String})
    table = joined.sort("organisation").collect()
    distinct = pl.concat_list(named).list.drop_nulls().list.n_unique()
    return table.filter(distinct > 1)
