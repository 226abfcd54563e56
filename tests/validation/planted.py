"""Whether comparisons find what is planted in the made-up system, and nothing else, at the rate they promise.

Each time the whole road is gone: a system is made up anew, its people are counted as any other's, the counts are compared.
The organisations named are those of ``sfg_analytics.demo.effects``; elsewhere nothing is to be found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

import numpy as np
import polars as pl

from sfg_analytics.demo import ORGANISATIONS, simulate
from sfg_analytics.demo.effects import BAND_EXPLAINS, ETHNIC_GAP, RETENTION, RISING_COVERAGE
from sfg_analytics.demo.simulation import LAST_MONTH, months_of, tidy
from sfg_analytics.measures import count
from sfg_analytics.statistics import compare, p_chart
from tests.validation import Row

SYSTEMS = 200
TABLES = ("staff_in_post", "conversation_outcomes")
BLACK, MINORITY = "Black or Black British", "All other ethnic groups"
ELSEWHERE = [
    organisation.code
    for organisation in ORGANISATIONS
    if organisation.code not in {ETHNIC_GAP.organisation, BAND_EXPLAINS.organisation}
]
BEFORE, EVEN = 18, "ZZ5"
"""Months of the chart before anything rises, and an organisation without a season at which nothing does."""


def around(nominal: float, trials: int) -> tuple[float, float]:
    """Give what the share of so many trials will hardly be outside of: 3.29 standard errors, a chance in a thousand."""
    width = 3.29 * sqrt(nominal * (1 - nominal) / trials)
    return max(0.0, nominal - width), min(1.0, nominal + width)


def listed(by: Sequence[str]) -> str:
    """Name columns in words."""
    return " and ".join(by).replace("_", " ")


def counted(tables: Mapping[str, pl.DataFrame], measure: str, *by: str, latest: bool = True) -> pl.DataFrame:
    """Count the last month, or all."""
    return count(tables, measure, by=by, periods=[LAST_MONTH] if latest else None)


def gap(tables: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, bool]]:
    """Look for the gap that stays when like is compared with like."""
    here = {
        name: rows.filter(pl.col("organisation") == ETHNIC_GAP.organisation) for name, rows in tables.items()
    }
    for by in (["band"], ["band", "staff_group"]):
        made = compare(counted(here, "coverage", "ethnic_group", *by), "ethnic_group", "White", adjust=by)
        row = made.row(by_predicate=pl.col("ethnic_group") == BLACK, named=True)
        what = f"the gap at {ETHNIC_GAP.organisation}, like for like by {listed(by)}"
        covered = row["like_for_like_lower"] <= ETHNIC_GAP.size <= row["like_for_like_upper"]
        yield f"{what}: interval holds {ETHNIC_GAP.size}", covered
        yield f"{what}: found among all groups", row["like_for_like_adjusted_p"] < 0.05


def confounded(tables: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, bool]]:
    """Look for the gap that band explains."""
    here = {
        name: rows.filter(pl.col("organisation") == BAND_EXPLAINS.organisation)
        for name, rows in tables.items()
    }
    for by in (["band"], ["band", "staff_group"]):
        made = compare(counted(here, "coverage", "ethnicity", *by), "ethnicity", "White", adjust=by)
        row = made.row(by_predicate=pl.col("ethnicity") == MINORITY, named=True)
        what = f"the gap at {BAND_EXPLAINS.organisation}"
        if len(by) == 1:
            yield f"{what}, crude: found", row["p_value"] < 0.05
        what += f", like for like by {listed(by)}"
        yield f"{what}: false alarm", row["like_for_like_p_value"] < 0.05
        covered = row["like_for_like_lower"] <= BAND_EXPLAINS.size <= row["like_for_like_upper"]
        yield f"{what}: interval holds 1", covered


def nothing(tables: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, bool]]:
    """Look for gaps at the six organisations that have none."""
    by_ethnicity, by_sex = (
        compare(
            counted(tables, "coverage", by).filter(pl.col("organisation").is_in(ELSEWHERE)), by, reference
        )
        for by, reference in (("ethnicity", "White"), ("sex", "Male"))
    )
    for made in (by_ethnicity.filter(pl.col("ethnicity") == MINORITY), by_sex):
        yield from (
            ("elsewhere: false alarm, each by itself", p < 0.05) for p in made["p_value"].drop_nulls()
        )
    yield "elsewhere: any false alarm among all shown together", (by_ethnicity["adjusted_p"] < 0.05).any()


def stays(tables: Mapping[str, pl.DataFrame]) -> list[bool]:
    """Say of each organisation whether people are found to stay after a conversation, at the same age and band."""
    by = ["age_band", "band"]
    made = compare(
        counted(tables, "retained_12", "conversed", *by), "conversed", "Without a conversation", adjust=by
    )
    return [p < 0.05 for p in made["like_for_like_p_value"].drop_nulls()]


def alone(code: str, *, people: int, months: int, seed: int) -> dict[str, pl.DataFrame]:
    """Make one organisation up, without the rest of its system."""
    [organisation] = [one for one in ORGANISATIONS if one.code == code]
    turned = list(months_of(organisation, people=people, months=months, seed=seed, last_month=LAST_MONTH))
    staff = pl.concat([month.staff for month in turned if month.staff is not None])
    held = pl.concat([month.conversations for month in turned])
    return {name: tidy(rows, name) for name, rows in zip(TABLES, (staff, held), strict=True)}


def whole(*, people: int, months: int, seed: int) -> dict[str, pl.DataFrame]:
    """Make a system up."""
    parts = list(simulate(people=people, months=months, seed=seed))
    return {name: pl.concat([getattr(part, name) for part in parts]) for name in TABLES}


def told(found: Mapping[str, list[bool]], people: int) -> Iterator[Row]:
    """Give a row for each question; what is found must be found mostly, all else at the rate promised."""
    for what, answers in found.items():
        nominal = float("nan") if "found" in what else 0.95 if "holds" in what else 0.05
        allowed = (0.8, 1.0) if "found" in what else around(nominal, len(answers))
        note = f"{len(answers):,} comparisons; systems of {people:,} people"
        yield Row(what, nominal, float(np.mean(answers)), allowed, note)


def conversations(rng: np.random.Generator) -> Iterator[Row]:
    """Ask in each of many systems who has the conversation."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for seed in rng.integers(2**31, size=SYSTEMS):
        tables = whole(people=20_000, months=1, seed=int(seed))
        for look in (gap, confounded, nothing):
            for what, answer in look(tables):
                found[what].append(answer)
    yield from told(found, 20_000)


def retention(rng: np.random.Generator) -> Iterator[Row]:
    """Ask in each of many systems who stays; elsewhere in fewer of them, there being seven organisations in each."""
    here = RETENTION.organisation
    seeds = [int(seed) for seed in rng.integers(2**31, size=SYSTEMS)]
    answers = []
    for seed in seeds:
        answers += stays(alone(here, people=40_000, months=13, seed=seed))
    yield from told({f"staying at {here}, like for like by age band and band: found": answers}, 40_000)
    answers = []
    for seed in seeds[: SYSTEMS // 4]:
        tables = whole(people=10_000, months=13, seed=seed)
        answers += stays({name: rows.filter(pl.col("organisation") != here) for name, rows in tables.items()})
    yield from told({"staying elsewhere, like for like by age band and band: false alarm": answers}, 10_000)


def rising(rng: np.random.Generator) -> Iterator[Row]:
    """Chart conversations held of those due, where they double and where nothing happens."""
    for code, allowed, note in (
        (RISING_COVERAGE.organisation, (0.95, 1.0), ""),
        (EVEN, (0.0, 1.0), "nothing planted and no season; any of 18 points by any of four rules"),
    ):
        signalled = []
        for seed in rng.integers(2**31, size=SYSTEMS // 2):
            tables = alone(code, people=10_000, months=36, seed=int(seed))
            made = counted(tables, "held_of_due", latest=False)
            chart = p_chart(made["numerator"], made["denominator"], baseline=BEFORE)
            signalled.append(chart["kind"].slice(BEFORE).eq_missing("improvement").any())
        what = f"held of due at {code}, October 2023 to March 2025: improvement signalled"
        yield Row(what, float("nan"), float(np.mean(signalled)), allowed, note)


ALL = (conversations, retention, rising)
