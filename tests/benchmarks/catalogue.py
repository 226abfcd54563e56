"""The whole catalogue, counted for a made-up NHS of forty organisations; and part of it against pandas and fairlearn.

People, 36 months of staff lists, five conversations a person, actions, pools, critical posts and the old grid are made up
fast and held as Parquet, a folder an organisation. ``whole`` counts every measure by its default breakdowns, eight
organisations at a time, in a process of its own.

The rivals get a smaller system, because they need everything in memory at once. ``pandas`` counts seven measures by the
characteristics, as an able analyst would: ``merge_asof`` for what had happened by a month, then ``groupby``; its counts must
be ours. ``fairlearn`` is spared making the facts: its ``MetricFrame`` gets them ready-made, and makes the rate of
coverage by each characteristic within organisation and month. It is not in the lock: ``pip install fairlearn`` first, or it
is left out.

    python -m tests.benchmarks.catalogue --people 1000000 --small 50000
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

from sfg_analytics.contract import load_contracts
from sfg_analytics.measures import CATALOGUE, CHARACTERISTICS, count_catalogue, countable
from tests.benchmarks.processes import Figures, run

MONTHS, EARLIER, EACH = 36, 12, 5
ORGANISATIONS, TOGETHER = 40, 8
PERIODS = [date(2021 + month // 12, month % 12 + 1, 1) for month in range(MONTHS + EARLIER)]
RIVALLED = (
    "coverage",
    "eligible",
    "placement_visible",
    "current_placement",
    "sought_placement",
    "seeking_change",
    "content_to_stay",
)


def make(folder: Path, people: int) -> None:
    """Make up every table, a folder an organisation."""
    contracts = load_contracts()
    rng = np.random.default_rng(1)
    each = max(people // ORGANISATIONS, 50)

    def drawn(contract: str, column: str, count: int, *, blank: float = 0.03) -> pl.Series:
        codes = [code.value for code in contracts[contract].by_name[column].codes]
        place = np.where(rng.random(count) < blank, len(codes), rng.integers(0, len(codes), count))
        return pl.Series([*codes, None], dtype=pl.String)[place]

    def days(count: int, low: np.ndarray | int, high: np.ndarray | int, *, blank: float = 0.0) -> pl.Series:
        made = pl.Series(rng.integers(low, high, count), dtype=pl.Int32).cast(pl.Date)
        return (
            made
            if not blank
            else pl.select(pl.when(pl.Series(rng.random(count) >= blank)).then(made)).to_series()
        )

    for number in range(ORGANISATIONS):
        code = f"Z{number:02}"
        own = folder / code
        own.mkdir(parents=True)
        person = pl.Series(
            [hashlib.md5(f"{code}{n}".encode()).hexdigest() for n in range(each)]  # noqa: S324 made up
        )
        who, when = np.tile(np.arange(each), MONTHS), np.repeat(np.arange(EARLIER, EARLIER + MONTHS), each)
        left_in = rng.integers(0, MONTHS * 6, each)
        here = when - EARLIER < left_in[who]
        who, when = who[here], when[here]
        about = {
            name: drawn("staff_in_post", name, each)
            for name in (
                "age_band",
                "staff_group",
                "band",
                "ethnicity",
                "sex",
                "disability",
                "sexual_orientation",
                "religion_or_belief",
            )
        }
        about |= {
            "directorate": pl.Series([f"Directorate {n}" for n in range(9)])[rng.integers(0, 9, each)],
            "fte": pl.Series([1.0, 0.8, 0.6])[rng.integers(0, 3, each)],
            "service_start_date": days(each, 12000, 19000),
            "national_person": person,
        }
        pl.DataFrame(
            {
                "organisation": pl.repeat(code, len(who), eager=True),
                "period": pl.Series(PERIODS)[when],
                "person": person[who],
                **{name: values[who] for name, values in about.items()},
                "assignment_status": drawn("staff_in_post", "assignment_status", each)[who],
            }
        ).write_parquet(own / "staff_in_post.parquet")
        held = rng.integers(0, len(PERIODS), each * EACH)
        who = np.repeat(np.arange(each), EACH)
        # At most one conversation a person and month.
        held, who = (part for part in np.unique(np.stack([who, held]), axis=1)[::-1])
        total = len(who)
        began = pl.Series(PERIODS)[held].cast(pl.Int32).to_numpy()
        day = pl.Series(began + rng.integers(0, 27, total), dtype=pl.Int32).cast(pl.Date)
        since = day.cast(pl.Int32).to_numpy()
        conversations = pl.DataFrame(
            {
                "organisation": pl.repeat(code, total, eager=True),
                "period": pl.Series(PERIODS)[held],
                "person": person[who],
                "conversation_date": day,
                "recorded_date": pl.Series(since + rng.integers(0, 60, total), dtype=pl.Int32).cast(pl.Date),
                **{
                    name: drawn("conversation_outcomes", name, total)
                    for name in ("run_as", "facilitator", "stage")
                },
                "facilitator_person": person[who // 12],
                "current_placement": drawn("conversation_outcomes", "current_placement", total, blank=0),
                "sought_placement": drawn("conversation_outcomes", "sought_placement", total, blank=0),
                "sought_horizon_months": rng.choice([12, 24, 36], total),
                "plan_agreed": rng.random(total) < 0.6,
                "next_review_date": pl.Series(since + 365, dtype=pl.Int32).cast(pl.Date),
                "share_across_system": rng.random(total) < 0.5,
            }
        )
        conversations.write_parquet(own / "conversation_outcomes.parquet")
        agreed = conversations.sample(fraction=0.8, seed=1)
        count = agreed.height
        since = agreed["conversation_date"].cast(pl.Int32).to_numpy()
        pl.DataFrame(
            {
                "organisation": agreed["organisation"],
                "period": agreed["period"],
                "person": agreed["person"],
                "conversation_date": agreed["conversation_date"],
                "kind": drawn("development_actions", "kind", count, blank=0),
                "agreed_date": agreed["conversation_date"],
                "started_date": days(count, since, since + 200, blank=0.3),
                "completed_date": days(count, since + 200, since + 500, blank=0.5),
                "action_status": drawn("development_actions", "action_status", count, blank=0),
            }
        ).write_parquet(own / "development_actions.parquet")
        pl.DataFrame(
            {
                "organisation": pl.repeat(code, each // 20, eager=True),
                "person": person[: each // 20],
                "pool_status": drawn("talent_pools", "pool_status", each // 20, blank=0),
                "joined_date": days(each // 20, 18700, 20000),
                "left_date": days(each // 20, 20000, 21000, blank=0.5),
            }
        ).write_parquet(own / "talent_pools.parquet")
        posts = np.tile(np.arange(each // 50), MONTHS)
        pl.DataFrame(
            {
                "organisation": pl.repeat(code, len(posts), eager=True),
                "period": pl.Series(PERIODS)[np.repeat(np.arange(EARLIER, EARLIER + MONTHS), each // 50)],
                "post": person[posts],
                "successor": person[posts + 1],
                "readiness": drawn("critical_posts", "readiness", len(posts)),
                "staff_group": about["staff_group"][posts],
                "band": about["band"][posts],
                "directorate": about["directorate"][posts],
            }
        ).write_parquet(own / "critical_posts.parquet")
        assessed = rng.integers(0, EARLIER, each)
        pl.DataFrame(
            {
                "organisation": pl.repeat(code, each, eager=True),
                "period": pl.Series(PERIODS)[assessed],
                "person": person,
                **{name: drawn("talent_grid", name, each) for name in ("box", "colour", "readiness")},
            }
        ).write_parquet(own / "talent_grid.parquet")


def tables_in(folder: Path) -> dict[str, pl.LazyFrame]:
    """Scan every table, all organisations together."""
    names = sorted({path.stem for path in folder.glob("*/*.parquet")})
    return {name: pl.scan_parquet(folder / "*" / f"{name}.parquet") for name in names}


def whole(folder: Path) -> dict[str, int]:
    """Count every measure by its default breakdowns, some organisations at a time."""
    tables, rows = tables_in(folder), 0
    codes = sorted(own.name for own in folder.iterdir())
    for start in range(0, len(codes), TOGETHER):
        rows += count_catalogue(tables, organisations=codes[start : start + TOGETHER]).height
    return {"measures": len(countable(tables)), "rows": rows}


def some(folder: Path) -> pl.DataFrame:
    """Count what the rivals count."""
    breakdowns = [(name,) for name in CHARACTERISTICS]
    return count_catalogue(tables_in(folder), RIVALLED, breakdowns=breakdowns, whole_window=False)


def coverage(folder: Path) -> pl.DataFrame:
    """Count coverage by the characteristics."""
    breakdowns = [(name,) for name in CHARACTERISTICS]
    return count_catalogue(tables_in(folder), ["coverage"], breakdowns=breakdowns, whole_window=False)


def _ratio(one: Figures, other: Figures) -> dict[str, float]:
    return {"wall": round(one.wall / other.wall, 1), "cpu": round(one.cpu / other.cpu, 1)}


def main() -> None:
    """Make the systems, count in every way, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument(
        "--small", type=int, default=50_000, help="people in the system that the rivals count"
    )
    asked = parser.parse_args()
    told: dict[str, object] = {"benchmark": "catalogue", "people": asked.people, "catalogue": len(CATALOGUE)}
    with tempfile.TemporaryDirectory() as name:
        large, small = Path(name) / "large", Path(name) / "small"
        if asked.people:
            make(large, asked.people)
            figures, said = run(["-c", _CALL.format("whole"), str(large)])
            told |= {"whole": asdict(figures), "counted": json.loads(said), "aim": "under 180 s and 8192 MiB"}
        make(small, asked.small)
        ways = {
            "ours": "catalogue.some",
            "pandas": "catalogue_in_pandas.some",
            "ours, coverage": "catalogue.coverage",
        }
        if find_spec("fairlearn"):
            ways["fairlearn"] = "catalogue_in_pandas.in_fairlearn"
        found = {}
        for way, call in ways.items():
            module, function = call.split(".")
            found[way], said = run(
                ["-c", _SAVE.format(module, function), str(small), f"{name}/{way}.parquet"]
            )
            if said.strip():
                sys.exit(f"{way}: {said[-2000:]}")
        told |= {"small": asked.small, **{way: asdict(took) for way, took in found.items()}}
        _require_same(Path(name), "ours", "pandas")
        told["pandas / ours"] = _ratio(found["pandas"], found["ours"])
        if "fairlearn" in found:
            told["fairlearn / ours, coverage"] = _ratio(found["fairlearn"], found["ours, coverage"])
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


def _require_same(folder: Path, one: str, other: str) -> None:
    keys = ["measure", "period", "organisation", "breakdown", "group", "outcome"]
    ours, theirs = (pl.read_parquet(folder / f"{way}.parquet") for way in (one, other))
    ours = ours.filter(pl.col("numerator") > 0).select(*keys, "numerator", "denominator").sort(keys)
    theirs = theirs.filter(pl.col("numerator") > 0).select(ours.columns).sort(keys)
    if not ours.equals(theirs):
        sys.exit(f"the counts of {one} ({ours.height} rows) and {other} ({theirs.height} rows) differ")


_CALL = "import json, sys; from pathlib import Path; from tests.benchmarks.catalogue import {0}; print(json.dumps({0}(Path(sys.argv[1]))))"
_SAVE = "import sys; from pathlib import Path; from tests.benchmarks.{0} import {1}; {1}(Path(sys.argv[1])).write_parquet(sys.argv[2])"


if __name__ == "__main__":
    main()
