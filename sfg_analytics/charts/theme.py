"""How every chart looks: the colours, the type, and the arithmetic that proves they can be told apart.

The categorical colours are those of the Government Analysis Function, used in their order; NHS Blue is kept for the one
organisation in focus. Colour never speaks alone: a mark in focus is also larger and of another shape, and values are
written beside their marks. The type is Arial, which every computer has.
"""

from __future__ import annotations

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
"""The Analysis Function's categorical palette, in its order."""

DUO = ("#12436D", "#F46A25")
"""Its two colours for two things."""

SEQUENTIAL = ("#12436D", "#2073BC", "#6BACE6", "#ADD1F1")
"""Its colours from much to little. No two of them differ by 3 to 1, so a number stands in each cell, and a gap between."""

FOCUS = "#005EB8"
"""NHS Blue: the organisation or group in focus."""

CONTEXT = "#768692"
"""NHS Mid Grey: everything around the one in focus."""

SIGNALS = {
    "common": ("circle", "#768692", "usual variation"),
    "improvement": ("square", "#005EB8", "improvement"),
    "concern": ("triangle", "#D95F02", "concern"),
    "high": ("diamond", "#490092", "unusually high"),
    "low": ("diamond", "#490092", "unusually low"),
}
"""Shape, colour and words of a point of a control chart: grey, blue, orange and purple as in Making Data Count, darkened
until they can be seen on paper. Each has a shape of its own."""

TARGET = "#801650"
"""A target, always dashed."""

TEXT, QUIET, LINE, PAPER = "#212B32", "#4C6272", "#D8DDE0", "#FFFFFF"
_LINEAR_BELOW = 0.04045
"""Where sRGB turns from a straight line into a curve (IEC 61966-2-1)."""

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


def ink_on(colour: str) -> str:
    """Say whether dark or white letters are read better on a colour.

    Examples
    --------
    >>> ink_on("#12436D"), ink_on("#ADD1F1")
    ('#FFFFFF', '#212B32')
    """
    return max((PAPER, TEXT), key=lambda ink: contrast(ink, colour))
