"""The shape of a publication: its files, the columns of its tables, and how large they may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from sfg_analytics.errors import PublicationProblem

FORMAT, FORMAT_VERSION = "sfg-analytics publication", 4

SYSTEM = "system"
"""All organisations of a publication together, where others are known by their codes."""

PUBLIC = "public"
"""The audience that is everybody: shown what the system is shown, under a policy that guards against working out."""

_TEXT, _WHOLE, _NUMBER, _FLAG = pl.String(), pl.Int64(), pl.Float64(), pl.Boolean()
_CELL: dict[str, pl.DataType] = {"measure": _TEXT, "period": pl.Date(), "organisation": _TEXT}
_COUNTS: dict[str, pl.DataType] = {"numerator": _WHOLE, "denominator": _WHOLE}


def _numbers(*names: str) -> dict[str, pl.DataType]:
    return dict.fromkeys(names, _NUMBER)


def _range(count: str) -> dict[str, pl.DataType]:
    return dict.fromkeys((count, f"{count}_least", f"{count}_most"), _WHOLE)


ESTIMATES_SCHEMA: dict[str, pl.DataType] = {
    **_CELL,
    "breakdown": _TEXT,
    "group": _TEXT,
    "outcome": _TEXT,
    **_COUNTS,
    "hidden": _TEXT,
    **_numbers("value", "lower", "upper"),
    "method": _TEXT,
}
"""``breakdown`` and ``group`` are empty for all staff; ``outcome`` is null unless the measure is a share."""

SERIES_SCHEMA: dict[str, pl.DataType] = {
    **_CELL,
    "outcome": _TEXT,
    **_numbers("value", "mean", "lower", "upper", "near_lower", "near_upper"),
    "signal": _TEXT,
    "kind": _TEXT,
    "trial_limits": _FLAG,
    "target": _NUMBER,
    "variation": _TEXT,
    "assurance": _TEXT,
}
"""A row a month, its value null where the figure is hidden; ``variation`` and ``assurance`` are of the latest point."""

FUNNELS_SCHEMA: dict[str, pl.DataType] = {
    **_CELL,
    "outcome": _TEXT,
    **_COUNTS,
    **_numbers("value", "lower", "upper", "shrunken", "shrunken_lower", "shrunken_upper"),
    "organisations": _WHOLE,
    **_numbers("target", "phi", "tau2", "z", "lower_95", "upper_95", "lower_998", "upper_998"),
    "signal": _TEXT,
    "peer_group": _TEXT,
    "peers": _WHOLE,
    **_numbers("peers_value", "peers_lower_quartile", "peers_median", "peers_upper_quartile"),
    **_numbers("usual_lower", "usual_upper"),
    **dict.fromkeys(("position", "without_value", "without_peers", "caution"), _TEXT),
}
"""As :func:`~sfg_analytics.statistics.benchmark` gives it, at the latest month that can be compared."""

COMPARISONS_SCHEMA: dict[str, pl.DataType] = {
    **_CELL,
    **dict.fromkeys(("breakdown", "group", "outcome", "reference"), _TEXT),
    **_COUNTS,
    **dict.fromkeys(("reference_numerator", "reference_denominator"), _WHOLE),
    **_numbers("value", "reference_value", "ratio", "lower", "upper", "p_value", "adjusted_p"),
    **_numbers("difference", "difference_lower", "difference_upper"),
    "within_four_fifths": _FLAG,
    "declared": _NUMBER,
    "without_ratio": _TEXT,
    "adjusted_for": _TEXT,
    **_numbers(
        *(f"like_for_like_{name}" for name in ("share", "ratio", "lower", "upper", "p_value", "adjusted_p"))
    ),
    "like_for_like_without": _TEXT,
    "direction": _TEXT,
}
"""As :func:`~sfg_analytics.statistics.compare` and :func:`~sfg_analytics.publication.like_for_like.like_for_like` give it; both
adjusted p-values are over every row of this table."""

PEERS_SCHEMA: dict[str, pl.DataType] = {
    "measure": _TEXT,
    "period": pl.Date(),
    "outcome": _TEXT,
    "peers": _WHOLE,
    **_numbers("lower_quartile", "median", "upper_quartile"),
}
"""How other organisations are spread, where they are not named."""

TOTALS_SCHEMA: dict[str, pl.DataType] = {
    "measure": _TEXT,
    "period": pl.Date(),
    **dict.fromkeys(("breakdown", "group", "outcome"), _TEXT),
    "organisations": _WHOLE,
    "missing": _TEXT,
    "hidden": _WHOLE,
    **_range("numerator"),
    **_range("denominator"),
    **_numbers("value", "lower", "upper"),
    "method": _TEXT,
    "without_value": _TEXT,
}
"""As :func:`~sfg_analytics.publication.totals.totals` gives it; empty but where publications were combined."""

ORGANISATIONS_SCHEMA: dict[str, pl.DataType] = {"organisation": _TEXT, "name": _TEXT, "kind": _TEXT}

MANIFEST, MEASURES, EARLIER = "manifest.json", "measures.json", "earlier"
ESTIMATES, ORGANISATIONS, PEERS = "estimates.parquet", "organisations.parquet", "peers.parquet"
SERIES, FUNNELS, COMPARISONS = "series.parquet", "funnels.parquet", "comparisons.parquet"
TOTALS = "totals.parquet"
TABLES: dict[str, dict[str, pl.DataType]] = {
    ESTIMATES: ESTIMATES_SCHEMA,
    SERIES: SERIES_SCHEMA,
    FUNNELS: FUNNELS_SCHEMA,
    COMPARISONS: COMPARISONS_SCHEMA,
    TOTALS: TOTALS_SCHEMA,
    PEERS: PEERS_SCHEMA,
    ORGANISATIONS: ORGANISATIONS_SCHEMA,
}
FILES = frozenset({*TABLES, MEASURES})
"""What lies beside the manifest."""

MOST_ROWS, MOST_BYTES, MOST_JSON_BYTES = 5_000_000, 256 << 20, 16 << 20
MOST_LETTERS, MOST_FILES = 20_000, 10_000
"""How much of somebody else's file is taken in: far more than any publication needs."""

_NAME = re.compile(rf"(?:{EARLIER}/[1-9][0-9]{{0,5}}/)?[a-z]+\.(?:json|parquet)")
_ROOM = re.compile(rf"{EARLIER}(?:/[1-9][0-9]{{0,5}})?")
_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def lies_within(name: object) -> bool:
    """Whether a name of the manifest is that of a file in the publication itself or in ``earlier/<n>/``."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def names_in(folder: Path) -> set[str]:
    """Name every file of a folder and its folders, and folders of another name, but for what file browsers leave there; links are not followed.

    Raises
    ------
    PublicationProblem
        When a link, a pipe or another thing that is neither file nor folder is among them, or there are too many.
    """
    names: set[str] = set()
    rooms = [folder]
    while rooms:
        for entry in sorted(rooms.pop().iterdir()):
            name = entry.relative_to(folder).as_posix()
            if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
                raise PublicationProblem(
                    f"'{name[:80]}' in '{folder.name}' is neither a file nor a folder.",
                    hint="a publication holds no links; copy the files themselves.",
                )
            if entry.is_dir():
                rooms.append(entry)
                if not _ROOM.fullmatch(name):
                    names.add(f"{name}/")
            elif entry.name not in _LEFT_BY_SYSTEMS:
                names.add(name)
        if len(names) + len(rooms) > MOST_FILES:
            raise PublicationProblem(
                f"'{folder.name}' holds too many files for a publication.", expected=f"at most {MOST_FILES:,}"
            )
    return names


def require_shape(name: str, rows: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> None:
    """Refuse a table that has not exactly the columns of its file.

    Raises
    ------
    PublicationProblem
        Saying which columns there should be, and which there are.
    """
    if dict(rows.schema) != dict(schema) or rows.columns != list(schema):
        raise PublicationProblem(
            f"The table for '{name}' is of another shape.",
            expected=", ".join(f"{column} {kind}" for column, kind in schema.items()),
            got=", ".join(f"{column} {kind}" for column, kind in rows.schema.items())[:2000],
        )
