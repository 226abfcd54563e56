"""A wide survey sheet becomes a row a value, and a layout that changed is refused."""

from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics.clean import clean
from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import UnreadableExport
from sfg_analytics.export import Sheet
from sfg_analytics.recognise import recognise

CONTRACTS = load_contracts()
ONCE = ["ODS code", "Organisation name", "Benchmarking group", "Region", "ICS", "Weighting"]
BLOCKS = ["% Yes", "% No", "Base (number of responses)", "PP1 - score", "Base (number of responses)"]
OVER = [""] * 6 + ["Q15 - Does it act fairly?", "", "", "PP1 - We are compassionate", ""]


def survey(headings: list[str], over: list[str]) -> Sheet:
    cells = ["ZZ1", "Example (made up)", "Community", "-", "-", "Unweighted", "60.5", "39.5", "120", "-", "-"]
    names = [f"h{n}" for n in range(len(headings))]
    names[: len(ONCE)] = ONCE
    table = pl.DataFrame([dict(zip(names, cells, strict=True))]).with_columns(row=pl.lit(6, dtype=pl.Int64))
    title = ["NHS Staff Survey 2024 - WEIGHTED Results", *over[1:]]
    return Sheet("survey.xlsx", "Q15", tuple(headings), table, (tuple(title),), 5)


def test_each_answer_becomes_a_row_with_its_question_and_base() -> None:
    sheet = survey(ONCE + BLOCKS, OVER)
    found = recognise(sheet, CONTRACTS)
    tidy = clean(sheet, found.contract, found.headings).tidy
    assert tidy.select("question", "answer", "value", "base", "hidden_by_publisher").rows() == [
        ("Q15", "Yes", 60.5, 120, False),
        ("Q15", "No", 39.5, 120, False),
        ("PP1", "score", None, None, True),
    ]
    assert tidy["row"].to_list() == [6, 6, 6]
    assert tidy["period"].dt.year().unique().to_list() == [2024]
    assert tidy["ics"].to_list() == [None] * 3


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        ([*ONCE, "% Yes", "Something new", *BLOCKS[2:]], "belongs to no question"),
        ([*ONCE, "% Yes", "% No", "% Perhaps", "PP1 - score", "% Never"], "no number of responses"),
    ],
)
def test_a_layout_that_changed_is_refused(headings: list[str], told: str) -> None:
    sheet = survey(headings, OVER)
    found = recognise(sheet, CONTRACTS)
    with pytest.raises(UnreadableExport, match=told):
        clean(sheet, found.contract, found.headings)
