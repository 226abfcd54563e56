"""How often intervals hold the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

from sfg_analytics.statistics import (
    byar,
    clopper_pearson,
    directly_standardised_rate,
    fleiss_kappa,
    kappa,
    mantel_haenszel,
    newcombe,
    odds_ratio,
    relative_likelihood,
    shrink,
    student_t,
    wilson,
)
from tests.validation import Row

DRAWS = 20_000
SIZES, SHARES = (20, 50, 200, 1000), (0.02, 0.1, 0.3, 0.5, 0.8)
GROUPS = ((20, 60), (60, 20), (200, 200), (500, 3000), (3000, 500))
PAIRS = ((0.05, 0.1), (0.1, 0.1), (0.3, 0.2), (0.5, 0.5), (0.6, 0.85))


def covered(interval: Any, truth: float) -> float:
    """Give the share of intervals that hold the truth; one that is not estimable does not."""
    return float(np.mean((interval.lower <= truth) & (truth <= interval.upper)))


def summed_up(
    what: str, cells: dict[str, tuple[float, float]], allowed: tuple[float, float] = (0.93, 0.97)
) -> Iterator[Row]:
    """Give the mean over cells where at least five events are expected on either side, and the worst cell anywhere."""
    enough = {name: found for name, (found, events) in cells.items() if events >= 5}
    yield Row(
        f"{what}: mean of {len(enough)} settings with 5 events or more expected",
        0.95,
        float(np.mean(list(enough.values()))),
        allowed,
    )
    worst = min(cells, key=lambda name: cells[name][0])
    within = sum(0.93 <= found <= 0.97 for found, _ in cells.values())
    beyond = [f"{name} ({100 * found:.1f}%)" for name, found in enough.items() if not 0.93 <= found <= 0.97]
    yield Row(
        f"{what}: the least of all {len(cells)} settings",
        0.95,
        cells[worst][0],
        (0, 1),
        f"{worst}; {within} of {len(cells)} within 93-97%; outside with 5 events or more: "
        + (", ".join(beyond) or "none"),
    )


def proportions(rng: np.random.Generator) -> Iterator[Row]:
    """One proportion."""
    for what, method, allowed in (
        ("Wilson", wilson, (0.93, 0.97)),
        ("Clopper-Pearson", clopper_pearson, (0.95, 1.0)),
    ):
        cells = {
            f"n {n}, p {p}": (
                covered(method(rng.binomial(n, p, DRAWS), n), p),
                n * min(p, 1 - p),
            )
            for n, p in product(SIZES, SHARES)
        }
        yield from summed_up(what, cells, allowed)


def comparisons(rng: np.random.Generator) -> Iterator[Row]:
    """Two proportions."""
    ways: dict[str, tuple[Callable[..., Any], Callable[[float, float], float]]] = {
        "Newcombe's difference": (newcombe, lambda p, q: p - q),
        "Relative likelihood, score (Koopman)": (relative_likelihood, lambda p, q: p / q),
        "Relative likelihood, log (Katz)": (
            lambda *counts: relative_likelihood(*counts, method="log"),
            lambda p, q: p / q,
        ),
        "Odds ratio (Woolf)": (
            lambda x, n, rx, rn: odds_ratio(x, n - x, rx, rn - rx),
            lambda p, q: p * (1 - q) / (q * (1 - p)),
        ),
    }
    drawn = {
        (n, rn, p, q): (rng.binomial(n, p, DRAWS), n, rng.binomial(rn, q, DRAWS), rn)
        for (n, rn), (p, q) in product(GROUPS, PAIRS)
    }
    for what, (method, truth) in ways.items():
        cells = {
            f"{n} at {p} against {rn} at {q}": (
                covered(method(*counts), truth(p, q)),
                min(n * min(p, 1 - p), rn * min(q, 1 - q)),
            )
            for (n, rn, p, q), counts in drawn.items()
        }
        yield from summed_up(what, cells)
    false = [
        float(np.mean(relative_likelihood(*counts).p_value < 0.05))
        for (n, rn, p, q), counts in drawn.items()
        if p == q and min(n, rn) * p >= 5
    ]
    yield Row("Score test of two equal rates, p below 0.05", 0.05, float(np.mean(false)), (0.035, 0.065))


def events(rng: np.random.Generator) -> Iterator[Row]:
    """Counts of events, and rates made of them."""
    cells = {
        f"{mean} events": (covered(byar(rng.poisson(mean, DRAWS)), mean), mean)
        for mean in (2, 5, 8, 12, 20, 50, 200)
    }
    yield from summed_up("Counts of events (exact below 10, Byar's from 10)", cells, (0.95, 0.985))
    people, standard = np.array([4000, 3000, 2000, 500]), np.array([25, 30, 30, 15])
    rates = np.array([0.002, 0.004, 0.008, 0.02])
    truth = 1000 * (standard * rates).sum() / standard.sum()
    counts = rng.poisson(people * rates, (DRAWS, 4))
    found = directly_standardised_rate(counts, people, standard, multiplier=1000)
    shown = ~np.isnan(found.value)
    held = (found.lower[shown] <= truth) & (truth <= found.upper[shown])
    yield Row(
        "Directly standardised rate, some 46 events in four strata", 0.95, float(held.mean()), (0.93, 0.97)
    )


def means(rng: np.random.Generator) -> Iterator[Row]:
    """Means."""
    for what, drawn, truth, allowed in (
        ("Student's mean of 8 normal values", rng.normal(3, 2, (3000, 8)), 3.0, (0.93, 0.97)),
        (
            "Student's mean of 40 waiting times (exponential)",
            rng.exponential(5, (3000, 40)),
            5.0,
            (0.91, 0.97),
        ),
    ):
        found = [covered(student_t(values), truth) for values in drawn]
        yield Row(what, 0.95, float(np.mean(found)), allowed)


def strata(rng: np.random.Generator) -> Iterator[Row]:
    """Strata pooled."""
    n, rn = np.array([300, 80, 40, 150]), np.array([60, 200, 90, 150])
    base, ratio = np.array([0.1, 0.3, 0.5, 0.2]), 1.4
    found = [
        mantel_haenszel(rng.binomial(n, ratio * base), n, rng.binomial(rn, base), rn) for _ in range(2000)
    ]
    yield Row(
        "Mantel-Haenszel risk ratio, four strata",
        0.95,
        float(np.mean([covered(one, ratio) for one in found])),
        (0.93, 0.97),
    )
    yield Row(
        "its test of homogeneity where strata are alike, p below 0.05",
        0.05,
        float(np.mean([one.homogeneity_p < 0.05 for one in found])),
        (0.035, 0.065),
    )
    odds = base / (1 - base) * ratio
    shares = odds / (1 + odds)
    found = [
        mantel_haenszel(rng.binomial(n, shares), n, rng.binomial(rn, base), rn, measure="odds_ratio")
        for _ in range(2000)
    ]
    yield Row(
        "Mantel-Haenszel odds ratio, four strata",
        0.95,
        float(np.mean([covered(one, ratio) for one in found])),
        (0.93, 0.97),
    )
    yield Row(
        "its test of homogeneity where strata are alike, p below 0.05",
        0.05,
        float(np.mean([one.homogeneity_p < 0.05 for one in found])),
        (0.035, 0.065),
    )


def agreement(rng: np.random.Generator) -> Iterator[Row]:
    """Agreement, and units shrunken."""
    shares = np.array([[0.25, 0.05, 0.03], [0.06, 0.2, 0.06], [0.02, 0.08, 0.25]])
    by_chance = (shares.sum(axis=0) * shares.sum(axis=1)).sum()
    truth = (np.trace(shares) - by_chance) / (1 - by_chance)
    tables = rng.multinomial(200, shares.ravel(), 1000).reshape(-1, 3, 3)
    found = float(np.mean([covered(kappa(table), truth) for table in tables]))
    yield Row("Cohen's kappa, 200 people placed twice", 0.95, found, (0.93, 0.97))
    # Four raters see the true one of three places with probability 0.7, else any: agreement beyond chance is 0.49.
    true = np.eye(3)[rng.integers(0, 3, (1000, 60))]
    placed = [np.array([rng.multinomial(4, 0.7 * one + 0.1) for one in subjects]) for subjects in true]
    found = float(np.mean([covered(fleiss_kappa(table), 0.49) for table in placed]))
    yield Row("Fleiss' kappa, 60 people placed by four raters", 0.95, found, (0.93, 0.97))
    held = []
    for _ in range(300):
        size = rng.integers(5, 200, 80)
        rate = rng.beta(6, 14, 80)
        shrunken = shrink(rng.binomial(size, rate), size)
        held.append(((shrunken["lower"].to_numpy() <= rate) & (rate <= shrunken["upper"].to_numpy())).mean())
    yield Row("Shrunken rates of 80 teams of 5 to 200", 0.95, float(np.mean(held)), (0.93, 0.97))


ALL = (proportions, comparisons, events, means, strata, agreement)
