"""Reading a publication: every byte as it was written, or not at all."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.errors import NoSuchPath, PublicationProblem
from sfg_analytics.publication.layout import (
    ESTIMATES,
    ESTIMATES_SCHEMA,
    FILES,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    MEASURES,
    ORGANISATIONS,
    ORGANISATIONS_SCHEMA,
    kept_aside,
    names_in,
    require_shape,
)

_READ_TURNS, _READ_PAUSE_SECONDS = 5, 0.05


@dataclass(frozen=True)
class Publication:
    """A publication, read and verified.

    Parameters
    ----------
    folder
        Where it lies.
    manifest
        What ``manifest.json`` says.
    estimates, organisations
        The tables, as :data:`ESTIMATES_SCHEMA` and :data:`ORGANISATIONS_SCHEMA` describe them.
    measures
        The words of each measure.
    """

    folder: Path
    manifest: dict[str, Any]
    estimates: pl.DataFrame
    organisations: pl.DataFrame
    measures: list[dict[str, Any]]


def read_publication(folder: Path) -> Publication:
    """Read a publication and verify that it is whole.

    Parameters
    ----------
    folder
        Where it lies. If it is being replaced at this moment, the old one or the new one is read, never a mixture.

    Returns
    -------
    Publication
        What the folder holds.

    Raises
    ------
    NoSuchPath
        When there is no such folder.
    PublicationProblem
        When it is no publication, or a file is missing, unlisted or altered; the file is named.
    """
    folder = folder.resolve()
    for turn in range(_READ_TURNS):
        before = _signature(folder)
        try:
            return _read(folder)
        except (NoSuchPath, PublicationProblem):
            being_replaced = kept_aside(folder).exists()
            if turn + 1 == _READ_TURNS or not (being_replaced or before != _signature(folder)):
                raise
        time.sleep(_READ_PAUSE_SECONDS)
    raise AssertionError  # the last turn returns or raises


def _read(folder: Path) -> Publication:
    if not folder.is_dir():
        raise NoSuchPath(f"The publication '{folder.name}' is not there.", expected="a folder")
    manifest = _read_manifest(folder)
    contents = {name: _verified(folder, name, checksum) for name, checksum in manifest["checksums"].items()}
    unlisted = sorted(names_in(folder) - set(contents) - {MANIFEST})
    if unlisted:
        raise PublicationProblem(
            f"The publication '{folder.name}' holds a file that its manifest does not list: '{unlisted[0]}'.",
            got=f"{len(unlisted)} unlisted",
            hint="move it elsewhere; a publication holds nothing else.",
        )
    return Publication(
        folder=folder,
        manifest=manifest,
        estimates=_read_parquet(ESTIMATES, contents[ESTIMATES], ESTIMATES_SCHEMA),
        organisations=_read_parquet(ORGANISATIONS, contents[ORGANISATIONS], ORGANISATIONS_SCHEMA),
        measures=_read_json(MEASURES, contents[MEASURES], list),
    )


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError:
        raise PublicationProblem(
            f"The folder '{folder.name}' is no publication.", expected=f"a file '{MANIFEST}'"
        ) from None
    manifest: dict[str, Any] = _read_json(MANIFEST, content, dict)
    if (manifest.get("format"), manifest.get("format_version")) != (FORMAT, FORMAT_VERSION):
        raise PublicationProblem(
            f"'{MANIFEST}' describes something else, or a version that is not understood.",
            expected=f"{FORMAT}, version {FORMAT_VERSION}",
        )
    checksums = manifest.get("checksums")
    if not isinstance(checksums, dict):
        raise PublicationProblem(f"'{MANIFEST}' lists no checksums.")
    for name in checksums:
        if name in {"", ".", ".."} or any(mark in name for mark in '/\\:"\0'):
            raise PublicationProblem(
                f"'{MANIFEST}' lists {name[:80]!r}, which does not lie in the publication.",
                expected="names of files in the folder itself",
            )
    missing = sorted(FILES - set(checksums))
    if missing:
        raise PublicationProblem(f"'{MANIFEST}' does not list '{missing[0]}'.")
    return manifest


def _verified(folder: Path, name: str, checksum: object) -> bytes:
    try:
        content = (folder / name).read_bytes()
    except OSError:
        raise PublicationProblem(
            f"The publication '{folder.name}' lacks the file '{name}' that its manifest lists."
        ) from None
    if sha256(content).hexdigest() != checksum:
        raise PublicationProblem(
            f"The file '{name}' of the publication '{folder.name}' is not as it was written.",
            hint="publish again, or copy the whole folder again.",
        )
    return content


def _read_json(name: str, content: bytes, kind: type) -> Any:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, kind):
        raise PublicationProblem(f"'{name}' is not the JSON that a publication holds.")
    return said


def _read_parquet(name: str, content: bytes, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    try:
        rows = pl.read_parquet(BytesIO(content))
    except (pl.exceptions.PolarsError, OSError):
        raise PublicationProblem(f"'{name}' is not a Parquet file.") from None
    require_shape(name, rows, schema)
    return rows


def _signature(folder: Path) -> bytes | None:
    try:
        return (folder / MANIFEST).read_bytes()
    except OSError:
        return None
