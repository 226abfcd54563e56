"""One panel on its piece of the page: first its margins are found, then everything in it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from sfg_analytics.charts import pen
from sfg_analytics.charts.pen import fitted, width_of
from sfg_analytics.charts.scene import Axis, Band, Bars, Line, Panel, Place, Points, apart
from sfg_analytics.charts.theme import LINE, QUIET

SMALL, LABEL = 12, 13
"""Sizes of letters, in pixels."""

LEADING, GAP = 15, 8
_CAP = 4
_END_GAP = 15
_SHARE_FOR_LABELS = {True: 0.42, False: 0.36}
"""The most of the width that labels at the left may take, on a narrow page and a wide one."""


@dataclass
class Sheet:
    """One panel on its piece of the page: first the margins are found, then all is drawn."""

    panel: Panel
    left: float
    top: float
    width: float
    narrow: bool
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = self._row_labels()
        gutter = max(
            (width_of(line, LABEL, bold=bold) for _, lines, bold in self.rows for line in lines), default=0.0
        )
        first = _ticks(self.panel.x, self.narrow)[:1] if not self.panel.x_above else []
        half = max(
            (width_of(line, SMALL) / 2 for _, words in first for line in words.split("\n")), default=0.0
        )
        self.plot_left = self.left + max(
            gutter + 10 if gutter else 1, half * (1 - self.panel.x.share(first[0][0])) if first else 0
        )
        most = max((len(lines) for _, lines, _ in self.rows), default=1)
        pitch = 0 if self.panel.y.grid else LEADING * most + GAP
        self.height = max(self.panel.height, pitch * len(self.rows))
        self.plot_width = self.width - (self.plot_left - self.left) - self._right_margin()
        self.columns, self.turned = self._column_labels()
        lines = max((len(lines) for _, lines in self.columns), default=0)
        long = max((width_of(line, SMALL) for _, lines in self.columns for line in lines), default=0.0)
        labels = (long + GAP) if self.turned else lines * LEADING
        title = LEADING + 3 if self.panel.x.title else 0
        above = (20 if self.panel.heading else 0) + (
            LEADING + 4 if self.panel.tops or self.panel.y.title else 0
        )
        self.labels_above = labels + GAP if self.panel.x_above else 0
        self.plot_top = self.top + above + self.labels_above + (title if self.panel.x_above else 0)
        self.plot_end = self.plot_top + self.height
        self.end = self.plot_end + (4 if self.panel.x_above else labels + title + 6)

    def x(self, place: Place) -> float:
        """Give the pixel, from the left, of a place along the horizontal axis."""
        return self.plot_left + self.plot_width * self.panel.x.share(place)

    def y(self, place: Place) -> float:
        """Give the pixel, from the top, of a place along the vertical axis."""
        return self.plot_end - self.height * self.panel.y.share(place)

    def _row_labels(self) -> list[tuple[Place, list[str], bool]]:
        room = self.width * _SHARE_FOR_LABELS[self.narrow]
        return [
            (at, fitted(words, room, LABEL, bold=words == self.panel.y.bold), words == self.panel.y.bold)
            for at, words in _ticks(self.panel.y, self.narrow)
        ]

    def _right_margin(self) -> float:
        """Leave room for the labels at the end and for texts to the right of marks near it."""
        ends = max((width_of(end.text, SMALL, bold=end.bold) + GAP for end in self.panel.ends), default=0.0)
        needed = max(ends, 4.0)
        room = self.left + self.width - self.plot_left
        for mark in self.panel.marks:
            if isinstance(mark, Points) and mark.side == "right":
                for at, words in zip(mark.x, mark.text, strict=False):
                    share = self.panel.x.share(at)
                    if share > 1 / 2:
                        wide = width_of(words, SMALL, bold=mark.bold) + mark.size
                        needed = max(needed, (wide - (1 - share) * room) / share)
        ticks = _ticks(self.panel.x, self.narrow)
        if ticks and not self.panel.x_above:
            at, words = ticks[-1]
            half = max(width_of(line, SMALL) for line in words.split("\n")) / 2
            needed = max(needed, half - (1 - self.panel.x.share(at)) * room)
        return needed

    def _column_labels(self) -> tuple[list[tuple[Place, list[str]]], bool]:
        ticks = _ticks(self.panel.x, self.narrow)
        if not self.panel.x_above:
            kept: list[tuple[Place, list[str]]] = []
            free = -1e9
            for at, words in ticks:
                lines = words.split("\n")
                half = max(width_of(line, SMALL) for line in lines) / 2
                if self.x(at) - half > free:
                    kept.append((at, lines))
                    free = self.x(at) + half + 6
            return kept, False
        room = self.plot_width / max(len(ticks), 1) - 6
        turned = any(width_of(word, SMALL) > room for _, words in ticks for word in words.split())
        return [
            (at, fitted(words, 120, SMALL, lines=1) if turned else fitted(words, room, SMALL, lines=4))
            for at, words in ticks
        ], turned

    def draw(self) -> str:
        """Draw the panel: the grid, the marks, their texts, and the labels around them."""
        parts = self._grid()
        texts: list[str] = []
        for mark in self.panel.marks:
            if isinstance(mark, Points):
                parts += self._points(mark)
            elif isinstance(mark, Line):
                parts.append(pen.path(self._runs(mark), mark.colour, mark.width, mark.dash))
            elif isinstance(mark, Band):
                there = [(self.x(x), self.y(y)) for x, y in zip(mark.x, mark.upper, strict=True)]
                back = [(self.x(x), self.y(y)) for x, y in zip(mark.x, mark.lower, strict=True)]
                parts.append(pen.area([*there, *reversed(back)], mark.colour, mark.opacity))
            else:
                parts += self._bars(mark)
        for mark in self.panel.marks:
            if isinstance(mark, Points):
                texts += self._texts(mark)
        return "".join([*parts, *texts, *self._labels()])

    def _grid(self) -> list[str]:
        parts = []
        right = self.plot_left + self.plot_width
        x, y = self.panel.x, self.panel.y
        if x.grid:
            for at, _ in _ticks(x, self.narrow):
                parts.append(pen.line(self.x(at), self.plot_top, self.x(at), self.plot_end, LINE))
            parts.append(pen.line(self.x(0), self.plot_top, self.x(0), self.plot_end, QUIET))
        if y.grid:
            for at, _ in _ticks(y, self.narrow):
                parts.append(pen.line(self.plot_left, self.y(at), right, self.y(at), LINE))
            parts.append(pen.line(self.plot_left, self.plot_end, right, self.plot_end, QUIET))
        return parts

    def _points(self, mark: Points) -> list[str]:
        parts = []
        for place, (at, height) in enumerate(zip(mark.x, mark.y, strict=True)):
            x, y = self.x(at), self.y(height)
            ends = mark.whiskers[place] if mark.whiskers else None
            if ends:
                low, high = (self.x(end) for end in ends)
                caps = [[(end, y - _CAP), (end, y + _CAP)] for end in (low, high)]
                parts.append(pen.path([[(low, y), (high, y)], *caps], mark.colour, 2))
            parts.append(pen.shape(mark.shape, x, y, mark.size, mark.colour))
        return parts

    def _texts(self, mark: Points) -> list[str]:
        parts = []
        for place, (at, height, words) in enumerate(zip(mark.x, mark.y, mark.text, strict=False)):
            ink = mark.ink if isinstance(mark.ink, str) else mark.ink[place]
            parts += self._beside(mark, self.x(at), self.y(height), words, ink)
        return parts

    def _beside(self, mark: Points, x: float, y: float, words: str, ink: str) -> list[str]:
        reach = (0 if mark.shape == "none" else mark.size / 2) + 4
        right = self.left + self.width
        wide = width_of(words, SMALL, bold=mark.bold)
        lines = [words]
        if mark.side == "right":
            lines = fitted(words, right - x - reach, SMALL, lines=2, bold=mark.bold)
            start, anchor, foot = x + reach, "start", y + 4 - (len(lines) - 1) * 7
        elif mark.side == "left":
            start, anchor, foot = x - reach, "end", y + 4
        else:
            start = max(self.left + wide / 2, min(x, right - wide / 2))
            anchor = "middle"
            foot = {"above": y - reach - 1, "below": y + reach + 9, "on": y + 4}[mark.side]
        begin = start - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        taken = (begin, foot - 10, begin + wide, foot + 3)
        if mark.optional and any(_overlap(taken, other) for other in self.taken):
            return []
        self.taken.append(taken)
        return [
            pen.text(
                start,
                foot + number * 14,
                line,
                ink=ink,
                anchor=anchor,
                bold=mark.bold,
                halo=mark.side != "on",
            )
            for number, line in enumerate(lines)
        ]

    def _runs(self, mark: Line) -> list[list[tuple[float, float]]]:
        runs: list[list[tuple[float, float]]] = [[]]
        for at, height in zip(mark.x, mark.y, strict=True):
            if height is None:
                runs.append([])
            else:
                runs[-1].append((self.x(at), self.y(height)))
        return runs

    def _bars(self, mark: Bars) -> list[str]:
        along, over = (self.x, self.y) if mark.horizontal else (self.y, self.x)
        axis, length = (self.panel.y, self.height) if mark.horizontal else (self.panel.x, self.plot_width)
        thick = axis.share_of(mark.thickness) * length
        parts = []
        for place, (at, start, end) in enumerate(zip(mark.at, mark.start, mark.end, strict=True)):
            colour = mark.colour if isinstance(mark.colour, str) else mark.colour[place]
            first, last = sorted((along(start), along(end)))
            side = over(at) - thick / 2
            parts.append(
                pen.box(first, side, last - first, thick, colour)
                if mark.horizontal
                else pen.box(side, first, thick, last - first, colour)
            )
        return parts

    def _labels(self) -> list[str]:
        panel, parts = self.panel, []
        for at, lines, bold in self.rows:
            first = self.y(at) + 4.5 - (len(lines) - 1) * LEADING / 2
            parts += [
                pen.text(
                    self.plot_left - 10, first + number * LEADING, line, size=LABEL, anchor="end", bold=bold
                )
                for number, line in enumerate(lines)
            ]
        for at, lines in self.columns:
            if self.turned:
                parts.append(pen.text(self.x(at) + 4, self.plot_top - GAP, lines[0], turned=True))
                continue
            first = (
                self.plot_top - 2 - LEADING * (len(lines) - 1) - 4
                if panel.x_above
                else self.plot_end + LEADING + 1
            )
            parts += [
                pen.text(self.x(at), first + number * LEADING, line, anchor="middle")
                for number, line in enumerate(lines)
            ]
        if panel.x.title:
            down = self.plot_top - self.labels_above - 4 if panel.x_above else self.end - 6
            parts.append(
                pen.text(
                    self.plot_left + self.plot_width / 2, down, panel.x.title, ink=QUIET, anchor="middle"
                )
            )
        if panel.y.title:
            parts.append(pen.text(self.left, self.plot_top - GAP, panel.y.title, ink=QUIET))
        if panel.note:
            middle = (self.plot_top + self.plot_end) / 2
            parts.append(
                pen.text(self.plot_left + self.plot_width / 2, middle, panel.note, ink=QUIET, anchor="middle")
            )
        if panel.heading:
            [heading] = fitted(panel.heading, self.width, LABEL, lines=1, bold=True)
            parts.append(pen.text(self.left, self.top + 14, heading, size=LABEL, bold=True))
        for place, words, anchor in panel.tops:
            parts.append(pen.text(self.x(place), self.plot_top - GAP, words, anchor=anchor, bold=True))
        heights = apart([self.y(end.y) for end in panel.ends], _END_GAP, self.plot_top, self.plot_end)
        right = self.plot_left + self.plot_width + GAP - 2
        parts += [
            pen.text(right, height + 4, end.text, ink=end.ink, bold=end.bold)
            for end, height in zip(panel.ends, heights, strict=True)
        ]
        return parts


def _ticks(axis: Axis, narrow: bool) -> list[tuple[Place, str]]:
    return list(axis.narrow if narrow and axis.narrow is not None else axis.ticks)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
