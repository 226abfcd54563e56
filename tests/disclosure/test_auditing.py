"""The audit over several releases, and over counts that tell of each other in other ways than one table."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.disclosure import (
    NHS_ROUND_5,
    SUPPRESS_10,
    CountedAs,
    Described,
    Policy,
    Release,
    audit,
    protect,
)
from sfg_analytics.errors import MeasureProblem
from tests.disclosure.tables import DESCRIBED, framed, hidden, listed


def release(
    protected: pl.DataFrame, policy: Policy = SUPPRESS_10, described: Described = DESCRIBED
) -> Release:
    return Release(protected, policy, described)


def test_there_must_be_something_to_audit() -> None:
    with pytest.raises(MeasureProblem, match="nothing to audit"):
        audit([])


def test_a_count_that_one_release_shows_is_not_hidden_by_the_next() -> None:
    counts = listed([50, 30, 20], finest=2)
    before = release(protect(counts, SUPPRESS_10, DESCRIBED))
    # Another cut of the same people, of which one small group is hidden, and with it the total's other group.
    now = pl.concat([counts, listed([95, 5], "column", finest=3)[1:]])
    alone = protect(now, SUPPRESS_10, DESCRIBED)
    assert set(hidden(alone)) == {"c0", "c1"}
    assert audit([release(alone), before]).passed
    # The total may not be kept back in its place: the earlier release has told it.
    without = alone.with_columns(
        numerator=pl.when(pl.col("breakdown") == "")
        .then(None)
        .when(pl.col("group") == "c0")
        .then(95)
        .otherwise("numerator"),
        hidden=pl.when(pl.col("breakdown") == "")
        .then(pl.lit("numerator kept back"))
        .when(pl.col("group") == "c0")
        .then(None)
        .otherwise("hidden"),
    )
    assert not audit([release(without), before]).passed


def test_what_an_earlier_release_hid_stays_hidden_when_another_shows_more() -> None:
    # First the groups alone, one of them small; then their total as well.
    first = protect(listed([50, 3, 40])[1:], SUPPRESS_10, DESCRIBED)
    assert hidden(first) == ["r1"]
    second = listed([50, 3, 40])
    by_itself = protect(second, SUPPRESS_10, DESCRIBED)
    assert hidden(by_itself) == ["r1", "r2"]
    assert audit([release(by_itself)]).passed
    assert not audit([release(by_itself), release(first)]).passed  # r2 was told before
    together = protect(second, SUPPRESS_10, DESCRIBED, earlier=[release(first)])
    assert hidden(together) == ["", "r1"]
    assert audit([release(together), release(first)]).passed


TWO = Described({**DESCRIBED.measures, "heard": CountedAs("people", frozenset(), frozenset({"heard"}))})


def with_heard(groups: pl.DataFrame, heard: int) -> pl.DataFrame:
    """Another measure of the same people, of whom there are four million and as many as are seen."""
    everybody = groups.filter(pl.col("breakdown") == "row")["denominator"].sum()
    one = groups[:1].with_columns(
        measure=pl.lit("heard"),
        breakdown=pl.lit(""),
        group=pl.lit(""),
        numerator=heard,
        denominator=everybody,
    )
    return pl.concat([groups, one.select(groups.columns)], how="vertical_relaxed")


def test_a_revision_of_another_measure_does_not_make_outsiders_forget_what_was_told() -> None:
    groups = listed([50, 3, 40, 30])
    old = release(protect(with_heard(groups[1:], 100), SUPPRESS_10, TWO), described=TWO)
    assert hidden(old.estimates) == ["r1"]
    now = with_heard(groups, 300)
    by_itself = protect(now, SUPPRESS_10, TWO)
    assert hidden(by_itself) == ["r1", "r3"]
    assert not audit([release(by_itself, described=TWO), old]).passed  # r3 was told before
    together = protect(now, SUPPRESS_10, TWO, earlier=[old])
    assert hidden(together) == ["", "r1"]
    assert audit([release(together, described=TWO), old]).passed


def test_a_revision_of_another_group_does_not_either() -> None:
    old = release(protect(listed([50, 3, 40, 90])[1:], SUPPRESS_10, DESCRIBED))
    now = listed([50, 3, 40, 60])
    by_itself = protect(now, SUPPRESS_10, DESCRIBED)
    assert hidden(by_itself) == ["r1", "r2"]
    assert not audit([release(by_itself), old]).passed  # r2 was told before, and has not changed
    together = protect(now, SUPPRESS_10, DESCRIBED, earlier=[old])
    assert hidden(together) in (["", "r1"], ["r1", "r3"])
    assert audit([release(together), old]).passed


def test_releases_that_cannot_both_be_true_of_the_same_people_are_not_read_as_one() -> None:
    # Nobody of a third group before, three now; no rounded figure shows that anything has changed.
    before = protect(listed([50, 40, 0]).filter(pl.col("group") != "r2"), NHS_ROUND_5, DESCRIBED)
    now = protect(listed([50, 40, 2]), NHS_ROUND_5, DESCRIBED)
    assert before["numerator"].to_list() == [90, 50, 40]
    assert now["numerator"].to_list() == [90, 50, 40, None]
    releases = [release(now, NHS_ROUND_5), release(before, NHS_ROUND_5)]
    assert audit(releases).passed


def test_an_exact_count_that_changes_by_a_few_between_releases_tells_how_many_came_late() -> None:
    before = release(protect(listed([50, 40]), SUPPRESS_10, DESCRIBED))
    late = listed([52, 40])
    verdict = audit([release(protect(late, SUPPRESS_10, DESCRIBED)), before])
    assert {finding.kind for finding in verdict.findings} == {"revised by a few"}
    again = protect(late, SUPPRESS_10, DESCRIBED, earlier=[before])
    assert audit([release(again), before]).passed
    assert {"", "r0"} <= set(hidden(again))
    many = protect(listed([90, 40]), SUPPRESS_10, DESCRIBED, earlier=[before])
    assert hidden(many) == []
    # Rounded counts do not tell a few from none.
    rounded = [
        release(protect(counts, NHS_ROUND_5, DESCRIBED), NHS_ROUND_5) for counts in (late, listed([50, 40]))
    ]
    assert audit(rounded).passed


def test_counts_that_contradict_each_other_are_found() -> None:
    wrong = protect(listed([50, 40]), SUPPRESS_10).with_columns(
        numerator=pl.when(pl.col("group") == "r0")
        .then(None)
        .when(pl.col("group") == "r1")
        .then(95)
        .otherwise("numerator"),
        hidden=pl.when(pl.col("group") == "r0").then(pl.lit("small numerator")).otherwise("hidden"),
    )
    verdict = audit([release(wrong)])
    assert [finding.kind for finding in verdict.findings] == ["contradiction"]
    assert "contradict each other" in verdict.as_json()["findings"][0]


def two_measures(eligible: int, staff: int, covered: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "measure": ["eligible", "coverage"],
            "period": [date(2025, 3, 1)] * 2,
            "organisation": ["ZZ1"] * 2,
            "breakdown": [""] * 2,
            "group": [""] * 2,
            "outcome": pl.Series([None, None], dtype=pl.String),
            "numerator": [eligible, covered],
            "denominator": [staff, eligible],
        }
    )


NOBODY_ASKED = frozenset[str]()
ELIGIBLE, CONVERSED = frozenset({"eligible"}), frozenset({"eligible", "conversed"})
LINKED = Described(
    {
        "eligible": CountedAs("people", NOBODY_ASKED, ELIGIBLE),
        "coverage": CountedAs("people", ELIGIBLE, CONVERSED),
    }
)


def test_the_numerator_of_one_measure_gives_away_the_denominator_of_another() -> None:
    counted = two_measures(eligible=97, staff=100, covered=60)
    protected = protect(counted, SUPPRESS_10, LINKED)
    shown = protected.select("numerator", "denominator").rows()
    assert shown in ([(None, 100), (60, None)], [(97, None), (60, 97)])
    assert audit([release(protected, described=LINKED)]).passed
    # Hidden in one measure and shown in the other, it is not hidden.
    half = protected.with_columns(
        numerator=pl.Series([None, 60]),
        denominator=pl.Series([100, 97]),
        hidden=pl.Series(["numerator kept back", None]),
    )
    [finding] = audit([release(half, described=LINKED)]).findings
    assert (finding.low, finding.high) == (3, 3)


def test_fine_groups_within_wide_ones_give_each_other_away() -> None:
    nested = Described(
        DESCRIBED.measures,
        {"ethnic_group": {"ethnicity": {"Asian": "Other", "Black": "Other", "White": "White"}}},
    )
    counted = framed(
        [
            *[("ethnicity", "White", 60, 1), ("ethnicity", "Other", 33, 2)],
            *[
                ("ethnic_group", "White", 60, 1),
                ("ethnic_group", "Asian", 30, 1),
                ("ethnic_group", "Black", 3, 1),
            ],
        ]
    )
    assert not audit([release(protect(counted, SUPPRESS_10), described=nested)]).passed
    protected = protect(counted, SUPPRESS_10, nested)
    assert audit([release(protected, described=nested)]).passed
    assert hidden(protected, "ethnic_group") == ["Asian", "Black"] or "Other" in hidden(protected)
    # Without being told that they are nested, nothing is found.
    assert audit([release(protect(counted, SUPPRESS_10))]).passed


def test_what_is_public_already_is_left_as_it_is_and_not_attacked() -> None:
    public = Described({"seen": CountedAs("people", NOBODY_ASKED, frozenset({"seen"}), public=True)})
    protected = protect(listed([50, 3, 12]), NHS_ROUND_5, public)
    assert protected["numerator"].to_list() == [65, 50, 3, 12]
    assert audit([release(protected, NHS_ROUND_5, public)]).at_risk == 0


def test_the_verdict_is_told_in_words_and_numbers() -> None:
    said = audit([release(protect(listed([50, 3, 12]), SUPPRESS_10, DESCRIBED))]).as_json()
    assert said == {"passed": True, "cells": 8, "hidden": 2, "at_risk": 3, "releases": 1, "findings": []}


NESTED = Described(
    DESCRIBED.measures,
    {"fine": {"wide": {"White": "White", "Asian": "Other", "Black": "Other", "Mixed": "Other"}}},
)


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(st.integers(0, 40), min_size=8, max_size=8),
    policy=st.sampled_from([SUPPRESS_10, NHS_ROUND_5]),
)
def test_a_group_that_is_the_same_in_two_breakdowns_is_hidden_in_both_or_in_neither(
    counts: list[int], policy: Policy
) -> None:
    cells = [
        (fine, sex, count)
        for (fine, sex), count in zip(
            product(("White", "Asian", "Black", "Mixed"), ("Female", "Male")), counts, strict=True
        )
    ]

    def of(fine: tuple[str, ...], sexes: tuple[str, ...] = ("Female", "Male")) -> tuple[int, int]:
        inside = [count for name, sex, count in cells if name in fine and sex in sexes]
        return sum(inside), len(inside)

    everybody = ("White", "Asian", "Black", "Mixed")
    rows = [
        ("", "", *of(everybody)),
        ("wide", "White", *of(("White",))),
        ("wide", "Other", *of(everybody[1:])),
    ]
    rows += [("fine", name, *of((name,))) for name in everybody]
    rows += [("sex", sex, *of(everybody, (sex,))) for sex in ("Female", "Male")]
    rows += [("fine | sex", f"{name} | {sex}", count, 1) for name, sex, count in cells]
    protected = protect(framed(rows), policy, NESTED)
    assert audit([release(protected, policy, NESTED)]).passed
    same = protected.filter(pl.col("group") == "White")["numerator"].to_list()
    assert same[0] == same[1]
