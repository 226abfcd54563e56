from __future__ import annotations

from datetime import date

import polars as pl

from sfg_analytics.charts import trend

MONTHS = [date(2025, month, 1) for month in range(1, 7)]


def months() -> pl.DataFrame:
    """Give six months of which the third is hidden."""
    values = [0.3, 0.32, None, 0.4, 0.42, 0.44]
    return pl.DataFrame(
        {
            "period": MONTHS,
            "value": values,
            "lower": [None if value is None else value - 0.1 for value in values],
            "upper": [None if value is None else value + 0.1 for value in values],
            "hidden": [None, None, "fewer than 8 people", None, None, None],
        }
    )


def test_a_hidden_month_breaks_the_line_and_the_band_and_is_marked() -> None:
    drawn = trend(months(), title="Coverage rose").specification()["data"]

    bands = [trace["x"] for trace in drawn if trace.get("fill") == "toself"]
    [line] = [trace for trace in drawn if trace["mode"] == "lines" and "fill" not in trace]
    [crosses] = [trace for trace in drawn if trace.get("marker", {}).get("symbol") == "x-thin"]
    assert [sorted(set(band)) for band in bands] == [
        ["2025-01-01", "2025-02-01"],
        ["2025-04-01", "2025-05-01", "2025-06-01"],
    ]
    assert line["y"][2] is None
    assert line["connectgaps"] is False
    assert crosses["x"] == ["2025-03-01"]


def test_the_month_asked_for_carries_its_value_else_the_last() -> None:
    def labelled(highlighted: date | None) -> list[str]:
        drawn = trend(months(), title="Coverage rose", highlighted=highlighted).specification()["data"]
        return [text for trace in drawn for text in trace.get("text", [])]

    assert labelled(date(2025, 1, 1)) == ["<b>30%</b>"]
    assert labelled(None) == ["<b>44%</b>"]


def test_the_words_name_each_month() -> None:
    alt = trend(months(), title="Coverage rose").alt

    assert "January 2025: 30% (95% interval 20% to 40%)." in alt
    assert "March 2025: hidden: fewer than 8 people." in alt


def test_months_that_are_all_hidden_can_still_be_drawn() -> None:
    nothing = months().with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("value", "lower", "upper")
    )

    chart = trend(nothing, title="Every figure is hidden")

    assert chart.table["value"].null_count() == 6
