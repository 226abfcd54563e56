"""Bringing in a large export, against the floor and against what an able analyst would write today.

One CSV of made-up staff, 30 columns, about forty rules, is brought in three ways, each in a process of its own, one after
the other, in one run: ``ours`` is ``sfg submit`` whole (hash, read, recognise, clean, pseudonymise, check, save); ``floor``
reads the same CSV with Polars and writes it as Parquet, no more; ``pandas`` does the same as ours with pandas and stock
Great Expectations (:mod:`tests.benchmarks.in_pandas`). What is printed are seconds of the whole process, peak memory, and
ratios. The two that do the same must count the same rows as kept, rejected and duplicate.

    python -m tests.benchmarks.bring_in --rows 1000000
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.benchmarks.forty_rules import contract, export
from tests.benchmarks.processes import Figures, run

FLOOR = """
import polars as pl, sys
pl.read_csv(sys.argv[1], infer_schema=False).write_parquet(sys.argv[2] + "/floor.parquet")
"""
COUNTS = ("verdict", "rows_read", "rows_kept", "rows_rejected", "rows_duplicate")


def main() -> None:
    """Make the export, bring it in three ways, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--skip-pandas", action="store_true", help="leave out the slow rival")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "staff.csv"
        pages = folder / "contracts"
        pages.mkdir()
        stated = contract(pages)
        export(path, asked.rows, stated)
        size = path.stat().st_size >> 20
        store = ["--store", str(folder / "store"), "--contracts", str(pages), "--json"]
        ways = {
            "floor": ["-c", FLOOR, str(path), str(folder)],
            "ours": ["-m", "sfg_analytics", "submit", str(path), *store],
            "pandas": ["-m", "tests.benchmarks.in_pandas", str(path), str(folder), str(stated.page)],
        }
        if asked.skip_pandas:
            del ways["pandas"]
        figures, answers = {}, {}
        for way, arguments in ways.items():
            figures[way], answers[way] = run(arguments)
    counts = {way: _counts(way, answer) for way, answer in answers.items() if way != "floor"}
    if len({tuple(found[name] for name in COUNTS[1:]) for found in counts.values()}) > 1:
        sys.exit(f"the ways do not agree: {counts}")
    told = {
        "benchmark": "bring_in",
        "rows": asked.rows,
        "megabytes": size,
        "rules": len(stated.promises),
        **counts["ours"],
        **{way: asdict(found) for way, found in figures.items()},
        "ours / floor": _ratio(figures["ours"], figures["floor"]),
        "aim": "100,000 rows under 5 s; 1,000,000 under 3 GiB; pandas / ours at least 8",
    }
    if "pandas" in figures:
        told["pandas / ours"] = _ratio(figures["pandas"], figures["ours"])
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


def _counts(way: str, answer: str) -> dict[str, Any]:
    try:
        (found,) = json.loads(answer)
        return {name: found.get(name) for name in COUNTS}
    except ValueError:
        sys.exit(f"{way} failed: {answer[-3000:]}")


def _ratio(one: Figures, other: Figures) -> dict[str, float]:
    return {"wall": round(one.wall / other.wall, 2), "cpu": round(one.cpu / other.cpu, 2)}


if __name__ == "__main__":
    main()
