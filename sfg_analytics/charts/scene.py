"""What a chart draws, told once: marks in the chart's own units, in panels, before anyone says how wide the page is.

A kind of chart says *what* is where: a dot at 62% in the third row, a dashed line at the target. Two pens draw it:
:mod:`~sfg_analytics.charts.plotted` for a browser that has plotly, :mod:`~sfg_analytics.charts.drawn` as plain SVG for a
page that has nothing. Both are given the same scene, so both show the same numbers.

Places along an axis are numbers, or dates on an axis of time. Text is plain text; each pen escapes it in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sfg_analytics.charts.theme import TEXT

Place = float | date
Maybe = float | date | None


@dataclass(frozen=True)
class Points:
    """Marks, each with its text.

    Parameters
    ----------
    x, y
        Where they are.
    shape
        ``"circle"``, ``"square"``, ``"diamond"``, ``"triangle"``, ``"cross"``, or ``"none"`` for text alone.
    colour, size
        Of the mark; pixels across.
    whiskers
        A lower and an upper end along the horizontal axis for each; None where there is none.
    text
        What is written beside each; empty for nothing.
    side
        Where: ``"above"``, ``"below"``, ``"right"``, ``"left"``, or ``"on"`` the mark.
    ink, bold
        Of the text.
    told
        What a pointer over each is told, line by line.
    optional
        Whether a text that finds no room may be left out; its mark never is.
    names
        What each stands for, by which the script of a page finds it; empty where none does.
    """

    x: Sequence[Place]
    y: Sequence[Place]
    colour: str = TEXT
    shape: str = "circle"
    size: float = 10
    whiskers: Sequence[tuple[float, float] | None] = ()
    text: Sequence[str] = ()
    side: str = "above"
    ink: str | Sequence[str] = TEXT
    bold: bool = False
    told: Sequence[str] = ()
    optional: bool = False
    names: Sequence[str] = ()


@dataclass(frozen=True)
class Line:
    """A line from place to place, broken where ``y`` is None.

    Parameters
    ----------
    x, y
        Where it runs.
    colour, width
        Of the line, in pixels.
    dash
        ``"solid"``, ``"dash"`` or ``"dot"``.
    """

    x: Sequence[Place]
    y: Sequence[Maybe]
    colour: str
    width: float = 2
    dash: str = "solid"


@dataclass(frozen=True)
class Band:
    """A shaded band between two lines, without a break.

    Parameters
    ----------
    x, lower, upper
        Where it runs.
    colour, opacity
        Of the shade; 0 cannot be seen, 1 hides what is behind.
    """

    x: Sequence[Place]
    lower: Sequence[float]
    upper: Sequence[float]
    colour: str
    opacity: float = 0.18


@dataclass(frozen=True)
class Bars:
    """Bars, each from a start to an end.

    Parameters
    ----------
    at
        The middle of each, across its length.
    start, end
        Where each begins and ends, along its length.
    thickness
        Of all, in units of the axis across; on an axis of time, days.
    colour
        Of all, or one for each.
    horizontal
        Whether they lie.
    told
        What a pointer over each is told.
    """

    at: Sequence[Place]
    start: Sequence[float]
    end: Sequence[float]
    thickness: float
    colour: str | Sequence[str]
    horizontal: bool = False
    told: Sequence[str] = ()


Mark = Points | Line | Band | Bars


@dataclass(frozen=True)
class Axis:
    """An axis.

    Parameters
    ----------
    begin, end
        Its ends, in units of the marks; ``begin`` is at the left, or at the foot.
    ticks
        Where something is written, and what.
    narrow
        The same for a narrow page, where fewer find room; None where the same do.
    title
        What it measures; empty where the labels say it.
    grid
        Whether a quiet line runs from each tick; rows and columns have none.
    bold
        The tick text that is brought out.
    """

    begin: Place
    end: Place
    ticks: Sequence[tuple[Place, str]]
    narrow: Sequence[tuple[Place, str]] | None = None
    title: str = ""
    grid: bool = False
    bold: str | None = None

    @property
    def is_time(self) -> bool:
        """Whether its places are dates."""
        return isinstance(self.begin, date)

    def share(self, place: Place) -> float:
        """Say how far along the axis a place is: 0 at its beginning, 1 at its end."""
        begin, end = _as_number(self.begin), _as_number(self.end)
        return (_as_number(place) - begin) / (end - begin) if end != begin else 0.5

    def share_of(self, length: float) -> float:
        """Say what part of the axis a length is; days on an axis of time."""
        begin, end = _as_number(self.begin), _as_number(self.end)
        return abs(length / (end - begin)) if end != begin else 0.0


def _as_number(place: Place) -> float:
    return float(place.toordinal()) if isinstance(place, date) else float(place)


@dataclass(frozen=True)
class End:
    """A label at the right-hand end of a panel, beside what it names.

    Parameters
    ----------
    y
        The height it belongs to.
    text, ink, bold
        What is written.
    swatch
        The colour of what it names, shown before it.
    """

    y: float
    text: str
    ink: str = TEXT
    bold: bool = False
    swatch: str | None = None


@dataclass(frozen=True)
class Panel:
    """One drawing area with its axes.

    Parameters
    ----------
    marks
        What is drawn, the hindmost first.
    x, y
        The axes. The horizontal one is written along the foot, or above with ``x_above``.
    height
        Of the drawing area, in pixels; rows whose labels need more room get it.
    heading
        Written over it, where several stand side by side.
    ends
        Labels at the right-hand end.
    tops
        Texts over the drawing area: place along the horizontal axis, text, and ``"start"``, ``"middle"`` or ``"end"``.
    x_above
        Whether the horizontal axis is written above.
    note
        Written in the middle of it, where there is nothing else.
    """

    marks: Sequence[Mark]
    x: Axis
    y: Axis
    height: float
    heading: str = ""
    ends: Sequence[End] = ()
    tops: Sequence[tuple[Place, str, str]] = ()
    x_above: bool = False
    note: str = ""


@dataclass(frozen=True)
class Scene:
    """All a chart draws.

    Parameters
    ----------
    panels
        In reading order.
    columns, narrow_columns
        How many stand side by side, on a wide page and on a narrow one.
    key
        Shape, colour and meaning of marks that no label beside them explains; the shape may also be ``"solid"``,
        ``"dash"`` or ``"dot"`` for a line and ``"swatch"`` for a surface.
    """

    panels: Sequence[Panel]
    columns: int = 1
    narrow_columns: int = 1
    key: Sequence[tuple[str, str, str]] = ()
