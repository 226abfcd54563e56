"""Figures of a measure, organisations side by side: funnels, the latest figures, and trends as small multiples."""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.charts import funnel, intervals, small_multiples
from sfg_analytics.charts.chart import mark_of
from sfg_analytics.pack.document import Column, Figure, Row, Section, Table
from sfg_analytics.pack.held import Held, title_of
from sfg_analytics.pack.tables import COUNTS, MONTH, ORGANISATION, VALUE, estimate_rows, sheet_name
from sfg_analytics.pack.written import with_interval

MOST_PANELS = 12
"""More organisations are not drawn one beside the other."""


def chosen(held: Held, measure: str) -> Section:
    """Give a measure's funnels and trends, one of each for every answer it has.

    Parameters
    ----------
    held
        What is held of all.
    measure
        The measure's id.
    """
    words = held.words(measure)
    labels: list[tuple[str | None, str]] = [
        (str(one["code"]), str(one["label"])) for one in words["outcomes"]
    ]
    figures: list[Figure] = []
    for outcome, label in labels or [(None, "")]:
        figures += _funnel(held, measure, outcome, label)
    for outcome, label in labels or [(None, "")]:
        figures += _months(held, measure, outcome, label)
    return Section(
        "measure",
        str(words["title"]),
        (str(words["question"]), str(words["caveat"])),
        figures=tuple(figures),
    )


def _of(rows: pl.DataFrame, outcome: str | None) -> pl.DataFrame:
    return rows.filter(pl.col("outcome").eq_missing(pl.lit(outcome, pl.String)))


def _short(held: Held, measure: str, label: str) -> str:
    return f"{held.short(measure)}: {label}" if label else held.short(measure)


def _funnel(held: Held, measure: str, outcome: str | None, label: str) -> list[Figure]:
    points = _of(held.funnel(measure), outcome)
    if points.is_empty():
        return _latest(held, measure, outcome, label)
    kind, month = str(held.words(measure)["kind"]), f"{points['period'][0]:%B %Y}"
    short = _short(held, measure, label)
    chart = funnel(
        points,
        title=title_of(f"{short}, by organisation, {month}", f"{short}, by organisation", short),
        by="name",
        caption=held.caption(measure, f"every organisation, {month}"),
        kind=kind,
    )
    rows = tuple(_placed(row, kind) for row in points.iter_rows(named=True))
    columns = (
        ORGANISATION,
        VALUE,
        *COUNTS,
        Column("where", "Against the funnel’s limits"),
        Column("peer_group", "Kind of organisation"),
        Column("like", "Among those of its kind"),
    )
    table = Table(sheet_name(short), f"{short}, {month}", columns, rows, note="Organisations are not ranked.")
    return [Figure(table, chart)]


def _placed(row: dict[str, Any], kind: str) -> Row:
    there = row["value"] is not None
    where = f"{str(row['signal']).capitalize()} limits" if row["signal"] else "Within the limits"
    return {
        **row,
        "kind": kind,
        "value_lower": row["lower"],
        "value_upper": row["upper"],
        "hidden": row["without_value"],
        "missing": None if there else row["without_value"] or "Not available",
        "where": where if there else "Not available",
        "like": row["position"] or str(row["without_peers"] or "Not available").capitalize(),
    }


def _latest(held: Held, measure: str, outcome: str | None, label: str) -> list[Figure]:
    """Give the latest figures where too few organisations have one for a funnel."""
    rows = _of(held.rows(measure), outcome)
    if rows.is_empty():
        return []
    short = _short(held, measure, label)
    chart = intervals(
        rows,
        title=title_of(f"{short}, by organisation", short),
        by="name",
        caption=held.caption(measure, ", ".join(dict.fromkeys(rows["month"]))),
        kind=str(held.words(measure)["kind"]),
    )
    table = Table(sheet_name(short), short, (ORGANISATION, MONTH, VALUE, *COUNTS), estimate_rows(held, rows))
    return [Figure(table, chart)]


def _months(held: Held, measure: str, outcome: str | None, label: str) -> list[Figure]:
    rows = _of(held.rows(measure, months=None), outcome)
    if rows["period"].n_unique() <= 1:
        return []
    short = _short(held, measure, label)
    chart = (
        small_multiples(
            rows,
            title=title_of(f"{short}, month by month", short),
            by="name",
            caption=held.caption(measure, "every month"),
            kind=str(held.words(measure)["kind"]),
        )
        if len(held.codes) <= MOST_PANELS
        else None
    )
    latest_first = rows.sort("period", descending=True)["month"].unique(maintain_order=True).to_list()
    table = crossed(
        rows,
        across="month",
        heads={month: month for month in latest_first},
        name=f"Months {short}",
        title=f"{short}, month by month, the latest first",
        note="Each with its 95% interval. The counts are in the file of every figure.",
    )
    return [Figure(table, chart)]


def crossed(
    rows: pl.DataFrame,
    *,
    across: str,
    heads: dict[str, str],
    name: str,
    title: str,
    note: str,
    down: tuple[Column, ...] = (ORGANISATION,),
) -> Table:
    """Set estimates out in two directions: organisations down, say, and months across.

    Parameters
    ----------
    rows
        As :meth:`~sfg_analytics.pack.held.Held.rows` gives them, one for each cell.
    across
        The column whose values become columns.
    heads
        Each of those values, in order, and what readers call it.
    name, title, note
        Of the table.
    down
        What a row is of.

    Returns
    -------
    Table
        A row for each of what it is of; a cell says why it has no number.
    """
    keys = [column.key for column in down]
    lines = []
    for _, own in rows.group_by(keys, maintain_order=True):
        first = own.row(0, named=True)
        cells = {
            row[across]: with_interval(row) if row["value"] is not None else mark_of(row["hidden"])
            for row in own.iter_rows(named=True)
        }
        lines.append({key: first[key] for key in keys} | {"measure": first["measure"]} | cells)
    columns = (*down, *(Column(key, head) for key, head in heads.items()))
    return Table(sheet_name(name), title, columns, tuple(lines), note=note, long=True)
