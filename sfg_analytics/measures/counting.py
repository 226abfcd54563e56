"""Counting: the only step of the road out that touches people's rows.

The rows are counted once by the codes as they are stored, on whichever engine holds them. What comes back is small, and
all that follows (headings, groups of codes, outcomes nobody had, order) happens on that small table in Polars.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import narwhals as nw
import polars as pl

from sfg_analytics.contract import Contract, load_contracts
from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.measures.catalogue import CATALOGUE
from sfg_analytics.measures.dimensions import Dimension, dimensions
from sfg_analytics.measures.facts import CONVERSATIONS, STAFF, month_of, person_months, table
from sfg_analytics.measures.measure import LOOK_BACK_MONTHS, Measure
from sfg_analytics.vocabulary.workforce import UNKNOWN

_CELL = ("organisation", "period")


def count(
    tables: Mapping[str, Any],
    measure: str | Measure,
    *,
    by: Sequence[str] = (),
    periods: Iterable[date] | None = None,
    whole_window: bool = False,
    contracts: Mapping[str, Contract] | None = None,
) -> pl.DataFrame:
    """Count a measure by month, organisation and groups.

    Parameters
    ----------
    tables
        Tidy tables by contract id: frames of any engine narwhals knows (Polars eager or lazy, DuckDB, ...), all of the
        same one. ``staff_in_post`` holds one row for each person, organisation and month.
    measure
        An id of the catalogue, or a measure.
    by
        Breakdowns, crossed with one another; none for all staff.
    periods
        Months (first days) to count; None for every month the staff table holds.
    whole_window
        Leave out the months whose last twelve begin before an organisation's first recorded conversation. Their
        numerators are too small only because the record had not begun. No effect on measures that do not look back.
    contracts
        Contracts by id, for codes and headings; the shipped ones by default.

    Returns
    -------
    polars.DataFrame
        ``measure, period, organisation, <by...>, outcome, numerator, denominator``, sorted. ``outcome`` is null unless
        the measure is a share; then there is a row for every outcome, its numerator 0 where nobody has it. A
        denominator is at least 1: a month or group in which nobody could be counted has no row, so that a gap is never
        mistaken for 0. An empty table gives an empty frame of the same columns.

    Raises
    ------
    MeasureProblem
        When there is no such measure or breakdown, or a table or column is not there.

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
        tables, measure, [by], periods=periods, whole_window=whole_window, contracts=contracts
    )
    return counted


def count_each(
    tables: Mapping[str, Any],
    measure: str | Measure,
    breakdowns: Sequence[Sequence[str]],
    *,
    periods: Iterable[date] | None = None,
    whole_window: bool = False,
    contracts: Mapping[str, Contract] | None = None,
) -> list[pl.DataFrame]:
    """Count a measure by several breakdowns, reading the rows once.

    Parameters
    ----------
    tables, measure, periods, whole_window, contracts
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
    measure = find_measure(measure)
    contracts = contracts or _shipped()
    asked = [dimensions(names) for names in breakdowns]
    columns = list(dict.fromkeys(dimension.column for group in asked for dimension in group))
    rows = person_months(tables, measure, columns, contracts)
    if periods is not None:
        rows = rows.filter(nw.col("period").is_in(list(periods)))
    cells = _tally(rows, [*_CELL, *columns], share=measure.outcome is not None)
    if whole_window and measure.looks_back:
        cells = _with_whole_window(cells, tables)
    return [_shape(cells, measure, group, contracts) for group in asked]


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


def _tally(rows: nw.LazyFrame[Any], keys: list[str], *, share: bool) -> pl.DataFrame:
    """Count the rows by their codes as stored, on the engine that holds them."""
    if share:
        counted = rows.group_by(*keys, "outcome").agg(numerator=nw.len())
    else:
        counted = rows.group_by(*keys).agg(
            numerator=nw.col("counts").cast(nw.Int64).sum(), denominator=nw.len()
        )
    engine = {"engine": "streaming"} if rows.implementation.is_polars() else {}
    cells: pl.DataFrame = counted.collect("polars", **engine).to_native()
    return cells


def _with_whole_window(cells: pl.DataFrame, tables: Mapping[str, Any]) -> pl.DataFrame:
    """Keep the months whose last twelve lie wholly within the organisation's record of conversations."""
    began: pl.DataFrame = (
        table(tables, CONVERSATIONS, _CELL)
        .group_by("organisation")
        .agg(began=month_of(nw.col("period").min()))
        .collect("polars")
        .to_native()
    )
    month = pl.col("period").dt.year() * 12 + pl.col("period").dt.month() - 1
    return (
        cells.join(began, on="organisation", how="inner")
        .filter(month - (LOOK_BACK_MONTHS - 1) >= pl.col("began"))
        .drop("began")
    )


def _shape(
    cells: pl.DataFrame,
    measure: Measure,
    groups: tuple[Dimension, ...],
    contracts: Mapping[str, Contract],
) -> pl.DataFrame:
    """Fold cells of codes into groups under their headings, and put them in order."""
    headings = {group.id: group.labels(contracts[STAFF]) for group in groups}
    orders = {name: list(dict.fromkeys(labels.values())) for name, labels in headings.items()}
    keys = ["period", "organisation", *headings]
    codes = _folded(cells, [*_CELL, *(group.column for group in groups)])
    shown = codes.with_columns(_heading(group, headings[group.id]) for group in groups)
    folded = _folded(shown, keys)
    if measure.outcome:
        orders["outcome"] = [code.value for code in contracts[CONVERSATIONS].by_name[measure.outcome].codes]
        folded = _shared_out(folded, keys, orders["outcome"])
    else:
        folded = folded.with_columns(outcome=pl.lit(None, pl.String))
    return folded.sort(
        "period", "organisation", *(_place(name, order) for name, order in orders.items())
    ).select(
        pl.lit(measure.id).alias("measure"),
        pl.col("period").cast(pl.Date),
        pl.col("organisation").cast(pl.String),
        *headings,
        "outcome",
        "numerator",
        "denominator",
    )


def _folded(cells: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Add up the counts of cells that share their keys, outcomes kept apart."""
    kept = [*dict.fromkeys(keys), *(["outcome"] if "outcome" in cells.columns else [])]
    counts = [name for name in ("numerator", "denominator") if name in cells.columns]
    return cells.group_by(kept).agg(pl.col(counts).sum().cast(pl.Int64))


def _shared_out(folded: pl.DataFrame, keys: list[str], outcomes: Sequence[str]) -> pl.DataFrame:
    """Give each group a row for every outcome, over the people of all outcomes together."""
    seen = folded["outcome"].unique().sort().cast(pl.String)
    every = pl.concat([pl.Series("outcome", outcomes, pl.String), seen]).unique(maintain_order=True)
    people = folded.group_by(keys).agg(denominator=pl.col("numerator").sum())
    return (
        people.join(every.to_frame(), how="cross")
        .join(folded, on=[*keys, "outcome"], how="left")
        .with_columns(pl.col("numerator").fill_null(0))
    )


def _heading(group: Dimension, labels: Mapping[str, str]) -> pl.Expr:
    """Show each code under its heading; a blank is unknown, a code that no list knows stands as it is."""
    code = pl.col(group.column).cast(pl.String)
    stranger = pl.lit(UNKNOWN) if group.groups else code
    return (
        code.replace_strict(labels, default=stranger, return_dtype=pl.String)
        .fill_null(UNKNOWN)
        .alias(group.id)
    )


def _place(name: str, order: Sequence[str]) -> pl.Expr:
    """Sort by the order of display; what has no place in it comes after, by name, and *Unknown* last of all."""
    places = {label: f"{place:04}" for place, label in enumerate(order) if label != UNKNOWN}
    last = pl.when(pl.col(name) == UNKNOWN).then(pl.lit("~")).otherwise(pl.lit("9999") + pl.col(name))
    return pl.col(name).replace_strict(places, default=last, return_dtype=pl.String)
