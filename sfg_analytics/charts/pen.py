"""The smallest pieces of SVG: letters, shapes, lines.

All that a browser needs is said in presentation attributes: there is no style sheet and no style attribute, so the
strictest content security policy lets it pass. Text stays text. Whatever is written comes through :func:`escaped`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from sfg_analytics.charts.theme import PAPER, TEXT

SIZE = 12
"""Of letters, in pixels, unless said otherwise."""

DASHES = {"solid": "", "dash": "7 4", "dot": "2 3"}
"""How lines are broken, in pixels."""


def escaped(text: object) -> str:
    """Make text fit for SVG: one line, no control characters, nothing that is obeyed as markup.

    Parameters
    ----------
    text
        Anything, also from a file somebody else wrote.

    Examples
    --------
    >>> escaped("R&D <b>")
    'R&amp;D &lt;b&gt;'
    """
    line = " ".join(str(text).split())
    return escape("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line))


def number(value: float) -> str:
    """Write a coordinate, to a tenth of a pixel and without needless digits.

    Examples
    --------
    >>> number(12.0), number(3.25), number(-0.01)
    ('12', '3.2', '0')
    """
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = SIZE,
    ink: str = TEXT,
    anchor: str = "start",
    bold: bool = False,
    turned: bool = False,
) -> str:
    """Write one line of text.

    Parameters
    ----------
    x, y
        Where its foot begins, is in the middle, or ends, as ``anchor`` says.
    words
        Plain text.
    size, ink, anchor, bold
        As they are in SVG.
    turned
        Whether it runs upwards.
    """
    if not words.strip():
        return ""
    more = f' text-anchor="{anchor}"' if anchor != "start" else ""
    more += ' font-weight="700"' if bold else ""
    more += f' fill="{ink}"' if ink != TEXT else ""
    more += f' font-size="{number(size)}"' if size != SIZE else ""
    more += f' transform="rotate(-90 {number(x)} {number(y)})"' if turned else ""
    return f'<text x="{number(x)}" y="{number(y)}"{more}>{escaped(words)}</text>'


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, dash: str = "solid"
) -> str:
    """Draw a straight line."""
    return path([[(x1, y1), (x2, y2)]], colour, width, dash)


def path(runs: list[list[tuple[float, float]]], colour: str, width: float, dash: str = "solid") -> str:
    """Draw lines through points, one for each run of them."""
    drawn = "".join(f"M{_through(run)}" for run in runs if run)
    broken = f' stroke-dasharray="{DASHES[dash]}"' if DASHES[dash] else ""
    return (
        f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{number(width)}"{broken}/>'
        if drawn
        else ""
    )


def _through(points: Sequence[tuple[float, float]]) -> str:
    """Write where a line runs: where it begins, then how far from each point to the next, which takes fewer letters."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    steps = [
        f"{_short(right - left)}{_short(lower - upper, apart=True)}"
        for (left, upper), (right, lower) in pairwise(tenths)
    ]
    start = f"{number(tenths[0][0] / 10)} {number(tenths[0][1] / 10)}"
    return f"{start}l{' '.join(steps)}" if steps else start


def _short(tenths: int, *, apart: bool = False) -> str:
    """Write tenths of a pixel, with a blank before where there is no sign to part them from what stands before."""
    sign, whole, rest = "-" if tenths < 0 else "", abs(tenths) // 10, abs(tenths) % 10
    digits = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"{'' if sign or not apart else ' '}{sign}{digits}"


def area(points: list[tuple[float, float]], colour: str, opacity: float) -> str:
    """Fill what lies within points."""
    return f'<path d="M{_through(points)}Z" fill="{colour}" fill-opacity="{opacity}"/>'


def boxes(corners: Sequence[tuple[float, float, float, float]], colour: str) -> str:
    """Fill rectangles, all in one path: left, top, width and height of each."""
    if not corners:
        return ""
    drawn = "".join(
        f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z"
        for x, y, width, height in corners
    )
    return f'<path d="{drawn}" fill="{colour}"/>'


def dots(middles: Sequence[tuple[float, float]], size: float, colour: str) -> str:
    """Draw discs, all in one path: a line without length whose ends are round."""
    if not middles:
        return ""
    drawn = "".join(f"M{number(x)} {number(y)}h0" for x, y in middles)
    return f'<path d="{drawn}" stroke="{colour}" stroke-width="{number(size)}" stroke-linecap="round"/>'


def shape(kind: str, x: float, y: float, size: float, colour: str) -> str:
    """Draw a mark.

    Parameters
    ----------
    kind
        As in :class:`~sfg_analytics.charts.scene.Points`.
    x, y
        Its middle.
    size
        Pixels across.
    """
    half = size / 2
    if kind == "none":
        return ""
    if kind == "circle":
        return dots([(x, y)], size, colour)
    if kind == "square":
        return boxes([(x - half, y - half, size, size)], colour)
    if kind == "cross":
        return path(
            [[(x - half, y - half), (x + half, y + half)], [(x - half, y + half), (x + half, y - half)]],
            colour,
            2,
        )
    corners = {
        "diamond": [(x, y - half), (x + half, y), (x, y + half), (x - half, y)],
        "triangle": [(x, y - half), (x + half, y + half * 0.8), (x - half, y + half * 0.8)],
    }[kind]
    return area(corners, colour, 1).replace(' fill-opacity="1"', "")


def named(name: str, drawn: str) -> str:
    """Say what a drawing stands for, so that the script of a page can find it.

    Examples
    --------
    >>> named("R&D", "<path/>")
    '<g data-mark="R&amp;D"><path/></g>'
    """
    return f'<g data-mark="{escaped(name)}">{drawn}</g>'


def together(texts: Sequence[str], *, size: float = SIZE, anchor: str = "start") -> str:
    """Say once of several texts how large they are, and where they end."""
    more = f' font-size="{number(size)}"' if size != SIZE else ""
    more += f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f"<g{more}>{''.join(texts)}</g>" if texts else ""


def haloed(texts: Sequence[str]) -> str:
    """Let paper show around letters, to part them from what they cross."""
    return (
        f'<g stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">{"".join(texts)}</g>'
        if texts
        else ""
    )


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places apart until no two are nearer than a gap, keeping their order and as near as may be to where they were.

    Parameters
    ----------
    wanted
        Where each would like to be.
    gap
        The least distance between two.
    low, high
        Between which they should lie; they pass ``low`` where they are too many.

    Examples
    --------
    >>> apart([10, 12, 40], 10, 0, 50)
    [6.0, 16.0, 40.0]
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    groups: list[tuple[float, list[int]]] = []
    for place in order:
        middle, members = float(wanted[place]), [place]
        while True:
            half = gap * (len(members) - 1) / 2
            middle = max(min(middle, high - half), low + half)
            if not groups:
                break
            before, earlier = groups[-1]
            if middle - half - (before + gap * (len(earlier) - 1) / 2) >= gap:
                break
            groups.pop()
            members = earlier + members
            middle = sum(wanted[member] for member in members) / len(members)
        groups.append((middle, members))
    placed = [0.0] * len(wanted)
    for middle, members in groups:
        for number, member in enumerate(members):
            placed[member] = middle + gap * (number - (len(members) - 1) / 2)
    return placed
