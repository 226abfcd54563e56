"""Choosing what to keep back: the cheapest figures without which no count at risk can be worked out.

A count at risk is safe if two tables that agree with everything published differ enough in it. So such tables are looked
for in which any figure may be kept back, and then be more than its range allows, at a price.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sfg_analytics.disclosure.attack import Attack, Exposed, Whole
from sfg_analytics.disclosure.programme import Programme, Row
from sfg_analytics.disclosure.risks import Target
from sfg_analytics.disclosure.system import ANY, System

_NEAR = 150
"""Among how many counts near a count at risk the ones to keep back are looked for."""

_DEAR = 8
"""What keeping back a count of all together costs, beside one of a group."""


def may_be_kept_back(system: System, at: int) -> bool:
    """Whether a count is shown, in this very publication, and more than none."""
    return not system.hidden[at] and bool(system.places[at]) and system.high[at] > 0


def range_if_kept_back(system: System, at: int, *, withheld: bool = False) -> tuple[int, int]:
    """Give what is still known of a count that is kept back: what its reason says, and what was told of it before."""
    policy, columns = system.policy, {column for _, column in system.places[at]}
    least = 1 if "denominator" in columns else 0
    if not withheld and "denominator" in columns:
        least = policy.base_threshold + 1
    if not withheld and "numerator" in columns and not policy.all_or_none_hidden:
        least = max(least, policy.threshold + 1)
    low, high = system.told_before.get(at, (0, ANY))
    return max(least, low), high


def fewest(system: System, attack: Attack, exposed: Sequence[Exposed]) -> set[int]:
    """Find the cheapest counts to keep back for several counts at risk, each to have two tables of its own."""
    size, tables = len(attack.counts), 2 * len(exposed)
    may = [place for place, at in enumerate(attack.counts) if may_be_kept_back(system, at)]
    switch = {place: tables * size + number for number, place in enumerate(may)}
    rows: list[Row] = []
    for first in range(0, tables * size, size):
        for whole, parts in attack.sums:
            rows.append(
                ([first + whole, *(first + part for part in parts)], [-1.0, *[1.0] * len(parts)], 0, 0)
            )
        rows += [([first + among, first + part], [1.0, -1.0], 0, np.inf) for among, part in attack.pairs]
        for place in may:
            low, high = range_if_kept_back(system, attack.counts[place])
            rows += _released(
                first + place,
                switch[place],
                (int(attack.low[place]), int(attack.high[place])),
                (low, min(high, attack.cap)),
            )
    for number, one in enumerate(exposed):
        more, less = 2 * number * size, (2 * number + 1) * size
        places = _places(attack, one.target)
        rows.append(
            (
                [first + place for place, _ in places for first in (more, less)],
                [sign * side for _, sign in places for side in (1.0, -1.0)],
                attack.policy.least_range - 1,
                np.inf,
            )
        )
    least, most = attack.low.astype(float), attack.high.astype(float)
    least[may], most[may] = 0, attack.cap
    programme = Programme(
        np.append(np.tile(least, tables), np.zeros(len(may))),
        np.append(np.tile(most, tables), np.ones(len(may))),
        rows,
        whole=list(switch.values()),
    )
    prices = [price(system, attack.counts[place]) for place in may]
    answer = programme.most(-np.append(np.zeros(tables * size), prices)).values
    return (
        set() if answer is None else {attack.counts[place] for place in may if round(answer[switch[place]])}
    )


def cheapest_near(system: System, attack: Attack, one: Exposed) -> set[int]:
    """Find the cheapest counts to keep back for one count at risk, starting from a table already found.

    Everything further away stays as it is in that table.
    """
    near = _neighbours(attack, one.target)
    values = attack.values(one.target)
    best: tuple[float, set[int]] = (np.inf, set())
    for base, step in ((min(values), 1.0), (max(values), -1.0)):
        table = attack.tables[values.index(base)]
        found = _cheapest_from(system, attack, one.target, near, table, step)
        best = min(best, found, key=lambda priced: priced[0])
    return best[1]


def _cheapest_from(
    system: System, attack: Attack, target: Target, near: Sequence[int], table: Whole, step: float
) -> tuple[float, set[int]]:
    here = {place: number for number, place in enumerate(near)}
    may = [place for place in near if may_be_kept_back(system, attack.counts[place])]
    switch = {place: len(near) + number for number, place in enumerate(may)}
    reach = 4 * attack.policy.least_range
    rows: list[Row] = []
    ties = [([whole, *parts], [-1.0, *[1.0] * len(parts)], 0.0) for whole, parts in attack.sums]
    ties += [([among, part], [1.0, -1.0], np.inf) for among, part in attack.pairs]
    for places, factors, most in ties:
        inside = [
            (here[place], factor) for place, factor in zip(places, factors, strict=True) if place in here
        ]
        if inside:
            fixed = sum(
                factor * float(table[place])
                for place, factor in zip(places, factors, strict=True)
                if place not in here
            )
            rows.append(([at for at, _ in inside], [by for _, by in inside], -fixed, most - fixed))
    lower = np.maximum(attack.low[list(near)], table[list(near)] - reach).astype(float)
    upper = np.minimum(attack.high[list(near)], table[list(near)] + reach).astype(float)
    for place in may:
        at, value = here[place], int(table[place])
        low, high = range_if_kept_back(system, attack.counts[place])
        low, high = max(low, value - reach), min(high, value + reach)
        rows += _released(at, switch[place], (int(lower[at]), int(upper[at])), (low, high))
        lower[at], upper[at] = min(lower[at], low), max(upper[at], high)
    at_risk = _places(attack, target)
    now = sum(sign * float(table[place]) for place, sign in at_risk)
    far = attack.policy.least_range - 1
    rows.append(
        (
            [here[place] for place, _ in at_risk],
            [step * sign for _, sign in at_risk],
            step * now + far,
            np.inf,
        )
    )
    programme = Programme(
        np.append(lower, np.zeros(len(may))),
        np.append(upper, np.ones(len(may))),
        rows,
        whole=list(switch.values()),
    )
    prices = np.array([price(system, attack.counts[place]) for place in may])
    answer = programme.most(-np.append(np.zeros(len(near)), prices)).values
    if answer is None:
        return np.inf, set()
    chosen = [number for number, place in enumerate(may) if round(answer[switch[place]])]
    return float(prices[chosen].sum()), {attack.counts[may[number]] for number in chosen}


def _released(at: int, switch: int, shown: tuple[int, int], kept: tuple[int, int]) -> list[Row]:
    """Let a count be what its figure leaves, or, at a price, what is known of it without."""
    return [
        ([at, switch], [1.0, float(max(0, shown[0] - kept[0]))], shown[0], np.inf),
        ([at, switch], [1.0, -float(max(0, kept[1] - shown[1]))], -np.inf, shown[1]),
    ]


def _places(attack: Attack, target: Target) -> list[tuple[int, float]]:
    """Give where a count at risk stands in a table, with its sign."""
    minus = [(attack.at[target.minus], -1.0)] if target.minus >= 0 else []
    return [(attack.at[target.plus], 1.0), *minus]


def _neighbours(attack: Attack, target: Target) -> list[int]:
    """Walk from a count along what it is tied to, until enough others are found."""
    tied: dict[int, list[int]] = {}
    for number, (whole, parts) in enumerate(attack.sums):
        for place in (whole, *parts):
            tied.setdefault(place, []).append(number)
    ties = [[whole, *parts] for whole, parts in attack.sums]
    for pair in attack.pairs:
        for place in pair:
            tied.setdefault(place, []).append(len(ties))
        ties.append(list(pair))
    found = dict.fromkeys(place for place, _ in _places(attack, target))
    edge = list(found)
    while edge and len(found) < _NEAR:
        reached = dict.fromkeys(place for at in edge for number in tied.get(at, ()) for place in ties[number])
        edge = [place for place in reached if place not in found]
        found |= dict.fromkeys(edge)
    return list(found)


def price(system: System, at: int) -> float:
    """Price a count: one for each figure that is lost, more for all together, a little for its size and its place."""
    groups = system.keys[at][2]
    figures = len({row for row, _ in system.places[at]})
    size = float(np.log1p(min(system.high[at], ANY))) / 1_000
    return figures * (_DEAR if not groups else 1) + size + at * 1e-7
