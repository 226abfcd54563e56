"""Writing a publication: beside its place first, then moved there whole, the release before it kept under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication.derived import derive
from sfg_analytics.publication.files import from_json, read_bytes, to_json, to_parquet
from sfg_analytics.publication.folders import recover, replace_folder, told
from sfg_analytics.publication.layout import (
    EARLIER,
    ESTIMATES,
    FILES,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    MEASURES,
    MOST_BYTES,
    MOST_JSON_BYTES,
    ORGANISATIONS,
    PEERS,
    PEERS_SCHEMA,
    TABLES,
    names_in,
    require_shape,
)
from sfg_analytics.publication.manifest import require_manifest, require_measures
from sfg_analytics.publication.nouns import Publication
from sfg_analytics.publication.reading import read_publication, read_releases

_OF_THE_MOMENT = ("release", "created", "audit", "checksums")
"""What a manifest says of a release and not of its contents."""


@dataclass(frozen=True)
class Written:
    """What became of writing a publication.

    Parameters
    ----------
    publication
        What the folder holds now.
    changed
        False where it held the same already, and was left as it was.
    """

    publication: Publication
    changed: bool


def write_publication(
    folder: Path,
    *,
    estimates: pl.DataFrame,
    organisations: pl.DataFrame,
    measures: Sequence[Mapping[str, Any]],
    manifest: Mapping[str, Any],
    peers: pl.DataFrame | None = None,
    audited: Callable[[list[Publication]], Mapping[str, Any]] | None = None,
) -> Written:
    """Write a publication; one that is there already becomes an earlier release of it.

    The same arguments give the same bytes. Control charts, funnels, comparisons and totals are made here, of the estimates.

    Parameters
    ----------
    folder
        Where to put it: a new or empty folder, or one that holds a publication and nothing else. A publication that says
        the same, but for when it was made, is left as it is.
    estimates, organisations
        Frames of the columns of :data:`ESTIMATES_SCHEMA` and :data:`ORGANISATIONS_SCHEMA`.
    measures
        The words of each measure and how it is counted, as :mod:`sfg_analytics.publication.manifest` lists them.
    manifest
        What else the manifest is to say; ``format``, ``format_version``, ``release`` and ``checksums`` are added.
    peers
        How organisations that are not named are spread: :data:`PEERS_SCHEMA`.
    audited
        Called, unless the folder says the same already, with the releases that it holds, the newest first. What it gives is
        the manifest's ``audit``; what it raises keeps the publication from being written.

    Returns
    -------
    Written
        What the folder holds, read back and verified, and whether that is new.

    Raises
    ------
    PublicationProblem
        When a frame or the manifest is of another shape, the folder holds something else or a publication that is not
        whole, another process has published there meanwhile, or it cannot be written. What was there before is then
        still there.
    """
    tables = {
        ESTIMATES: estimates,
        ORGANISATIONS: organisations,
        PEERS: pl.DataFrame(schema=PEERS_SCHEMA) if peers is None else peers,
    }
    for name, rows in tables.items():
        require_shape(name, rows, TABLES[name])
    require_measures(list(measures))  # type: ignore[arg-type]
    tables |= derive(estimates, measures, organisations, manifest)
    own = {name: to_parquet(tables[name]) for name in TABLES} | {MEASURES: to_json(list(measures))}
    folder = folder.resolve()
    with told(folder, "The publication"):
        recover(folder)
        held = _held(folder)
        said = {**manifest, "format": FORMAT, "format_version": FORMAT_VERSION}
        if held is not None and _says_the_same(held, said, own):
            return Written(held, changed=False)
        contents = {**own, **_earlier(held)}
        if audited is not None:
            said["audit"] = audited(held_releases(folder))
        said["release"] = 1 if held is None else held.release + 1
        said["checksums"] = {name: sha256(contents[name]).hexdigest() for name in sorted(contents)}
        require_manifest(said)
        contents[MANIFEST] = to_json(said)
        return Written(_replace(folder, contents, held), changed=True)


def held_releases(folder: Path) -> list[Publication]:
    """Read the releases that a folder holds and a new one would be added to.

    Parameters
    ----------
    folder
        Where a publication lies, or may be put.

    Returns
    -------
    list of Publication
        The newest first; none where the folder is empty or not there.

    Raises
    ------
    PublicationProblem
        When it holds something else, or a publication that is not whole.
    """
    folder = folder.resolve()
    recover(folder)
    return [] if _held(folder) is None else read_releases(folder)


def _held(folder: Path) -> Publication | None:
    """Read the publication that is to be replaced; refuse a folder that holds anything else."""
    if not folder.exists():
        return None
    names = names_in(folder) if folder.is_dir() else {folder.name}
    if not names:
        return None
    strangers = sorted(name for name in names - FILES - {MANIFEST} if not name.startswith(f"{EARLIER}/"))
    if strangers or not _is_ours(folder / MANIFEST):
        raise PublicationProblem(
            f"'{folder.name}' holds something that is not a publication, and would be replaced.",
            got=f"'{(strangers or sorted(names))[0]}' among {len(names)}",
            hint="name a new or empty folder.",
        )
    return read_publication(folder)


def _is_ours(manifest: Path) -> bool:
    try:
        said = from_json(MANIFEST, read_bytes(manifest, most=MOST_JSON_BYTES), dict)
    except (OSError, PublicationProblem):
        return False
    return bool(said.get("format") == FORMAT)


def _says_the_same(held: Publication, said: Mapping[str, Any], own: Mapping[str, bytes]) -> bool:
    checksums = held.manifest["checksums"]
    if any(sha256(content).hexdigest() != checksums[name] for name, content in own.items()):
        return False
    lasting: dict[str, Any] = from_json(MANIFEST, to_json(_lasting(said)), dict)
    return _lasting(held.manifest) == lasting


def _lasting(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key not in _OF_THE_MOMENT}


def _earlier(held: Publication | None) -> dict[str, bytes]:
    """Give the files of the earlier releases, the one that is replaced now among them."""
    if held is None:
        return {}
    moved = {}
    for name in (MANIFEST, *held.manifest["checksums"]):
        content = read_bytes(held.folder / name, most=MOST_BYTES)
        moved[name if name.startswith(f"{EARLIER}/") else f"{EARLIER}/{held.release}/{name}"] = content
    return moved


def _replace(folder: Path, contents: Mapping[str, bytes], held: Publication | None) -> Publication:
    def unless_another_came(beside: Path) -> None:
        read_publication(beside)
        if (held and held.fingerprint) != _fingerprint(folder):
            raise PublicationProblem(
                f"Another process has published into '{folder.name}' meanwhile.", hint="publish again."
            )

    replace_folder(folder, contents, before=unless_another_came)
    return read_publication(folder)


def _fingerprint(folder: Path) -> str | None:
    with suppress(OSError):
        return sha256(read_bytes(folder / MANIFEST, most=MOST_JSON_BYTES)).hexdigest()
    return None
