"""Systems: what the organisations of a system add up to, and who is missing from the sum.

A sum over five of a system's seven organisations is no figure of the system, and nothing in the number shows it. So every
sum says which organisations are in it and which of those listed sent nothing for the month: a gap, not a zero. An
organisation of no known system is kept as it is and told. Counts are added up, never rates; a share of a sum is again a
share.

Add up what was counted, and protect the sums: a sum of which a part is hidden cannot be given.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sfg_analytics.errors import MeasureProblem

_COUNTS = ("numerator", "denominator")


def add_up(counted: pl.DataFrame, keys: Sequence[str] | None = None) -> pl.DataFrame:
    """Add up the counts of rows that share their keys.

    Parameters
    ----------
    counted
        A table with ``numerator`` and ``denominator``. It is not changed.
    keys
        The columns that tell sums apart; by default all others but ``hidden`` and ``recorded_as``.

    Returns
    -------
    polars.DataFrame
        The keys, ``numerator`` and ``denominator``, in the order in which the keys first come. A sum of which a part is
        null (hidden) is null: what is left would be too small.

    Raises
    ------
    MeasureProblem
        When a column is missing.

    Examples
    --------
    >>> counted = pl.DataFrame({"organisation": ["A", "A", "B", "B"], "numerator": [1, 2, 3, None], "denominator": 5})
    >>> add_up(counted).rows()
    [('A', 3, 10), ('B', None, 10)]
    """
    spent = {*_COUNTS, "hidden", "recorded_as"}
    kept = [name for name in counted.columns if name not in spent] if keys is None else list(keys)
    _require(counted, [*kept, *_COUNTS], "counted")
    whole = [
        pl.when(pl.col(name).null_count() == 0).then(pl.col(name).cast(pl.Int64).sum()).alias(name)
        for name in _COUNTS
    ]
    return counted.group_by(kept, maintain_order=True).agg(whole)


def by_system(counted: pl.DataFrame, organisations: pl.DataFrame, *, system: str = "ics") -> pl.DataFrame:
    """Add up organisations to their system or region.

    Parameters
    ----------
    counted
        Counts as :func:`~sfg_analytics.measures.count` gives them. They are not changed. Where a measure has outcomes, an
        organisation that lacks a row for one adds nobody to its numerator and all its people to its denominator.
    organisations
        ``organisation`` and the column named by ``system``; where there is a ``period`` too, its latest row of each
        organisation holds.
    system
        The column to add up to: ``"ics"``, ``"region"``.

    Returns
    -------
    polars.DataFrame
        ``measure, period, <system>, <groups...>, outcome, numerator, denominator``, a row a sum, and

        - ``organisations``: the codes in the sum, sorted, joined by commas;
        - ``listed``, ``submitted`` and ``missing`` of the system, as :func:`completeness` gives them;
        - ``unmatched``: null, or why a row stands for one organisation of no system.

        Sorted. A count is null where a part of it is hidden.

    Raises
    ------
    MeasureProblem
        When a column is missing, or an organisation is listed in two systems.

    Examples
    --------
    >>> from datetime import date
    >>> counted = pl.DataFrame(
    ...     {
    ...         "measure": "coverage",
    ...         "period": date(2025, 3, 1),
    ...         "organisation": ["Z01", "Z02", "Z09"],
    ...         "outcome": pl.Series([None] * 3, dtype=pl.String),
    ...         "numerator": [10, 20, 5],
    ...         "denominator": [20, 60, 10],
    ...     }
    ... )
    >>> listed = pl.DataFrame({"organisation": ["Z01", "Z02", "Z03"], "ics": ["Northshire"] * 3})
    >>> summed = by_system(counted, listed)
    >>> summed.select("ics", "numerator", "denominator", "organisations", "missing", "unmatched").rows()
    [('Northshire', 30, 80, 'Z01, Z02', 'Z03', None), (None, 5, 10, 'Z09', None, 'not in the list of organisations')]
    """
    _require(counted, ["measure", "period", "organisation", "outcome", *_COUNTS], "counted")
    listed = _listed(organisations, system)
    groups = [
        name
        for name in counted.columns
        if name not in {"measure", "period", "organisation", "outcome", "hidden", *_COUNTS}
    ]
    rows = _every_outcome(counted, groups).join(listed, on="organisation", how="left", coalesce=True)
    code = pl.col("organisation")
    unmatched = (
        pl.when(pl.col(system).is_not_null())
        .then(None)
        .when(code.is_in(listed["organisation"].implode()))
        .then(pl.lit(f"the list of organisations gives it no {system}"))
        .otherwise(pl.lit("not in the list of organisations"))
    )
    alone = pl.when(pl.col(system).is_null()).then(code)  # what has no system is not added up with others
    rows = rows.with_columns(unmatched=unmatched, alone=alone)
    keys = ["measure", "period", system, *groups, "outcome"]
    within = [*keys, "alone", "unmatched"]
    members = rows.group_by(within).agg(organisations=code.sort().str.join(", "))
    told = completeness(counted, organisations, system=system)
    return (
        add_up(rows, within)
        .join(members, on=within, how="left", nulls_equal=True)
        .join(told, on=["measure", "period", system], how="left")
        .sort(*keys, "alone", nulls_last=True)
        .select(*keys, *_COUNTS, "organisations", "listed", "submitted", "missing", "unmatched")
    )


def completeness(counted: pl.DataFrame, organisations: pl.DataFrame, *, system: str = "ics") -> pl.DataFrame:
    """Say which organisations of each system are there, by measure and period.

    Parameters
    ----------
    counted, organisations, system
        As for :func:`by_system`. Only the organisations that ought to submit should be listed.

    Returns
    -------
    polars.DataFrame
        ``measure, period, <system>``; ``listed``, how many organisations the system has; ``submitted``, how many of them
        have a row in that period; ``missing``, the codes of the others, joined by commas, null where there are none. A
        system of which nobody submitted has a row as well, for every period of the measure. Sorted.

    Raises
    ------
    MeasureProblem
        As for :func:`by_system`.

    Examples
    --------
    >>> counted = pl.DataFrame({"measure": "m", "period": [1, 2, 2], "organisation": ["A", "A", "B"]})
    >>> listed = pl.DataFrame({"organisation": ["A", "B", "C"], "region": ["North", "North", "South"]})
    >>> completeness(counted, listed, system="region").drop("measure").rows()
    [(1, 'North', 2, 1, 'B'), (1, 'South', 1, 0, 'C'), (2, 'North', 2, 2, None), (2, 'South', 1, 0, 'C')]
    """
    _require(counted, ["measure", "period", "organisation"], "counted")
    members = _listed(organisations, system).filter(pl.col(system).is_not_null())
    there = (
        counted.select("measure", "period", "organisation").unique().with_columns(there=pl.lit(value=True))
    )
    expected = there.select("measure", "period").unique().join(members, how="cross")
    absent = pl.col("organisation").filter(pl.col("there").is_null())
    return (
        expected.join(there, on=["measure", "period", "organisation"], how="left")
        .group_by("measure", "period", system)
        .agg(
            listed=pl.len().cast(pl.Int64),
            submitted=pl.col("there").count().cast(pl.Int64),
            missing=absent.sort().str.join(", "),
        )
        .with_columns(pl.col("missing").replace("", None))
        .sort("measure", "period", system)
    )


def _listed(organisations: pl.DataFrame, system: str) -> pl.DataFrame:
    """Give each organisation's system by the latest list."""
    _require(organisations, ["organisation", system], "organisations")
    listed = organisations
    if "period" in organisations.columns:
        listed = listed.filter(pl.col("period") == pl.col("period").max().over("organisation"))
    listed = listed.select("organisation", pl.col(system).cast(pl.String)).unique()
    twice = listed.height - listed["organisation"].n_unique()
    if twice:
        raise MeasureProblem(
            f"The list of organisations places some in more than one {system}.",
            got=f"{twice} rows too many",
            hint="give the list of one source and day.",
        )
    return listed


def _every_outcome(counted: pl.DataFrame, groups: Sequence[str]) -> pl.DataFrame:
    """Give each organisation a row for every outcome of its measure, as counting does for those it knows."""
    cell = ["measure", "period", "organisation", *groups]
    outcomes = counted.select("measure", "outcome").unique()
    people = counted.group_by(cell, maintain_order=True).agg(pl.col("denominator").max())
    return (
        people.join(outcomes, on="measure", how="left")
        .join(
            counted.select(*cell, "outcome", "numerator", there=pl.lit(value=True)),
            on=[*cell, "outcome"],
            how="left",
            nulls_equal=True,
        )
        .with_columns(numerator=pl.when(pl.col("there").is_null()).then(0).otherwise("numerator"))
        .drop("there")
    )


def _require(table: pl.DataFrame, columns: Sequence[str], name: str) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise MeasureProblem(
            f"The table '{name}' lacks columns that are needed.",
            expected=", ".join(columns),
            got=f"no {', '.join(missing)}",
        )
