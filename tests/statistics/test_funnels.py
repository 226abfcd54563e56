from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sfg_analytics.statistics import Funnel, funnel, shrink
from sfg_analytics.statistics.shrinkage import fit_beta_binomial

KINDS = ["proportion", "rate", "ratio"]
COLUMNS = [
    "numerator",
    "denominator",
    "value",
    "z",
    "lower_95",
    "upper_95",
    "lower_998",
    "upper_998",
    "signal",
]
quick = settings(deadline=None, max_examples=40)
units = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted), min_size=1, max_size=25
).map(lambda pairs: ([pair[0] for pair in pairs], [pair[1] for pair in pairs]))


def test_a_proportion_is_measured_on_the_arcsine_of_its_root() -> None:
    # By hand: 60 of 200 is the target; the angle of 0.5 is pi / 4, the error of 100 people 1 / 20.
    made = funnel([50, 10], [100, 100], overdispersion=False)
    middle = np.arcsin(np.sqrt(0.3))
    assert made.points.columns == COLUMNS
    assert made.target == pytest.approx(0.3)
    assert made.points["z"][0] == pytest.approx((np.pi / 4 - middle) * 20)
    assert made.points["upper_95"][0] == pytest.approx(np.sin(middle + 1.959963984540054 / 20) ** 2)
    assert made.points["signal"].to_list() == ["above 99.8%", "below 99.8%"]


def test_phi_and_tau2_by_hand_without_winsorising() -> None:
    # Three units of 100 people at 0.2, 0.5 and 0.8: equal weights of 400, so tau2 is (3 phi - 2) / (1200 - 400).
    made = funnel([20, 50, 80], [100, 100, 100], winsorise=0)
    phi = np.mean(made.points["z"].to_numpy() ** 2)
    assert made.phi == pytest.approx(phi)
    assert made.tau2 == pytest.approx((3 * phi - 2) / 800)


def test_winsorising_draws_the_extremes_in_and_leaves_z_as_it_is() -> None:
    x, n = [48, 50, 52, 49, 51, 50, 47, 53, 50, 99], [100] * 10
    drawn_in, plain = funnel(x, n), funnel(x, n, winsorise=0)
    assert drawn_in.phi < plain.phi / 5
    assert drawn_in.points["z"].equals(plain.points["z"])
    assert drawn_in.points["signal"][-1] == "above 99.8%"


@pytest.mark.parametrize("kind", KINDS)
def test_units_no_more_different_than_chance_have_no_variance_between_them(kind: str) -> None:
    made = funnel([50, 51, 49, 50], [100] * 4, kind=kind)
    assert made.phi < 1
    assert made.tau2 == 0
    plain = funnel([50, 51, 49, 50], [100] * 4, kind=kind, overdispersion=False)
    assert_frame_equal(made.points, plain.points)


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(counts=units, winsorise=st.sampled_from([0, 0.1, 0.25]))
def test_limits_hold_the_target_close_in_with_size_and_keep_their_order(
    kind: str, counts: tuple[list[int], list[int]], winsorise: float
) -> None:
    made = funnel(*counts, kind=kind, winsorise=winsorise)
    if not made.limits.height or (kind == "ratio" and made.target == 0):
        return
    limits = made.limits
    assert made.tau2 >= 0
    for column in ("lower_95", "lower_998"):
        assert (limits[column].diff().drop_nulls() >= -1e-12).all()
    for column in ("upper_95", "upper_998"):
        assert (limits[column].diff().drop_nulls() <= 1e-12).all()
    row = limits.select(
        ordered=(pl.col("lower_998") <= pl.col("lower_95"))
        & (pl.col("lower_95") <= made.target + 1e-12)
        & (pl.col("upper_95") >= made.target - 1e-12)
        & (pl.col("upper_998") >= pl.col("upper_95"))
    )
    assert row["ordered"].all()
    if kind == "proportion":
        assert limits["lower_998"].min() >= 0  # type: ignore[operator]
        assert limits["upper_998"].max() <= 1  # type: ignore[operator]


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(counts=units)
def test_units_are_taken_in_any_order_and_those_of_nobody_take_no_part(
    kind: str, counts: tuple[list[int], list[int]]
) -> None:
    x, n = counts
    made = funnel(x, n, kind=kind)
    turned = funnel(x[::-1], n[::-1], kind=kind)
    assert_frame_equal(turned.points.reverse(), made.points)
    more = funnel([*x, 0, None], [*n, 0, 9], kind=kind)
    assert_frame_equal(more.points.head(len(x)), made.points)
    assert more.points.tail(2).drop("signal").null_count().row(0) == (2,) * 8
    assert more.phi == pytest.approx(made.phi, nan_ok=True)
    assert funnel(pl.Series(x), np.array(n, dtype=float), kind=kind).points.equals(made.points)


def test_signals_are_the_widest_limits_a_value_lies_outside() -> None:
    made = funnel([30, 50, 62, 50, 75], [100] * 5, overdispersion=False, levels=(0.998, 0.9, 0.95))
    assert [column for column in made.points.columns if column.startswith("lower")] == [
        "lower_90",
        "lower_95",
        "lower_998",
    ]
    for row in made.points.to_dicts():
        outside = [
            level
            for level, name in ((99.8, "998"), (95, "95"), (90, "90"))
            if not row[f"lower_{name}"] <= row["value"] <= row[f"upper_{name}"]
        ]
        word = "above" if row["value"] > made.target else "below"
        assert row["signal"] == (f"{word} {outside[0]:g}%" if outside else None)


@pytest.mark.parametrize("kind", KINDS)
def test_one_unit_is_its_own_target_and_none_is_nothing(kind: str) -> None:
    alone = funnel([30], [50], kind=kind)
    assert alone.target == 0.6
    assert alone.tau2 == 0
    assert alone.points["signal"].to_list() == [None]
    for nothing in (funnel([], [], kind=kind), funnel([0, None], [0, 5], kind=kind)):
        assert isinstance(nothing, Funnel)
        assert np.isnan([nothing.target, nothing.phi, nothing.tau2]).all()
        assert nothing.limits.height == 0
        assert nothing.points["signal"].null_count() == nothing.points.height


@pytest.mark.parametrize("kind", KINDS)
def test_rates_all_0_or_all_1_are_no_signal(kind: str) -> None:
    for x, n in (([0, 0, 0], [5, 50, 500]), ([5, 50, 500], [5, 50, 500])):
        assert funnel(x, n, kind=kind).points["signal"].null_count() == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"numerator": [3], "denominator": [2]}, "numerator must not be larger than the denominator; 1 of 1"),
        ({"numerator": 3, "denominator": 5}, "numerator must be one-dimensional"),
        ({"kind": "share"}, "kind must be one of proportion, rate, ratio"),
        ({"kind": ["rate"]}, "kind must be one of proportion, rate, ratio"),
        ({"winsorise": 0.5}, "winsorise must lie between 0 and 0.5"),
        ({"winsorise": -0.1}, "winsorise must lie between 0 and 0.5"),
        ({"levels": ()}, "levels must hold at least one"),
        ({"levels": (0.95, 99.8)}, "level must lie between 0 and 1"),
        ({"denominator": [-2]}, "denominator must not be negative; 1 of 1"),
    ],
)
def test_what_makes_no_funnel_is_refused_by_name(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        funnel(**({"numerator": [1], "denominator": [2]} | arguments))
    assert funnel([3], [2], kind="rate").target == 1.5


@quick
@given(counts=units)
def test_shrunken_rates_lie_between_the_raw_and_the_common_and_in_their_limits(
    counts: tuple[list[int], list[int]],
) -> None:
    shrunken = shrink(*counts)
    assert shrunken.columns == ["value", "lower", "upper", "raw", "weight", "alpha", "beta"]
    known = shrunken.drop_nulls()
    if not known.height:
        return
    alpha, beta = known["alpha"][0], known["beta"][0]
    common = sum(counts[0]) / sum(counts[1]) if np.isinf(alpha) else alpha / (alpha + beta)
    assert known["weight"].is_between(0, 1).all()
    for value, lower, upper, raw in known.select("value", "lower", "upper", "raw").rows():
        assert min(raw, common) - 1e-9 <= value <= max(raw, common) + 1e-9
        assert 0 <= lower <= value <= upper <= 1


@quick
@given(counts=units)
def test_shrinking_takes_units_in_any_order_and_those_of_nobody_take_no_part(
    counts: tuple[list[int], list[int]],
) -> None:
    x, n = counts
    shrunken = shrink(x, n)
    assert_frame_equal(shrink(x[::-1], n[::-1]).reverse(), shrunken, rel_tol=1e-4, abs_tol=1e-5)
    more = shrink([*x, 0, None], [*n, 0, 9])
    assert_frame_equal(more.head(len(x)), shrunken, rel_tol=1e-4, abs_tol=1e-5)
    assert more["value"][-2:].null_count() == 2


def test_the_fit_is_the_best_there_is() -> None:
    from scipy.stats import betabinom

    rng = np.random.default_rng(11)
    n = rng.integers(5, 200, 60)
    x = rng.binomial(n, rng.beta(4, 12, 60))
    alpha, beta = fit_beta_binomial(x.astype(float), n.astype(float))
    best = betabinom.logpmf(x, n, alpha, beta).sum()
    for factor in (0.97, 1.03):
        assert betabinom.logpmf(x, n, factor * alpha, beta).sum() < best
        assert betabinom.logpmf(x, n, alpha, factor * beta).sum() < best
        assert betabinom.logpmf(x, n, factor * alpha, factor * beta).sum() < best


def test_units_that_differ_by_chance_alone_are_all_the_common_rate() -> None:
    shrunken = shrink([10, 20, 30], [100, 200, 300])
    assert shrunken["value"].to_list() == [0.1] * 3
    assert set(shrunken["weight"]) == {0.0}
    assert shrunken["alpha"].is_infinite().all()
    # The limits are those of 60 of 600.
    from sfg_analytics.statistics import wilson

    assert shrunken["upper"][0] == float(wilson(60, 600).upper)


@pytest.mark.parametrize(
    "counts", [([], []), ([3], [5]), ([0, 0], [5, 9]), ([5, 9], [5, 9]), ([0, 3], [0, 9])]
)
def test_where_nothing_can_be_learnt_all_but_the_raw_rate_is_null(
    counts: tuple[list[int], list[int]],
) -> None:
    shrunken = shrink(*counts)
    assert shrunken.height == len(counts[0])
    assert shrunken.drop("raw").null_count().sum_horizontal().item() == 6 * shrunken.height
    assert shrunken["raw"].to_list() == [x / n if n else None for x, n in zip(*counts, strict=True)]


def test_units_that_are_all_or_nothing_are_left_nearly_as_they_are() -> None:
    shrunken = shrink([0, 6, 0, 5], [5, 6, 3, 5])
    assert shrunken["value"].to_list() == pytest.approx([0, 1, 0, 1], abs=1e-5)
    assert shrunken["weight"].min() > 0.9999  # type: ignore[operator]


def test_what_cannot_be_shrunken_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="numerator must not be larger than the denominator; 1 of 1"):
        shrink([3], [2])
    with pytest.raises(ValueError, match="numerator must be one-dimensional"):
        shrink(1, 2)
    with pytest.raises(ValueError, match="level must lie between"):
        shrink([1], [2], level=95)


def test_the_fit_is_the_same_to_the_last_digits_in_whatever_order_units_are_added_up() -> None:
    """Another order of adding stands for another processor: what one has published another has to find again."""
    draw = np.random.default_rng(5)
    for _ in range(20):
        n = draw.integers(200, 3000, 8).astype(float)
        x = draw.binomial(n.astype(int), draw.beta(30, 40, 8)).astype(float)
        order = draw.permutation(8)
        assert fit_beta_binomial(x[order], n[order]) == pytest.approx(fit_beta_binomial(x, n), rel=1e-10)
