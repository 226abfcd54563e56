"""Every change is on the record under its rule, and of people nothing is shown but shapes and the contract's own words."""

from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics.clean import Cleaned, clean, list_uncovered, summarise, together
from sfg_analytics.clean.rules import RULES, in_words
from sfg_analytics.clean.shapes import shape
from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import Contract, load_contracts
from sfg_analytics.recognise import recognise
from tests.clean.test_clean import sheet_of
from tests.made import CONVERSATION, STAFF, people

CONTRACTS = load_contracts()
STAFF_IN_POST = CONTRACTS["staff_in_post"]
CONVERSATIONS = CONTRACTS["conversation_outcomes"]


def cleaned(rows: list[dict[str, str]], *above: str, **given: str) -> Cleaned:
    sheet = sheet_of(rows, *above)
    found = recognise(sheet, CONTRACTS)
    return clean(sheet, found.contract, found.headings, given=given)


def summary(contract: Contract, *parts: Cleaned, column: str) -> list[tuple[object, ...]]:
    """The lines of one column: rule, before, after, ways, count."""
    lines = summarise([part.ways for part in parts], contract).filter(column=column)
    return lines.select("rule", "before", "after", "ways", "count").rows()


def uncovered(contract: Contract, part: Cleaned, column: str) -> list[tuple[object, ...]]:
    return list_uncovered([part.ways], contract).filter(column=column).drop("column").rows()


def changed(part: Cleaned, column: str) -> list[tuple[object, ...]]:
    """The cells of one column that were changed, row by row: row, then rule, before, after."""
    found = part.changed.drop_nulls(column).select("row", pl.col(column).cast(pl.String)).rows()
    return [(row, *label.split("\x1f")) for row, label in found]


@pytest.mark.parametrize(
    ("contract", "column", "rules"),
    [
        (
            STAFF_IN_POST,
            "band",
            {
                "7": None,
                " 7": "trimmed",
                "8A": "spelling",
                "Band 7": "spelling",
                "NHS|XR07|Band 7": "pattern",
            },
        ),
        (
            STAFF_IN_POST,
            "service_start_date",
            {
                "": None,
                "2024-03-05": None,
                " 2024-03-05": "trimmed",
                "5/3/2024": "date form: dd/mm/yyyy",
                "05-MAR-2024": "date form: dd-Mon-yyyy",
                "5 March 2024": "date form: dd Month yyyy",
                "2024-03-05 00:00:00": "date form: yyyy-mm-dd with a time",
                "20240305": "date form: yyyymmdd",
                "45356": "date form: day number of a spreadsheet",
                "31/12/4712": "open-ended date",
                "1900-01-01": "open-ended date",
                "N/A": "blank mark",
                "   ": "trimmed",
                "soon": None,
            },
        ),
        (
            STAFF_IN_POST,
            "period",
            {"2024-03-01": None, "31/03/2024": "day left out", "2024-MAR": "date form: yyyy-Mon"},
        ),
        (
            STAFF_IN_POST,
            "fte",
            {
                "1": None,
                "1.0": None,
                "0.80": None,
                ".5": "number form",
                "1,000": "number form",
                "*": "blank mark",
            },
        ),
        (
            CONVERSATIONS,
            "sought_horizon_months",
            {"24": None, "36.0": "number form", "": "default", "-": "default", "12 months": "pattern"},
        ),
        (
            CONVERSATIONS,
            "plan_agreed",
            {"true": None, "false": None, "Y": "yes or no", "TRUE": "yes or no", "perhaps": None},
        ),
        (
            CONVERSATIONS,
            "organisation",
            {"ZZ1": None, "ZZ1 - A made-up trust": "pattern", "ZZ1\u00a0": "trimmed"},
        ),
        (CONVERSATIONS, "current_placement", {"depth": None, "Not recorded": "blank mark", "D": "spelling"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_way_of_writing_is_read_under_its_rule(
    contract: Contract, column: str, rules: dict[str, str | None]
) -> None:
    reading = read_values(pl.Series(list(rules)), contract.by_name[column])
    assert dict(zip(rules, reading.ways["rule"].gather(reading.place), strict=True)) == rules


def test_every_rule_can_be_said_in_words() -> None:
    for rule in RULES:
        assert in_words(rule)
        assert not in_words(rule).endswith(".")


def test_what_was_written_is_counted_by_rule_in_the_contracts_words() -> None:
    rows = people(29, Pay_Band="XR07 / NHS AfC: Band 7")
    for row in rows[:9]:
        row["Pay Band"] = "Band 5"
    rows[9]["Pay Band"] = "6"
    rows[10]["Pay Band"] = "Band 77"
    part = cleaned(rows)
    assert summary(STAFF_IN_POST, part, column="band") == [
        ("pattern", "XR07 / NHS AfC: Band 7", "7", 1, 18),
        ("spelling", "Band 5", "5", 1, 9),
    ]
    assert changed(part, "band")[8:10] == [
        (10, "spelling", "Aa 9", ""),
        (13, "pattern", "A99 / A AaA: Aa 9", ""),
    ]


def test_what_fewer_than_eight_people_have_is_told_together_without_an_example() -> None:
    rows = people(8, Pay_Band="Band 5") + people(7, Pay_Band="Band 6") + people(3, Pay_Band="Band 7")
    assert summary(STAFF_IN_POST, cleaned(rows), column="band") == [
        ("spelling", "Band 5", "5", 1, 8),
        ("spelling", None, None, 2, 10),
    ]
    lines = summarise([cleaned(rows).ways], STAFF_IN_POST).filter(column="band")
    assert lines["rare"].to_list() == [False, True]


def test_what_is_alike_in_several_sheets_is_counted_together() -> None:
    parts = [cleaned(people(number, Pay_Band="Band 5")) for number in (3, 5)]
    assert summary(STAFF_IN_POST, *parts, column="band") == [("spelling", "Band 5", "5", 1, 8)]
    assert together(part.changed for part in parts).height == 8


def test_words_the_contract_does_not_know_and_long_numbers_are_masked() -> None:
    rows = people(10, Pay_Band="XR07 / MARKER 12345: Band 7")
    assert summary(STAFF_IN_POST, cleaned(rows), column="band") == [
        ("pattern", "XR07 / A 9999…: Band 7", "7", 1, 10)
    ]


def test_of_other_columns_about_people_only_the_shape_is_shown() -> None:
    rows = people(10, Latest_Start_Date="05-Mar-2018")
    for row in rows[:9]:
        row["Directorate"] = " Marker"
    part = cleaned(rows)
    assert summary(STAFF_IN_POST, part, column="service_start_date") == [
        ("date form: dd-Mon-yyyy", "99-Aa-9999", "9999-99-99", 1, 10)
    ]
    assert changed(part, "service_start_date")[0] == (2, "date form: dd-Mon-yyyy", "99-Aa-9999", "")


def test_a_mark_for_nothing_is_shown_in_any_column_about_people() -> None:
    part = cleaned(people(8, FTE="N/A"))
    assert summary(STAFF_IN_POST, part, column="fte") == [("blank mark", "N/A", None, 1, 8)]


def test_of_special_categories_rules_and_numbers_are_told_and_no_value_anywhere() -> None:
    rows = people(20, Disability="Y")
    for row in rows[:4]:
        row["Ethnic Origin"] = "Irish"
    part = cleaned(rows)
    assert summary(STAFF_IN_POST, part, column="ethnicity") == [
        ("pattern", None, None, 1, 16),
        ("spelling", None, None, 1, 4),
    ]
    assert summary(STAFF_IN_POST, part, column="disability") == [("spelling", None, None, 1, 20)]
    assert {(before, after) for _, _, before, after in changed(part, "ethnicity")} == {("", "")}


def test_of_identifiers_only_the_number_of_cells_is_told() -> None:
    rows = people(3)
    rows[0]["Employee Number"] = " 20001"
    rows[1]["Employee Number"] = "=20002"
    part = cleaned(rows)
    assert summary(STAFF_IN_POST, part, column="person") == [("trimmed", None, None, 0, 1)]
    assert changed(part, "person") == [(2, "trimmed", "", "")]
    assert uncovered(STAFF_IN_POST, part, "person") == [("looks like a spreadsheet formula", None, 0, 1)]


def test_of_public_columns_the_text_itself_is_shown() -> None:
    part = cleaned(people(2) + people(1, Snapshot_Date="2025-MAR"))
    assert summary(STAFF_IN_POST, part, column="period") == [
        ("day left out", "31/03/2025", "2025-03-01", 1, 2),
        ("date form: yyyy-Mon", "2025-MAR", "2025-03-01", 1, 1),
    ]
    assert changed(part, "period")[2] == (4, "date form: yyyy-Mon", "2025-MAR", "2025-03-01")


def test_what_stands_for_the_whole_sheet_is_one_line_and_no_cell() -> None:
    bare = {k: v for k, v in STAFF.items() if k not in {"Org Code", "Snapshot Date"}}
    part = cleaned([bare] * 30, "Organisation: ZZ6 Example (made up)", period="2025-03")
    assert summary(STAFF_IN_POST, part, column="organisation") == [("title row", "ZZ6", "ZZ6", 1, 1)]
    assert summary(STAFF_IN_POST, part, column="period") == [("given", "2025-03", "2025-03-01", 1, 1)]
    assert changed(part, "organisation") == [(None, "title row", "ZZ6", "ZZ6")]
    talks = cleaned(people(2, CONVERSATION))
    assert summary(CONVERSATIONS, talks, column="sought_horizon_months") == [
        ("absent column", "", "24", 1, 1)
    ]


def test_a_band_worked_out_from_the_age_is_a_change_of_the_band() -> None:
    rows = people(10, Age_Band="-")
    rows[0]["Age Band"] = "21-30"
    rows[1]["Age"] = "130"
    part = cleaned(rows)
    assert sorted(summary(STAFF_IN_POST, part, column="age_band")) == [
        ("age band", "", None, 1, 8),
        ("blank mark", None, None, 1, 1),
    ]
    assert [row for row, *_ in changed(part, "age_band")] == list(range(3, 12))


def test_values_no_list_covers_are_listed_by_frequency() -> None:
    rows = people(40)
    for row in rows[:12]:
        row["Pay Band"] = "Band 88"
    for row in rows[12:15]:
        row["Pay Band"] = "Local band"
    for row in rows[15:17]:
        row["Ethnic Origin"] = "irish british"
    for row in rows[17:19]:
        row["Snapshot Date"] = "last month"
    part = cleaned(rows)
    assert uncovered(STAFF_IN_POST, part, "band") == [
        ("not in the code list", "Band 99", 1, 12),
        ("not in the code list", "Aa a", 1, 3),
    ]
    assert uncovered(STAFF_IN_POST, part, "ethnicity") == [("not in the code list", "a a", 1, 2)]
    assert uncovered(STAFF_IN_POST, part, "period") == [("not a date we can read", "last month", 1, 2)]


def test_of_many_uncovered_values_twenty_are_listed_and_the_rest_counted() -> None:
    rows = people(26)
    for number, row in enumerate(rows[:25]):
        row["Snapshot Date"] = f"month {number:02}"
    rows[25]["Snapshot Date"] = "month 00"
    lines = uncovered(STAFF_IN_POST, cleaned(rows), "period")
    assert lines[0] == ("not a date we can read", "month 00", 1, 2)
    assert len(lines) == 21
    assert lines[20] == ("not a date we can read", None, 5, 5)


def test_a_shape_tells_letters_from_digits_and_no_more() -> None:
    one, other = (pl.select(shape(pl.lit(text))).item() for text in ("Zoë O'Brien 12/3", "Renée D'Arcy 45/6"))
    assert one == other == "Aa A'Aa 99/9"


def test_a_file_written_as_the_table_has_it_has_nothing_on_record() -> None:
    plain = {
        "organisation": "ZZ1",
        "period": "2025-03-01",
        "person": "10001",
        "staff_group": "Students",
        "band": "8a",
        "ethnicity": "99",
        "fte": "0.5",
        "primary_assignment": "true",
        "age": "34",
        "age_band": "31-40",
    }
    part = cleaned([plain])
    assert part.ways.is_empty()
    assert part.changed.is_empty()
    assert part.tidy.height == 1
