from __future__ import annotations

import pytest

from sfg_analytics.charts import Chart, funnel
from sfg_analytics.errors import SfgError
from tests.charts.samples import HOSTILE, WHY, organisations


def drawn(focus: str | None = "ZZ3") -> Chart:
    points, limits = organisations()
    return funnel(points, title="Coverage at six organisations", limits=limits, focus=focus)


def test_the_one_in_focus_is_larger_of_another_shape_and_named() -> None:
    data = drawn().specification()["data"]

    [focus] = [trace for trace in data if trace.get("marker", {}).get("symbol") == "diamond"]
    [others] = [trace for trace in data if trace.get("marker", {}).get("symbol") == "circle"]
    assert focus["text"] == ["<b>ZZ3</b>"]
    assert (focus["x"], focus["y"]) == ([400], [0.625])
    assert focus["marker"]["size"] > others["marker"]["size"]


def test_those_outside_the_outer_limits_are_named_and_the_others_only_on_pointing() -> None:
    chart = drawn(focus=None)

    outside = chart.table.filter(chart.table["signal"].str.contains("99.8"))["label"].to_list()
    named = [text for trace in chart.specification()["data"] for text in trace.get("text", [])]
    assert len(outside) == 1
    assert outside == [HOSTILE]
    assert len(named) == 1
    assert "Above 99.8% limits: " in chart.alt


def test_limits_are_those_given_and_told_apart_by_their_dashes() -> None:
    _, limits = organisations()
    data = drawn().specification()["data"]

    inner = [trace for trace in data if trace.get("line", {}).get("dash") == "7px,4px"]
    assert [trace["y"][0] for trace in inner] == pytest.approx([limits["lower_95"][0], limits["upper_95"][0]])
    assert [trace["y"][-1] for trace in inner] == pytest.approx(
        [limits["lower_95"][-1], limits["upper_95"][-1]]
    )


def test_an_organisation_without_a_value_has_no_dot_and_is_counted_and_told() -> None:
    chart = drawn()

    dots = sum(
        len(trace["x"])
        for trace in chart.specification()["data"]
        if trace.get("marker", {}).get("symbol") in {"circle", "square", "diamond"}
    )
    assert dots == 5
    assert "No figure: 1" in chart.svg()
    assert f"ZZ6: hidden: {WHY}." in chart.alt
    assert chart.table["denominator"].to_list()[-1] is None


def test_nobody_is_ranked() -> None:
    chart = drawn()

    assert chart.table["label"].to_list() == ["ZZ1", HOSTILE, "ZZ3", "ZZ4", "ZZ5", "ZZ6"]
    assert "not ranked" in chart.alt


def test_without_a_curve_the_limits_of_the_organisations_are_joined() -> None:
    points, _ = organisations()

    data = funnel(points, title="Coverage").specification()["data"]

    inner = [trace for trace in data if trace.get("line", {}).get("dash") == "7px,4px"]
    assert inner[0]["x"] == [100, 200, 400, 800, 1600]


def test_a_missing_column_is_named() -> None:
    points, _ = organisations()
    with pytest.raises(SfgError, match="no column 'upper_998'"):
        funnel(points.drop("upper_998"), title="Coverage")
