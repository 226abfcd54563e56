"""Suppression: which further counts are kept back, so that none at risk can be worked out.

As few as will do. For a count at risk a table is sought, as an attacker would look for it, that agrees with everything
published and differs enough in that count, but in which any figure may be kept back at a price; an integer programme
chooses the cheapest set that lets such a table exist. Where little is tied together, all counts at risk are guarded by one
programme, which makes the set the smallest there is; elsewhere one after the other, each among the counts near it. Then
whatever turns out not to be needed is shown again. Figures of all together are dearest, since everybody looks at them
first. Where no set can be found in time, whole tables are kept back: more is hidden then, never less. The same counts
always give the same pattern.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sfg_analytics.disclosure.attack import Attack, Exposed
from sfg_analytics.disclosure.choosing import (
    cheapest_near,
    fewest,
    price,
    range_if_kept_back,
)
from sfg_analytics.disclosure.risks import Component, Target, components, targets_of
from sfg_analytics.disclosure.system import System

_AT_ONCE, _SMALL = 6, 60
"""Up to how many counts at risk, among how many in all, are guarded by one programme."""


@dataclass(frozen=True)
class Pattern:
    """Counts that are not published though they are not small.

    Parameters
    ----------
    kept
        Kept back; that they are not small is told.
    withheld
        Withheld with the whole table, so that nothing is told of them.
    """

    kept: frozenset[int] = frozenset()
    withheld: frozenset[int] = frozenset()

    def __or__(self, other: Pattern) -> Pattern:
        withheld = self.withheld | other.withheld
        return Pattern((self.kept | other.kept) - withheld, withheld)

    @property
    def counts(self) -> frozenset[int]:
        """All of them."""
        return self.kept | self.withheld


def keep_back(system: System) -> Pattern:
    """Choose the counts to be kept back.

    Parameters
    ----------
    system
        The counts of one organisation and month as they would be published. It is not changed.

    Returns
    -------
    Pattern
        Empty when nothing is at risk.
    """
    pattern = Pattern(frozenset(system.revised))
    for last_resort in (False, True):
        pattern, left = _without_needless(system, _guarded(system, pattern, last_resort=last_resort))
        if not left:
            break
    return pattern


def _guarded(system: System, pattern: Pattern, *, last_resort: bool) -> Pattern:
    """Keep back more and more, until an attack finds nothing or nothing helps.

    A count that is hidden for another's sake alone may be known: it is shown again later. Only as a last resort are whole
    tables withheld for it.
    """
    near: frozenset[int] | None = None
    while True:
        now = _without(system, pattern)
        more = pattern
        may_be_known = {at for at in pattern.counts if not (last_resort or system.hidden[at])}
        for component in _components(now, near):
            more |= _guard(now, Attack(now, component), pattern, may_be_known)
        if more == pattern:
            return pattern
        near = (more.kept - pattern.kept) | (more.withheld - pattern.withheld)
        pattern = more


def _components(system: System, near: Collection[int] | None) -> list[Component]:
    """Give the parts that hold counts at risk, or those of them that some counts belong to."""
    parts = components(system, targets_of(system), through_known=True)
    return parts if near is None else [one for one in parts if not set(near).isdisjoint(one.counts)]


def _without(system: System, pattern: Pattern) -> System:
    """Give the system as it would be published without some counts."""
    less = replace(system, low=[*system.low], high=[*system.high], hidden=[*system.hidden])
    for at in pattern.counts:
        less.hidden[at] = True
        less.low[at], less.high[at] = range_if_kept_back(system, at, withheld=at in pattern.withheld)
    return less


def _guard(system: System, attack: Attack, before: Pattern, may_be_known: Collection[int]) -> Pattern:
    """Keep back counts until none at risk in a component can be worked out, so far as one round can."""
    exposed = [one for one in attack.exposed() if one.low <= one.high]
    pattern = Pattern()
    if 0 < len(exposed) <= _AT_ONCE and len(attack.counts) <= _SMALL:
        pattern = Pattern(frozenset(fewest(system, attack, exposed)))
        _keep(system, attack, pattern)
    for one in exposed:
        now = attack.prove(one.target)
        if now is not None:
            more = Pattern(frozenset(cheapest_near(system, attack, now)))
            if not more.counts and (one.target.minus >= 0 or one.target.plus not in may_be_known):
                more = _whole_tables(system, attack, now, before)
            _keep(system, attack, more)
            pattern |= more
    return pattern


def _keep(system: System, attack: Attack, pattern: Pattern) -> None:
    for at in pattern.counts:
        low, high = range_if_kept_back(system, at, withheld=at in pattern.withheld)
        attack.bound(attack.at[at], low, high)


def _whole_tables(system: System, attack: Attack, one: Exposed, before: Pattern) -> Pattern:
    """Withhold all tables that a count at risk stands in; if a round before has done so, those they are tied to, and so on."""

    def table(at: int) -> tuple[object, ...]:
        unit, facts, groups = system.keys[at]
        return unit, facts, tuple(name for name, _ in groups)

    telling = {at for at in attack.counts if system.places[at] and _tells(attack, at)}
    circle = {at for at in (one.target.plus, one.target.minus) if at >= 0}
    while True:
        tables = {table(at) for at in circle}
        found = {at for at in telling if table(at) in tables}
        wider = circle | attack.tied_to(circle)
        if found or wider == circle or before.withheld.isdisjoint(circle):
            return Pattern(withheld=frozenset(found))
        circle = wider


def _tells(attack: Attack, at: int) -> bool:
    """Whether something is told of a count still; of one that is withheld, that it is at least 1 where it is a base."""
    place = attack.at[at]
    return bool(attack.low[place] > 1 or attack.high[place] < attack.cap)


def _without_needless(system: System, pattern: Pattern) -> tuple[Pattern, bool]:
    """Show again what need not be hidden: first what is known all the same, then the dearest of what is kept back.

    Say too whether something is known that cannot be shown.
    """
    now = _without(system, pattern)
    hidden, left = set(pattern.counts), False
    for component in _components(now, pattern.counts):
        attack = Attack(now, component)
        known = {one.target for one in attack.exposed()}
        for target in known:
            attack.leave_out(target)  # the audit says so, unless it is shown
        doubtful = {
            at for at in attack.counts if at in pattern.kept or (at in hidden and Target(at) in known)
        }
        doubtful -= {at for at in doubtful if system.hidden[at]} | system.revised
        for at in sorted(doubtful, key=lambda at: (Target(at) not in known, -price(system, at), at)):
            targets, tables = attack.targets, attack.tables
            attack.leave_out(Target(at))
            attack.bound(attack.at[at], system.low[at], system.high[at])
            if attack.is_safe(at):
                hidden.discard(at)
            else:
                attack.bound(attack.at[at], now.low[at], now.high[at])
                attack.targets, attack.tables = targets, tables
        left = left or any(
            target.minus >= 0 or target.plus in hidden or system.hidden[target.plus] for target in known
        )
    return Pattern(pattern.kept & hidden, pattern.withheld & hidden), left
