"""Small pictures of what is unusual, drawn in the page itself: columns of months, or bars of before and now.

Every picture is 340 units wide, which is a phone's width, and is shown at that size, so that its letters are as large on
a phone as at a desk. What it shows is also said in its alternative text, and in a table beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from sfg_analytics.page.markup import joined, number, shown
from sfg_analytics.suspicion import Mark, Suspicion, in_percent

WIDTH = 340
_LONGEST_LABEL = 44
_BAR_FROM, _BAR_TO = 52, 280
_LINE, _BAR = 18, 12
_COLUMNS_HIGH, _ABOVE, _BELOW = 72, 18, 20
_WIDEST_COLUMN = 44
_FEW = 3


def value_in_words(odd: Suspicion, value: float | None) -> str:
    """Write one of a picture's numbers in its unit; a dash where there is none."""
    if value is None:
        return "–"
    if odd.unit == "share":
        return in_percent(value)
    return number(int(value)) if odd.unit == "rows" else f"{value:.2f}"


def picture(odd: Suspicion, name: str) -> str:
    """Draw a suspicion.

    Parameters
    ----------
    odd
        What is unusual.
    name
        A name for the drawing, of its own on the page.

    Returns
    -------
    str
        An ``svg`` element with its alternative text.
    """
    if odd.unit == "rows":
        before, drawn, height = "held before", _columns(odd), _ABOVE + _COLUMNS_HIGH + _BELOW
    else:
        before = "before" if odd.unit == "share" else "limit"
        drawn, height = _bars(odd, before)
    told = "; ".join(
        _in_words(mark, before, lambda value: value_in_words(odd, value)) for mark in odd.picture
    )
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-labelledby="{name}-told" focusable="false"><desc id="{name}-told">{shown(told)}.</desc>{drawn}</svg>'
    )


def _in_words(mark: Mark, before: str, value: Callable[[float | None], str]) -> str:
    sides = [f"{before} {value(mark.before)}"] if mark.before is not None else []
    sides += [f"now {value(mark.new)}"] if mark.new is not None else []
    return f"{mark.label}: {', '.join(sides)}"


def _bars(odd: Suspicion, before: str) -> tuple[str, int]:
    """Draw a bar for each side of each mark, one under the other, with its value at the end."""
    highest = max(1.0, *(value or 0.0 for mark in odd.picture for value in (mark.before, mark.new)))
    compared = any(mark.before is not None for mark in odd.picture)
    start = _BAR_FROM if compared else 0
    drawn, down = [], 0
    for mark in odd.picture:
        down += _LINE
        drawn.append(f'<text class="name" x="0" y="{down - 4}">{shown(mark.label, _LONGEST_LABEL)}</text>')
        for side, value, kind in ((before.capitalize(), mark.before, "was"), ("Now", mark.new, "now")):
            if value is None:
                continue
            foot, length = down + _BAR - 2, (_BAR_TO - start) * value / highest
            drawn += [f'<text x="0" y="{foot}">{side}</text>'] if compared else []
            drawn.append(
                f'<rect class="{kind}" x="{start}" y="{down}" width="{length:.1f}" height="{_BAR}"/>'
                f'<text x="{start + length + 6:.1f}" y="{foot}">{value_in_words(odd, value)}</text>'
            )
            down += _LINE - 2
        down += 4
    return joined(drawn), down


def _columns(odd: Suspicion) -> str:
    """Draw a column for each month: what was held is grey, what this export has is blue, before it where both are."""
    marks = odd.picture
    highest = max(value or 0.0 for mark in marks for value in (mark.before, mark.new)) or 1.0
    step = WIDTH / len(marks)
    wide = min(step * 0.8, _WIDEST_COLUMN)
    foot = _ABOVE + _COLUMNS_HIGH
    drawn = [f'<path class="foot" d="M0 {foot}.5H{WIDTH}"/>']
    for place, mark in enumerate(marks):
        middle = step * (place + 0.5)
        for value, kind, share in ((mark.before, "was", 1.0), (mark.new, "now", 0.6 if mark.before else 1.0)):
            if value is not None:
                high = max(_COLUMNS_HIGH * value / highest, 1)
                width = wide * share
                drawn.append(
                    f'<rect class="{kind}" x="{middle - width / 2:.1f}" y="{foot - high:.1f}" width="{width:.1f}" '
                    f'height="{high:.1f}"/>'
                )
        if mark.new is not None and (len(marks) <= _FEW or mark is marks[-1]):
            high = _COLUMNS_HIGH * max(mark.new, mark.before or 0) / highest
            anchor, across = ("end", WIDTH) if place and mark is marks[-1] else ("middle", middle)
            drawn.append(
                f'<text class="name" x="{across:.1f}" y="{foot - high - 5:.1f}" text-anchor="{anchor}">'
                f"{value_in_words(odd, mark.new)}</text>"
            )
    return joined(drawn) + _under(marks, step)


def _under(marks: tuple[Mark, ...], step: float) -> str:
    """Name the months under their columns: all where they are few, else the first and the last."""
    down = _ABOVE + _COLUMNS_HIGH + _BELOW - 5
    if len(marks) <= _FEW:
        return joined(
            f'<text x="{step * (place + 0.5):.1f}" y="{down}" text-anchor="middle">{shown(mark.label)}</text>'
            for place, mark in enumerate(marks)
        )
    return (
        f'<text x="0" y="{down}">{shown(marks[0].label)}</text>'
        f'<text x="{WIDTH}" y="{down}" text-anchor="end">{shown(marks[-1].label)}</text>'
    )
