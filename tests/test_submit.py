"""A submission is admitted whole or not at all, reconciles to the row, and sent again changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.contract import load_contracts
from sfg_analytics.errors import AmbiguousExport, KeyProblem, MeasureProblem, SfgError, UnrecognisedExport
from sfg_analytics.report import quality_report
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, STAFF, as_csv, csv_file, people, workbook
from tests.read.test_bad_files import BAD

CONTRACTS = load_contracts()
KEY = b"k" * 32


def send(path: Path, store: Store | None, key: bytes = KEY, **given: str):
    (outcome,) = submit(path, CONTRACTS, key, store=store, given=given)
    return outcome


def snapshot(store: Store) -> dict[str, list[dict[str, object]]]:
    return {name: store.table(name).collect().sort(pl.all()).to_dicts() for name in store.tables()}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_rows_are_kept_and_every_row_is_accounted_for(tmp_path: Path, store: Store) -> None:
    rows = [*people(100), people(100)[0]]
    rows[7]["Pay Band"] = "Band 77"
    total = "Grand Total" + "," * (len(STAFF) - 2) + ",101\r\n"
    outcome = send(csv_file(tmp_path / "staff.csv", rows, below=total), store)
    assert outcome.verdict == "kept"
    assert outcome.reconciled
    counts = (
        outcome.rows_read,
        outcome.rows_kept,
        outcome.rows_rejected,
        outcome.rows_duplicate,
        outcome.rows_dropped,
    )
    assert counts == (102, 99, 1, 1, 1)
    assert store.table("staff_in_post").collect().height == 99
    (line,) = store.ledger().to_dicts()
    assert line["file"] == "staff.csv"
    assert (line["rows_read"], line["rows_kept"], line["verdict"]) == (102, 99, "kept")
    assert len(line["sha256"]) == 64
    assert json.loads(line["reasons"]) == {
        "dropped: total row": 1,
        "duplicate: the same row again": 1,
        "rejected: Pay Band: not in the code list": 1,
    }
    rejects = pl.read_csv(outcome.rejects_file)
    assert rejects.select("row", "reason").rows() == [(9, "Pay Band: not in the code list")]


def test_every_stored_row_knows_its_submission_and_contract_version(tmp_path: Path, store: Store) -> None:
    outcome = send(csv_file(tmp_path / "staff.csv", people(3)), store)
    held = store.table("staff_in_post").collect()
    assert held["submission"].unique().to_list() == [outcome.id]
    assert held["contract_version"].unique().to_list() == [CONTRACTS["staff_in_post"].version]


def test_the_same_file_again_changes_nothing_and_says_so(tmp_path: Path, store: Store) -> None:
    path = csv_file(tmp_path / "staff.csv", people(3))
    send(path, store)
    before, ledger = snapshot(store), store.ledger()
    renamed = path.rename(tmp_path / "another name.csv")
    assert send(renamed, store).verdict == "unchanged"
    assert snapshot(store) == before
    assert store.ledger().equals(ledger)


def test_a_later_file_replaces_the_same_organisations_months_and_no_others(
    tmp_path: Path, store: Store
) -> None:
    both = people(3, Snapshot_Date="28/02/2025") + people(3, Snapshot_Date="31/03/2025")
    send(csv_file(tmp_path / "a.csv", both), store)
    send(csv_file(tmp_path / "other.csv", people(2, Org_Code="ZZ2")), store)
    send(csv_file(tmp_path / "b.csv", people(5, Pay_Band="Band 6")), store)
    held = store.table("staff_in_post").group_by("organisation", "period", "band").len().collect()
    assert sorted((o, p.month, b, n) for o, p, b, n in held.rows()) == [
        ("ZZ1", 2, "5", 3),
        ("ZZ1", 3, "6", 5),
        ("ZZ2", 3, "5", 2),
    ]


@pytest.mark.parametrize(
    ("spoil", "verdict"),
    [
        (lambda row: row.update({"Recorded Date": "01/01/2020"}), "broken"),
        (lambda row: row.update({"Future Placement": ""}), "broken"),
        (lambda row: row.update({"Current Placement": "Sideways"}), "rejected"),
        (lambda row: row.update({"Current Placement": "=cmd|' /C calc'!A0"}), "rejected"),
    ],
)
def test_more_faults_than_the_contract_tolerates_keep_the_whole_file_out(
    tmp_path: Path, store: Store, spoil, verdict: str
) -> None:
    send(csv_file(tmp_path / "good.csv", people(10, CONVERSATION)), store)
    before = snapshot(store)
    rows = people(10, CONVERSATION, Recorded_Date="15/02/2025")
    spoil(rows[0])
    outcome = send(csv_file(tmp_path / "bad.csv", rows), store)
    assert outcome.verdict == verdict
    assert not outcome.admitted
    assert outcome.rows_rejected == 1
    assert outcome.rejects_file is not None
    assert snapshot(store) == before
    assert store.ledger()["verdict"].to_list() == ["kept", verdict]


def test_every_change_of_an_admitted_file_can_be_looked_up_by_row(tmp_path: Path, store: Store) -> None:
    rows = people(3)
    rows[1]["FTE"] = ".5"
    outcome = send(csv_file(tmp_path / "staff.csv", rows), store)
    changes = store.changes(outcome.id).collect()
    # A month, an age band, a band, an ethnic category, a status and a start date in each of three rows, and one number.
    assert changes.height == outcome.rewritten[0] == 6 * 3 + 1
    assert outcome.rewritten[1] == 7
    assert changes.filter(column="fte").rows() == [("", 3, "fte", "number form", ".9", None)]
    assert changes.filter(column="period").rows() == [
        ("", row, "period", "day left out", "31/03/2025", "2025-03-01") for row in (2, 3, 4)
    ]
    assert changes.filter(column="ethnicity")["before"].null_count() == 3


def test_changes_in_several_sheets_know_their_sheet(tmp_path: Path, store: Store) -> None:
    bare = {k: v for k, v in STAFF.items() if k != "Org Code"}
    sheets = {
        f"North {n}": [
            ["Organisation: ZZ1"],
            [],
            list(bare),
            list({**bare, "Employee Number": str(n)}.values()),
        ]
        for n in (1, 2)
    }
    outcome = send(workbook(tmp_path / "two.xlsx", sheets), store)
    changes = store.changes(outcome.id).collect()
    stated = changes.filter(column="organisation")
    assert stated.select("sheet", "row", "rule").rows() == [
        ("North 1", None, "title row"),
        ("North 2", None, "title row"),
    ]
    assert changes.filter(column="band").select("sheet", "row").rows() == [("North 1", 4), ("North 2", 4)]


def test_a_file_in_which_nothing_was_changed_has_no_changes(tmp_path: Path, store: Store) -> None:
    plain = {
        "organisation": "ZZ1",
        "period": "2025-03-01",
        "person": "1",
        "staff_group": "Students",
        "band": "5",
        "ethnicity": "A",
    }
    outcome = send(csv_file(tmp_path / "plain.csv", [plain, {**plain, "person": "2"}]), store)
    assert outcome.verdict == "kept"
    assert outcome.rewritten == (0, 0)
    assert store.changes(outcome.id).collect().is_empty()


def test_a_file_that_is_not_admitted_leaves_no_changes(tmp_path: Path, store: Store) -> None:
    outcome = send(csv_file(tmp_path / "bad.csv", people(3, Pay_Band="Band 77")), store)
    assert not outcome.admitted
    assert not (store.path / "changes").exists()


def test_a_submission_nobody_made_names_the_nearest(tmp_path: Path, store: Store) -> None:
    outcome = send(csv_file(tmp_path / "staff.csv", people(3)), store)
    with pytest.raises(MeasureProblem) as caught:
        store.changes(outcome.id[:-1] + "x")
    assert outcome.id in caught.value.closest


def test_checking_saves_nothing(tmp_path: Path, store: Store) -> None:
    outcome = send(csv_file(tmp_path / "staff.csv", people(3)), None)
    assert outcome.verdict == "checked"
    assert not store.path.exists()


def test_one_workbook_may_answer_two_contracts(tmp_path: Path, store: Store) -> None:
    action = {
        "Org Code": "ZZ1",
        "Employee Number": "10001",
        "Action Type": "Coaching",
        "Agreed Date": "12/02/2025",
        "Action Status": "Agreed",
    }
    path = workbook(
        tmp_path / "lms.xlsx",
        {
            "Read me": [["About", "this"], ["made up", "x"]],
            "Conversations": [list(CONVERSATION), list(CONVERSATION.values())],
            "Actions": [list(action), list(action.values())],
        },
    )
    outcomes = submit(path, CONTRACTS, KEY, store=store)
    assert [outcome.contract.id for outcome in outcomes] == ["conversation_outcomes", "development_actions"]
    assert store.tables() == ["conversation_outcomes", "development_actions"]
    assert outcomes[0].left_out == ("Read me",)


def test_another_key_is_refused_before_anything_is_written(tmp_path: Path, store: Store) -> None:
    send(csv_file(tmp_path / "a.csv", people(3)), store)
    before = snapshot(store)
    with pytest.raises(KeyProblem, match="another pseudonym key"):
        send(csv_file(tmp_path / "b.csv", people(4)), store, key=b"o" * 32)
    assert snapshot(store) == before


def test_a_header_in_another_language_is_unrecognised_and_leaves_no_trace(
    tmp_path: Path, store: Store
) -> None:
    rows = [{"Numéro": "1", "Échelon": "5", "Nom": "x"}]
    with pytest.raises(UnrecognisedExport, match=f"none of the {len(CONTRACTS)} contracts"):
        send(csv_file(tmp_path / "autre.csv", rows), store)
    assert not store.path.exists()


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_leaves_the_store_as_it_was(tmp_path: Path, store: Store, case: str) -> None:
    send(csv_file(tmp_path / "good.csv", people(3)), store)
    before, ledger = snapshot(store), store.ledger()
    name, make, _ = BAD[case]
    make(tmp_path / name)
    with pytest.raises(SfgError) as caught:
        send(tmp_path / name, store)
    assert caught.value.exit_code == 2
    assert snapshot(store) == before
    assert store.ledger().equals(ledger)


def test_the_nearest_contract_is_named_with_what_is_missing(tmp_path: Path) -> None:
    rows = [{k: v for k, v in row.items() if k != "Pay Band"} for row in people(2)]
    with pytest.raises(UnrecognisedExport) as caught:
        send(csv_file(tmp_path / "staff.csv", rows), None)
    assert caught.value.closest == "staff_in_post: 3 of its 4 signature columns are here; missing 'Band'."
    assert "sfg map 'staff.csv'" in caught.value.hint


def test_no_message_table_or_file_carries_a_value_that_identifies_a_person(
    tmp_path: Path, store: Store, capfd: pytest.CaptureFixture[str]
) -> None:
    marker = "MARKER"
    rows = people(60, CONVERSATION, Recorded_Date="16/02/2025")
    for position, row in enumerate(rows):
        row["Employee Number"] = f"{marker}{position}"
        row["Full Name"] = f"{marker} Person"
        row["Notes"] = f"{marker} said something private"
        row["Facilitator"] = "Coach"
        row["Next Review Date"] = " 2026-02-12"
    rows[0]["Conversation Date"] = f"{marker} day"
    rows[1]["Employee Number"] = f" {marker}1 "
    outcome = send(csv_file(tmp_path / "lms.csv", rows), store)
    assert outcome.verdict == "kept"
    assert "12" not in "".join(store.changes(outcome.id).collect()["before"].drop_nulls())
    assert outcome.uncovered.rows() == [("conversation_date", "not a date we can read", "A a", 1, 1)]
    store.write_report(outcome.id, quality_report([outcome]))
    for bad in (as_csv(rows) + f"{marker},x\r\n", as_csv(rows).replace("Current Placement", "Odd Heading")):
        (tmp_path / "bad.csv").write_text(bad)
        with pytest.raises(SfgError) as caught:
            send(tmp_path / "bad.csv", store)
        assert marker not in str(caught.value)
    said = capfd.readouterr()
    assert marker not in said.out + said.err + json.dumps(outcome.as_json()) + repr(outcome.promises)
    for file in store.path.rglob("*"):
        if file.is_file():
            assert marker.encode() not in file.read_bytes(), file
    for name in store.tables():
        assert marker not in str(store.table(name).collect().rows())


def test_a_workbook_of_which_one_sheet_is_refused_leaves_the_store_as_it_was(
    tmp_path: Path, store: Store
) -> None:
    send(csv_file(tmp_path / "good.csv", people(3)), store)
    before, ledger = snapshot(store), store.ledger()
    month_first = people(2, CONVERSATION)
    for row, day in zip(month_first, ("02/25/2025", "02/26/2025"), strict=True):
        row["Conversation Date"] = day
    sheets = {"Staff": people(5), "Conversations": month_first}
    cells = {name: [list(rows[0]), *(list(row.values()) for row in rows)] for name, rows in sheets.items()}
    with pytest.raises(AmbiguousExport, match="sheet 'Conversations' writes dates month first"):
        submit(workbook(tmp_path / "both.xlsx", cells), CONTRACTS, KEY, store=store)
    assert snapshot(store) == before
    assert store.ledger().equals(ledger)
