"""Writing a publication: beside its place first, then moved there whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.errors import PublicationProblem
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


def write_publication(
    folder: Path,
    *,
    estimates: pl.DataFrame,
    organisations: pl.DataFrame,
    measures: Sequence[Mapping[str, Any]],
    manifest: Mapping[str, Any],
) -> None:
    """Write a publication, replacing the one that was there.

    The same arguments give the same bytes.

    Parameters
    ----------
    folder
        Where to put it: a new or empty folder, or one that holds a publication and nothing else.
    estimates, organisations
        Frames of the columns of :data:`ESTIMATES_SCHEMA` and :data:`ORGANISATIONS_SCHEMA`.
    measures
        A mapping of words for each measure.
    manifest
        What else the manifest is to say; ``format``, ``format_version`` and ``checksums`` are added.

    Raises
    ------
    PublicationProblem
        When a frame is of another shape, or the folder holds something else, or cannot be written. What was there
        before is then still there.
    """
    require_shape(ESTIMATES, estimates, ESTIMATES_SCHEMA)
    require_shape(ORGANISATIONS, organisations, ORGANISATIONS_SCHEMA)
    contents = {
        ESTIMATES: _parquet(estimates),
        ORGANISATIONS: _parquet(organisations),
        MEASURES: _json(list(measures)),
    }
    checksums = {name: sha256(content).hexdigest() for name, content in contents.items()}
    said = {**manifest, "format": FORMAT, "format_version": FORMAT_VERSION, "checksums": checksums}
    contents[MANIFEST] = _json(said)
    folder = folder.resolve()
    aside = kept_aside(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if aside.exists() and not folder.exists():  # an earlier writer was stopped between two renames
            aside.rename(folder)
        _require_own(folder)
        beside = folder.with_name(f".{folder.name}.new-{os.getpid()}")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        try:
            for name, content in contents.items():
                _write(beside / name, content)
            _swap(beside, folder, aside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as fault:
        raise PublicationProblem(
            f"The publication '{folder.name}' cannot be written.",
            got=fault.strerror or type(fault).__name__,
            hint="check that the disk has room and that the folder above it may be written to.",
        ) from fault


def _require_own(folder: Path) -> None:
    """Refuse to replace a folder that holds anything but a publication."""
    if not folder.exists():
        return
    names = names_in(folder) if folder.is_dir() else {folder.name}
    strangers = sorted(names - FILES - {MANIFEST})
    if strangers or (names and not _is_ours(folder / MANIFEST)):
        raise PublicationProblem(
            f"'{folder.name}' holds something that is not a publication, and would be replaced.",
            got=f"'{(strangers or sorted(names))[0]}' among {len(names)}",
            hint="name a new or empty folder.",
        )


def _is_ours(manifest: Path) -> bool:
    try:
        said = json.loads(manifest.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("format") == FORMAT


def _swap(beside: Path, folder: Path, aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    if not folder.exists():
        beside.rename(folder)
        return
    folder.rename(aside)
    try:
        beside.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _parquet(rows: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    rows.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()


def _json(said: object) -> bytes:
    return (json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
