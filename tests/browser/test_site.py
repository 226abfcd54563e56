"""The pages of a folder in a real browser, from a server that says the strictest that they may do."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from sfg_analytics.publication import read_publication
from sfg_analytics.site import write_site
from sfg_analytics.site.page import POLICY
from tests.browser.visit import Visit

PAGES = ("index.html", "board/ZZB.html", "system.html", "fairness.html", "accessibility.html")


class Strict(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(small_publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(read_publication(small_publication), tmp_path_factory.mktemp("site") / "pages").folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1200])
def test_a_page_is_accessible_fits_and_asks_nothing_of_other_hosts(
    browser: Browser, address: str, name: str, width: int
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, bypass_csp=True
    )  # axe is a script of ours
    visit = Visit(page)
    page.goto(address + name)
    visit.picture(f"site-{name.replace('/', '-').removesuffix('.html')}-{width}")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    assert {urlsplit(one).netloc for one in visit.requests} == {urlsplit(address).netloc}
    assert visit.complaints == []
    page.close()


def test_an_organisation_is_chosen_by_keyboard_and_the_address_is_the_link_to_it(
    visit: Visit, address: str
) -> None:
    page = visit.page
    page.goto(address)
    page.get_by_label("Organisation", exact=True).focus()
    page.keyboard.press("ArrowDown")

    page.wait_for_url("**/board/ZZB.html")
    page.wait_for_function("document.querySelector('h1').textContent.startsWith('Brackwater')")
    assert page.evaluate("document.activeElement.id") == "choice-0"
    assert "Brackwater" in page.get_by_role("status").inner_text()
    in_place = page.inner_text("main")
    page.reload()
    assert page.inner_text("main") == in_place
    page.go_back()
    page.wait_for_function("document.querySelector('h1').textContent.startsWith('Ashmere')")
    assert visit.complaints == []


def test_without_a_script_every_state_is_there_and_can_be_reached(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)

    assert page.locator("figure svg.sfg-wide").first.is_visible()
    assert "50% (45% to 55%)" in page.inner_text("#first")
    page.get_by_text("Organisation: ").click()
    page.get_by_role("link", name="Corvane Mental Health (made up)").click()
    assert page.inner_text("h1") == "Corvane Mental Health (made up)"
    page.close()


def test_from_a_disk_the_pages_work_as_well(visit: Visit, site: Path) -> None:
    page = visit.page
    page.goto(site.joinpath("index.html").as_uri())
    page.get_by_label("Organisation", exact=True).select_option(label="Brackwater Community (made up)")

    page.wait_for_url("**/board/ZZB.html")
    assert page.inner_text("h1").startswith("Brackwater")


def test_a_figure_is_taken_away_as_table_drawing_and_picture(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(address)
    figure = page.get_by_role("figure").first
    figure.get_by_text("Download", exact=True).click()

    taken = {}
    for words in ("This table (CSV)", "This picture (SVG)", "This picture (PNG)"):
        with page.expect_download() as download:
            figure.get_by_role("button", name=words).click()
        taken[words] = Path(download.value.path()).read_bytes()

    assert taken["This table (CSV)"].decode("utf-8-sig").splitlines()[0].startswith('"Month","Share')
    assert taken["This picture (SVG)"].startswith(b"<svg")
    assert taken["This picture (PNG)"].startswith(b"\x89PNG")
    assert visit.complaints == []


def test_on_paper_there_are_figures_and_no_controls(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(address)
    page.emulate_media(media="print")

    assert page.locator(".choices").is_hidden()
    assert page.locator(".take").first.is_hidden()
    assert page.locator("figure svg.sfg-wide").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_first_chart_needs_little(visit: Visit, address: str) -> None:
    sizes: list[int] = []
    visit.page.on("response", lambda answer: sizes.append(len(answer.body())))
    visit.page.goto(address)

    visit.page.locator("figure svg.sfg-wide").first.wait_for()
    assert sum(sizes) < 200_000
