from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfg_analytics.disclosure import (
    INTERNAL_5,
    KEPT_BACK_NUMERATOR,
    NHS_ROUND_5,
    POLICIES,
    REASONS,
    SMALL_BASE,
    SMALL_DENOMINATOR,
    SMALL_NUMERATOR,
    STAFF_SURVEY_10,
    SUPPRESS_10,
    Policy,
    Release,
    audit,
    find_policy,
    policy_as_yaml,
    protect,
    ranges,
)
from sfg_analytics.errors import MeasureProblem, NoSuchPath
from tests.disclosure.tables import DESCRIBED, hidden, listed

ALL_OR_NONE = replace(SUPPRESS_10, zeros_shown=False, all_or_none_hidden=True)


@pytest.mark.parametrize(
    ("policy", "cell", "published"),
    [
        (SUPPRESS_10, (0, 50), (0, 50, None)),
        (SUPPRESS_10, (1, 50), (None, 50, SMALL_NUMERATOR)),
        (SUPPRESS_10, (9, 50), (None, 50, SMALL_NUMERATOR)),
        (SUPPRESS_10, (10, 50), (10, 50, None)),
        (SUPPRESS_10, (3, 9), (None, None, SMALL_DENOMINATOR)),
        (SUPPRESS_10, (0, 10), (0, 10, None)),
        (SUPPRESS_10, (49, 50), (49, 50, None)),  # by this rule alone: the guard comes after it
        (STAFF_SURVEY_10, (1, 9), (None, None, SMALL_DENOMINATOR)),
        (STAFF_SURVEY_10, (1, 10), (1, 10, None)),
        (STAFF_SURVEY_10, (10, 10), (10, 10, None)),
        (INTERNAL_5, (4, 30), (None, 30, SMALL_NUMERATOR)),
        (INTERNAL_5, (5, 30), (5, 30, None)),
        (INTERNAL_5, (0, 4), (None, None, SMALL_DENOMINATOR)),
        (INTERNAL_5, (0, 5), (0, 5, None)),
        (ALL_OR_NONE, (0, 50), (None, 50, SMALL_NUMERATOR)),
        (ALL_OR_NONE, (50, 50), (None, 50, SMALL_NUMERATOR)),
        (ALL_OR_NONE, (41, 50), (None, 50, SMALL_NUMERATOR)),
        (ALL_OR_NONE, (40, 50), (40, 50, None)),
        (ALL_OR_NONE, (10, 50), (10, 50, None)),
        (replace(SUPPRESS_10, minimum_base=23), (10, 22), (10, 22, SMALL_BASE)),
        (replace(SUPPRESS_10, minimum_base=23), (10, 23), (10, 23, None)),
    ],
)
def test_counts_at_every_boundary(policy: Policy, cell: tuple[int, int], published: tuple[Any, ...]) -> None:
    cells = pl.DataFrame([cell], schema={"numerator": pl.Int64, "denominator": pl.Int64}, orient="row")
    assert protect(cells, policy).row(0) == published


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_policy_comes_back_from_its_own_page_and_its_own_json(policy: Policy, tmp_path: Path) -> None:
    page = tmp_path / "my.yaml"
    page.write_text(policy_as_yaml(policy), "utf-8")
    assert find_policy(str(page)) == policy == Policy.from_json(policy.as_json()) == find_policy(policy.id)
    assert set(policy.as_json()["reasons"]) == set(REASONS)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("threshold: 7", "lacks fields"),
        ("- 7", "not YAML of fields"),
        ("[", "not YAML of fields"),
        (
            policy_as_yaml(NHS_ROUND_5).replace("threshold: 7", "treshold: 7", 1),
            "'treshold' that no policy has",
        ),
        (
            policy_as_yaml(NHS_ROUND_5).replace("threshold: 7", "threshold: '7'", 1),
            "'threshold' .* another type",
        ),
        (
            policy_as_yaml(NHS_ROUND_5).replace("threshold: 7", "threshold: true", 1),
            "'threshold' .* another type",
        ),
        (
            policy_as_yaml(NHS_ROUND_5).replace("least_range: 4", "least_range: 8"),
            "least_range must not be more",
        ),
        (
            policy_as_yaml(NHS_ROUND_5).replace("all_or_none_hidden: false", "all_or_none_hidden: true"),
            "0 is none",
        ),
    ],
)
def test_a_page_that_describes_no_policy_is_refused(page: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(page, "utf-8")
    with pytest.raises(MeasureProblem, match=said):
        find_policy(str(path))


def test_a_policy_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(MeasureProblem, match="NHS_ROUND_5") as problem:
        find_policy("NHS_ROUND_50")
    assert problem.value.closest == "'NHS_ROUND_5'"
    with pytest.raises(NoSuchPath):
        find_policy("nowhere.yaml")


def test_few_who_are_not_counted_are_guarded_where_counts_are_exact() -> None:
    lone = listed([60, 40])[:1].with_columns(denominator=pl.lit(103))
    protected = protect(lone, SUPPRESS_10, DESCRIBED)
    assert protected["hidden"].to_list() == [KEPT_BACK_NUMERATOR]
    assert audit([Release(protected, SUPPRESS_10, DESCRIBED)]).passed
    plain = Release(protect(lone, SUPPRESS_10), SUPPRESS_10, DESCRIBED)
    [finding] = audit([plain]).findings
    assert (finding.kind, finding.low, finding.high) == ("difference of two counts", 3, 3)
    assert "can be worked out" in finding.in_words()
    assert " 3 " not in finding.in_words()
    assert protect(lone, replace(SUPPRESS_10, complement_protected=False), DESCRIBED)["hidden"].to_list() == [
        None
    ]


def test_where_all_or_none_is_hidden_neither_end_can_be_told_from_the_other() -> None:
    cells = listed([100, 0, 50])
    sizes = pl.Series("denominator", [300, 100, 100, 100])
    protected = protect(cells.with_columns(sizes), ALL_OR_NONE, DESCRIBED)
    verdict = audit([Release(protected, ALL_OR_NONE, DESCRIBED)])
    assert verdict.passed
    assert {"r0", "r1"} < set(hidden(protected)) | {""}
    ends = protected.filter(pl.col("group").is_in(["r0", "r1"]))
    assert ends["hidden"].n_unique() == 1  # everybody and nobody look the same


def test_a_policy_without_a_guard_keeps_nothing_back() -> None:
    protected = protect(listed([50, 3, 12]), INTERNAL_5, DESCRIBED)
    assert hidden(protected) == ["r1"]
    assert audit([Release(protected, INTERNAL_5, DESCRIBED)]).passed


def test_where_all_or_none_is_hidden_a_shown_count_tells_that_as_many_again_are_not_in_it() -> None:
    cell = listed([40])[:1].with_columns(denominator=pl.lit(50))
    protected = protect(cell, ALL_OR_NONE).with_columns(
        denominator=pl.lit(None, pl.Int64), hidden=pl.lit("denominator kept back")
    )
    assert ranges(protected, ALL_OR_NONE)["denominator_least"].to_list() == [50]
