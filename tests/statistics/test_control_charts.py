from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sfg_analytics.statistics import MAKING_DATA_COUNT, MDC_2023, NHSR, Policy, p_chart, xmr, xmr_summary
from sfg_analytics.statistics.signals import PRIORITY, outside_limits, shift, trend, two_of_three

CALM = [10.0, 12, 9, 11, 10, 12, 8, 11, 9, 12, 10, 11]
COLUMNS = [
    "value",
    "mean",
    "lower",
    "upper",
    "near_lower",
    "near_upper",
    "moving_range",
    "segment",
    "signal",
    "signals",
    "kind",
    "trial_limits",
    "target",
    "improvement",
]
quick = settings(deadline=None, max_examples=30)
series = st.lists(st.none() | st.integers(0, 40).map(float), min_size=1, max_size=60)


def test_limits_are_2_66_mean_moving_ranges_from_the_mean() -> None:
    # By hand: the mean of 1, 4, 2, 5 is 3; moving ranges 3, 2, 3, mean 8 / 3.
    chart = xmr([1, 4, 2, 5])
    assert chart.columns == COLUMNS
    assert chart["moving_range"].to_list() == [None, 3, 2, 3]
    width = 2.66 * 8 / 3
    row = chart.select("mean", "lower", "upper", "near_lower", "near_upper").row(2)
    assert row == pytest.approx((3, 3 - width, 3 + width, 3 - width * 2 / 3, 3 + width * 2 / 3))


def test_a_missing_month_is_a_gap_with_limits_and_breaks_ranges_and_runs() -> None:
    six_up = [13.0, 13, 14, 13, 14, 13]
    chart = xmr([*[10, 11] * 8, *six_up, None, 14])
    gap = chart.row(-2, named=True)
    assert (gap["value"], gap["moving_range"], gap["signal"], gap["signals"], gap["kind"]) == (
        None,
        None,
        None,
        [],
        None,
    )
    assert gap["mean"] == chart["mean"][0]
    assert gap["upper"] == chart["upper"][0]
    assert chart["moving_range"].to_list()[-1] is None
    assert "shift" not in chart["signal"].to_list()[16:]
    joined = xmr([*[10, 11] * 8, *six_up, 14, 14])
    assert all("shift" in signals for signals in joined["signals"].to_list()[16:])
    rising = [1.0, 2, 3, 4, 5, 6, 7]
    assert "trend" in xmr(rising)["signals"].explode().to_list()
    assert "trend" not in xmr([*rising[:3], None, *rising[3:]])["signals"].explode().to_list()


@pytest.mark.parametrize("constant", [0.1, 0.0, 1 / 3, 1e9 + 0.1, -7.3])
@pytest.mark.parametrize("policy", [MAKING_DATA_COUNT, NHSR, MDC_2023])
def test_a_constant_series_has_equal_limits_and_no_signal(constant: float, policy: Policy) -> None:
    chart = xmr([constant] * 31, policy=policy)
    assert chart["lower"].to_list() == chart["upper"].to_list() == [constant] * 31
    assert chart["signal"].null_count() == 31
    assert set(chart["kind"]) == {"common"}


def test_a_number_that_is_the_mean_but_for_rounding_lies_on_it() -> None:
    # 0.1 + 0.2 is a little more than 0.3, which is no side of the mean.
    chart = xmr([*[0.2, 0.4] * 6, *[0.1 + 0.2] * 8])
    assert chart["signal"].null_count() == 20


def test_one_point_has_a_mean_and_no_limits_none_has_nothing_and_few_have_trial_limits() -> None:
    alone = xmr([5])
    assert alone.select("value", "mean", "lower", "upper", "signal", "kind").row(0) == (
        5,
        5,
        None,
        None,
        None,
        "common",
    )
    assert xmr([]).columns == COLUMNS
    assert xmr([]).height == 0
    assert xmr([None, None]).select("mean", "lower", "kind").rows() == [(None, None, None)] * 2
    assert set(xmr(CALM[:11])["trial_limits"]) == {True}
    assert set(xmr(CALM)["trial_limits"]) == {False}
    assert set(xmr([*CALM[:11], None])["trial_limits"]) == {True}
    assert set(xmr(CALM * 2, baseline=11)["trial_limits"]) == {True}
    assert xmr([*CALM, 1, 2, 3], rebase=[12])["trial_limits"].to_list() == [False] * 12 + [True] * 3


def test_segments_are_series_of_their_own() -> None:
    first, second = CALM, [30.0, 33, 31, 34, 30, 33, 35, 36, 37, 38, 39, 40, 41]
    whole = xmr([*first, *second], rebase=[len(first)])
    apart = pl.concat([xmr(first), xmr(second)])
    assert whole["segment"].to_list() == [0] * 12 + [1] * 13
    assert_frame_equal(whole.drop("segment"), apart.drop("segment"), rel_tol=1e-12)


@quick
@given(st.lists(series, min_size=1, max_size=5), st.sampled_from([MAKING_DATA_COUNT, NHSR, MDC_2023]))
def test_any_series_laid_end_to_end_are_each_by_itself(
    many: list[list[float | None]], policy: Policy
) -> None:
    starts = np.cumsum([len(one) for one in many])[:-1].tolist()
    whole = xmr([value for one in many for value in one], rebase=starts, policy=policy, improvement="neutral")
    apart = pl.concat([xmr(one, policy=policy, improvement="neutral") for one in many])
    assert whole["signals"].to_list() == apart["signals"].to_list()
    assert_frame_equal(whole.drop("segment"), apart.drop("segment"))


def test_the_baseline_of_each_segment_alone_makes_its_limits() -> None:
    values = [1.0, 3, 1, 3, 50, 60, 5, 9, 5, 9, 70, 80]
    chart = xmr(values, baseline=4, rebase=[6])
    assert chart["mean"].to_list() == [2.0] * 6 + [7.0] * 6
    assert chart["upper"].to_list() == pytest.approx([2 + 2.66 * 2] * 6 + [7 + 2.66 * 4] * 6)
    assert chart["signal"].to_list()[4:6] == ["outside limits"] * 2
    assert xmr(values, baseline=500).equals(xmr(values))
    # The months of a baseline are counted whether or not they have a value.
    assert xmr([1, None, 3, 100], baseline=3)["mean"][0] == 2


def test_every_point_of_a_run_is_flagged_and_the_first_rule_in_order_names_it() -> None:
    chart = xmr([*[4.0, 18] * 8, 12, 13, 14, 15, 16, 17, 60])
    assert chart["signal"].to_list()[15:] == [None, *["trend"] * 6, "outside limits"]
    assert chart["signals"].to_list()[-1] == ["outside limits", "trend"]
    for signal, signals in chart.select("signal", "signals").rows():
        assert signals == sorted(signals, key=PRIORITY.index)
        assert signal == (signals[0] if signals else None)


def test_a_trend_is_coloured_by_its_direction_and_a_shift_by_its_side() -> None:
    falling = [float(value) for value in (7, 6, 5, 4, 3, 2, 1)]
    assert set(xmr(falling, improvement="increase")["kind"].to_list()[1:-1]) == {"concern"}
    assert set(xmr(falling, improvement="decrease")["kind"].to_list()[1:-1]) == {"improvement"}
    assert set(xmr(falling, improvement="neutral")["kind"].to_list()[1:-1]) == {"low"}
    up = xmr([*[10.0, 11] * 10, 12, 12.5, 12, 12.5, 12, 12.5, 12], improvement="neutral")
    assert up["kind"].to_list()[-1] == "high"


def test_the_top_between_a_rise_and_a_fall_belongs_to_the_rise() -> None:
    up_and_down = np.array([1.0, 2, 3, 4, 3, 2, 1])
    assert trend(up_and_down, 4).tolist() == [1, 1, 1, 1, -1, -1, -1]


def test_policies_differ_where_they_say() -> None:
    six = [10.0, 12, 9, 11, 10, 12, 8, 9, 10, 11, 12, 13, 9, 11, 10, 12, 9, 11]
    assert "trend" not in xmr(six)["signal"].to_list()
    assert xmr(six, policy=MDC_2023)["signal"].to_list()[6:12] == ["trend"] * 6
    spike = [1.0, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    assert xmr(spike, policy=NHSR)["upper"][0] < xmr(spike)["upper"][0]
    own = Policy(name="ours", source="a test", shift=3)
    assert xmr([1.0, 9, 1, 9, 9, 9], policy=own)["signal"].to_list()[3:] == ["shift"] * 3
    for wrong in ({"trend": 1}, {"shift": 0}, {"two_of_three": "three"}, {"screening": 1.0}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Policy(name="wrong", source="a test", **wrong)  # type: ignore[arg-type]


def test_rules_take_series_of_any_length() -> None:
    for size in range(4):
        nothing = np.zeros(size)
        side = nothing.astype(np.int8)
        assert trend(nothing).tolist() == [0] * size
        assert shift(side).tolist() == [0] * size
        assert two_of_three(side != 0, side).tolist() == [0] * size
        assert outside_limits(nothing, nothing, nothing).tolist() == [0] * size


def one_way(steps: np.ndarray) -> bool:
    return bool((steps > 1e-9).all() or (steps < -1e-9).all())


def slow_rules(chart: pl.DataFrame, policy: Policy) -> list[set[str]]:
    """Ask each rule of each window of each segment, one after the other."""
    fired: list[set[str]] = [set() for _ in range(chart.height)]

    def ask(size: int, rule: str, asked: Callable[[np.ndarray, np.ndarray, float], Any]) -> None:
        for start in range(chart.height - size + 1):
            window = chart.slice(start, size)
            if window["segment"].n_unique() == 1 and not window["value"].null_count():
                values, width = window["value"].to_numpy(), (window["upper"] - window["mean"])[0]
                away = values - window["mean"].to_numpy()
                flagged = asked(values, away, np.inf if width is None else width)
                for place in np.flatnonzero(np.broadcast_to(flagged, size)):
                    fired[start + int(place)].add(rule)

    def near_a_limit(_: np.ndarray, away: np.ndarray, width: float) -> Any:
        near = np.abs(away) > width * 2 / 3 + 1e-9
        if policy.two_of_three == "zone":
            near &= np.abs(away) <= width + 1e-9
        return near & one_way(away) & (near.sum() >= 2)

    ask(1, "outside limits", lambda _, away, width: np.abs(away) > width + 1e-9)
    ask(policy.trend, "trend", lambda values, *_: one_way(np.diff(values)))
    ask(policy.shift, "shift", lambda _, away, __: one_way(away))
    ask(3, "two of three", near_a_limit)
    return fired


@quick
@given(series, st.sets(st.integers(0, 59)), st.sampled_from([MAKING_DATA_COUNT, NHSR, MDC_2023]))
def test_rules_agree_with_looking_at_every_window(
    values: list[float | None], rebase: set[int], policy: Policy
) -> None:
    chart = xmr(values, rebase=[place for place in rebase if place < len(values)], policy=policy)
    assert [set(signals) for signals in chart["signals"].to_list()] == slow_rules(chart, policy)


@quick
@given(series, st.integers(-50, 50))
def test_signals_do_not_depend_on_the_unit_and_turn_with_the_series(
    values: list[float | None], offset: int
) -> None:
    chart = xmr(values, improvement="neutral")
    scaled = xmr([None if value is None else 2 * value + offset for value in values], improvement="neutral")
    assert scaled["signals"].to_list() == chart["signals"].to_list()
    turned = xmr([None if value is None else -value for value in values], improvement="neutral")
    opposite = {"high": "low", "low": "high", "common": "common", None: None}
    assert turned["signals"].to_list() == chart["signals"].to_list()
    assert turned["kind"].to_list() == [opposite[kind] for kind in chart["kind"].to_list()]


def test_lists_arrays_and_series_are_the_same_and_nothing_given_is_changed() -> None:
    given_ = np.array(CALM)
    chart = xmr(given_)
    assert chart.equals(xmr(CALM))
    assert chart.equals(xmr(pl.Series(CALM)))
    assert given_.tolist() == CALM
    holed = xmr([*CALM, np.nan])
    assert holed.equals(xmr(pl.Series([*CALM, None])))


def test_the_summary_is_of_the_latest_point_that_has_a_value() -> None:
    spike = [*CALM, 40.0]
    assert xmr_summary(xmr(spike)).variation == "improvement"
    assert xmr_summary(xmr([*spike, None])).variation == "improvement"
    assert xmr_summary(xmr([*spike, 10])).variation == "common"
    assert xmr_summary(xmr(spike, improvement="decrease")).variation == "concern"
    for nothing in ([], [None, None]):
        summary = xmr_summary(xmr(nothing, target=3))
        assert (summary.variation, summary.assurance, summary.trial_limits) == (None, None, True)


@pytest.mark.parametrize(
    ("target", "increase", "decrease"),
    [(0, "pass", "fail"), (99, "fail", "pass"), (10.4, "inconsistent", "inconsistent")],
)
def test_assurance_asks_on_which_side_of_the_limits_the_target_lies(
    target: float, increase: str, decrease: str
) -> None:
    for improvement, expected in (("increase", increase), ("decrease", decrease)):
        found = xmr_summary(xmr(CALM, target=target, improvement=improvement)).assurance
        assert found == (expected if expected == "inconsistent" else f"consistent_{expected}")


def test_a_target_on_a_limit_is_inconsistent_and_none_is_no_assurance() -> None:
    limits = xmr(CALM).select("lower", "upper").row(0)
    for limit in limits:
        assert xmr_summary(xmr(CALM, target=limit)).assurance == "inconsistent"
    assert xmr_summary(xmr(CALM)).assurance is None
    assert xmr_summary(xmr(CALM, target=0, improvement="neutral")).assurance is None
    assert xmr_summary(xmr([5], target=0)).assurance is None
    # Each point may have a target of its own; the latest point's counts.
    moving = xmr(CALM, target=[0] * 11 + [99])
    assert moving["target"].to_list() == [0.0] * 11 + [99.0]
    assert xmr_summary(moving).assurance == "consistent_fail"
    assert xmr_summary(moving.head(5)).assurance == "consistent_pass"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"values": [[1, 2], [3, 4]]}, "values must be one-dimensional"),
        ({"values": 3}, "values must be one-dimensional"),
        ({"values": [1, np.inf]}, "values must be finite; 1 of 2"),
        ({"values": ["1"]}, "values must hold numbers only"),
        ({"values": [1, 2], "rebase": [2]}, "rebase must hold positions from 0 to 1; 1 of 1"),
        ({"values": [1, 2], "rebase": [-1]}, "rebase must hold positions"),
        ({"values": [1, 2], "rebase": [0.5]}, "rebase must hold positions, which are whole"),
        ({"values": [1, 2], "rebase": [date(2025, 1, 1)]}, "rebase must hold positions, which are whole"),
        ({"values": [1, 2], "baseline": 1}, "baseline must be a whole number of periods, 2 or more"),
        ({"values": [1, 2], "baseline": 2.5}, "baseline must be a whole number"),
        ({"values": [1, 2], "improvement": "up"}, "improvement must be one of increase, decrease, neutral"),
        ({"values": [1, 2], "target": [1, 2, 3]}, "values and target must have shapes that fit"),
        ({"values": [1, 2], "target": "high"}, "target must hold numbers only"),
    ],
)
def test_what_cannot_be_charted_is_refused_by_name(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        xmr(**arguments)


def test_a_frame_of_another_make_has_no_summary() -> None:
    with pytest.raises(ValueError, match="it lacks lower, upper, kind"):
        xmr_summary(pl.DataFrame({"value": [1.0]}))


def test_plain_limits_of_a_proportion_are_three_binomial_errors() -> None:
    # By hand: 30 of 300; the error of 100 people is 0.03, of 400 it is 0.015.
    chart = p_chart([10, 10, 10, 40], [100, 100, 100, 400], laney=False)
    assert chart["mean"].to_list() == pytest.approx([0.1] * 4)
    assert chart["upper"].to_list() == pytest.approx([0.19, 0.19, 0.19, 0.145])
    assert chart["near_lower"].to_list() == pytest.approx([0.04, 0.04, 0.04, 0.07])
    assert chart["moving_range"].to_list() == [None, 0, 0, 0]


def test_laneys_limits_know_how_months_differ_where_plain_ones_are_useless() -> None:
    rng = np.random.default_rng(7)
    people = rng.integers(90_000, 110_000, 36)
    held = rng.binomial(people, np.clip(0.8 + rng.normal(0, 0.02, 36), 0, 1))
    plain, scaled = p_chart(held, people, laney=False), p_chart(held, people)
    outside = [int((chart["signal"] == "outside limits").sum()) for chart in (plain, scaled)]
    assert outside[0] > 20
    assert outside[1] <= 1


def test_a_month_of_nobody_is_a_gap_and_rates_all_the_same_are_no_signal() -> None:
    chart = p_chart([5, 0, 6, None, 4], [10, 0, 10, 10, None])
    assert chart["value"].to_list() == [0.5, None, 0.6, None, None]
    assert chart["lower"].to_list()[1] is None
    for x, n in (
        ([0] * 15, [7] * 15),
        ([7] * 15, [7] * 15),
        ([1] * 15, [3] * 15),
        (range(1, 16), range(3, 48, 3)),
    ):
        for laney in (True, False):
            assert p_chart(list(x), list(n), laney=laney)["signal"].null_count() == 15
    assert p_chart([], []).columns == COLUMNS
    assert p_chart([3], [5]).select("mean", "lower").row(0) == (0.6, None)
    with pytest.raises(ValueError, match="numerator must not be larger than the denominator; 1 of 2"):
        p_chart([3, 1], [2, 1])


def test_a_chart_of_proportions_takes_segments_baselines_and_targets_too() -> None:
    x, n = [5, 6, 5, 6, 50, 60, 50, 60], [100] * 8
    chart = p_chart(x, n, rebase=[4], baseline=2, target=0.9, improvement="decrease")
    assert chart["mean"].to_list() == pytest.approx([0.055] * 4 + [0.55] * 4)
    assert xmr_summary(chart).assurance == "consistent_pass"
