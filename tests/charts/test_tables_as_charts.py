"""Transitions, flows, supply against demand: tables drawn as cells or streams."""

from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics.charts import moves, sankey, supply_and_demand, transitions
from sfg_analytics.charts.theme import SEQUENTIAL
from sfg_analytics.errors import SfgError
from sfg_analytics.statistics import transition_matrix
from tests.charts.samples import HOSTILE, WHY, moved, vacancies


def test_rows_are_before_columns_after_and_cells_carry_their_share() -> None:
    told = transitions(moved(), title="From what to what").specification()

    [cells] = [trace for trace in told["data"] if trace["type"] == "bar"]
    [written] = [trace for trace in told["data"] if trace.get("mode") == "text"]
    assert told["layout"]["yaxis"]["ticktext"][0] == "Depth"
    assert (cells["x"][:3], cells["base"][:3]) == ([0, 1, 2], [-0.47] * 3)
    assert written["text"] == ["50%", "30%", "20%", "25%", "60%"]


def test_the_darkest_cell_is_the_largest_share() -> None:
    [cells] = [
        trace for trace in transitions(moved(), title="A").specification()["data"] if trace["type"] == "bar"
    ]

    assert cells["marker"]["color"][4] == SEQUENTIAL[0]
    assert cells["marker"]["color"][2] == SEQUENTIAL[-2]


def test_a_hidden_cell_stays_white_with_a_cross_and_is_told() -> None:
    chart = transitions(moved(), title="From what to what")

    [crosses] = [
        trace for trace in chart.specification()["data"] if trace.get("marker", {}).get("symbol") == "x-thin"
    ]
    assert (crosses["x"], crosses["y"]) == ([2], [1])
    assert f"hidden: {WHY} Stretch or complexity" in chart.alt
    assert "15%" not in chart.svg()  # what is left of the row


def test_a_matrix_of_people_becomes_a_table_of_shares() -> None:
    counted = transition_matrix(["a", "a", "a", "b"], ["a", "b", "b", None], categories=["a", "b"])

    listed = moves(counted)

    assert listed["value"].to_list() == [1 / 3, 2 / 3, None, None]
    assert transitions(listed, title="Few people").table.height == 4


def test_a_pair_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(SfgError, match="twice") as refused:
        transitions(pl.concat([moved(), moved()[:1]]), title="A")
    assert "1 rows too many" in str(refused.value)


def test_streams_are_as_wide_as_people_are_many_and_the_hidden_are_counted_not_drawn() -> None:
    chart = sankey(moved(), title="From what to what")

    [streams] = chart.specification()["data"]
    assert streams["link"]["value"] == [50, 30, 20, 50, 120]
    assert streams["link"]["source"] == [0, 0, 0, 1, 1]
    assert streams["link"]["target"] == [2, 3, 4, 2, 3]
    assert chart.alt.endswith("1 of 6 streams are hidden and not drawn.")


def test_where_plotly_cannot_draw_streams_are_a_matrix() -> None:
    assert sankey(moved(), title="A").svg() == transitions(moved(), title="A").svg().replace(
        "</desc>", " 1 of 6 streams are hidden and not drawn.</desc>"
    )


def test_people_for_each_vacancy_are_classed_and_written() -> None:
    chart = supply_and_demand(vacancies(), title="People for each vacancy")
    [cells] = [trace for trace in chart.specification()["data"] if trace["type"] == "bar"]
    [written] = [trace for trace in chart.specification()["data"] if trace.get("mode") == "text"]

    assert cells["marker"]["color"] == [SEQUENTIAL[0], SEQUENTIAL[3], SEQUENTIAL[1]]
    assert written["text"] == ["2.4", "0.3", "1.2"]
    assert f"{HOSTILE}, Medical: hidden: {WHY}." in chart.alt


@pytest.mark.parametrize(
    ("value", "place"), [(2.0, 0), (1.99, 1), (1.0, 1), (0.99, 2), (0.5, 2), (0.49, 3), (0, 3)]
)
def test_as_many_people_as_posts_is_the_edge_of_a_class(value: float, place: int) -> None:
    one = pl.DataFrame({"organisation": ["ZZ1"], "staff_group": ["Nursing"], "value": [value]})

    [cells] = [
        trace for trace in supply_and_demand(one, title="A").specification()["data"] if trace["type"] == "bar"
    ]
    assert cells["marker"]["color"] == [SEQUENTIAL[place]]


def test_the_words_of_a_large_map_count_its_classes() -> None:
    many = pl.DataFrame(
        {
            "organisation": [f"ZZ{place // 9}" for place in range(90)],
            "staff_group": [f"Group {place % 9}" for place in range(90)],
            "value": [None if place % 9 == 0 else 0.3 + 0.3 * (place % 9) for place in range(90)],
        }
    )

    alt = supply_and_demand(many, title="A").alt

    assert (
        "2 or more: 30 cells. 1 to under 2: 30 cells. Half to under 1: 20 cells. Under half: 0 cells." in alt
    )
    assert "No figure: 10 cells." in alt
