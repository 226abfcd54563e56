"""Notebooks are found by what people call them, and take the parameters that they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfg_analytics.errors import NoSuchPath, NotebookProblem
from sfg_analytics.notebooks import find_notebook, read_notebook
from sfg_analytics.shipped import shipped
from tests.paper.made import notebook

PARAMETERS = """# parameters
from pathlib import Path
store_path = Path("store")
ORGANISATIONS = None
PERIOD: str | None = None
SAVE = False
LEAST, NAME = 0.5, "a"
SHARE = 0.5
TITLE = "A title"
"""


@pytest.mark.parametrize(
    "wanted", ["5", "05", "fairness", "05_fairness", "05_fairness.ipynb", "Fairness", "05-fairness"]
)
def test_a_notebook_is_found_by_number_and_by_name(wanted: str) -> None:
    assert find_notebook(wanted).path == shipped("notebooks") / "05_fairness.ipynb"


def test_a_notebook_is_found_by_its_path(tmp_path: Path) -> None:
    own = notebook(tmp_path / "my own.ipynb", "md:# Mine?")
    assert find_notebook(str(own)).question == "Mine?"


@pytest.mark.parametrize("wanted", ["fairnes", "05_farness"])
def test_the_nearest_notebook_is_told(wanted: str) -> None:
    with pytest.raises(NoSuchPath) as told:
        find_notebook(wanted)
    assert "fairness" in told.value.closest
    assert "03_pipeline_visibility" in told.value.expected


@pytest.mark.parametrize(
    "text", ["", "[]", '{"cells": 3}', '{"cells": [{"source": "x"}]}', '{"cells": ["x"]}']
)
def test_what_is_no_notebook_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(text, "utf-8")
    with pytest.raises(NotebookProblem, match="no notebook"):
        read_notebook(tmp_path / "a.ipynb")


def test_every_notebook_that_ships_has_a_question_of_its_own() -> None:
    questions = [read_notebook(path).question for path in shipped("notebooks").glob("*.ipynb")]
    assert all(question.endswith("?") for question in questions)
    assert len(set(questions)) == len(questions)


def test_only_plain_values_can_be_set(tmp_path: Path) -> None:
    one = read_notebook(notebook(tmp_path / "a.ipynb", "md:# A?", PARAMETERS))
    assert one.parameters == {
        "ORGANISATIONS": None,
        "PERIOD": None,
        "SAVE": False,
        "SHARE": 0.5,
        "TITLE": "A title",
    }
    with pytest.raises(NotebookProblem, match="no parameter 'store_path'"):
        one.settings({"store_path": "elsewhere"})


def test_values_are_read_as_the_usual_ones_are_written(tmp_path: Path) -> None:
    one = read_notebook(notebook(tmp_path / "a.ipynb", "md:# A?", PARAMETERS))
    given = {"organisation": "ZZ1", "period": "2025-03", "SAVE": "true", "share": "1", "TITLE": "3"}
    assert one.settings(given) == {
        "ORGANISATIONS": "ZZ1",
        "PERIOD": "2025-03",
        "SAVE": True,
        "SHARE": 1,
        "TITLE": "3",
    }
    assert one.settings({"ORGANISATIONS": '["ZZ1", "ZZ2"]'}) == {"ORGANISATIONS": ["ZZ1", "ZZ2"]}


@pytest.mark.parametrize("given", [{"SAVE": "yes"}, {"SAVE": "1"}, {"SHARE": "true"}, {"SHARE": "half"}])
def test_a_value_of_another_kind_is_refused(given: dict[str, str], tmp_path: Path) -> None:
    one = read_notebook(notebook(tmp_path / "a.ipynb", "md:# A?", PARAMETERS))
    with pytest.raises(NotebookProblem, match="cannot be set to that"):
        one.settings(given)


def test_the_nearest_parameter_is_told(tmp_path: Path) -> None:
    one = read_notebook(notebook(tmp_path / "a.ipynb", "md:# A?", PARAMETERS))
    with pytest.raises(NotebookProblem) as told:
        one.settings({"ORGANIZATIONS": "ZZ1"})
    assert told.value.closest == "'ORGANISATIONS'"
