"""Marks as plotly's traces: dots, lines, bands and bars, each a few plain values."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from sfg_analytics.charts.scene import Band, Bars, Mark, Points

_SYMBOLS = {"triangle": "triangle-up", "cross": "x-thin"}
_SIDES = {
    "above": "top center",
    "below": "bottom center",
    "right": "middle right",
    "left": "middle left",
    "on": "middle center",
}
_DASHES = {"solid": "solid", "dash": "7px,4px", "dot": "2px,3px"}
_DAY = 86_400_000
"""A day in milliseconds, which is how plotly.js measures time."""


def wrapped(text: str, width: int) -> str:
    """Escape a text for plotly, which reads some HTML, and break its lines.

    Parameters
    ----------
    text
        Anything, also from a file somebody else wrote.
    width
        Characters a line.

    Examples
    --------
    >>> wrapped("Estates & facilities <b>", 12)
    'Estates &amp;<br>facilities<br>&lt;b&gt;'
    """
    return "<br>".join(escape(line, quote=False) for line in textwrap.wrap(text, width)) or " "


def plain(place: Any) -> Any:
    """Write a date as plotly.js reads it, and leave a number as it is."""
    return place.isoformat() if isinstance(place, date) else place


def is_there(mark: Mark) -> bool:
    """Say whether a mark marks anything."""
    return bool(len(mark.at if isinstance(mark, Bars) else mark.x))


def trace(mark: Mark) -> dict[str, Any]:
    """Describe a mark to plotly.js."""
    if isinstance(mark, Points):
        return _dots(mark)
    if isinstance(mark, Bars):
        return _bars(mark)
    where = [plain(place) for place in mark.x]
    if isinstance(mark, Band):
        return {
            "type": "scatter",
            "x": [*where, *reversed(where)],
            "y": [*mark.upper, *reversed(mark.lower)],
            "fill": "toself",
            "fillcolor": see_through(mark.colour, mark.opacity),
            "line": {"width": 0},
            "mode": "lines",
            "hoverinfo": "skip",
            "showlegend": False,
        }
    return {
        "type": "scatter",
        "x": where,
        "y": list(mark.y),
        "mode": "lines",
        "connectgaps": False,
        "line": {"color": mark.colour, "width": mark.width, "dash": _DASHES[mark.dash]},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _dots(mark: Points) -> dict[str, Any]:
    marker: dict[str, Any] = {
        "color": mark.colour,
        "symbol": _SYMBOLS.get(mark.shape, mark.shape),
        "size": mark.size,
    }
    if mark.shape == "cross":
        marker["line"] = {"color": mark.colour, "width": 2}
    shown = [] if mark.shape == "none" else ["markers"]
    made: dict[str, Any] = {
        "type": "scatter",
        "x": [plain(place) for place in mark.x],
        "y": [plain(place) for place in mark.y],
        "mode": "+".join([*shown, *(["text"] if mark.text else [])]),
        "cliponaxis": False,
        "showlegend": False,
        **_hover(mark.told),
    }
    if shown:
        made["marker"] = marker
    if mark.text:
        made["text"] = [_written(words, mark) for words in mark.text]
        made["textposition"] = _SIDES[mark.side]
        made["textfont"] = {"size": 12, "color": mark.ink if isinstance(mark.ink, str) else list(mark.ink)}
    if any(mark.whiskers):
        ends = [pair or (at, at) for at, pair in zip(mark.x, mark.whiskers, strict=True)]
        made["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [high - at for at, (_, high) in zip(mark.x, ends, strict=True)],  # type: ignore[operator]
            "arrayminus": [at - low for at, (low, _) in zip(mark.x, ends, strict=True)],  # type: ignore[operator]
            "color": mark.colour,
            "thickness": 2,
            "width": 5,
        }
    return made


def _written(words: str, mark: Points) -> str:
    """Write a text, with room between it and a mark at its side: plotly leaves none."""
    if not words:
        return ""
    written = f"<b>{wrapped(words, 200)}</b>" if mark.bold else wrapped(words, 200)
    return {"right": f"  {written}", "left": f"{written}\N{NO-BREAK SPACE}"}.get(mark.side, written)


def _bars(mark: Bars) -> dict[str, Any]:
    at = [plain(place) for place in mark.at]
    length = [end - start for start, end in zip(mark.start, mark.end, strict=True)]
    time = any(isinstance(place, date) for place in mark.at)
    return {
        "type": "bar",
        "orientation": "h" if mark.horizontal else "v",
        "x": length if mark.horizontal else at,
        "y": at if mark.horizontal else length,
        "base": list(mark.start),
        "width": mark.thickness * _DAY if time else mark.thickness,
        "marker": {"color": mark.colour if isinstance(mark.colour, str) else list(mark.colour)},
        "showlegend": False,
        **_hover(mark.told),
    }


def _hover(told: Sequence[str]) -> dict[str, Any]:
    if not told:
        return {"hoverinfo": "skip"}
    texts = []
    for words in told:
        first, *others = (wrapped(line, 40) for line in words.split("\n"))
        texts.append("<br>".join([f"<b>{first}</b>", *others]))
    return {"hovertext": texts, "hoverinfo": "text"}


def see_through(colour: str, opacity: float) -> str:
    """Write a colour that what is behind shines through, as plotly.js reads it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"
