"""Each page can be seen as at an earlier month, at an address of its own."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.pack.held import Held
from sfg_analytics.publication import read_publication, write_publication
from sfg_analytics.site import Pages, write_site
from sfg_analytics.site.months import months_divided
from tests.publication.made import MONTHS, contents


@pytest.fixture(scope="module")
def site(small_publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(read_publication(small_publication), tmp_path_factory.mktemp("months") / "pages").folder


def choices(page: Path, label: str) -> dict[str, str]:
    (nav,) = re.findall(rf'<nav class="choice" aria-label="{label}">.*?</nav>', page.read_text("utf-8"))
    return {unescape(words): there for there, words in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', nav)}


def content(page: Path) -> str:
    return page.read_text("utf-8").split('<section id="first"')[1]


def test_months_are_offered_with_the_latest_first_and_lead_to_pages(site: Path) -> None:
    offered = choices(site / "index.html", "Month")
    assert list(offered) == [
        "March 2025 (the latest)", "February 2025", "January 2025", "December 2024", "November 2024", "October 2024",
    ]  # fmt: skip
    assert offered["November 2024"] == "2024-11/board/ZZA.html"
    for there in offered.values():
        assert (site / there).is_file()


@pytest.mark.parametrize(
    ("name", "told"),
    [("2024-11/board/ZZA.html", "420 of 1,000"), ("2024-11/fairness/ZZA.coverage.html", "310")],
)
def test_a_page_of_an_earlier_month_says_so_and_nothing_of_a_later_one(
    site: Path, name: str, told: str
) -> None:
    page = site / name
    assert "As at November 2024, an earlier month" in page.read_text("utf-8")
    assert told in content(page)
    for later in ("December 2024", "January 2025", "March 2025"):
        assert later not in content(page).split('<section id="hidden"')[0]


def test_another_organisation_is_shown_as_at_the_same_month_and_so_is_the_other_page(site: Path) -> None:
    page = site / "2024-11/board/ZZB.html"
    assert choices(page, "Organisation")["Ashmere Hospitals (made up)"] == "../../2024-11/board/ZZA.html"
    assert 'href="../../2024-11/fairness/ZZB.coverage.html"' in page.read_text("utf-8")
    assert 'data-period="2024-11"' in page.read_text("utf-8")
    assert choices(page, "Month")["March 2025 (the latest)"] == "../../board/ZZB.html"


def test_every_link_of_every_page_leads_to_a_file(site: Path) -> None:
    for page in site.rglob("*.html"):
        for there in re.findall(r'(?:href|src)="(?!data:)([^"#]+)', page.read_text("utf-8")):
            assert (page.parent / there).resolve().is_file(), f"{page.relative_to(site)}: {there}"


def test_of_many_months_the_latest_eight_are_offered(tmp_path: Path) -> None:
    given = contents()
    by_sex = given["estimates"].filter(pl.col("breakdown") == "sex")
    given["estimates"] = pl.concat([by_sex.with_columns(period=pl.lit(month)) for month in MONTHS])
    publication = write_publication(tmp_path / "publication", **given).publication

    assert months_divided(Held(publication, ["ZZA"])) == MONTHS[:-9:-1]
    assert sorted({name[:7] for name in Pages(publication) if name[:2] == "20"}) == [
        f"2024-{month:02}" for month in range(5, 12)
    ]


def test_where_nothing_is_broken_down_there_is_the_latest_month_alone(tmp_path: Path) -> None:
    given = contents()
    given["estimates"] = given["estimates"].filter(pl.col("breakdown") == "")
    publication = write_publication(tmp_path / "publication", **given).publication

    assert months_divided(Held(publication, ["ZZA"])) == [MONTHS[-1]]
    assert not [name for name in Pages(publication) if name[:2] == "20"]
