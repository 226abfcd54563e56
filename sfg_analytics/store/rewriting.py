"""Change all of a store at once, leaving nothing of what it held: no history, no statistics, no file nobody refers to.

Delta Lake keeps what was deleted: in files until they are vacuumed, in the smallest and largest values that its log
tells of each file, in checkpoints, and in files of commits that never came about. What is to be gone is therefore not
deleted from a table. New tables are written beside the old, each with one commit, and take their place whole.

::

    STORE/.preparing/    what is being written; worth nothing until it is whole
    STORE/.next/         the same, whole: one renaming decides that it holds
    STORE/.entering      the ledger's line of a submission whose rows are just being committed

Whoever reads looks in ``.next`` first. Whoever next writes puts its parts in their places, from wherever a process that
died left off.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from sfg_analytics.store.delta import append, rewrite, version
from sfg_analytics.store.ledger import OBJECTIONS, REMOVALS, Objections, written_objections, written_removals

_PREPARING, _NEXT, _ENTERING, _LEAVING = ".preparing", ".next", ".entering", "leaving.json"


class Draft:
    """What a store is to hold, as it is being written; what is not drafted stays as it is."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self.folder = store / _PREPARING
        self.folder.mkdir()

    def table(self, name: str, rows: pl.LazyFrame) -> None:
        """Draft a table; one without rows is there no more."""
        (self.folder / "tables").mkdir(exist_ok=True)
        rewrite(self._store / "tables" / name, rows, self.folder / "tables" / name)

    def ledger(self, lines: pl.DataFrame) -> None:
        """Draft the ledger."""
        append(self.folder / "ledger", lines)

    def objections(self, objections: Objections) -> None:
        """Draft the list of those who objected."""
        (self.folder / OBJECTIONS).write_text(written_objections(objections), "utf-8")

    def removals(self, lines: pl.DataFrame) -> None:
        """Draft the account of what was removed for good."""
        (self.folder / REMOVALS).write_text(written_removals(lines), "utf-8")

    def without(self, files: Iterable[Path]) -> None:
        """Let files go when the draft holds."""
        names = [file.relative_to(self._store).as_posix() for file in files]
        (self.folder / _LEAVING).write_text(json.dumps(names), "utf-8")

    def holds(self) -> None:
        """Let the draft hold from now on."""
        self.folder.rename(self._store / _NEXT)


def part(store: Path, name: str) -> Path:
    """Say where a part of a store is to be read."""
    drafted = store / _NEXT / name
    return drafted if drafted.exists() else store / name


def settle(store: Path) -> None:
    """Put in its place what holds already, wherever a process that died left off, and clear away what does not."""
    shutil.rmtree(store / _PREPARING, ignore_errors=True)
    drafted = store / _NEXT
    if not drafted.is_dir():
        return
    leaving = drafted / _LEAVING
    if leaving.exists():
        for name in json.loads(leaving.read_text("utf-8")):
            (store / name).unlink(missing_ok=True)
    for new in sorted(drafted.iterdir()):
        old = store / new.name
        if new != leaving:
            shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
            new.rename(old)
    leaving.unlink(missing_ok=True)
    drafted.rmdir()


@contextmanager
def announced(store: Path, table: Path, line: pl.DataFrame) -> Iterator[None]:
    """Write the ledger's line beside it while its rows are committed, so that both hold or neither."""
    path = store / _ENTERING
    with whole(path) as draft:
        line.write_parquet(draft, metadata={"table": table.name, "version": str(version(table))})
    try:
        yield
    except BaseException:
        path.unlink()
        raise


def entering(store: Path, ledger: pl.DataFrame) -> pl.DataFrame:
    """Give the line of a submission whose rows were committed and which the ledger lacks; no line otherwise."""
    path = store / _ENTERING
    try:
        told, line = pl.read_parquet_metadata(path), pl.read_parquet(path, glob=False)
    except FileNotFoundError:
        return ledger.clear()
    if version(part(store, "tables") / told["table"]) <= int(told["version"]):
        return ledger.clear()
    return line.join(ledger, on=["submission", "submitted_at"], how="anti")


def entered(store: Path) -> None:
    """Forget what was announced."""
    (store / _ENTERING).unlink(missing_ok=True)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Write a file beside its place, and put it there when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
