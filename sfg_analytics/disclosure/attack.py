"""Attack: what somebody with everything published, and any amount of computing, can work out of a hidden count.

For each count at risk, whole tables of counts are looked for that agree with all that was published and differ in that
count. Two such tables are a proof that cannot be argued with: an outsider has no means of telling which of them is
true. Tables are found by linear and integer programmes (HiGHS) and then checked in whole numbers; nothing rests on the
solver's rounding. Where none can be found, the count counts as worked out.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sfg_analytics.disclosure.programme import Numbers, Programme, Row
from sfg_analytics.disclosure.risks import Component, Target, binding, components
from sfg_analytics.disclosure.system import ANY, System

_IN_VAIN = 1
"""How often tables are sought for many counts at once without finding any, before each is asked by itself."""

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Exposed:
    """A count at risk of which too few values are left.

    Parameters
    ----------
    target
        Which.
    low, high
        The least and the most it can be; the first above the second if nothing was found at all.
    """

    target: Target
    low: int
    high: int


def impossible(system: System) -> set[int]:
    """Number the counts that no table, fractions allowed, can hold in agreement with everything that is told."""
    if _is_possible(system, range(len(system.keys))):
        return set()
    parts = components(system, [Target(at) for at in range(len(system.keys))])
    return {at for part in parts if not _is_possible(system, part.counts) for at in part.counts}


def _is_possible(system: System, counts: Sequence[int]) -> bool:
    inside = set(counts)
    if any(system.low[at] > system.high[at] for at in counts):
        return False
    sums = [(whole, parts) for whole, parts in system.sums if not inside.isdisjoint((whole, *parts))]
    pairs = [pair for pair in binding(system) if not inside.isdisjoint(pair)]
    for several in (*((whole, *parts) for whole, parts in sums), *pairs):
        inside |= set(several)
    at = {count: place for place, count in enumerate(sorted(inside))}
    rows: list[Row] = [
        ([at[whole], *(at[part] for part in parts)], [-1.0, *[1.0] * len(parts)], 0, 0)
        for whole, parts in sums
    ]
    rows += [([at[among], at[part]], [1.0, -1.0], 0, np.inf) for among, part in pairs]
    low, high = (np.array([bounds[count] for count in at], float) for bounds in (system.low, system.high))
    return Programme(low, high, rows).most(np.zeros(len(at))).values is not None


class Attack:
    """What can be worked out of the counts of a component.

    Parameters
    ----------
    system, component
        The counts, and those of them that are looked at.
    """

    def __init__(self, system: System, component: Component) -> None:
        self.policy = system.policy
        self.targets = component.targets
        inside = set(component.counts)
        for target in component.targets:
            inside |= {at for at in (target.plus, target.minus) if at >= 0}
        sums = [(whole, parts) for whole, parts in system.sums if whole in inside or inside & set(parts)]
        pairs = [pair for pair in binding(system) if pair[0] in inside or pair[1] in inside]
        for whole, parts in sums:
            inside |= {whole, *parts}
        for pair in pairs:
            inside |= set(pair)
        self.counts = sorted(inside)
        self.at = {count: place for place, count in enumerate(self.counts)}
        most = max((system.high[count] for count in self.counts if system.high[count] < ANY), default=0)
        self.cap = 2 * most + 1_000
        self.low = np.array([system.low[count] for count in self.counts], np.int64)
        self.high = np.array([min(system.high[count], self.cap) for count in self.counts], np.int64)
        self.sums = [(self.at[whole], [self.at[part] for part in parts]) for whole, parts in sums]
        self.pairs = [(self.at[among], self.at[part]) for among, part in pairs]
        self.tables: list[Whole] = []
        places = [at for whole, parts in self.sums for at in (whole, *parts)]
        signs = [sign for _, parts in self.sums for sign in (-1, *[1] * len(parts))]
        starts = np.cumsum([0, *[1 + len(parts) for _, parts in self.sums]])
        from scipy.sparse import csr_array  # takes long to import, and readers never attack

        self._added = csr_array(
            (np.array(signs, np.int64), np.array(places, np.int64), starts),
            shape=(len(self.sums), len(self.counts)),
        )
        self._among = np.array([among for among, _ in self.pairs], np.int64)
        self._part = np.array([part for _, part in self.pairs], np.int64)
        self._programme = self._new_programme()
        self._width = len(self.counts)

    def exposed(self) -> list[Exposed]:
        """Find the counts at risk that cannot have as many values as the policy demands.

        Returns
        -------
        list of Exposed
            In the order of the targets; empty when every one is safe, each by two tables found.
        """
        self._seek_many()
        found = [self.prove(self.targets[place]) for place in self._open()]
        return [one for one in found if one is not None]

    def is_safe(self, beside: int) -> bool:
        """Whether no count at risk is exposed; those tied to a given one are asked first, being the likeliest."""
        tied = self.tied_to({beside})
        for number in self._open():
            target = self.targets[number]
            if (target.plus in tied or target.minus in tied) and self.prove(target) is not None:
                return False
        self._seek_many()
        return all(self.prove(self.targets[number]) is None for number in self._open())

    def tied_to(self, counts: set[int]) -> set[int]:
        """Give the counts that share a sum, or a limit, with any of some."""
        places = {self.at[count] for count in counts}
        ties: list[Sequence[int]] = [(whole, *parts) for whole, parts in self.sums]
        ties += self.pairs
        return {self.counts[at] for several in ties if not places.isdisjoint(several) for at in several}

    def _seek_many(self) -> None:
        """Look for tables that serve many counts at risk at once: most of all of them, then of half, drawn at random."""
        draw = random.Random(0)  # noqa: S311  # any directions will do, the same ones each time
        in_vain = number = 0
        open_ones = self._open()
        while open_ones and in_vain < _IN_VAIN:
            weights = np.zeros(self._width)
            for place in open_ones:
                weights += self._weights(self.targets[place]) * (draw.choice((-1, 1)) if number else 1)
            for sign in (1.0, -1.0):
                self._seek(weights * sign)
            before, open_ones, number = len(open_ones), self._open(), number + 1
            in_vain = in_vain + 1 if len(open_ones) == before else 0

    def prove(self, target: Target) -> Exposed | None:
        """Find two tables that differ enough in a count; if there are none, say what it can be."""
        weights = self._weights(target)
        most = self._seek(weights)
        if self._has_range(target):
            return None
        least = -self._seek(-weights)
        if self._has_range(target):
            return None
        if self.policy.zeros_shown and least == most == 0:
            return None  # nobody, and that may be shown
        if target.minus >= 0 and least > self.policy.threshold:
            return None  # many
        values = self.values(target)
        return Exposed(target, min(values, default=1), max(values, default=0))

    def bound(self, place: int, low: int, high: int) -> None:
        """Give a count other bounds, and forget the tables that no longer agree."""
        self.low[place], self.high[place] = low, min(high, self.cap)
        self._programme.bound(place, self.low[place], self.high[place])
        self.tables = [table for table in self.tables if self.low[place] <= table[place] <= self.high[place]]

    def leave_out(self, target: Target) -> None:
        """Take a count off the list of those at risk."""
        self.targets = tuple(one for one in self.targets if one != target)

    def values(self, target: Target) -> list[int]:
        """Give what a count is in each of the tables found so far."""
        plus = self.at[target.plus]
        if target.minus < 0:
            return [int(table[plus]) for table in self.tables]
        minus = self.at[target.minus]
        return [int(table[plus] - table[minus]) for table in self.tables]

    def _new_programme(self) -> Programme:
        rows: list[Row] = [([whole, *parts], [-1.0, *[1.0] * len(parts)], 0, 0) for whole, parts in self.sums]
        rows += [([among, part], [1.0, -1.0], 0, np.inf) for among, part in self.pairs]
        return Programme(self.low.astype(float), self.high.astype(float), rows)

    def _weights(self, target: Target) -> Numbers:
        weights = np.zeros(self._width)
        weights[self.at[target.plus]] = 1
        if target.minus >= 0:
            weights[self.at[target.minus]] = -1
        return weights

    def _seek(self, weights: Numbers) -> float:
        """Look for a table that has most of some counts; give more than which no table can have, as a whole number."""
        answer = self._programme.most(weights)
        if answer.values is not None and not self._keep(answer.values):
            answer = self._programme.most(weights, in_whole=True)
            if answer.values is not None:
                self._keep(answer.values)
        return float(np.floor(answer.most))

    def _keep(self, values: Numbers) -> bool:
        """Keep a table if it agrees with everything published, in whole numbers."""
        table: Whole = np.rint(values[: len(self.counts)]).astype(np.int64)
        agrees = (
            bool((table >= self.low).all() and (table <= self.high).all())
            and not (self._added @ table).any()
            and bool((table[self._among] >= table[self._part]).all())
        )
        if agrees:
            self.tables.append(table)
        return agrees

    def _has_range(self, target: Target) -> bool:
        values = self.values(target)
        return bool(values) and max(values) - min(values) + 1 >= self.policy.least_range

    def _open(self) -> list[int]:
        """Number the targets of which too few values are proved."""
        if not self.tables:
            return list(range(len(self.targets)))
        tables = np.array(self.tables)
        values = tables[:, [self.at[target.plus] for target in self.targets]]
        values = values - np.where(
            [target.minus >= 0 for target in self.targets],
            tables[:, [self.at.get(target.minus, 0) for target in self.targets]],
            0,
        )
        ranges = values.max(axis=0) - values.min(axis=0) + 1
        return [int(place) for place in np.flatnonzero(ranges < self.policy.least_range)]
