"""Statistics of 100,000 tables or points at once, and against statsmodels called in a loop.

Intervals are compared with ``statsmodels.stats.proportion``, which takes one pair of groups at a time: it is called in a
loop for a sample, its time scaled to all, and its answers must agree with ours before any time is printed. Time is the
best of a few turns.

    python -m tests.benchmarks.statistics
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from sfg_analytics.statistics import funnel, p_chart, relative_likelihood, shrink, wilson, xmr


def best_of(turns: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Time a call, the best of a few turns."""
    times, found = [], None
    for _ in range(turns):
        began = perf_counter()
        found = work()
        times.append(perf_counter() - began)
    return min(times), found


def in_a_loop(
    one: Callable[..., tuple[float, float]], columns: tuple[np.ndarray, ...], sample: int
) -> tuple[float, np.ndarray]:
    """Time a peer that takes one at a time, over a sample, scaled to all."""
    rows = list(zip(*(column[:sample].tolist() for column in columns), strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peer's, about its own roots
        seconds, found = best_of(1, lambda: np.array([one(*row) for row in rows], dtype=float))
    return seconds * columns[0].size / sample, found.T


def score(x: int, n: int, rx: int, rn: int) -> tuple[float, float]:
    """Give the peer's score interval of a ratio."""
    low, high = confint_proportions_2indep(x, n, rx, rn, compare="ratio", method="score", correction=False)
    return low, high


def main() -> None:
    """Print each time and, where there is a peer, the ratio."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--sample", type=int, default=2000, help="how many the peers are called for")
    arguments.add_argument("--turns", type=int, default=3)
    asked = arguments.parse_args()
    rng = np.random.default_rng(1)
    rows = asked.rows
    n, rn = rng.integers(50, 2000, rows), rng.integers(50, 2000, rows)
    x, rx = rng.binomial(n, 0.3), rng.binomial(rn, 0.4)
    series = rng.normal(0.8, 0.02, rows)
    ours = {
        "wilson": lambda: wilson(x, n),
        "relative_likelihood, score": lambda: relative_likelihood(x, n, rx, rn),
        "relative_likelihood, log": lambda: relative_likelihood(x, n, rx, rn, method="log"),
        "xmr, one series": lambda: xmr(series),
        "xmr, series of 36 laid end to end": lambda: xmr(series, rebase=range(0, rows, 36)),
        "p_chart": lambda: p_chart(x, n),
        "funnel": lambda: funnel(x, n),
        "shrink": lambda: shrink(x, n),
    }
    peers: dict[str, tuple[Callable[..., tuple[float, float]], tuple[np.ndarray, ...]]] = {
        "wilson": (lambda one, of: proportion_confint(one, of, method="wilson"), (x, n)),
        "relative_likelihood, score": (score, (x, n, rx, rn)),
        "relative_likelihood, log": (
            lambda *counts: confint_proportions_2indep(*counts, compare="ratio", method="log"),
            (x, n, rx, rn),
        ),
    }
    for name, work in ours.items():
        work()  # what is imported on first use is not part of it
        seconds, found = best_of(asked.turns, work)
        line: dict[str, Any] = {
            "benchmark": name,
            "rows": rows,
            "seconds": round(seconds, 3),
            "aim_seconds": 1.0,
        }
        if name in peers:
            peer_seconds, limits = in_a_loop(*peers[name], asked.sample)
            mine = np.array([found.lower, found.upper])[:, : asked.sample]
            if not np.allclose(mine, limits, rtol=1e-5, atol=1e-6):
                sys.exit(f"{name}: the two differ")
            line |= {
                "statsmodels_in_a_loop_seconds": round(peer_seconds, 2),
                "scaled_from": asked.sample,
                "ratio": round(peer_seconds / seconds),
                "aim_ratio": 50,
            }
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
