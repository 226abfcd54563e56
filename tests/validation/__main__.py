"""Print the table, as Markdown; fail where a promise is not kept."""

from __future__ import annotations

import sys
from time import perf_counter

import numpy as np

from tests.validation import SEED, Row, alarms, coverage, federation, groups, planted


def percent(share: float) -> str:
    """Write a share for people to read."""
    return "" if np.isnan(share) else f"{100 * share:.2f}%" if share < 0.1 else f"{100 * share:.1f}%"


def line(row: Row) -> str:
    """Write one row."""
    allowed = "" if row.allowed == (0, 1) else f"{percent(row.allowed[0])} to {percent(row.allowed[1])}"
    verdict = "" if row.kept else " **not kept**"
    return (
        f"| {row.what} | {percent(row.nominal)} | {percent(row.found)}{verdict} | {allowed} | {row.note} |\n"
    )


def main() -> None:
    """Count everything, each part from a stream of random numbers of its own."""
    began = perf_counter()
    sys.stdout.write("| What | Nominal | Found | Allowed | |\n|---|---|---|---|---|\n")
    parts = (*coverage.ALL, *alarms.ALL, *groups.ALL, *planted.ALL, *federation.ALL)
    broken = 0
    for part, rng in zip(parts, np.random.default_rng(SEED).spawn(len(parts)), strict=True):
        for row in part(rng):
            sys.stdout.write(line(row))
            sys.stdout.flush()
            broken += not row.kept
    sys.stderr.write(f"{perf_counter() - began:.0f} s, seed {SEED}\n")
    if broken:
        sys.exit(f"{broken} not kept")


if __name__ == "__main__":
    main()
