"""What is unusual, and the scorecards, in a real browser: they fit a desk, a phone and a sheet of paper."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.report import quality_report, scorecard_page
from sfg_analytics.status import holdings, scorecards
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.browser.visit import Visit
from tests.made import csv_file, people

CONTRACTS = load_contracts()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A history of five months, then one that is odd in every way; its report, and the scorecard after it."""
    folder = tmp_path_factory.mktemp("unusual")
    store, outcomes = Store(folder / "store"), []
    for month in range(1, 7):
        rows = people(150 if month < 6 else 410, Snapshot_Date=f"28/{month:02}/2024")
        for place, row in enumerate(rows):
            row["Pay Band"] = ("Band 5", "Band 6", "Band 7")[place % (3 if month < 6 else 2)]
            row["Disability"] = "No" if month < 6 else ""
            row["Gender"] = ("Female", "Male")[place % 3 == 0]
        outcomes = submit(csv_file(folder / f"{month}.csv", rows), CONTRACTS, b"k" * 32, store=store)
    assert {odd.kind for odd in outcomes[0].suspicions} == {
        "volume",
        "one answer",
        "one day",
        "answers",
        "filled",
    }
    as_at = datetime(2024, 7, 1, 9, tzinfo=UTC)
    cards = scorecards(holdings(store, CONTRACTS), store.ledger(), CONTRACTS, as_at=datetime.now(UTC))
    written = {
        "report": quality_report(outcomes),
        "scorecards": scorecard_page(cards, CONTRACTS, as_at=as_at),
    }
    for name, html in written.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.mark.parametrize("name", ["report", "scorecards"])
@pytest.mark.parametrize("reader", ["visit", "phone"])
def test_the_page_fits_the_screen_and_asks_for_nothing(
    request: pytest.FixtureRequest, pages: dict[str, Path], reader: str, name: str
) -> None:
    visit: Visit = request.getfixturevalue(reader)
    visit.page.goto(pages[name].as_uri())
    visit.picture(f"unusual-{name}-{reader}")
    assert visit.requests == [pages[name].as_uri()]
    assert visit.complaints == []
    width = visit.page.viewport_size["width"]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_pictures_are_as_large_on_a_phone_as_at_a_desk_and_nothing_is_drawn_past_their_edge(
    phone: Visit, pages: dict[str, Path]
) -> None:
    phone.page.goto(pages["report"].as_uri())
    drawn = phone.page.locator("svg.picture")
    assert drawn.count() == phone.page.locator(".unusual > li").count() > 4
    for picture in drawn.all():
        frame = picture.bounding_box()
        assert frame["width"] > 300
        for text in picture.locator("text").all():
            box = text.bounding_box()
            assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
            assert box["height"] > 10


def test_the_numbers_open_without_a_script(visit: Visit, pages: dict[str, Path]) -> None:
    visit.page.goto(pages["report"].as_uri())
    first = visit.page.locator(".unusual details").first
    assert not first.get_by_role("table").is_visible()
    first.locator("summary").press("Enter")
    assert first.get_by_role("table").is_visible()


def test_a_scorecard_is_still_a_table_on_a_phone_and_fits_on_paper(
    phone: Visit, pages: dict[str, Path]
) -> None:
    phone.page.goto(pages["scorecards"].as_uri())
    table = phone.page.get_by_role("table", name="What is held")
    assert table.get_by_role("columnheader").count() == 7
    assert table.get_by_role("cell").count() == 6
    phone.page.emulate_media(media="print")
    phone.page.set_viewport_size({"width": 680, "height": 1009})  # A4 less its margins, at 96 dots an inch
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 680
