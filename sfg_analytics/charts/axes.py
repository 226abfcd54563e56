"""Axes: where they end, and what is written along them.

An axis of shares begins at zero unless a chart is about change; ticks stand at round numbers, few enough to be read on a
phone; along months the last is always named.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, floor, log10

from sfg_analytics.charts.scene import Axis

_NEARLY_ALL = 0.8
"""From here an axis of shares runs to 100%."""

_WHOLE = 1.02
_STEPS_OF_MONTHS = (1, 2, 3, 6, 12, 24, 60)
_MOST, _MOST_NARROW = 12, 4
_ROUND = (1, 2, 5, 10)


def amounts(
    highest: float, kind: str = "proportion", *, lowest: float = 0.0, title: str = "", most: int = 6
) -> Axis:
    """Give an axis for values: from zero, or from below the lowest where that is given, to past the highest.

    Parameters
    ----------
    highest, lowest
        Of all that is drawn.
    kind
        The measure's kind: ``"proportion"`` (0 is nobody, 1 everybody, and the axis goes no further), ``"rate"`` or
        ``"score"``; ``"people"`` for numbers of them.
    title
        What it measures.
    most
        How many ticks there may be.

    Examples
    --------
    >>> axis = amounts(0.97)
    >>> axis.begin, axis.end, [text for _, text in axis.ticks]
    (0.0, 1.02, ['0%', '20%', '40%', '60%', '80%', '100%'])
    >>> amounts(0.2).end < 0.3
    True
    """
    all_of_it = kind == "proportion" and highest > _NEARLY_ALL
    end = _WHOLE if all_of_it else highest + 0.15 * (highest - lowest)
    end = end if end > lowest else lowest + (0.05 if kind == "proportion" else 1.0)
    begin = lowest if lowest == 0 else lowest - 0.1 * (highest - lowest)
    if kind in {"proportion", "people"} or lowest >= 0:
        begin = max(begin, 0.0)
    step = _step((end - begin) / most)
    first, last = ceil(begin / step - 1e-9), floor(end / step + 1e-9)
    ticks = [(number * step, _tick(number * step, step, kind)) for number in range(first, last + 1)]
    return Axis(begin, end, ticks, narrow=_thinned(ticks), title=title, grid=True)


def _step(rough: float) -> float:
    whole = 10.0 ** floor(log10(rough))
    return next(factor * whole for factor in _ROUND if factor * whole >= rough * (1 - 1e-9))


def _thinned(ticks: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    return list(ticks[::2]) if len(ticks) > 5 else list(ticks)  # noqa: PLR2004


def _tick(value: float, step: float, kind: str) -> str:
    places = max(0, -floor(log10(step) + 1e-9))
    if kind == "proportion":
        return f"{value:.{max(0, places - 2)}%}"
    return f"{value:,.{places}f}"


def rows(labels: Sequence[str], *, bold: str | None = None) -> Axis:
    """Give an axis of rows, the first at the top.

    Parameters
    ----------
    labels
        In reading order; the first has place 0.
    bold
        The one brought out.
    """
    return Axis(max(len(labels), 1) - 0.4, -0.6, list(enumerate(labels)), bold=bold)


def months(periods: Sequence[date]) -> Axis:
    """Give an axis of months: half a month of room at either end, the last month named, and round steps before it.

    Parameters
    ----------
    periods
        The first of each month, in order.

    Examples
    --------
    >>> axis = months([date(2025, month, 1) for month in range(1, 13)])
    >>> [text.replace(chr(10), " ") for _, text in axis.narrow]
    ['Mar 2025', 'Jun', 'Sep', 'Dec']
    """
    if not periods:
        return Axis(date(2000, 1, 1), date(2000, 2, 1), [])
    span = (periods[-1] - periods[0]).days
    room = timedelta(days=max(15, span // 40))
    return Axis(
        periods[0] - room,
        periods[-1] + room,
        _named(periods, _MOST),
        narrow=_named(periods, _MOST_NARROW),
    )


def _named(periods: Sequence[date], most: int) -> list[tuple[date, str]]:
    last = _number(periods[-1])
    reach = last - _number(periods[0]) + 1
    step = next((step for step in _STEPS_OF_MONTHS if ceil(reach / step) <= most), reach)
    named: list[tuple[date, str]] = []
    year = None
    for at in range(_number(periods[0]) + (reach - 1) % step, last + 1, step):
        month = date(at // 12, at % 12 + 1, 1)
        named.append((month, f"{month:%b}\n{month:%Y}" if month.year != year else f"{month:%b}"))
        year = month.year
    return named


def _number(period: date) -> int:
    return period.year * 12 + period.month - 1
