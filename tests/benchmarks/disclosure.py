"""Protecting and attacking linked tables: how long, and how it grows.

python -m tests.benchmarks.disclosure [--cells 100000] [--policy NHS_ROUND_5]

Made-up people of organisations of 300 to 6,000, in months that are drawn anew; each month is cut by seven characteristics,
one of them within another, and by two of them crossed, for four measures that share their people and one with outcomes.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from itertools import chain

import numpy as np
import polars as pl

from sfg_analytics.disclosure import POLICIES, Described, Policy, Release, audit, protect

CHARACTERISTICS = {"staff_group": 9, "band": 13, "sex": 2, "disability": 3, "age_band": 7, "ethnic_group": 6}
WIDER = {f"ethnic_group {number}": f"ethnicity {min(number, 2)}" for number in range(6)}
CUTS: tuple[tuple[str, ...], ...] = (
    (),
    *((name,) for name in (*CHARACTERISTICS, "ethnicity")),
    ("band", "sex"),
    ("staff_group", "ethnicity"),
)
PLACEMENTS = ("breadth", "depth", "stretch", "none")
FACTS = {
    "eligible": ([], ["eligible"]),
    "coverage": (["eligible"], ["conversed", "eligible"]),
    "held_of_due": (["due", "eligible"], ["due", "eligible", "held"]),
    "pipeline": (["eligible"], ["eligible", "seeks_stretch"]),
}
DESCRIBED = Described.from_json(
    {
        "measures": {
            **{
                name: {"rows": "people", "denominator": among, "numerator": having}
                for name, (among, having) in FACTS.items()
            },
            "sought": {
                "rows": "people",
                "denominator": ["sought_known"],
                "numerator": ["sought_known"],
                "outcome": "sought",
            },
        },
        "nesting": {"ethnic_group": {"ethnicity": WIDER}},
    }
)


def people(draw: np.random.Generator, size: int) -> pl.DataFrame:
    """Draw the people of an organisation in a month: their groups, unevenly, and what is true of them."""
    columns = {
        name: [
            f"{name} {number}" for number in draw.choice(groups, size, p=draw.dirichlet(np.full(groups, 0.7)))
        ]
        for name, groups in CHARACTERISTICS.items()
    }
    eligible = draw.random(size) < 0.9
    due = draw.random(size) < 0.4
    return pl.DataFrame(columns).with_columns(
        ethnicity=pl.col("ethnic_group").replace_strict(WIDER),
        eligible=eligible,
        conversed=draw.random(size) < 0.6,
        due=due,
        held=due & (draw.random(size) < 0.1),
        seeks_stretch=draw.random(size) < 0.2,
        sought_known=draw.random(size) < 0.5,
        sought=pl.Series(draw.choice(PLACEMENTS, size)),
    )


def counted(staff: pl.DataFrame) -> pl.DataFrame:
    """Count every measure by every cut."""
    return pl.concat(chain.from_iterable(_cut(staff, names) for names in CUTS))


def _cut(staff: pl.DataFrame, names: tuple[str, ...]) -> list[pl.DataFrame]:
    group = pl.concat_str(names, separator=" | ") if names else pl.lit("")
    cut = staff.with_columns(group=group)

    def added(among: list[str], having: list[str]) -> pl.DataFrame:
        counts = cut.group_by("group", maintain_order=True).agg(
            numerator=pl.all_horizontal(having).sum().cast(pl.Int64) if having else pl.len().cast(pl.Int64),
            denominator=pl.all_horizontal(among).sum().cast(pl.Int64) if among else pl.len().cast(pl.Int64),
        )
        return counts.filter(pl.col("denominator") > 0)

    def framed(rows: pl.DataFrame, measure: str, outcome: str | None = None) -> pl.DataFrame:
        return rows.select(
            measure=pl.lit(measure),
            breakdown=pl.lit(" | ".join(names)),
            group="group",
            outcome=pl.lit(outcome, pl.String),
            numerator="numerator",
            denominator="denominator",
        )

    found = [framed(added(among, having), measure) for measure, (among, having) in FACTS.items()]
    for placement in PLACEMENTS:
        cut = cut.with_columns(is_it=pl.col("sought_known") & (pl.col("sought") == placement))
        found.append(framed(added(["sought_known"], ["is_it"]), "sought", placement))
    return found


def table(cells: int, seed: int = 0) -> pl.DataFrame:
    """Make linked tables of at least so many counts, numerators and denominators."""
    draw = np.random.default_rng(seed)
    made: list[pl.DataFrame] = []
    while sum(part.height for part in made) * 2 < cells:
        number = len(made)
        rows = counted(people(draw, int(300 * 20 ** draw.random())))
        made.append(
            rows.select(
                "measure",
                pl.lit(date(2025, 1 + number % 4, 1)).alias("period"),
                pl.lit(f"Z{number // 4:03}").alias("organisation"),
                pl.exclude("measure"),
            )
        )
    return pl.concat(made)


def measure(cells: int, policy: Policy) -> tuple[float, float]:
    """Protect and audit once; print what it took and give the seconds of each."""
    rows = table(cells)
    started = time.perf_counter()
    protected = protect(rows, policy, DESCRIBED)
    done = time.perf_counter()
    verdict = audit([Release(protected, policy, DESCRIBED)])
    audited = time.perf_counter()
    alone = protect(rows, policy)
    more = protected["numerator"].null_count() - alone["numerator"].null_count()
    first = audit([Release(alone, policy, DESCRIBED)])
    sys.stdout.write(
        f"{2 * rows.height:8,} counts: protect {done - started:6.1f} s, audit {audited - done:5.1f} s, "
        f"{'passed' if verdict.passed else 'FAILED'}; {alone['numerator'].null_count():,} numerators hidden as small, of which "
        f"{len(first.findings):,} findings; {more:,} more kept back\n"
    )
    sys.stdout.flush()
    return done - started, audited - done


def main() -> None:
    """Measure at a tenth, a third and all of the size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cells", type=int, default=100_000)
    arguments.add_argument("--policy", choices=POLICIES, default="NHS_ROUND_5")
    chosen = arguments.parse_args()
    policy = POLICIES[chosen.policy]
    sys.stdout.write(f"{policy.name}\n")
    took = [sum(measure(size, policy)) for size in (chosen.cells // 10, chosen.cells // 3, chosen.cells)]
    sys.stdout.write(f"ten times as many counts take {took[2] / took[0]:.1f} times as long\n")


if __name__ == "__main__":
    main()
