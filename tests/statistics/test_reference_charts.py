"""Control charts, rule by rule and whole, against what R packages and other tools give."""

from __future__ import annotations

import numpy as np
import polars as pl

from sfg_analytics.statistics import MAKING_DATA_COUNT, MDC_2023, NHSR, p_chart, xmr, xmr_summary
from sfg_analytics.statistics.icons import assurance
from sfg_analytics.statistics.signals import shift, side_of, trend, two_of_three
from tests.statistics.oracles import Case, agree, all_cases, cases, near

NOT_OURS = {
    "statprocon [1, 51, 100, 50]": "the limit of the moving ranges alone, which no chart of ours draws",
    "u chart": "a rate of events has its funnel and its XmR chart, as Making Data Count advises",
    "xbar chart": "means of samples are not what is counted here",
    "t chart": "days between events are not what is counted here",
    "PowerBI 2in3": "its third point may lie anywhere, which is none of our policies",
}
WORDS = {
    "Common Cause": None,
    "Above UCL": "outside limits",
    "Below LCL": "outside limits",
    "7 Point Trend (Increasing)": "trend",
    "7 Point Trend (Decreasing)": "trend",
    "2 in 3 Above CL": "two of three",
    "2 in 3 Below CL": "two of three",
    "7 Points Above CL": "shift",
    "7 Points Below CL": "shift",
}


def is_a_series(case: Case) -> bool:
    return "dates" in case["input"]


def chart_of(case: Case) -> pl.DataFrame:
    put = case["input"]
    return xmr(
        put["values"],
        policy=NHSR if put["screen_outliers"] else MAKING_DATA_COUNT,
        baseline=put["fix_after_n_points"],
        rebase=[put["dates"].index(date) for date in put["rebase_dates"]],
        improvement=put["improvement_direction"],
        target=put["target"],
    )


def check_series(case: Case) -> None:
    expected, chart = case["expected"], chart_of(case)
    assert chart["segment"].to_list() == expected["rebase_group"]
    assert chart["signal"].to_list() == [WORDS[words] for words in expected["special_cause_type"]]
    kinds = [
        words.removeprefix("special_cause_").removeprefix("neutral_").removesuffix("_cause")
        for words in expected["point_type"]
    ]
    assert chart["kind"].to_list() == kinds
    outside = chart["signals"].list.contains("outside limits")
    assert outside.to_list() == expected["outside_limits"]
    values, mean = chart["value"].to_numpy(), chart["mean"].to_numpy()
    assert np.sign(np.round(values - mean, 12)).tolist() == expected["relative_to_mean"]
    near_limit = (chart["value"] > chart["near_upper"]) | (chart["value"] < chart["near_lower"])
    assert (near_limit & ~outside).to_list() == expected["close_to_limits"]
    for segment, limits in expected["limits_by_group"].items():
        ((mean_, lower, upper),) = (
            chart.filter(pl.col("segment") == int(segment)).select("mean", "lower", "upper").unique().rows()
        )
        near([mean_, lower, upper], [limits["mean"], limits["lpl"], limits["upl"]], case["tolerance"])
    summary = xmr_summary(chart)
    for said in expected["summary"]:
        own = chart.filter(pl.col("segment") == said.get("rebase_group", 0))
        assert own.height == said["n"]
        assert (own["kind"] == "common").sum() == said["common_cause"]
        at_its_end = xmr_summary(own)
        assert at_its_end.variation in said["variation_type"]
        if said.get("assurance_type"):
            assert at_its_end.assurance == said["assurance_type"]
    assert summary.variation in expected["last_point_type"]


@cases("spc_xmr", where=lambda case: is_a_series(case) and not case.get("peer_behaviour_only"))
def test_a_series(case: Case) -> None:
    check_series(case)


@cases("spc_xmr", where=lambda case: bool(case.get("peer_behaviour_only")))
def test_screening_that_would_leave_no_variation_is_not_done(case: Case) -> None:
    # R screens every moving range but those of 0, and then flags every point; unscreened is what we give.
    chart = chart_of(case)
    assert chart["signals"].list.contains("outside limits").to_list() != case["expected"]["outside_limits"]
    unscreened = xmr(case["input"]["values"], policy=MAKING_DATA_COUNT)
    assert chart.equals(unscreened)


@cases("spc_rules", where=is_a_series)
def test_a_series_made_to_try_a_rule(case: Case) -> None:
    check_series(case)


LIMITS = {
    "mean": "mean",
    "lpl": "lower",
    "upl": "upper",
    "two_sigma_lower": "near_lower",
    "two_sigma_upper": "near_upper",
}


@cases(
    "spc_xmr",
    where=lambda case: "values" in case["input"] and not is_a_series(case) and case["name"] not in NOT_OURS,
)
def test_limits_of_a_short_series(case: Case) -> None:
    put = case["input"]
    chart = xmr(put["values"], policy=NHSR if put["screen_outliers"] else MAKING_DATA_COUNT)
    agree(
        case,
        {name: chart[column][0] for name, column in LIMITS.items() if name in case["expected"]},
        left_out={"mr_upper": "the limit of the moving ranges, which no chart of ours draws"},
    )


@cases("spc_xmr", where=lambda case: "lpl" in case["input"])
def test_assurance(case: Case) -> None:
    put = case["input"]
    found = [
        assurance(lower, upper, put["target"], put["improvement_direction"])
        for lower, upper in zip(put["lpl"], put["upl"], strict=True)
    ]
    agree(case, {"assurance_type": found})


def function_is(*names: str) -> object:
    return lambda case: case["input"].get("function") in names


@cases("spc_rules", where=function_is("run_trigger_7"))
def test_a_shift_is_first_seen_at_its_seventh_point(case: Case) -> None:
    side = np.array(case["input"]["relative_to_mean"], dtype=np.int8)
    seen = [int(shift(side[: end + 1])[-1] != 0) for end in range(side.size)]
    agree(case, {"flags": seen})


@cases("spc_rules", where=function_is("trend_trigger_7"))
def test_a_trend_is_first_seen_at_its_seventh_point(case: Case) -> None:
    values = np.array(case["input"]["values"], dtype=float)
    seen = [int(trend(values[: end + 1])[-1]) for end in range(values.size)]
    agree(case, {"flags": seen})


@cases("spc_rules", where=function_is("two_in_three_window", "two_in_three_flagged"))
def test_two_of_three_flags_the_points_near_the_limit(case: Case) -> None:
    # The peer's first function tells the windows; the points flagged are those in one that are near.
    close = np.array(case["input"]["close"], dtype=bool)
    side = np.array(case["input"]["relative_to_mean"], dtype=np.int8)
    in_window = np.array(case["expected"]["flags"], dtype=bool)
    assert (two_of_three(close, side) != 0).tolist() == (in_window & close).tolist()


@cases("spc_rules", where=function_is("trend_n"))
def test_trends_of_so_many_points_with_their_direction(case: Case) -> None:
    values = np.array(case["input"]["values"], dtype=float)
    words = {1: "upper", -1: "lower", 0: "none"}
    agree(case, {"flags": [words[int(flag)] for flag in trend(values, case["input"]["n"])]})


@cases("spc_rules", where=function_is("trend_points"))
def test_trends_of_so_many_points(case: Case) -> None:
    values = np.array(case["input"]["values"], dtype=float)
    agree(case, {"flags": (trend(values, case["input"]["n"]) != 0).tolist()})


@cases("spc_rules", where=function_is("shift_points"))
def test_shifts_of_so_many_points(case: Case) -> None:
    side = side_of(np.array(case["input"]["values"], dtype=float), np.array(case["input"]["centre"]))
    agree(case, {"flags": (shift(side, case["input"]["n"]) != 0).tolist()})


@cases("spc_rules", where=function_is("two_in_three_variants"))
def test_the_two_definitions_of_two_of_three(case: Case) -> None:
    # The limits given are screened ones; the rule itself is asked.
    put = case["input"]
    values, mean, upper = np.array(put["values"], dtype=float), put["mean"], put["upl"]
    away, width = np.abs(values - mean), upper - mean
    side = side_of(values, np.array(mean))
    beyond = away > width * 2 / 3
    found = {
        NHSR.two_of_three: two_of_three(beyond & (away <= width), side),
        MDC_2023.two_of_three: two_of_three(beyond, side),
    }
    agree(
        case,
        {"nhsr": (found["zone"] != 0).tolist(), "mdc2023": (found["beyond"] != 0).tolist()},
        left_out={"western_electric": "its third point may lie anywhere, which is none of our policies"},
    )


@cases("spc_attribute_charts", where=lambda case: case["name"] in {"i chart", "pprime chart"})
def test_limits_printed_by_another_tool(case: Case) -> None:
    # It takes 3 / 1.128 where ours is 2.66, which does not show in the digits it prints.
    put = case["input"]
    x, n = np.array(put["numerators"]), np.array(put["denominators"])
    chart = xmr(x / n) if put["chart"] == "i" else p_chart(x, n)
    per = 1 if put["chart"] == "i" else 100
    columns = {"ul99": "upper", "ul95": "near_upper", "ll95": "near_lower", "ll99": "lower"}
    agree(
        case,
        {name: per * chart[column].to_numpy() for name, column in columns.items()},
        left_out={"scale_note": "words"},
    )


@cases("spc_attribute_charts", where=lambda case: case["name"] == "pprime chart full precision")
def test_laneys_chart_to_all_digits(case: Case) -> None:
    chart = p_chart(case["input"]["numerators"], case["input"]["denominators"])
    columns = {"ucl": "upper", "lcl": "lower", "uwl": "near_upper", "lwl": "near_lower"}
    agree(
        case,
        {
            "centre": chart["mean"][0],
            "sigma": (chart["upper"] - chart["mean"]).to_numpy() / 3,
            **{name: chart[column].to_numpy() for name, column in columns.items()},
        },
    )


def test_no_case_is_forgotten() -> None:
    functions = {
        "run_trigger_7",
        "trend_trigger_7",
        "two_in_three_window",
        "two_in_three_flagged",
        "trend_n",
        "trend_points",
        "shift_points",
        "two_in_three_variants",
    }
    for topic in ("spc_xmr", "spc_rules", "spc_attribute_charts"):
        for case in all_cases(topic):
            put = case["input"]
            tested = (
                is_a_series(case)
                or put.get("function") in functions
                or "lpl" in put
                or put.get("chart") in {"i", "pprime"}
                or (topic == "spc_xmr" and case["name"] not in NOT_OURS)
            )
            assert tested != case["name"].startswith(tuple(NOT_OURS)), case["name"]
