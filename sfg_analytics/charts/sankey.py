"""Flows: the same transitions as streams, as wide as people are many. Drawn by plotly alone; as SVG it is the matrix.

A stream whose number is hidden is not drawn, because any width would say something; how many there are is said in words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from sfg_analytics.charts.chart import Chart
from sfg_analytics.charts.theme import FONT, LINE, PALETTE, TEXT
from sfg_analytics.charts.traces import see_through, wrapped
from sfg_analytics.charts.transitions import transitions


def sankey(
    estimated: pl.DataFrame,
    *,
    title: str,
    before: str = "before",
    after: str = "after",
    caption: str = "",
) -> Chart:
    """Draw who went from what to what, as streams.

    Parameters
    ----------
    estimated, title, before, after, caption
        As for :func:`~sfg_analytics.charts.transitions.transitions`; ``numerator`` says how wide a stream is.

    Returns
    -------
    Chart
        Streams where plotly draws, the matrix where it does not; words and table of the matrix.

    Raises
    ------
    SfgError
        As for :func:`~sfg_analytics.charts.transitions.transitions`.

    Examples
    --------
    >>> moved = pl.DataFrame(
    ...     {"before": ["Depth", "Depth"], "after": ["Depth", "Breadth"], "value": [0.75, 0.25], "numerator": [30, 10]}
    ... )
    >>> sankey(moved, title="A quarter moved").specification()["data"][0]["link"]["value"]
    [30.0, 10.0]
    """
    chart = transitions(estimated, title=title, before=before, after=after, caption=caption)
    hidden = chart.table.filter(pl.col("numerator").is_null()).height
    said = f" {hidden} of {chart.table.height} streams are hidden and not drawn." if hidden else ""
    return replace(chart, alt=chart.alt + said, flow=_streams(chart.table))


def _streams(moved: pl.DataFrame) -> dict[str, Any]:
    starts, ends = (moved[name].unique(maintain_order=True).to_list() for name in ("before", "after"))
    categories = list(dict.fromkeys([*starts, *ends]))
    colours = {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(categories)}
    shown = moved.filter(pl.col("numerator").fill_null(0) > 0)
    return {
        "type": "sankey",
        "arrangement": "fixed",
        "textfont": {"family": FONT, "size": 12, "color": TEXT},
        "node": {
            "label": [wrapped(name, 40) for name in (*starts, *ends)],
            "color": [colours[name] for name in (*starts, *ends)],
            "pad": 16,
            "thickness": 14,
            "line": {"color": LINE, "width": 0},
            "hovertemplate": "%{label}: %{value:,.0f} people<extra></extra>",
        },
        "link": {
            "source": [starts.index(name) for name in shown["before"]],
            "target": [len(starts) + ends.index(name) for name in shown["after"]],
            "value": shown["numerator"].to_list(),
            "color": [see_through(colours[name], 0.35) for name in shown["before"]],
            "hovertemplate": "%{source.label} to %{target.label}: %{value:,.0f} people<extra></extra>",
        },
    }
