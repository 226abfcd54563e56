"""Read a zip of text files, as a workbook of so many sheets."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sfg_analytics.errors import UnreadableExport
from sfg_analytics.export import Sheet
from sfg_analytics.read.delimited import read_delimited
from sfg_analytics.read.examine import TEXT_SUFFIXES, Format, examine


def read_archive(path: Path, known_headings: frozenset[str], *, piece: int) -> Iterator[Sheet]:
    """Read every text file of a zip as a sheet that bears its name.

    Parameters
    ----------
    path
        The archive, already found to be whole and safe to unpack.
    known_headings
        Folded headings that contracts know.
    piece
        Rows a piece.

    Yields
    ------
    Sheet
        In order of name. Files of other kinds, hidden ones and those macOS adds are left out.

    Raises
    ------
    UnreadableExport
        When one of the text files cannot be read whole, or none is a table.
    """
    found = False
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        for number, member in enumerate(sorted(archive.infolist(), key=lambda member: member.filename)):
            name = member.filename
            hidden = name.startswith("__MACOSX") or Path(name).name.startswith((".", "~"))
            if hidden or not name.lower().endswith(TEXT_SUFFIXES):
                continue
            unpacked = Path(folder) / str(
                number
            )  # never the member's own path, which may lead out of the folder
            unpacked.mkdir()
            unpacked /= Path(name).name
            with archive.open(member) as packed, unpacked.open("wb") as file:
                shutil.copyfileobj(packed, file)
            examined = examine(unpacked)
            if examined.format is Format.DELIMITED:
                found = True
                yield from read_delimited(
                    unpacked, examined.encoding, known_headings, piece=piece, file=path.name, name=name
                )
            unpacked.unlink()
    if not found:
        raise UnreadableExport(
            f"'{path.name}' holds no table among its text files.",
            expected="at least one CSV with a header row and rows under it",
        )
