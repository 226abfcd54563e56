from __future__ import annotations

import os
import shutil
import threading
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sfg_analytics.errors import NoSuchPath, PublicationProblem
from sfg_analytics.publication import read_copy, read_publication, read_releases, verify, write_publication
from tests.publication.made import CODES, FILES, MONTHS, contents, figures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "publication"
    write_publication(folder, **contents())
    return folder


def numerator(folder: Path) -> int:
    """What it says of ZZA in the first month."""
    return int(read_publication(folder).estimates["numerator"][0])


def test_what_is_written_is_read_back_and_nothing_is_left_beside_it(folder: Path) -> None:
    publication = read_publication(folder)
    given = contents()
    assert publication.estimates.equals(given["estimates"])
    assert publication.organisations.equals(given["organisations"])
    assert publication.measures == given["measures"]
    assert publication.manifest["title"] == "Made up"
    assert publication.release == 1
    assert {path.name for path in folder.iterdir()} == FILES
    assert list(folder.parent.iterdir()) == [folder]
    assert verify(folder) == ()


def test_the_manifest_holds_the_checksum_of_every_other_file(folder: Path) -> None:
    checksums = read_publication(folder).manifest["checksums"]
    assert checksums == {
        name: sha256((folder / name).read_bytes()).hexdigest() for name in FILES - {"manifest.json"}
    }


def test_the_same_contents_are_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_publication(tmp_path / "again", **contents())
    for name in FILES:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_tables_carry_columns_and_nothing_else(folder: Path) -> None:
    for path in folder.glob("*.parquet"):
        assert pl.read_parquet_metadata(path) == {}


def test_a_control_chart_holds_every_month_and_the_hidden_one_as_a_gap(folder: Path) -> None:
    series = read_publication(folder).series
    assert series.height == len(CODES) * len(MONTHS)
    zzb = series.filter(pl.col("organisation") == "ZZB")
    assert zzb["period"].to_list() == MONTHS
    assert [value is None for value in zzb["value"]] == [month == MONTHS[2] for month in MONTHS]
    # 105 of 200 in every month: the mean is that, nothing signals, and above the target is where it stays.
    assert zzb["mean"].round(4).unique().to_list() == [0.525]
    assert zzb["signal"].null_count() == len(MONTHS)
    assert set(zzb["variation"]) == {"common"}
    assert set(zzb["assurance"]) == {"consistent_pass"}


def test_a_funnel_sets_the_six_beside_one_another_in_the_latest_month(folder: Path) -> None:
    funnels = read_publication(folder).funnels
    assert funnels["organisation"].to_list() == CODES
    assert funnels["period"].unique().to_list() == [MONTHS[-1]]
    assert funnels["organisations"].unique().to_list() == [6]
    # 100, 105, ... 125 of 200 each: 675 of 1,200.
    assert funnels["target"].round(6).unique().to_list() == [675 / 1200]


def test_with_four_organisations_there_is_no_funnel(tmp_path: Path) -> None:
    given = contents()
    four = given["estimates"].filter(pl.col("organisation").is_in(CODES[:4]))
    written = write_publication(tmp_path / "four", **given | {"estimates": four})
    assert written.publication.funnels.is_empty()


def test_groups_are_compared_with_the_reference_and_adjusted_for_all_that_is_shown(folder: Path) -> None:
    compared = read_publication(folder).comparisons
    assert compared.select("organisation", "group", "reference").rows() == [
        (code, "Female", "Male") for code in CODES
    ]
    assert compared["ratio"].round(6).to_list() == [1.5] * 6
    # Six equal p-values, adjusted over six, stay what they are.
    assert (compared["adjusted_p"] - compared["p_value"]).abs().max() < 1e-12
    assert compared["direction"][0].startswith(
        "The share of 'Female' that had a recorded career conversation in the last 12 months is 1.50 times"
    )


def test_what_is_hidden_is_compared_with_nothing(tmp_path: Path) -> None:
    compared = write_publication(tmp_path / "p", **contents(hidden=True)).publication.comparisons
    (row,) = compared.filter(pl.col("organisation") == "ZZC").rows(named=True)
    assert [row[name] for name in ("ratio", "difference", "numerator", "value", "adjusted_p")] == [None] * 5
    assert row["without_ratio"] == "hidden by disclosure control"


def test_a_publication_that_is_there_becomes_an_earlier_release_whole(folder: Path) -> None:
    first = {name: (folder / name).read_bytes() for name in FILES}
    write_publication(folder, **contents(numerator=50))
    second = {name: (folder / name).read_bytes() for name in FILES}
    written = write_publication(folder, **contents(numerator=60))
    assert written.changed
    for number, kept in ((1, first), (2, second)):
        assert {path.name: path.read_bytes() for path in (folder / "earlier" / str(number)).iterdir()} == kept
    releases = read_releases(folder)
    assert [one.release for one in releases] == [3, 2, 1]
    assert [one.estimates["numerator"][0] for one in releases] == [60, 50, 100]
    assert verify(folder) == ()
    assert list(folder.parent.iterdir()) == [folder]


def test_the_same_again_leaves_the_folder_as_it_is(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    asked = []
    written = write_publication(
        folder, **contents(created="2026-01-01T00:00:00Z"), audited=lambda held: asked.append(held) or {}
    )
    assert not written.changed
    assert not asked
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_another_word_in_the_manifest_is_another_release(folder: Path) -> None:
    assert write_publication(folder, **contents(title="Something else")).publication.release == 2


def test_what_the_audit_refuses_is_not_written(folder: Path) -> None:
    def refuse(held: list[object]) -> dict[str, object]:
        assert len(held) == 1
        raise PublicationProblem("Not safe.")

    with pytest.raises(PublicationProblem, match="Not safe"):
        write_publication(folder, **contents(numerator=50), audited=refuse)
    assert numerator(folder) == 100
    assert list(folder.parent.iterdir()) == [folder]


def test_two_who_publish_at_once_do_not_lose_a_release(folder: Path) -> None:
    def meanwhile(_: list[object]) -> dict[str, object]:
        write_publication(folder, **contents(numerator=60))
        return {}

    with pytest.raises(PublicationProblem, match="Another process has published"):
        write_publication(folder, **contents(numerator=50), audited=meanwhile)
    assert [one.estimates["numerator"][0] for one in read_releases(folder)] == [60, 100]


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


def test_what_file_browsers_leave_behind_does_no_harm(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"\0")
    assert numerator(folder) == 100


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


@pytest.mark.parametrize("name", ["notes.txt", "earlier/notes.txt"])
def test_a_publication_beside_which_somebody_keeps_a_file_is_not_replaced(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("mine")
    with pytest.raises(PublicationProblem, match=r"notes\.txt'"):
        write_publication(folder, **contents(numerator=50))
    assert (folder / name).read_text() == "mine"


def test_a_frame_of_another_shape_is_not_written(folder: Path) -> None:
    wrong = contents() | {"estimates": figures().with_columns(person=pl.lit("x"))}
    with pytest.raises(PublicationProblem, match="another shape"):
        write_publication(folder, **wrong)
    assert numerator(folder) == 100


@pytest.mark.parametrize(
    "said", [{"author": "somebody"}, {"created": 3}, {"submissions": [{"file": "Smith.csv"}]}]
)
def test_a_manifest_that_says_something_else_is_not_written(folder: Path, said: dict[str, object]) -> None:
    with pytest.raises(PublicationProblem, match=r"'manifest\.json' does not say what a publication says"):
        write_publication(folder, **contents(numerator=50, **said))


def test_when_writing_fails_the_old_publication_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PublicationProblem, match="No space left"):
        write_publication(folder, **contents(numerator=50))
    assert numerator(folder) == 100
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
        write_publication(folder, **contents(numerator=50))
    assert numerator(folder) == 100
    assert list(folder.parent.iterdir()) == [folder]


def test_a_writer_stopped_between_its_two_renames_loses_nothing(folder: Path) -> None:
    aside = folder.with_name(f".{folder.name}.old")
    folder.rename(aside)  # where a writer leaves the old one for a moment
    assert read_publication(folder).release == 1  # a reader finds it there
    with pytest.raises(PublicationProblem):
        write_publication(folder, **contents() | {"manifest": {}})
    write_publication(folder, **contents())
    assert numerator(folder) == 100
    assert not aside.exists()


@pytest.mark.skipif(
    os.name != "posix",
    reason="on Windows to ask for a process ends it, so what a dead writer began is left there",
)
def test_what_a_killed_writer_began_is_cleared_away(folder: Path) -> None:
    begun = folder.with_name(f".{folder.name}.new-999999999")
    begun.mkdir()
    ours = folder.with_name(f".{folder.name}.new-{os.getppid()}")
    ours.mkdir()
    write_publication(folder, **contents())
    assert not begun.exists()
    assert ours.exists()  # its writer still runs


def test_readers_see_the_old_or_the_new_while_it_is_replaced(folder: Path) -> None:
    done = threading.Event()
    seen: set[int] = set()
    faults: list[Exception] = []

    def keep_reading() -> None:
        while not done.is_set():
            try:
                seen.add(numerator(folder))
            except PublicationProblem as fault:
                faults.append(fault)

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for turn in range(5):
        write_publication(folder, **contents(numerator=50 + 50 * (turn % 2)))
    done.set()
    reader.join()
    assert not faults
    assert seen <= {50, 100}
    assert seen


def test_a_copied_publication_is_whole(folder: Path, tmp_path: Path) -> None:
    write_publication(folder, **contents(numerator=50))
    copied = Path(shutil.copytree(folder, tmp_path / "elsewhere" / "board"))
    assert read_publication(copied).manifest == read_publication(folder).manifest
    assert verify(copied) == ()


def test_a_copy_that_was_verified_reads_as_the_publication_does(small_publication: Path) -> None:
    copy, publication = read_copy(small_publication), read_publication(small_publication)

    for name in ("estimates", "series", "funnels", "comparisons", "totals", "peers", "organisations"):
        assert_frame_equal(getattr(copy, name), getattr(publication, name))
    assert (copy.manifest, copy.measures) == (publication.manifest, publication.measures)
