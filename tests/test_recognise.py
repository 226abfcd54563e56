"""A sheet is recognised by its headings, the answer explains itself, and doubt is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import AmbiguousExport, UnrecognisedExport
from sfg_analytics.export import Sheet
from sfg_analytics.recognise import explain, recognise
from tests.made import CONVERSATION, STAFF, csv_file, people
from tests.test_commands import sfg

CONTRACTS = load_contracts()


def sheet(*headings: str) -> Sheet:
    names = [
        f"{heading} ({n})" if headings.index(heading) != n else heading for n, heading in enumerate(headings)
    ]
    table = pl.DataFrame({name: ["x"] for name in names}).with_columns(row=pl.lit(2, dtype=pl.Int64))
    return Sheet("made.csv", "", headings, table)


def test_case_punctuation_american_spelling_and_mangled_stops_make_no_difference() -> None:
    found = recognise(
        sheet(
            "EMPLOYEE_NUMBER",
            "conversation date (incl# out of period)",
            "Current  placement",
            "Aspiration",
            "Organization",
        ),
        CONTRACTS,
    )
    assert found.contract.id == "conversation_outcomes"
    assert found.headings["conversation_date"] == "conversation date (incl# out of period)"
    assert found.headings["organisation"] == "Organization"


def test_headings_the_contract_does_not_know_are_named_not_lost() -> None:
    found = recognise(sheet(*STAFF, "Favourite Colour"), CONTRACTS)
    assert found.ignored == ("Favourite Colour",)


def test_of_two_headings_for_one_column_the_earlier_synonym_is_used() -> None:
    found = recognise(sheet(*STAFF, "Trust Code"), CONTRACTS)
    assert found.headings["organisation"] == "Org Code"
    assert found.ignored == ("Trust Code",)


def test_a_heading_twice_is_refused() -> None:
    with pytest.raises(AmbiguousExport, match="'Pay Band' more than once"):
        recognise(sheet(*STAFF, "Pay Band"), CONTRACTS)


def test_an_export_that_fits_two_contracts_equally_is_refused() -> None:
    conversation = CONTRACTS["conversation_outcomes"]
    twins = {"a": conversation, "b": replace(conversation, id="twin")}
    with pytest.raises(AmbiguousExport, match="could be"):
        recognise(sheet(*CONVERSATION), twins)


def test_the_explanation_scores_every_contract_best_first() -> None:
    explanation = explain(sheet(*STAFF), CONTRACTS)
    assert explanation.contract == "staff_in_post"
    assert explanation.scores[0].contract == "staff_in_post"
    assert explanation.scores[0].missing == ()
    assert {score.contract for score in explanation.scores} == set(CONTRACTS)


def test_what_might_be_values_is_never_named_where_nothing_is_recognised() -> None:
    headerless = sheet("20001", "Made-up Person", "Band 5")
    explanation = explain(headerless, CONTRACTS)
    assert explanation.contract == ""
    with pytest.raises(UnrecognisedExport) as caught:
        recognise(headerless, CONTRACTS)
    assert "Made-up Person" not in str(caught.value) + json.dumps(explanation.as_json())


MOVED = ("Employee Number", "Org Code", "Staff Group", "Start Date")


@pytest.mark.parametrize(
    ("file", "name", "above", "event"),
    [
        ("Leavers.csv", "", (), "Leavers"),
        ("ZZ1_leavers_2025-03.csv", "", (), "leavers"),
        ("2025-03 new starters list.xlsx", "", (), "starters"),
        ("Starters and leavers.xlsx", "Leavers", (), "Leavers"),
        ("Leavers.xlsx", "Starters Mar 2025", (), "Starters"),
        ("export.csv", "", (("Staff leavers from 1 March 2025 to 31 March 2025", ""),), "leavers"),
        ("export.csv", "", (("Event:", "Starter"),), "Starter"),
    ],
)
def test_what_an_export_is_may_stand_in_its_words(
    file: str, name: str, above: tuple[tuple[str, ...], ...], event: str
) -> None:
    """A start date alone could be anybody's: the sheet's, the file's or the title's words make it a list of starters."""
    made = replace(sheet(*MOVED), file=file, name=name, above=above)
    contract = recognise(made, CONTRACTS).contract
    assert contract.id == "starters_and_leavers"
    assert made.words(contract.by_name["event"].elsewhere) == event
    assert "event" in explain(made, CONTRACTS).scores[0].found


@pytest.mark.parametrize(
    "file",
    [
        "Starters and leavers.csv",
        "starters_leavers.csv",
        "Leavers & starters 2025.csv",
        "export.csv",
        "Early leavers club.csv",
    ],
)
def test_words_that_say_both_or_neither_say_nothing(file: str) -> None:
    with pytest.raises(UnrecognisedExport, match="missing 'Starter or leaver'"):
        recognise(replace(sheet(*MOVED), file=file), CONTRACTS)


def test_a_staff_list_with_a_column_of_headcounts_is_a_staff_list() -> None:
    assert recognise(sheet(*STAFF, "Headcount"), CONTRACTS).contract.id == "staff_in_post"


def test_the_command_explains_and_gives_2_for_what_it_does_not_know(tmp_path: Path) -> None:
    good, odd = csv_file(tmp_path / "good.csv", people(2)), tmp_path / "odd.csv"
    odd.write_text("Shape,Size\r\nround,1\r\n")
    said = sfg("recognise", good, odd, "--json")
    assert said.returncode == 2
    assert [answer["contract"] for answer in json.loads(said.stdout)] == ["staff_in_post", ""]
    assert "'Pay Band'" in sfg("recognise", good).stdout
