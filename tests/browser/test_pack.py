"""The pack and the equality analysis in a real browser: for a desk, a phone, paper, and whoever cannot see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from sfg_analytics.pack import equality, pack
from tests.browser.visit import ARTEFACTS, Visit
from tests.pack.made import hostile, real

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
A4, MARGINS = (210, 297), 30
CSP = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
PAGES = ["system", "organisation", "hostile", "equality"]
DOTS_A_MILLIMETRE = 96 / 25.4


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("packs")
    places = {name: folder / name for name in ("one", "other")}
    for place in places.values():
        place.mkdir()
    good, bad = real(places["one"]), hostile(places["other"])
    made = {
        "system": pack(good, folder / "system").page,
        "organisation": pack(good, folder / "organisation", organisation="ZZF").page,
        "hostile": pack(bad, folder / "hostile").page,
        "equality": folder / "equality.html",
    }
    equality(good, made["equality"], organisation="ZZF")
    return made


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1200])
def test_it_fits_the_screen_and_asks_for_nothing(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    assert CSP in pages[name].read_text("utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    visit = Visit(page)
    page.goto(pages[name].as_uri())
    visit.picture(f"pack-{name}-{width}")
    assert visit.requests == [pages[name].as_uri()]
    assert visit.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.title() != "stolen"
    page.close()


@pytest.mark.parametrize(
    ("name", "width"),
    [("organisation", 360), ("equality", 1200), ("system", 360)],
)
def test_it_breaks_no_rule_of_accessibility(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto(pages[name].as_uri())
    if name != "system":  # whose long tables take long to judge, and are made as these are
        page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found] == []
    page.close()


def test_a_keyboard_skips_the_contents(visit: Visit, pages: dict[str, Path]) -> None:
    visit.page.goto(pages["organisation"].as_uri())
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Skip the contents"
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("name", PAGES)
def test_it_prints_on_a4_with_no_picture_cut(browser: Browser, pages: dict[str, Path], name: str) -> None:
    page = browser.new_page()
    page.goto(pages[name].as_uri())
    ARTEFACTS.mkdir(exist_ok=True)
    printed = page.pdf(path=ARTEFACTS / f"pack-{name}.pdf", prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert boxes
    for box in boxes:
        assert [round(float(side) * 25.4 / 72) for side in box] == list(A4)
    wide, high = (int((side - MARGINS) * DOTS_A_MILLIMETRE) for side in A4)
    page.set_viewport_size({"width": wide, "height": high})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    drawn = page.locator(".drawn, .whole").evaluate_all(
        "all => all.map(one => [one.getBoundingClientRect().height, getComputedStyle(one).breakInside])"
    )
    assert drawn
    for height, divided in drawn:
        assert divided == "avoid"
        assert height <= high
    page.close()
