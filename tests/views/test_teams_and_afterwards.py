from __future__ import annotations

import polars as pl
import pytest

import sfg_analytics as sfg
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures import count
from sfg_analytics.statistics import compare, funnel, shrink
from tests.views.made import system


def counted(measure: str, by: list[str]) -> pl.DataFrame:
    rows = count(system(), measure, by=by, whole_window=True)
    return rows.filter(pl.col("period") == rows["period"].max())


def test_teams_stand_on_a_funnel_and_are_drawn_towards_one_another() -> None:
    view = sfg.calibration(system(), outcome="stretch", organisations="ZZ1")

    teams = counted("team_placement", ["directorate"]).filter(
        pl.col("organisation") == "ZZ1", pl.col("outcome") == "stretch"
    )
    points, expected = (make(teams["numerator"], teams["denominator"]) for make in (funnel, shrink))
    assert view.table["label"].to_list() == teams["directorate"].to_list()
    assert view.table["signal"].to_list() == points.points["signal"].to_list()
    assert view.table["shrunken"].to_list() == pytest.approx(expected["value"].to_list())
    assert f"({teams['numerator'].sum()} of {teams['denominator'].sum()})" in view.said
    assert "team" in view.chart.alt
    assert "not for publication, about teams and not about persons" in view.text


def test_teams_of_one_name_at_two_organisations_are_two_teams() -> None:
    view = sfg.calibration(system(), "coverage")

    teams = counted("coverage", ["directorate"]).filter(~pl.col("directorate").str.starts_with("Unknown"))
    assert view.table.height == teams.height > teams["directorate"].n_unique()
    assert "calibrate within one" in view.said


def test_teams_known_by_a_facilitator_are_told_by_their_size_alone() -> None:
    view = sfg.calibration(system(), by="facilitator_team", outcome="depth")

    teams = counted("team_placement", ["facilitator_team"]).filter(pl.col("outcome") == "depth")
    known = teams.filter(pl.col("facilitator_team") != "Unknown")
    small = known.filter(pl.col("denominator") < 5)
    row = view.table.row(0, named=True)
    assert row["label"] == "Under 5 people"
    assert (row["teams"], row["numerator"], row["denominator"]) == (
        small.height,
        small["numerator"].sum(),
        small["denominator"].sum(),
    )
    assert view.table["teams"].sum() == known.height
    assert "facilitator_team" not in view.table.columns
    assert f"{teams['denominator'].sum() - known['denominator'].sum():,} people whose team" in view.said


def test_one_team_alone_is_not_calibrated() -> None:
    one = dict(system())
    one["staff_in_post"] = one["staff_in_post"].with_columns(directorate=pl.lit("All"))

    with pytest.raises(MeasureProblem, match="Fewer than two teams"):
        sfg.calibration(one, outcome="stretch", organisations="ZZ1")


@pytest.mark.parametrize("measure", ["readiness_supply", "team_placement"])
def test_only_a_share_with_its_outcome_named_is_calibrated(measure: str) -> None:
    with pytest.raises(MeasureProblem, match=r"is no share|has outcomes"):
        sfg.calibration(system(), measure)


def test_what_followed_is_told_for_each_of_stay_band_and_move_like_for_like() -> None:
    view = sfg.afterwards(system(), 12, adjust=["age_band", "band_cluster"])

    assert view.table["measure"].to_list() == ["retained_12", "moved_band_12", "moved_organisation_12"]
    rows = counted("retained_12", ["conversed", "age_band", "band_cluster"])
    keys = ["measure", "period", "conversed", "age_band", "band_cluster", "outcome"]
    whole = rows.group_by(keys, maintain_order=True).agg(pl.col("numerator", "denominator").sum())
    [expected] = compare(
        whole.with_columns(organisation=pl.lit("all")),
        "conversed",
        "Without a conversation",
        adjust=["age_band", "band_cluster"],
    ).to_dicts()
    row = view.table.row(0, named=True)
    for name in ("value", "reference_value", "ratio", "like_for_like_ratio", "like_for_like_upper"):
        assert row[name] == pytest.approx(expected[name])
    assert f"{expected['value']:.1%} are still in post after 12 months" in view.said


def test_what_cannot_be_followed_is_named_with_its_reason() -> None:
    staff = system()["staff_in_post"].with_columns(national_person=pl.lit(None, pl.String))

    view = sfg.afterwards({**system(), "staff_in_post": staff}, 12, adjust=())

    assert view.table["measure"].to_list() == ["retained_12", "moved_band_12"]
    assert "Not known: staff at another organisation of the system after 12 months (" in view.said


def test_people_are_followed_for_one_or_two_years_and_no_other_time() -> None:
    with pytest.raises(MeasureProblem, match="12 or 24"):
        sfg.afterwards(system(), 6)
