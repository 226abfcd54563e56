"""Suspicion: what keeps every promise and is odd all the same.

A list half as long as last month's, a column that has gone empty, every conversation on 1 January, all staff of one ethnic
category: no rule is broken, and an analyst who saw it would telephone. This station compares the rows of a submission
with the organisation's own rows of earlier months, and looks at a few things that are improbable by themselves. What it
finds is a warning. No row is left out for it, and nothing is said of a person: shares and counts alone, and of special
categories not even which answer.

From where on something is suspicious is said by :class:`~sfg_analytics.contract.Thresholds` and the contract's page.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from sfg_analytics.contract import RECORD, SPECIAL_CATEGORY, Contract
from sfg_analytics.suspicion.dates import odd_dates, odd_months
from sfg_analytics.suspicion.noticed import Kind, Mark, Suspicion, in_percent
from sfg_analytics.suspicion.since import label_of, odd_answers, odd_volume, since
from sfg_analytics.suspicion.stability import index_by_chance, stability_index
from sfg_analytics.suspicion.tally import compared, has_answers, tally

__all__ = ["Kind", "Mark", "Suspicion", "in_percent", "index_by_chance", "stability_index", "suspicions"]


def suspicions(
    kept: pl.DataFrame, contract: Contract, held: pl.LazyFrame | None = None
) -> tuple[Suspicion, ...]:
    """Say what is out of the ordinary about the rows of a submission.

    Parameters
    ----------
    kept
        The rows that would be stored: tidy, with ``organisation`` and ``period``.
    contract
        Their contract, with its thresholds.
    held
        Rows of the same table that earlier submissions brought, of the same organisations. Only the columns that are
        compared are read. None, or no rows, where there is no history; what is odd by itself is told all the same.

    Returns
    -------
    tuple of Suspicion
        By organisation; empty when nothing is out of the ordinary, or too few rows to say.

    Examples
    --------
    >>> from datetime import date
    >>> from sfg_analytics.contract import load_contracts
    >>> days = [date(2025, 1, 1)] * 150
    >>> held_on_new_year = pl.DataFrame({"organisation": "ZZ1", "period": days, "conversation_date": days})
    >>> for odd in suspicions(held_on_new_year, load_contracts()["conversation_outcomes"]):
    ...     print(odd.column, odd.words)
    conversation_date All 150 dates are 1 January 2025.
    """
    if kept.is_empty():
        return ()
    new = tally(kept.lazy(), contract)
    before = tally(kept.clear().lazy() if held is None else held, contract)
    found: list[Suspicion] = []
    for organisation in new.months["organisation"].unique().sort():
        at = since(new.months, before.months, organisation, contract.thresholds.months)
        own = kept.filter(pl.col("organisation") == organisation) if contract.level == RECORD else kept
        alike = list(_one_answer(own, new.answers, contract, organisation))
        found += odd_months(new.months, before.months, contract, at)
        found += odd_volume(new.months, before.months, contract, at)
        found += alike
        found += odd_dates(own, before.spans, contract, at)
        found += odd_answers(new, before, contract, at, told={odd.column for odd in alike})
    return tuple(found)


def _one_answer(
    rows: pl.DataFrame, answers: pl.DataFrame, contract: Contract, organisation: str
) -> Iterator[Suspicion]:
    """Give the columns in which all rows that say anything say the same."""
    counted = (
        answers.filter(pl.col("organisation") == organisation, pl.col("answer").is_not_null())
        .group_by("column", "answer")
        .agg(pl.col("rows").sum())
        .group_by("column")
        .agg(pl.col("rows").sum(), most=pl.col("rows").max(), answer=pl.col("answer").sort_by("rows").last())
    )
    given = {column: counts for column, *counts in counted.iter_rows()}
    for column in compared(contract):
        limit = contract.thresholds_of(column.name).one_answer_percent
        if column.kind == "date" or column.name not in given or limit is None:
            continue
        number, most, answer = given[column.name]
        if number < contract.thresholds.rows:
            continue
        if not has_answers(column):
            most = int(rows[column.name].drop_nulls().value_counts()["count"].max())  # type: ignore[arg-type]
        share = most / number
        if share * 100 < limit:
            continue
        named = has_answers(column) and column.classification != SPECIAL_CATEGORY
        label = label_of(column, answer) if named else ""
        of = f"All {number:,}" if share == 1 else f"{in_percent(share)} of {number:,}"
        words = f"{of} rows that say anything give one single answer{f', ‘{label}’' if label else ''}."
        picture = (
            Mark(label or "One single answer", None, share),
            Mark("All other answers", None, 1 - share),
        )
        yield Suspicion(
            organisation, "one answer", column.name, words, "oneAnswerPercent", limit, "share", picture
        )
