from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.disclosure import (
    NHS_ROUND_5,
    SUPPRESS_10,
    Described,
    Policy,
    Release,
    audit,
    protect,
)
from sfg_analytics.measures import CATALOGUE, count_catalogue
from sfg_analytics.measures.ties import ties
from tests.depth import tries
from tests.disclosure.outsider import Count, Facts, Outsider
from tests.measures.made import MARCH, contracts, conversations, staff, table

ROOT = Path(__file__).parents[2]


def policy(threshold: int, **fields: Any) -> Policy:
    usual: dict[str, Any] = {"rounding_base": 1, "minimum_base": 1, "source": "made for a test"}
    return Policy(id=f"UP_TO_{threshold}", name="Small", threshold=threshold, **{**usual, **fields})


POLICIES = (
    policy(2),
    policy(3),
    policy(4, complement_protected=False),
    policy(3, zeros_shown=False),
    policy(3, least_range=3),
    policy(2, rounding_base=2),
    policy(3, rounding_base=3),
    NHS_ROUND_5,
    SUPPRESS_10,
)
PLANS: tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = (
    (("eligible",), (("sex",), ("disability",))),
    (("coverage",), (("ethnicity",), ("ethnic_category",))),
    (("coverage", "eligible"), (("sex",), ("disability",))),
    (("stages",), (("sex",),)),
    (("current_placement",), (("sex",), ("disability",))),
)
CROSSED = (("eligible",), (("sex",), ("disability",), ("sex", "disability")))


def store(chance: random.Random, people: int) -> dict[str, pl.DataFrame]:
    """Make a store of one organisation's month."""
    in_post = [
        {
            "sex": chance.choice(["Female", "Female", "Male"]),
            "disability": chance.choice(["Yes", "No", "No", "No", None]),
            "ethnicity": chance.choice("AAADH"),
            "assignment_status": chance.choice(["Active"] * 5 + ["Career Break"]),
        }
        for _ in range(people)
    ]
    held = [
        {
            "person": f"p{number}",
            "conversation_date": date(2025, chance.choice([2, 3]), 5),
            "current_placement": chance.choice(["depth", "depth", "breadth", None]),
            "stage": chance.choice(["placed", "placed", "prepared"]),
        }
        for number in range(people)
        if chance.random() < 0.6
    ]
    return {
        "staff_in_post": staff(in_post),
        "conversation_outcomes": conversations(held),
        "development_actions": table("development_actions"),
    }


def counted(
    tables: dict[str, pl.DataFrame], measures: Sequence[str], breakdowns: Sequence[Sequence[str]]
) -> pl.DataFrame:
    return count_catalogue(tables, list(measures), breakdowns=breakdowns, periods=[MARCH], whole_window=False)


def told_of(measures: Sequence[str]) -> dict[str, Any]:
    return ties([CATALOGUE[name] for name in measures], contracts())


def truth_of(cells: pl.DataFrame, outsider: Outsider) -> dict[Count, int]:
    truth = {}
    for row in cells.to_dicts():
        over, had = outsider.facts(row)
        truth[over, row["breakdown"], row["group"]] = row["denominator"]
        truth[had, row["breakdown"], row["group"]] = row["numerator"]
    return truth


def hidden_in(cells: pl.DataFrame) -> int:
    return cells["numerator"].null_count() + cells["denominator"].null_count()


def naively_hidden(protected: pl.DataFrame, exposed: set[tuple[str, str]]) -> int:
    """How many counts would go if each breakdown of a measure in which anything is exposed went whole."""
    return sum(
        2 * rows.height if key in exposed else hidden_in(rows)
        for key, rows in protected.partition_by("measure", "breakdown", as_dict=True).items()
    )


def random_cases(
    seeds: range, policies: Sequence[Policy] = POLICIES
) -> Iterator[tuple[pl.DataFrame, Policy, dict[str, Any]]]:
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311 - no secret
        chosen = chance.choice(policies)
        large = chosen.threshold > 4
        measures, breakdowns = chance.choice(PLANS if large else (*PLANS, CROSSED))
        tables = store(chance, chance.choice([8, 15, 24, 40]) * (3 if large else 1))
        cells = counted(tables, measures, breakdowns)
        if not cells.is_empty():
            yield cells, chosen, told_of(measures)


def test_the_outsider_finds_exactly_what_going_through_every_world_finds() -> None:
    told: dict[str, Any] = {
        "measures": {
            "seen": {
                "rows": "people",
                "denominator": [],
                "numerator": ["seen"],
                "outcome": None,
                "steps": {},
                "sums": False,
                "public": False,
            }
        },
        "nesting": {},
    }
    people, kinds = 9, list(product((True, False), "fm", "yn"))
    bars = [(-1, *cut, people + 7) for cut in combinations(range(people + 7), 7)]
    worlds = [[after - before - 1 for before, after in pairwise(one)] for one in bars]
    places = [("", ""), ("sex", "f"), ("sex", "m"), ("disability", "y"), ("disability", "n")]
    cells = [
        (
            number,
            "seen",
            MARCH,
            "ZZA",
            breakdown,
            group,
            None,
            sum(among[True]),
            sum(map(sum, among.values())),
        )
        for number, world in enumerate(worlds)
        for breakdown, group in places
        for among in [_split(world, kinds, group)]
    ]
    names = ["world", "measure", "period", "organisation", "breakdown", "group", "outcome"]
    frame = pl.DataFrame(
        cells,
        schema=dict.fromkeys(names) | {"numerator": pl.Int64, "denominator": pl.Int64},
        orient="row",
    ).filter(pl.col("denominator") > 0)
    chance = random.Random(7)  # noqa: S311 - no secret
    for tried in (
        *POLICIES[:7],
        policy(3, zeros_shown=False, all_or_none_hidden=True),
        policy(1, base_threshold=3, least_range=1),
    ):
        published = protect(frame, tried).drop("world", "outcome")
        shown = published.with_columns(world=frame["world"]).partition_by(
            "world", as_dict=True, maintain_order=True, include_key=False
        )
        alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for (number,), rows in shown.items():
            alike[tuple(rows.rows())].append(int(str(number)))
        for seen in chance.sample(sorted(alike, key=repr), 4):
            number = alike[seen][0]
            rows = shown[number,].with_columns(outcome=pl.lit(None, pl.String))
            outsider = Outsider([(rows, tried)], told, most=people)
            for row in rows.to_dicts():
                for facts in (Facts(), Facts({"seen"})):
                    possible = {
                        sum(among[True]) if facts else sum(map(sum, among.values()))
                        for one in alike[seen]
                        for among in [_split(worlds[one], kinds, row["group"])]
                    }
                    assert outsider.values((facts, row["breakdown"], row["group"])) == possible


def _split(world: list[int], kinds: list[Any], group: str) -> dict[bool, list[int]]:
    split: dict[bool, list[int]] = {True: [], False: []}
    for size, (seen, *groups) in zip(world, kinds, strict=True):
        if not group or group in groups:
            split[seen].append(size)
    return split


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_nothing_hidden_is_worked_out_and_the_audit_and_the_outsider_agree(first: int) -> None:
    verdicts = set()
    for cells, chosen, told in random_cases(range(first, first + 10)):
        described = Described.from_json(told)
        for guarded in (None, described):
            published = protect(cells, chosen, guarded)
            outsider = Outsider([(published, chosen)], told, gaps_tell=False)
            assert outsider.has(truth_of(cells, outsider))
            found = outsider.exposed()
            passed = audit([Release(published, chosen, described)]).passed
            assert not (passed and found)
            assert passed or found or outsider.exposed(between=True)
            assert not (guarded and found)
            verdicts.add(not found)
    assert verdicts == {True, False}


def test_far_fewer_counts_go_than_if_every_breakdown_in_which_one_is_exposed_went_whole() -> None:
    gone = naive = 0
    for cells, chosen, told in random_cases(range(100, 125), POLICIES[:7]):
        alone = protect(cells, chosen)
        exposed = Outsider([(alone, chosen)], told, gaps_tell=False).exposed()
        tables = {key for key, _ in alone.partition_by("measure", "breakdown", as_dict=True).items()}
        bad = {
            (str(measure), str(breakdown))
            for measure, breakdown in tables
            if breakdown in {one.count[1] for one in exposed}
        }
        gone += hidden_in(protect(cells, chosen, Described.from_json(told)))
        naive += naively_hidden(alone, bad)
    assert 0 < gone < naive


@st.composite
def stores(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    people = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["Female", "Male"]),
                st.sampled_from(["Yes", "No", None]),
                st.booleans(),
                st.booleans(),
            ),
            min_size=3,
            max_size=30,
        )
    )
    in_post = [
        {
            "sex": sex,
            "disability": disability,
            "assignment_status": "Active" if at_work else "Career Break",
        }
        for sex, disability, at_work, _ in people
    ]
    held = [
        {"person": f"p{number}", "conversation_date": date(2025, 3, 5)}
        for number, (*_, spoke) in enumerate(people)
        if spoke
    ]
    return {"staff_in_post": staff(in_post), "conversation_outcomes": conversations(held)}


@settings(max_examples=tries(12), deadline=None)
@given(stores(), st.sampled_from(POLICIES[:7]))
def test_an_outsider_learns_no_hidden_count_of_any_store(
    tables: dict[str, pl.DataFrame], chosen: Policy
) -> None:
    told = told_of(["eligible", "coverage"])
    cells = counted(tables, ["eligible", "coverage"], [("sex",), ("disability",)])
    published = protect(cells, chosen, Described.from_json(told))
    assert Outsider([(published, chosen)], told, gaps_tell=False).exposed() == []
    assert published.equals(protect(cells, chosen, Described.from_json(told)))
    alone = protect(cells, chosen)
    for column in ("numerator", "denominator"):
        kept = published[column].is_not_null()
        assert published[column].filter(kept).equals(alone[column].filter(kept))


@pytest.mark.parametrize("seed", range(12))
def test_a_release_and_the_one_before_do_not_tell_together_what_neither_tells(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    tables = store(chance, chance.choice([15, 24, 40]))
    measures = chance.choice([("eligible",), ("coverage",), ("coverage", "eligible")])
    narrow, wide = (("sex",),), (("sex",), ("disability",))
    before, after = chance.choice([(narrow, wide), (wide, narrow), (wide, wide)])
    chosen = chance.choice(POLICIES[:7])
    told = told_of(measures)
    described = Described.from_json(told)
    first = protect(counted(tables, measures, before), chosen, described)
    earlier = Release(first, chosen, described)
    second = protect(counted(tables, measures, after), chosen, described, earlier=[earlier])
    outsider = Outsider([(second, chosen), (first, chosen)], told, gaps_tell=False)
    assert outsider.agrees()
    assert outsider.exposed() == []
    assert audit([Release(second, chosen, described), earlier]).passed


def test_another_process_hides_the_same_counts() -> None:
    program = (
        "import random, hashlib\n"
        "from tests.disclosure.test_outsider import *\n"
        "cells, chosen, told = next(random_cases(range(3, 4)))\n"
        "hidden = protect(cells, chosen, Described.from_json(told))\n"
        "assert hidden_in(hidden)\n"
        "print(hashlib.sha256(repr(hidden.rows()).encode()).hexdigest())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
