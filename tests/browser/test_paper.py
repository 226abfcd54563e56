"""A notebook's page in a real browser: it asks for nothing, reads aloud, fits a phone and A4."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from sfg_analytics.notebooks import find_notebook, read_notebook
from sfg_analytics.paper import write_paper
from tests.browser.test_pack import A4, DOTS_A_MILLIMETRE, MARGINS, RULES
from tests.browser.visit import ARTEFACTS, Visit
from tests.paper.made import notebook
from tests.views.made import store_of, system

PAGES = ["fairness", "benchmarking", "hostile"]
HOSTILE = """from IPython.display import HTML
HTML('<img src="https://example.org/a.png" alt=""><link rel="stylesheet" href="https://example.org/a.css">'
     '<script src="https://example.org/a.js"></script><script>document.title = "stolen"</script>'
     '<iframe title="a" srcdoc="<script>parent.document.title=1</script>"></iframe>'
     '<form action="https://example.org"></form><p onclick="x()">kept</p>')"""


class Pages(dict[str, Path]):
    """The pages, each made when it is first looked at."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.store = folder, store_of(folder / "store", system()).path

    def __missing__(self, name: str) -> Path:
        if name == "hostile":
            words = "md:# Who is it?\n\n![x](https://example.org/b.png)"
            found = read_notebook(notebook(self.folder / "hostile.ipynb", words, HOSTILE))
        else:
            found = find_notebook(name)
        at = datetime(2025, 4, 2, tzinfo=UTC)
        self[name] = write_paper(found, self.store, self.folder / f"{name}.html", at=at).path
        return self[name]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(tmp_path_factory.mktemp("papers"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1200])
def test_it_fits_the_screen_and_asks_for_nothing(
    browser: Browser, pages: Pages, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    visit = Visit(page)
    refused: dict[str, str | None] = {}
    page.on("requestfailed", lambda asked: refused.update({asked.url: asked.failure}))
    page.goto(pages[name].as_uri())
    visit.picture(f"paper-{name}-{width}")

    assert [asked for asked in visit.requests if asked not in refused] == [pages[name].as_uri()]
    if name == "hostile":  # the page's own rule refused what a cell asked for, before it left
        assert set(refused) == {f"https://example.org/{file}" for file in ("a.png", "b.png", "a.css")}
        assert set(refused.values()) == {"csp"}
    else:
        assert (refused, visit.complaints) == ({}, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "?" in page.title()
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    assert [page.locator(mark).count() for mark in ("header", "main", "footer", "h1", "script")] == [
        1,
        1,
        1,
        1,
        0,
    ]
    assert "import" not in page.locator("main").inner_text().split()
    page.close()


@pytest.mark.parametrize(("name", "width"), [("fairness", 360), ("benchmarking", 1200)])
def test_it_breaks_no_rule_of_accessibility(browser: Browser, pages: Pages, name: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto(pages[name].as_uri())
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found] == []
    drawings = page.locator(".sfg-drawing[role=img]:has(svg:visible)").all()
    assert len(drawings) >= 3
    assert min(len(drawing.get_attribute("aria-label") or "") for drawing in drawings) > 60
    page.close()


def test_a_keyboard_skips_the_contents(visit: Visit, pages: Pages) -> None:
    visit.page.goto(pages["fairness"].as_uri())
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("name", PAGES[:2])
def test_it_prints_on_a4_with_nothing_cut(browser: Browser, pages: Pages, name: str) -> None:
    page = browser.new_page()
    page.goto(pages[name].as_uri())
    ARTEFACTS.mkdir(exist_ok=True)
    printed = page.pdf(path=ARTEFACTS / f"paper-{name}.pdf", prefer_css_page_size=True)
    for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed):
        assert [round(float(side) * 25.4 / 72) for side in box] == list(A4)
    wide, high = (int((side - MARGINS) * DOTS_A_MILLIMETRE) for side in A4)
    page.set_viewport_size({"width": wide, "height": high})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    inner = page.locator("table, svg:visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert max(inner) <= wide
    cut = page.locator(".sfg-scroll").evaluate_all(
        "all => all.filter(one => one.scrollHeight > one.clientHeight + 1)"
    )
    assert cut == []
    page.close()
