from __future__ import annotations

from datetime import date

import polars as pl
import pytest

import sfg_analytics as sfg
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.views import figures_of
from tests.views.made import system

ANSWERS = [
    # organisation, kind, question, answer, percent or score, answered
    ("ZZ1", "Acute and Acute & Community", "Q15", "Yes", 50.0, 100),
    ("ZZ2", "Mental Health", "Q15", "Yes", 60.0, 300),
    ("YY1", "Acute and Acute & Community", "Q15", "Yes", 40.0, 50),
    ("ZZ1", "Acute and Acute & Community", "Q23a", "Yes", 80.0, 90),
    ("ZZ1", "Acute and Acute & Community", "PP5_2", "score", 5.4, 95),
]


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    columns = ["organisation", "benchmarking_group", "question", "answer", "value", "base"]
    survey = pl.DataFrame(ANSWERS, schema=columns, orient="row").with_columns(
        period=date(2024, 1, 1),
        organisation_name="Surveyed " + pl.col("organisation"),
        hidden_by_publisher=pl.lit(value=False),
    )
    return {**system(), "nhs_staff_survey": survey}


def test_the_survey_is_told_with_its_publisher_year_and_bases(tables: dict[str, pl.DataFrame]) -> None:
    view = sfg.survey(tables, organisations="ZZ1")

    assert view.said.startswith(
        "NHS Staff Survey 2024, Made up 1, published by the Survey Coordination Centre"
    )
    assert "90 to 100 people answered each question." in view.said
    assert "score on appraisals 5.4" in view.said
    assert "January" not in view.text
    assert view.table.select("numerator", "denominator").rows() == [(50, 100), (72, 90)]


def test_several_organisations_are_weighted_by_how_many_answered(tables: dict[str, pl.DataFrame]) -> None:
    view = sfg.survey(tables, organisations=["ZZ1", "ZZ2"])  # of ZZ2 there is Q15 alone

    # 50 of 100 and 180 of 300.
    fair = view.table.filter(pl.col("measure") == "survey_q15")
    assert fair.select("numerator", "denominator").rows() == [(230, 400)]
    assert view.table.height == 1
    assert "11 of the questions have no figure here" in view.said


def test_a_store_without_the_survey_says_where_it_is_to_be_had() -> None:
    with pytest.raises(MeasureProblem, match=r"(?s)no NHS Staff Survey.*sfg submit"):
        sfg.survey(system())


def test_our_record_and_the_survey_stand_side_by_side_and_nothing_is_made_of_both(
    tables: dict[str, pl.DataFrame],
) -> None:
    view = sfg.beside(tables)
    coverage = sfg.pipeline(tables, "coverage", by="organisation").table

    assert view.table.group_by("organisation").len().sort("organisation").rows() == [("ZZ1", 2), ("ZZ2", 2)]
    mine = view.table.filter(pl.col("measure") == "coverage").select("organisation", "value")
    assert (
        mine.rows()
        == coverage.filter(pl.col("organisation").is_in(["ZZ1", "ZZ2"]))
        .select("organisation", "value")
        .rows()
    )
    assert f"{coverage.height - 2} have only the first and 1 have only the second" in view.said
    assert "neither explains the other" in view.caveat


def test_without_an_organisation_in_both_nothing_stands_side_by_side(tables: dict[str, pl.DataFrame]) -> None:
    elsewhere = tables["nhs_staff_survey"].with_columns(organisation="YY" + pl.col("organisation"))

    with pytest.raises(MeasureProblem, match="No organisation has a figure of both"):
        sfg.beside({**tables, "nhs_staff_survey": elsewhere})


def test_one_organisation_is_benchmarked_with_those_the_survey_groups_it_with(
    tables: dict[str, pl.DataFrame],
) -> None:
    view = sfg.benchmark(tables, "survey_q15", focus="ZZ1", alike=True)

    assert view.table["organisation"].to_list() == ["YY1", "ZZ1"]
    assert sfg.benchmark(tables, "survey_q15", focus="ZZ1").table.height == 3
    # Our own list groups the made-up system otherwise, and holds for our own measures.
    assert sfg.benchmark(tables, "coverage", focus="ZZ1", alike=True).table.height > 3


def test_an_organisation_only_the_survey_knows_goes_by_the_surveys_name_and_ours_by_our_list(
    tables: dict[str, pl.DataFrame],
) -> None:
    figures = figures_of(tables)

    assert figures.named("YY1") == "Surveyed YY1"
    assert figures.named("ZZ1") == "Made up 1"
