from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.panels import Closer, Selection, board, fairness, system
from sfg_analytics.publication import read_publication


@pytest.fixture
def page(small_publication: Path) -> Closer:
    return Closer(Selection(read_publication(small_publication)))


def test_a_selector_redraws_sentence_chart_and_table(page: Closer) -> None:
    page.selectors["organisation"].value = "ZZB"
    page.selectors["breakdown"].value = "ethnicity"

    assert "Brackwater Community" in page.head.value
    assert "White: 58%" in page.chart.alt
    assert "All other ethnic groups" in page.table.value
    assert "Brackwater Community" in page.chart.said


def test_the_placement_is_asked_for_only_where_there_is_one(page: Closer) -> None:
    assert page.selectors["answer"].layout.display == "none"

    page.selectors["measure"].value = "sought_placement"

    assert page.selectors["answer"].layout.display != "none"
    assert [label for label, _ in page.selectors["answer"].options] == ["Depth", "Breadth"]


def test_a_value_that_a_browser_made_up_is_put_back(page: Closer) -> None:
    selector = page.selectors["period"]
    selector.options = [*selector.options, ("January 1999", date(1999, 1, 1))]

    selector.value = date(1999, 1, 1)

    assert selector.value == date(2025, 3, 1)
    assert "March 2025" in page.head.value


def test_nothing_in_the_page_carries_a_hidden_count(page: Closer) -> None:
    page.selectors["breakdown"].value = "ethnicity"

    unknown = page.chart.spec["data"][-1]

    assert unknown["x"] == [0.0]
    assert unknown["text"] == ["  Hidden: 1 to 7 people"]


def test_the_charts_state_is_light_because_plotly_js_is_not_in_it(page: Closer) -> None:
    assert len(str(page.chart.get_state())) < 100_000


def test_the_publication_is_the_one_that_serve_names(
    small_publication: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFG_PUBLICATION", str(small_publication))

    assert "sfg-headline" in board().children[1].value


def test_without_a_publication_the_page_says_how_to_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SFG_PUBLICATION", raising=False)

    with pytest.raises(PublicationProblem, match="sfg serve"):
        board()


def test_an_address_is_granted_as_far_as_it_is_on_offer(page: Closer) -> None:
    page.address.fragment = "organisation=ZZB&breakdown=ethnicity&period=2025-01&measure=nothing&more=1"

    assert (page.selection.organisation, page.selection.breakdown) == ("ZZB", "ethnicity")
    assert page.selection.period == date(2025, 1, 1)
    assert page.selection.measure == "coverage"
    assert "Brackwater Community" in page.head.value


def test_what_is_chosen_stands_in_the_address_and_leads_back(page: Closer, small_publication: Path) -> None:
    page.selectors["organisation"].value = "ZZB"
    page.selectors["breakdown"].value = "organisation"

    other = Closer(Selection(read_publication(small_publication)))
    other.address.fragment = page.address.settled

    assert page.address.settled.startswith(
        "measure=coverage&breakdown=organisation&organisation=ZZB&period=2025-03"
    )
    assert other.head.value == page.head.value


@pytest.mark.parametrize(
    "asked", ["=" * 2_000, "&".join(["a=b"] * 50), "organisation=%00&period=9999", "\udcff"]
)
def test_no_address_breaks_the_page(page: Closer, asked: str) -> None:
    before = page.head.value

    page.address.fragment = asked

    assert page.head.value == before


def test_each_page_begins_where_its_readers_look(small_publication: Path) -> None:
    boxes = [make(small_publication).children[0].children for make in (board, system, fairness)]
    begun = [next(one for one in box if one.description == "Shown by").value for box in boxes]

    assert begun == ["period", "organisation", "ethnicity"]
