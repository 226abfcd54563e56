"""One panel on its piece of the page: how much room its labels need, and which pixel each place then has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sfg_analytics.charts.letters import fitted, width_of
from sfg_analytics.charts.pen import SIZE
from sfg_analytics.charts.scene import Axis, End, Panel, Place, Points

SMALL, LABEL = SIZE, 13
"""Sizes of letters, in pixels: of what stands beside marks, and of rows and headings."""

LEADING, GAP = 15, 8
"""From line to line, and between what belongs together."""

_SHARE_FOR_LABELS = {True: 0.42, False: 0.36}
"""The most of the width that labels at the left may take, on a narrow page and a wide one."""

_SHARE_FOR_ENDS = 0.32
_SWATCH = 14
_TURNED_ROOM = 175


@dataclass
class Sheet:
    """One panel on its piece of the page.

    Parameters
    ----------
    panel
        What is drawn.
    left, top, width
        Where there is room for it, in pixels.
    narrow
        Whether the page is a phone's.
    heading_lines
        For how many lines of headings there is room, as its neighbours need them too.
    """

    panel: Panel
    left: float
    top: float
    width: float
    narrow: bool
    heading_lines: int = 0

    @cached_property
    def heading(self) -> list[str]:
        """The heading, in lines."""
        return fitted(self.panel.heading, self.width, LABEL, bold=True) if self.panel.heading else []

    def x(self, place: Place) -> float:
        """Give the pixel, from the left, of a place along the horizontal axis."""
        return self.plot_left + self.plot_width * self.panel.x.share(place)

    def y(self, place: Place) -> float:
        """Give the pixel, from the top, of a place along the vertical axis."""
        return self.plot_end - self.height * self.panel.y.share(place)

    def ticks(self, axis: Axis) -> list[tuple[Place, str]]:
        """Give what is written along an axis on this page."""
        return list(axis.narrow if self.narrow and axis.narrow is not None else axis.ticks)

    @cached_property
    def rows(self) -> list[tuple[Place, list[str], bool]]:
        """The labels at the left: place, lines, and whether they are bold."""
        room, bold = self.width * _SHARE_FOR_LABELS[self.narrow], self.panel.y.bold
        return [
            (at, fitted(words, room, LABEL, bold=words == bold), words == bold)
            for at, words in self.ticks(self.panel.y)
        ]

    @cached_property
    def ends(self) -> list[tuple[End, list[str]]]:
        """The labels at the right, in lines."""
        room = self.width * _SHARE_FOR_ENDS
        return [(end, fitted(end.text, room, SMALL, lines=2, bold=end.bold)) for end in self.panel.ends]

    @cached_property
    def height(self) -> float:
        """The height of the drawing area: as the panel has it, or more where labels of rows need it."""
        most = max((len(lines) for _, lines, _ in self.rows), default=1)
        pitch = 0 if self.panel.y.grid else LEADING * most + GAP
        return max(self.panel.height, pitch * len(self.rows))

    @cached_property
    def plot_left(self) -> float:
        """Where the drawing area begins."""
        gutter = _widest([(line, bold) for _, lines, bold in self.rows for line in lines], LABEL)
        overhang = 0.0
        if not self.panel.x_above and self.ticks(self.panel.x):
            at, words = self.ticks(self.panel.x)[0]
            overhang = _half(words) * (1 - self.panel.x.share(at))
        return self.left + max(gutter + 10 if gutter else 1, overhang)

    @cached_property
    def plot_width(self) -> float:
        """How wide it is: what labels at its end, and texts to the right of marks near it, leave over."""
        room = self.left + self.width - self.plot_left
        needed = [4.0]
        for end, lines in self.ends:
            swatch = _SWATCH if end.swatch else 0
            needed.append(_widest([(line, end.bold) for line in lines], SMALL) + swatch + GAP)
        for mark in self.panel.marks:
            if isinstance(mark, Points) and mark.side == "right":
                for at, words in zip(mark.x, mark.text, strict=False):
                    share = self.panel.x.share(at)
                    if share > 1 / 2:
                        wide = width_of(words, SMALL, bold=mark.bold) + mark.size
                        needed.append((wide - (1 - share) * room) / share)
        if not self.panel.x_above and self.ticks(self.panel.x):
            at, words = self.ticks(self.panel.x)[-1]
            needed.append(_half(words) - (1 - self.panel.x.share(at)) * room)
        return room - max(needed)

    @cached_property
    def turned(self) -> bool:
        """Whether the labels of columns run upwards, because a word is wider than a column."""
        ticks = self.ticks(self.panel.x)
        room = self._column
        return self.panel.x_above and any(
            width_of(word, SMALL) > room for _, words in ticks for word in words.split()
        )

    @cached_property
    def columns(self) -> list[tuple[Place, list[str]]]:
        """The labels of columns, or along the foot those that find room."""
        ticks = self.ticks(self.panel.x)
        if self.turned:
            return [(at, fitted(words, _TURNED_ROOM, SMALL, lines=1)) for at, words in ticks]
        if self.panel.x_above:
            return [(at, fitted(words, self._column, SMALL, lines=4)) for at, words in ticks]
        kept: list[tuple[Place, list[str]]] = []
        free = -1e9
        for at, words in ticks:
            if self.x(at) - _half(words) > free:
                kept.append((at, words.split("\n")))
                free = self.x(at) + _half(words) + 6
        return kept

    @property
    def _column(self) -> float:
        return self.plot_width / max(len(self.panel.x.ticks), 1) - 4

    @cached_property
    def column_labels(self) -> float:
        """The height of the labels of columns."""
        if self.turned:
            return _widest([(line, False) for _, lines in self.columns for line in lines], SMALL) + GAP
        return LEADING * max((len(lines) for _, lines in self.columns), default=0)

    @cached_property
    def plot_top(self) -> float:
        """Where the drawing area begins, below its heading and what else is written above."""
        top = self.top + (LEADING * self.heading_lines + GAP + 4 if self.heading_lines else 0)
        if self.panel.tops:
            top += LEADING + 4
        if self.panel.x_above:
            top += self.column_labels + GAP + (LEADING + 3 if self.panel.x.title else 0)
        return top

    @property
    def plot_end(self) -> float:
        """Where it ends."""
        return self.plot_top + self.height

    @property
    def end(self) -> float:
        """Where all of the panel ends."""
        if self.panel.x_above:
            return self.plot_end + 4
        return self.plot_end + self.column_labels + 6 + (LEADING + 3 if self.panel.x.title else 0)


def _half(words: str) -> float:
    """Give half the width of a label of one line or more."""
    return max(width_of(line, SMALL) for line in words.split("\n")) / 2


def _widest(lines: list[tuple[str, bool]], size: float) -> float:
    return max((width_of(line, size, bold=bold) for line, bold in lines), default=0.0)
