"""Tallying: rows are made, added up on the engine that holds them, and come back as cells.

Measures of the same rows are counted together. The rows are made once, with the facts that the measures ask about, and
then added up once for each breakdown. What comes back is small, and is given its headings by
:mod:`sfg_analytics.measures.shaping`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl

from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.measures.dimensions import DIMENSIONS, Dimension
from sfg_analytics.measures.measure import Measure
from sfg_analytics.measures.rows import ROWS
from sfg_analytics.measures.shaping import shape
from sfg_analytics.measures.source import CONVERSATIONS, Rows, Source

Breakdown = tuple[Dimension, ...]
_CELL = ("organisation", "period")


@dataclass(frozen=True)
class _Plan:
    """One query: some measures of the same rows, by one breakdown, whose cells it gives in columns of their own."""

    cells: Rows
    measures: tuple[Measure, ...]
    groups: Breakdown


def tally(
    source: Source,
    asked: Sequence[tuple[Measure, Breakdown]],
    *,
    periods: Iterable[date] | None,
    apart: bool,
    whole_window: bool,
) -> list[pl.DataFrame]:
    """Count each measure by its breakdown; one frame for each pair, in their order."""
    months = None if periods is None else _months(periods)
    measures = dict.fromkeys(measure for measure, _ in asked)
    several = len(measures) > 1
    held = source.held({name for measure in measures for name in measure.tables}) if several else source
    cells: dict[tuple[str, Breakdown], pl.DataFrame] = {}
    for kind in dict.fromkeys(measure.rows for measure, _ in asked):
        with ExitStack() as until_tallied:
            of_kind = [pair for pair in asked if pair[0].rows == kind]
            plans = _plans(held, kind, of_kind, months, until_tallied)
            frames = _collected([plan.cells for plan in plans])
        for plan, frame in zip(plans, frames, strict=True):
            for measure in plan.measures:
                cells[measure.id, plan.groups] = _cells_of(frame, measure, plan.groups)
    found = any(frame.height for frame in cells.values())
    if whole_window:
        record = _record(held) if any(_window(*pair) for pair in asked) else None
        cells = {
            (measure.id, groups): _within_record(cells[measure.id, groups], record, _window(measure, groups))
            for measure, groups in asked
        }
    shaped = [
        shape(cells[measure.id, groups], measure, groups, source.contracts, apart=apart)
        for measure, groups in asked
    ]
    if not found:
        _require_rows(source, {measure.tables[0] for measure, _ in asked}, months)
    return shaped


def _months(periods: Iterable[date]) -> list[date]:
    """Take each day for its month."""
    days = list(periods)
    strangers = {type(day).__name__ for day in days if not isinstance(day, date)}
    if strangers:
        raise MeasureProblem(
            "Months are asked for by dates.", expected="date(2025, 3, 1)", got=", ".join(sorted(strangers))
        )
    return sorted({date(day.year, day.month, 1) for day in days})


def _plans(
    source: Source,
    kind: str,
    asked: Sequence[tuple[Measure, Breakdown]],
    months: list[date] | None,
    until_tallied: ExitStack,
) -> list[_Plan]:
    """Make the rows of one kind, with all that is asked about them, and a query for each breakdown."""
    made = ROWS[kind]
    for measure, groups in asked:
        for group in groups:
            if group.reads not in made.columns:
                raise MeasureProblem(
                    f"'{measure.id}' cannot be broken down by '{group.id}': one of its rows is {made.title}.",
                    expected=", ".join(name for name, d in DIMENSIONS.items() if d.reads in made.columns),
                )
    used = {group for _, groups in asked for group in groups}
    needed = {read for measure, _ in asked for read in measure.reads} | {group.reads for group in used}
    rows = made.build(source, needed)
    if months is not None:
        rows = rows.filter(nw.col("period").is_in(months))
    codes = [group.code.alias(group.column) for group in used if group.code is not None]
    rows = rows.with_columns(*codes) if codes else rows
    wanted = dict.fromkeys(
        [*_CELL, *(group.column for group in used), *(read for one, _ in asked for read in one.reads)]
    )
    rows = rows.select(*wanted)
    rows = _kept(rows, until_tallied) if len(asked) > 1 else rows
    plans = []
    for groups in dict.fromkeys(groups for _, groups in asked):
        keys = list(dict.fromkeys([*_CELL, *(group.column for group in groups)]))
        here = tuple(dict.fromkeys(measure for measure, by in asked if by == groups))
        flags = tuple(measure for measure in here if not measure.outcome)
        if flags:
            added = [total for measure in flags for total in _totals(measure)]
            plans.append(_Plan(rows.group_by(*keys).agg(*added), flags, groups))
        for measure in here:
            if measure.outcome:
                kept = rows.filter(_all_of(measure.among)) if measure.among else rows
                told = kept.select(*keys, outcome=nw.col(measure.outcome))
                plans.append(
                    _Plan(told.group_by(*keys, "outcome").agg(numerator=nw.len()), (measure,), groups)
                )
    return plans


def _totals(measure: Measure) -> list[nw.Expr]:
    """Add up a measure's numerator (or its steps) and denominator."""
    if measure.sums:
        pair = (nw.col(name).cast(nw.Int64) for name in measure.sums)
        return [
            column.sum().alias(f"{part} of {measure.id}")
            for part, column in zip(("numerator", "denominator"), pair, strict=True)
        ]
    parts = {f"{step} of {measure.id}": (*measure.among, step) for step in measure.steps}
    if not parts:
        parts = {f"numerator of {measure.id}": (*measure.among, *measure.having)}
    parts[f"denominator of {measure.id}"] = measure.among
    return [
        (_all_of(facts).cast(nw.Int64).sum() if facts else nw.len()).alias(name)
        for name, facts in parts.items()
    ]


def _all_of(facts: Sequence[str]) -> nw.Expr:
    whole = nw.col(facts[0])
    for fact in facts[1:]:
        whole = whole & nw.col(fact)
    return whole


def _cells_of(frame: pl.DataFrame, measure: Measure, groups: Breakdown) -> pl.DataFrame:
    """Take one measure's cells out of those that were counted together."""
    if measure.outcome:
        return frame
    keys = list(dict.fromkeys([*_CELL, *(group.column for group in groups)]))
    denominator = pl.col(f"denominator of {measure.id}").cast(pl.Int64).alias("denominator")
    if not measure.steps:
        return frame.select(
            *keys, pl.col(f"numerator of {measure.id}").cast(pl.Int64).alias("numerator"), denominator
        )
    return pl.concat(
        frame.select(
            *keys,
            pl.lit(step).alias("outcome"),
            pl.col(f"{step} of {measure.id}").cast(pl.Int64).alias("numerator"),
            denominator,
        )
        for step in measure.steps
    )


def _kept(rows: Rows, until_tallied: ExitStack) -> Rows:
    """Keep rows that several queries read, which would otherwise be made anew for each; Spark keeps them until told."""
    if rows.implementation.is_polars():
        return rows.collect(engine="streaming").lazy()
    if not rows.implementation.is_spark_like():
        return rows
    native = rows.to_native().cache()
    until_tallied.callback(native.unpersist)
    kept: Rows = nw.from_native(native)
    return kept


def _collected(plans: Sequence[Rows]) -> list[pl.DataFrame]:
    """Run the queries; Polars runs them together, so that what they share is made once."""
    if plans and plans[0].implementation.is_polars():
        return pl.collect_all([plan.to_native() for plan in plans], engine="streaming")
    return [plan.collect("polars").to_native() for plan in plans]


def _window(measure: Measure, groups: Breakdown) -> int:
    """How many months of conversations a figure reads, its own month included; 0 if it looks at none but its own."""
    further = max((group.looks_back for group in groups), default=0)
    return max(measure.looks_back, further and ROWS[measure.rows].follows + further)


def _record(source: Source) -> pl.DataFrame:
    """Give the first and the last month of each organisation's record of conversations.

    An organisation that is silent for longer than it ever was before is taken to have stopped sending, since its last
    conversation; until then silence is taken for a season without conversations.
    """
    months: pl.DataFrame = (
        source.rows(CONVERSATIONS, _CELL)
        .select("organisation", "month")
        .unique()
        .collect("polars")
        .to_native()
    )
    month = pl.col("month").cast(pl.Int32)
    silence = (month - month.shift(1).over("organisation") - 1).fill_null(0)
    return (
        months.sort("organisation", "month")
        .with_columns(silence=silence)
        .group_by(pl.col("organisation").cast(pl.String))
        .agg(began=month.min(), ended=month.max() + pl.col("silence").max())
    )


def _within_record(cells: pl.DataFrame, record: pl.DataFrame | None, window: int) -> pl.DataFrame:
    """Keep the months whose look-back lies wholly within the organisation's record of conversations."""
    if not window or record is None:
        return cells
    month = pl.col("period").dt.year() * 12 + pl.col("period").dt.month().cast(pl.Int32) - 1
    return (
        cells.join(
            record.with_columns(pl.col("organisation").cast(cells["organisation"].dtype)), on="organisation"
        )
        .filter(month - (window - 1) >= pl.col("began"), month <= pl.col("ended"))
        .drop("began", "ended")
    )


def _require_rows(source: Source, tables: set[str], months: Sequence[date] | None) -> None:
    """Tell what nobody sent from what nobody was counted in.

    Raises
    ------
    MeasureProblem
        When none of the organisations or months asked for has a row in the tables whose rows are counted, and others do.
    """
    dated = sorted(name for name in tables if source.has(name, "period"))
    parts = [
        source.rows(name, _CELL, everywhere=True).select(*_CELL).unique().collect("polars").to_native()
        for name in dated
    ]
    held = {(str(code), month) for part in parts for code, month in part.rows()}
    codes = sorted({code for code, _ in held})
    if not held:
        return
    if source.organisations is not None:
        held = {(code, month) for code, month in held if code in source.organisations}
        if source.organisations and not held:
            raise MeasureProblem(
                "None of the organisations asked for has any rows.",
                got=", ".join(source.organisations),
                closest=", ".join(
                    nearest(code, codes) for code in source.organisations if nearest(code, codes)
                ),
            )
    sent = {date(month.year, month.month, 1) for _, month in held}
    if months and sent.isdisjoint(months):
        raise MeasureProblem(
            "None of the months asked for has any rows.",
            expected=f"months from {min(sent):%b %Y} to {max(sent):%b %Y}",
            got=f"{min(months):%b %Y} to {max(months):%b %Y}",
        )
