"""Matching: which organisations of two tables are the same, and which are not, with nothing left unsaid.

Joining two publications by code loses rows in silence: a merged trust here, a commissioner there. Here every organisation
of both tables comes out, matched by its code, matched through a succession, or unmatched with the reason. Where matched
ones are described differently (another name, another system), that is told too and nothing is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.organisations.succession import (
    divided,
    load_succession,
    require_succession,
    successors,
)

SAME_CODE, SUCCESSION, UNMATCHED = "same code", "through succession", "unmatched"


def match_organisations(
    left: pl.DataFrame,
    right: pl.DataFrame,
    succession: pl.DataFrame | None = None,
    *,
    as_at: date | None = None,
    describing: Sequence[str] = ("organisation_name", "ics", "region"),
) -> pl.DataFrame:
    """List which organisations of two tables are the same.

    Parameters
    ----------
    left, right
        Tables with a column ``organisation``, any number of rows for each.
    succession
        The list of successions; the shipped one by default.
    as_at
        The day codes are brought to; None for after everything listed.
    describing
        Columns to compare where both tables have them. A blank differs from nothing; of several values the last counts.

    Returns
    -------
    polars.DataFrame
        Every organisation of either table at least once, by code: ``left`` and ``right``, the codes in the two tables,
        null where unmatched; ``matched``, one of ``"same code"``, ``"through succession"``, ``"unmatched"``; ``reason``,
        why it is unmatched; for each column compared its values, ``<column>_left`` and ``<column>_right``; and
        ``differs``, the columns in which organisations of the same code differ, joined by commas, null if none.

    Raises
    ------
    MeasureProblem
        When a table has no ``organisation``, or the list is no list of successions.

    Examples
    --------
    >>> survey = pl.DataFrame({"organisation": ["RAL", "RAP", "NAX"]})
    >>> turnover = pl.DataFrame({"organisation": ["RAL", "QE1"]})
    >>> match_organisations(survey, turnover).select("left", "right", "matched").rows()
    [('NAX', None, 'unmatched'), (None, 'QE1', 'unmatched'), ('RAL', 'RAL', 'same code'), ('RAP', 'RAL', 'through succession')]
    """
    listed = load_succession() if succession is None else require_succession(succession)
    compared = [name for name in describing if name in left.columns and name in right.columns]
    now = successors(listed, as_at)
    ours, theirs = (
        _described(rows, compared, side, now) for rows, side in ((left, "left"), (right, "right"))
    )
    pairs = ours.join(theirs, left_on="left_now", right_on="right_now", how="inner")
    same = pl.col("left") == pl.col("right")
    exact = pairs.filter(same)["left"].implode()
    pairs = pairs.filter(same | ~pl.col("left").is_in(exact) | ~pl.col("right").is_in(exact))
    alone = [
        side.filter(~pl.col(name).is_in(pairs[name].implode())).drop(f"{name}_now")
        for side, name in ((ours, "left"), (theirs, "right"))
    ]
    every = pl.concat([pairs.drop("left_now", strict=False), *alone], how="diagonal")
    return _told(every, compared, listed, as_at)


def _described(rows: pl.DataFrame, compared: Sequence[str], side: str, now: dict[str, str]) -> pl.DataFrame:
    """Give each organisation once, with the code it has on the day and what describes it."""
    if "organisation" not in rows.columns:
        raise MeasureProblem(f"The {side} table has no column 'organisation'.", got=", ".join(rows.columns))
    code = pl.col("organisation").cast(pl.String)
    described = (
        rows.filter(code.is_not_null())
        .group_by(code.alias(side))
        .agg(pl.col(name).drop_nulls().last().alias(f"{name}_{side}") for name in compared)
    )
    return described.with_columns(pl.col(side).replace(now).alias(f"{side}_now"))


def _told(
    every: pl.DataFrame, compared: Sequence[str], listed: pl.DataFrame, as_at: date | None
) -> pl.DataFrame:
    """Say how each row is matched, why it is not, and what differs."""
    left, right = pl.col("left"), pl.col("right")
    code = pl.coalesce(left, right)
    split = list(divided(listed, as_at))
    doubtful = listed["organisation"].implode()
    followed = list(successors(listed, as_at))
    differing = [
        pl.when((left == right) & (pl.col(f"{name}_left") != pl.col(f"{name}_right"))).then(pl.lit(name))
        for name in compared
    ]
    return (
        every.with_columns(
            matched=pl.when(left == right)
            .then(pl.lit(SAME_CODE))
            .when(left.is_not_null() & right.is_not_null())
            .then(pl.lit(SUCCESSION))
            .otherwise(pl.lit(UNMATCHED)),
            differs=pl.concat_str(differing, separator=", ", ignore_nulls=True).replace("", None)
            if compared
            else pl.lit(None, pl.String),
        )
        .with_columns(
            reason=pl.when(pl.col("matched") != UNMATCHED)
            .then(None)
            .when(code.is_in(split))
            .then(pl.lit("it was divided, and its counts belong to no single successor"))
            .when(code.is_in(followed))
            .then(pl.lit("neither it nor its successor is in the other table"))
            .when(code.is_in(doubtful))
            .then(pl.lit("its successor is not confirmed, or came later"))
            .otherwise(pl.lit("not in the other table, and no successor is listed"))
        )
        .sort(code, "left", "right")
        .select(
            "left",
            "right",
            "matched",
            "reason",
            *(f"{name}_{side}" for name in compared for side in ("left", "right")),
            "differs",
        )
    )
