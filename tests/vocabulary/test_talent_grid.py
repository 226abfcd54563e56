from __future__ import annotations

from itertools import chain

import pytest

from sfg_analytics.contract import Promise, load_contracts
from sfg_analytics.vocabulary import scope_for_growth, talent_grid

PAGE = load_contracts()["talent_grid"]


def promise(name: str) -> Promise:
    (found,) = [promise for promise in PAGE.promises if promise.id == name]
    return found


def values(column: str) -> tuple[str, ...]:
    return tuple(code.value for code in PAGE.by_name[column].codes)


def test_rows_columns_boxes_and_colours_are_the_codes_of_the_contract_in_its_order() -> None:
    assert values("performance") == talent_grid.PERFORMANCE
    assert values("readiness") == talent_grid.READINESS
    assert values("box") == tuple(chain.from_iterable(talent_grid.GRID))
    assert values("colour") == tuple(talent_grid.COLOURS)


def test_a_box_agrees_with_the_row_and_the_column_in_which_it_lies() -> None:
    pairs = {
        name: set(promise(f"box_agrees_with_{name}").arguments["pairs"])
        for name in ("performance", "readiness")
    }
    placed = [
        (box, row, column)
        for row, boxes in zip(talent_grid.PERFORMANCE, talent_grid.GRID, strict=True)
        for column, box in zip(talent_grid.READINESS, boxes, strict=True)
    ]
    assert pairs["performance"] == {(box, row) for box, row, _ in placed}
    assert pairs["readiness"] == {(box, column) for box, _, column in placed}
    assert len(placed) == 9


def test_a_colour_agrees_with_the_boxes_it_may_have_and_every_box_has_one() -> None:
    pairs = {(box, colour) for colour, boxes in talent_grid.COLOURS.items() for box in boxes}
    assert set(promise("colour_agrees_with_box").arguments["pairs"]) == pairs
    assert {box for box, _ in pairs} == set(chain.from_iterable(talent_grid.GRID))


def test_the_labels_are_worded_as_the_tool_words_them() -> None:
    labels = {
        name: [code.label for code in PAGE.by_name[name].codes]
        for name in ("performance", "readiness", "box")
    }
    assert labels == {
        "performance": ["Exceeds expectations", "Meets expectations", "Partially met expectations"],
        "readiness": ["Professional talent", "Developing talent, ready soon", "Ready now"],
        "box": [
            "Professional in field",
            "Key generalist (Pivotal and flexible)",
            "Role model (High potential to go further)",
            "Future professional in field",
            "Solid generalist (Solid/adaptable)",
            "Future emergent potential (Capacity for key roles)",
            "Developing professional (Needs stretching)",
            "Developing generalist (Needs stretching)",
            "Transition employee (New to role, needs support)",
        ],
    }


@pytest.mark.parametrize("column", ["performance", "readiness", "box", "colour"])
def test_the_page_names_the_source_and_its_month(column: str) -> None:
    assert PAGE.by_name[column].code_list_source.startswith(talent_grid.SOURCE)
    assert PAGE.by_name[column].code_list_dated == "2014-07"


def test_no_box_is_a_placement_of_scope_for_growth() -> None:
    placements = {placement.code for placement in scope_for_growth.PLACEMENTS}
    assert not placements & set(chain.from_iterable(talent_grid.GRID))


def test_a_successor_is_ready_in_the_words_of_the_grid() -> None:
    readiness = load_contracts()["critical_posts"].by_name["readiness"]
    assert [(code.value, code.label) for code in readiness.codes] == [
        (code.value, code.label) for code in PAGE.by_name["readiness"].codes
    ]
