"""A store of two organisations and three kinds of record, and how to look through everything that it holds."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl

from sfg_analytics.contract import load_contracts
from sfg_analytics.store import Store
from sfg_analytics.submit import submit
from tests.made import CONVERSATION, csv_file, people

CONTRACTS = load_contracts()
KEY, NEW = b"k" * 32, b"n" * 32
AT = datetime(2026, 1, 2, tzinfo=UTC)

POST = {
    "Org Code": "ZZ1",
    "Snapshot Date": "31/03/2025",
    "Post Number": "7001",
    "Successor Employee Number": "20003",
    "Readiness": "Ready now",
    "Pay Band": "Band 8a",
}


def exports(folder: Path) -> list[Path]:
    """Write staff of ZZ1 (two months) and ZZ2, talks that one person facilitated, and posts for which he or she is named."""
    staff = [
        row | {"NHS Unique ID": "N" + row["Employee Number"]}
        for month in ("28/02/2025", "31/03/2025")
        for row in people(5, Snapshot_Date=month)
    ]
    others = [row | {"NHS Unique ID": "N9" + row["Employee Number"]} for row in people(5, Org_Code="ZZ2")]
    others[0]["NHS Unique ID"] = "N20003"  # the same person, there too
    talks = [row | {"Facilitator Number": "0020003"} for row in people(5, CONVERSATION)]
    posts = [
        POST,
        POST | {"Successor Employee Number": "20004", "Readiness": "1-3 years"},
        POST | {"Successor Employee Number": "", "Readiness": "", "Post Number": "7002"},
        POST | {"Post Number": "20003", "Successor Employee Number": "20001"},
    ]
    written = {"staff": staff, "others": others, "talks": talks, "posts": posts}
    return [csv_file(folder / f"{name}.csv", rows) for name, rows in written.items()]


def filled(folder: Path, key: bytes | tuple[bytes, ...] = KEY) -> Store:
    """Fill a store with them: once under each key, and copied."""
    exports(folder)
    return Store(Path(shutil.copytree(_filled(key), folder / "store")))


@cache
def _filled(key: bytes | tuple[bytes, ...]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="filled-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = Store(folder / "store")
    for path in exports(folder):
        (outcome,) = submit(path, CONTRACTS, key, store=store)
        assert outcome.verdict == "kept", outcome.as_json()
    return store.path


def everything_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """Give each file of a folder as text, Parquet files as their rows and what they say of themselves."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_bytes().decode("latin-1")
            if path.suffix == ".parquet":
                text += str(pl.read_parquet(path, glob=False, hive_partitioning=False).rows())
            yield path, str(path.relative_to(folder)) + text
