"""Every page that ships is valid, and a wrong page is refused with all its faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from sfg_analytics.contract import fold, load_contract, load_contracts
from sfg_analytics.errors import ContractError, NoSuchPath
from sfg_analytics.shipped import shipped

EXPECTED = {
    "conversation_outcomes",
    "staff_in_post",
    "development_actions",
    "nhs_staff_survey",
    "nhs_turnover",
    "nhs_sickness",
    "organisations",
    "talent_grid",
    "critical_posts",
    "talent_pools",
    "starters_and_leavers",
    "headcounts",
}


def test_every_contract_loads_and_follows_the_standard() -> None:
    assert set(load_contracts()) == EXPECTED


@pytest.mark.parametrize("contract", load_contracts().values(), ids=lambda c: c.id)
def test_every_code_list_names_its_source_and_whether_it_is_confirmed(contract) -> None:
    for column in contract.columns:
        if column.codes:
            assert column.code_list_source, column.name
            assert column.code_list_status in {"confirmed", "local default"}, column.name
            assert column.code_list_dated, column.name


@pytest.mark.parametrize("contract", load_contracts().values(), ids=lambda c: c.id)
def test_no_heading_or_spelling_stands_for_two_things(contract) -> None:
    for column in contract.columns:
        spelt = [(fold(text), code.value) for code in column.codes for text in set(map(fold, code.spellings))]
        assert len(set(spelt)) == len({text for text, _ in spelt}), column.name
    headings = [heading for column in contract.columns for heading in column.headings]
    assert len(headings) == len(set(headings)), contract.id


def test_names_and_free_text_are_never_stored() -> None:
    for contract in load_contracts().values():
        for column in contract.columns:
            if column.classification == "free text":
                assert not column.stored
            if column.classification == "direct identifier":
                assert column.stored == (column.pseudonym_scope is not None)


def test_no_move_sought_now_is_an_answer_and_the_four_ways_are_there() -> None:
    columns = load_contracts()["conversation_outcomes"].by_name
    assert {code.value for code in columns["sought_placement"].codes} == {
        "depth",
        "breadth",
        "stretch",
        "no_move",
    }
    assert {code.value for code in columns["run_as"].codes} == {
        "appraisal",
        "standalone",
        "learning_assessment",
        "talent_pool",
        "unknown",
    }
    assert columns["sought_horizon_months"].when_blank == "24"


def test_a_folder_of_ones_own_replaces_a_page_of_the_same_id(tmp_path: Path) -> None:
    page = shipped("data_contracts") / "conversation_outcomes.odcs.yaml"
    text = (
        page.read_text("utf-8")
        .replace("label: Depth,", "label: Going deeper,")
        .replace("version: 2.1.0", "version: 2.2.0")
    )
    (tmp_path / "conversation_outcomes.odcs.yaml").write_text(text, "utf-8")
    contracts = load_contracts(tmp_path)
    assert set(contracts) == EXPECTED
    assert contracts["conversation_outcomes"].version == "2.2.0"
    assert (
        contracts["conversation_outcomes"].by_name["current_placement"].spellings[fold("Going deeper")]
        == "depth"
    )


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace("kind: DataContract", "kind: Kontract"), "Open Data Contract Standard"),
        (lambda text: text.replace("required: true", "requird: true"), "Open Data Contract Standard"),
        (lambda text: text.replace("id: organisations\n", "", 1), "Open Data Contract Standard"),
        (
            lambda text: text.replace("[organisation, organisation_name", "[organisation, organization_nam"),
            "signature",
        ),
        (lambda text: text.replace("  - name: organisations", "  - name: [", 1), "YAML"),
        (lambda text: text.replace("- {property: level, value: public}", ""), "lacks something"),
        (lambda text: text.replace("version: 1.0.0", "version: 2024-01-01"), "no type for"),
        (lambda text: text.replace("metric: rowCount", "metric: nullValues"), "not understood"),
    ],
)
def test_a_wrong_page_is_refused(tmp_path: Path, spoil, told: str) -> None:
    good = (shipped("data_contracts") / "organisations.odcs.yaml").read_text("utf-8")
    assert spoil(good) != good
    page = tmp_path / "organisations.odcs.yaml"
    page.write_text(spoil(good), "utf-8")
    with pytest.raises(ContractError, match=told) as caught:
        load_contract(page)
    assert "organisations.odcs.yaml" in str(caught.value) or told == "not understood"


def test_a_missing_or_empty_folder_of_contracts_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        load_contracts(tmp_path / "nowhere")
    with pytest.raises(ContractError, match="holds no contract"):
        load_contracts(tmp_path)
