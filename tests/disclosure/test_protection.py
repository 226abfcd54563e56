from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfg_analytics.disclosure import (
    NHS_ROUND_5,
    SMALL_BASE,
    SMALL_DENOMINATOR,
    SMALL_NUMERATOR,
    Policy,
    protect,
)
from sfg_analytics.errors import MeasureProblem

ORACLES = Path(__file__).parents[2] / ".." / "shared" / "oracles" / "sdc_suppression.json"


def counted(*cells: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(cells, schema={"numerator": pl.Int64, "denominator": pl.Int64}, orient="row")


def shown(numerator: int, denominator: int, policy: Policy = NHS_ROUND_5) -> tuple[Any, ...]:
    return protect(counted((numerator, denominator)), policy).row(0)


@pytest.mark.parametrize(
    ("count", "published"),
    [
        (0, 0),
        (1, None),
        (7, None),
        (8, 10),
        (9, 10),
        (12, 10),
        (13, 15),
        (17, 15),
        (18, 20),
        (22, 20),
        (23, 25),
        (997, 995),
        (998, 1000),
    ],
)
def test_counts_at_every_boundary(count: int, published: int | None) -> None:
    assert shown(count, 5000)[0] == published


@pytest.mark.parametrize(
    ("cell", "published"),
    [
        ((0, 0), (0, 0, SMALL_BASE)),
        ((0, 7), (None, None, SMALL_DENOMINATOR)),
        ((3, 7), (None, None, SMALL_DENOMINATOR)),
        ((0, 8), (0, 10, SMALL_BASE)),
        ((7, 8), (None, 10, SMALL_NUMERATOR)),
        ((8, 8), (10, 10, SMALL_BASE)),
        ((8, 17), (10, 15, SMALL_BASE)),
        ((8, 18), (10, 20, None)),
        ((7, 100), (None, 100, SMALL_NUMERATOR)),
        ((0, 100), (0, 100, None)),
        ((93, 100), (95, 100, None)),
        ((100, 100), (100, 100, None)),
    ],
)
def test_a_cell_is_hidden_whole_or_in_part_and_says_why(
    cell: tuple[int, int], published: tuple[Any, ...]
) -> None:
    assert shown(*cell) == published


@pytest.mark.parametrize(
    ("base", "count", "published"), [(10, 14, 10), (10, 15, 20), (10, 25, 30), (2, 9, 10), (1, 9, 9)]
)
def test_half_way_is_rounded_up(base: int, count: int, published: int) -> None:
    assert shown(count, 1000, replace(NHS_ROUND_5, rounding_base=base))[0] == published


def test_a_policy_may_hide_zeros_and_then_says_so() -> None:
    strict = replace(NHS_ROUND_5, zeros_shown=False)
    assert shown(0, 100, strict) == (None, 100, SMALL_NUMERATOR)
    assert strict.wording(SMALL_NUMERATOR) == "Hidden: 0 to 7 people."


def test_every_reason_has_its_wording() -> None:
    assert {
        reason: NHS_ROUND_5.wording(reason) for reason in (SMALL_NUMERATOR, SMALL_DENOMINATOR, SMALL_BASE)
    } == {
        SMALL_NUMERATOR: "Hidden: 1 to 7 people.",
        SMALL_DENOMINATOR: "Hidden: the whole group is 1 to 7 people.",
        SMALL_BASE: "No percentage: fewer than 20 people in the group.",
    }
    assert NHS_ROUND_5.as_json()["reasons"][SMALL_BASE] == NHS_ROUND_5.wording(SMALL_BASE)
    with pytest.raises(ValueError, match="reason must be one of"):
        NHS_ROUND_5.wording("because")


def test_a_policy_with_impossible_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="rounding_base must be a whole number of at least 1"):
        replace(NHS_ROUND_5, rounding_base=0)


def test_nothing_else_in_the_table_changes_and_what_was_given_stays() -> None:
    cells = counted((3, 40), (30, 40)).with_columns(measure=pl.lit("coverage"))
    before = cells.clone()
    protected = protect(cells)
    assert cells.equals(before)
    assert protected.columns == ["numerator", "denominator", "measure", "hidden"]
    assert protected["measure"].equals(cells["measure"])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (counted((5, 4)), "larger than its denominator; 1 of 1"),
        (counted((-1, 4), (1, 4)), "negative; 1 of 2"),
        (pl.DataFrame({"numerator": [None, 2], "denominator": [1, 2]}), "missing; 1 of 2"),
    ],
)
def test_impossible_counts_are_refused_and_counted(cells: pl.DataFrame, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        protect(cells)


def test_a_table_without_counts_or_protected_already_is_refused() -> None:
    with pytest.raises(MeasureProblem, match="'denominator'"):
        protect(pl.DataFrame({"numerator": [1]}))
    with pytest.raises(MeasureProblem, match="whole numbers"):
        protect(pl.DataFrame({"numerator": [1.5], "denominator": [2]}))
    with pytest.raises(MeasureProblem, match="already"):
        protect(protect(counted((1, 2))))


def test_an_empty_table_is_protected_to_an_empty_table() -> None:
    assert protect(counted()).schema["hidden"] == pl.String


@given(st.integers(0, 300), st.integers(0, 300))
def test_no_count_from_1_to_7_and_no_unrounded_count_leaves(one: int, other: int) -> None:
    numerator, denominator, hidden = shown(min(one, other), max(one, other))
    for published in (numerator, denominator):
        assert published is None or published == 0 or (published >= 10 and published % 5 == 0)
    assert (numerator is None) <= (hidden is not None)
    assert denominator is None or numerator is None or numerator <= denominator


def test_an_outsider_never_knows_a_small_complement_better_than_to_five_values() -> None:
    # Everybody but a few: 95 of 98 is published as 95 of 100. All cells that look the same are put together, and
    # the number of people outside the numerator is what an outsider could try to infer from the look of a cell.
    looks_like = defaultdict(set)
    cells = [(n, d) for d in range(61) for n in range(d + 1)]
    for cell, look in zip(cells, protect(counted(*cells)).rows(), strict=True):
        looks_like[look].add(cell[1] - cell[0])
    inferred = [
        complements
        for (numerator, denominator, _), complements in looks_like.items()
        if numerator is not None
        and denominator is not None
        and denominator <= 50  # whole cells of the range above
        if any(1 <= complement <= 7 for complement in complements)
    ]
    assert len(inferred) > 10
    assert min(len(complements) for complements in inferred) == 5
    # ... and "everybody" cannot be told from "everybody but one to four".
    assert looks_like[(50, 50, None)] == {0, 1, 2, 3, 4}


@pytest.mark.skipif(not ORACLES.exists(), reason="the reference cases are not beside this clone")
def test_counts_are_shown_as_the_nhs_rule_shows_them() -> None:
    case = reference_case("NHS HES/ECDS rule, sub-national counts")
    protected = protect(counted(*((value, 5000) for value in case["input"]["values"])))
    marked = ["*" if number is None else str(number) for number in protected["numerator"]]
    assert marked == case["expected"]["shown"]


@pytest.mark.skipif(not ORACLES.exists(), reason="the reference cases are not beside this clone")
def test_percentages_come_from_rounded_counts() -> None:
    case = reference_case("HES percentages come from the rounded numerator and denominator")
    cells = zip(case["input"]["numerator"], case["input"]["denominator"], strict=True)
    protected = protect(counted(*cells))
    percent = (100 * protected["numerator"] / protected["denominator"]).to_list()
    assert percent == pytest.approx(case["expected"]["percent"], abs=1e-9)


def reference_case(name: str) -> dict[str, Any]:
    cases = json.loads(ORACLES.read_text("utf-8"))["cases"]
    return next(case for case in cases if case["name"] == name)
