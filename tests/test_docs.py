"""The README names every command, option, error, contract, measure and policy there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
import typer.main

import sfg_analytics
from sfg_analytics import errors
from sfg_analytics.__main__ import app
from sfg_analytics.contract import load_contracts
from sfg_analytics.disclosure import NHS_ROUND_5
from sfg_analytics.measures import CATALOGUE, QUESTIONS, Question
from sfg_analytics.publish import load_plan
from tests.pages import with_pages

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
ERRORS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SfgError)
]


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_its_options_are_there(name: str) -> None:
    (line,) = [line for line in section("Commands").splitlines() if line.startswith(f"| `sfg {name}`")]
    same = name == "check"  # "the same without saving anything"
    for parameter in COMMANDS[name].params:
        options = [option for option in parameter.opts if option.startswith("--")]
        if options and options[0] not in {"--help", "--json"} and not (same or name == "status"):
            assert f"`{options[0]}`" in line, options[0]


def test_every_error_is_there_with_its_exit_status_and_no_other() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", section("Commands"), re.MULTILINE))
    assert told == {kind.__name__: str(kind.exit_code) for kind in ERRORS}
    for kind in ERRORS:
        assert kind.__name__ in str(errors.__doc__)


def test_every_contract_is_there_and_no_other() -> None:
    assert re.findall(r"^\| `(\w+)` \|", section("Contracts"), re.MULTILINE) != []
    assert set(re.findall(r"^\| `(\w+)` \|", section("Contracts"), re.MULTILINE)) == set(load_contracts())


def test_what_the_readme_says_of_measures_and_questions_is_made_from_the_code() -> None:
    assert with_pages(README) == README, "run `make pages`"
    for name in load_plan(contracts=load_contracts()).references:
        assert f"`{name}`" in section("Measures")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_what_answers_a_question_is_there(question: Question) -> None:
    assert set(question.measures) <= set(CATALOGUE)
    for name in question.functions:
        words = name.split()
        assert words[1] in COMMANDS if words[0] == "sfg" else hasattr(sfg_analytics, name), name
    assert (ROOT / question.test).is_file()
    asked = nbformat.read(ROOT / "notebooks" / "11_twenty_questions.ipynb", as_version=4)
    assert f"question-{question.number}" in {cell.id for cell in asked.cells}


def test_there_are_twenty_questions() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 21))


def test_the_policy_is_named() -> None:
    assert f"*{NHS_ROUND_5.name}*" in README


def test_the_makefile_has_the_targets_the_readme_speaks_of() -> None:
    makefile = (Path(__file__).parents[1] / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`?make (\w+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
