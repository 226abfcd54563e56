"""What the three pages say, read from their HTML as it is without a script."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.pack.held import Held
from sfg_analytics.publication import Publication
from sfg_analytics.site import write_site
from sfg_analytics.site.board import board
from sfg_analytics.site.statement import known_issues, statement
from tests.site.made import CODES, NAMES, rich

HEADINGS_REQUIRED = (
    "How accessible these pages are",
    "Feedback and contact information",
    "Enforcement procedure",
    "Technical information about these pages’ accessibility",
    "Compliance status",
    "Non-accessible content",
    "Preparation of this accessibility statement",
)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return rich(tmp_path_factory.mktemp("rich") / "publication")


@pytest.fixture(scope="module")
def site(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(publication, tmp_path_factory.mktemp("site") / "pages").folder


def text_of(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", markup))


def section(page: Path, name: str) -> str:
    (found,) = re.findall(rf'<section id="{name}".*?</section>\n', page.read_text("utf-8"), re.DOTALL)
    return str(found)


def test_the_board_is_answered_question_by_question(site: Path) -> None:
    names = re.findall(r'<section id="([a-z-]+)" tabindex', (site / "index.html").read_text("utf-8"))

    wanted = [
        "first", "glance", "conversations", "pipeline", "placements", "development", "fairness", "peers", "staff-survey",
        "hidden", "rests-on", "counted",
    ]  # fmt: skip
    assert [name for name in names if name in wanted] == wanted


def test_what_matters_first_says_whether_things_improve_and_what_the_figures_rest_on(site: Path) -> None:
    first = text_of((site / "index.html").read_text("utf-8").split('<nav class="contents"')[0])

    assert "A year before it was 51%" in first  # 510 of 1,000 at ZZA, in March 2024
    assert "no sign of a change for better or worse" in first
    assert "What do these figures rest on? 1 file, about January 2024 to March 2025." in " ".join(
        first.split()
    )


def test_critical_posts_and_the_staff_survey_are_told_with_publisher_and_year(site: Path) -> None:
    pipeline = text_of(section(site / "index.html", "pipeline"))
    survey = text_of(section(site / "index.html", "staff-survey"))

    assert "Critical posts with a successor ready" in pipeline
    assert "Survey Coordination Centre for NHS England" in survey
    assert "NHS Staff Survey 2025" in survey


def test_from_placement_to_placement_is_drawn_where_it_is_published_and_said_to_be_missing_where_not(
    publication: Publication, tmp_path: Path
) -> None:
    without = {part.name: part for part in board(Held(publication, ["ZZA"])).sections}["placements"]
    held = {part.name: part for part in board(Held(rich(tmp_path / "p", pairs=True), ["ZZA"])).sections}
    pictures = [one.picture.alt for one in held["placements"].figures if one.picture is not None]

    assert any("is not in this publication" in words for words in without.words)
    assert not any("is not in this publication" in words for words in held["placements"].words)
    assert any("Of Depth: 25% Depth, 25% Breadth" in alt for alt in pictures)  # 60 of 240 each


def test_every_organisation_can_be_brought_out_and_has_a_row_that_a_link_leads_to(site: Path) -> None:
    page = (site / "system.html").read_text("utf-8")
    (funnel,) = re.findall(
        r'<svg[^>]*class="sfg-wide".*?</svg>', section(site / "system.html", "measure"), re.DOTALL
    )[:1]

    for code in CODES:
        assert page.count(f'<tr id="organisation={code}">') == 1
        assert f'href="#organisation={code}"' in page
        assert f'<g data-mark="{NAMES[code]}">' in funnel


def test_the_system_page_sets_organisations_beside_one_another_in_every_way_asked(site: Path) -> None:
    supply, diversity = (text_of(section(site / "system.html", name)) for name in ("supply", "diversity"))

    assert "Nursing and Midwifery Registered" in supply
    assert "People willing to share, for each vacancy" in supply
    assert "‘Female’ beside ‘Male’" in diversity
    assert "Band 5" in diversity
    assert "Yes" in text_of(section(site / "system.html", "peers"))  # six of a kind, so five others
    assert "Conversations recorded completely" in text_of(section(site / "system.html", "submitted"))


def test_the_fairness_page_says_of_how_many_it_is_known_and_that_nothing_is_adjusted(site: Path) -> None:
    page = site / "fairness.html"

    assert "Characteristics" in text_of(section(page, "declared"))
    assert "Every comparison here is crude" in text_of(section(page, "analysis"))
    assert "Benjamini and Hochberg" in text_of(section(page, "first"))
    assert "Band 5" in text_of(section(site / "fairness/ZZA.pipeline.html", "crossed"))


def test_like_stands_beside_like_where_the_publication_crosses_groups_with_bands(tmp_path: Path) -> None:
    folder = write_site(rich(tmp_path / "p", banded=True), tmp_path / "pages").folder
    page = folder / "fairness/ZZF.coverage.html"
    told, first, analysis = (
        " ".join(text_of(section(page, name)).split()) for name in ("ethnicity", "first", "analysis")
    )
    board_says = " ".join(text_of((folder / "board/ZZF.html").read_text("utf-8")).split())

    # A fifth of both groups in low bands and three fifths in high ones; of 600 white staff 150 are in low bands, of 300 others 200.
    assert "is 0.67 times that of 'White' (33.3% against 50.0%" in told
    assert "Like for like by band cluster it is 1.00 times" in told
    assert "Held equal, like for like: band cluster." in told
    assert "Times as likely, like for like" in told
    assert "1 can be compared like for like, at the same band cluster: none stands out then too" in first
    assert "1 of 5 comparisons are also made like for like" in analysis
    assert "0.67 times as likely (0.56 to 0.79), and 1.00 times at the same band cluster" in board_says


def test_every_drawing_has_its_words_its_table_and_where_it_comes_from(site: Path) -> None:
    for page in site.rglob("*.html"):
        for figure in re.findall(r"<figure.*?</figure>", page.read_text("utf-8"), re.DOTALL):
            assert 'role="img" aria-label="' in figure
            for wanted in (
                '<details class="fold"',
                "<table",
                '<details class="about"',
                '<details class="take"',
                "Source:",
            ):
                assert wanted in figure, f"{page.name}: {wanted}"


def test_a_page_has_the_places_that_a_server_fills(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert text.count('<main id="content"') == 1
        assert len(set(re.findall(r' id="([^"]+)"', text))) == len(re.findall(r' id="([^"]+)"', text)), (
            page.name
        )
        assert text.count('<section id="closer" hidden></section>\n</main>') == 1


def test_a_publication_that_compares_no_groups_has_a_fairness_page_that_says_so(
    publication: Publication, tmp_path: Path
) -> None:
    from sfg_analytics.publication import write_publication
    from tests.conftest import MANIFEST, MEASURES, small_estimates

    made = write_publication(
        tmp_path / "publication",
        estimates=small_estimates().filter(pl.col("breakdown") == ""),
        organisations=publication.organisations.clear(),
        measures=MEASURES,
        manifest=MANIFEST,
    ).publication

    page = write_site(made, tmp_path / "pages").folder / "fairness.html"
    assert "compares no groups" in page.read_text("utf-8")


def test_the_statement_has_the_headings_required_and_every_known_issue() -> None:
    page = text_of(statement().whole().decode())

    for wanted in (*HEADINGS_REQUIRED, *(one["what"] for one in known_issues())):
        assert wanted in page


def test_the_contact_is_the_publishers_and_none_is_made_up() -> None:
    asked = "Equality team <b>\nequality@example.invalid"

    assert "--contact" in statement().main
    told = statement(contact=asked).main
    assert "<p>Equality team &lt;b&gt;</p><p>equality@example.invalid</p>" in told
    assert "--contact" not in told
