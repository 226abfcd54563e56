"""A page that is served: complete at once, and then live."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from sfg_analytics.serve import Gate
from tests.browser.findings import broken
from tests.browser.visit import Visit

PAGES = {"board": "", "system": "system.html", "fairness": "fairness.html"}


def test_the_page_is_complete_before_it_is_live_and_asks_nothing_of_other_hosts(
    visit: Visit, gate: Gate
) -> None:
    visit.page.route("**/live/**", lambda _: None)  # no answer comes
    page = visit.page
    page.goto(gate.address(), wait_until="commit")
    page.locator("figure svg.sfg-wide").first.wait_for()
    page.wait_for_load_state("domcontentloaded")
    sections = page.locator("main > section:not(#closer)")
    complete = sections.all_text_contents()
    page.unroute("**/live/**")

    visit.open(gate.address())
    visit.picture("live-board-desktop")

    assert "50% (45% to 55%)" in complete[0]
    assert sections.all_text_contents() == complete
    assert (
        "50% of eligible staff at Ashmere Hospitals (made up) had a recorded career conversation"
        in page.inner_text(".sfg-headline")
    )
    assert page.locator("[data-drawn] .point").count() == 6 + 1  # the months, and a mark on the one chosen
    assert len(visit.requests) > 10
    hosts = {urlsplit(one).hostname for one in visit.requests if not one.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert visit.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_a_live_page_is_accessible_and_fits(browser: Browser, gate: Gate, name: str) -> None:
    page = browser.new_page(
        viewport={"width": 360, "height": 900}, bypass_csp=True
    )  # axe is a script of ours
    visit = Visit(page)
    visit.open(gate.address(), PAGES[name])
    assert_it_fits(visit, name, 360)
    page.set_viewport_size({"width": 1200, "height": 900})
    page.wait_for_function("document.querySelector('[data-drawn] .main-svg').clientWidth > 360")
    assert_it_fits(visit, name, 1200)
    page.close()


def assert_it_fits(visit: Visit, name: str, width: int) -> None:
    """Nothing of a live page is wider than the screen, and no rule of accessibility is broken."""
    page = visit.page
    visit.picture(f"live-{name}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box, drawing = (
        page.locator("[data-drawn]").bounding_box(),
        page.locator("[data-drawn] .main-svg").first.bounding_box(),
    )
    assert box is not None
    assert drawing is not None
    assert drawing["width"] <= box["width"]
    assert broken(page) == []
    assert visit.complaints == []


def test_a_selection_redraws_everything_marks_what_is_hidden_and_stands_in_the_address(
    visit: Visit, gate: Gate
) -> None:
    page = visit.open(gate.address())
    visit.redraw("Shown by", "Ethnicity")
    visit.redraw("Organisation", "Corvane Mental Health (made up)")

    assert "Corvane Mental Health (made up)" in page.inner_text(".sfg-headline")
    assert page.locator("[data-drawn] .textpoint", has_text="Hidden: 1 to 7 people").count() == 1
    assert "Unknown\tHidden: 1 to 7 people" in page.inner_text("table.sfg-table")
    assert "Corvane" in page.inner_text(".sfg-heard")
    assert "Corvane" in (page.locator(".sfg-chart").get_attribute("aria-label") or "")
    shown, address = page.inner_text(".live"), page.url
    assert "organisation=ZZC" in address

    page.goto("about:blank")
    visit.open(address)
    expect(page.locator(".sfg-headline")).to_contain_text("Corvane")
    expect(page.locator("table.sfg-table")).to_contain_text("Hidden: 1 to 7 people")
    assert page.inner_text(".live table") in shown
    assert visit.complaints == []


def test_placements_and_months_can_be_chosen(visit: Visit, gate: Gate) -> None:
    page = visit.open(gate.address())
    visit.redraw("Measure", "Where people seek to be")
    visit.redraw("Answer", "Breadth")

    assert page.locator("table.sfg-table tbody tr").count() == 6
    said = page.inner_text(".sfg-headline")
    assert "62% of staff with a placement sought at" in said
    assert "have 'Breadth' as the placement they seek" in said


def test_the_live_part_stays_when_another_page_state_is_chosen_and_follows_it(
    visit: Visit, gate: Gate
) -> None:
    page = visit.open(gate.address())
    before = page.get_attribute("[data-drawn]", "data-drawn")
    page.locator(".choices").get_by_label("Organisation", exact=True).select_option(
        label="Brackwater Community (made up)"
    )

    page.wait_for_url("**/board/ZZB.html*")
    page.wait_for_function(
        "before => document.querySelector('[data-drawn]').dataset.drawn !== before", arg=before
    )
    assert page.inner_text("h1") == "Brackwater Community (made up)"
    expect(page.locator(".sfg-headline")).to_contain_text("Brackwater")
    assert page.locator("section#closer").count() == 1
    assert visit.complaints == []


def test_the_live_part_follows_to_an_earlier_month_and_back(visit: Visit, gate: Gate) -> None:
    page = visit.open(gate.address(), "fairness.html")
    said, months = page.locator(".sfg-headline"), page.locator(".choices").get_by_label("Month", exact=True)
    expect(said).to_contain_text("March 2025")
    months.select_option(label="December 2024")

    page.wait_for_url("**/2024-12/fairness/*.html*")
    expect(said).to_contain_text("December 2024")
    expect(page.locator("main > p.quiet").last).to_contain_text("As at December 2024, an earlier month")
    months.select_option(label="March 2025 (the latest)")
    page.wait_for_url("**/fairness.html*")
    expect(said).to_contain_text("March 2025")
    assert visit.complaints == []


def test_the_live_part_is_found_by_keyboard_and_by_its_heading(visit: Visit, gate: Gate) -> None:
    page = visit.open(gate.address())

    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Look closer").click()
    expect(page.get_by_role("heading", level=2, name="Look closer")).to_be_in_viewport()
    figure = page.locator(".sfg-chart")
    assert figure.get_attribute("role") == "figure"
    assert figure.locator("svg").first.locator("xpath=ancestor::*[@aria-hidden='true']").count() == 1
    selector = page.locator(".live select").first
    selector.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_when_its_process_dies_the_page_says_so_and_keeps_its_figures(visit: Visit, gate: Gate) -> None:
    page = visit.open(gate.address())
    mine = next(name for name, one in reversed(gate.kernels.owned.items()) if one.connections)
    goodbye = f"{gate.base}pages/live/board/voila/api/shutdown/{mine}"
    page.evaluate("path => fetch(path, { method: 'POST' })", goodbye)

    expect(page.locator("#closer > [role=status]")).to_contain_text(
        "This part has stopped. Everything above is complete."
    )
    assert page.locator("figure svg.sfg-wide").first.is_visible()
    assert page.locator(".live").get_attribute("inert") is not None
    with page.expect_navigation():
        page.get_by_text("Load this page again").click()


def test_when_many_are_here_the_page_says_so_and_keeps_its_figures(visit: Visit, gate: Gate) -> None:
    visit.page.route(
        "**/live/board/",
        lambda route: route.fulfill(status=503, body="Many people are looking at this part just now."),
    )
    visit.page.goto(gate.address())

    expect(visit.page.locator("#closer > [role=status]")).to_contain_text("Many people")
    assert visit.page.locator("figure svg.sfg-wide").first.is_visible()


def test_when_what_draws_does_not_come_the_page_says_so_and_shows_the_table(visit: Visit, gate: Gate) -> None:
    page = visit.page
    page.route("**/plotly.js", lambda route: route.abort())
    page.goto(gate.address())

    expect(page.locator("#closer > [role=status]")).to_contain_text("could not be drawn", timeout=60_000)
    expect(page.locator(".live table")).to_be_visible()


def test_a_script_that_was_put_into_the_page_does_not_run(visit: Visit, gate: Gate) -> None:
    page = visit.open(gate.address())
    page.evaluate(
        """() => { document.querySelector("main").insertAdjacentHTML("beforeend", "<img src=x onerror='window.spoilt=1'>");
        const script = document.createElement("script"); script.textContent = "window.spoilt = 2"; document.body.append(script);
        setTimeout("window.spoilt = 3", 0); }"""
    )
    page.wait_for_timeout(300)

    assert page.evaluate("window.spoilt") is None
    assert any("Content Security Policy" in one for one in visit.complaints)
