from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from sfg_analytics.errors import NoSuchPath, PublicationProblem
from sfg_analytics.publication import read_publication, verify, write_publication
from sfg_analytics.publication.files import to_parquet
from tests.publication.made import FILES, contents, put, rewrite_manifest


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "publication"
    for numerator in (50, 60, 100):
        write_publication(folder, **contents(numerator=numerator))
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "publication"))


def test_nothing_is_wrong_with_what_was_written(folder: Path) -> None:
    assert verify(folder) == ()


@pytest.mark.parametrize("name", sorted(FILES - {"manifest.json"}))
@pytest.mark.parametrize("where", ["", "earlier/1/"])
def test_every_altered_byte_is_named_with_its_file(folder: Path, where: str, name: str) -> None:
    path = folder / where / name
    altered = bytearray(path.read_bytes())
    altered[0] ^= 1
    path.write_bytes(altered)
    faults = verify(folder)
    assert any(f"'{where}{name}'" in fault and "not as it was written" in fault for fault in faults)


def test_all_that_is_altered_is_named_and_not_the_first_alone(folder: Path) -> None:
    for name in ("series.parquet", "measures.json"):
        (folder / name).write_bytes(b"x")
    (folder / "notes.txt").write_text("x")
    faults = verify(folder)
    assert [
        name for name in ("series.parquet", "measures.json", "notes.txt") if name in " ".join(faults)
    ] == [
        "series.parquet",
        "measures.json",
        "notes.txt",
    ]


def test_an_altered_manifest_of_an_earlier_release_is_named(folder: Path) -> None:
    rewrite_manifest(folder / "earlier" / "2", lambda said: said.update(title="Another"))
    assert any("'earlier/2/manifest.json'" in fault for fault in verify(folder))


def test_an_earlier_release_taken_away_is_missed(folder: Path) -> None:
    shutil.rmtree(folder / "earlier" / "2")

    def forget(said: dict[str, dict[str, str]]) -> None:
        for name in [name for name in said["checksums"] if name.startswith("earlier/2/")]:
            del said["checksums"][name]

    rewrite_manifest(folder, forget)
    assert "Release 2 is missing." in verify(folder)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("estimates.parquet", pl.col("value") + 0.01, "is not what its counts give"),
        ("estimates.parquet", pl.col("lower") - 0.01, "is not what its counts give"),
        ("estimates.parquet", pl.col("numerator") + 1, "is not protected as 'NHS rounding to 5' says"),
        ("estimates.parquet", pl.col("numerator") * 0 + 5, "is not protected as 'NHS rounding to 5' says"),
        (
            "estimates.parquet",
            pl.lit("3 people").alias("hidden"),
            "for a reason that its policy does not have",
        ),
        ("series.parquet", pl.col("mean") + 0.01, "'series.parquet' does not follow"),
        ("series.parquet", pl.lit("shift").alias("signal"), "'series.parquet' does not follow"),
        ("funnels.parquet", pl.lit("above 99.8%").alias("signal"), "'funnels.parquet' does not follow"),
        ("comparisons.parquet", pl.col("ratio") * 2, "'comparisons.parquet' does not follow"),
        ("organisations.parquet", pl.lit("ZZZ").alias("organisation"), "does not name"),
    ],
)
def test_a_table_that_does_not_follow_is_found_under_a_right_checksum(
    folder: Path, name: str, change: pl.Expr, said: str
) -> None:
    rows = pl.read_parquet(folder / name).with_columns(change)
    put(folder, name, to_parquet(rows))
    read_publication(folder)  # every byte is as the manifest says
    assert any(said in fault for fault in verify(folder))


def test_a_figure_that_is_there_twice_is_found(folder: Path) -> None:
    rows = pl.read_parquet(folder / "estimates.parquet")
    put(folder, "estimates.parquet", to_parquet(pl.concat([rows, rows.head(1)])))
    assert any("twice" in fault for fault in verify(folder))


@pytest.mark.parametrize("make", [Path.exists, Path.mkdir])
def test_what_is_no_publication_is_told(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "x")
    with pytest.raises((NoSuchPath, PublicationProblem)):
        verify(tmp_path / "x")
