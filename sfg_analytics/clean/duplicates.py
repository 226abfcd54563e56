"""Rows that name the same thing twice: which one is kept, of which row the others are duplicates, and what decided."""

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
        ``sheet, row, of_sheet, of_row, reason``: each row left out, the row kept in its place, and why that one: it is
        the same row again, or a column of the order decided, or the later place in the export.
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
            chosen.select(
                *key, pl.exclude(*key, "sheet", "row").name.prefix("of:"), of_sheet="sheet", of_row="row"
            ),
            on=key,
            nulls_equal=True,
            maintain_order="left",
        )
        .filter((pl.col("row") != pl.col("of_row")) | (pl.col("sheet") != pl.col("of_sheet")))
        .select("sheet", "row", "of_sheet", "of_row", reason=_reason(rows.columns, key, contract))
    )
    if duplicates.is_empty():
        return tidy, duplicates
    return tidy.join(duplicates, on=["sheet", "row"], how="anti", maintain_order="left"), duplicates


def _reason(columns: list[str], key: list[str], contract: Contract) -> pl.Expr:
    """Say why a row lost to the one that was kept, whose columns are prefixed ``of:``."""
    others = [name for name in columns if name not in {*key, "sheet", "row"}]
    differs = {name: pl.col(name).ne_missing(pl.col(f"of:{name}")) for name in others}
    again = pl.lit(not contract.unpivot) & ~pl.any_horizontal(pl.lit(value=False), *differs.values())
    decided = [
        pl.when(differs[name]).then(pl.lit(f"'{contract.by_name[name].title}' decided for another row"))
        for name, _ in contract.keep_first
        if name in differs
    ]
    return pl.coalesce(
        pl.when(again).then(pl.lit("the same row again")),
        *decided,
        pl.lit("another row stands further down"),
    )
