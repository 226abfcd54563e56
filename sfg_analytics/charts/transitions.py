"""Transitions: from what to what, a row for each category before and a column for each after.

A row's shares add up to all of those who were there before, so a row is read across: of the people here, so many went
there. No direction is better than another, and the colours say no more than how many.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.charts.cells import cell_panel, cell_rows
from sfg_analytics.charts.chart import Chart, alternative, check_title, mark_of, percent
from sfg_analytics.charts.scene import Scene
from sfg_analytics.charts.theme import QUIET, SEQUENTIAL
from sfg_analytics.statistics import TransitionMatrix


def transitions(
    estimated: pl.DataFrame,
    *,
    title: str,
    before: str = "before",
    after: str = "after",
    caption: str = "",
) -> Chart:
    """Draw who went from what to what, as a matrix.

    Parameters
    ----------
    estimated
        One row for each pair: the columns named by ``before`` and ``after``; ``value``, the share of those before (0 is
        nobody, 1 everybody; null where hidden); ``hidden``, ``numerator`` and ``denominator`` may be there too.
        :func:`moves` makes it of a :class:`~sfg_analytics.statistics.TransitionMatrix`.
    title
        What the chart shows, in ten words or fewer.
    before, after
        The columns that become rows and columns, in the order in which their categories first come.
    caption
        Measure, period, source and disclosure policy, in a sentence.

    Returns
    -------
    Chart
        Its table has ``label, before, after, value, numerator, denominator, hidden``.

    Raises
    ------
    SfgError
        When a column is missing, a pair is there twice, or the title is too long.

    Examples
    --------
    >>> moved = pl.DataFrame(
    ...     {"before": ["Depth", "Depth"], "after": ["Depth", "Breadth"], "value": [0.75, 0.25]}
    ... )
    >>> transitions(moved, title="A quarter moved").alt
    'A quarter moved. Matrix of 1 row and 2 columns. Of Depth: 75% Depth, 25% Breadth.'
    """
    check_title(title)
    drawn = cell_rows(estimated, before, after)
    highest = drawn["value"].max() or 1.0

    def colour(value: float) -> str:
        share = value / highest  # type: ignore[operator]
        return SEQUENTIAL[min(int((1 - share) * len(SEQUENTIAL)), len(SEQUENTIAL) - 1)]

    panel = cell_panel(
        drawn,
        colour=colour,
        written=percent,
        told=_hover,
        x_title=f"Rows: {_name(before)}. Columns: {_name(after)}.",
    )
    key = [("cross", QUIET, "Hidden")] if drawn["value"].is_null().any() else []
    rows, columns = (drawn[name].n_unique() for name in ("down", "across"))
    what = f"Matrix of {rows} {'row' if rows == 1 else 'rows'} and {columns} {'column' if columns == 1 else 'columns'}."
    alt = alternative(title, what, caption, *_told(drawn))
    table = drawn.rename({"down": "before", "across": "after"})
    return Chart(title=title, caption=caption, alt=alt, table=table, scene=Scene([panel], key=key))


def moves(matrix: TransitionMatrix) -> pl.DataFrame:
    """List a transition matrix, a row for each pair; those lost or joined are in none.

    Parameters
    ----------
    matrix
        What :func:`~sfg_analytics.statistics.transition_matrix` gave: exact counts, not for publication.

    Returns
    -------
    pl.DataFrame
        ``before, after, value, numerator, denominator``; the value is null in a row of nobody.

    Examples
    --------
    >>> from sfg_analytics.statistics import transition_matrix
    >>> moves(transition_matrix(["a", "a", "b"], ["a", "b", "b"], categories=["a", "b"]))["value"].to_list()
    [0.5, 0.5, 0.0, 1.0]
    """
    rows = [
        (str(start), str(end), int(matrix.counts[row, column]), int(matrix.counts[row].sum()))
        for row, start in enumerate(matrix.categories)
        for column, end in enumerate(matrix.categories)
    ]
    listed = pl.DataFrame(rows, schema=["before", "after", "numerator", "denominator"], orient="row")
    share = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    return listed.select("before", "after", share.alias("value"), "numerator", "denominator")


def _name(column: str) -> str:
    return column.replace("_", " ")


def _hover(row: dict[str, Any]) -> str:
    lines = [f"{row['down']} to {row['across']}", percent(row["value"], places=1)]
    if row["numerator"] is not None and row["denominator"] is not None:
        lines.append(f"{row['numerator']:,.0f} of {row['denominator']:,.0f} people")
    return "\n".join(lines)


def _told(drawn: pl.DataFrame) -> list[str]:
    """Tell each row in a sentence."""
    told = []
    for (start,), row in drawn.group_by("down", maintain_order=True):
        cells = [
            f"{percent(cell['value']) if cell['value'] is not None else mark_of(cell['hidden'])} {cell['across']}"
            for cell in row.iter_rows(named=True)
        ]
        told.append(f"Of {start}: {', '.join(cells)}.")
    return told
