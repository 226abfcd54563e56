"""Succession: which organisation a code stands for on a given day.

When two trusts merge, one code often lives on under a new name and the other ends; sometimes both end and a new one
begins. Figures from before are still filed under the old codes. The list of successions says who became whom, since when,
and where that is written; it is a small table (``data_contracts/organisation_succession.csv``) that anybody can replace by
their own. Only what is marked *confirmed* in it is followed. An organisation that was divided has several successors: its
counts belong to none of them, and it keeps its code.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from sfg_analytics.errors import MeasureProblem, NoSuchPath
from sfg_analytics.shipped import shipped

SCHEMA = {
    "organisation": pl.String,
    "successor": pl.String,
    "since": pl.Date,
    "relation": pl.String,
    "status": pl.String,
    "source": pl.String,
}
CONFIRMED = "confirmed"


def load_succession(path: Path | None = None) -> pl.DataFrame:
    """Read a list of successions.

    Parameters
    ----------
    path
        A CSV file of the columns below; the shipped list by default.

    Returns
    -------
    polars.DataFrame
        ``organisation``, the code that is no more; ``successor``, the code it became; ``since``, the first day of that,
        null where it always was so (a part of an organisation that a publication gives a code of its own); ``relation``,
        ``"merged"``, ``"renamed"``, ``"divided"`` or ``"part"``; ``status``, ``"confirmed"`` where somebody read it in the
        ``source``, any other word where not.

    Raises
    ------
    NoSuchPath
        When the file is not there.
    MeasureProblem
        When it is no such list: a column or a code missing, a day that is none, an organisation that succeeds itself.

    Examples
    --------
    >>> known = load_succession()
    >>> known.filter(pl.col("organisation") == "RAP").select("successor", "since").row(0)
    ('RAL', datetime.date(2025, 1, 1))
    """
    place = path or shipped("data_contracts") / "organisation_succession.csv"
    if not place.is_file():
        raise NoSuchPath(f"The list of successions '{place.name}' is not there.")
    try:
        return require_succession(pl.read_csv(place, schema_overrides=SCHEMA))
    except pl.exceptions.PolarsError as problem:
        raise MeasureProblem(
            f"'{place.name}' cannot be read as a list of successions.",
            expected=f"a CSV of {', '.join(SCHEMA)}; days as 2025-01-31",
        ) from problem


def require_succession(succession: pl.DataFrame) -> pl.DataFrame:
    """Give a list of successions back, its columns in order, or say what is wrong with it."""
    missing = [column for column in SCHEMA if column not in succession.columns]
    if missing:
        raise MeasureProblem(
            "The list of successions lacks columns.",
            expected=", ".join(SCHEMA),
            got=f"no {', '.join(missing)}",
        )
    nameless = succession.filter(pl.col("organisation").is_null() | pl.col("successor").is_null()).height
    if nameless:
        raise MeasureProblem(
            "The list of successions has rows without a code.", got=f"{nameless} of {succession.height} rows"
        )
    for code in succession["organisation"].unique():
        _follow(code, _steps(succession, None))
    return succession.select(list(SCHEMA))


def successors(succession: pl.DataFrame, as_at: date | None) -> dict[str, str]:
    """Give the organisation that each old code stands for on a day.

    Parameters
    ----------
    succession
        As :func:`load_succession` gives it.
    as_at
        The day; None for after everything listed.

    Returns
    -------
    dict
        From old code to the last of its successors; not those that were divided, nor what is not confirmed.
    """
    steps = _steps(succession.filter(pl.col("status") == CONFIRMED), as_at)
    return {code: _follow(code, steps) for code in steps}


def divided(succession: pl.DataFrame, as_at: date | None) -> set[str]:
    """Give the codes that have more than one successor on a day."""
    return set(
        _by_day(succession, as_at).filter(pl.col("successor").n_unique().over("organisation") > 1)[
            "organisation"
        ]
    )


def _by_day(succession: pl.DataFrame, as_at: date | None) -> pl.DataFrame:
    if as_at is None:
        return succession
    return succession.filter(pl.col("since").is_null() | (pl.col("since") <= as_at))


def _steps(succession: pl.DataFrame, as_at: date | None) -> dict[str, str]:
    begun = _by_day(succession, as_at)
    single = begun.filter(~pl.col("organisation").is_in(list(divided(succession, as_at))))
    return dict(single.select("organisation", "successor").iter_rows())


def _follow(code: str, steps: dict[str, str]) -> str:
    """Go from successor to successor to the last."""
    passed = [code]
    while passed[-1] in steps:
        passed.append(steps[passed[-1]])
        if passed[-1] in passed[:-1]:
            raise MeasureProblem(
                "In the list of successions an organisation succeeds itself.", got=" → ".join(passed)
            )
    return passed[-1]


def succeed(
    rows: pl.DataFrame,
    succession: pl.DataFrame | None = None,
    *,
    as_at: date | None = None,
    column: str = "organisation",
) -> pl.DataFrame:
    """Bring codes of organisations to a day.

    Parameters
    ----------
    rows
        Any table with a column of codes. It is not changed.
    succession
        The list of successions; the shipped one by default.
    as_at
        The day; None for after everything listed.
    column
        The column of codes.

    Returns
    -------
    polars.DataFrame
        The same rows, ``column`` holding the codes of that day and ``recorded_as`` (last) the codes as they were. Rows of
        organisations that became one then stand under one code; :func:`add_up` adds their counts up.

    Raises
    ------
    MeasureProblem
        When there is no such column, or the list is no list of successions.

    Examples
    --------
    >>> counted = pl.DataFrame({"organisation": ["RAP", "RAL"], "numerator": [3, 9], "denominator": [10, 30]})
    >>> today = succeed(counted)
    >>> today["organisation"].to_list(), today["recorded_as"].to_list()
    (['RAL', 'RAL'], ['RAP', 'RAL'])
    >>> succeed(counted, as_at=date(2024, 12, 31))["organisation"].to_list()
    ['RAP', 'RAL']
    """
    if column not in rows.columns:
        raise MeasureProblem(f"There is no column '{column}' of organisations.", got=", ".join(rows.columns))
    listed = load_succession() if succession is None else require_succession(succession)
    return rows.with_columns(pl.col(column).replace(successors(listed, as_at)), recorded_as=pl.col(column))
