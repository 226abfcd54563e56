"""Reading a publication: every byte as it was written, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from sfg_analytics.errors import NoSuchPath, PublicationProblem
from sfg_analytics.publication.files import from_json, from_parquet, read_bytes
from sfg_analytics.publication.folders import kept_aside
from sfg_analytics.publication.layout import (
    COMPARISONS,
    EARLIER,
    ESTIMATES,
    FUNNELS,
    MANIFEST,
    MEASURES,
    MOST_BYTES,
    MOST_JSON_BYTES,
    ORGANISATIONS,
    PEERS,
    SERIES,
    TABLES,
    TOTALS,
    names_in,
)
from sfg_analytics.publication.manifest import require_manifest, require_measures
from sfg_analytics.publication.nouns import Opened, Publication

Read = TypeVar("Read")
_READ_TURNS, _READ_PAUSE_SECONDS = 5, 0.05


def read_publication(folder: Path) -> Publication:
    """Read a publication and verify that it is whole, its earlier releases included.

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
        When it is no publication, or a file is missing, unlisted, altered, too large or of another make; the file is
        named.
    """
    return _patiently(folder, _read)


def read_copy(folder: Path) -> Publication:
    """Read a copy that this program has made and verified itself: faster and in less memory, and with nothing asked again.

    Parameters
    ----------
    folder
        The copy. For any other folder :func:`read_publication` is the way.

    Returns
    -------
    Publication
        The newest release in it.
    """
    tables = {name: pl.read_parquet(folder / name, memory_map=False) for name in TABLES}
    manifest: dict[str, Any] = from_json(MANIFEST, (folder / MANIFEST).read_bytes(), dict)
    return _publication(folder, manifest, tables, from_json(MEASURES, (folder / MEASURES).read_bytes(), list))


def read_releases(folder: Path) -> list[Publication]:
    """Read a publication and every earlier release that it holds.

    Parameters
    ----------
    folder
        Where it lies.

    Returns
    -------
    list of Publication
        The newest first.

    Raises
    ------
    NoSuchPath, PublicationProblem
        As for :func:`read_publication`.
    """
    return _patiently(folder, _read_all)


def _patiently(folder: Path, read: Callable[[Path], Read]) -> Read:
    folder = folder.resolve()
    for turn in range(_READ_TURNS):
        before = _signature(folder)
        try:
            aside = kept_aside(folder)
            # A writer that was killed between its two renames has left the old one there.
            stopped = turn + 1 == _READ_TURNS and not folder.exists() and aside.exists()
            return read(aside if stopped else folder)
        except (NoSuchPath, PublicationProblem):
            being_replaced = kept_aside(folder).exists()
            if turn + 1 == _READ_TURNS or not (being_replaced or before != _signature(folder)):
                raise
        time.sleep(_READ_PAUSE_SECONDS)
    raise AssertionError  # the last turn returns or raises


def _read(folder: Path) -> Publication:
    opened = open_release(folder)
    for fault in (*opened.faults, *strangers(opened)):
        raise fault
    return decoded(opened)


def _read_all(folder: Path) -> list[Publication]:
    return [_read(folder), *(decoded(_whole(one)) for one in earlier_releases(folder))]


def _whole(opened: Opened) -> Opened:
    for fault in opened.faults:
        raise fault
    return opened


def open_release(folder: Path, home: Path | None = None) -> Opened:
    """Read the manifest of a release and the bytes of the files it lists.

    Parameters
    ----------
    folder
        Where it lies.
    home
        The publication that it is an earlier release of; itself by default.

    Raises
    ------
    NoSuchPath, PublicationProblem
        When there is no such folder, a link in it, or no manifest that is understood.
    """
    if not folder.is_dir():
        raise NoSuchPath(f"The publication '{folder.name}' is not there.", expected="a folder")
    home = home or folder
    names_in(home)  # refuses links
    try:
        content = read_bytes(folder / MANIFEST, most=MOST_JSON_BYTES)
    except OSError:
        raise PublicationProblem(
            f"The folder '{folder.name}' is no publication.", expected=f"a file '{MANIFEST}'"
        ) from None
    manifest: dict[str, Any] = from_json(MANIFEST, content, dict)
    require_manifest(manifest)
    contents, faults = {}, []
    for name, checksum in manifest["checksums"].items():
        place = home if name.startswith(f"{EARLIER}/") else folder
        try:
            content = _verified(place / name, name, checksum, folder.name)
        except PublicationProblem as fault:
            faults.append(fault)
        else:
            if "/" not in name:
                contents[name] = content
    return Opened(folder, home, manifest, contents, tuple(faults))


def earlier_releases(folder: Path) -> Iterator[Opened]:
    """Open the earlier releases that lie in a publication, the newest first.

    Raises
    ------
    PublicationProblem
        As for :func:`open_release`, and when one is not the release that its place says.
    """
    room = folder / EARLIER
    found = room.iterdir() if room.is_dir() else ()
    for number in sorted((int(one.name) for one in found if one.name.isdecimal()), reverse=True):
        opened = open_release(room / str(number), home=folder)
        if opened.manifest["release"] != number:
            raise PublicationProblem(f"'{EARLIER}/{number}' is not release {number}.")
        yield opened


def strangers(opened: Opened) -> list[PublicationProblem]:
    """Name the files that lie in a publication and are not listed."""
    unlisted = sorted(names_in(opened.home) - set(opened.manifest["checksums"]) - {MANIFEST})
    return [
        PublicationProblem(
            f"The publication '{opened.folder.name}' holds a file that its manifest does not list: '{name[:200]}'.",
            got=f"{len(unlisted)} unlisted",
            hint="move it elsewhere; a publication holds nothing else.",
        )
        for name in unlisted
    ]


def decoded(opened: Opened) -> Publication:
    """Read the tables of a release out of its files.

    Raises
    ------
    PublicationProblem
        When a file is of another make.
    """
    tables = {name: from_parquet(name, opened.contents[name], schema) for name, schema in TABLES.items()}
    measures = from_json(MEASURES, opened.contents[MEASURES], list)
    require_measures(measures)
    return _publication(opened.folder, opened.manifest, tables, measures)


def _publication(
    folder: Path, manifest: dict[str, Any], tables: Mapping[str, pl.DataFrame], measures: list[dict[str, Any]]
) -> Publication:
    return Publication(
        folder=folder,
        manifest=manifest,
        estimates=tables[ESTIMATES],
        series=tables[SERIES],
        funnels=tables[FUNNELS],
        comparisons=tables[COMPARISONS],
        totals=tables[TOTALS],
        peers=tables[PEERS],
        organisations=tables[ORGANISATIONS],
        measures=measures,
    )


def _verified(path: Path, name: str, checksum: object, publication: str) -> bytes:
    try:
        content = read_bytes(path, most=MOST_BYTES)
    except OSError:
        raise PublicationProblem(
            f"The publication '{publication}' lacks the file '{name}' that its manifest lists."
        ) from None
    if sha256(content).hexdigest() != checksum:
        raise PublicationProblem(
            f"The file '{name}' of the publication '{publication}' is not as it was written.",
            hint="publish again, or copy the whole folder again.",
        )
    return content


def _signature(folder: Path) -> tuple[int, int, int] | None:
    """Tell one manifest from the next by its place on the disk, without reading it."""
    try:
        seen = (folder / MANIFEST).lstat()
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size
