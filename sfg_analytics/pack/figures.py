"""Figures of one organisation that several parts of a pack have: by group, by answer, and several measures under one another."""

from __future__ import annotations

from collections.abc import Sequence

from sfg_analytics.charts import intervals
from sfg_analytics.pack.document import Column, Figure, Table
from sfg_analytics.pack.held import Held, title_of
from sfg_analytics.pack.tables import COUNTS, MONTH, SHARE, VALUE, estimate_rows, sheet_name


def has(held: Held, code: str, measure: str, breakdown: str = "") -> bool:
    """Whether there is a figure of a measure at an organisation, by a breakdown or of all staff."""
    return measure in held.measures and held.rows(measure, breakdown, codes=[code]).height > 0


def broken_down(held: Held, code: str, measure: str, breakdown: str, head: str) -> Figure:
    """Show the groups of a breakdown in the latest month.

    Parameters
    ----------
    held, code
        What is held, and of which organisation.
    measure, breakdown
        As the publication has them.
    head
        What readers call the groups.
    """
    rows = held.rows(measure, breakdown, codes=[code])
    words = held.words(measure)
    month = rows["month"][0]
    title = title_of(
        f"{held.short(measure)} by {head.lower()}, {month}", f"{held.short(measure)} by {head.lower()}"
    )
    caption = held.caption(measure, f"{held.name(code)}, {month}")
    chart = intervals(rows, title=title, by="group", caption=caption, kind=str(words["kind"]))
    table = Table(
        sheet_name(f"{held.short(measure)} by {head}"),
        f"{words['title']} by {head.lower()}, {month}",
        (Column("group", head), VALUE, *COUNTS),
        estimate_rows(held, rows),
        note=f"Value: {words['unit']}. {words['caveat']}",
    )
    return Figure(table, chart)


def answers(held: Held, code: str, measure: str) -> list[Figure]:
    """Show how the answers of a measure divide in its latest month; nothing where there is none."""
    if measure not in held.measures:
        return []
    rows = held.rows(measure, codes=[code])
    if rows.is_empty():
        return []
    words = held.words(measure)
    month = rows["month"][0]
    chart = intervals(
        rows,
        title=title_of(f"{held.short(measure)}, {month}", held.short(measure)),
        by="label",
        caption=held.caption(measure, f"{held.name(code)}, {month}"),
    )
    table = Table(
        sheet_name(held.short(measure)),
        f"{words['title']}, {month}",
        (Column("label", "Answer"), SHARE, *COUNTS),
        estimate_rows(held, rows),
        note=f"Share: {words['unit']}. {words['caveat']}",
    )
    return [Figure(table, chart)]


def listed(held: Held, code: str, measures: Sequence[str], title: str, note: str) -> list[Figure]:
    """List the latest figures of several shares under one another; nothing where there is none.

    Parameters
    ----------
    held, code
        What is held, and of which organisation.
    measures
        Shares without answers, in the order in which they are read.
    title, note
        Of the table.
    """
    frames = [held.rows(measure, codes=[code]) for measure in measures if measure in held.measures]
    rows = [row for frame in frames for row in estimate_rows(held, frame)]
    columns = (Column("title", "Measure"), MONTH, SHARE, *COUNTS)
    return [Figure(Table(sheet_name(title), title, columns, tuple(rows), note=note))] if rows else []
