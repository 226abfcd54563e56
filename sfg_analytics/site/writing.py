"""Writing the folder: beside its place first, then moved there whole, and never over something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import Publication
from sfg_analytics.publication.folders import recover, replace_folder, told
from sfg_analytics.site.addresses import BOARD, MANIFEST
from sfg_analytics.site.composing import Pages

FORMAT = "sfg-analytics site"


@dataclass(frozen=True)
class Site:
    """What was written.

    Parameters
    ----------
    folder
        Where it lies.
    files
        How many files, the manifest among them.
    size
        Bytes in all.
    """

    folder: Path
    files: int
    size: int

    @property
    def first(self) -> Path:
        """The page to open first."""
        return self.folder / BOARD


Progress = Callable[[str, int, int], None]


def write_site(
    publication: Publication, folder: Path, *, contact: str = "", progress: Progress | None = None
) -> Site:
    """Write the pages of a publication.

    The same publication gives the same bytes. ``manifest.json`` holds the checksum of every other file and of the publication
    they were made of.

    Parameters
    ----------
    publication
        What is shown. Nothing else is read.
    folder
        Where to: a new or empty folder, or one that holds such pages and nothing else.
    contact
        Whom to ask about accessibility, and how, a line for each way; left to be filled, when empty.
    progress
        Told of each file its name, how many are made, and of how many.

    Returns
    -------
    Site
        What was written.

    Raises
    ------
    PublicationProblem
        When the publication has no figure; when the folder holds something else, or cannot be written. What was there before
        is then still there.
    """
    pages = Pages(publication, contact=contact)
    contents = {}
    for number, name in enumerate(pages):
        if progress:
            progress(name, number, len(pages))
        contents[name] = pages[name]
    contents[MANIFEST] = _manifest(publication, contents)
    folder = folder.resolve()
    with told(folder, "The folder of pages"):
        recover(folder)
        _refuse_strangers(folder)
        replace_folder(folder, contents)
    return Site(folder, len(contents), sum(len(content) for content in contents.values()))


def _manifest(publication: Publication, contents: dict[str, bytes]) -> bytes:
    said = {
        "format": FORMAT,
        "format_version": 1,
        "publication": publication.fingerprint,
        "release": publication.release,
        "audience": publication.manifest["audience"],
        "checksums": {name: sha256(contents[name]).hexdigest() for name in sorted(contents)},
    }
    return (json.dumps(said, indent=1, ensure_ascii=True) + "\n").encode()


def _refuse_strangers(folder: Path) -> None:
    """Let nothing be replaced but what such a folder holds."""
    if not folder.exists() and not folder.is_symlink():
        return
    names = (
        {one.relative_to(folder).as_posix() for one in folder.rglob("*") if not one.is_dir()}
        if folder.is_dir()
        else {"."}
    )
    strangers = sorted(names - _listed(folder) - {MANIFEST}) if names else []
    if strangers:
        raise PublicationProblem(
            f"'{folder.name}' holds something that is not a page of a publication, and would be replaced.",
            got=f"'{strangers[0][:80]}' among {len(names)}",
            hint="name a new or empty folder.",
        )


def _listed(folder: Path) -> set[str]:
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
        return set(said["checksums"]) if said["format"] == FORMAT else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()
