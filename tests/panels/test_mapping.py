"""The assistant's model and its selectors, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.panels import MappingModel, MappingView, map_export
from tests.made import CONVERSATION, csv_file, people

HEADINGS = {
    "Employee Number": "Colleague",
    "Current Placement": "Current Plcmt",
    "Future Placement": "Where next",
}


@pytest.fixture
def view(tmp_path: Path) -> MappingView:
    rows = people(20, CONVERSATION, Current_Placement="Bigger job")
    named = [{HEADINGS.get(name, name): cell for name, cell in row.items()} for row in rows]
    return map_export(csv_file(tmp_path / "log.csv", named), to=tmp_path / "my_contracts")


def test_there_is_a_labelled_selector_for_each_heading_that_is_not_known(view: MappingView) -> None:
    assert list(view.selectors) == ["Colleague", "Current Plcmt", "Where next"]
    assert [selector.description for selector in view.selectors.values()] == list(view.selectors)
    for selector in view.selectors.values():
        assert len(selector.options) == len(view.model.proposal.contract.columns) + 1
    assert "Recorded Date (recorded_date)" in view.head.value


def test_a_choice_in_one_selector_brings_the_others_in_step(view: MappingView) -> None:
    view.selectors["Where next"].value = "current_placement"

    assert view.selectors["Current Plcmt"].value == ""
    assert "Placement sought" in view.state.value
    view.selectors["Where next"].value = "sought_placement"  # what was passed on the way is given back
    assert view.selectors["Current Plcmt"].value == "current_placement"
    assert "still needed" not in view.state.value.lower()


def test_selectors_of_codes_stay_the_same_objects_while_the_same_codes_are_asked(view: MappingView) -> None:
    view.selectors["Current Plcmt"].value = "sought_placement"
    assert "Current Plcmt: Bigger job (20)" in [child.description for child in view.codes.children[1:]]
    view.selectors["Current Plcmt"].value = "current_placement"
    before = view.codes.children

    before[1].value = "stretch"

    assert view.codes.children == before
    (match,) = (match for match in view.model.proposal.matches if match.heading == "Current Plcmt")
    assert match.codes[0].becomes == "stretch"


def test_the_button_writes_what_the_page_shows_and_says_whether_it_is_recognised(view: MappingView) -> None:
    view.selectors["Colleague"].value = "person"
    view.selectors["Current Plcmt"].value = "current_placement"
    view.selectors["Where next"].value = "sought_placement"
    view.codes.children[1].value = "stretch"

    view.button.click()

    assert "recognised as conversation_outcomes" in view.state.value
    assert 'role="status"' in view.state.value
    laid = load_contracts(view.model.to)["conversation_outcomes"]
    assert laid.by_heading["wherenext"] == "sought_placement"
    assert laid.by_name["current_placement"].spellings["biggerjob"] == "stretch"
    assert not [m for m in MappingModel(view.model.path, view.model.to).proposal.matches if not m.known]


def test_without_a_column_that_is_needed_the_page_says_so(view: MappingView) -> None:
    view.selectors["Colleague"].value = ""

    view.button.click()

    assert "missing &#x27;Person&#x27;" in view.state.value


def test_no_value_is_on_the_page(view: MappingView) -> None:
    shown = [view.head.value, view.state.value, *(html.value for html in view.beside.values())]

    assert not any("2000" in text for text in shown)
    assert "9999…" in view.beside["Colleague"].value
