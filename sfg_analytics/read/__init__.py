"""Read an export as it is: every cell as text, under the headings it came with.

An export may be a CSV in any sensible encoding and delimiter, a zip of them, a workbook, or Parquet. What the bytes are
decides, not the name. The header row is found by looking for headings that contracts know, so title, prompt and run-date
rows above it do no harm; blank rows, totals and trailers are taken out *and counted*. Nothing is interpreted yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sfg_analytics.errors import NoSuchPath, UnreadableExport, nearest
from sfg_analytics.export import Sheet
from sfg_analytics.read.archive import read_archive
from sfg_analytics.read.delimited import read_delimited
from sfg_analytics.read.examine import Examination, Format, examine
from sfg_analytics.read.workbook import read_parquet, read_workbook

__all__ = ["PIECE", "Examination", "examine", "exports_in", "read", "read_pieces"]

PIECE = 250_000
"""Rows held as text at a time: enough that what is done once a piece costs nothing, about 100 MiB at 30 columns."""
_WHOLE = 1 << 31

SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".parquet", ".zip"})


def read(path: Path, known_headings: frozenset[str], *, examined: Examination | None = None) -> list[Sheet]:
    """Read every table of an export as text, each whole.

    Parameters
    ----------
    path
        The file.
    known_headings
        Folded headings that contracts know (see :func:`sfg_analytics.contract.fold`); the row that holds most of them
        is the header.
    examined
        What :func:`examine` found, where it has been asked already.

    Returns
    -------
    list of Sheet
        One for each table, in the file's order: a sheet of a workbook and a text file of a zip may each hold several.

    Raises
    ------
    NoSuchPath
        When the file is not there.
    UnreadableExport
        When the bytes are not a table that can be opened whole.
    """
    return list(read_pieces(path, known_headings, examined=examined, piece=_WHOLE))


def read_pieces(
    path: Path,
    known_headings: frozenset[str],
    *,
    examined: Examination | None = None,
    piece: int = PIECE,
) -> Iterator[Sheet]:
    """Read the tables of an export as :func:`read` does, but long ones in pieces, each when it is asked for.

    Parameters
    ----------
    path, known_headings, examined
        As for :func:`read`.
    piece
        Rows a piece; the last of a table may hold a few more.

    Yields
    ------
    Sheet
        All pieces of a table before the next table's. Put together they are what :func:`read` gives.

    Raises
    ------
    NoSuchPath, UnreadableExport
        As :func:`read`, when the fault is reached.
    """
    examined = examined or examine(path)
    if examined.format is Format.WORKBOOK:
        yield from read_workbook(path, known_headings, piece=piece)
    elif examined.format is Format.ARCHIVE:
        yield from read_archive(path, known_headings, piece=piece)
    elif examined.format is Format.PARQUET:
        yield from read_parquet(path, known_headings, piece=piece)
    else:
        yield from read_delimited(path, examined.encoding, known_headings, piece=piece)


def exports_in(paths: list[Path]) -> list[Path]:
    """List the files to read, opening folders.

    Parameters
    ----------
    paths
        Files and folders. A file is taken as it is; a folder gives every file below it whose ending is that of a
        table, in order of name, hidden and temporary ones left out.

    Raises
    ------
    NoSuchPath
        When a path is not there.
    UnreadableExport
        When a folder holds no table.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and file.suffix.lower() in SUFFIXES and not file.name.startswith((".", "~"))
            )
            if not inside:
                raise UnreadableExport(
                    f"The folder '{path}' holds no export.",
                    expected="files ending in " + ", ".join(sorted(SUFFIXES)),
                )
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise NoSuchPath(
                f"'{path}' is not there.",
                expected="a file or a folder of exports",
                closest=_neighbour(path),
                hint="check the spelling, and that the drive is connected.",
            )
    return list(dict.fromkeys(found))


def _neighbour(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    return nearest(path.name, [other.name for other in path.parent.iterdir()])
