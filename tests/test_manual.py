"""The pages of the manual that look into a store: what they say of one that was made by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.store import Store
from tests.measures.made import MARCH, conversations, staff
from tests.test_notebooks import ROOT, run

ORIGIN = {"submission": "0" * 16, "contract_version": "1.0.0"}


def shown(name: str, store: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    return run(ROOT / "notebooks" / f"{name}.ipynb", store, monkeypatch)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store of three people, one of them listed in two months four years apart, and of two conversations."""
    store = Store(tmp_path_factory.mktemp("stores") / "store")
    people = staff(
        [
            {"person": "a", "sex": "Female", "ethnicity": "A"},
            {"person": "b", "sex": "Male"},
            {"person": "c", "sex": "Female"},
            {"person": "a", "sex": "Female", "period": date(2021, 3, 1)},
        ]
    )
    held = conversations(
        [
            {"person": "a", "conversation_date": MARCH, "run_as": "appraisal"},
            {"person": "b", "conversation_date": MARCH},
        ]
    )
    for contract, rows in (("staff_in_post", people), ("conversation_outcomes", held)):
        marked = rows.with_columns(pl.lit(text).alias(column) for column, text in ORIGIN.items())
        store.replace(contract, marked, ())
    return store.path


def rows_told(table: str) -> dict[str, list[str]]:
    """Read a table as it is printed: by its first two cells, the rest."""
    lines = [[cell.strip() for cell in line.split("┆")] for line in table.replace("│", "").splitlines()]
    return {f"{line[0]} {line[1]}": line[2:] for line in lines if len(line) > 2}


def test_the_page_of_assumptions_counts_what_relies_on_lists_nobody_confirms(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = rows_told(shown("12_assumptions_and_caveats", store, monkeypatch)["relied-on"])
    assert told["staff_in_post sex"] == ["4", "2", "3"]  # filled in four rows, by two of three codes
    assert told["conversation_outcomes run_as"] == ["1", "1", "5"]
    assert told["conversation_outcomes current_placement"] == ["2", "1", "4"]
    assert told["staff_in_post disability"] == ["0", "0", "4"]
    assert "talent_pools pool_status" not in told


def test_the_page_of_data_protection_counts_people_and_what_is_past_the_rule(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = shown("13_data_protection", store, monkeypatch)
    rows = rows_told(told["held"])
    assert rows["staff_in_post 4"][:4] == ["3", "2021-03-01", "2025-03-01", "1"]
    assert "ethnicity" in rows["staff_in_post 4"][4]
    assert rows["conversation_outcomes 2"][:4] == ["2", "2025-03-01", "2025-03-01", "0"]
    assert told["objected"] == "Objections that the store honours: **0**."


def test_the_reference_gives_a_definition(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown("14_reference", store, monkeypatch)["definition"]
    assert told.startswith("# Staff with a recorded career conversation (`coverage`)")


@pytest.mark.parametrize("name", ["12_assumptions_and_caveats", "13_data_protection"])
def test_an_empty_store_is_no_error(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Not answered" not in str(shown(name, tmp_path / "none", monkeypatch))
