"""What is written on plotly's figure beside its marks: headings, labels at the ends of lines, the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sfg_analytics.charts.letters import width_of
from sfg_analytics.charts.pen import apart
from sfg_analytics.charts.scene import End, Panel
from sfg_analytics.charts.theme import QUIET, TEXT
from sfg_analytics.charts.traces import plain, wrapped

LABEL = 22
"""Letters in a line of a row's label."""

HEADING = 18
"""Letters in a line of a panel's heading."""

_LABELS = 34
_END = 18
"""Letters in a line of a label at the end of a line."""

_ROOM = 290
_GLYPHS = {
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "triangle": "▲",
    "cross": "✕",
    "swatch": "■",
    "solid": "━━",
    "dash": "╍╍",
    "dot": "┅┅",
}


def height_of(panel: Panel) -> float:
    """Give the height of a panel, with room for the lines of its rows' labels."""
    if panel.y.grid:
        return panel.height
    most = max((wrapped(words, LABEL).count("<br>") + 1 for _, words in panel.y.ticks), default=1)
    return max(panel.height, (17 * most + 8) * len(panel.y.ticks))


def end_text(end: End) -> str:
    """Write a label at the end of a line, in lines that a phone has room for."""
    return wrapped(end.text, _END)


def notes_of(panel: Panel, name: str) -> list[dict[str, Any]]:
    """Write the heading, the texts over the panel and the labels at its end."""
    shared = {"showarrow": False, "align": "left"}
    written: list[dict[str, Any]] = [
        {
            **shared,
            "x": plain(place),
            "xref": f"x{name}",
            "y": 1,
            "yref": f"y{name} domain",
            "yanchor": "bottom",
            "xanchor": {"start": "left", "middle": "center", "end": "right"}[anchor],
            "text": f"<b>{wrapped(words, 60)}</b>",
            "font": {"size": 12, "color": TEXT},
        }
        for place, words, anchor in panel.tops
    ]
    if panel.note:
        written.append(
            {
                **shared,
                "x": 0.5,
                "xref": f"x{name} domain",
                "y": 0.5,
                "yref": f"y{name} domain",
                "text": wrapped(panel.note, 60),
                "font": {"size": 12, "color": QUIET},
            }
        )
    if panel.heading:
        written.append(
            {
                **shared,
                "x": 0,
                "xref": f"x{name} domain",
                "xanchor": "left",
                "y": 1,
                "yref": f"y{name} domain",
                "yanchor": "bottom",
                "xshift": -_LABELS,
                "yshift": 20 if panel.tops else 8,
                "text": f"<b>{wrapped(panel.heading, HEADING)}</b>",
                "font": {"size": 13, "color": TEXT},
            }
        )
    height = height_of(panel)
    texts = [end_text(end) for end in panel.ends]
    gap = 15 * max((text.count("<br>") + 1 for text in texts), default=1)
    wanted = [height * panel.y.share(end.y) for end in panel.ends]
    for end, text, at, free in zip(panel.ends, texts, wanted, apart(wanted, gap, 0, height), strict=True):
        swatch = f'<span style="color:{end.swatch}">■</span> ' if end.swatch else ""
        written.append(
            {
                **shared,
                "x": 1,
                "xref": f"x{name} domain",
                "xanchor": "left",
                "xshift": 6,
                "y": end.y,
                "yref": f"y{name}",
                "yanchor": "middle",
                "yshift": round(free - at),
                "text": swatch + (f"<b>{text}</b>" if end.bold else text),
                "font": {"size": 12, "color": end.ink},
            }
        )
    return written


def lines_of_key(key: Sequence[tuple[str, str, str]]) -> list[list[tuple[str, str, str]]]:
    """Break the key into lines that a phone has room for."""
    lines: list[list[tuple[str, str, str]]] = []
    left = _ROOM + 1.0
    for entry in key:
        wide = width_of(entry[2], 12) + 36
        if left + wide > _ROOM:
            lines.append([])
            left = 0.0
        lines[-1].append(entry)
        left += wide
    return lines


def key_note(key: Sequence[tuple[str, str, str]], above: float) -> dict[str, Any]:
    """Write the key as a text: plotly's own gives each entry a line of its own on a phone, over the caption."""
    written = "<br>".join(
        "    ".join(
            f'<span style="color:{colour}">{_GLYPHS[kind]}</span>\N{NO-BREAK SPACE}{wrapped(words, 60)}'
            for kind, colour, words in line
        )
        for line in lines_of_key(key)
    )
    return {
        "showarrow": False,
        "align": "left",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": round(above),
        "text": written,
        "font": {"size": 12, "color": TEXT},
    }
