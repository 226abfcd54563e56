"""What comes out of the road in is what was meant: every row accounted for, and the kept ones equal to the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sfg_analytics.contract import load_contracts
from sfg_analytics.demo import PLANTED, TrueTables, make_exports, simulate
from sfg_analytics.demo.simulation import OTHERS
from sfg_analytics.pseudonymise import pseudonymise
from sfg_analytics.store import Store
from sfg_analytics.submission import Submission
from sfg_analytics.submit import submit

CONTRACTS = load_contracts()
KEY = bytes(range(32))
PEOPLE, MONTHS = 6_000, 2
EVERYBODYS = ("staff_in_post", "conversation_outcomes", "development_actions")
TABLES = (*EVERYBODYS, *OTHERS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo")
    make_exports(made, people=PEOPLE, months=MONTHS)
    return made


@pytest.fixture(scope="module")
def planted(folder: Path) -> dict[str, Any]:
    return json.loads((folder / PLANTED).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store") / "store")


@pytest.fixture(scope="module")
def submitted(folder: Path, planted: dict[str, Any], store: Store) -> dict[str, list[Submission]]:
    return {name: submit(folder / name, CONTRACTS, KEY, store=store) for name in planted}


def test_every_file_is_recognised_and_every_row_of_it_accounted_for(
    submitted: dict[str, list[Submission]], planted: dict[str, Any]
) -> None:
    for name, submissions in submitted.items():
        found = [
            {
                "contract": one.contract.id,
                "rows": one.rows_read,
                "kept": one.rows_kept,
                "rejected": one.rows_rejected,
                "duplicates": one.rows_duplicate,
                "dropped": one.rows_dropped,
            }
            for one in submissions
        ]
        meant = [{key: table[key] for key in found[0]} for table in planted[name]["tables"]]
        assert found == meant, name


@pytest.fixture(scope="module")
def truth() -> list[TrueTables]:
    return list(simulate(people=PEOPLE, months=MONTHS))


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize("table", TABLES)
def test_the_rows_kept_are_the_true_ones(
    store: Store, planted: dict[str, Any], truth: list[TrueTables], table: str
) -> None:
    contract = CONTRACTS[table]
    held = store.table(table).collect()
    for tables in truth:
        code = tables.organisation.code
        if table not in (*EVERYBODYS, *tables.organisation.sends):
            assert held.filter(pl.col("organisation") == code).is_empty()
            continue
        meant = pseudonymise(_true(tables, table), contract, KEY)
        columns = [
            *contract.key,
            *(name for name in _shown(planted, code, table) if name not in contract.key),
        ]
        stored = held.filter(pl.col("organisation") == code).select(columns).sort(contract.key)
        assert_frame_equal(stored, meant.select(columns).sort(contract.key), check_dtypes=False)


def _true(tables: TrueTables, table: str) -> pl.DataFrame:
    rows: pl.DataFrame = getattr(tables, table)
    return rows.with_columns(sheet=pl.lit(""), row=pl.int_range(pl.len()))


def _shown(planted: dict[str, Any], organisation: str, table: str) -> list[str]:
    """The stored columns that an organisation's exports of a table show; the age band follows from age or birth."""
    layouts = [
        set(part["columns"])
        for name, file in planted.items()
        if name.startswith(organisation)
        for part in file["tables"]
        if part["contract"] == table
    ]
    shown = set.intersection(*layouts) | {"period"} | ({"age_band"} if table == "staff_in_post" else set())
    return [name for name in CONTRACTS[table].stored_columns if name in shown]


@pytest.mark.usefixtures("submitted")
def test_nothing_that_names_a_person_reaches_the_store(store: Store) -> None:
    for table in TABLES:
        rows = store.table(table).collect()
        assert not rows.is_empty()
        texts = rows.select(pl.col(pl.String).str.contains("(?i)made-up|invalid$").any())
        assert not any(texts.row(0)), table
        pseudonyms = {"person", "national_person", "facilitator_person", "post", "successor"} & set(
            rows.columns
        )
        for name in pseudonyms:
            assert rows[name].drop_nulls().str.contains("^[0-9a-f]{32}$").all(), name


@pytest.mark.usefixtures("submitted")
def test_a_successor_and_a_facilitator_have_the_pseudonyms_they_have_as_staff(store: Store) -> None:
    staff = store.table("staff_in_post").select("organisation", "period", "person").collect()
    for table, column in (("critical_posts", "successor"), ("conversation_outcomes", "facilitator_person")):
        named = (
            store.table(table).collect().drop_nulls(column).filter(pl.col("period") >= staff["period"].min())
        )
        found = named.join(
            staff,
            left_on=["organisation", "period", column],
            right_on=["organisation", "period", "person"],
            how="semi",
        )
        assert found.height == named.height > 0
