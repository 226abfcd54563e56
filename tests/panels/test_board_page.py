from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.panels import Board, Selection, board
from sfg_analytics.publication import read_publication


@pytest.fixture
def page(small_publication: Path) -> Board:
    return Board(Selection(read_publication(small_publication)))


def test_a_selector_redraws_sentence_chart_and_table(page: Board) -> None:
    page.selectors["organisation"].value = "ZZB"
    page.selectors["breakdown"].value = "ethnicity"

    assert "Brackwater Community" in page.head.value
    assert "White: 58%" in page.chart.alt
    assert "All other ethnic groups" in page.table.value
    assert "Brackwater Community" in page.chart.said


def test_the_placement_is_asked_for_only_where_there_is_one(page: Board) -> None:
    assert page.selectors["answer"].layout.display == "none"

    page.selectors["measure"].value = "sought_placement"

    assert page.selectors["answer"].layout.display != "none"
    assert [label for label, _ in page.selectors["answer"].options] == ["Depth", "Breadth"]


def test_a_value_that_a_browser_made_up_is_put_back(page: Board) -> None:
    selector = page.selectors["period"]
    selector.options = [*selector.options, ("January 1999", date(1999, 1, 1))]

    selector.value = date(1999, 1, 1)

    assert selector.value == date(2025, 3, 1)
    assert "March 2025" in page.head.value


def test_nothing_in_the_page_carries_a_hidden_count(page: Board) -> None:
    page.selectors["breakdown"].value = "ethnicity"

    unknown = page.chart.spec["data"][-1]

    assert unknown["x"] == [0.0]
    assert unknown["text"] == ["  Hidden: 1 to 7 people"]


def test_the_charts_state_is_light_because_plotly_js_is_not_in_it(page: Board) -> None:
    assert len(str(page.chart.get_state())) < 100_000


def test_the_publication_is_the_one_that_serve_names(
    small_publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFG_PUBLICATION", str(small_publication))

    assert "sfg-headline" in board().children[0].value


def test_without_a_publication_the_page_says_how_to_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SFG_PUBLICATION", raising=False)

    with pytest.raises(PublicationProblem, match="sfg serve"):
        board()
