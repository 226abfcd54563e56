"""``sfg map`` as its users have it: at the keyboard, and without being asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sfg_analytics.__main__ import app
from sfg_analytics.contract import load_contracts
from sfg_analytics.demo.untaught import CODES, HEADINGS, write_untaught
from sfg_analytics.store import Store

SETS = [
    *("--set", "Colleague=person"),
    *("--set", "Made-up name=employee_name"),
    *("--set", "Where next=sought_placement"),
    *("--set", "Sys Ref="),
    *("--code", "run_as:Stand-alone convo=standalone"),
    *("--code", "current_placement:Bigger job=stretch"),
    *("--code", "sought_placement:Bigger job=stretch"),
    *("--code", "sought_placement:Not in any list="),
]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_untaught(tmp_path_factory.mktemp("untaught"))


def run(*words: str | Path, typed: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words], input=typed)
    return result.exit_code, result.output


def test_no_contract_knows_the_words_of_the_export_that_nobody_taught() -> None:
    contract = load_contracts()["conversation_outcomes"]

    assert not {heading for heading in HEADINGS if contract.by_heading.get(heading.lower())}
    for name, spelt in CODES.items():
        known = contract.by_name[name].spellings
        assert not set(known) & {text.lower().replace(" ", "").replace("-", "") for text in spelt.values()}


def test_what_is_sure_is_taken_and_what_is_not_is_listed(export: Path, tmp_path: Path) -> None:
    status, said = run("map", export, "--to", tmp_path / "mine", "--accept")

    assert status == 1
    assert "Not sure of: 'Colleague'" in said
    assert "Made-up Person" not in said
    headings = load_contracts(tmp_path / "mine")["conversation_outcomes"].by_heading
    assert headings["convrsationdate"] == "conversation_date"
    assert "colleague" not in headings


def test_with_a_few_corrections_it_submits_for_good_and_is_found_beside_the_store(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFG_KEY", "5e" * 32)
    status, said = run("map", export, "--to", tmp_path / "my_contracts", "--accept", *SETS)
    assert (status, "sfg submit" in said) == (0, True), said
    assert run("contracts", "lint", tmp_path / "my_contracts") == (0, "1 page, 0 faults.\n")

    status, said = run("submit", export, "--store", tmp_path / "store", "--json")

    (outcome,) = json.loads(said)
    assert (status, outcome["verdict"]) == (0, "kept")
    assert "+overlay." in outcome["version"]
    assert (outcome["rows_rejected"], outcome["rows_duplicate"], outcome["rows_dropped"]) == (2, 1, 1)
    assert outcome["rows_read"] == outcome["rows_kept"] + 4
    held = Store(tmp_path / "store").table("conversation_outcomes").collect()
    assert set(held["current_placement"].drop_nulls()) == set(CODES["current_placement"])
    assert set(held["plan_agreed"]) == {True, False}


def test_programs_are_told_and_nothing_is_written(export: Path, tmp_path: Path) -> None:
    status, said = run("map", export, "--to", tmp_path / "mine", "--json")

    told = json.loads(said)
    assert (status, told["contract"], told["settled"], told["written"]) == (
        1,
        "conversation_outcomes",
        False,
        None,
    )
    assert not (tmp_path / "mine").exists()
    assert "Made-up Person" not in said


def test_at_the_keyboard_numbers_choose_and_a_column_taken_from_another_heading_is_asked_about(
    export: Path, tmp_path: Path
) -> None:
    typed = [
        "person",  # Colleague
        "employee_name",  # Made-up name
        "99",  # no such number: asked again
        "current_placement",  # Where next: a slip, which takes the column from Current Plcmt
        "0",  # Sys Ref
        "sought_placement",  # Current Plcmt, asked now: a slip too
        *("1", "stretch", "0", "stretch"),  # codes
        "7",  # mend the slip: Current Plcmt is the current one
        "current_placement",
        "sought_placement",  # Where next, asked again
        *("stretch", "0", "stretch"),
        "",
    ]
    status, said = run("map", export, "--to", tmp_path / "mine", typed="\n".join(typed) + "\n" * 5)

    assert "a number of the list, or the name of a column" in said
    assert status == 0, said
    contract = load_contracts(tmp_path / "mine")["conversation_outcomes"]
    assert contract.by_heading["currentplcmt"] == "current_placement"
    assert contract.by_heading["wherenext"] == "sought_placement"
    assert contract.by_name["run_as"].spellings["standaloneconvo"] == "standalone"


def test_no_answer_writes_nothing(export: Path, tmp_path: Path) -> None:
    status, _ = run("map", export, "--to", tmp_path / "mine", *SETS, typed="n\n")

    assert status == 1
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    "words", [("--set", "Colleague"), ("--code", "run_as=standalone"), ("--contract", "talent_pol")]
)
def test_a_wrong_option_is_explained(export: Path, tmp_path: Path, words: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["map", str(export), "--to", str(tmp_path), "--accept", *words])

    assert result.exception is not None
    assert not list(tmp_path.iterdir())
