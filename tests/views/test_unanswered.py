from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import sfg_analytics as sfg
from sfg_analytics.errors import MeasureProblem, NoSuchPath
from sfg_analytics.views import Unanswered
from tests.views.made import system


def test_what_a_store_lacks_is_said_in_place_of_the_answer() -> None:
    answer = sfg.answered(sfg.benchmark, {"staff_in_post": system()["staff_in_post"]}, "survey_q15")

    assert isinstance(answer, Unanswered)
    assert not answer
    assert "'survey_q15' is counted from 'nhs_staff_survey', and there is no such table" in answer.text
    assert "sfg submit" in answer.text
    assert "Not answered by this store" in answer._repr_html_()


def test_an_answer_comes_as_it_is() -> None:
    assert sfg.answered(sfg.benchmark, system(), "coverage").said == sfg.benchmark(system(), "coverage").said


def test_what_is_asked_of_no_answer_has_no_answer_for_the_same_reason() -> None:
    nothing = sfg.answered(sfg.spc, system(), "nonsense")

    assert sfg.answered(len, nothing) is nothing


def test_a_source_that_is_not_there_is_an_error_and_no_answer(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        sfg.answered(sfg.pipeline, tmp_path / "nowhere", "coverage")


def test_text_of_a_problem_cannot_become_markup() -> None:
    answer = sfg.answered(sfg.pipeline, system(), "<script>")

    assert "<script>" not in answer._repr_html_()


def test_groups_of_whom_there_is_one_alone_are_not_compared_and_it_is_said() -> None:
    staff = system()["staff_in_post"].with_columns(sex=pl.lit("Female"))

    view = sfg.fairness({**system(), "staff_in_post": staff}, "coverage", by="sex")

    assert "all those counted are in one group" in view.said
    assert view.table.is_empty()


def test_a_measure_nobody_knows_is_still_told_its_nearest() -> None:
    with pytest.raises(MeasureProblem, match="Closest: 'coverage'"):
        sfg.pipeline(system(), "covrage")
