"""Comparisons, pooled and adjusted, and rates standardised: by hand, by another way, and at the edges."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.statistics import (
    adjust_p_values,
    byar,
    directly_standardised_rate,
    four_fifths,
    mantel_haenszel,
    odds_ratio,
    relative_likelihood,
    standardised_ratio,
    student_t,
)
from tests.statistics.test_properties import columns_of, numbers_of, same


@settings(deadline=None, max_examples=30)
@given(st.data(), st.sampled_from(["score", "log"]))
def test_a_ratio_the_other_way_up_is_the_reciprocal(data: st.DataObject, method: str) -> None:
    x, n, rx, rn = (column[0] for column in data.draw(columns_of("newcombe", rows=1, most=10**4)))
    found, other = (
        relative_likelihood(x, n, rx, rn, method=method),
        relative_likelihood(rx, rn, x, n, method=method),
    )
    with np.errstate(divide="ignore"):
        for one, turned in (
            (found.value, other.value),
            (found.lower, other.upper),
            (found.upper, other.lower),
        ):
            np.testing.assert_allclose(one, 1 / turned, rtol=1e-9)
    np.testing.assert_allclose(found.p_value, other.p_value, rtol=1e-9)


def score_squared(x: float, n: float, rx: float, rn: float, ratio: float) -> float:
    """Find Koopman's statistic another way: the likeliest pair by search, and the two chi-squareds added."""
    from scipy.optimize import minimize_scalar
    from scipy.special import xlogy

    def unlikely(p0: float) -> float:
        p1 = ratio * p0
        return -(xlogy(x, p1) + xlogy(n - x, 1 - p1) + xlogy(rx, p0) + xlogy(rn - rx, 1 - p0))

    p0 = minimize_scalar(
        unlikely, bounds=(1e-12, min(1, 1 / ratio) - 1e-12), method="bounded", options={"xatol": 1e-13}
    ).x
    p1 = ratio * p0
    return (x - n * p1) ** 2 / (n * p1 * (1 - p1)) + (rx - rn * p0) ** 2 / (rn * p0 * (1 - p0))


@pytest.mark.parametrize(
    "counts",
    [(2, 10, 15, 25), (0, 10, 15, 25), (3, 8, 0, 12), (7, 9, 30, 41), (1, 500, 3, 700), (9, 10, 4, 10)],
)
def test_koopmans_limits_are_the_ratios_whose_score_the_level_just_allows(counts: tuple[int, ...]) -> None:
    for level, allowed in ((0.95, 3.841458820694124), (0.998, 9.549535706083224)):
        found = relative_likelihood(*counts, level=level)
        ends = [float(end) for end in (found.lower, found.upper) if 0 < end < np.inf]
        assert ends
        for end in ends:
            assert score_squared(*counts, end) == pytest.approx(allowed, rel=1e-4)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_the_interval_of_the_ratio_leaves_out_1_when_its_p_value_is_below_the_level(
    data: st.DataObject,
) -> None:
    columns = data.draw(columns_of("newcombe", most=2000))
    found = relative_likelihood(*columns)
    clear = np.abs(found.p_value - 0.05) > 1e-9
    excluded = (found.lower > 1) | (found.upper < 1)
    assert (excluded == (found.p_value < 0.05))[clear & ~np.isnan(found.p_value)].all()


def test_counts_of_a_million_lose_no_digits() -> None:
    # All of a million in either group: the score at a ratio below 1 is n (1 - ratio) / ratio, which is solved by hand.
    size, allowed = 10**6, 1.959963984540054**2
    found = relative_likelihood(size, size, size, size)
    assert float(found.lower) == pytest.approx(size / (size + allowed), rel=1e-13)
    assert float(found.upper) == pytest.approx((size + allowed) / size, rel=1e-13)
    assert float(found.p_value) == 1


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30),
    st.sampled_from(["bh", "by", "holm", "hochberg", "bonferroni"]),
)
def test_adjusted_p_values_keep_their_order_and_are_no_smaller(p: list[float], method: str) -> None:
    adjusted = adjust_p_values(p, method=method)
    assert (adjusted >= np.array(p) - 1e-15).all()
    assert (adjusted <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(adjusted[order]) >= -1e-12).all()
    np.testing.assert_allclose(adjust_p_values(p[::-1], method=method), adjusted[::-1])
    with_holes = adjust_p_values([None, *p, np.nan], method=method)
    np.testing.assert_allclose(with_holes[1:-1], adjusted)
    assert np.isnan(with_holes[[0, -1]]).all()


def test_p_values_of_any_shape_are_adjusted_together() -> None:
    assert adjust_p_values(0.03).shape == ()
    assert adjust_p_values([]).shape == (0,)
    # By hand: 0.01 x 4 / 1, 0.02 x 4 / 2, 0.03 x 4 / 3, 0.5; the least of each and those after it.
    np.testing.assert_allclose(adjust_p_values([[0.01, 0.5], [0.03, 0.02]]), [[0.04, 0.5], [0.04, 0.04]])
    with pytest.raises(ValueError, match="p must lie between 0 and 1; 2 of 3"):
        adjust_p_values([1.5, 0.5, -0.1])
    with pytest.raises(ValueError, match="method must be one of bh, holm"):
        adjust_p_values([0.5], method="sidak")


def test_the_four_fifths_band_takes_its_ends_and_no_missing_ratio() -> None:
    assert four_fifths([0.8, 1.25, 0.7999, np.inf, None, 0]).tolist() == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert four_fifths(0.75, lower=0.75, upper=1.5).shape == ()
    with pytest.raises(ValueError, match="lower must lie between 0 and upper"):
        four_fifths(1, lower=1.3)
    with pytest.raises(ValueError, match="ratio must not be negative; 1 of 1"):
        four_fifths(-1)


def test_a_mean_leaves_out_what_is_missing_and_one_value_has_no_limits() -> None:
    whole, holed = student_t([4, 9, 5, 2]), student_t(pl.Series([4, None, 9, 5, 2]))
    same(whole, holed)
    assert float(whole.value) == 5
    # By hand: the standard deviation is the root of 26 / 3, its error half of that, Student's quantile 3.182446.
    assert float(whole.upper) == pytest.approx(5 + 3.182446305284263 * np.sqrt(26 / 3) / 2)
    assert float(student_t([7]).value) == 7
    assert np.isnan(student_t([7]).lower)
    assert np.isnan(student_t([]).value)
    assert float(student_t([3, 3, 3]).upper) == 3
    with pytest.raises(ValueError, match="values must be one-dimensional"):
        student_t([[1, 2], [3, 4]])


@settings(deadline=None, max_examples=30)
@given(st.data(), st.sampled_from(["risk_ratio", "odds_ratio"]))
def test_strata_pool_to_the_same_in_any_order_and_empty_ones_say_nothing(
    data: st.DataObject, measure: str
) -> None:
    columns = data.draw(columns_of("newcombe", most=500))
    found = mantel_haenszel(*columns, measure=measure)
    turned = mantel_haenszel(*(column[::-1] for column in columns), measure=measure)
    more = mantel_haenszel(*(([0, 0, *column]) for column in columns), measure=measure)
    with_one_group = [[0, *columns[0]], [0, *columns[1]], [4, *columns[2]], [9, *columns[3]]]
    for other in (turned, more, mantel_haenszel(*with_one_group, measure=measure)):
        for end, numbers in numbers_of(found).items():
            np.testing.assert_allclose(numbers_of(other)[end], numbers, rtol=1e-7, atol=1e-9, err_msg=end)
    if np.isfinite(found.lower) and np.isfinite(found.upper):
        assert found.lower <= found.value * (1 + 1e-12)
        assert found.value <= found.upper * (1 + 1e-12)


def test_admissions_to_berkeley_turn_round_once_departments_are_compared() -> None:
    # UC Berkeley 1973, six departments: men admitted, men, women admitted, women. R's mantelhaen.test gives 0.9046968,
    # 0.7719 to 1.0603, and without correction a chi-squared of 1.5246 (p 0.2169).
    men, women = (
        ([512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]),
        (
            [89, 17, 202, 131, 94, 24],
            [108, 25, 593, 375, 393, 341],
        ),
    )
    crude = odds_ratio(1198, 1493, 557, 1278)
    pooled = mantel_haenszel(*men, *women, measure="odds_ratio")
    assert float(crude.value) > 1.8
    assert float(pooled.value) == pytest.approx(0.9046968, abs=1e-7)
    assert float(pooled.lower) == pytest.approx(0.7719, abs=5e-5)
    assert float(pooled.upper) == pytest.approx(1.0603, abs=5e-5)
    assert float(pooled.p_value) == pytest.approx(0.2169, abs=5e-5)
    assert float(pooled.homogeneity_p) == pytest.approx(0.00207, abs=5e-6)
    ratio = mantel_haenszel(*men, *women)
    assert float(ratio.value) < 1
    assert float(ratio.homogeneity_p) < 0.01


@pytest.mark.parametrize("adjusted", [True, False])
def test_pooled_odds_agree_with_statsmodels(adjusted: bool) -> None:
    from statsmodels.stats.contingency_tables import StratifiedTable

    rng = np.random.default_rng(3)
    tables = rng.integers(1, 60, (2, 2, 5)).astype(float)
    theirs = StratifiedTable(tables)
    ours = mantel_haenszel(
        tables[0, 0], tables[0].sum(axis=0), tables[1, 0], tables[1].sum(axis=0), measure="odds_ratio"
    )
    low, high = theirs.oddsratio_pooled_confint()
    assert [float(ours.value), float(ours.lower), float(ours.upper)] == pytest.approx(
        [theirs.oddsratio_pooled, low, high], rel=1e-10
    )
    assert float(ours.p_value) == pytest.approx(theirs.test_null_odds(correction=False).pvalue, rel=1e-8)
    if adjusted:
        assert float(ours.homogeneity_p) == pytest.approx(
            theirs.test_equal_odds(adjust=True).pvalue, rel=1e-6
        )


def test_one_stratum_is_the_plain_ratio() -> None:
    plain, pooled = relative_likelihood(12, 40, 48, 80, method="log"), mantel_haenszel([12], [40], [48], [80])
    for end in ("value", "lower", "upper"):
        assert float(getattr(pooled, end)) == pytest.approx(float(getattr(plain, end)))
    assert np.isnan(pooled.homogeneity_p)
    woolf, odds = odds_ratio(12, 28, 48, 32), mantel_haenszel([12], [40], [48], [80], measure="odds_ratio")
    for end in ("value", "lower", "upper"):
        assert float(getattr(odds, end)) == pytest.approx(float(getattr(woolf, end)))


def test_strata_that_cannot_be_pooled_are_not_estimable_or_refused() -> None:
    for measure in ("risk_ratio", "odds_ratio"):
        nobody = mantel_haenszel([], [], [], [], measure=measure)
        hidden = mantel_haenszel([1, None], [5, 6], [1, 1], [5, 4], measure=measure)
        for found in (nobody, hidden):
            assert all(np.isnan(numbers) for numbers in numbers_of(found).values())
        never = mantel_haenszel([0, 0], [5, 6], [1, 2], [5, 4], measure=measure)
        assert [float(never.value), float(never.lower)] == [0, 0]
        assert np.isnan(never.upper)
    with pytest.raises(ValueError, match="numerator must be one-dimensional"):
        mantel_haenszel(1, 2, 1, 2)
    with pytest.raises(ValueError, match="measure must be one of risk_ratio, odds_ratio"):
        mantel_haenszel([1], [2], [1], [2], measure="rate_ratio")


def test_a_directly_standardised_rate_is_made_row_by_row_and_withheld_when_few() -> None:
    counts, people, standard = [[6, 8, 9], [3, 3, 3]], [[200, 180, 90], [200, 180, 90]], [500, 300, 200]
    rates = directly_standardised_rate(counts, people, standard, multiplier=1000)
    # By hand: (500 x 6/200 + 300 x 8/180 + 200 x 9/90) / 1000 people, per 1000.
    assert float(rates.value[0]) == pytest.approx(15 + 40 / 3 + 20)
    assert np.isnan([rates.value[1], rates.lower[1], rates.upper[1]]).all()
    alone = directly_standardised_rate(counts[0], people[0], standard, multiplier=1000)
    assert float(alone.upper) == rates.upper[0]
    # One stratum is no standardising at all: the limits are Byar's.
    assert float(directly_standardised_rate([40], [1000], [7], multiplier=1000).lower) == pytest.approx(
        float(byar(40).lower)
    )


def test_a_stratum_of_nobody_matters_only_where_it_weighs_something() -> None:
    assert np.isnan(directly_standardised_rate([20, 0], [100, 0], [1, 1]).value)
    assert float(directly_standardised_rate([20, 0], [100, 0], [1, 0], multiplier=1).value) == pytest.approx(
        0.2
    )
    assert np.isnan(directly_standardised_rate([20, None], [100, 5], [1, 1]).value)
    assert np.isnan(directly_standardised_rate([20, 5], [100, 5], [0, 0]).value)
    assert np.isnan(directly_standardised_rate([], [], []).value)
    with pytest.raises(ValueError, match="count must have strata"):
        directly_standardised_rate(20, 100, 1)
    with pytest.raises(ValueError, match="multiplier must be a number above 0"):
        directly_standardised_rate([20], [100], [1], multiplier=0)


def test_nothing_expected_is_no_ratio() -> None:
    found = standardised_ratio([0, 3], [0, 6])
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
    assert float(found.value[1]) == 0.5
