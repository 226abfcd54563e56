"""Drawings in a real browser: what no arithmetic about letters can promise."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from sfg_analytics.charts import STYLE, drawing, icon_table
from tests.browser.visit import Visit
from tests.charts.samples import KINDS, charted

POLICY = "default-src 'none'; style-src 'self' file:"
OVERFLOWING = """() => [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width).flatMap(svg => {
  const page = svg.viewBox.baseVal;
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect(), frame = svg.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  }).map(text => text.textContent);
})"""


@pytest.fixture(scope="module")
def page_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a page of every kind of chart, with a strict content policy and a style sheet of its own."""
    folder = tmp_path_factory.mktemp("drawings")
    (folder / "style.css").write_text(f"body{{margin:10px;font:16px/1.5 Arial,sans-serif}}{STYLE}", "utf-8")
    table = icon_table(
        {"Coverage": charted(), "Reviews overdue": charted(improvement="decrease")}, title="At a glance"
    )
    drawn = "".join(
        f"<section><h2>{escape(name)}</h2>{drawing(draw(), headed=True)}</section>"
        for name, draw in KINDS.items()
    )
    page = folder / "page.html"
    page.write_text(
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Every kind</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="style.css"></head>'
        f"<body><main><h1>Every kind of chart</h1>{table.html}{drawn}</main></body></html>",
        "utf-8",
    )
    return page


@pytest.mark.parametrize(("width", "shown"), [(360, "sfg-narrow"), (1200, "sfg-wide")])
def test_each_page_width_shows_its_own_drawing_and_nothing_is_cut_off(
    browser: Browser, page_of_all: Path, width: int, shown: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    visit = Visit(page)

    page.goto(page_of_all.as_uri())

    visit.picture(f"drawings-{width}")
    classes = page.eval_on_selector_all(
        ".sfg-drawing svg",
        "all => all.filter(svg => svg.getBoundingClientRect().width).map(svg => svg.classList.value)",
    )
    assert classes == [shown] * len(KINDS)
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        page.evaluate("getComputedStyle(document.querySelector('svg text')).fontVariantNumeric")
        == "tabular-nums"
    )
    assert visit.complaints == []
    assert all(address.startswith("file:") for address in visit.requests)
    page.close()


@pytest.mark.parametrize("width", [360, 1200])
def test_drawings_and_the_table_of_icons_break_no_rule_of_accessibility(
    browser: Browser, page_of_all: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(page_of_all.as_uri())

    found = Axe().run(page)

    assert [rule["id"] for rule in found.response["violations"]] == []
    context.close()


def test_on_paper_the_wide_drawings_are_printed_whole(browser: Browser, page_of_all: Path) -> None:
    page = browser.new_page(viewport={"width": 680, "height": 900})
    page.goto(page_of_all.as_uri())
    page.emulate_media(media="print")

    heights = page.eval_on_selector_all(
        ".sfg-drawing", "all => all.map(each => each.getBoundingClientRect().height)"
    )

    on_paper = 267 * 96 / 25.4  # A4 less 15 mm at either end
    assert max(heights) < on_paper
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()
