"""What is read: a publication whole, or a release of one whose manifest is understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication.files import to_json


@dataclass(frozen=True)
class Publication:
    """A publication, or an earlier release of one, read and verified.

    Parameters
    ----------
    folder
        Where it lies.
    manifest
        What ``manifest.json`` says.
    estimates, series, funnels, comparisons, totals, peers, organisations
        The tables, as :mod:`sfg_analytics.publication.layout` describes them.
    measures
        The words of each measure, and how it is counted.
    """

    folder: Path
    manifest: dict[str, Any]
    estimates: pl.DataFrame
    series: pl.DataFrame
    funnels: pl.DataFrame
    comparisons: pl.DataFrame
    totals: pl.DataFrame
    peers: pl.DataFrame
    organisations: pl.DataFrame
    measures: list[dict[str, Any]]

    @property
    def release(self) -> int:
        """Which release it is, from 1."""
        return int(self.manifest["release"])

    @property
    def fingerprint(self) -> str:
        """The checksum of the manifest, and with it of everything the manifest lists."""
        return sha256(to_json(self.manifest)).hexdigest()


@dataclass(frozen=True)
class Opened:
    """A release whose manifest is understood.

    Parameters
    ----------
    folder
        Where it lies.
    home
        The publication that it is a release of: itself, or the folder above ``earlier``.
    manifest
        What its manifest says.
    contents
        The bytes of its own files.
    faults
        What is wrong with files that the manifest lists.
    """

    folder: Path
    home: Path
    manifest: dict[str, Any]
    contents: dict[str, bytes] = field(repr=False)
    faults: tuple[PublicationProblem, ...]
