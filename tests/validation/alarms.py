"""How often charts, funnels and many comparisons at once raise a false alarm."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import factorial
from statistics import NormalDist

import numpy as np

from sfg_analytics.statistics import (
    MAKING_DATA_COUNT,
    MDC_2023,
    Policy,
    adjust_p_values,
    funnel,
    p_chart,
    relative_likelihood,
    xmr,
)
from tests.validation import Row

RULES = ("outside limits", "trend", "two of three", "shift")
# The mean moving range of independent normal values is 2 / sqrt(pi) standard deviations.
WIDTH = 2.66 * 2 / np.sqrt(np.pi)


def flagged_by_theory(rule: str, policy: Policy) -> float:
    """Give the probability that a point of an endless independent normal series is flagged.

    Outside limits: Shewhart's, one in 370 at three standard deviations. Shift: a point lies in a run of exactly L on one
    side with probability L / 2^(L+1), which sums to (k + 1) / 2^k for runs of k or more (Feller, *An introduction to
    probability theory* I, XIII.7). Trend: k values in a row rise with probability 1 / k!; runs of just L are had by taking
    differences. Two of three: all places of the two points on either side are gone through.
    """
    beyond = NormalDist().cdf(-WIDTH)
    if rule == "outside limits":
        return 2 * beyond
    if rule == "shift":
        return (policy.shift + 1) / 2**policy.shift
    if rule == "trend":

        def exactly(length: int) -> float:
            return 1 / factorial(length) - 2 / factorial(length + 1) + 1 / factorial(length + 2)

        return 2 * sum(length * exactly(length) for length in range(policy.trend, policy.trend + 20))
    near = NormalDist().cdf(-WIDTH * 2 / 3) - (beyond if policy.two_of_three == "zone" else 0)
    chances = {"near": near, "same side": 0.5 - near, "other side": 0.5}
    total = 0.0
    for around in product(chances, repeat=4):
        five = (*around[:2], "near", *around[2:])
        windows = [five[start : start + 3] for start in range(3)]
        if any("other side" not in window and window.count("near") >= 2 for window in windows):
            total += float(np.prod([chances[place] for place in around]))
    return 2 * near * total


def rules(rng: np.random.Generator) -> Iterator[Row]:
    """Each rule on a long series in which nothing happens."""
    series = rng.normal(size=2_000_000)
    for policy in (MAKING_DATA_COUNT, MDC_2023):
        signals = xmr(series, policy=policy)["signals"]
        for rule in RULES:
            if policy is MDC_2023 and rule in {"outside limits", "shift"}:
                continue
            theory = flagged_by_theory(rule, policy)
            found = float(signals.list.contains(rule).mean())  # type: ignore[arg-type]
            yield Row(
                f"{policy.name}, {rule}: points flagged, limits known",
                theory,
                found,
                (0.93 * theory, 1.07 * theory),
            )


def short_charts(rng: np.random.Generator) -> Iterator[Row]:
    """Charts as people have them, whose limits come from the few points they show."""
    for months in (12, 24, 36):
        charts = 20_000
        signals = xmr(rng.normal(size=charts * months), rebase=range(0, charts * months, months))["signals"]
        for rule in ("outside limits", *(("any rule",) if months > 12 else ())):
            fired = signals.list.len() > 0 if rule == "any rule" else signals.list.contains(rule)
            share = float(fired.to_numpy().reshape(charts, months).any(axis=1).mean())
            known = 1 - (1 - flagged_by_theory("outside limits", MAKING_DATA_COUNT)) ** months
            yield Row(
                f"charts of {months} uneventful months with a signal, {rule}",
                known if rule == "outside limits" else np.nan,
                share,
                (0, 2 * known) if rule == "outside limits" else (0, 1),
                "nominal were the limits known" if rule == "outside limits" else "no theory; what to expect",
            )


def attribute_charts(rng: np.random.Generator) -> Iterator[Row]:
    """Proportions of tens of thousands that differ between months a little more than chance."""
    charts, months = 1000, 60
    people = rng.integers(8000, 12_000, charts * months)
    held = rng.binomial(people, np.clip(rng.normal(0.8, 0.02, people.size), 0, 1))
    starts = range(0, people.size, months)
    for laney, allowed in ((True, (0.001, 0.006)), (False, (0.1, 1.0))):
        signals = p_chart(held, people, laney=laney, rebase=starts)["signals"]
        found = float(signals.list.contains("outside limits").mean())  # type: ignore[arg-type]
        name = "Laney's p' chart" if laney else "plain p chart"
        yield Row(
            f"{name} of months that differ by 2 points more than chance: outside limits",
            0.0027,
            found,
            allowed,
            "" if laney else "useless at this size, which is why Laney's is the default",
        )


def funnels(rng: np.random.Generator) -> Iterator[Row]:
    """Units of known spread."""
    alone, drawn_in = (0.0005, 0.005), 0.8 * 1 - 2 * 1.2816 * 0.1755 + 0.2 * 1.2816**2
    winsorised = 2 * NormalDist().cdf(-NormalDist().inv_cdf(0.999) * drawn_in**0.5)
    for told, nominal, allowed, note, how in (
        ("proportions, chance alone, unadjusted", 0.002, alone, "", {"overdispersion": False}),
        ("proportions, chance alone", 0.002, alone, "", {}),
        ("rates, chance alone", 0.002, alone, "", {"kind": "rate"}),
        (
            "proportions that differ, unadjusted",
            0.002,
            (0.1, 1.0),
            "why the adjustment is the default",
            {"spread": 0.06, "overdispersion": False},
        ),
        (
            "proportions that differ, nothing winsorised",
            0.002,
            (0.001, 0.006),
            "",
            {"spread": 0.06, "winsorise": 0.0},
        ),
        (
            "rates that differ, nothing winsorised",
            0.002,
            (0.001, 0.006),
            "",
            {"spread": 0.06, "winsorise": 0.0, "kind": "rate"},
        ),
        (
            "proportions that differ, of one size",
            winsorised,
            (0.7 * winsorised, 1.5 * winsorised),
            "nominal for normal spread with a tenth winsorised at either end",
            {"spread": 0.06, "sizes": (2000, 2001)},
        ),
        (
            "proportions that differ",
            winsorised,
            (winsorised, 0.04),
            "winsorising takes most off the largest units",
            {"spread": 0.06},
        ),
        (
            "ratios, chance alone",
            0.002,
            (0.0, 1.0),
            "FunnelPlotR's limits, kept for comparison with it; use rates",
            {"kind": "ratio"},
        ),
    ):
        outside = [one_funnel(rng, **how) for _ in range(300)]  # type: ignore[arg-type]
        yield Row(f"funnel of 150 {told}: outside 99.8%", nominal, float(np.mean(outside)), allowed, note)


def one_funnel(
    rng: np.random.Generator,
    *,
    kind: str = "proportion",
    spread: float = 0.0,
    sizes: tuple[int, int] = (200, 8000),
    **how: float,
) -> float:
    """Give the share of units outside the 99.8% limits."""
    size = np.exp(rng.uniform(*np.log(sizes), 150)).astype(int)
    moved = rng.normal(0, spread, 150)
    if kind == "proportion":
        counts = rng.binomial(size, np.sin(np.arcsin(np.sqrt(0.8)) + moved) ** 2), size
    elif kind == "rate":
        counts = rng.poisson(size * (np.sqrt(0.3) + moved) ** 2), size
    else:
        counts = rng.poisson(0.6 * size), np.maximum(rng.poisson(size), 1)
    signals = funnel(*counts, kind=kind, **how).points["signal"]  # type: ignore[arg-type]
    return float(signals.str.contains("99.8%").fill_null(value=False).mean())  # type: ignore[arg-type]


def many_comparisons(rng: np.random.Generator) -> Iterator[Row]:
    """Fifty groups held against a reference at once, ten of which really differ."""
    sets, groups, real = 1500, 50, 10
    rates = np.full(groups, 0.3)
    rates[:real] = 0.4
    people = rng.integers(200, 2000, (sets, groups))
    p = relative_likelihood(rng.binomial(people, rates), people, 3_000_000, 10_000_000).p_value
    for method, told in (("bh", "false among those declared"), ("holm", "sets with any false one")):
        declared = np.array([adjust_p_values(one, method=method) for one in p]) < 0.05
        false = declared[:, real:].sum(axis=1)
        found = np.mean(false / np.maximum(declared.sum(axis=1), 1)) if method == "bh" else np.mean(false > 0)
        nominal = 0.05 * (groups - real) / groups if method == "bh" else 0.05
        yield Row(
            f"{groups} comparisons adjusted by {method}, {real} real: {told}",
            nominal,
            float(found),
            (0.6 * nominal, 1.2 * nominal),
        )


ALL = (rules, short_charts, attribute_charts, funnels, many_comparisons)
