"""Somebody else's publication harms nobody who opens it: it is read, or refused in a sentence."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import ESTIMATES_SCHEMA, read_publication, verify, write_publication
from sfg_analytics.publication.files import to_json
from tests.publication.made import contents, put, rewrite_manifest


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "publication"
    write_publication(folder, **contents(numerator=50))
    write_publication(folder, **contents())
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "publication"))


PLAIN: dict[str, Any] = {"compression": "NONE", "store_schema": False, "write_statistics": False}


def parquet(rows: pl.DataFrame, **options: Any) -> bytes:
    buffer = BytesIO()
    pq.write_table(rows.to_arrow(), buffer, **{**PLAIN, **options})
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "/etc/hostname",
        "sub/file",
        "..",
        "C:secret",
        "a\\b",
        "earlier/1/../../../secret",
        "manifest.json",
    ],
)
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
        (lambda manifest: manifest.update(format_version=1), "version that is not understood"),
        (lambda manifest: manifest.pop("checksums"), "no checksums"),
        (lambda manifest: manifest["checksums"].pop("measures.json"), r"does not list 'measures\.json'"),
        (lambda manifest: manifest.update(note="12 people"), "does not say what a publication says"),
        (lambda manifest: manifest.update(release=0), "at 'release'"),
        (lambda manifest: manifest["submissions"][0].update(file="Smith.csv"), "at 'submissions/0'"),
        (lambda manifest: manifest.update(policy="none"), "at 'policy'"),
        (lambda manifest: manifest.update(title="x" * 10_000), "at 'title'"),
    ],
)
def test_a_manifest_that_is_not_ours_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    rewrite_manifest(folder, change)
    with pytest.raises(PublicationProblem, match=said):
        read_publication(folder)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b'{"a": NaN}', b"1" * 5000]
)
def test_a_manifest_that_is_not_json_is_refused(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(PublicationProblem, match=r"'manifest\.json' is not"):
        read_publication(folder)


def test_a_key_given_twice_is_refused_for_a_reader_sees_one_of_them(folder: Path) -> None:
    text = (folder / "manifest.json").read_text("utf-8")
    (folder / "manifest.json").write_text(text.replace("{\n", '{\n "title": "3 people",\n', 1), "utf-8")
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["title"] == "Made up"
    with pytest.raises(PublicationProblem, match="another spelling"):
        read_publication(folder)


def test_a_file_too_large_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "manifest.json").open("wb") as file:
        file.truncate(1 << 40)  # a file of holes: it takes no room
    with pytest.raises(PublicationProblem, match="at most"):
        read_publication(folder)


@pytest.mark.skipif(
    os.name != "posix",
    reason="Windows lets only administrators make symbolic links, and has no named pipes in folders",
)
@pytest.mark.parametrize("kind", ["file", "folder", "earlier", "pipe"])
def test_links_and_pipes_are_refused(folder: Path, kind: str) -> None:
    if kind == "file":
        shutil.move(folder / "estimates.parquet", folder.parent / "elsewhere")
        (folder / "estimates.parquet").symlink_to(folder.parent / "elsewhere")
    elif kind == "folder":
        (folder / "further").symlink_to("/etc")
    elif kind == "earlier":
        shutil.move(folder / "earlier", folder.parent / "elsewhere")
        (folder / "earlier").symlink_to(folder.parent / "elsewhere")
    else:
        (folder / "measures.json").unlink()
        os.mkfifo(folder / "measures.json")  # opening it would wait for ever
    with pytest.raises(PublicationProblem, match="neither a file nor a folder"):
        read_publication(folder)


@pytest.mark.parametrize(
    "name",
    [
        "records.csv",
        ".hidden",
        "earlier/1/notes.txt",
        "earlier/3/manifest.json",
        "further/x",
        "earlier/1/deep/x",
    ],
)
def test_a_file_that_is_not_listed_is_named(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("{}")
    with pytest.raises(PublicationProblem, match="does not list"):
        read_publication(folder)
    assert any(f"'{name}'" in fault for fault in verify(folder))


def test_an_empty_folder_is_a_stranger_too(folder: Path) -> None:
    (folder / "3 people of team 7").mkdir()
    with pytest.raises(PublicationProblem, match="3 people of team 7/"):
        read_publication(folder)


def test_a_table_of_another_shape_is_refused_even_under_a_right_checksum(folder: Path) -> None:
    put(folder, "estimates.parquet", parquet(pl.DataFrame({"person": ["x"]})))
    with pytest.raises(PublicationProblem, match=r"'estimates\.parquet' is of another shape"):
        read_publication(folder)


def test_pickled_objects_are_refused_and_never_unpickled(folder: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    rows = pl.DataFrame({name: [pickle.dumps(Trap())] for name in ESTIMATES_SCHEMA})
    put(folder, "estimates.parquet", parquet(rows))
    with pytest.raises(PublicationProblem, match="another shape"):
        read_publication(folder)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"no",
        b"",
        b"PAR1" + b"\0" * 100 + b"PAR1",
        b"PAR1\xff\xff\xff\xffPAR1",
        b"PAR1" + b"\xff" * 200 + b"\xc8\0\0\0PAR1",
    ],
)
def test_a_table_that_is_no_parquet_is_refused_even_under_a_right_checksum(
    folder: Path, content: bytes
) -> None:
    put(folder, "estimates.parquet", content)
    with pytest.raises(PublicationProblem, match="is not the Parquet file"):
        read_publication(folder)


def test_a_table_that_unfolds_is_refused_before_it_is_decoded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = read_publication(folder).estimates
    many = pl.DataFrame({"denominator": [0]}).select(pl.col("denominator").repeat_by(6_000_000).explode())
    nothing = (pl.lit(None, kind).alias(name) for name, kind in figures.drop("denominator").schema.items())
    many = many.with_columns(*nothing).select(*figures.columns).cast(dict(figures.schema))
    bomb = parquet(many)
    assert len(bomb) < 3_000_000

    def never(*_: object, **__: object) -> pl.DataFrame:
        raise AssertionError("decoded")

    put(folder, "estimates.parquet", bomb)
    monkeypatch.setattr(pq.ParquetFile, "read", never)
    with pytest.raises(PublicationProblem, match="too many rows"):
        read_publication(folder)


def test_compressed_pages_are_refused(folder: Path) -> None:
    put(folder, "peers.parquet", parquet(pl.DataFrame(schema=read_publication(folder).peers.schema)))
    assert read_publication(folder).peers.is_empty()
    organisations = read_publication(folder).organisations
    put(folder, "organisations.parquet", parquet(organisations, compression="zstd"))
    with pytest.raises(PublicationProblem, match="compressed"):
        read_publication(folder)


@pytest.mark.parametrize("where", ["table", "column", "only the shape"])
def test_metadata_in_a_table_is_refused(folder: Path, where: str) -> None:
    table = read_publication(folder).organisations.to_arrow()
    if where == "table":
        table = table.replace_schema_metadata({"note": "3 people"})
    if where == "column":
        marked = table.schema.field("name").with_metadata({"note": "3 people"})
        table = table.cast(pa.schema([f if f.name != "name" else marked for f in table.schema]))
    buffer = BytesIO()
    pq.write_table(table, buffer, **PLAIN | {"store_schema": True})
    put(folder, "organisations.parquet", buffer.getvalue())
    with pytest.raises(PublicationProblem, match="metadata"):
        read_publication(folder)


def test_a_text_longer_than_any_name_is_refused(folder: Path) -> None:
    organisations = read_publication(folder).organisations.with_columns(name=pl.lit("x" * 30_000))
    put(folder, "organisations.parquet", parquet(organisations))
    with pytest.raises(PublicationProblem, match="too long"):
        read_publication(folder)


def test_words_of_measures_hold_no_further_keys(folder: Path) -> None:
    words = read_publication(folder).measures
    put(folder, "measures.json", to_json([{**words[0], "note": "3 people"}]))
    with pytest.raises(PublicationProblem, match=r"'measures\.json' does not say"):
        read_publication(folder)


@pytest.mark.parametrize("changed", [{"write_statistics": True}, {"write_page_index": True}])
def test_statistics_in_a_table_are_refused(folder: Path, changed: dict[str, Any]) -> None:
    put(folder, "organisations.parquet", parquet(read_publication(folder).organisations, **changed))
    with pytest.raises(PublicationProblem, match=r"metadata or statistics|belong to no column"):
        read_publication(folder)


def test_bytes_between_the_columns_of_a_table_are_refused(folder: Path) -> None:
    content = (folder / "organisations.parquet").read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    footer = len(content) - 8 - length
    put(folder, "organisations.parquet", content[:footer] + b"3 people" + content[footer:])
    with pytest.raises(PublicationProblem, match="belong to no column"):
        read_publication(folder)


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_manifest_says_it_is_read_or_refused(whole: Path, data: st.DataObject) -> None:
    manifest = whole / "manifest.json"
    before = manifest.read_bytes()
    said = json.loads(before)
    for _ in range(data.draw(st.integers(1, 3))):
        place: Any = said
        key: Any = data.draw(st.sampled_from(sorted(said)))
        while isinstance(place[key], dict) and place[key] and data.draw(st.booleans()):
            place = place[key]
            key = data.draw(st.sampled_from(sorted(place)))
        place[key] = data.draw(ANY)
    try:
        manifest.write_bytes(to_json(said))
        read_publication(whole)
        assert isinstance(verify(whole), tuple)
    except PublicationProblem:
        pass
    finally:
        manifest.write_bytes(before)


@given(st.binary(max_size=400), st.integers(0, 2000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_bytes_a_table_is_made_of_it_is_read_or_refused(
    whole: Path, junk: bytes, place: int
) -> None:
    table, manifest = whole / "organisations.parquet", whole / "manifest.json"
    before = table.read_bytes(), manifest.read_bytes()
    spoiled = before[0][:place] + junk + before[0][place + len(junk) :]
    try:
        put(whole, "organisations.parquet", spoiled)
        read_publication(whole)
    except PublicationProblem:
        pass
    finally:
        table.write_bytes(before[0])
        manifest.write_bytes(before[1])
