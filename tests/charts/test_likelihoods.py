from __future__ import annotations

from datetime import date
from math import exp, inf, log

import polars as pl
import pytest

from sfg_analytics.charts import likelihoods
from sfg_analytics.errors import SfgError
from sfg_analytics.statistics import compare
from tests.charts.samples import HOSTILE, WHY, compared


def test_half_and_twice_as_likely_lie_equally_far_from_one() -> None:
    rows = compared()[:2].drop("^like.*$").with_columns(ratio=pl.Series([0.5, 2.0]), lower=None, upper=None)

    told = likelihoods(rows, title="A").specification()

    [dots] = [trace for trace in told["data"] if trace.get("marker", {}).get("symbol") == "circle"]
    assert dots["x"] == pytest.approx([log(0.5), log(2)])
    assert told["layout"]["xaxis"]["range"][0] == -told["layout"]["xaxis"]["range"][1]


def test_ticks_stand_where_their_ratio_is_and_one_has_a_line() -> None:
    told = likelihoods(compared(), title="A").specification()

    axis = told["layout"]["xaxis"]
    assert [exp(at) for at in axis["tickvals"]] == pytest.approx([float(text) for text in axis["ticktext"]])
    assert "1" in axis["ticktext"]
    [line] = [trace for trace in told["data"] if trace.get("mode") == "lines"]
    assert line["x"] == [0.0, 0.0]


def test_as_counted_and_like_for_like_stand_one_above_the_other_and_in_the_key() -> None:
    chart = likelihoods(compared(), title="A")

    data = chart.specification()["data"]
    [counted] = [trace for trace in data if trace.get("marker", {}).get("symbol") == "circle"]
    [adjusted] = [trace for trace in data if trace.get("marker", {}).get("symbol") == "diamond"]
    assert counted["y"][0] < 0 < adjusted["y"][0]
    assert [end.text for end in chart.scene.panels[0].ends] == ["0.80", "1.50", "0.95", "1.20"]
    assert [words for _, _, words in chart.scene.key] == ["As counted", "Like for like"]


def test_what_has_no_end_stands_at_the_end_of_the_axis() -> None:
    rows = compared()[:1].with_columns(ratio=pl.lit(inf), lower=pl.lit(2.0), upper=pl.lit(inf))

    chart = likelihoods(rows, title="A")

    told = chart.specification()
    end = told["layout"]["xaxis"]["range"][1]
    [dots] = [trace for trace in told["data"] if trace.get("marker", {}).get("symbol") == "circle"]
    assert dots["x"] == [end]
    assert dots["error_x"]["array"] == [0]
    assert "Infinity" not in str(told)
    assert "inf" not in chart.svg()


def test_a_group_not_compared_says_why() -> None:
    chart = likelihoods(compared(), title="A")

    assert f"Unknown: hidden: {WHY}." in chart.alt
    assert chart.table["label"].to_list() == ["Asian", HOSTILE, "Unknown"]


def test_the_sentences_of_a_comparison_are_its_text_alternative() -> None:
    counted = pl.DataFrame(
        {
            "measure": "coverage",
            "period": date(2025, 3, 1),
            "organisation": "ZZ1",
            "sex": ["Female", "Male"],
            "outcome": pl.Series([None, None], dtype=pl.String),
            "numerator": [40, 80],
            "denominator": [100, 100],
        }
    )
    made = compare(counted, "sex", "Male", statement="had a conversation")

    chart = likelihoods(made, title="Coverage beside men", by="sex")

    assert made["direction"][0] in chart.alt
    assert "Times as likely as Male" in chart.svg()


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SfgError, match="no column 'reference'"):
        likelihoods(compared().drop("reference"), title="A")
