"""Each kind of column reads the spellings exports use, and refuses what it cannot read."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import Column, load_contracts

STAFF = load_contracts()["staff_in_post"].by_name
CONVERSATIONS = load_contracts()["conversation_outcomes"].by_name

BANDS = {
    "NHS|XR07|Review Body Band 7": "7",
    "NHS|XR05|Review Body Band 5": "5",
    "XR07 / NHS AfC: Band 7": "7",
    "XR08 / NHS AfC: Band 8 - Range A": "8a",
    "Review Body Band 8 - Range A": "8a",
    "Band 8 - Range B": "8b",
    "AfC Band 7": "7",
    "Band 7": "7",
    "band 2": "2",
    "7": "7",
    "8A": "8a",
    "8d": "8d",
    "Band 8c": "8c",
    "XR12": "9",
    "XN03": "3",
    "Band 9": "9",
    "VSM": "VSM",
    "Consultant": "Medical",
    "Ad Hoc Salary": "Other",
}
ETHNIC = {
    "A": "A",
    "A White - British": "A",
    "CA White English": "C",
    "LB Punjabi": "L",
    "PC Nigerian": "P",
    "White - British": "A",
    "Asian or Asian British - Indian": "H",
    "Z Not stated": "Z",
    "Not Stated": "Z",
    "99": "99",
    "Unspecified": "99",
    "C White – Any other White background": "C",
    "": None,
    "-": None,
}
PLACEMENTS = {
    "Stretch": "stretch",
    "Complexity": "stretch",
    "Stretch/Complexity": "stretch",
    "Stretch / Complexity": "stretch",
    "stretch/ complexity": "stretch",
    "Growing beyond role": "stretch",
    "Expanding expertise": "depth",
    "Building out career": "breadth",
    "No move sought now": "no_move",
    "Not recorded": None,
    "": None,
}
BOOLEANS = {
    "Y": True,
    "Yes": True,
    "1": True,
    "TRUE": True,
    "n": False,
    "No": False,
    "0": False,
    "False": False,
    " ": None,
}
FTE = {"1": 1.0, ".5": 0.5, "0.80": 0.8, " ": None, "-": None, "*": None}


@pytest.mark.parametrize(
    ("column", "cases"),
    [
        (STAFF["band"], BANDS),
        (STAFF["ethnicity"], ETHNIC),
        (CONVERSATIONS["sought_placement"], PLACEMENTS),
        (CONVERSATIONS["plan_agreed"], BOOLEANS),
        (STAFF["fte"], FTE),
        (
            STAFF["age_band"],
            {"45~49": "unread", "21-30": "21-30", "21 to 30": "21-30", "66+": "66+", "51–65": "51-65"},
        ),
        (
            STAFF["disability"],
            {
                "Y": "Yes",
                "No": "No",
                "Not Declared": "Not declared",
                "Prefer Not To Answer": "Prefer not to answer",
            },
        ),
        (
            STAFF["staff_group"],
            {
                "Add Prof Scientific and Technic": "Additional Professional Scientific and Technical",
                "03": "Nursing and Midwifery Registered",
                "Admin & Clerical": "Administrative and Clerical",
            },
        ),
        (
            CONVERSATIONS["sought_horizon_months"],
            {"": 24, "24": 24, "12 months": 12, "2 years": 24, "36.0": 36},
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Column) else "",
)
def test_every_spelling_is_read_as_meant(column: Column, cases: dict[str, object]) -> None:
    reading = read_values(pl.Series(list(cases)), column)
    reasons = reading.reasons if reading.reasons is not None else [None] * len(cases)
    for text, value, reason in zip(cases, reading.values, reasons, strict=True):
        if cases[text] == "unread":
            assert (value, bool(reason)) == (None, True), text
        else:
            assert (value, reason) == (cases[text], None), text


DATES = {
    "05-Mar-2024": date(2024, 3, 5),
    "05-MAR-2024": date(2024, 3, 5),
    "05/03/2024": date(2024, 3, 5),
    "5/3/2024": date(2024, 3, 5),
    "05/03/2024 10:30": date(2024, 3, 5),
    "2024-03-05": date(2024, 3, 5),
    "2024-03-05 00:00:00": date(2024, 3, 5),
    "2024-03-05T09:00:00Z": date(2024, 3, 5),
    "20240305": date(2024, 3, 5),
    "45356": date(2024, 3, 5),
    "29/02/2024": date(2024, 2, 29),
    "31-Dec-4712": None,
    "4712-12-31": None,
    "47121231": None,
    "1900-01-01": None,
    "01/01/1900": None,
    "": None,
}


@pytest.mark.parametrize("text", DATES)
def test_dates_in_every_form_are_read_and_open_ends_are_blank(text: str) -> None:
    reading = read_values(pl.Series([text, "01/01/2020"]), CONVERSATIONS["recorded_date"])
    assert reading.values.to_list() == [DATES[text], date(2020, 1, 1)]
    assert reading.reasons is None or reading.reasons.null_count() == 2


@pytest.mark.parametrize(
    "text",
    ["31/02/2024", "13/13/2024", "03/25/2024", "yesterday", "2024", "2023-OCT", "12345678901", "00/00/0000"],
)
def test_what_is_no_date_is_refused_not_guessed(text: str) -> None:
    reading = read_values(pl.Series([text]), CONVERSATIONS["recorded_date"])
    assert reading.values.to_list() == [None]
    assert reading.reasons is not None
    assert reading.reasons.to_list() == ["not a date we can read"]


@pytest.mark.parametrize("text", ["2023-OCT", "2023-10", "202310", "Oct 2023", "31/10/2023", "20231031"])
def test_a_month_alone_is_read_where_the_contract_wants_a_month(text: str) -> None:
    reading = read_values(pl.Series([text]), STAFF["period"])
    assert reading.reasons is None
    assert reading.values.dt.strftime("%Y-%m").to_list() == ["2023-10"]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+HYPERLINK(1)", "-cmd(1)"])
def test_what_looks_like_a_formula_is_refused(text: str) -> None:
    for column in (STAFF["directorate"], STAFF["person"], STAFF["band"]):
        reading = read_values(pl.Series([text, "7"]), column)
        assert reading.values[0] is None
        assert reading.reasons is not None
        assert "formula" in reading.reasons[0]


def test_a_code_nobody_knows_is_refused_not_guessed() -> None:
    reading = read_values(pl.Series(["Band 77", "7", None]), STAFF["band"])
    assert reading.values.to_list() == [None, "7", None]
    assert reading.reasons is not None
    assert reading.reasons.to_list() == ["not in the code list", None, None]


@pytest.mark.parametrize("text", ["1e300", "-1e300", "9" * 30, "9" * 400, "9007199254740993"])
def test_a_whole_number_too_large_to_be_held_is_refused_not_changed(text: str) -> None:
    reading = read_values(pl.Series([text, "12"]), CONVERSATIONS["sought_horizon_months"])
    assert reading.values.to_list() == [None, 12]
    assert reading.reasons is not None
    assert reading.reasons.to_list() == ["not a number", None]
