"""The footer of a Parquet file: what it says of rows, pages and their place, read before any page is.

A reader that trusts a footer can be made to take all the memory there is, to open another file, or to end the process.
So the footer of somebody else's file is read here first: a few dozen plain numbers in Thrift's compact form, of which only
those are let through that a publication's own tables have.

References
----------
.. [1] Apache Parquet, *parquet.thrift*; Apache Thrift, *Thrift compact protocol encoding*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

MAGIC = b"PAR1"
_TAIL = 8  # the footer's length, and the magic again
_MOST_DEEP = 12

# Fields by their number in parquet.thrift.
_FILE = {1: "version", 2: "schema", 3: "rows", 4: "row groups", 6: "writer", 7: "orders"}
_GROUP = {1: "columns", 2: "bytes", 3: "rows", 5: "offset", 6: "compressed bytes", 7: "ordinal"}
_CHUNK = {2: "offset", 3: "column"}
_COLUMN = {1: "type", 2: "encodings", 3: "path", 4: "codec", 5: "values", 6: "bytes", 7: "compressed bytes"}
_COLUMN |= {9: "data at", 11: "dictionary at", 13: "encodings counted", 16: "sizes"}
_WRITER = re.compile(rb"parquet-cpp-arrow version [0-9.]{1,20}")
_UNCOMPRESSED = 0


class WrongFooter(ValueError):
    """What is wrong with a footer, in a few words."""


@dataclass(frozen=True)
class Footer:
    """What a footer says.

    Parameters
    ----------
    rows
        How many rows there are.
    bytes
        How many bytes their pages unfold to.
    """

    rows: int
    bytes: int


def read_footer(content: bytes) -> Footer:
    """Read the footer of a table.

    Parameters
    ----------
    content
        The whole file.

    Returns
    -------
    Footer
        Rows and bytes.

    Raises
    ------
    WrongFooter
        When it is none, or says something that a publication's tables do not: compressed pages, metadata, statistics,
        bytes that belong to no column, another file.
    """
    if len(content) < 2 * len(MAGIC) + _TAIL or content[:4] != MAGIC or content[-4:] != MAGIC:
        raise WrongFooter("no Parquet file")
    length = int.from_bytes(content[-_TAIL:-4], "little")
    end = len(content) - _TAIL - length
    if end < len(MAGIC):
        raise WrongFooter("no Parquet file")
    said = _known(_Compact(content[end:-_TAIL]).struct(), _FILE)
    if not _WRITER.fullmatch(_of(said, "writer", bytes)):
        raise WrongFooter("another writer than a publication's")
    groups = [_known(group, _GROUP) for group in _of(said, "row groups", list)]
    chunks = [_known(chunk, _CHUNK) for group in groups for chunk in _of(group, "columns", list)]
    columns = [_known(_of(chunk, "column", dict), _COLUMN) for chunk in chunks]
    if any(_of(column, "codec", int) != _UNCOMPRESSED for column in columns):
        raise WrongFooter("compressed pages")
    rows = sum(_of(group, "rows", int) for group in groups)
    if rows != _of(said, "rows", int) or any(_of(group, "rows", int) < 0 for group in groups):
        raise WrongFooter("rows that do not add up")
    _require_filled(columns, end)
    return Footer(rows, sum(_of(column, "bytes", int) for column in columns))


def _require_filled(columns: list[dict[str, Any]], end: int) -> None:
    """See that the pages of the columns lie one after the other, from the magic to the footer."""
    spans = sorted(
        (column.get("dictionary at", _of(column, "data at", int)), _of(column, "compressed bytes", int))
        for column in columns
        if column.get("compressed bytes")  # of no rows there may be no page
    )
    place = len(MAGIC)
    for start, length in spans:
        if start != place or length < 0:
            raise WrongFooter("bytes that belong to no column")
        place += length
    if place != end:
        raise WrongFooter("bytes that belong to no column")


def _known(said: object, fields: dict[int, str]) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise WrongFooter("no Parquet file")
    if said.keys() - fields.keys():
        raise WrongFooter("metadata or statistics")
    return {fields[number]: value for number, value in said.items()}


def _of(said: dict[str, Any], name: str, kind: type) -> Any:
    value = said.get(name)
    if not isinstance(value, kind):
        raise WrongFooter("no Parquet file")
    return value


class _Compact:
    """Thrift's compact protocol, read into fields by number; never more is taken than there are bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def struct(self, deep: int = 0) -> dict[int, Any]:
        if deep > _MOST_DEEP:
            raise WrongFooter("no Parquet file")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._whole()
            if number in fields:
                raise WrongFooter("a field twice")
            fields[number] = kind == 1 if kind in {1, 2} else self._value(kind, deep)
        return fields

    def _value(self, kind: int, deep: int) -> Any:
        if kind in {1, 2, 3}:
            return self._byte()
        if kind in {4, 5, 6}:
            return self._whole()
        if kind == 7:  # noqa: PLR2004 - a double, by the protocol's own numbers
            return self._bytes(8)
        if kind == 8:  # noqa: PLR2004 - bytes
            return self._bytes(self._varint())
        if kind in {9, 10}:
            head = self._byte()
            size = head >> 4 if head >> 4 != 15 else self._varint()  # noqa: PLR2004 - a long list
            if size > len(self.content) - self.place:
                raise WrongFooter("no Parquet file")
            return [self._value(head & 15, deep + 1) for _ in range(size)]
        if kind == 12:  # noqa: PLR2004 - a struct
            return self.struct(deep + 1)
        raise WrongFooter("no Parquet file")

    def _byte(self) -> int:
        return self._bytes(1)[0]

    def _bytes(self, number: int) -> bytes:
        taken = self.content[self.place : self.place + number]
        if len(taken) < number:
            raise WrongFooter("no Parquet file")
        self.place += number
        return taken

    def _varint(self) -> int:
        number = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:  # noqa: PLR2004 - the last byte of a number
                return number
        raise WrongFooter("no Parquet file")

    def _whole(self) -> int:
        number = self._varint()
        return (number >> 1) ^ -(number & 1)
