"""Mix over time, representation, small multiples."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.charts import mix, pyramid, small_multiples
from sfg_analytics.charts.theme import PALETTE
from sfg_analytics.errors import SfgError
from tests.charts.samples import HOSTILE, WHY, parities, parts, several


def test_parts_stand_one_upon_the_other_in_their_order_and_colours_in_theirs() -> None:
    bars = [trace for trace in mix(parts(), title="A").specification()["data"] if trace["type"] == "bar"]

    assert [trace["marker"]["color"] for trace in bars] == list(PALETTE[:3])
    assert [trace["base"][0] for trace in bars] == pytest.approx([0, 0.513, 0.8])
    assert [trace["y"][0] for trace in bars] == pytest.approx([0.513, 0.287, 0.2])


def test_a_part_that_is_hidden_leaves_its_column_short_with_a_cross_above() -> None:
    chart = mix(parts(), title="A")
    data = chart.specification()["data"]

    [_, breadth, last] = [trace for trace in data if trace["type"] == "bar"]
    [crosses] = [trace for trace in data if trace.get("marker", {}).get("symbol") == "x-thin"]
    assert "2022-03-01" not in breadth["x"]
    assert last["base"][2] == pytest.approx(0.513)
    assert crosses["x"] == ["2022-03-01"]
    assert crosses["y"][0] > 0.713
    assert "1 of 18 figures are hidden." in chart.alt


def test_parts_are_named_beside_the_last_column_with_their_values() -> None:
    ends = [end.text for end in mix(parts(), title="A").scene.panels[0].ends]

    assert ends == [f"51% {HOSTILE}", "29% Breadth", "20% Not recorded"]


def test_more_parts_than_colours_are_refused() -> None:
    many = pl.DataFrame(
        {
            "period": [date(2025, 1, 1)] * 7,
            "outcome": [f"Part {place}" for place in range(7)],
            "value": [0.1] * 7,
        }
    )

    with pytest.raises(SfgError, match="more parts than can be told apart"):
        mix(many, title="A")


def test_the_workforce_stands_to_the_left_and_the_pipeline_to_the_right() -> None:
    told = pyramid(parities(), title="A").specification()

    left, right = [trace for trace in told["data"] if trace["type"] == "bar"]
    assert (left["x"], right["x"]) == ([-0.7, -0.2], [0.8, 0.15])
    assert [note["text"] for note in told["layout"]["annotations"][:2]] == [
        "<b>Workforce</b>",
        "<b>Pipeline</b>",
    ]


def test_parity_is_written_at_the_end_of_its_row() -> None:
    ends = [(end.y, end.text) for end in pyramid(parities(), title="A").scene.panels[0].ends]

    assert ends == [(-0.6, "Parity"), (0, "1.14"), (1, "0.75")]


def test_a_group_that_is_hidden_keeps_its_row_and_no_share_of_it_is_left_to_be_read() -> None:
    chart = pyramid(parities(), title="A")

    assert chart.table["label"].to_list() == ["White", HOSTILE, "Unknown"]
    assert chart.alt.endswith(f"Unknown: hidden: {WHY}.")
    assert not any(left in chart.svg() + chart.alt for left in (">5%", ">10%", " 5%", " 10%"))


def test_all_small_multiples_have_the_same_axes_and_their_own_heading() -> None:
    layout = small_multiples(several(), title="A").specification()["layout"]

    assert layout["yaxis"]["range"] == layout["yaxis2"]["range"] == layout["yaxis3"]["range"]
    assert layout["xaxis"]["range"] == layout["xaxis3"]["range"]
    headings = [note["text"] for note in layout["annotations"]]
    assert headings[0] == "<b>ZZ1</b>"
    assert headings[2] == "<b>ZZ3</b>"


def test_panels_do_not_lie_over_one_another() -> None:
    layout = small_multiples(several(), title="A").specification()["layout"]

    first, second, third = (layout[f"{axis}"]["domain"] for axis in ("yaxis", "yaxis2", "yaxis3"))
    assert first == second
    assert third[1] < first[0]
    assert layout["xaxis2"]["domain"][0] > layout["xaxis"]["domain"][1]


def test_the_words_give_each_panel_its_first_and_last_value() -> None:
    alt = small_multiples(several(), title="A").alt

    assert "ZZ3: 20% in January 2022, 77% in June 2023; 1 months hidden." in alt
