from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import traitlets

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.panels import Selection
from sfg_analytics.publication import Publication, read_publication


@pytest.fixture
def publication(small_publication: Path) -> Publication:
    return read_publication(small_publication)


def test_a_page_opens_on_the_first_measure_the_organisations_side_by_side_and_the_latest_month(
    publication: Publication,
) -> None:
    selection = Selection(publication)

    assert (selection.measure, selection.breakdown, selection.organisation) == (
        "coverage",
        "organisation",
        "ZZA",
    )
    assert selection.period == date(2025, 3, 1)
    assert selection.rows()["label"].to_list() == [
        "Ashmere Hospitals (made up)",
        "Brackwater Community (made up)",
        "Corvane Mental Health (made up)",
    ]


def test_groups_are_those_of_the_organisation_and_month_and_the_unknown_come_last(
    publication: Publication,
) -> None:
    rows = Selection(publication, breakdown="ethnicity", organisation="ZZB", period=date(2024, 12, 1)).rows()

    assert rows["label"].to_list() == ["White", "All other ethnic groups", "Unknown"]
    assert set(rows["organisation"]) == {"ZZB"}
    assert set(rows["period"]) == {date(2024, 12, 1)}
    assert rows["numerator"].to_list() == [320, 120, None]


def test_months_are_in_order_and_a_hidden_one_is_among_them_with_its_reason(publication: Publication) -> None:
    rows = Selection(publication, breakdown="period", organisation="ZZC").rows()

    assert rows["label"].to_list() == [
        "October 2024",
        "November 2024",
        "December 2024",
        "January 2025",
        "February 2025",
        "March 2025",
    ]
    assert rows["hidden"].to_list()[1] == "Hidden: 1 to 7 people."


@pytest.mark.parametrize(
    "chosen",
    [
        {"measure": "salaries"},
        {"organisation": "ZZX"},
        {"period": date(1999, 1, 1)},
        {"breakdown": "person"},
        {"answer": "depth"},
        {"measure": "coverage", "answer": "depth"},
        {"organisation": None},
    ],
)
def test_what_is_not_on_offer_is_refused_and_changes_nothing(
    publication: Publication, chosen: dict[str, object]
) -> None:
    selection = Selection(publication, organisation="ZZB")
    before = selection.trait_values()

    with pytest.raises(traitlets.TraitError, match="not on offer"):
        selection.choose(**chosen)

    assert selection.trait_values() == before


def test_a_new_measure_moves_what_it_cannot_answer_and_keeps_the_rest(publication: Publication) -> None:
    selection = Selection(publication, breakdown="ethnicity", organisation="ZZB")

    selection.choose(measure="sought_placement")

    assert (selection.answer, selection.breakdown, selection.organisation) == ("depth", "organisation", "ZZB")

    selection.choose(answer="breadth")
    selection.choose(measure="coverage")

    assert selection.answer == ""


def test_only_the_answer_chosen_is_shown_of_a_share(publication: Publication) -> None:
    rows = Selection(publication, measure="sought_placement", answer="breadth").rows()

    assert set(rows["outcome"]) == {"breadth"}
    assert rows["value"].to_list() == [0.625, 0.625, 0.625]


@pytest.mark.parametrize(
    ("measure", "breakdown"),
    [
        ("coverage", "organisation"),
        ("coverage", "period"),
        ("coverage", "ethnicity"),
        ("sought_placement", "organisation"),
        ("sought_placement", "period"),
    ],
)
def test_every_chart_has_a_short_title_and_draws_every_row(
    publication: Publication, measure: str, breakdown: str
) -> None:
    selection = Selection(publication, measure=measure, breakdown=breakdown)

    chart = selection.chart()

    assert 0 < len(chart.title.split()) <= 10
    assert chart.table["label"].to_list() == selection.rows()["label"].to_list()
    assert "NHS rounding to 5" in chart.caption


def test_when_every_row_is_hidden_the_title_says_so(publication: Publication) -> None:
    estimates = publication.estimates.with_columns(
        pl.lit(None, pl.Float64).alias("value"), pl.lit("small numerator").alias("hidden")
    )

    chart = Selection(replace(publication, estimates=estimates)).chart()

    assert chart.title.endswith("every figure is hidden")


def test_a_publication_without_estimates_is_refused_with_a_hint(publication: Publication) -> None:
    with pytest.raises(PublicationProblem, match="no estimates"):
        Selection(replace(publication, estimates=publication.estimates.clear()))
