"""Pseudonyms are stable under one key, unrelated under another, and names go no further."""

from __future__ import annotations

import hashlib
import hmac

import polars as pl

from sfg_analytics.contract import load_contracts
from sfg_analytics.pseudonymise import key_id, pseudonymise

KEY, OTHER = b"k" * 32, b"o" * 32
CONTRACT = load_contracts()["conversation_outcomes"]


def rows(people: list[str | None], organisation: str = "ZZ1") -> pl.DataFrame:
    columns = {name: [None] * len(people) for name in CONTRACT.stored_columns}
    return pl.DataFrame(
        columns
        | {
            "sheet": [""] * len(people),
            "row": list(range(len(people))),
            "organisation": [organisation] * len(people),
            "person": people,
            "employee_name": ["Made-up Person"] * len(people),
        },
        schema_overrides={"person": pl.String},
    )


def test_it_is_hmac_sha_256_of_the_identifier_bound_to_its_organisation() -> None:
    made = pseudonymise(rows(["10001"]), CONTRACT, KEY)["person"][0]
    assert made == hmac.new(KEY, b"person|ZZ1|10001", hashlib.sha256).hexdigest()[:32]


def test_the_same_person_gets_the_same_pseudonym_however_the_number_is_written() -> None:
    made = pseudonymise(rows(["10001", " 10001", "0010001", "10001.0"]), CONTRACT, KEY)["person"]
    assert made.n_unique() == 1


def test_a_named_successor_has_the_pseudonym_the_person_has_elsewhere_and_a_post_has_its_own() -> None:
    posts = load_contracts()["critical_posts"]
    named = {"organisation": "ZZ1", "post": "10001", "successor": "0010001", "sheet": "", "row": 2}
    table = pl.DataFrame(
        [
            dict.fromkeys(posts.stored_columns) | named,
            dict.fromkeys(posts.stored_columns) | named | {"successor": None},
        ]
    )
    made = pseudonymise(table, posts, KEY)
    person = pseudonymise(rows(["10001"]), CONTRACT, KEY)["person"][0]
    assert made["successor"].to_list() == [person, None]
    assert made["post"].n_unique() == 1
    assert made["post"][0] != person


def test_other_people_other_organisations_and_other_keys_give_other_pseudonyms() -> None:
    made = {
        pseudonymise(rows([person], organisation), CONTRACT, key)["person"][0]
        for person in ("10001", "10002")
        for organisation in ("ZZ1", "ZZ2")
        for key in (KEY, OTHER)
    }
    assert len(made) == 8


def test_names_and_free_text_never_get_past() -> None:
    table = rows(["10001"]).with_columns(reflections=pl.lit("private"))
    kept = pseudonymise(table, CONTRACT, KEY)
    assert set(kept.columns) == {"sheet", "row", *CONTRACT.stored_columns}
    assert "Made-up Person" not in str(kept.rows())
    assert "private" not in str(kept.rows())


def test_a_missing_identifier_stays_missing() -> None:
    assert pseudonymise(rows([None, "1"]), CONTRACT, KEY)["person"].is_null().to_list() == [True, False]


def test_a_keys_fingerprint_is_not_the_key() -> None:
    assert key_id(KEY) != key_id(OTHER)
    assert KEY.hex()[:16] not in key_id(KEY)
