"""A renewed key gives new pseudonyms that agree with one another and with what is sent later; the old ones are gone."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.errors import KeyProblem, NoSuchPath
from sfg_analytics.forget import forget
from sfg_analytics.pseudonymise import key_id, seek
from sfg_analytics.rekey import rekey
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.keeping import AT, CONTRACTS, KEY, NEW, everything_in, exports, filled
from tests.made import csv_file, people

NEWER = b"m" * 32
PEOPLE = {
    "staff_in_post": ("person", "national_person"),
    "conversation_outcomes": ("person", "facilitator_person"),
    "critical_posts": ("post", "successor"),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path)


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {name: store.table(name).collect().sort("*").rows() for name in store.tables()}


def pseudonyms(store: Store) -> set[str]:
    return {
        one
        for name, columns in PEOPLE.items()
        for column in columns
        for one in store.table(name).collect()[column].drop_nulls()
    }


def test_a_pseudonym_under_a_chain_is_the_hash_of_the_one_before(store: Store) -> None:
    rekey(store, CONTRACTS, (KEY, NEW), at=AT)
    first = hmac.new(KEY, b"person|ZZ1|20003", hashlib.sha256).hexdigest()[:32]
    second = hmac.new(NEW, first.encode(), hashlib.sha256).hexdigest()[:32]
    assert second in store.table("staff_in_post").collect()["person"].to_list()
    assert second in store.table("conversation_outcomes").collect()["facilitator_person"].to_list()
    assert second in store.table("critical_posts").collect()["successor"].to_list()


@pytest.mark.parametrize("chain", [(KEY, NEW), (KEY, NEW, NEWER)])
def test_a_renewed_store_is_the_same_as_one_filled_under_the_chain_from_the_start(
    tmp_path: Path, store: Store, chain: tuple[bytes, ...]
) -> None:
    (tmp_path / "other").mkdir()
    counted = rekey(store, CONTRACTS, chain, at=AT)
    assert counted == {name: len(held) for name, held in rows(store).items()}
    assert rows(store) == rows(filled(tmp_path / "other", chain))
    assert store.key_id == key_id(chain)


def test_the_old_pseudonyms_and_the_old_fingerprint_are_in_no_file(tmp_path: Path, store: Store) -> None:
    submit(csv_file(tmp_path / "few.csv", people(2)), CONTRACTS, KEY, store=store)  # which leaves a history
    old = pseudonyms(store)
    rekey(store, CONTRACTS, (KEY, NEW), at=AT)
    for path, text in everything_in(store.path):
        assert not any(one in text for one in old), path
        assert key_id(KEY) not in text, path


def test_the_same_files_sent_again_change_nothing(tmp_path: Path, store: Store) -> None:
    rekey(store, CONTRACTS, (KEY, NEW), at=AT)
    for path in exports(tmp_path):
        assert submit(path, CONTRACTS, (KEY, NEW), store=store)[0].verdict == "unchanged"


def test_whoever_objected_stays_out_however_often_the_key_is_renewed(tmp_path: Path, store: Store) -> None:
    forget(store, ["20003"], CONTRACTS, KEY, at=AT, organisation="ZZ1")
    marks = store.objections().marks
    rekey(store, CONTRACTS, (KEY, NEW), at=AT)
    assert not marks & store.objections().marks
    forget(store, ["20004"], CONTRACTS, (KEY, NEW), at=AT, organisation="ZZ1")
    (pseudonym,) = seek("20001", CONTRACTS, (KEY, NEW), "ZZ1").pseudonyms
    forget(store, [pseudonym], CONTRACTS, (KEY, NEW), at=AT)
    rekey(store, CONTRACTS, (KEY, NEW, NEWER), at=AT)
    assert store.objections().notices == 3
    path = csv_file(tmp_path / "later.csv", people(6, Pay_Band="Band 6"))
    (outcome,) = submit(path, CONTRACTS, (KEY, NEW, NEWER), store=store)
    assert (outcome.rows_kept, outcome.rows_dropped) == (3, 3)
    again = forget(store, ["20003"], CONTRACTS, (KEY, NEW, NEWER), at=AT, organisation="ZZ1")
    assert again.notices == 3


def test_a_store_not_yet_renewed_takes_as_much_of_the_chain_as_it_knows(tmp_path: Path, store: Store) -> None:
    before = rows(store)
    for path in exports(tmp_path):
        assert submit(path, CONTRACTS, (KEY, NEW), store=store)[0].verdict == "unchanged"
    assert rows(store) == before
    forget(store, ["20003"], CONTRACTS, (KEY, NEW), at=AT, organisation="ZZ1")
    assert rows(store)["staff_in_post"] != before["staff_in_post"]


@pytest.mark.parametrize("key", [KEY, (KEY,), NEW, (NEW, KEY), (NEW, NEWER)])
def test_what_does_not_go_on_from_the_stores_own_key_is_refused(
    store: Store, key: bytes | tuple[bytes, ...]
) -> None:
    before = rows(store)
    with pytest.raises(KeyProblem, match="cannot be renewed"):
        rekey(store, CONTRACTS, key, at=AT)
    assert rows(store) == before


@pytest.mark.parametrize("key", [KEY, NEW])
def test_the_old_key_alone_and_the_new_key_alone_are_no_longer_the_stores(
    tmp_path: Path, store: Store, key: bytes
) -> None:
    rekey(store, CONTRACTS, (KEY, NEW), at=AT)
    with pytest.raises(KeyProblem, match="another pseudonym key"):
        submit(csv_file(tmp_path / "few.csv", people(2)), CONTRACTS, key, store=store)


def test_text_that_the_page_does_not_know_keeps_what_is_no_pseudonym(store: Store) -> None:
    page = {name: page for name, page in CONTRACTS.items() if name != "staff_in_post"}
    before = store.table("staff_in_post").collect()
    rekey(store, page, (KEY, NEW), at=AT)
    after = store.table("staff_in_post").collect()
    assert not set(before["person"]) & set(after["person"])
    kept = ["organisation", "period", "band", "ethnicity", "submission", "contract_version"]
    assert before.select(kept).sort("*").equals(after.select(kept).sort("*"))
    assert after.select(pl.col("person").n_unique()).item() == before["person"].n_unique()


def test_an_empty_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        rekey(Store(tmp_path / "none"), CONTRACTS, (KEY, NEW), at=AT)
