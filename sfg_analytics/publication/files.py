"""The files of a publication, as bytes and back: nothing in them but what their reader can see.

A table is written without statistics, without metadata and uncompressed, so that what a file unfolds to is bounded by its
size. A file of somebody else is measured before it is decoded: its size, and what the Parquet footer says of columns,
rows and compression; pyarrow decodes it, whose reader answers spoiled bytes with an error where others panic. JSON has one spelling: a key given twice, or a blank too many, is a change.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication.footer import WrongFooter, read_footer
from sfg_analytics.publication.layout import MOST_BYTES, MOST_LETTERS, MOST_ROWS, require_shape


def to_parquet(rows: pl.DataFrame) -> bytes:
    """Write a table; the same rows give the same bytes."""
    import pyarrow.parquet as pq

    buffer = BytesIO()
    pq.write_table(
        rows.rechunk().to_arrow(), buffer, compression="NONE", write_statistics=False, store_schema=False
    )
    return buffer.getvalue()


def from_parquet(name: str, content: bytes, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Read a table of somebody else.

    Raises
    ------
    PublicationProblem
        When it is no Parquet file, or holds other columns, more rows, longer texts, compressed pages or metadata.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = read_footer(content)
    except WrongFooter as fault:
        raise PublicationProblem(
            f"'{name}' is not the Parquet file that a publication holds.", got=str(fault)
        ) from None
    _refuse(name, footer.rows > MOST_ROWS, "too many rows", f"at most {MOST_ROWS:,}")
    _refuse(name, footer.bytes > MOST_BYTES, "too many bytes", f"at most {MOST_BYTES:,}")
    try:
        file = pq.ParquetFile(BytesIO(content))
        found = _frame(file.schema_arrow.empty_table())
        require_shape(name, found, schema)
        rows = _frame(file.read(use_threads=False))
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError, TypeError):
        raise PublicationProblem(f"'{name}' is not the Parquet file that a publication holds.") from None
    require_shape(name, rows, schema)
    texts = rows.select(pl.col(pl.String).str.len_bytes().max())
    longest = max((length for length in (texts.row(0) if texts.width else ()) if length), default=0)
    _refuse(name, longest > MOST_LETTERS, "a text too long", f"at most {MOST_LETTERS:,} bytes")
    return rows


def _frame(table: Any) -> pl.DataFrame:
    rows = pl.from_arrow(table)
    if not isinstance(rows, pl.DataFrame):
        raise TypeError
    return rows


def to_json(said: object) -> bytes:
    """Write JSON in its one spelling."""
    return (json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n").encode()


def from_json(name: str, content: bytes, kind: type) -> Any:
    """Read JSON, in its one spelling only.

    Raises
    ------
    PublicationProblem
        When it is no JSON of this kind, or is written otherwise: with a key twice, say, of which a reader sees one.
    """
    try:
        said = json.loads(content)
        spelt = isinstance(said, kind) and to_json(said)
    except (ValueError, RecursionError, OverflowError):
        said, spelt = None, False
    if not isinstance(said, kind):
        raise PublicationProblem(f"'{name}' is not the JSON that a publication holds.")
    _refuse(name, spelt != content, "JSON in another spelling", "keys in order, each once")
    return said


def read_bytes(path: Path, *, most: int) -> bytes:
    """Read a file of somebody else: an ordinary one, no link, and no larger than it may be.

    Raises
    ------
    OSError
        When it cannot be opened.
    PublicationProblem
        When it is no ordinary file, or too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        held = os.fstat(handle)
        _refuse(path.name, not stat.S_ISREG(held.st_mode), "something else", "an ordinary file")
        _refuse(path.name, held.st_size > most, f"{held.st_size:,} bytes", f"at most {most:,}")
        return file.read(most)


def _refuse(name: str, broken: bool, got: str, expected: str) -> None:
    if broken:
        raise PublicationProblem(f"'{name}' is not what a publication holds.", expected=expected, got=got)
