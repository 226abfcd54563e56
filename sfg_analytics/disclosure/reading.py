"""Reading what the rows of an organisation and month tell: which counts they speak of, and what ties them.

The same count is told in several ways: as a measure's numerator, as another's denominator, as an outcome, as a group. Here
each is brought to one name, so that what is hidden in one place and told in another is seen to be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sfg_analytics.disclosure.described import CountedAs, Described, Facts, next_wider
from sfg_analytics.disclosure.policy import SMALL_DENOMINATOR, SMALL_NUMERATOR, Policy
from sfg_analytics.disclosure.system import ANY, Groups, Key, Row, System, told_by

Table = tuple[str, Facts, tuple[str, ...]]
"""Rows counted, by which facts, and in which breakdowns."""

SUMMED, REST = frozenset({"summed"}), frozenset({"of none of these"})


def read_scope(rows: Iterable[tuple[int, Row]], policy: Policy, described: Described) -> System:
    """Read what the rows of one organisation and month tell.

    Parameters
    ----------
    rows
        Each with its number: ``measure, breakdown, group, outcome, numerator, denominator, hidden``.
    policy
        The policy they were protected under.
    described
        How they hang together.

    Returns
    -------
    System
        Its counts, in the order of the rows, and those that no row tells of and that are known by a sum.
    """
    system = System(policy)
    read = _Reading(system, described)
    for number, row in rows:
        read.row(number, row)
    read.absent()
    read.groups()
    read.outcomes()
    read.divided()
    read.pairs()
    return system


class _Reading:
    """What has been read so far of a scope."""

    def __init__(self, system: System, described: Described) -> None:
        self.system = system
        self.described = described
        self.summed: set[int] = set()  # sums of different things, which nothing else is tied to
        self.loose: set[int] = set()  # of them the numerators: a group without a denominator has no row
        self.listed: dict[Table, None] = {}  # whose every group with anybody in it has a row
        self.outcome_of: dict[tuple[Key, str], bool] = {}  # what an outcome divides, and whether wholly
        self.of_rows: list[tuple[int, int]] = []
        self._outcomes = {  # breakdowns by what is an outcome elsewhere
            name
            for name, groups in described.facts.items()
            if all(len(facts) == 1 for facts in groups.values())
        }

    def row(self, number: int, row: Row) -> None:
        """Take note of a row."""
        counted = self.described.measures.get(row["measure"])
        if counted is None:
            counted = CountedAs(f"rows of {row['measure']}", frozenset(), frozenset({"counted"}))
        if counted.public:
            return
        system = self.system
        groups, also = self._groups(row)
        of, over = told_by(row, system.policy)
        unit, facts = counted.rows, counted.counted(row["outcome"]) | also
        if counted.sums:
            unit, facts = f"{unit} of {row['measure']}", facts | SUMMED
        else:
            of = of[0], min(of[1], over[1])
        base: Key = (unit, counted.denominator | also, groups)
        den = system.count(base, (number, "denominator"), over, shown=row["denominator"] is not None)
        num = system.count(
            (unit, facts, groups), (number, "numerator"), of, shown=row["numerator"] is not None
        )
        self.listed[unit, base[1], _names(groups)] = None
        if row["hidden"] == SMALL_DENOMINATOR:
            system.small.add(den)
        elif row["hidden"] == SMALL_NUMERATOR and not system.policy.all_or_none_hidden:
            system.small.add(num)
        if counted.sums:
            self.loose.add(num)
            self.summed |= {num, den}
        elif den != num:
            self.of_rows.append((den, num))
        if counted.outcome and row["outcome"] is not None:
            by = base, counted.outcome
            self.outcome_of[by] = self.outcome_of.get(by, False) or counted.exhaustive
        for name in self._outcomes & set(row["breakdown"].split(" | ")):
            without = frozenset(fact for fact in also if not fact.startswith(f"{name}="))
            for whole in (counted.denominator, counted.counted(row["outcome"])):
                self.outcome_of[(unit, whole | without, groups), name] = True

    def _groups(self, row: Row) -> tuple[Groups, Facts]:
        """Give the groups of a row, and the facts that other groups of it stand for."""
        if not row["breakdown"]:
            return (), frozenset()
        groups: list[tuple[str, str]] = []
        also: set[str] = set()
        for name, group in zip(row["breakdown"].split(" | "), row["group"].split(" | "), strict=True):
            if name in self.described.facts:
                also |= self.described.facts[name].get(group, {f"{name}={group}"})
            else:
                groups.append((name, group))
        return tuple(sorted(groups)), frozenset(also)

    def absent(self) -> None:
        """A group that has no row has nobody in it, if others in the same breakdown have one."""
        system = self.system
        known: dict[tuple[str, tuple[str, ...]], dict[Groups, None]] = defaultdict(dict)
        for unit, _, groups in system.keys:
            known[unit, _names(groups)][groups] = None
        for unit, facts, names in self.listed:
            for groups in known[unit, names]:
                at = system.index.get((unit, facts, groups))
                if at is not None and all(column != "denominator" for _, column in system.places[at]):
                    system.count((unit, facts, groups), None, (0, 0), shown=True)

    def groups(self) -> None:
        """Groups add up to all together, and fine groups to the wider ones they lie in."""
        tables: dict[Table, list[int]] = defaultdict(list)
        for at, (unit, facts, groups) in enumerate(self.system.keys):
            tables[unit, facts, _names(groups)].append(at)
        for (unit, facts, names), cells in tables.items():
            for place, name in enumerate(names):
                others = names[:place] + names[place + 1 :]
                if (unit, facts, others) in tables:
                    self._add(cells, place, lambda _, rest: rest)
                for coarse, wider in self.described.nesting.get(name, {}).items():
                    if coarse not in names and (unit, facts, tuple(sorted((*others, coarse)))) in tables:
                        self._add(cells, place, _within(coarse, wider))

    def _add(self, cells: Sequence[int], place: int, whole_of: Callable[[str, Groups], Groups]) -> None:
        """Tie cells to those they add up to."""
        adding: dict[int, list[int]] = defaultdict(list)
        for at in cells:
            unit, facts, groups = self.system.keys[at]
            whole = self.system.index.get(
                (unit, facts, whole_of(groups[place][1], groups[:place] + groups[place + 1 :]))
            )
            if whole is not None:
                adding[whole].append(at)
        for whole, parts in adding.items():
            if whole in self.loose:
                name = self.system.keys[parts[0]][2][place][0]
                parts.append(self._rest(whole, name))
            self.system.sums.append((whole, parts))

    def _rest(self, whole: int, name: str) -> int:
        """Make a count of those in none of the parts, of which nothing is told."""
        unit, facts, groups = self.system.keys[whole]
        return self.system.count((unit, facts | REST | {name}, groups), None, (0, ANY), shown=True)

    def outcomes(self) -> None:
        """Outcomes add up to the denominator, whether they were counted as outcomes or as groups."""
        parts: dict[tuple[Key, str], list[int]] = defaultdict(list)
        for at, (unit, facts, groups) in enumerate(self.system.keys):
            for fact in sorted(facts):
                name, is_one, _ = fact.partition("=")
                whole = (unit, facts - {fact}, groups)
                if is_one and (whole, name) in self.outcome_of and whole in self.system.index:
                    parts[whole, name].append(at)
        for (whole, name), several in parts.items():
            at = self.system.index[whole]
            rest = [] if self.outcome_of[whole, name] else [self._rest(at, name)]
            self.system.sums.append((at, several + rest))

    def divided(self) -> None:
        """Some facts divide people in parts, of which one may be told of nowhere."""
        index = self.system.index
        wholes: dict[tuple[str, Facts], list[Groups]] = defaultdict(list)
        for unit, facts, groups in list(self.system.keys):
            wholes[unit, facts].append(groups)
        for unit, whole, parts in self.described.divided:
            for groups in wholes.get((unit, whole), ()):
                if any((unit, part, groups) in index for part in parts):
                    several = [
                        self.system.count(
                            (unit, part, groups), None, (0, ANY), shown=(unit, part, groups) not in index
                        )
                        for part in parts
                    ]
                    self.system.sums.append((index[unit, whole, groups], several))

    def pairs(self) -> None:
        """Whoever is counted by some facts is among those counted by fewer of the same."""
        of_rows: dict[str, set[Facts]] = defaultdict(set)
        alike: dict[tuple[str, Facts], list[int]] = defaultdict(list)
        for at, (unit, facts, _) in enumerate(self.system.keys):
            if at not in self.summed and self.system.places[at]:  # of the others the sums say it already
                of_rows[unit].add(facts)
                alike[unit, facts].append(at)
        pairs: list[tuple[int, int]] = []
        for unit, all_facts in of_rows.items():
            for facts in sorted(all_facts, key=sorted):
                for wide in next_wider(facts, all_facts):
                    for narrow in alike[unit, facts]:
                        among = self.system.index.get((unit, wide, self.system.keys[narrow][2]))
                        if among is not None:
                            pairs.append((among, narrow))
        self.system.pairs = list(dict.fromkeys([*pairs, *self.of_rows]))


def _names(groups: Groups) -> tuple[str, ...]:
    return tuple(name for name, _ in groups)


def _within(coarse: str, wider: Mapping[str, str]) -> Callable[[str, Groups], Groups]:
    return lambda group, rest: tuple(sorted((*rest, (coarse, wider.get(group, group)))))
