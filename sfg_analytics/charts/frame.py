"""What stands around the marks of a panel: its grid, the labels of its axes, its heading, the names at its end."""

from __future__ import annotations

from sfg_analytics.charts import pen
from sfg_analytics.charts.letters import width_of
from sfg_analytics.charts.pen import apart
from sfg_analytics.charts.sheet import GAP, LABEL, LEADING, Sheet
from sfg_analytics.charts.theme import LINE, QUIET


def grid(sheet: Sheet) -> list[str]:
    """Draw the quiet lines behind the marks."""
    x, y = sheet.panel.x, sheet.panel.y
    left, right = sheet.plot_left, sheet.plot_left + sheet.plot_width
    quiet: list[list[tuple[float, float]]] = []
    ends: list[list[tuple[float, float]]] = []
    if x.grid:
        across = [sheet.x(at) for at, _ in sheet.ticks(x)]
        quiet += [[(at, sheet.plot_top), (at, sheet.plot_end)] for at in across]
        ends.append([(sheet.x(0), sheet.plot_top), (sheet.x(0), sheet.plot_end)])
    if y.grid:
        down = [sheet.y(at) for at, _ in sheet.ticks(y)]
        quiet += [[(left, at), (right, at)] for at in down]
        ends.append([(left, sheet.plot_end), (right, sheet.plot_end)])
    return [pen.path(quiet, LINE, 1), pen.path(ends, QUIET, 1)]


def labels(sheet: Sheet) -> list[str]:
    """Write all that is written around the marks."""
    panel = sheet.panel
    middle = sheet.plot_left + sheet.plot_width / 2
    parts = [*_rows(sheet), *_columns(sheet), *_ends(sheet)]
    if panel.x.title:
        foot = sheet.plot_top - sheet.column_labels - GAP - 5 if panel.x_above else sheet.end - 6
        half = width_of(panel.x.title, pen.SIZE) / 2
        inside = max(sheet.left + half, min(middle, sheet.left + sheet.width - half))
        parts.append(pen.text(inside, foot, panel.x.title, ink=QUIET, anchor="middle"))
    if panel.note:
        halfway = (sheet.plot_top + sheet.plot_end) / 2
        parts.append(pen.text(middle, halfway, panel.note, ink=QUIET, anchor="middle"))
    parts += [
        pen.text(sheet.left, sheet.top + 14 + place * LEADING, line, size=LABEL, bold=True)
        for place, line in enumerate(sheet.heading)
    ]
    parts += [
        pen.text(sheet.x(place), sheet.plot_top - GAP + 2, words, anchor=anchor, bold=True)
        for place, words, anchor in panel.tops
    ]
    return parts


def _rows(sheet: Sheet) -> list[str]:
    parts = []
    for at, lines, bold in sheet.rows:
        first = sheet.y(at) + 4.5 - (len(lines) - 1) * LEADING / 2
        parts += [
            pen.text(sheet.plot_left - 10, first + place * LEADING, line, bold=bold)
            for place, line in enumerate(lines)
        ]
    return [pen.together(parts, size=LABEL, anchor="end")]


def _columns(sheet: Sheet) -> list[str]:
    if sheet.turned:
        return [
            pen.text(sheet.x(at) + 4, sheet.plot_top - GAP, line, turned=True) for at, [line] in sheet.columns
        ]
    parts = []
    for at, lines in sheet.columns:
        first = sheet.plot_end + LEADING + 1
        if sheet.panel.x_above:
            first = sheet.plot_top - GAP - LEADING * (len(lines) - 1)
        parts += [pen.text(sheet.x(at), first + place * LEADING, line) for place, line in enumerate(lines)]
    return [pen.together(parts, anchor="middle")]


def _ends(sheet: Sheet) -> list[str]:
    gap = LEADING * max((len(lines) for _, lines in sheet.ends), default=1)
    heights = apart([sheet.y(end.y) for end, _ in sheet.ends], gap, sheet.plot_top, sheet.plot_end)
    left = sheet.plot_left + sheet.plot_width + GAP - 2
    parts = []
    for (end, lines), height in zip(sheet.ends, heights, strict=True):
        first = height + 4 - (len(lines) - 1) * LEADING / 2
        if end.swatch:
            parts.append(pen.boxes([(left, first - 9, 10, 10)], end.swatch))
        start = left + (14 if end.swatch else 0)
        parts += [
            pen.text(start, first + place * LEADING, line, ink=end.ink, bold=end.bold)
            for place, line in enumerate(lines)
        ]
    return parts
