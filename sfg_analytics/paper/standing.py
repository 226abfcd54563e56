"""What a paper rests on, and under which rule: exact counts of a store, or the figures of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from sfg_analytics.errors import NoSuchPath
from sfg_analytics.publication import read_publication
from sfg_analytics.store import Store
from sfg_analytics.views import Counted
from sfg_analytics.views.published import Published


@dataclass(frozen=True)
class Standing:
    """What figures rest on.

    Parameters
    ----------
    rule
        Whether others may see them, in a sentence.
    rests_on
        Which store or publication, and as it was when.
    exact
        Whether they are exact counts of people's records.
    """

    rule: str
    rests_on: str
    exact: bool


def standing_of(source: Path) -> Standing:
    """Say what the figures of a store or a publication rest on.

    Parameters
    ----------
    source
        The folder of either.

    Raises
    ------
    NoSuchPath
        When it is not there, or holds neither.
    PublicationProblem, StoreProblem
        When it cannot be read.
    """
    if not source.is_dir():
        raise NoSuchPath(
            f"The store '{source}' is not there.",
            expected="the folder of a store or of a publication",
            hint="make one with 'sfg submit' or 'sfg demo'.",
        )
    if (source / "manifest.json").is_file():
        publication = read_publication(source)
        day = f"{datetime.fromisoformat(publication.manifest['created']):%d %B %Y}".lstrip("0")
        made = f"release {publication.release}, made of records as they were on {day}"
        return Standing(
            Published(publication).stamp, f"The publication ‘{source.name}’, {made}.", exact=False
        )
    store = Store(source)
    if not store.tables():
        raise NoSuchPath(
            f"The folder '{source}' holds no tables.",
            expected="the folder of a store or of a publication",
            hint="submit an export first: sfg submit FILE.",
        )
    return Standing(Counted.stamp, f"The store ‘{source.name}’{_as_of(store.ledger())}.", exact=True)


def _as_of(ledger: pl.DataFrame) -> str:
    if ledger.is_empty():
        return ", which keeps no ledger of submissions"
    newest = ledger.sort("submitted_at", maintain_order=True).row(-1, named=True)
    return (
        f" after {ledger.height:,} submission{'' if ledger.height == 1 else 's'}, the newest ({newest['submission']}) of "
        f"{newest['submitted_at']:%d %B %Y %H:%M} UTC"
    )
