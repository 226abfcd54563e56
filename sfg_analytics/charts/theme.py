"""How every chart looks: the colours, the type, and the arithmetic that proves they can be told apart.

The categorical colours are those of the Government Analysis Function, used in their order; NHS Blue is kept for the one
organisation in focus. Colour never speaks alone: a mark in focus is also larger and of another shape, and values are
written beside their marks. The type is Arial, which every computer has.
"""

from __future__ import annotations

from typing import Any

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
"""The Analysis Function's categorical palette, in its order."""

FOCUS = "#005EB8"
"""NHS Blue: the organisation or group in focus."""

CONTEXT = "#768692"
"""NHS Mid Grey: everything around the one in focus."""

TEXT, QUIET, LINE, PAPER = "#212B32", "#4C6272", "#D8DDE0", "#FFFFFF"
_LINEAR_BELOW = 0.04045
"""Where sRGB turns from a straight line into a curve (IEC 61966-2-1)."""

_NEARLY_ALL = 0.8
"""From here an axis of shares runs to 100%."""

FONT = "Arial, Helvetica, sans-serif"


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, as the Web Content Accessibility Guidelines define it.

    Parameters
    ----------
    one, other
        Colours as ``#rrggbb``.

    Returns
    -------
    float
        From 1 (the same lightness) to 21 (black on white). Text needs 4.5, marks need 3.

    References
    ----------
    WCAG 2.2, "contrast ratio" and "relative luminance".

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 2)
    21.0
    >>> contrast("#005EB8", "#005EB8")
    1.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def layout(*, title: str, caption: str, height: int) -> dict[str, Any]:
    """Give the layout all charts share: white paper, quiet grid, the title above and the caption under it.

    Parameters
    ----------
    title, caption
        Already escaped for plotly, lines broken with ``<br>``.
    height
        In pixels. The width is the reader's.

    Returns
    -------
    dict
        Keyword arguments of ``plotly.graph_objects.Figure.update_layout``.

    Examples
    --------
    >>> layout(title="A", caption="b", height=300)["font"]["color"]
    '#212B32'
    """
    return {
        "template": "none",
        "height": height,
        "autosize": True,
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONT, "size": 14, "color": TEXT},
        "title": {
            "text": f"<b>{title}</b>",
            "font": {"size": 18, "family": FONT, "color": TEXT},
            "subtitle": {"text": caption, "font": {"size": 12, "family": FONT, "color": QUIET}},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 20, "l": 8},
        },
        "margin": {"l": 8, "r": 24, "t": top_margin(title, caption), "b": 48},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT, "size": 14}},
        "dragmode": False,
    }


def top_margin(title: str, caption: str) -> int:
    """Give the room, in pixels, that a title and caption of so many lines need above the drawing.

    Examples
    --------
    >>> top_margin("one line", "one<br>two") > top_margin("one line", "one")
    True
    """
    return 46 + 24 * (1 + title.count("<br>")) + 16 * (1 + caption.count("<br>"))


def percent_axis(highest: float) -> dict[str, Any]:
    """Give an axis of shares that begins at zero and ends a little past the highest mark.

    Parameters
    ----------
    highest
        The largest value to be drawn; 0 is nobody, 1 is everybody.

    Returns
    -------
    dict
        Keyword arguments of a plotly axis.

    Examples
    --------
    >>> percent_axis(0.97)["range"]
    [0, 1.02]
    >>> percent_axis(0.2)["range"][1] < 0.3
    True
    """
    end = 1.02 if highest > _NEARLY_ALL else max(0.05, highest * 1.15)
    return {
        "range": [0, end],
        "tickformat": ".0%",
        "gridcolor": LINE,
        "zeroline": True,
        "zerolinecolor": QUIET,
        "zerolinewidth": 1,
        "fixedrange": True,
        "nticks": 6,
        "ticklabelstandoff": 6,
    }
