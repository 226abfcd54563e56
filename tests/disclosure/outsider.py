"""An outsider who has a publication, what was published before, the definitions, and all the time in the world.

They know what each shown number may stand for, what each reason for hiding says, and what the measures count. Out of
that they build the table nobody shows them, how many people have which facts in which group, and look through every way
of filling it in. A count is worked out where few enough values of it are left in any of them.

Nothing here is taken from the code that protects or audits; there is no linear programme, only counting. Bounds are
carried from each sum to its parts and back until nothing moves, then a count is guessed and the rest followed from it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

import polars as pl

from sfg_analytics.disclosure import (
    KEPT_BACK_DENOMINATOR,
    KEPT_BACK_NUMERATOR,
    SMALL_DENOMINATOR,
    SMALL_NUMERATOR,
    WITHHELD,
    Policy,
)

Facts = frozenset[str]
Count = tuple[Facts, str, str]
"""Facts that hold of those counted, the breakdown and the group."""

NUMERATOR, DENOMINATOR, COMPLEMENT, BETWEEN = "numerator", "denominator", "complement", "between"
NEVER_BLANK = ("current_placement", "sought_placement", "grid_colour", "grid_readiness", "placement_now")
"""Measures that count only those with an outcome recorded, so that their outcomes add up."""
MOST_STEPS = 3_000


class TooLarge(Exception):
    """The worlds were not looked through in a reasonable time: make the store smaller."""


@dataclass(frozen=True)
class Exposed:
    """A few people of whom it can be told how many they are."""

    what: str
    count: Count
    less: Facts
    values: tuple[int, ...]


@dataclass
class Puzzle:
    """Whole numbers between bounds, and sums among them."""

    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    gaps: dict[int, list[Callable[[int], bool]]] = field(default_factory=dict)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    either: list[tuple[int, int, int, int]] = field(default_factory=list)
    touched_by: dict[int, list[int]] = field(default_factory=dict)
    last: set[int] = field(default_factory=set)

    def number(self, low: int, high: int) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def total(self, whole: int, parts: Iterable[int]) -> None:
        parts = tuple(parts)
        for one in (whole, *parts):
            self.touched_by.setdefault(one, []).append(len(self.sums))
        self.sums.append((whole, parts))

    def settled(self, low: list[int], high: list[int], since: Iterable[int]) -> bool:
        """Carry bounds through the sums until nothing moves; False where nothing is left."""
        waiting = dict.fromkeys(at for one in since for at in self.touched_by.get(one, ()))
        while True:
            while waiting:
                at = next(iter(waiting))
                del waiting[at]
                whole, parts = self.sums[at]
                least, most = sum(low[one] for one in parts), sum(high[one] for one in parts)
                told = [(whole, least, most)]
                told += [
                    (one, low[whole] - most + high[one], high[whole] - least + low[one]) for one in parts
                ]
                if not self._taken(told, low, high, waiting):
                    return False
            told = [
                (that, least, most)
                for one, other, least, most in self.either
                for this, that in ((one, other), (other, one))
                if low[this] > most or high[this] < least
            ]
            if not self._taken(told, low, high, waiting):
                return False
            if not waiting:
                return True

    def _taken(
        self, told: Iterable[tuple[int, int, int]], low: list[int], high: list[int], waiting: dict[int, None]
    ) -> bool:
        """Take bounds in, and note which sums they touch."""
        for one, least, most in told:
            bottom, top = max(least, low[one]), min(most, high[one])
            gaps = self.gaps.get(one, ())
            while bottom <= top and not all(allowed(bottom) for allowed in gaps):
                bottom += 1
            while bottom <= top and not all(allowed(top) for allowed in gaps):
                top -= 1
            if bottom > top:
                return False
            if (bottom, top) != (low[one], high[one]):
                low[one], high[one] = bottom, top
                waiting |= dict.fromkeys(self.touched_by[one])
        return True

    def narrow(self) -> bool:
        """Carry all bounds through once and for all; False where nothing is left."""
        return self.settled(self.low, self.high, range(len(self.low)))

    def world(self, held: Mapping[int, tuple[int, int]], chance: random.Random) -> list[int] | None:
        """Find one way of filling everything in, with some numbers held between bounds; None if there is none."""
        low, high = list(self.low), list(self.high)
        for one, (least, most) in held.items():
            low[one], high[one] = max(low[one], least), min(high[one], most)
            if low[one] > high[one]:
                return None
        steps = 0
        waiting = [(low, high, tuple(held))]
        while waiting:
            low, high, since = waiting.pop()
            if not self.settled(low, high, since):
                continue
            open_ = [one for one in range(len(low)) if low[one] < high[one]]
            if not open_:
                if all(all(allowed(low[one]) for allowed in gaps) for one, gaps in self.gaps.items()):
                    return low
                continue
            steps += 1
            if steps > MOST_STEPS:
                raise TooLarge
            at = min(open_, key=lambda one: (one in self.last, high[one] - low[one], chance.random()))
            guess = chance.randint(low[at], high[at])
            for least, most in ((guess + 1, high[at]), (low[at], guess - 1), (guess, guess)):
                if least <= most:
                    new_low, new_high = list(low), list(high)
                    new_low[at], new_high[at] = least, most
                    waiting.append((new_low, new_high, (at,)))
        return None


class Outsider:
    """Looks through all that may be true of one organisation's month, for one kind of rows.

    Parameters
    ----------
    releases
        What was published, and under which policy, all of the same state of the store.
    told
        What the definitions say: by measure the facts of ``denominator`` and ``numerator``, ``outcome`` and ``steps``; and
        which groups lie within which.
    can_be
        Whether the definitions allow these facts to hold of somebody, and no others.
    most
        More people than there can be.
    """

    def __init__(
        self,
        releases: Sequence[tuple[pl.DataFrame, Policy]],
        told: Mapping[str, Any],
        can_be: Callable[[Facts], bool] = lambda _: True,
        *,
        most: int = 400,
        gaps_tell: bool = True,
    ) -> None:
        self.gaps_tell = gaps_tell
        self.told = told
        self.most = most
        self.policy = releases[0][1]
        self.puzzle = Puzzle()
        self.chance = random.Random(0)  # noqa: S311 - guesses, not secrets
        self.rows = [(row, policy) for frame, policy in releases for row in frame.to_dicts()]
        self.kinds = self._kinds(can_be)
        self.families = self._families()
        self.everybody = {kind: self.puzzle.number(0, most) for kind in self.kinds}
        self.puzzle.last |= set(self.everybody.values())
        self.cells: dict[int, dict[tuple[Facts, tuple[str, ...]], int]] = {}
        for at, (_, cells) in enumerate(self.families):
            self.cells[at] = {
                (kind, cell): self.puzzle.number(0, most) for kind in self.kinds for cell in cells
            }
            self.puzzle.last |= set(self.cells[at].values())
            for kind in self.kinds:
                self.puzzle.total(self.everybody[kind], [self.cells[at][kind, cell] for cell in cells])
        self.counts: dict[Count, int] = {}
        self.differences: dict[tuple[Count, Facts], int] = {}
        self.targets: dict[int, tuple[str, Count, Facts, int]] = {}
        self._read()
        self._add_up()
        self.seen: dict[int, set[int]] = {}
        self.contradicts = not self.puzzle.narrow()

    # What is published, turned into what may be

    def _kinds(self, can_be: Callable[[Facts], bool]) -> list[Facts]:
        """Tell people apart by which of the counts they are in: the facts of some of them together, an outcome at most once."""
        sets = {facts for row, _ in self.rows for facts in self.facts(row)}
        kinds = {Facts()}
        for facts in sorted(sets, key=sorted):
            kinds |= {kind | facts for kind in kinds}
        divided = [
            (frozenset(counted["denominator"]), f"{counted['outcome']}=")
            for name, counted in self.told["measures"].items()
            if name in NEVER_BLANK and name in {row["measure"] for row, _ in self.rows}
        ]
        return [
            kind
            for kind in sorted(kinds, key=sorted)
            if can_be(kind)
            and all(
                sum(fact.startswith(f"{name}=") for fact in kind) < 2
                for name in {f.partition("=")[0] for f in kind}
            )
            and all(
                any(fact.startswith(outcome) for fact in kind) for over, outcome in divided if over <= kind
            )
        ]

    def facts(self, row: Mapping[str, Any]) -> tuple[Facts, Facts]:
        counted = self.told["measures"][row["measure"]]
        over = frozenset(counted["denominator"])
        if row["outcome"] is None:
            return over, frozenset(counted["numerator"])
        if row["outcome"] in counted["steps"]:
            return over, frozenset(counted["steps"][row["outcome"]])
        return over, over | {f"{counted['outcome']}={row['outcome']}"}

    def _families(self) -> list[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
        """Put breakdowns together that are crossed or lie within one another, with the cells they make."""
        groups: dict[str, dict[str, None]] = {}
        together: list[set[str]] = []
        for row, _ in self.rows:
            if not row["breakdown"]:
                continue
            names, labels = row["breakdown"].split(" | "), row["group"].split(" | ")
            for name, label in zip(names, labels, strict=True):
                groups.setdefault(name, {})[label] = None
            together.append(set(names))
        nesting = self.told["nesting"]
        together += [{one, other} for one in groups for other in nesting.get(one, ()) if other in groups]
        families: list[set[str]] = []
        for names in together:
            touching = [family for family in families if family & names]
            families = [family for family in families if not family & names]
            families.append(names.union(*touching))
        found = []
        for family in families:
            names = tuple(sorted(family))
            cells = [
                cell
                for cell in product(*(groups[name] for name in names))
                if self._possible(dict(zip(names, cell, strict=True)))
            ]
            found.append((names, cells))
        return found

    def _possible(self, cell: Mapping[str, str]) -> bool:
        return all(
            within.get(cell[fine], cell[coarse]) == cell[coarse]
            for fine, others in self.told["nesting"].items()
            if fine in cell
            for coarse, within in others.items()
            if coarse in cell
        )

    def _count(self, facts: Facts, breakdown: str, group: str) -> int:
        """The number of people with these facts in this group."""
        key = (facts, breakdown, group)
        if key in self.counts:
            return self.counts[key]
        kinds = [kind for kind in self.kinds if facts <= kind]
        self.counts[key] = number = self.puzzle.number(0, self.most)
        if not breakdown:
            self.puzzle.total(number, [self.everybody[kind] for kind in kinds])
            return number
        wanted = dict(zip(breakdown.split(" | "), group.split(" | "), strict=True))
        at = next(at for at, (names, _) in enumerate(self.families) if set(wanted) <= set(names))
        names, cells = self.families[at]
        within = [
            cell for cell in cells if all(cell[names.index(name)] == label for name, label in wanted.items())
        ]
        self.puzzle.total(number, [self.cells[at][kind, cell] for kind in kinds for cell in within])
        return number

    def _less(self, count: Count, less: Facts, what: str, few: int) -> int:
        """The number of people with the facts of a count and without those of a narrower one."""
        facts, breakdown, group = count
        key = (count, facts | less)
        if key not in self.differences:
            self.differences[key] = number = self.puzzle.number(0, self.most)
            self.puzzle.total(
                self._count(facts, breakdown, group), [self._count(facts | less, breakdown, group), number]
            )
        self.targets.setdefault(self.differences[key], (what, count, less, few))
        return self.differences[key]

    def _add_up(self) -> None:
        """Add up groups in every way: it says nothing new, and shortens the search."""
        every = [("", "")]
        every += dict.fromkeys((row["breakdown"], row["group"]) for row, _ in self.rows if row["breakdown"])
        facts = sorted({count[0] for count in self.counts}, key=sorted)
        pairs = [(wide, narrow) for wide, narrow in product(facts, facts) if wide < narrow]
        kept = dict(self.targets)
        for wide, narrow in pairs:
            for where in every:
                self._less((wide, *where), narrow, BETWEEN, self.policy.threshold)
        between = {at: target for at, target in self.targets.items() if at not in kept}
        self.between, self.targets = between, kept
        for breakdown in dict.fromkeys(breakdown for breakdown, _ in every if breakdown):
            groups = [group for named, group in every if named == breakdown]
            for one in facts:
                self.puzzle.total(
                    self._count(one, "", ""), [self._count(one, breakdown, group) for group in groups]
                )
            for wide, narrow in pairs:
                self.puzzle.total(
                    self.differences[(wide, "", ""), narrow],
                    [self.differences[(wide, breakdown, group), narrow] for group in groups],
                )

    def _read(self) -> None:
        nobody: dict[tuple[str, str], set[str]] = {}
        for row, policy in self.rows:
            self._read_row(row, policy)
            nobody.setdefault((row["measure"], row["breakdown"]), set()).add(row["group"])
        groups: dict[str, set[str]] = {}
        for (_, breakdown), named in nobody.items():
            groups.setdefault(breakdown, set()).update(named)
        for (measure, breakdown), named in nobody.items():
            facts = frozenset(self.told["measures"][measure]["denominator"])
            for group in groups[breakdown] - named if self.gaps_tell else ():
                self._hold(self._count(facts, breakdown, group), 0, 0)

    def _read_row(self, row: Mapping[str, Any], policy: Policy) -> None:
        over, had = self.facts(row)
        where = (row["breakdown"], row["group"])
        numerator, denominator = self._count(had, *where), self._count(over, *where)
        self._hold(denominator, 1, self.most)
        if self.told["measures"][row["measure"]]["public"]:
            self._hold(numerator, row["numerator"], row["numerator"])
            self._hold(denominator, row["denominator"], row["denominator"])
            return
        complement = self._less((over, *where), had, COMPLEMENT, self.policy.threshold)
        if not self.policy.complement_protected:
            self.targets.pop(complement, None)
        if row["denominator"] is None:
            self.targets[denominator] = (
                DENOMINATOR,
                (over, *where),
                frozenset(),
                self.policy.base_threshold,
            )
        if row["numerator"] is None:
            self.targets[numerator] = (NUMERATOR, (had, *where), frozenset(), self.policy.threshold)
        self._read_denominator(denominator, row, policy)
        self._read_numerator(numerator, complement, row, policy)

    def _read_denominator(self, number: int, row: Mapping[str, Any], policy: Policy) -> None:
        if row["denominator"] is not None:
            self._stands_for(number, row["denominator"], policy, 1, policy.base_threshold)
        elif row["hidden"] == SMALL_DENOMINATOR:
            self._hold(number, 1, policy.base_threshold)
        elif row["hidden"] != WITHHELD:
            self._hold(number, policy.base_threshold + 1, self.most)

    def _read_numerator(self, number: int, complement: int, row: Mapping[str, Any], policy: Policy) -> None:
        least, why = int(policy.zeros_shown), row["hidden"]
        is_small = row["numerator"] is None and why == SMALL_NUMERATOR
        not_small = row["numerator"] is not None or why in (KEPT_BACK_NUMERATOR, KEPT_BACK_DENOMINATOR)
        if is_small and policy.all_or_none_hidden:
            self.puzzle.either.append((number, complement, 0, policy.threshold))
        elif is_small:
            self._hold(number, least, policy.threshold)
        if not_small:
            self._never(number, least, policy.threshold)
        if not_small and policy.all_or_none_hidden:
            self._hold(complement, policy.threshold + 1, self.most)
        if row["numerator"] is not None:
            self._stands_for(number, row["numerator"], policy, least, policy.threshold)

    def _hold(self, number: int, least: int, most: int) -> None:
        self.puzzle.low[number] = max(self.puzzle.low[number], least)
        self.puzzle.high[number] = min(self.puzzle.high[number], most)

    def _never(self, number: int, least: int, most: int) -> None:
        self.puzzle.gaps.setdefault(number, []).append(lambda value: not least <= value <= most)

    def _stands_for(self, number: int, shown: int, policy: Policy, least: int, most: int) -> None:
        base = policy.rounding_base
        stands = [
            count
            for count in range(max(0, shown - base), shown + base + 1)
            if (2 * count + base) // (2 * base) * base == shown
        ]
        self._hold(number, stands[0], stands[-1])
        self._never(number, least, most)

    # What can be worked out

    def agrees(self) -> bool:
        """Whether there is any world at all in which this is published."""
        return self._world({}) is not None

    def has(self, truth: Mapping[Count, int]) -> bool:
        """Whether the world in which these are the counts is one of those looked through."""
        return self._world({self.counts[count]: (true, true) for count, true in truth.items()}) is not None

    def values(self, count: Count, less: Facts = frozenset()) -> set[int]:
        """Every value that a count can have."""
        number = self.differences[count, count[0] | less] if less else self.counts[count]
        return self._values(number, self.most)

    def exposed(self, *, between: bool = False) -> list[Exposed]:
        """Tell which few people can be counted out; ``between`` adds those between any two counts of one group."""
        found: list[Exposed] = []
        if not self._world({}):
            return found
        between = between and self.policy.complement_protected
        targets = self.targets | (self.between if between else {})
        for number, (what, count, less, few) in sorted(targets.items()):
            if any(value > few for value in self.seen[number]) or self._world({number: (few + 1, self.most)}):
                continue
            values = self._values(number, self.policy.least_range)
            if len(values) >= self.policy.least_range or (values == {0} and self.policy.zeros_shown):
                continue
            found.append(Exposed(what, count, less, tuple(sorted(values))))
        return found

    def _values(self, number: int, enough: int) -> set[int]:
        values = self.seen.setdefault(number, set())
        while len(values) < enough:
            new = None
            for below, above in pairwise([-1, *sorted(values), self.most + 1]):
                if above - below > 1:
                    new = self._world({number: (below + 1, above - 1)})
                    if new:
                        break
            if not new:
                break
            values.add(new[number])
        return values

    def _world(self, held: Mapping[int, tuple[int, int]]) -> list[int] | None:
        world = None if self.contradicts else self.puzzle.world(held, self.chance)
        for number, value in enumerate(world or ()):
            self.seen.setdefault(number, set()).add(value)
        return world
