from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from sfg_analytics.charts import control_chart
from sfg_analytics.charts.theme import SIGNALS
from sfg_analytics.errors import SfgError
from sfg_analytics.statistics import p_chart
from tests.charts.samples import WHY, charted, months


def trace(told: dict[str, Any], symbol: str) -> dict[str, Any]:
    [found] = [trace for trace in told["data"] if trace.get("marker", {}).get("symbol") == symbol]
    return dict(found)


def lines(told: dict[str, Any], dash: str) -> list[dict[str, Any]]:
    return [trace for trace in told["data"] if trace.get("line", {}).get("dash") == dash]


def test_a_signal_has_a_shape_of_its_own_and_stands_in_the_key() -> None:
    chart = control_chart(charted(), title="One month stands out")

    assert trace(chart.specification(), "square")["y"] == [0.8]
    assert ("square", SIGNALS["improvement"][1], "Improvement") in chart.scene.key
    assert "January 2023: 80%, improvement (outside limits)." in chart.alt


def test_the_same_signal_is_a_concern_where_less_is_better() -> None:
    chart = control_chart(charted(improvement="decrease"), title="One month stands out")

    assert trace(chart.specification(), "triangle-up")["y"] == [0.8]
    assert "Concern: higher than usual." in chart.alt


def test_a_hidden_month_breaks_the_line_keeps_its_limits_and_is_told() -> None:
    chart = control_chart(charted(), title="A month is hidden")
    told = chart.specification()

    [value] = [trace for trace in lines(told, "solid") if None in trace["y"]]
    assert value["y"][5] is None
    assert trace(told, "x-thin")["x"] == ["2022-06-01"]
    assert all(None not in limit["y"] for limit in lines(told, "7px,4px"))
    assert f"June 2022: hidden: {WHY}." in chart.alt


def test_new_limits_begin_a_new_line_with_a_mark_between() -> None:
    values: list[float | None] = [0.3, 0.31, 0.29, 0.3, 0.32, 0.31, 0.6, 0.61, 0.59, 0.6, 0.62, 0.61]
    chart = control_chart(charted(values, rebase=(6,)), title="The way of recording changed")

    limits = lines(chart.specification(), "7px,4px")
    assert [len(limit["x"]) for limit in limits] == [6, 6, 6, 6]
    assert "New limits from July 2022." in chart.alt
    assert "new limits" in chart.svg()


def test_limits_of_a_share_are_drawn_no_further_than_a_share_can_go() -> None:
    counted = p_chart([0, 1, 0, 3, 0, 1, 0], [8] * 7)
    frame = counted.with_columns(period=pl.Series(months(7), dtype=pl.Date))
    assert frame["lower"].min() < 0  # type: ignore[operator]

    chart = control_chart(frame, title="Few people")

    drawn = [y for limit in lines(chart.specification(), "7px,4px") for y in limit["y"]]
    assert min(drawn) == 0
    assert chart.table["lower"].min() == pytest.approx(frame["lower"].min())


def test_mean_limits_target_and_the_latest_value_are_written_beside_their_lines() -> None:
    chart = control_chart(charted(), title="Named lines")

    ends = {end.text for panel in chart.scene.panels for end in panel.ends}
    mean = chart.table["mean"][0]
    assert {f"Mean {mean:.0%}", "Target 70%", "Latest 80%"} <= ends


def test_labels_of_lines_that_lie_close_are_moved_apart() -> None:
    chart = control_chart(charted([0.5, 0.501, 0.5, 0.502], target=0.501), title="All close together")

    notes = chart.specification()["layout"]["annotations"]
    heights = sorted(
        note["yshift"] + 250 * chart.scene.panels[0].y.share(note["y"])
        for note in notes
        if note["xref"] == "x domain"
    )
    assert len(heights) == 5
    assert all(later - earlier >= 14 for earlier, later in pairwise(heights))


def test_trial_limits_are_called_so() -> None:
    assert (
        "trial limits from fewer than 12 points" in control_chart(charted([0.5, 0.52, 0.51]), title="Few").alt
    )


def test_the_words_say_whether_the_target_will_be_met() -> None:
    chart = control_chart(charted(target=0.95), title="Far below the target")

    assert "Target 95%: Misses the target consistently." in chart.alt


def test_a_chart_of_hidden_months_alone_can_still_be_drawn() -> None:
    chart = control_chart(charted([None, None, None]), title="Every figure is hidden")

    assert len(trace(chart.specification(), "x-thin")["x"]) == 3
    assert "No month has a figure." in chart.alt


def test_a_frame_of_another_make_is_refused() -> None:
    with pytest.raises(SfgError, match="no column 'mean'") as refused:
        control_chart(charted().drop("mean"), title="Wrong")
    assert "xmr()" in str(refused.value)
