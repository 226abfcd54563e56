"""Keep records no longer than they are needed: what is older leaves every table for good.

A row's age is that of its month: the month an export shows, or that of the event it tells of. The whole store is written
anew, so that no history, statistic or leftover file holds what is gone. Public figures about organisations, in which
nobody is, stay. An old file submitted again would bring its rows back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import polars as pl

from sfg_analytics.contract import PUBLIC, Contract
from sfg_analytics.errors import SfgError
from sfg_analytics.store import Store


def retain(
    store: Store,
    months: int,
    contracts: Mapping[str, Contract],
    *,
    at: datetime,
    as_at: date | None = None,
    preview: bool = False,
) -> dict[str, int]:
    """Let records older than so many months leave a store for good.

    Parameters
    ----------
    store
        The store.
    months
        How many; a row stays while the first day of its month is not further back.
    contracts
        Contracts by id; tables of public figures are left as they are.
    at
        When it happens, for the record.
    as_at
        The day from which is counted back; that of ``at`` where it is not stated.
    preview
        Count only, and change nothing.

    Returns
    -------
    dict
        From each table of records to the rows that left.

    Raises
    ------
    SfgError
        When the months are fewer than one, or the day is yet to come.
    NoSuchPath
        When the store is empty.
    StoreBusy, StoreProblem
        When it cannot be written; it is then as it was.
    """
    day = as_at or at.date()
    if months < 1 or day > at.date():
        raise SfgError(
            "Records cannot be retained like that.",
            expected="one month or more, counted back from a day that has come",
            got=f"{months} months, as at {day}",
        )
    oldest = pl.select(pl.lit(day).dt.offset_by(f"-{months}mo")).item()
    store.refuse_empty()
    with store.writing():
        known = store.ledger()
        old = pl.col("period") < oldest
        records = [
            name for name in store.tables() if name not in contracts or contracts[name].level != PUBLIC
        ]
        removed = {name: int(store.table(name).select(old.sum()).collect().item()) for name in records}
        if preview:
            return removed
        came = pl.coalesce("last_period", pl.col("submitted_at").dt.date())
        with store.rewriting("retain", at, {name: (rows, 0) for name, rows in removed.items()}) as draft:
            for name in store.tables():
                table = store.table(name)
                draft.table(name, table.filter(~old) if name in records else table)
            draft.without(store.row_files(known.filter(came < oldest)["submission"]))
    return removed
