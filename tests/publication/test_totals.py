"""A total lies between the least and the most that its parts may be, and those are reached."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import polars as pl
import pytest

from sfg_analytics.disclosure import NHS_ROUND_5, STAFF_SURVEY_10, SUPPRESS_10, Policy, protect
from sfg_analytics.measures import CATALOGUE
from sfg_analytics.publication import ESTIMATES_SCHEMA, UNCERTAIN, totals
from sfg_analytics.statistics import estimate

WORDS: list[dict[str, Any]] = [{"id": "m", "kind": "proportion"}]
STRICT = Policy(
    id="STRICT",
    name="Nobody and everybody hidden",
    threshold=4,
    rounding_base=3,
    minimum_base=10,
    source="made up",
    zeros_shown=False,
    all_or_none_hidden=True,
)


def figures(counts: list[tuple[str, str, int, int]], policy: Policy) -> pl.DataFrame:
    """Protected figures of organisations and groups, each by itself."""
    rows = pl.DataFrame(counts, ["organisation", "group", "numerator", "denominator"], orient="row")
    counted = rows.with_columns(
        measure=pl.lit("m"),
        period=pl.lit(date(2025, 3, 1)),
        breakdown=pl.when(pl.col("group") == "").then(pl.lit("")).otherwise(pl.lit("sex")),
        outcome=pl.lit(None, pl.String),
    )
    protected = estimate(protect(counted, policy), minimum_base=policy.minimum_base)
    return protected.select(*ESTIMATES_SCHEMA)


def alike(policy: Policy) -> list[list[tuple[int, int]]]:
    """Protect every pair of counts up to 30, and put together those that look alike: an outsider cannot tell them apart."""
    pairs = [(n, d) for d in range(1, 31) for n in range(d + 1)]
    shown = protect(pl.DataFrame(pairs, ["numerator", "denominator"], orient="row"), policy).rows()
    found: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
    for pair, row in zip(pairs, shown, strict=True):
        found[row].append(pair)
    # Larger counts, not tried here, may look like the largest ones.
    return [several for several in found.values() if all(d <= 26 for _, d in several)]


def limits(pair: tuple[int, int], policy: Policy) -> list[int]:
    """Give the limits of the total of two organisations that publish the same."""
    shown = figures([("ZZA", "", *pair), ("ZZB", "", *pair)], policy)
    (row,) = totals(shown, WORDS, policy, ()).rows(named=True)
    return [row[f"{count}_{end}"] for count in ("numerator", "denominator") for end in ("least", "most")]


@pytest.mark.parametrize("policy", [NHS_ROUND_5, SUPPRESS_10, STAFF_SURVEY_10], ids=lambda policy: policy.id)
def test_the_range_of_a_total_is_that_of_all_counts_that_would_be_published_so(policy: Policy) -> None:
    kinds = alike(policy)
    assert len(kinds) > 10
    for several in kinds:
        numerators, denominators = zip(*several, strict=True)
        ends = [end(counts) for counts in (numerators, denominators) for end in (min, max)]
        assert limits(several[0], policy) == [2 * one for one in ends], several


def test_where_everybody_is_hidden_too_the_range_holds_all_counts_that_would_be_published_so() -> None:
    for several in alike(STRICT):
        least, most, least_base, most_base = limits(several[0], STRICT)
        for n, d in several:
            assert least <= 2 * n <= most, several
            assert least_base <= 2 * d <= most_base, several


def test_a_rate_is_given_where_rounding_leaves_no_more_open_than_chance() -> None:
    large = totals(
        figures([("ZZA", "", 300, 1000), ("ZZB", "", 500, 1000)], NHS_ROUND_5), WORDS, NHS_ROUND_5, ()
    )
    (row,) = large.rows(named=True)
    assert (row["value"], row["without_value"], row["organisations"], row["missing"]) == (0.4, None, 2, None)
    plain = estimate(pl.DataFrame({"numerator": [800], "denominator": [2000]})).row(0, named=True)
    assert row["lower"] < plain["lower"] < plain["upper"] < row["upper"]
    # 2 either way of 3,000 in each of two, and hardly anybody not counted: chance leaves 0.13 points open, rounding 0.27.
    sure = totals(
        figures([("ZZA", "", 2995, 3000), ("ZZB", "", 3000, 3000)], NHS_ROUND_5), WORDS, NHS_ROUND_5, ()
    )
    assert sure["without_value"].to_list() == [UNCERTAIN]
    assert sure["value"].to_list() == [None]


def test_small_counts_that_are_hidden_in_parts_leave_a_total_where_they_matter_little() -> None:
    (row,) = totals(
        figures([("ZZA", "", 300, 1000), ("ZZB", "", 5, 100)], NHS_ROUND_5), WORDS, NHS_ROUND_5, ()
    ).rows(named=True)
    assert (row["numerator"], row["numerator_least"], row["numerator_most"]) == (304, 299, 309)
    assert row["hidden"] == 1
    assert row["value"] == pytest.approx(304 / 1100)


def test_a_total_on_a_small_base_has_no_rate() -> None:
    small = totals(figures([("ZZA", "", 1, 5), ("ZZB", "", 2, 5)], NHS_ROUND_5), WORDS, NHS_ROUND_5, ())
    assert small["without_value"].to_list() == ["small base"]


def test_what_was_public_is_neither_rounded_nor_hidden() -> None:
    public = figures(
        [("ZZA", "", 3, 7), ("ZZB", "", 4, 9)],
        Policy(
            id="NONE", name="none", threshold=0, rounding_base=1, minimum_base=1, source="x", least_range=1
        ),
    )
    (row,) = totals(public, WORDS, NHS_ROUND_5, ["m"]).rows(named=True)
    assert (row["numerator_least"], row["numerator_most"], row["value"]) == (7, 7, 7 / 16)


def test_an_organisation_without_a_group_has_nobody_in_it_and_one_without_the_table_is_missing() -> None:
    made = totals(
        figures(
            [
                *(("ZZA", group, 100, 200) for group in ("Female", "Male")),
                ("ZZB", "Female", 300, 400),
                *((code, "", 200, 400) for code in ("ZZA", "ZZB", "ZZC")),
            ],
            NHS_ROUND_5,
        ),
        WORDS,
        NHS_ROUND_5,
        (),
    )
    assert made.select("group", "numerator", "organisations", "missing").rows() == [
        ("Female", 400, 2, "ZZC"),
        ("Male", 100, 2, "ZZC"),
        ("", 600, 3, None),
    ]


def test_an_outcome_that_an_organisation_does_not_list_is_nobodys_of_all_its_people() -> None:
    rows = figures([("ZZA", "", 100, 200), ("ZZA", "", 50, 200), ("ZZB", "", 60, 300)], NHS_ROUND_5)
    made = totals(rows.with_columns(outcome=pl.Series(["depth", "breadth", "depth"])), WORDS, NHS_ROUND_5, ())
    assert made.select("outcome", "numerator", "denominator").rows() == [
        ("depth", 160, 500),
        ("breadth", 50, 500),
    ]
    assert made["numerator_least"].to_list() == [156, 48]


def test_what_only_the_records_of_others_tell_is_not_added_up() -> None:
    shown = figures([("ZZA", "", 100, 200), ("ZZB", "", 0, 200)], NHS_ROUND_5)
    words = CATALOGUE["moved_organisation_12"]
    told = [{**WORDS[0], "among": words.among, "having": words.having}]
    assert totals(shown, told, NHS_ROUND_5, ()).is_empty()
    assert totals(shown, WORDS, NHS_ROUND_5, ()).height == 1
