"""The pen that needs nothing: a scene as an SVG element, made without a browser and without plotly.

Drawn once for a wide page (680 pixels, a desk and A4 paper) and once for a narrow one (340, a phone), so that letters
have the same size on both. Colours are presentation attributes, text is text, and where labels would run into one another
they are moved apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sfg_analytics.charts import pen
from sfg_analytics.charts.frame import grid, labels
from sfg_analytics.charts.letters import fitted, width_of
from sfg_analytics.charts.scene import Scene
from sfg_analytics.charts.sheet import GAP, LEADING, SMALL, Sheet
from sfg_analytics.charts.strokes import strokes
from sfg_analytics.charts.theme import FONT, QUIET, TEXT

WIDE, NARROW = 680, 340
"""How wide the two drawings are, in pixels."""

_BETWEEN = 20
_TITLE = {True: 16, False: 18}


def svg(scene: Scene, *, title: str, caption: str, alt: str, narrow: bool, headed: bool, aloud: bool) -> str:
    """Draw a scene.

    Parameters
    ----------
    scene
        What is drawn.
    title, caption, alt
        As :class:`~sfg_analytics.charts.Chart` holds them.
    narrow, headed, aloud
        As for :meth:`~sfg_analytics.charts.Chart.svg`.

    Returns
    -------
    str
        An ``svg`` element, well-formed XML by itself.
    """
    width = NARROW if narrow else WIDE
    parts: list[str] = []
    down = 0.0
    if headed:
        parts, down = _head(title, caption, width, narrow)
    keyed, down = _key(scene.key, down, width)
    parts += keyed
    columns = scene.narrow_columns if narrow else scene.columns
    across = (width - _BETWEEN * (columns - 1)) / columns
    for first in range(0, len(scene.panels), columns):
        row = scene.panels[first : first + columns]
        sheets = [
            Sheet(panel, (across + _BETWEEN) * place, down, across, narrow) for place, panel in enumerate(row)
        ]
        lines = max(len(sheet.heading) for sheet in sheets)
        sheets = [replace(sheet, heading_lines=lines) for sheet in sheets]
        parts += [_panel(sheet) for sheet in sheets]
        down = max(sheet.end for sheet in sheets) + GAP
    told = (
        f'role="img"><title>{pen.escaped(title)}</title><desc>{pen.escaped(alt)}</desc>'
        if aloud
        else 'aria-hidden="true">'
    )
    height = pen.number(down)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{"sfg-narrow" if narrow else "sfg-wide"}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="{FONT}" fill="{TEXT}" '
        f'font-size="{SMALL}" font-variant="tabular-nums" focusable="false" {told}{"".join(parts)}</svg>'
    )


def _panel(sheet: Sheet) -> str:
    drawn = "".join([*grid(sheet), *strokes(sheet), *labels(sheet)])
    return pen.named(sheet.panel.heading, drawn) if sheet.panel.heading else drawn


def _head(title: str, caption: str, width: float, narrow: bool) -> tuple[list[str], float]:
    size = _TITLE[narrow]
    parts, down = [], 0.0
    for line in fitted(title, width, size, bold=True):
        down += size * 1.25
        parts.append(pen.text(0, down, line, size=size, bold=True))
    down += 4
    for line in fitted(caption, width, SMALL, lines=12) if caption else []:
        down += LEADING
        parts.append(pen.text(0, down, line, ink=QUIET))
    return parts, down + GAP


def _key(key: Sequence[tuple[str, str, str]], down: float, width: float) -> tuple[list[str], float]:
    parts: list[str] = []
    left, line = 0.0, down + LEADING
    for kind, colour, words in key:
        mark = 22 if kind in pen.DASHES else 14
        taken = mark + 6 + width_of(words, SMALL)
        if left and left + taken > width:
            left, line = 0.0, line + LEADING + 3
        middle = line - 4
        if kind in pen.DASHES:
            parts.append(pen.line(left, middle, left + mark, middle, colour, 2, kind))
        elif kind == "swatch":
            parts.append(pen.boxes([(left + 1, middle - 6, 12, 12)], colour))
        else:
            parts.append(pen.shape(kind, left + 7, middle, 10, colour))
        parts.append(pen.text(left + mark + 5, line, words))
        left += taken + 16
    return parts, (line + GAP + 6 if key else down)
