"""A publication whose every word means harm, in a real browser: live, as pages in a folder, and in what is downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from sfg_analytics.publication import read_publication
from sfg_analytics.serve import Access, Audience, Gate, Limits, SignIn, served
from sfg_analytics.site import write_site
from tests.browser.visit import Visit
from tests.serve.attacking import hostile_publication


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_publication(tmp_path_factory.mktemp("hostile") / "publication")


@pytest.fixture(scope="module")
def harmed(hostile: Path) -> Iterator[Gate]:
    access = Access(SignIn(), (Audience("pages", hostile),), Limits(live_each=20, ready=0))
    with served(access) as gate:
        yield gate


def harmless(visit: Visit) -> None:
    """See that nothing ran, nothing was made of markup, and nobody else was asked for anything."""
    page = visit.page
    assert page.evaluate("window.spoilt") is None
    assert page.locator("img, iframe, object, embed, form, base, [onerror], [onload]").count() == 0
    assert page.locator("a[href*='evil.example'], a[*|href*='evil.example']").count() == 0
    hosts = {
        urlsplit(one).hostname for one in visit.requests if not one.startswith(("data:", "blob:", "file:"))
    }
    assert hosts <= {"127.0.0.1"}
    assert [one for one in visit.complaints if "Content Security Policy" in one] == []


def test_no_word_of_a_publication_becomes_a_script_or_a_link_on_a_live_page(
    visit: Visit, harmed: Gate
) -> None:
    page = visit.page
    page.goto(harmed.address(), wait_until="commit")
    page.wait_for_selector("[data-drawn]", timeout=60_000)  # words so long leave the chart no room
    visit.picture("hostile-live")
    harmless(visit)
    visit.redraw("Shown by", "Ethnicity")
    harmless(visit)
    visit.redraw("Shown by", "Organisation, side by side")
    visit.picture("hostile-live")
    harmless(visit)
    page.goto(
        urljoin(
            harmed.address(),
            "#look:organisation=<img src=x onerror=window.spoilt=4>&measure=javascript:window.spoilt=5",
        ),
        wait_until="commit",
    )
    page.wait_for_timeout(500)
    harmless(visit)
    choice = page.locator(".choices").get_by_label("Organisation", exact=True)
    choice.select_option(index=1)
    page.wait_for_url("**/board/*.html*")
    expect(page.locator("h1")).to_contain_text("HYPERLINK")
    harmless(visit)


@pytest.mark.parametrize(
    "name", ["index.html", "system.html", "fairness/ZZA.coverage.html", "2025-02/board/ZZA.html"]
)
def test_nor_on_a_page_in_a_folder(visit: Visit, hostile: Path, tmp_path: Path, name: str) -> None:
    write_site(read_publication(hostile), tmp_path / "site")
    visit.page.goto((tmp_path / "site" / name).as_uri())
    visit.page.locator("main h1").wait_for()
    visit.page.wait_for_timeout(200)
    harmless(visit)
    for file in (tmp_path / "site" / "data").iterdir():
        cells = [
            cell.strip('"') for line in file.read_text("utf-8-sig").splitlines() for cell in line.split(",")
        ]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]
