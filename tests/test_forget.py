"""Whoever objects leaves every file of a store, is kept out of it, and is told of by nobody."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.errors import KeyProblem, NoSuchPath, SfgError, StoreBusy
from sfg_analytics.forget import forget
from sfg_analytics.gather import gather
from sfg_analytics.pseudonymise import seek
from sfg_analytics.publication import changes_of, read_releases, verify
from sfg_analytics.publish import publish
from sfg_analytics.save import save
from sfg_analytics.store import Objections, Store
from sfg_analytics.submit import submit
from tests.keeping import AT, CONTRACTS, KEY, everything_in, exports, filled
from tests.made import csv_file, people

PERSON = "20003"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path)


def pseudonyms(organisation: str | None = "ZZ1", person: str = PERSON) -> frozenset[str]:
    return seek(person, CONTRACTS, KEY, organisation).pseudonyms


def heights(store: Store) -> dict[str, int]:
    return {name: store.table(name).collect().height for name in store.tables()}


def test_their_rows_leave_every_table_and_their_name_the_rows_of_others(store: Store) -> None:
    before = heights(store)
    forgotten = forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation=" zz1")
    assert forgotten.tables == {
        "conversation_outcomes": (1, 4),
        "critical_posts": (0, 1),
        "staff_in_post": (2, 0),
    }
    assert heights(store) == before | {
        "conversation_outcomes": before["conversation_outcomes"] - 1,
        "staff_in_post": before["staff_in_post"] - 2,
    }
    assert store.table("conversation_outcomes").collect()["facilitator_person"].null_count() == 4
    posts = store.table("critical_posts").collect()
    blank = posts.filter(pl.col("successor").is_null())
    assert blank["readiness"].to_list() == [
        None,
        None,
    ]  # what was said of the successor is gone with the name
    assert posts["readiness"].drop_nulls().sort().to_list() == ["ready_now", "ready_soon"]


def test_a_post_whose_number_is_an_employee_number_stays(store: Store) -> None:
    posts = store.table("critical_posts").collect()["post"]
    forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    assert sorted(store.table("critical_posts").collect()["post"]) == sorted(posts)


@pytest.mark.parametrize("organisation", ["ZZ1", None])
def test_no_file_of_the_store_holds_their_pseudonym_any_more(
    tmp_path: Path, store: Store, organisation: str | None
) -> None:
    named = PERSON if organisation else f"N{PERSON}"
    sought = pseudonyms(organisation, named) | pseudonyms()
    # What was replaced is in the history still, and in the smallest and largest values that the log tells of each file.
    submit(csv_file(tmp_path / "few.csv", people(2)), CONTRACTS, KEY, store=store)
    # So it may be in a file of a commit that never came about.
    (store.path / "tables" / "staff_in_post" / "cut-off.parquet.tmp").write_bytes(min(sought).encode())
    held = "".join(text for _, text in everything_in(store.path))
    assert all(one in held for one in sought)
    forget(store, [named], CONTRACTS, KEY, at=AT, organisation=organisation)
    for path, text in everything_in(store.path):
        assert not any(one in text for one in sought), path
        assert PERSON not in text, path


def test_a_national_identifier_finds_the_person_wherever_they_work(store: Store) -> None:
    before = heights(store)
    forgotten = forget(store, [f"N{PERSON}"], CONTRACTS, KEY, at=AT)
    assert forgotten.tables["staff_in_post"] == (3, 0)  # two months at ZZ1, one at ZZ2
    assert forgotten.tables["conversation_outcomes"] == (1, 4)
    assert heights(store)["staff_in_post"] == before["staff_in_post"] - 3


def test_a_pseudonym_finds_the_person_too(store: Store) -> None:
    (pseudonym,) = pseudonyms()
    assert forget(store, [pseudonym], CONTRACTS, KEY, at=AT).tables["staff_in_post"] == (2, 0)


def test_sent_again_they_are_left_out_and_every_row_is_accounted_for(tmp_path: Path, store: Store) -> None:
    forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    before = {name: store.table(name).collect().sort("*") for name in store.tables()}
    for path in exports(tmp_path):
        (outcome,) = submit(path, CONTRACTS, KEY, store=store)
        assert outcome.verdict == "unchanged", outcome.as_json()
        assert outcome.reconciled
    later = csv_file(tmp_path / "later.csv", people(6, Pay_Band="Band 6", FTE=".5"))
    (outcome,) = submit(later, CONTRACTS, KEY, store=store)
    assert (outcome.rows_read, outcome.rows_kept, outcome.rows_dropped) == (6, 5, 1)
    assert outcome.reasons["dropped: objection"] == 1
    assert json.loads(store.ledger()["reasons"][-1])["dropped: objection"] == 1
    assert not pseudonyms() & set(store.table("staff_in_post").collect()["person"])
    rows = store.changes(outcome.id).collect()["row"].drop_nulls()
    assert 4 not in rows.to_list()
    assert 5 in rows.to_list()
    assert before["conversation_outcomes"].equals(store.table("conversation_outcomes").collect().sort("*"))


def test_objectors_are_left_out_of_a_long_file_piece_by_piece(tmp_path: Path, store: Store) -> None:
    forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    path = csv_file(tmp_path / "later.csv", people(9, Pay_Band="Band 6"))
    (outcome,) = submit(path, CONTRACTS, KEY, store=store, piece=2)
    assert (outcome.rows_kept, outcome.rows_dropped) == (8, 1)


def test_the_list_tells_nothing_of_who_is_on_it_but_how_many(store: Store) -> None:
    (pseudonym,) = pseudonyms()
    forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    objections = store.objections()
    assert objections.notices == 1
    assert pseudonym not in objections.marks
    assert {len(mark) for mark in objections.marks} == {32}
    for path, text in everything_in(store.path):
        assert path.name == "objections.json" or not any(mark in text for mark in objections.marks)


def test_it_is_remembered_that_it_happened_and_not_whose(store: Store) -> None:
    assert store.base == ""
    forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    lines = store.removals().select("event", "at", "contract", "rows", "cells").rows()
    assert ("forget", AT, "staff_in_post", 2, 0) in lines
    base = store.base
    assert base
    forget(store, ["20004"], CONTRACTS, KEY, at=AT + timedelta(days=1), organisation="ZZ1")
    assert store.base not in {"", base}


def test_again_changes_nothing_and_counts_nobody_twice(store: Store) -> None:
    for _ in range(2):
        forgotten = forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    assert forgotten.tables == {}
    assert forgotten.notices == 1
    assert forget(store, ["20004"], CONTRACTS, KEY, at=AT, organisation="ZZ1").notices == 2


def test_a_preview_counts_the_same_and_changes_nothing(store: Store) -> None:
    before = dict(everything_in(store.path))
    told = forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1", preview=True)
    assert dict(everything_in(store.path)) == before
    assert forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1") == told


def test_somebody_who_has_no_row_yet_may_object_beforehand(tmp_path: Path, store: Store) -> None:
    assert forget(store, ["20007"], CONTRACTS, KEY, at=AT, organisation="ZZ1").tables == {}
    path = csv_file(tmp_path / "later.csv", people(9, Pay_Band="Band 6"))
    assert submit(path, CONTRACTS, KEY, store=store)[0].rows_dropped == 1


def test_an_employee_number_without_its_organisation_is_asked_for_it(store: Store) -> None:
    with pytest.raises(SfgError, match="--organisation") as caught:
        forget(store, [PERSON, f"N{PERSON}"], CONTRACTS, KEY, at=AT)
    assert "1 of the 2" in str(caught.value)
    assert PERSON not in str(caught.value)
    assert store.objections() == Objections()


def test_an_organisation_the_store_does_not_know_names_the_nearest(store: Store) -> None:
    with pytest.raises(SfgError, match="nothing of the organisation") as caught:
        forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ11")
    assert "'ZZ1'" in caught.value.closest


def test_an_identifier_that_stands_for_unknown_forgets_nobody(tmp_path: Path, store: Store) -> None:
    unknown = [row | {"NHS Unique ID": "N999"} for row in people(11, Snapshot_Date="30/04/2025")]
    submit(csv_file(tmp_path / "unknown.csv", unknown), CONTRACTS, KEY, store=store)
    before = heights(store)
    with pytest.raises(SfgError, match="11 different employee numbers"):
        forget(store, ["N999"], CONTRACTS, KEY, at=AT)
    assert heights(store) == before


def test_another_key_and_an_empty_store_are_told(tmp_path: Path, store: Store) -> None:
    with pytest.raises(KeyProblem, match="nobody would be found"):
        forget(store, [PERSON], CONTRACTS, b"o" * 32, at=AT, organisation="ZZ1")
    with pytest.raises(NoSuchPath, match="is empty"):
        forget(Store(tmp_path / "none"), [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")


def test_a_table_whose_page_is_gone_is_looked_through_all_the_same(store: Store) -> None:
    pages = {name: page for name, page in CONTRACTS.items() if name != "conversation_outcomes"}
    (pseudonym,) = pseudonyms()
    assert forget(store, [PERSON], pages, KEY, at=AT, organisation="ZZ1").tables["conversation_outcomes"] == (
        1,
        4,
    )
    assert pseudonym not in str(store.table("conversation_outcomes").collect().rows())


def test_an_objection_entered_while_a_file_is_read_lets_it_not_in(tmp_path: Path, store: Store) -> None:
    path = csv_file(tmp_path / "later.csv", people(9, Pay_Band="Band 6"))
    (outcome,) = submit(path, CONTRACTS, KEY, store=None)
    forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    before = heights(store)
    with pytest.raises(StoreBusy, match="objection"):
        save(store, outcome, pl.DataFrame(), KEY, Objections())
    assert heights(store) == before


def test_gathering_leaves_no_objector_in_a_piece(tmp_path: Path) -> None:
    from sfg_analytics.read import read_pieces
    from sfg_analytics.recognise import known_headings

    sought = seek(PERSON, CONTRACTS, KEY, "ZZ1")
    path = csv_file(tmp_path / "staff.csv", people(5))
    pieces = read_pieces(path, known_headings(CONTRACTS))
    (gathered,), _ = gather(pieces, CONTRACTS, KEY, objections=sought.marks)
    held = gathered.take_tidy()
    assert held.height == 4
    assert not sought.pseudonyms & set(held["person"])


def test_the_next_publication_says_that_its_base_changed_and_not_by_whom(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "publication"
    [first] = publish(store.path, folder, contracts=CONTRACTS)
    assert not publish(store.path, folder, contracts=CONTRACTS)[0].changed
    forget(store, [PERSON], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    [second] = publish(store.path, folder, contracts=CONTRACTS)
    assert second.changed
    assert second.publication.manifest["base"] != first.publication.manifest["base"] == ""
    [change] = changes_of(read_releases(folder))
    assert change.base_changed
    assert set(change.figures["because"].drop_nulls()) <= {"records that left the store for good"}
    assert verify(folder) == ()
    text = (folder / "manifest.json").read_text("utf-8")
    assert not any(name in text for name in (PERSON, *pseudonyms()))
