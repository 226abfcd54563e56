"""Rows that name the same thing twice: which one is kept, and of which row the others are duplicates."""

from __future__ import annotations

import polars as pl

from sfg_analytics.contract import Contract


def without_duplicates(tidy: pl.DataFrame, contract: Contract) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep one row for each key.

    The contract's ``keepFirst`` order decides (a primary assignment before others, a later record before an earlier
    one, blanks last); where that leaves a tie, the row further down the export, being the later word.

    Parameters
    ----------
    tidy
        Rows with the key's columns, ``sheet`` and ``row``.
    contract
        Gives the key and the order. A wide export's rows are compared whole, within their sheet.

    Returns
    -------
    kept : polars.DataFrame
        One row a key, in the export's order.
    duplicates : polars.DataFrame
        ``sheet, row, of_sheet, of_row``: each row left out, and the row kept in its place.
    """
    key = list(contract.key)
    if contract.unpivot:
        key = [name for name in key if name not in {"question", "answer"}] + ["sheet"]
    rows = tidy.unique(["sheet", "row"], maintain_order=True) if contract.unpivot else tidy
    repeated = rows.filter(rows.select(key).is_duplicated())
    order = [name for name, _ in contract.keep_first] + ["sheet", "row"]
    descending = [down for _, down in contract.keep_first] + [True, True]
    chosen = repeated.sort(order, descending=descending, nulls_last=True).unique(
        key, keep="first", maintain_order=True
    )
    duplicates = (
        repeated.join(
            chosen.select(*key, of_sheet="sheet", of_row="row"),
            on=key,
            nulls_equal=True,
            maintain_order="left",
        )
        .filter((pl.col("row") != pl.col("of_row")) | (pl.col("sheet") != pl.col("of_sheet")))
        .select("sheet", "row", "of_sheet", "of_row")
    )
    if duplicates.is_empty():
        return tidy, duplicates
    return tidy.join(duplicates, on=["sheet", "row"], how="anti", maintain_order="left"), duplicates
