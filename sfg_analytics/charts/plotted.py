"""The pen of a browser that has plotly: a scene as the plain values that plotly.js takes.

Nothing of plotly is imported: what plotly.js draws is a description, and this writes it. A notebook that wants the
figure as an object asks :attr:`~sfg_analytics.charts.Chart.figure` for it, which imports plotly then.
"""

from __future__ import annotations

from typing import Any

from sfg_analytics.charts.letters import fitted, width_of
from sfg_analytics.charts.notes import HEADING, LABEL, end_text, height_of, key_note, lines_of_key, notes_of
from sfg_analytics.charts.scene import Axis, Panel, Scene
from sfg_analytics.charts.theme import FONT, LINE, PAPER, QUIET, TEXT
from sfg_analytics.charts.traces import is_there, plain, trace, wrapped

_KEY_LINE = 22
_COLUMNS_ROOM = 200
_INSET = 0.12
"""Room for the labels between two panels side by side, as a share of the width."""

_FLOW_HEIGHT = 380
_HEADING = 38
"""Letters in a line of a title, on a phone."""

BARE = 16
"""Room above a drawing whose title stands elsewhere, in pixels."""


def specification(
    scene: Scene, *, title: str, caption: str, headed: bool, flow: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Describe a scene to plotly.js.

    Parameters
    ----------
    scene
        What is drawn.
    title, caption, headed, flow
        As :class:`~sfg_analytics.charts.Chart` has them.

    Returns
    -------
    dict
        ``data`` and ``layout``: nothing but lists, texts, numbers and None.
    """
    written_title, written_caption = wrapped(title, _HEADING), wrapped(caption, 58)
    top = _top_margin(written_title, written_caption) if headed else BARE
    if flow is not None:
        layout = _base(top, 8, 16, top + _FLOW_HEIGHT)
        traces = [flow]
    else:
        layout, traces = _panels(scene, top)
    if headed:
        layout["title"] = _title(written_title, written_caption)
    return {"data": traces, "layout": layout}


def _panels(scene: Scene, top: float) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Lay the panels out in rows, each with axes of its own."""
    columns = scene.narrow_columns
    rows = [scene.panels[first : first + columns] for first in range(0, len(scene.panels), columns)]
    heights = [max(height_of(panel) for panel in row) for row in rows]
    overs = [max(_over(panel) for panel in row) for row in rows]
    foot = max(_below(panel) for panel in scene.panels)
    plot = sum(heights) + sum(overs[1:]) + foot * (len(rows) - 1)
    top += overs[0] + _KEY_LINE * len(lines_of_key(scene.key))
    layout = _base(top, max(_right(panel) for panel in scene.panels), foot, top + plot + foot)
    layout["barmode"] = "overlay"
    traces: list[dict[str, Any]] = []
    notes = [key_note(scene.key, overs[0] + 6)] if scene.key else []
    upto = 1.0
    for line, row in enumerate(rows):
        for column, panel in enumerate(row):
            place = line * columns + column
            name = str(place + 1) if place else ""
            across = [
                column / columns + (_INSET if column else 0),
                (column + 1) / columns - (_INSET / 4 if column + 1 < columns else 0),
            ]
            down = [max(upto - height_of(panel) / plot, 0), upto]
            layout[f"xaxis{name}"] = _axis(panel.x) | {"domain": across, "anchor": f"y{name}"}
            layout[f"yaxis{name}"] = _axis(panel.y) | {"domain": down, "anchor": f"x{name}"}
            if panel.x_above:
                names, angle = _above(panel)
                layout[f"xaxis{name}"] |= {"side": "top", "ticktext": names, "tickangle": angle}
            where = {"xaxis": f"x{name}", "yaxis": f"y{name}"}
            traces += [trace(mark) | where for mark in panel.marks if is_there(mark)]
            notes += notes_of(panel, name)
        if line + 1 < len(rows):
            upto -= (heights[line] + foot + overs[line + 1]) / plot
    if notes:
        layout["annotations"] = notes
    return layout, traces


def _base(top: float, right: float, foot: float, height: float) -> dict[str, Any]:
    """Give what every layout shares: white paper, the type, margins, nothing to drag."""
    return {
        "height": round(height),
        "autosize": True,
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONT, "size": 14, "color": TEXT},
        "margin": {"l": 8, "r": round(right), "t": round(top), "b": round(foot)},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT, "size": 14}},
        "dragmode": False,
    }


def _title(title: str, caption: str) -> dict[str, Any]:
    return {
        "text": f"<b>{title}</b>",
        "font": {"size": 18, "family": FONT, "color": TEXT},
        "subtitle": {"text": caption, "font": {"size": 12, "family": FONT, "color": QUIET}},
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 20 + 12 * title.count("<br>"), "l": 8},
    }


def _top_margin(title: str, caption: str) -> int:
    return 46 + 24 * (1 + title.count("<br>")) + 16 * (1 + caption.count("<br>"))


def _over(panel: Panel) -> float:
    """Give the room above a panel for its heading and what else is written there."""
    over = 20.0 * wrapped(panel.heading, HEADING).count("<br>") + 24 if panel.heading else 0.0
    over += 20 if panel.tops else 0
    if panel.x_above:
        names, angle = _above(panel)
        lines = max((name.count("<br>") for name in names), default=0)
        over += 30 + max(width_of(name, 12) for name in names) if angle else 42.0 + 14 * lines
    return over


def _below(panel: Panel) -> float:
    if panel.x_above:
        return 12
    lines = 1 + max((words.count("\n") for _, words in panel.x.ticks), default=0)
    return 16 + 16 * lines + (20 if panel.x.title else 0)


def _right(panel: Panel) -> float:
    lines = [(end, line) for end in panel.ends for line in end_text(end).split("<br>")]
    return 24 + max(
        (width_of(line, 12, bold=end.bold) + (14 if end.swatch else 0) for end, line in lines), default=0.0
    )


def _above(panel: Panel) -> tuple[list[str], int]:
    """Write the names of columns above a panel: in lines where a phone has room for their words, else upwards."""
    room = _COLUMNS_ROOM / max(len(panel.x.ticks), 1)
    names = [words for _, words in panel.x.ticks]
    if any(width_of(word, 12) > room for words in names for word in words.split()):
        return [wrapped(words, 200) for words in names], -90
    return [
        "<br>".join(wrapped(line, 200) for line in fitted(words, room, 12, lines=4)) for words in names
    ], 0


def _axis(axis: Axis) -> dict[str, Any]:
    ticks = axis.narrow if axis.narrow is not None else axis.ticks
    words = [_tick(text, bold=text == axis.bold) for _, text in ticks]
    made: dict[str, Any] = {
        "range": [plain(axis.begin), plain(axis.end)],
        "tickmode": "array",
        "tickvals": [plain(at) for at, _ in ticks],
        "ticktext": words,
        "tickangle": 0,
        "showgrid": axis.grid,
        "gridcolor": LINE,
        "zeroline": axis.grid,
        "zerolinecolor": QUIET,
        "zerolinewidth": 1,
        "fixedrange": True,
        "automargin": True,
        "ticks": "",
        "ticklabelstandoff": 8,
        "tickfont": {"size": 12},
    }
    if axis.is_time:
        made |= {"showline": True, "linecolor": QUIET}
        made["type"] = "date"
    if axis.title:
        made["title"] = {"text": wrapped(axis.title, 40), "font": {"size": 12, "color": QUIET}, "standoff": 8}
    return made


def _tick(text: str, *, bold: bool) -> str:
    words = "<br>".join(wrapped(part, LABEL) for part in text.split("\n"))
    return f"<b>{words}</b>" if bold else words
