"""Marks as strokes of SVG: dots, lines, bands and bars on the sheet they belong to, and the texts beside dots."""

from __future__ import annotations

from sfg_analytics.charts import pen
from sfg_analytics.charts.letters import fitted, width_of
from sfg_analytics.charts.scene import Band, Bars, Line, Mark, Points
from sfg_analytics.charts.sheet import SMALL, Sheet

_CAP = 4
"""Half the height of a whisker's cap."""

Box = tuple[float, float, float, float]


def strokes(sheet: Sheet) -> list[str]:
    """Draw the marks of a panel, the hindmost first, and over all of them their texts."""
    parts = [stroke for mark in sheet.panel.marks for stroke in _strokes(sheet, mark)]
    taken: list[Box] = []
    for mark in sheet.panel.marks:
        if isinstance(mark, Points):
            texts = _texts(sheet, mark, taken)
            parts += texts if mark.side == "on" else [pen.haloed(texts)]
    return parts


def _strokes(sheet: Sheet, mark: Mark) -> list[str]:
    if isinstance(mark, Points):
        return _points(sheet, mark)
    if isinstance(mark, Line):
        return [pen.path(_runs(sheet, mark), mark.colour, mark.width, mark.dash)]
    if isinstance(mark, Band):
        there = [(sheet.x(x), sheet.y(y)) for x, y in zip(mark.x, mark.upper, strict=True)]
        back = [(sheet.x(x), sheet.y(y)) for x, y in zip(mark.x, mark.lower, strict=True)]
        return [pen.area([*there, *reversed(back)], mark.colour, mark.opacity)]
    return _bars(sheet, mark)


def _points(sheet: Sheet, mark: Points) -> list[str]:
    middles = [(sheet.x(at), sheet.y(height)) for at, height in zip(mark.x, mark.y, strict=True)]
    whiskers: list[list[tuple[float, float]]] = []
    for (_, y), ends in zip(middles, mark.whiskers, strict=False):
        if ends:
            low, high = (sheet.x(end) for end in ends)
            whiskers += [[(low, y), (high, y)], *([(end, y - _CAP), (end, y + _CAP)] for end in (low, high))]
    drawn = [pen.path(whiskers, mark.colour, 2)]
    if mark.names:
        each = (pen.shape(mark.shape, x, y, mark.size, mark.colour) for x, y in middles)
        return [*drawn, *(pen.named(name, one) for name, one in zip(mark.names, each, strict=True))]
    if mark.shape == "circle":
        return [*drawn, pen.dots(middles, mark.size, mark.colour)]
    return [*drawn, *(pen.shape(mark.shape, x, y, mark.size, mark.colour) for x, y in middles)]


def _runs(sheet: Sheet, mark: Line) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for at, height in zip(mark.x, mark.y, strict=True):
        if height is None:
            runs.append([])
        else:
            runs[-1].append((sheet.x(at), sheet.y(height)))
    return runs


def _bars(sheet: Sheet, mark: Bars) -> list[str]:
    along, over = (sheet.x, sheet.y) if mark.horizontal else (sheet.y, sheet.x)
    axis, length = (sheet.panel.y, sheet.height) if mark.horizontal else (sheet.panel.x, sheet.plot_width)
    thick = axis.share_of(mark.thickness) * length
    by_colour: dict[str, list[Box]] = {}
    for place, (at, start, end) in enumerate(zip(mark.at, mark.start, mark.end, strict=True)):
        colour = mark.colour if isinstance(mark.colour, str) else mark.colour[place]
        first, last = sorted((along(start), along(end)))
        side = over(at) - thick / 2
        corner = (first, side, last - first, thick) if mark.horizontal else (side, first, thick, last - first)
        by_colour.setdefault(colour, []).append(corner)
    return [pen.boxes(corners, colour) for colour, corners in by_colour.items()]


def _texts(sheet: Sheet, mark: Points, taken: list[Box]) -> list[str]:
    parts = []
    for place, (at, height, words) in enumerate(zip(mark.x, mark.y, mark.text, strict=False)):
        ink = mark.ink if isinstance(mark.ink, str) else mark.ink[place]
        parts += _beside(sheet, mark, (sheet.x(at), sheet.y(height)), words, ink, taken)
    return parts


def _beside(
    sheet: Sheet, mark: Points, middle: tuple[float, float], words: str, ink: str, taken: list[Box]
) -> list[str]:
    """Write a text beside its mark, within the page; leave it out where it may be and another stands there."""
    x, y = middle
    reach = (0 if mark.shape == "none" else mark.size / 2) + 4
    left, right = sheet.left, sheet.left + sheet.width
    lines = [words]
    wide = width_of(words, SMALL, bold=mark.bold)
    if mark.side == "right":
        lines = fitted(words, right - x - reach, SMALL, lines=2, bold=mark.bold)
        start, anchor, foot = x + reach, "start", y + 4 - (len(lines) - 1) * 7
    elif mark.side == "left":
        start, anchor, foot = x - reach, "end", y + 4
    else:
        start, anchor = max(left + wide / 2, min(x, right - wide / 2)), "middle"
        foot = {"above": y - reach - 1, "below": y + reach + 9, "on": y + 4}[mark.side]
    begin = start - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    box = (begin, foot - 10, begin + wide, foot + 3)
    if mark.optional and any(_overlap(box, other) for other in taken):
        return []
    taken.append(box)
    return [
        pen.text(start, foot + place * 14, line, ink=ink, anchor=anchor, bold=mark.bold)
        for place, line in enumerate(lines)
    ]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
