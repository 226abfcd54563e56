from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics.charts import intervals
from sfg_analytics.errors import SfgError


def estimated(**columns: list[object]) -> pl.DataFrame:
    rows: dict[str, list[object]] = {
        "group": ["White", "All other ethnic groups", "Unknown"],
        "value": [0.5, 0.4, None],
        "lower": [0.45, 0.3, None],
        "upper": [0.55, 0.6, None],
        "hidden": [None, None, "fewer than 8 people"],
    }
    return pl.DataFrame(rows | columns)


def marks(chart_json: dict[str, object], text: str) -> list[float]:
    """Find the places on the vertical axis of the marks whose text holds something."""
    traces = chart_json["data"]
    assert isinstance(traces, list)
    return [
        y
        for trace in traces
        for y, said in zip(trace["y"], trace.get("text", []), strict=False)
        if text in said
    ]


def test_every_group_keeps_its_row_the_unknown_and_the_hidden_too() -> None:
    chart = intervals(estimated(), title="Coverage by ethnicity")

    assert chart.figure.layout.yaxis.ticktext == ("White", "All other ethnic<br>groups", "Unknown")
    assert chart.table["label"].to_list() == ["White", "All other ethnic groups", "Unknown"]


def test_a_hidden_group_is_marked_with_its_reason_in_its_own_row() -> None:
    drawn = intervals(estimated(), title="Coverage by ethnicity").specification()

    assert marks(drawn, "hidden: fewer than 8 people") == [2]


def test_whiskers_end_at_the_limits_on_either_side() -> None:
    [dots, _] = intervals(estimated(), title="Coverage by ethnicity").specification()["data"]

    ends = [
        (x - below, x + above)
        for x, below, above in zip(
            dots["x"], dots["error_x"]["arrayminus"], dots["error_x"]["array"], strict=True
        )
    ]
    assert ends == [pytest.approx((0.45, 0.55)), pytest.approx((0.3, 0.6))]


def test_the_axis_begins_at_zero_and_holds_every_whisker() -> None:
    begin, end = intervals(estimated(), title="Coverage by ethnicity").figure.layout.xaxis.range

    assert begin == 0
    assert end >= 0.6


def test_the_one_in_focus_differs_by_more_than_colour() -> None:
    [others, focus, _] = intervals(estimated(), title="Coverage", focus="White").specification()["data"]

    assert focus["y"] == [0]
    assert focus["marker"]["symbol"] != others["marker"]["symbol"]
    assert focus["marker"]["size"] > others["marker"]["size"]


def test_the_words_give_every_value_its_interval_and_every_gap_its_reason() -> None:
    alt = intervals(estimated(), title="Coverage by ethnicity", caption="March 2025").alt

    assert alt.startswith("Coverage by ethnicity. Dot chart with 95% intervals, 3 rows. March 2025.")
    assert "White: 50% (95% interval 45% to 55%)." in alt
    assert alt.endswith("Unknown: hidden: fewer than 8 people.")


def test_the_words_of_a_long_chart_give_the_range_and_count_the_hidden() -> None:
    many = pl.DataFrame(
        {
            "group": [f"Group {n}" for n in range(20)],
            "value": [None, *[0.1 + n / 100 for n in range(19)]],
            "lower": [None] * 20,
            "upper": [None] * 20,
        }
    )

    alt = intervals(many, title="Coverage").alt

    assert (
        "20 rows; the table gives every one. Values run from 10% (Group 1) to 28% (Group 19). 1 hidden."
        in alt
    )


def test_markup_in_a_label_is_shown_and_not_obeyed() -> None:
    spoilt = estimated(group=['<a href="javascript:x">A</a>', "B & C", None])

    drawn = intervals(spoilt, title="Coverage <b>", caption="<i>").specification()

    shown = [*drawn["layout"]["yaxis"]["ticktext"], drawn["layout"]["title"]["text"].removeprefix("<b>")]
    assert not any("<a" in text or "<i" in text for text in shown)
    assert drawn["layout"]["yaxis"]["ticktext"][1:] == ["B &amp; C", "Unknown"]


def test_a_title_too_long_to_be_read_at_a_glance_is_refused() -> None:
    with pytest.raises(SfgError, match="too long"):
        intervals(estimated(), title="one two three four five six seven eight nine ten eleven")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SfgError, match="no column 'lower'"):
        intervals(estimated().drop("lower"), title="Coverage")


def test_a_chart_where_everything_is_hidden_can_still_be_drawn() -> None:
    nothing = pl.DataFrame(
        {"group": ["A"], "value": [None], "lower": [None], "upper": [None], "hidden": ["fewer than 8 people"]}
    )

    assert marks(intervals(nothing, title="Every figure is hidden").specification(), "hidden") == [0]


def test_a_page_that_sets_the_title_as_text_gets_the_drawing_without_it() -> None:
    chart = intervals(estimated(), title="Coverage by ethnicity", caption="March 2025")

    bare = chart.specification(headed=False)["layout"]

    assert "title" not in bare
    assert bare["height"] < chart.specification()["layout"]["height"]


def test_a_notebook_is_given_the_picture_and_the_words() -> None:
    chart = intervals(estimated(), title="Coverage by ethnicity")

    shown = chart._repr_mimebundle_()

    assert shown["text/plain"] == chart.alt
    assert shown["image/svg+xml"] == chart.svg()
    assert len(shown["application/vnd.plotly.v1+json"]["data"]) == 2
