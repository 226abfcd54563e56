from __future__ import annotations

from urllib.parse import urlsplit

from sfg_analytics.serve import Server
from tests.browser.visit import Visit


def test_the_page_shows_the_sentence_the_chart_and_the_table_and_asks_nothing_of_other_hosts(
    visit: Visit, board_server: Server
) -> None:
    page = visit.open(board_server.address)
    visit.picture("board-desktop")

    said = page.inner_text(".sfg-headline")
    assert "50% of eligible staff at Ashmere Hospitals (made up) had a recorded career conversation" in said
    assert "(95% interval 45% to 55%; 500 of 1,000" in said
    assert page.locator("[data-drawn] .point").count() == 3
    assert page.locator("table.sfg-table tbody tr").count() == 3
    assert page.locator("#sfg-status").is_hidden()
    assert len(visit.requests) > 10
    assert {
        urlsplit(address).hostname for address in visit.requests if not address.startswith(("data:", "blob:"))
    } == {"127.0.0.1"}
    assert visit.complaints == []


def test_a_selection_redraws_everything_and_marks_what_is_hidden(visit: Visit, board_server: Server) -> None:
    page = visit.open(board_server.address)

    visit.redraw("Shown by", "Ethnicity")
    visit.redraw("Organisation", "Corvane Mental Health (made up)")
    visit.picture("board-ethnicity")

    assert "Corvane Mental Health (made up)" in page.inner_text(".sfg-headline")
    assert page.locator("[data-drawn] .textpoint", has_text="Hidden: 1 to 7 people").count() == 1
    assert "Unknown\tHidden: 1 to 7 people" in page.inner_text("table.sfg-table")
    assert "Corvane" in page.inner_text(".sfg-heard")
    assert "Corvane" in (page.get_by_role("figure").get_attribute("aria-label") or "")
    assert visit.complaints == []


def test_placements_and_months_can_be_chosen(visit: Visit, board_server: Server) -> None:
    page = visit.open(board_server.address)

    visit.redraw("Measure", "Where people seek to be")
    visit.redraw("Placement", "Breadth")
    visit.redraw("Shown by", "Month by month")

    assert page.locator("table.sfg-table tbody tr").count() == 6
    said = page.inner_text(".sfg-headline")
    assert "62% of staff with a placement sought at" in said
    assert "have 'Breadth' as the placement they seek" in said
    assert visit.complaints == []


def test_the_page_can_be_found_around_in_without_seeing_it(visit: Visit, board_server: Server) -> None:
    page = visit.open(board_server.address)

    assert page.get_attribute("html", "lang") == "en-GB"
    assert page.title() == "Career conversations"
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("banner").count() == 1
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["Career conversations"]
    figure = page.get_by_role("figure")
    assert "Ashmere Hospitals (made up): 50% (95% interval 45% to 55%)" in (
        figure.get_attribute("aria-label") or ""
    )
    assert figure.locator("svg").first.locator("xpath=ancestor::*[@aria-hidden='true']").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_on_a_phone_nothing_is_wider_than_the_screen(phone: Visit, board_server: Server) -> None:
    page = phone.open(board_server.address)
    phone.redraw("Shown by", "Month by month")
    phone.picture("board-phone")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("[data-drawn]").bounding_box()
    drawing = page.locator("[data-drawn] .main-svg").first.bounding_box()
    assert box is not None
    assert drawing is not None
    assert drawing["width"] <= box["width"]
    assert phone.complaints == []


def test_a_chart_follows_the_window(visit: Visit, board_server: Server) -> None:
    page = visit.open(board_server.address)

    page.set_viewport_size({"width": 390, "height": 844})

    page.wait_for_function(
        "() => document.querySelector('[data-drawn] .main-svg').getBoundingClientRect().width <= 390"
    )


def test_where_the_page_has_no_copy_of_plotly_the_kernels_is_used(visit: Visit, board_server: Server) -> None:
    visit.page.route("**/plotly.min.js*", lambda route: route.abort())

    page = visit.open(board_server.address)

    assert page.locator("[data-drawn] .point").count() == 3
