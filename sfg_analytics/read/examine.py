"""Look at a file's bytes once: what it is, how it is encoded, and its fingerprint.

The whole file is passed over in pieces, so its size does not matter. Anything that could not be read whole (a
password, a cut-off workbook, a bomb, a PDF in disguise) is refused here, before a reader meets it.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sfg_analytics.errors import NoSuchPath, UnreadableExport

_PIECE = 1 << 24
_LARGEST_UNPACKED = 4 << 30
_LARGEST_RATIO = 150
_SMALL = 64 << 20
_MOST_CELLS = _LARGEST_UNPACKED // 32  # bytes that the reader takes for a cell
_ROW = re.compile(rb"<(?:\w+:)?row [^>]{0,200}?\br=[\"']([0-9]+)[\"']")
_COLUMN = re.compile(rb"\br=[\"']([A-Z]{2,3})[0-9]")
_LONGEST_REFERENCE = 250
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TABLES = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"{\\rtf": "a rich text document",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-zip archive",
    b"Rar!": "a RAR archive",
}


# Accented letters, dashes and curly quotation marks in UTF-8. In Windows-1252 the same bytes are Ã followed by a sign,
# or â€ followed by one, which nobody writes.
_UTF8 = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]")


class Format(Enum):
    """What kind of table the bytes are."""

    DELIMITED = "delimited text"
    WORKBOOK = "workbook"
    ARCHIVE = "zip of text files"
    PARQUET = "Parquet"


@dataclass(frozen=True)
class Examination:
    """What a file is: its format, encoding (text only), size in bytes and SHA-256 in hex."""

    format: Format
    encoding: str
    size: int
    sha256: str


def examine(path: Path) -> Examination:
    """Tell what a file is from its bytes.

    Returns
    -------
    Examination
        Encoding is ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``cp1252`` for text, empty otherwise.

    Raises
    ------
    NoSuchPath
        When the file is not there.
    UnreadableExport
        When it is empty, locked, cut off, dangerous to unpack, or not a table.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        raise NoSuchPath(f"'{path}' is not there.", expected="an export to read") from None
    except OSError as fault:
        raise UnreadableExport(
            f"'{path.name}' cannot be opened ({fault.strerror}).",
            hint="close it in Excel, or ask for permission to read it.",
        ) from None
    if not head:
        raise UnreadableExport(
            f"'{path.name}' is empty.", expected="a header row and rows under it", got="0 bytes"
        )
    for magic, name in _NOT_TABLES.items():
        if head.startswith(magic):
            raise UnreadableExport(
                f"'{path.name}' is {name}, whatever its name says.",
                expected="CSV, a workbook or Parquet",
                got=name,
                hint="export the report again as CSV or Excel.",
            )
    if head.startswith(b"PK"):
        return Examination(_archive(path), "", *_fingerprint(path))
    if head.startswith(_OLE):
        _refuse_locked(path)
        return Examination(Format.WORKBOOK, "", *_fingerprint(path))
    if head.startswith(b"PAR1"):
        return Examination(Format.PARQUET, "", *_fingerprint(path))
    return _text(path, head)


def _fingerprint(path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def _refuse_locked(path: Path) -> None:
    with path.open("rb") as file:
        marker = "EncryptedPackage".encode("utf-16-le")
        tail = b""
        while piece := file.read(_PIECE):
            if marker in tail + piece:
                raise UnreadableExport(
                    f"'{path.name}' is protected by a password.",
                    expected="a workbook that opens without one",
                    hint="open it in Excel, choose File, Info, Protect Workbook, and save it without a password.",
                )
            tail = piece[-len(marker) :]


def _archive(path: Path) -> Format:
    """Tell a workbook from a zip of text files; refuse what would unpack to something monstrous, or is cut off."""
    kind, broken = Format.WORKBOOK, False
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            packed = max(path.stat().st_size, 1)
            if unpacked > _LARGEST_UNPACKED or (unpacked > _SMALL and unpacked > _LARGEST_RATIO * packed):
                raise UnreadableExport(
                    f"'{path.name}' would unpack to {unpacked // 2**20:,} MiB from {packed / 2**20:,.1f} MiB, "
                    "which no honest export does; it was not opened.",
                    expected=f"at most {_LARGEST_UNPACKED // 2**20:,} MiB, and at most {_LARGEST_RATIO} times its size",
                    hint="ask the sender for the report as CSV.",
                )
            names = {member.filename for member in members}
            if not any(name.startswith(("xl/", "content.xml")) for name in names):
                kind = Format.ARCHIVE
                if not any(name.lower().endswith(TEXT_SUFFIXES) for name in names):
                    raise UnreadableExport(
                        f"'{path.name}' is a zip archive without a text file in it.",
                        expected="a workbook, or an archive of files ending in " + ", ".join(TEXT_SUFFIXES),
                        got=f"an archive of {len(names)} other files",
                        hint="unpack it and submit the folder.",
                    )
            # Reading every member through its checksum finds a cut-off file and a header that lies about its size.
            for member in members:
                rows, columns = _extent(archive, member)
                if rows * columns > _MOST_CELLS:
                    raise UnreadableExport(
                        f"'{path.name}' has cells so far apart that a sheet of it cannot be opened.",
                        expected="nothing far below the table or far to its right",
                        got=f"a sheet of {rows:,} rows and {columns:,} columns",
                        hint="delete the rows below the table and the columns beside it, and save it again.",
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        broken = True
    if broken:
        raise UnreadableExport(
            f"'{path.name}' is not a whole {kind.value}: it is cut off or damaged, or locked.",
            expected="a file that opens without repair or password",
            hint="copy or download it again.",
        )
    return kind


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Read a member whole; where it is a sheet, give its last row and, past the 26th, its last column.

    A reader makes room for every cell between the first and the last: a stray one in Excel's last row and column
    would take more memory than there is.
    """
    sheet = member.filename.startswith("xl/worksheets/")
    rows, columns, tail = 0, 26, b""
    with archive.open(member) as part:
        while piece := part.read(_PIECE):
            if not sheet:
                continue
            tail += piece
            rows = max([rows, *map(int, _ROW.findall(tail))])
            columns = max([columns, *map(_position, set(_COLUMN.findall(tail)))])
            tail = tail[-_LONGEST_REFERENCE:]
    return rows, columns


def _position(letters: bytes) -> int:
    """Count a column's letters as Excel does: A is 1, AA is 27."""
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position


def _text(path: Path, head: bytes) -> Examination:
    """Pass over a text file once: fingerprint it, find its encoding, refuse NUL bytes."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _decodes(path, "utf-16")
        return Examination(Format.DELIMITED, "utf-16", *_fingerprint(path))
    decoder = codecs.getincrementaldecoder("utf-8")()
    digest, size, utf8 = hashlib.sha256(), 0, True
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            if b"\0" in piece:
                raise UnreadableExport(
                    f"'{path.name}' holds NUL bytes, so it is not text or was damaged on the way.",
                    expected="CSV text",
                    hint="export it again; if it came through another program, send the original.",
                )
            if utf8:
                utf8 = _continues(decoder, piece)
    if utf8:
        utf8 = _continues(decoder, b"", final=True)
    if utf8:
        encoding = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    else:
        encoding = "cp1252"
        _decodes(path, encoding)
        _refuse_two_encodings(path)
    return Examination(Format.DELIMITED, encoding, size, digest.hexdigest())


def _refuse_two_encodings(path: Path) -> None:
    """Refuse text of which some lines are UTF-8 and others are not: read as either, the others would be garbled."""
    utf8 = other = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.isascii():
                continue
            rest = _UTF8.sub(b"", line)
            if rest != line:
                utf8 = utf8 or number
            if not rest.isascii():
                other = other or number
    if utf8:
        raise UnreadableExport(
            f"'{path.name}' mixes two encodings.",
            expected="UTF-8 or Windows-1252 from beginning to end",
            got=f"UTF-8 in line {utf8} and Windows-1252 in line {other}",
            hint="two files may have been pasted together; in Excel, save it again as 'CSV UTF-8 (Comma delimited)'.",
        )


def _continues(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    if piece.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(piece, final=final)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(path: Path, encoding: str) -> None:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(_PIECE):
                pass
    except UnicodeError:
        raise UnreadableExport(
            f"'{path.name}' is in no encoding that exports use.",
            expected="UTF-8, UTF-16 or Windows-1252 text",
            hint="in Excel, save it as 'CSV UTF-8 (Comma delimited)'.",
        ) from None
