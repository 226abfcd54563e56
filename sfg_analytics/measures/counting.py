"""Counting: the only step of the road out that touches people's rows.

A measure says what is counted, a breakdown in which groups. What happens to the rows in between is in
:mod:`sfg_analytics.measures.tallying`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from sfg_analytics.contract import Contract, load_contracts
from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.measures.catalogue import CATALOGUE
from sfg_analytics.measures.dimensions import Dimension, dimensions
from sfg_analytics.measures.measure import Measure
from sfg_analytics.measures.rows import ROWS
from sfg_analytics.measures.source import Source
from sfg_analytics.measures.tallying import Breakdown, tally


def count(
    tables: Mapping[str, Any],
    measure: str | Measure,
    *,
    by: Sequence[str] = (),
    periods: Iterable[date] | None = None,
    organisations: Iterable[str] | None = None,
    unknown_apart: bool = False,
    whole_window: bool = False,
    contracts: Mapping[str, Contract] | None = None,
) -> pl.DataFrame:
    """Count a measure by month, organisation and groups.

    Parameters
    ----------
    tables
        Tidy tables by contract id: frames of any engine narwhals knows (Polars eager or lazy, DuckDB, Spark), all of the
        same one. ``staff_in_post`` holds one row for each person, organisation and month.
    measure
        An id of the catalogue, or a measure.
    by
        Breakdowns, crossed with one another, or one by itself; none for all together.
    periods
        Months to count, each told by any of its days; None for every month there is.
    organisations
        Codes of organisations to count, or one by itself; None for every organisation.
    unknown_apart
        Tell the unknown of each characteristic apart: declined, never asked, blank.
    whole_window
        Leave out the months that an organisation's record of conversations does not wholly cover: whose look-back begins
        before its first conversation, or that come after its last by more than it was ever silent before. Their
        numerators are too small only because the record had not begun, or has stopped. No effect on measures that do not
        look back.
    contracts
        Contracts by id, for codes and headings; the shipped ones by default.

    Returns
    -------
    polars.DataFrame
        ``measure, period, organisation, <by...>, outcome, numerator, denominator``, sorted. ``outcome`` is null unless
        the measure has outcomes or steps; then there is a row for every one, its numerator 0 where nobody has it. A
        denominator is at least 1: a month or group in which nothing could be counted has no row, so that a gap is never
        mistaken for 0. An empty table gives an empty frame of the same columns.

    Raises
    ------
    MeasureProblem
        When there is no such measure or breakdown, the measure's rows cannot be broken down so, a table or column is not
        there, or there are rows but none of the organisations or in the months asked for.

    Examples
    --------
    >>> staff = pl.DataFrame(
    ...     {
    ...         "organisation": ["Z01", "Z01"],
    ...         "period": [date(2025, 3, 1)] * 2,
    ...         "person": ["a", "b"],
    ...         "assignment_status": ["Active", "Career Break"],
    ...         "service_start_date": [date(2020, 1, 1)] * 2,
    ...     }
    ... )
    >>> count({"staff_in_post": staff}, "eligible").select("numerator", "denominator").row(0)
    (1, 2)
    """
    [counted] = count_each(
        tables,
        measure,
        [by],
        periods=periods,
        organisations=organisations,
        unknown_apart=unknown_apart,
        whole_window=whole_window,
        contracts=contracts,
    )
    return counted


def count_each(
    tables: Mapping[str, Any],
    measure: str | Measure,
    breakdowns: Sequence[Sequence[str]],
    *,
    periods: Iterable[date] | None = None,
    organisations: Iterable[str] | None = None,
    unknown_apart: bool = False,
    whole_window: bool = False,
    contracts: Mapping[str, Contract] | None = None,
) -> list[pl.DataFrame]:
    """Count a measure by several breakdowns, making the rows once.

    Parameters
    ----------
    tables, measure, periods, organisations, unknown_apart, whole_window, contracts
        As for :func:`count`.
    breakdowns
        What ``by`` may be for :func:`count`, any number of times.

    Returns
    -------
    list of polars.DataFrame
        For each breakdown what :func:`count` gives.

    Raises
    ------
    MeasureProblem
        As for :func:`count`.
    """
    found = find_measure(measure)
    asked = [(found, dimensions(names)) for names in breakdowns]
    source = _source(tables, contracts, organisations)
    return tally(source, asked, periods=periods, apart=unknown_apart, whole_window=whole_window)


def count_catalogue(
    tables: Mapping[str, Any],
    measures: Sequence[str | Measure] | None = None,
    *,
    breakdowns: Sequence[Sequence[str]] | Mapping[str, Sequence[Sequence[str]]] | None = None,
    periods: Iterable[date] | None = None,
    organisations: Iterable[str] | None = None,
    whole_window: bool = True,
    contracts: Mapping[str, Contract] | None = None,
) -> pl.DataFrame:
    """Count many measures, each for all together and by its breakdowns, in one long table.

    Parameters
    ----------
    tables, periods, organisations, contracts
        As for :func:`count`.
    measures
        What to count; by default every measure whose tables are there.
    breakdowns
        Breakdowns to use in place of each measure's own, or of each measure by its id. Those its rows cannot be broken down by, or whose column the
        table does not have, are left out.
    whole_window
        As for :func:`count`.

    Returns
    -------
    polars.DataFrame
        ``measure, period, organisation, breakdown, group, outcome, numerator, denominator``; ``breakdown`` and
        ``group`` are empty for all together, and of a crossed breakdown the names and headings are joined by ``" | "``.

    Raises
    ------
    MeasureProblem
        As for :func:`count`.
    """
    chosen = countable(tables) if measures is None else [find_measure(measure) for measure in measures]
    source = _source(tables, contracts, organisations)
    asked: list[tuple[Measure, Breakdown]] = []
    for measure in chosen:
        offered = ROWS[measure.rows].columns
        wanted = breakdowns.get(measure.id, ()) if isinstance(breakdowns, Mapping) else breakdowns
        groups = [dimensions(names) for names in (measure.breakdowns if wanted is None else wanted)]
        fits = [
            group
            for group in groups
            if all(dimension.reads in offered and not _lacking(source, dimension) for dimension in group)
        ]
        asked += [(measure, group) for group in ((), *fits)]
    counted = tally(source, asked, periods=periods, apart=False, whole_window=whole_window)
    return pl.concat(
        [_labelled(part, group) for part, (_, group) in zip(counted, asked, strict=True)] or [_nothing()]
    )


def countable(tables: Mapping[str, Any]) -> list[Measure]:
    """Name the measures of the catalogue whose tables are there."""
    return [measure for measure in CATALOGUE.values() if set(measure.tables) <= set(tables)]


def find_measure(measure: str | Measure) -> Measure:
    """Find a measure in the catalogue.

    Raises
    ------
    MeasureProblem
        When there is none of that name.

    Examples
    --------
    >>> find_measure("coverage").improvement
    'up'
    """
    if isinstance(measure, Measure):
        return measure
    if measure not in CATALOGUE:
        raise MeasureProblem(
            f"There is no measure called '{measure}'.",
            expected=", ".join(CATALOGUE),
            closest=nearest(measure, CATALOGUE),
        )
    return CATALOGUE[measure]


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Contract]:
    return load_contracts()


def _source(
    tables: Mapping[str, Any],
    contracts: Mapping[str, Contract] | None,
    organisations: Iterable[str] | None,
) -> Source:
    codes = [organisations] if isinstance(organisations, str) else organisations
    return Source(tables, contracts or _shipped(), None if codes is None else tuple(codes))


def _lacking(source: Source, dimension: Dimension) -> bool:
    """Whether the table a breakdown reads was made before its column was."""
    listed = source.contracts[dimension.contract].by_name
    return (
        dimension.reads in listed
        and dimension.contract in source.tables
        and not source.has(dimension.contract, dimension.reads)
    )


def _labelled(counted: pl.DataFrame, groups: Breakdown) -> pl.DataFrame:
    """Put the heading of the group into the column ``group``, and the name of the breakdown beside it."""
    names = [group.id for group in groups]
    return counted.select(
        "measure",
        "period",
        "organisation",
        pl.lit(" | ".join(names)).alias("breakdown"),
        (pl.concat_str(names, separator=" | ") if names else pl.lit("")).alias("group"),
        "outcome",
        "numerator",
        "denominator",
    )


def _nothing() -> pl.DataFrame:
    text, whole = pl.String(), pl.Int64()
    return pl.DataFrame(
        schema={
            "measure": text,
            "period": pl.Date(),
            "organisation": text,
            "breakdown": text,
            "group": text,
            "outcome": text,
            "numerator": whole,
            "denominator": whole,
        }
    )
