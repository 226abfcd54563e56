"""Risks: which counts somebody might work out, and which others are tied to them.

At risk is what is hidden, and the few people that a wider count has over a narrower one. Counts that nothing ties together
are looked at apart, which is what makes an attack on a hundred thousand of them possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sfg_analytics.disclosure.system import System


@dataclass(frozen=True)
class Target:
    """A count at risk: one that is hidden, or the difference of two that were published.

    Parameters
    ----------
    plus, minus
        The count, and the one taken off it; -1 if none is.
    """

    plus: int
    minus: int = -1


@dataclass(frozen=True)
class Component:
    """Counts that are tied to one another and to no others.

    Parameters
    ----------
    counts
        Their numbers in the system.
    targets
        Those at risk among them.
    """

    counts: tuple[int, ...]
    targets: tuple[Target, ...]


def targets_of(system: System) -> list[Target]:
    """Name the counts at risk: the hidden ones, and those few that a wider count has over a narrower one."""
    policy = system.policy
    if policy.least_range <= 1:
        return []
    hidden = [Target(at) for at, is_hidden in enumerate(system.hidden) if is_hidden]
    if not policy.complement_protected:
        return hidden
    few = max(policy.threshold, 1)
    between = [
        Target(among, part) for among, part in system.pairs if system.low[among] - system.high[part] <= few
    ]
    return hidden + between


def components(system: System, targets: Sequence[Target], *, through_known: bool = False) -> list[Component]:
    """Divide the counts at risk, and all that is tied to them, into parts that know nothing of each other.

    Parameters
    ----------
    system
        The counts.
    targets
        Those at risk.
    through_known
        Whether counts whose value is known tie others together, as they would if they were kept back. Nobody at all, and a
        narrower count that must be less than a wider one anyway, tie nothing together.

    Returns
    -------
    list of Component
        The parts that hold a count at risk.
    """
    is_open = [
        low < high or (through_known and high > 0) for low, high in zip(system.low, system.high, strict=True)
    ]
    above = list(range(len(system.keys)))

    def root(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    def join(several: Sequence[int]) -> None:
        open_ones = [root(at) for at in several if is_open[at]]
        for at in open_ones[1:]:
            above[root(at)] = root(open_ones[0])

    tied: list[Sequence[int]] = [[whole, *parts] for whole, parts in system.sums]
    tied += binding(system)
    tied += [(target.plus, target.minus) for target in targets if target.minus >= 0]
    for several in tied:
        join(several)
    at_risk: dict[int, list[Target]] = defaultdict(list)
    for target in targets:
        ends = [at for at in (target.plus, target.minus) if at >= 0]
        at_risk[root(next((at for at in ends if is_open[at]), target.plus))].append(target)
    members: dict[int, list[int]] = defaultdict(list)
    for at in range(len(system.keys)):
        if root(at) in at_risk:
            members[root(at)].append(at)
    return [Component(tuple(members[at]), tuple(risks)) for at, risks in at_risk.items()]


def binding(system: System) -> list[tuple[int, int]]:
    """Give the pairs of counts of which the narrower one could be more than the wider, for all that is told of each."""
    return [(among, part) for among, part in system.pairs if system.low[among] < system.high[part]]
