from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.panels import Selection
from sfg_analytics.panels.words import headline, headline_html, notes_html, table_html
from sfg_analytics.publication import Publication, read_publication


@pytest.fixture
def publication(small_publication: Path) -> Publication:
    return read_publication(small_publication)


def test_the_headline_is_a_sentence_with_its_interval_its_counts_and_their_rounding(
    publication: Publication,
) -> None:
    assert headline(Selection(publication, organisation="ZZB")) == (
        "In March 2025, 60% of eligible staff at Brackwater Community (made up) had a recorded career conversation in "
        "the last 12 months (95% interval 55% to 65%; 600 of 1,000, rounded to 5)."
    )


def test_the_headline_of_a_share_names_the_placement(publication: Publication) -> None:
    said = headline(Selection(publication, measure="sought_placement", answer="breadth"))

    assert "62% of staff with a placement sought at " in said
    assert " have 'Breadth' as the placement they seek (" in said


def test_a_hidden_headline_says_why_and_gives_no_number_of_people(publication: Publication) -> None:
    said = headline(Selection(publication, organisation="ZZC", period=date(2024, 11, 1)))

    assert said == (
        "For November 2024, the share of eligible staff at Corvane Mental Health (made up) who had a recorded career "
        "conversation in the last 12 months is not shown. Hidden: 1 to 7 people."
    )


def test_a_headline_without_a_row_says_so(publication: Publication) -> None:
    kept = publication.estimates.filter(
        (pl.col("organisation") != "ZZA")
        | (pl.col("period") != date(2025, 3, 1))
        | (pl.col("breakdown") != "")
    )

    said = headline(Selection(replace(publication, estimates=kept), organisation="ZZA"))

    assert said.startswith(
        "For March 2025, this publication does not say what share of eligible staff at Ashmere"
    )


class Cells(HTMLParser):
    """Collect the cells of a table, row by row, and the scope of its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.scopes: list[str | None] = []
        self.within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = tag
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))

    def handle_data(self, text: str) -> None:
        if self.within in {"th", "td"}:
            self.rows[-1][-1] += text


def test_the_table_shows_what_the_chart_shows_and_every_heading_has_its_scope(
    publication: Publication,
) -> None:
    cells = Cells(table_html(Selection(publication, breakdown="ethnicity")))

    assert cells.rows == [
        ["Ethnicity", "Value", "95% interval", "Number", "Out of"],
        ["White", "58%", "53% to 63%", "350", "600"],
        ["All other ethnic groups", "30%", "25% to 35%", "90", "300"],
        ["Unknown", "Hidden: 1 to 7 people", "–", "–"],
    ]
    assert cells.scopes == ["col"] * 5 + ["row"] * 3


def test_counts_are_shown_where_only_the_percentage_is_withheld(publication: Publication) -> None:
    small = pl.col("group") == "White"
    estimates = publication.estimates.with_columns(
        pl.when(small).then(None).otherwise("value").alias("value"),
        pl.when(small).then(pl.lit("small base")).otherwise("hidden").alias("hidden"),
        pl.when(small).then(10).otherwise("numerator").alias("numerator"),
        pl.when(small).then(15).otherwise("denominator").alias("denominator"),
    )

    cells = Cells(table_html(Selection(replace(publication, estimates=estimates), breakdown="ethnicity")))

    assert cells.rows[1] == ["White", "No percentage: fewer than 20 people in the group", "10", "15"]


def test_the_notes_say_what_is_counted_what_is_hidden_and_what_it_rests_on(publication: Publication) -> None:
    notes = notes_html(Selection(publication, breakdown="ethnicity"))

    for said in (
        "Out of: eligible staff in post at the end of the month.",
        "Hidden: 1 to 7 people: 1 of the 3 rows above.",
        "Disclosure policy: NHS rounding to 5.",
        "Contracts: conversation_outcomes 1.0.0, staff_in_post 1.0.0.",
        "Files submitted: 3.",
    ):
        assert f"<li>{said}" in notes


def test_markup_in_a_publication_is_shown_and_not_obeyed(publication: Publication) -> None:
    spoilt = "<script>alert(1)</script>"
    estimates = publication.estimates.with_columns(
        pl.when(pl.col("group") == "White").then(pl.lit(spoilt)).otherwise("group").alias("group"),
        pl.when(pl.col("hidden").is_not_null()).then(pl.lit(spoilt)).alias("hidden"),
    )
    names = publication.organisations.with_columns(pl.lit(spoilt).alias("name"))
    measures = [
        {
            name: spoilt if isinstance(text, str) and name not in {"id", "kind"} else text
            for name, text in measure.items()
        }
        for measure in publication.measures
    ]
    manifest = publication.manifest | {
        "policy": publication.manifest["policy"] | {"name": spoilt, "source": spoilt},
        "contracts": {spoilt: spoilt},
        "code_version": spoilt,
    }
    selection = Selection(
        replace(publication, estimates=estimates, organisations=names, measures=measures, manifest=manifest),
        breakdown="ethnicity",
    )

    html = headline_html(selection) + table_html(selection) + notes_html(selection)

    assert html.count("&lt;script&gt;") >= 9
    assert "<script" not in html
