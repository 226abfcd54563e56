"""Supply against demand: how many people there are for each post expected to fall vacant, as a heat-map.

A cell is one staff group (or band) at one organisation: darker where there are more people for each vacancy, and the
number is in it. Four classes are named in the key; 1 is as many people as posts.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.charts.cells import cell_panel, cell_rows
from sfg_analytics.charts.chart import Chart, alternative, check_title, mark_of, told
from sfg_analytics.charts.scene import Scene
from sfg_analytics.charts.theme import QUIET, SEQUENTIAL

_CLASSES = ((2.0, "2 or more"), (1.0, "1 to under 2"), (0.5, "Half to under 1"), (0.0, "Under half"))
_MOST_TOLD = 40
_TWO_DIGITS = 9.95


def supply_and_demand(
    estimated: pl.DataFrame,
    *,
    title: str,
    down: str = "organisation",
    across: str = "staff_group",
    caption: str = "",
) -> Chart:
    """Draw people for each expected vacancy, by two things at once.

    Parameters
    ----------
    estimated
        One row a cell: the columns named by ``down`` and ``across``; ``value``, people for each vacancy (1 is as many people
        as posts; null where hidden or where no post is expected to fall vacant); ``numerator`` (people), ``denominator``
        (posts) and ``hidden`` (the reason) may be there too.
    title
        What the chart shows, in ten words or fewer.
    down, across
        The columns that become rows and columns. What has more and longer names belongs in rows.
    caption
        Measure, period, source and disclosure policy, in a sentence.

    Returns
    -------
    Chart
        Its table has ``label``, the columns named, ``value, numerator, denominator, hidden``.

    Raises
    ------
    SfgError
        When a column is missing, a cell is there twice, or the title is too long.

    Examples
    --------
    >>> cells = pl.DataFrame({"organisation": ["ZZ1"], "staff_group": ["Nursing"], "value": [1.5]})
    >>> supply_and_demand(cells, title="People for each expected vacancy").alt
    'People for each expected vacancy. Heat-map of 1 cell; 1 is as many people as posts. ZZ1, Nursing: 1.5.'
    """
    check_title(title)
    drawn = cell_rows(estimated, down, across).with_columns(label=pl.col("down") + ", " + pl.col("across"))
    panel = cell_panel(
        drawn,
        colour=_colour,
        written=_written,
        told=_hover,
        x_title=across.replace("_", " ").capitalize(),
    )
    key = [("swatch", colour, words) for colour, (_, words) in zip(SEQUENTIAL, _CLASSES, strict=True)]
    key += [("cross", QUIET, "No figure")] if drawn["value"].is_null().any() else []
    what = f"Heat-map of {drawn.height} {'cell' if drawn.height == 1 else 'cells'}; 1 is as many people as posts."
    alt = alternative(title, what, caption, *_told(drawn))
    table = drawn.rename({"down": down, "across": across})
    return Chart(title=title, caption=caption, alt=alt, table=table, scene=Scene([panel], key=key))


def _colour(value: float) -> str:
    return next(colour for colour, (least, _) in zip(SEQUENTIAL, _CLASSES, strict=True) if value >= least)


def _written(value: float) -> str:
    return f"{value:.1f}" if value < _TWO_DIGITS else f"{value:,.0f}"


def _hover(row: dict[str, Any]) -> str:
    lines = [row["label"], f"{row['value']:,.2f} people for each vacancy"]
    if row["numerator"] is not None and row["denominator"] is not None:
        lines.append(f"{row['numerator']:,.0f} people for {row['denominator']:,.1f} vacancies")
    return "\n".join(lines)


def _told(drawn: pl.DataFrame) -> list[str]:
    """Tell each cell of a small map; of a large one how many cells are in each class."""
    if drawn.height <= _MOST_TOLD:
        return [
            f"{row['label']}: {told(row['value'], 'rate') if row['value'] is not None else mark_of(row['hidden'])}."
            for row in drawn.iter_rows(named=True)
        ]
    words = [
        next(words for least, words in _CLASSES if value >= least) for value in drawn["value"].drop_nulls()
    ]
    counted = [f"{name}: {_cells(words.count(name))}." for _, name in _CLASSES]
    hidden = drawn["value"].null_count()
    return [*counted, *([f"No figure: {_cells(hidden)}."] if hidden else []), "The table gives every one."]


def _cells(number: int) -> str:
    return f"{number} {'cell' if number == 1 else 'cells'}"
