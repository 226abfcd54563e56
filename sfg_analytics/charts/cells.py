"""Tables drawn as cells: the darker the more, with the number in each, so that colour only helps the eye along.

Two kinds of charts are such a table, transitions and supply against demand. A cell whose number is hidden stays white
and carries a cross; one that nobody counted stays empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from sfg_analytics.charts.chart import mark_of
from sfg_analytics.charts.scene import Axis, Bars, Mark, Panel, Points
from sfg_analytics.charts.theme import QUIET, ink_on
from sfg_analytics.errors import SfgError, nearest

_CELL = 0.94
"""How much of its place a cell fills: the rest is the gap that parts neighbours."""

_HEIGHT = 38


def cell_rows(
    estimated: pl.DataFrame, down: str, across: str, *, others: Sequence[str] = ("numerator", "denominator")
) -> pl.DataFrame:
    """Bring a table into the columns that are drawn as cells, every row kept.

    Parameters
    ----------
    estimated
        The columns named by ``down`` and ``across``, ``value``, and perhaps ``hidden`` and the others.
    down, across
        The columns that become rows and columns.
    others
        Counts that are kept where they are there.

    Returns
    -------
    pl.DataFrame
        ``label, down, across, value, numerator, denominator, hidden``.

    Raises
    ------
    SfgError
        When a column is missing, or a cell is there twice.

    Examples
    --------
    >>> cell_rows(pl.DataFrame({"before": ["Depth"], "after": ["Breadth"], "value": [0.2]}), "before", "after")["label"][0]
    'Depth to Breadth'
    """
    missing = [name for name in (down, across, "value") if name not in estimated.columns]
    if missing:
        raise SfgError(
            f"The table to be drawn has no column '{missing[0]}'.",
            expected=f"{down}, {across}, value",
            got=", ".join(estimated.columns),
            closest=nearest(missing[0], estimated.columns),
        )
    repeated = estimated.height - estimated.n_unique([down, across]) if estimated.height else 0
    if repeated:
        raise SfgError(
            "The table to be drawn has cells that stand there twice.",
            expected=f"one row for each {down} and {across}",
            got=f"{repeated} rows too many",
        )
    names = {"down": down, "across": across}
    here = [
        (pl.col(name) if name in estimated.columns else pl.lit(None)).cast(pl.Float64).alias(name)
        for name in others
    ]
    hidden = pl.col("hidden") if "hidden" in estimated.columns else pl.lit(None)
    return estimated.select(
        *(pl.col(column).cast(pl.String).fill_null("Unknown").alias(name) for name, column in names.items()),
        pl.col("value").cast(pl.Float64),
        *here,
        hidden.cast(pl.String).alias("hidden"),
    ).select((pl.col("down") + " to " + pl.col("across")).alias("label"), pl.all())


def cell_panel(
    drawn: pl.DataFrame,
    *,
    colour: Callable[[float], str],
    written: Callable[[float], str],
    told: Callable[[dict[str, Any]], str],
    x_title: str,
) -> Panel:
    """Draw a table as cells.

    Parameters
    ----------
    drawn
        As :func:`cell_rows` gives it; rows and columns stand in the order in which they first come.
    colour, written
        What colour a value has, and how it is written.
    told
        What a pointer over a cell is told.
    x_title
        What the columns are.
    """
    rows, columns = (drawn[name].unique(maintain_order=True).to_list() for name in ("down", "across"))
    placed = drawn.with_columns(
        row=pl.Series([rows.index(name) for name in drawn["down"]], dtype=pl.Int64),
        column=pl.Series([columns.index(name) for name in drawn["across"]], dtype=pl.Int64),
    )
    shown, hidden = placed.filter(pl.col("value").is_not_null()), placed.filter(pl.col("value").is_null())
    colours = [colour(value) for value in shown["value"]]
    marks: list[Mark] = [
        Bars(
            at=shown["column"].to_list(),
            start=[row - _CELL / 2 for row in shown["row"]],
            end=[row + _CELL / 2 for row in shown["row"]],
            thickness=_CELL,
            colour=colours,
            told=[told(row) for row in shown.iter_rows(named=True)],
        ),
        Points(
            x=shown["column"].to_list(),
            y=shown["row"].to_list(),
            shape="none",
            text=[written(value) for value in shown["value"]],
            side="on",
            ink=[ink_on(each) for each in colours],
            optional=True,
        ),
        Points(
            x=hidden["column"].to_list(),
            y=hidden["row"].to_list(),
            shape="cross",
            size=9,
            colour=QUIET,
            told=[f"{row['label']}\n{mark_of(row['hidden'])}" for row in hidden.iter_rows(named=True)],
        ),
    ]
    return Panel(
        marks=marks,
        x=Axis(
            -0.5,
            max(len(columns), 1) - 0.5,
            list(enumerate(columns)),
            title=x_title,
        ),
        y=Axis(max(len(rows), 1) - 0.5, -0.5, list(enumerate(rows))),
        height=_HEIGHT * max(len(rows), 1),
        x_above=True,
        note="" if drawn.height else "Nothing to show",
    )
