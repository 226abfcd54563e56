from __future__ import annotations

from itertools import chain

import pytest

from sfg_analytics.contract import Column, load_contracts
from sfg_analytics.vocabulary import scope_for_growth, workforce


def column(contract: str, name: str) -> Column:
    return load_contracts()[contract].by_name[name]


def values(contract: str, name: str) -> list[str]:
    return [code.value for code in column(contract, name).codes]


@pytest.mark.parametrize("name", ["current_placement", "sought_placement"])
def test_placements_are_the_codes_and_labels_of_the_contract(name: str) -> None:
    listed = {code.value: code.label for code in column("conversation_outcomes", name).codes}
    assert listed == {placement.code: placement.label for placement in scope_for_growth.PLACEMENTS}


def test_growth_categories_are_worded_as_the_framework_words_them() -> None:
    assert [category.wording for category in scope_for_growth.GROWTH_CATEGORIES] == [
        "Expanding your expertise",
        "Building out your career into other areas",
        "Growing beyond your current role, particularly around increasing complexity and leadership capabilities",
    ]


def test_no_wording_of_a_placement_ranks_it() -> None:
    words = " ".join(
        placement.label + " " + placement.wording for placement in scope_for_growth.PLACEMENTS
    ).lower()
    for ranking in ("better", "best", "higher", "lower", "top", "low", "high", "stronger", "weaker"):
        assert ranking not in words.split()


def test_the_four_ways_are_codes_of_the_contract_and_only_unknown_is_no_way() -> None:
    assert set(values("conversation_outcomes", "run_as")) - set(scope_for_growth.WAYS) == {"unknown"}
    assert set(scope_for_growth.WAYS) < set(values("conversation_outcomes", "run_as"))


def test_prepared_is_the_first_stage_of_the_contract() -> None:
    assert values("conversation_outcomes", "stage")[0] == scope_for_growth.PREPARED


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("ethnicity", workforce.ETHNICITY_GROUPS),
        ("ethnicity", workforce.FIVE_ETHNIC_GROUPS),
        ("disability", workforce.DISABILITY_GROUPS),
        ("band", workforce.BAND_CLUSTERS),
    ],
)
def test_every_code_of_the_contract_is_in_exactly_one_group_or_marked_as_unknown(
    name: str, groups: dict[str, tuple[str, ...]]
) -> None:
    unknown = [code.value for code in column("staff_in_post", name).codes if "unknown" in code.marks]
    assert sorted([*chain.from_iterable(groups.values()), *unknown]) == sorted(values("staff_in_post", name))


def test_why_an_answer_is_unknown_is_said_in_words_we_know() -> None:
    reasons = {
        code.marks["unknown"]
        for each in load_contracts()["staff_in_post"].columns
        for code in each.codes
        if "unknown" in code.marks
    }
    assert reasons == {workforce.DECLINED, workforce.NOT_ASKED, "unspecified"}


def test_bands_and_age_bands_are_shown_in_the_order_of_the_contract() -> None:
    assert list(workforce.BAND_ORDER) == values("staff_in_post", "band")
    assert list(workforce.AGE_BAND_ORDER) == values("staff_in_post", "age_band")
