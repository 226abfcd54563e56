"""Submissions: a row for each line of the store's ledger, in the last month that the file speaks of."""

from __future__ import annotations

from collections.abc import Collection

import narwhals as nw

from sfg_analytics.measures.rows.kind import RowKind
from sfg_analytics.measures.source import Rows, Source

LEDGER = "ledger"


def submissions(source: Source, _needed: Collection[str]) -> Rows:
    """Give every submission whose rows were read, whatever became of them."""
    columns = ["organisation", "last_period", "contract", "rows_read", "rows_rejected"]
    rows = source.rows(LEDGER, columns)
    period = nw.col("last_period")
    return rows.filter(~period.is_null()).rename({"last_period": "period"})


SUBMISSIONS = RowKind(
    "submissions",
    "a file's rows of one contract, in the last month they speak of",
    submissions,
    tables=(LEDGER,),
    facts={"rows_rejected": "rows rejected", "rows_read": "rows read"},
    columns=("contract",),
)
