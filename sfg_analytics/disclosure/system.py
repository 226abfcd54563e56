"""The counts of one organisation and month as an outsider sees them: what each may be, and which sums tie them.

Every published row speaks of two counts. The same count may stand in many rows (the numerator of one measure is the
denominator of another), so a count goes by what it counts: of which rows, by which facts, in which groups. Of each is
known the range that its published figure leaves, and the sums are known from the definitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sfg_analytics.disclosure.described import Facts
from sfg_analytics.disclosure.policy import (
    KEPT_BACK_NUMERATOR,
    SMALL_DENOMINATOR,
    SMALL_NUMERATOR,
    WITHHELD,
    Policy,
)

Groups = tuple[tuple[str, str], ...]
Key = tuple[str, Facts, Groups]
Row = Mapping[str, Any]

ANY = 10**9
"""More than any count."""


@dataclass
class System:
    """Counts, what each may be, and the sums between them.

    Parameters
    ----------
    low, high
        The least and the most that each count may be, by what is published of it.
    hidden
        Whether a count is published nowhere.
    places
        The rows each count stands in: row and column.
    sums
        A count, and those that add up to it.
    pairs
        Two counts, the first of which counts everybody in the second.
    told_before
        What earlier publications tell of a count that has not changed since: the least and the most.
    index
        The number of each count.
    revised
        Counts that were published exactly before and have changed by a few.
    small
        Counts that some row hides for being small, whatever others show.
    organisation, period
        Whose counts these are, and of which month.
    """

    policy: Policy
    keys: list[Key] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    places: list[list[tuple[int, str]]] = field(default_factory=list)
    sums: list[tuple[int, list[int]]] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    told_before: dict[int, tuple[int, int]] = field(default_factory=dict)
    index: dict[Key, int] = field(default_factory=dict)
    revised: set[int] = field(default_factory=set)
    small: set[int] = field(default_factory=set)
    organisation: str = ""
    period: str = ""

    def in_words(self, at: int) -> str:
        """Name a count by what it counts."""
        unit, facts, groups = self.keys[at]
        where = ", ".join(f"{name} {group}" for name, group in groups) or "all together"
        return f"{unit} ({', '.join(sorted(facts)) or 'all'}; {where})"

    def count(self, key: Key, place: tuple[int, str] | None, bounds: tuple[int, int], *, shown: bool) -> int:
        """Take note of what one row tells of a count, and give the count's number."""
        at = self.index.get(key)
        if at is None:
            at = self.index[key] = len(self.keys)
            self.keys.append(key)
            self.low.append(0)
            self.high.append(ANY)
            self.hidden.append(True)
            self.places.append([])
        self.low[at] = max(self.low[at], bounds[0])
        self.high[at] = min(self.high[at], bounds[1])
        self.hidden[at] = self.hidden[at] and not shown
        if place is not None:
            self.places[at].append(place)
        return at


def bounds_of(shown: int, policy: Policy, threshold: int) -> tuple[int, int]:
    """Give the least and the most that a published figure may stand for.

    Examples
    --------
    >>> from sfg_analytics.disclosure import NHS_ROUND_5
    >>> bounds_of(10, NHS_ROUND_5, 7), bounds_of(0, NHS_ROUND_5, 7)
    ((8, 12), (0, 0))
    """
    base = policy.rounding_base
    low, high = shown - base // 2, shown + (base + 1) // 2 - 1
    if shown == 0:
        return 0, 0 if threshold >= high else high
    return max(low, threshold + 1), high


def told_by(row: Row, policy: Policy) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give the least and the most that the numerator of a row may be, and the same of its denominator.

    Parameters
    ----------
    row
        ``numerator, denominator, hidden``.
    policy
        The policy it was protected under.

    Returns
    -------
    tuple
        Two pairs; :data:`ANY` where the row sets no limit.
    """
    numerator, denominator, hidden = row["numerator"], row["denominator"], row["hidden"]
    if denominator is not None:
        over = bounds_of(denominator, policy, policy.base_threshold)
    elif hidden == SMALL_DENOMINATOR:
        over = 1, policy.base_threshold
    elif hidden == WITHHELD:
        over = 1, ANY
    else:
        over = policy.base_threshold + 1, ANY
    if numerator is not None:
        of = bounds_of(numerator, policy, policy.threshold)
    elif hidden == SMALL_NUMERATOR and not policy.all_or_none_hidden:
        of = int(policy.zeros_shown), policy.threshold
    elif hidden == KEPT_BACK_NUMERATOR:
        of = policy.threshold + 1, ANY
    else:
        of = 0, ANY
    if policy.all_or_none_hidden and numerator is not None:  # what is shown is not all but a few
        over = max(over[0], of[0] + policy.threshold + 1), over[1]
        of = of[0], min(of[1], over[1] - policy.threshold - 1)
    return of, over
