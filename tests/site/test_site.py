from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from sfg_analytics.__main__ import app
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import read_publication, write_publication
from sfg_analytics.site import write_site
from tests.conftest import MANIFEST, MEASURES, small_estimates


@pytest.fixture(scope="module")
def folder(small_publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(read_publication(small_publication), tmp_path_factory.mktemp("site") / "pages").folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


def links(folder: Path) -> Iterator[tuple[Path, str]]:
    for page in folder.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text("utf-8")):
            if link != "data:,":  # no icon
                yield page, link


def test_the_manifest_lists_every_other_file_with_its_checksum(folder: Path, small_publication: Path) -> None:
    contents = files(folder)
    said = json.loads(contents.pop("manifest.json"))

    assert said["checksums"] == {name: sha256(content).hexdigest() for name, content in contents.items()}
    assert said["publication"] == read_publication(small_publication).fingerprint


def test_every_link_leads_to_a_file_of_the_folder(folder: Path) -> None:
    found = list(links(folder))

    assert len(found) > 50
    for page, link in found:
        there = (page.parent / link).resolve()
        assert there.is_file(), f"{page.name}: {link}"
        assert there.is_relative_to(folder)


def test_the_same_publication_gives_the_same_bytes_and_may_be_written_again(
    folder: Path, small_publication: Path, tmp_path: Path
) -> None:
    again = write_site(read_publication(small_publication), tmp_path / "pages").folder
    write_site(read_publication(small_publication), again)

    assert files(again) == files(folder)
    assert [one.name for one in tmp_path.iterdir()] == ["pages"]


def test_a_folder_that_holds_something_else_is_left_alone(small_publication: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(PublicationProblem, match="would be replaced"):
        write_site(read_publication(small_publication), tmp_path)

    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_every_number_of_the_data_files_is_in_the_publication(folder: Path) -> None:
    estimates = small_estimates()
    for measure in estimates["measure"].unique():
        told = list(csv.DictReader(io.StringIO((folder / f"data/{measure}.csv").read_text("utf-8-sig"))))
        own = estimates.filter(pl.col("measure") == measure)
        assert len(told) == own.height
        for row, published in zip(told, own.iter_rows(named=True), strict=True):
            for name in ("numerator", "denominator", "value", "lower", "upper"):
                written = "" if published[name] is None else str(published[name])
                assert row[name] == written
            assert bool(row["hidden"]) == (published["hidden"] is not None)


def test_names_of_somebody_else_are_neither_markup_nor_paths_nor_formulas(tmp_path: Path) -> None:
    evil = "=1+1<script src=//x>alert(1)</script>"
    codes = {"ZZA": "../../ZZA", "ZZB": "<b>", "ZZC": "zzc/.."}
    publication = write_publication(
        tmp_path / "publication",
        estimates=small_estimates().with_columns(pl.col("organisation").replace(codes)),
        organisations=pl.DataFrame(
            {"organisation": list(codes.values()), "name": [evil] * 3, "kind": ["acute"] * 3}
        ),
        measures=MEASURES,
        manifest=MANIFEST,
    ).publication

    contents = files(write_site(publication, tmp_path / "pages").folder)

    assert sorted(one.name for one in tmp_path.iterdir()) == ["pages", "publication"]
    pages = [content.decode() for name, content in contents.items() if name.endswith(".html")]
    assert all("<script src=//x>" not in page and page.count("<script") == 1 for page in pages)
    rows = csv.DictReader(io.StringIO(contents["data/coverage.csv"].decode("utf-8-sig")))
    assert {row["name"] for row in rows} == {f"'{evil}"}


def test_the_command_says_what_it_wrote(small_publication: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(
        app, ["site", str(small_publication), "--to", str(tmp_path / "pages"), "--json"]
    )

    assert told.exit_code == 0
    assert json.loads(told.output)["files"] == len(files(tmp_path / "pages"))
