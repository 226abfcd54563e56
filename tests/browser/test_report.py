"""The quality report in a real browser: it asks for nothing, and fits a desk, a phone and a sheet of paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.report import quality_report
from sfg_analytics.submit import submit
from tests.browser.visit import Visit
from tests.made import csv_file, people


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    rows = [{**row, "A heading without any place to break it at " + "x" * 200: "1"} for row in people(60)]
    for number, row in enumerate(rows):
        row["Pay Band"] = f"NHS|XR0{5 + number % 3}|Review Body Band {5 + number % 3}"
    for row in rows[::9]:
        row["Ethnic Origin"] = "no such origin"
    outcomes = submit(csv_file(folder / "staff.csv", rows), load_contracts(), b"k" * 32, store=None)
    page = folder / "report.html"
    page.write_text(quality_report(outcomes), "utf-8")
    return page


@pytest.mark.parametrize("reader", ["visit", "phone"])
def test_the_report_fits_the_screen_and_asks_for_nothing(
    request: pytest.FixtureRequest, report: Path, reader: str
) -> None:
    visit: Visit = request.getfixturevalue(reader)
    visit.page.goto(report.as_uri())
    visit.picture(f"report-{reader}")
    assert visit.requests == [report.as_uri()]
    assert visit.complaints == []
    width = visit.page.viewport_size["width"]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.page.get_by_text("Not admitted:").first.is_visible()


def test_a_table_is_still_a_table_on_a_phone(phone: Visit, report: Path) -> None:
    phone.page.goto(report.as_uri())
    promises = phone.page.get_by_role("table", name="What the contract promises")
    assert promises.get_by_role("columnheader").count() == 6
    kept = promises.get_by_role("row").filter(has_text="No row is given twice.")
    assert kept.get_by_role("cell").count() == 5
    changed = phone.page.get_by_role("table", name="written otherwise")
    band = changed.get_by_role("row").filter(has_text="Pay Band")
    assert band.get_by_role("listitem").count() == 3
    assert band.get_by_text("NHS|XR07|Review Body Band 7").is_visible()


def test_on_paper_the_verdict_stands_on_the_first_page(visit: Visit, report: Path) -> None:
    visit.page.goto(report.as_uri())
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size({"width": 680, "height": 1009})  # A4 less its margins, at 96 dots an inch
    box = visit.page.locator(".verdict").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 1009
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 680
