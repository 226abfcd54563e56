"""A folder, or a file, written whole or not at all: beside its place first, then moved there.

A reader sees the old or the new. What a process that was killed leaves behind is put right by whoever writes next.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sfg_analytics.errors import PublicationProblem


def replace_folder(
    folder: Path, contents: Mapping[str, bytes], *, before: Callable[[Path], object] | None = None
) -> None:
    """Put a folder of files in the place of another.

    Parameters
    ----------
    folder
        Its place.
    contents
        Bytes by name; a name may lie in a folder within.
    before
        Told where the files lie, just before they take their place; what it raises leaves the old folder where it is.

    Raises
    ------
    OSError
        When it cannot be written. The old folder is then still there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        for name, content in contents.items():
            _write(beside / name, content)
        if before is not None:
            before(beside)
        _swap(beside, folder, kept_aside(folder))
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another.

    Raises
    ------
    OSError
        When it cannot be written. The old file is then still there.
    """
    beside = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        _write(beside, content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def recover(folder: Path) -> None:
    """Put back what a writer that was killed between its two renames left aside, and clear away what killed ones began.

    Raises
    ------
    OSError
        When the folder above cannot be made or changed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = kept_aside(folder)
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    for begun in folder.parent.glob(f".{folder.name}.new-*"):
        number = begun.name.rpartition("-")[2]
        if number.isdecimal() and not _runs(int(number)):
            shutil.rmtree(begun, ignore_errors=True)


def kept_aside(folder: Path) -> Path:
    """Name the place where the old folder waits while the new one takes its place."""
    return folder.with_name(f".{folder.name}.old")


@contextmanager
def told(place: Path, what: str) -> Iterator[None]:
    """Turn what the disk says of writing there into a paragraph.

    Parameters
    ----------
    place
        The folder or file.
    what
        What it is, as it begins a sentence: ``"The pack"``.

    Raises
    ------
    PublicationProblem
        When it cannot be written.
    """
    try:
        yield
    except OSError as fault:
        raise PublicationProblem(
            f"{what} '{place.name}' cannot be written.",
            got=fault.strerror or type(fault).__name__,
            hint="check that the disk has room and that the folder above it may be written to.",
        ) from fault


def _runs(process: int) -> bool:
    """Whether a process is there; where asking would end it, it is taken to be."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


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
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
