"""The key is made once, kept to its owner, and refused where it is unsafe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sfg_analytics.errors import KeyProblem
from sfg_analytics.settings import pseudonym_key, renew_key

GOOD = "ab" * 32


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SFG_KEY", "SFG_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def key_file(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_key_is_made_on_first_use_for_its_owner_alone_and_stays_the_same(tmp_path: Path) -> None:
    (first,) = pseudonym_key()
    (made,) = (tmp_path / "config").rglob("*.key")
    assert len(first) == 32
    assert pseudonym_key() == (first,)
    if os.name == "posix":
        assert made.stat().st_mode & 0o777 == 0o600


def test_the_environment_decides_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFG_KEY_FILE", str(key_file(tmp_path / "k", "cd" * 32)))
    assert pseudonym_key() == (bytes.fromhex("cd" * 32),)
    monkeypatch.setenv("SFG_KEY", GOOD)
    assert pseudonym_key() == (bytes.fromhex(GOOD),)
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize(
    ("text", "told"), [("secret", "not hexadecimal"), ("abcd", "too short"), ("", "too short")]
)
def test_a_poor_key_is_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    monkeypatch.setenv("SFG_KEY_FILE", str(key_file(tmp_path / "k", text)))
    with pytest.raises(KeyProblem, match=told) as caught:
        pseudonym_key()
    assert not text or text not in str(caught.value)


def test_a_key_inside_the_store_it_protects_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    store.mkdir()
    monkeypatch.setenv("SFG_KEY_FILE", str(key_file(store / "k", GOOD)))
    with pytest.raises(KeyProblem, match="inside the store"):
        pseudonym_key(store=store)


def test_a_key_file_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFG_KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(KeyProblem, match="not there"):
        pseudonym_key()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps a user's folder to its user by other means")
def test_a_key_others_can_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFG_KEY_FILE", str(key_file(tmp_path / "k", GOOD, 0o644)))
    with pytest.raises(KeyProblem, match="others"):
        pseudonym_key()


OLD, NEW = "ab" * 32, "cd" * 32


def test_a_renewed_key_is_a_chain_oldest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFG_KEY_FILE", str(key_file(tmp_path / "k", f"{OLD}\n{NEW}\n")))
    assert pseudonym_key() == (bytes.fromhex(OLD), bytes.fromhex(NEW))
    monkeypatch.setenv("SFG_KEY", f"{NEW} {OLD}")
    assert pseudonym_key() == (bytes.fromhex(NEW), bytes.fromhex(OLD))


@pytest.mark.parametrize("new", [None, bytes.fromhex(NEW)])
def test_renewing_adds_a_key_and_keeps_the_old_ones_for_their_owner_alone(
    tmp_path: Path, new: bytes | None
) -> None:
    (first,) = pseudonym_key()
    longer = renew_key((first,), new)
    assert longer[0] == first
    assert len(longer[1]) == 32
    assert new in {None, longer[1]}
    assert pseudonym_key() == longer
    (made,) = (tmp_path / "config").rglob("*.key")
    if os.name == "posix":
        assert made.stat().st_mode & 0o777 == 0o600


def test_a_chain_another_process_renewed_meanwhile_is_not_overwritten() -> None:
    first = pseudonym_key()
    longer = renew_key(first)
    with pytest.raises(KeyProblem, match="Another process has renewed"):
        renew_key(first)
    assert pseudonym_key() == longer


def test_an_old_key_is_no_new_one_and_a_key_in_the_environment_cannot_be_added_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = pseudonym_key()
    with pytest.raises(KeyProblem, match="one of the old ones"):
        renew_key(keys, keys[0])
    monkeypatch.setenv("SFG_KEY", OLD)
    with pytest.raises(KeyProblem, match="SFG_KEY") as caught:
        renew_key(pseudonym_key())
    assert OLD not in str(caught.value)
    monkeypatch.delenv("SFG_KEY")
    assert pseudonym_key() == keys
