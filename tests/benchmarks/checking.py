"""Checking and rejecting rows in memory, against the bare Polars pass and against stock Great Expectations.

About forty rules on thirty columns. ``bare`` computes the same violation expressions in one ``select`` and keeps their sums;
``check`` gives results, reasons and kept rows, once on rows that keep every promise and once on rows of which some five
in a hundred are rejected; ``stock`` is Great Expectations on a pandas frame as ``read_csv`` and ``to_datetime`` give it, asked
for no more than counts; ``stock, tuned`` the same on the types it is quickest with (``engine="gx"``). Turns are taken in
pairs; the ratio is the median of the pairs'.

    python -m tests.benchmarks.checking --rows 1000000
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.check import check, load_engine
from sfg_analytics.check.violations import ROW_RULES, violation, with_virtual_columns
from sfg_analytics.contract import Contract
from tests.benchmarks.forty_rules import contract, rows

Seconds = tuple[float, float]


def bare(tidy: pl.DataFrame, stated: Contract) -> pl.DataFrame:
    """Count what breaks each promise, and nothing else."""
    about_rows = [promise for promise in stated.promises if promise.rule in ROW_RULES]
    broken = (violation(promise, stated).sum().alias(promise.id) for promise in about_rows)
    return with_virtual_columns(tidy, stated).lazy().select(broken).collect()


def stock(held: Any, stated: Contract) -> None:
    """Run Great Expectations' own expectations on a pandas frame."""
    from great_expectations.core.expectation_suite import ExpectationSuite

    from sfg_analytics.check.engine import results, validate
    from sfg_analytics.check.stock import expectation

    suite = ExpectationSuite("forty", expectations=[expectation(p, stated) for p in stated.promises])
    counts = {"result_format": "BASIC", "partial_unexpected_count": 0, "exclude_unexpected_values": True}
    outcome = validate(held, suite, result_format=counts)
    missing = len(stated.promises) - sum(1 for _ in results(outcome))
    if missing:
        sys.exit(f"{missing} stock expectations could not be run")


def as_an_analyst_holds_it(tidy: pl.DataFrame, stated: Contract) -> Any:
    """Give the rows as a pandas frame of the types pandas reads from a CSV."""
    held = with_virtual_columns(tidy, stated).to_pandas()
    for name, kind in tidy.schema.items():
        if kind == pl.String:
            held[name] = held[name].astype("str")
        elif kind == pl.Date:
            held[name] = held[name].astype("datetime64[us]")
    held["period_end"] = held["period_end"].astype("datetime64[us]")
    return held.assign(**{"zero in every row": 0})


def timed(work: Callable[[], object]) -> Seconds:
    """Wall and processor seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def paired(first: Callable[[], object], second: Callable[[], object], turns: int) -> dict[str, Any]:
    """Take turns; give the medians of each, and the median of second over first."""
    pairs = [(timed(first), timed(second)) for _ in range(turns)]

    def median(figure: Callable[[Seconds, Seconds], float]) -> float:
        return round(statistics.median(figure(one, two) for one, two in pairs), 3)

    return {
        "seconds": [median(lambda one, _: one[0]), median(lambda _, two: two[0])],
        "cpu": [median(lambda one, _: one[1]), median(lambda _, two: two[1])],
        "ratio": median(lambda one, two: two[0] / one[0]),
        "ratio_cpu": median(lambda one, two: two[1] / one[1]),
    }


def main() -> None:
    """Make the rows, take turns, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--skip-pandas", action="store_true", help="leave out the slow rivals")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stated = contract(Path(folder))
    clean, faulty = (rows(asked.rows, stated, bad_percent=percent) for percent in (0.0, 5.0))
    load_engine()
    rejected = (
        clean.height - check(clean, stated).kept.height,
        faulty.height - check(faulty, stated).kept.height,
    )
    figures: dict[str, Any] = {
        "benchmark": "checking",
        "rows": asked.rows,
        "columns": len(stated.stored_columns),
        "rules": len(stated.promises),
        "rejected": rejected,
        "check / bare, aim 1.5": paired(
            lambda: bare(clean, stated), lambda: check(clean, stated), asked.turns
        ),
        "reject / bare, aim 3": paired(
            lambda: bare(faulty, stated), lambda: check(faulty, stated), asked.turns
        ),
    }
    if not asked.skip_pandas:
        held = as_an_analyst_holds_it(clean, stated)
        turns = max(1, asked.turns // 3)
        figures["stock / check, aim 15"] = paired(
            lambda: check(clean, stated), lambda: stock(held, stated), turns
        )
        figures["stock, tuned / check"] = paired(
            lambda: check(clean, stated), lambda: check(clean, stated, engine="gx"), turns
        )
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
