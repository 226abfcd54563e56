"""The manual names every command, option, error, contract, measure, policy, notebook and assumption there is, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

import sfg_analytics
from sfg_analytics import errors
from sfg_analytics.assumptions import ASSUMPTIONS, IMPACT, QUALITY, Assumption, local_defaults
from sfg_analytics.contract import load_contracts
from sfg_analytics.disclosure import NHS_ROUND_5, POLICIES
from sfg_analytics.measures import CATALOGUE, QUESTIONS, Question
from sfg_analytics.publish import load_plan
from tests.pages import ASSUMED, CELLS, PROTECTED, REFERENCE, with_cells, with_pages
from tests.reference import COMMANDS, ERRORS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


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


def told(notebook: Path, cell: str) -> str:
    """What a cell of a notebook says."""
    by_id = {one["id"]: one["source"] for one in json.loads(notebook.read_text("utf-8"))["cells"]}
    return str(by_id[cell])


@pytest.mark.parametrize("notebook", CELLS, ids=lambda path: path.stem)
def test_what_a_notebook_says_of_the_code_is_made_from_it(notebook: Path) -> None:
    written = notebook.read_text("utf-8")
    assert with_cells(json.loads(written), CELLS[notebook]) == written, "run `make pages`"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_is_named_by_the_readme(name: str) -> None:
    assert f"`{name.removesuffix('.ipynb')}`" in README


def test_the_reference_names_every_command_and_option() -> None:
    page = told(REFERENCE, "commands")
    for name, command in COMMANDS.items():
        for inner in (None, *getattr(command, "commands", {})):
            whole = command if inner is None else command.commands[inner]
            after = page.split(f"### `sfg {name}{f' {inner}' if inner else ''}`\n")
            assert len(after) == 2, (name, inner)
            for option in (one for one in whole.params if one.opts[0].startswith("--")):
                if option.name != "help":
                    assert f"`{option.opts[0]}`" in after[1].split("\n### ")[0], (name, option.name)


def test_the_reference_names_every_error_contract_policy_and_measure() -> None:
    for kind in ERRORS:
        assert f"| `{kind.__name__}` | {kind.exit_code} |" in told(REFERENCE, "errors")
    for contract in load_contracts().values():
        page = told(REFERENCE, "contracts").split(f"### `{contract.id}` {contract.version}: ")[1]
        for column in contract.columns:
            assert f"| `{column.name}` |" in page.split("\n### ")[0], (contract.id, column.name)
        for promise in contract.promises:
            assert f"- `{promise.id}`: " in page.split("\n### ")[0], (contract.id, promise.id)
    for policy in POLICIES:
        assert f"| `{policy}` " in told(REFERENCE, "policies")
    for measure in CATALOGUE.values():
        assert f"### {measure.title} (`{measure.id}`)\n" in told(REFERENCE, "measures")
        assert measure.caveat in told(REFERENCE, "measures")


def test_every_sensitive_field_is_on_the_page_of_data_protection() -> None:
    page = told(PROTECTED, "fields")
    for contract in load_contracts().values():
        for column in contract.columns:
            sensitive = column.classification not in ("personal", "public")
            assert (f"| `{contract.id}` | `{column.name}` |" in page) == sensitive, column.name
    assert "not legal advice" in told(PROTECTED, "question")


@pytest.mark.parametrize("measure", CATALOGUE)
def test_the_caveats_of_every_measure_are_found_from_the_page_of_assumptions(measure: str) -> None:
    [line] = [line for line in told(ASSUMED, "caveats").splitlines() if line.startswith(f"| `{measure}` | ")]
    assert CATALOGUE[measure].caveat in line
    touching = [one.id for one in ASSUMPTIONS.values() if measure in one.measures]
    assert touching
    assert line.endswith(f" | {', '.join(touching)} |")


@pytest.mark.parametrize("assumption", ASSUMPTIONS.values(), ids=lambda assumption: assumption.id)
def test_an_assumption_is_rated_stands_somewhere_and_is_tested(assumption: Assumption) -> None:
    assert f"### {assumption.id}: {assumption.says}\n" in told(ASSUMED, "assumptions")
    assert assumption.quality in QUALITY
    assert assumption.impact in IMPACT
    assert set(assumption.measures) <= set(CATALOGUE)
    assert len(set(assumption.measures)) == len(assumption.measures)
    for place in (assumption.stands, assumption.tested):
        path, _, name = place.partition(": ")
        assert (ROOT / path).exists(), place
        assert not name or name in (ROOT / path).read_text("utf-8"), place


def test_every_list_nobody_confirms_and_every_policy_is_on_the_page_of_assumptions() -> None:
    for contract, column, codes, *_ in local_defaults(load_contracts()):
        assert f"| `{contract}` | `{column}` | {codes} |" in told(ASSUMED, "code-lists")
    for policy in POLICIES:
        assert f"| `{policy}` |" in told(ASSUMED, "thresholds")
