"""Cleaning puts every row among the tidy, the rejects or the duplicates, and changes nothing it was given."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfg_analytics.clean import clean, without_duplicates
from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import AmbiguousExport, UnreadableExport
from sfg_analytics.export import Sheet
from sfg_analytics.recognise import recognise
from tests.made import CONVERSATION, STAFF, people

CONTRACTS = load_contracts()


def sheet_of(rows: list[dict[str, str]], *above: str) -> Sheet:
    table = pl.DataFrame(rows).with_columns(row=pl.int_range(2, len(rows) + 2, dtype=pl.Int64))
    return Sheet("made.csv", "", tuple(rows[0]), table, tuple((line,) for line in above))


def cleaned(rows: list[dict[str, str]], *above: str, **given_values: str):
    sheet = sheet_of(rows, *above)
    found = recognise(sheet, CONTRACTS)
    return clean(sheet, found.contract, found.headings, given=given_values)


def test_a_row_becomes_the_contracts_names_and_types() -> None:
    (row,) = cleaned([STAFF]).tidy.to_dicts()
    assert row["organisation"] == "ZZ1"
    assert row["period"] == date(2025, 3, 1)
    assert row["band"] == "5"
    assert row["ethnicity"] == "A"
    assert row["age_band"] == "31-40"
    assert row["fte"] == 1.0
    assert row["assignment_status"] == "Active"
    assert row["service_start_date"] == date(2015, 4, 1)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("31/03/2004", "21-30"),
        ("01/04/2004", "16-20"),
        ("29/02/1960", "51-65"),
        ("31/03/1959", "66+"),
        ("01/01/2020", None),
    ],
)
def test_the_age_band_is_the_age_on_the_last_day_of_the_month(born: str, band: str | None) -> None:
    row = {name: cell for name, cell in STAFF.items() if name != "Age"} | {"Date Of Birth": born}
    assert cleaned([row]).tidy["age_band"].to_list() == [band]


def test_a_row_that_cannot_be_read_is_rejected_with_the_senders_heading_and_the_reason() -> None:
    rows = people(4)
    rows[1]["Pay Band"] = "Band 77"
    rows[2]["Latest Start Date"] = "soon"
    rows[2]["FTE"] = "full"
    rows[3]["Employee Number"] = ""
    result = cleaned(rows)
    assert result.tidy["row"].to_list() == [2]
    assert sorted(result.rejects.drop("sheet").rows()) == [
        (3, "Pay Band", "not in the code list"),
        (4, "FTE", "not a number"),
        (4, "Latest Start Date", "not a date we can read"),
        (5, "Employee Number", "blank, and the contract requires it"),
    ]


def test_organisation_and_month_may_stand_in_the_title_rows() -> None:
    rows = [{k: v for k, v in STAFF.items() if k not in {"Org Code", "Snapshot Date"}}]
    result = cleaned(rows, "Staff in Post", "Organisation: ZZ6 Example (made up)", "As At: 31-Mar-2025")
    assert result.tidy.select("organisation", "period").rows() == [("ZZ6", date(2025, 3, 1))]


def test_organisation_and_month_may_be_stated_by_the_sender() -> None:
    rows = [{k: v for k, v in STAFF.items() if k not in {"Org Code", "Snapshot Date"}}]
    result = cleaned(rows, organisation="ZZ9", period="2025-03")
    assert result.tidy.select("organisation", "period").rows() == [("ZZ9", date(2025, 3, 1))]


def test_a_file_that_says_nowhere_whose_it_is_is_refused_with_the_option_that_helps() -> None:
    rows = [{k: v for k, v in STAFF.items() if k != "Org Code"}]
    with pytest.raises(UnreadableExport, match="--organisation"):
        cleaned(rows)


def test_free_text_and_names_are_not_even_read() -> None:
    rows = [{**CONVERSATION, "Notes": "=confidential", "Line Manager": "Made-up Person"}]
    result = cleaned(rows)
    assert result.rejects.is_empty()
    assert not {"reflections", "manager_name", "employee_name"} & set(result.tidy.columns)


def test_of_several_assignments_the_primary_is_kept_else_the_one_with_most_hours() -> None:
    def row(person: str, primary: str, fte: str) -> dict[str, str]:
        return {**STAFF, "Employee Number": person, "Primary Assignment": primary, "FTE": fte}

    rows = [
        row("1", "N", "0.9"),
        row("1", "Y", "0.1"),
        row("2", "", "0.4"),
        row("2", "", "0.6"),
        row("3", "Y", "1"),
    ]
    contract = CONTRACTS["staff_in_post"]
    kept, duplicates = without_duplicates(cleaned(rows).tidy, contract)
    assert kept["row"].to_list() == [3, 5, 6]
    assert duplicates.select("row", "of_row", "reason").rows() == [
        (2, 3, "'Primary assignment' decided for another row"),
        (4, 5, "'Contracted full-time equivalent' decided for another row"),
    ]


def test_an_outcome_amended_later_replaces_the_earlier_one() -> None:
    rows = [
        {**CONVERSATION, "Recorded Date": "20/02/2025", "Future Placement": "Breadth"},
        {**CONVERSATION, "Recorded Date": "14/02/2025"},
        {**CONVERSATION, "Recorded Date": "20/02/2025", "Future Placement": "Depth"},
    ]
    kept, duplicates = without_duplicates(cleaned(rows).tidy, CONTRACTS["conversation_outcomes"])
    assert kept["sought_placement"].to_list() == ["depth"]  # the later of two equally late records
    assert sorted(duplicates.select("row", "reason").rows()) == [
        (2, "another row stands further down"),
        (3, "'Date recorded' decided for another row"),
    ]


def test_a_row_sent_twice_is_the_same_row_again_unless_something_differs() -> None:
    rows = [*people(2), *people(2), {**people(1)[0], "Gender": "Male"}]
    _, duplicates = without_duplicates(cleaned(rows).tidy, CONTRACTS["staff_in_post"])
    assert sorted(duplicates.select("row", "of_row", "reason").rows()) == [
        (2, 6, "another row stands further down"),
        (3, 5, "the same row again"),
        (4, 6, "another row stands further down"),
    ]


def test_dates_written_month_first_even_in_part_are_refused_not_guessed() -> None:
    rows = people(20, Latest_Start_Date="25/03/2020")
    rows[3]["Latest Start Date"] = "03/25/2020"
    assert cleaned(rows).rejects["row"].to_list() == [5]  # one is a slip
    rows[4]["Latest Start Date"] = "04/13/2020"
    with pytest.raises(AmbiguousExport, match="month first in 'Latest Start Date'") as caught:
        cleaned(rows)
    assert "2020" not in str(caught.value)


cell = st.sampled_from(
    ["", "Band 5", "Band 77", "=x()", "31/12/4712", "nonsense", "A", "Y", "0.5", "45356", "-", "NULL"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.lists(cell, min_size=12, max_size=12), min_size=1, max_size=12))
def test_nothing_is_lost_whatever_the_cells_hold_and_the_sheet_is_left_alone(cells: list[list[str]]) -> None:
    rows = [dict(zip(STAFF, row, strict=True)) for row in cells]
    sheet = sheet_of(rows)
    before = sheet.table.clone()
    contract = CONTRACTS["staff_in_post"]
    found = recognise(sheet, CONTRACTS)
    result = clean(sheet, contract, found.headings)
    kept, duplicates = without_duplicates(result.tidy, contract)
    rejected = set(result.rejects["row"])
    places = [set(kept["row"]), set(duplicates["row"]), rejected]
    assert set.union(*places) == set(sheet.table["row"])
    assert sum(map(len, places)) == sheet.table.height
    assert set(duplicates["of_row"]) <= set(kept["row"])
    assert sheet.table.equals(before)


def test_cleaning_a_clean_table_changes_nothing() -> None:
    first = cleaned(people(3)).tidy
    again = first.drop("sheet", "row").with_columns(pl.all().cast(pl.String)).fill_null("")
    titles = {column.name: column.title for column in CONTRACTS["staff_in_post"].columns}
    second = cleaned(again.rename({name: titles[name] for name in again.columns}).to_dicts()).tidy
    assert second.equals(first)
