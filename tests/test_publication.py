from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfg_analytics.errors import NoSuchPath, PublicationProblem
from sfg_analytics.publication import (
    ESTIMATES_SCHEMA,
    ORGANISATIONS_SCHEMA,
    read_publication,
    write_publication,
)

FILES = {"manifest.json", "estimates.parquet", "organisations.parquet", "measures.json"}


def contents(rows: int = 1) -> dict[str, Any]:
    return {
        "estimates": pl.DataFrame(
            [{"measure": "coverage", "period": date(2025, 3, 1), "organisation": "ZZA"}] * rows,
            schema=ESTIMATES_SCHEMA,
        ),
        "organisations": pl.DataFrame(
            {"organisation": ["ZZA"], "name": ["Made up"], "kind": [None]}, ORGANISATIONS_SCHEMA
        ),
        "measures": [{"id": "coverage", "question": "Are people having it – really?"}],
        "manifest": {"policy": {"name": "a rule"}},
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "publication"
    write_publication(folder, **contents())
    return folder


def rewrite_manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_what_is_written_is_read_back_and_nothing_is_left_beside_it(folder: Path) -> None:
    publication = read_publication(folder)
    given = contents()
    assert publication.estimates.equals(given["estimates"])
    assert publication.organisations.equals(given["organisations"])
    assert publication.measures == given["measures"]
    assert publication.manifest["policy"] == {"name": "a rule"}
    assert {path.name for path in folder.iterdir()} == FILES
    assert list(folder.parent.iterdir()) == [folder]


def test_the_manifest_holds_the_checksum_of_every_other_file(folder: Path) -> None:
    checksums = read_publication(folder).manifest["checksums"]
    assert checksums == {
        name: sha256((folder / name).read_bytes()).hexdigest() for name in FILES - {"manifest.json"}
    }


def test_the_same_contents_are_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_publication(tmp_path / "again", **contents())
    for name in FILES:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_a_publication_is_replaced_whole(folder: Path) -> None:
    write_publication(folder, **contents(rows=3))
    assert read_publication(folder).estimates.height == 3
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("name", sorted(FILES - {"manifest.json"}))
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(PublicationProblem, match=f"lacks the file '{name}'"):
        read_publication(folder)


@pytest.mark.parametrize("name", sorted(FILES - {"manifest.json"}))
def test_a_file_of_which_one_byte_was_altered_is_named(folder: Path, name: str) -> None:
    altered = bytearray((folder / name).read_bytes())
    altered[len(altered) // 2] ^= 1
    (folder / name).write_bytes(altered)
    with pytest.raises(PublicationProblem, match=f"'{name}' of the publication .* is not as it was written"):
        read_publication(folder)


def test_an_unlisted_file_is_named(folder: Path) -> None:
    (folder / "records.csv").write_text("person\n")
    with pytest.raises(PublicationProblem, match=r"'records\.csv'"):
        read_publication(folder)


def test_what_file_browsers_leave_behind_does_no_harm(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"\0")
    assert read_publication(folder).estimates.height == 1


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "sub/file", "..", "C:secret", "a\\b"])
def test_a_manifest_that_points_out_of_the_folder_is_refused(folder: Path, name: str) -> None:
    secret = folder.parent / "secret"
    secret.write_text("x")
    checksum = sha256(b"x").hexdigest()
    rewrite_manifest(folder, lambda manifest: manifest["checksums"].update({name: checksum}))
    with pytest.raises(PublicationProblem, match="does not lie in the publication"):
        read_publication(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda manifest: manifest.update(format="something else"), "something else"),
        (lambda manifest: manifest.update(format_version=2), "version that is not understood"),
        (lambda manifest: manifest.pop("checksums"), "no checksums"),
        (lambda manifest: manifest["checksums"].pop("measures.json"), r"does not list 'measures\.json'"),
    ],
)
def test_a_manifest_that_is_not_ours_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    rewrite_manifest(folder, change)
    with pytest.raises(PublicationProblem, match=said):
        read_publication(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_manifest_that_is_not_json_is_refused(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(PublicationProblem, match=r"'manifest\.json' is not the JSON"):
        read_publication(folder)


def test_a_table_of_another_shape_is_refused_even_under_a_right_checksum(folder: Path) -> None:
    pl.DataFrame({"person": ["x"]}).write_parquet(folder / "estimates.parquet")
    checksum = sha256((folder / "estimates.parquet").read_bytes()).hexdigest()
    rewrite_manifest(folder, lambda manifest: manifest["checksums"].update({"estimates.parquet": checksum}))
    with pytest.raises(PublicationProblem, match=r"'estimates\.parquet' is of another shape"):
        read_publication(folder)


def test_a_table_that_is_no_parquet_is_refused_even_under_a_right_checksum(folder: Path) -> None:
    (folder / "estimates.parquet").write_bytes(b"no")
    rewrite_manifest(
        folder,
        lambda manifest: manifest["checksums"].update({"estimates.parquet": sha256(b"no").hexdigest()}),
    )
    with pytest.raises(PublicationProblem, match="not a Parquet file"):
        read_publication(folder)


def test_a_folder_that_is_not_there_or_no_publication_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath, match="'nowhere' is not there"):
        read_publication(tmp_path / "nowhere")
    with pytest.raises(PublicationProblem, match="is no publication"):
        read_publication(tmp_path)


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_a_folder_that_holds_something_else_is_never_replaced(tmp_path: Path, name: str) -> None:
    kept = tmp_path / "mine" / name
    kept.parent.mkdir()
    kept.write_text("{}")
    with pytest.raises(PublicationProblem, match="would be replaced"):
        write_publication(kept.parent, **contents())
    assert kept.read_text() == "{}"
    assert list(tmp_path.iterdir()) == [kept.parent]


def test_a_publication_beside_which_somebody_keeps_a_file_is_not_replaced(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(PublicationProblem, match=r"'notes\.txt'"):
        write_publication(folder, **contents())
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_frame_of_another_shape_is_not_written(folder: Path) -> None:
    wrong = contents() | {"estimates": contents()["estimates"].with_columns(person=pl.lit("x"))}
    with pytest.raises(PublicationProblem, match="another shape"):
        write_publication(folder, **wrong)
    assert read_publication(folder).estimates.height == 1


def test_when_writing_fails_the_old_publication_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PublicationProblem, match="No space left"):
        write_publication(folder, **contents(rows=3))
    assert read_publication(folder).estimates.height == 1
    assert list(folder.parent.iterdir()) == [folder]


def test_when_the_last_rename_fails_the_old_publication_is_put_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refuse_the_new(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse_the_new)
    with pytest.raises(PublicationProblem, match="Permission denied"):
        write_publication(folder, **contents(rows=3))
    assert read_publication(folder).estimates.height == 1
    assert list(folder.parent.iterdir()) == [folder]


def test_a_writer_stopped_between_its_two_renames_loses_nothing(folder: Path) -> None:
    aside = folder.with_name(f".{folder.name}.old")
    folder.rename(aside)  # where a writer leaves the old one for a moment
    wrong = contents() | {"manifest": {}}
    write_publication(folder, **wrong)
    assert read_publication(folder).estimates.height == 1
    assert not aside.exists()


def test_readers_see_the_old_or_the_new_while_it_is_replaced(folder: Path) -> None:
    done = threading.Event()
    seen: set[int] = set()
    faults: list[Exception] = []

    def keep_reading() -> None:
        while not done.is_set():
            try:
                seen.add(read_publication(folder).estimates.height)
            except PublicationProblem as fault:
                faults.append(fault)

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for turn in range(40):
        write_publication(folder, **contents(rows=1 + turn % 2))
    done.set()
    reader.join()
    assert not faults
    assert seen <= {1, 2}
    assert seen


def test_a_copied_publication_is_whole(folder: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(folder, tmp_path / "elsewhere" / "board"))
    assert read_publication(copied).manifest == read_publication(folder).manifest
