"""Audit: holding a publication, and everything published before it, against its own policy.

The audit knows what an outsider knows, and no more: the published figures, the definitions beside them, and the earlier
releases. It looks for hidden counts, and for small groups of people between two published counts, that can be worked
out; see :mod:`sfg_analytics.disclosure.attack`.

Between two releases an outsider supposes that nothing has changed, unless the figures say so. Where they do, a count that
is exact in both releases must not have changed by a few: that would tell how many people were entered late, or left out.
Months are not differenced: who is in post changes from one to the next, so that no sum ties them; but whoever is followed
for a year is counted with the others of the month in which the following began.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.disclosure.attack import Attack, Exposed, impossible
from sfg_analytics.disclosure.described import Described
from sfg_analytics.disclosure.policy import Policy
from sfg_analytics.disclosure.reading import read_scope
from sfg_analytics.disclosure.risks import components, targets_of
from sfg_analytics.disclosure.system import Row, System
from sfg_analytics.errors import MeasureProblem

_COLUMNS = ("measure", "breakdown", "group", "outcome", "numerator", "denominator", "hidden")
_SCOPE = ("organisation", "period")

Scopes = Mapping[tuple[str, date], list[tuple[int, Row]]]


@dataclass(frozen=True)
class Release:
    """What was published once.

    Parameters
    ----------
    estimates
        ``measure, period, organisation, breakdown, group, outcome, numerator, denominator, hidden``, a row a cell.
    policy
        The policy it was protected under.
    described
        How its counts hang together.
    """

    estimates: pl.DataFrame
    policy: Policy
    described: Described


@dataclass(frozen=True)
class Finding:
    """Something that can be worked out and should not be.

    Parameters
    ----------
    kind
        ``"hidden count"``, ``"difference of two counts"``, ``"contradiction"``, ``"revised by a few"``.
    organisation, period
        Where and when.
    figures
        The published cells concerned, in words.
    low, high
        The least and the most that the count can be.
    """

    kind: str
    organisation: str
    period: str
    figures: tuple[str, ...]
    low: int | None = None
    high: int | None = None

    def in_words(self) -> str:
        """Say it in a sentence, without the number itself."""
        where = f"{self.organisation}, {self.period[:7]}: "
        of = " and ".join(self.figures)
        if self.kind == "contradiction":
            return f"{where}the published counts contradict each other; one of {of}."
        if self.kind == "revised by a few":
            return f"{where}{of} is exact in two releases and differs by a few people."
        values = 1 + (self.high or 0) - (self.low or 0)
        known = "can be worked out" if values == 1 else f"is known to be one of {values} values"
        return f"{where}{'a hidden count of' if self.kind == 'hidden count' else 'how many people lie between'} {of} {known}."


@dataclass(frozen=True)
class Verdict:
    """What an audit came to.

    Parameters
    ----------
    passed
        Whether nothing was found.
    cells, hidden
        How many counts were published or hidden, and how many of them are hidden.
    at_risk
        How many counts, hidden or between two that are shown, were attacked.
    releases
        How many releases were read together.
    findings
        What was found.
    """

    passed: bool
    cells: int
    hidden: int
    at_risk: int
    releases: int
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the verdict as a publication carries it; findings in words."""
        return {
            "passed": self.passed,
            "cells": self.cells,
            "hidden": self.hidden,
            "at_risk": self.at_risk,
            "releases": self.releases,
            "findings": [finding.in_words() for finding in self.findings],
        }


def audit(releases: Sequence[Release]) -> Verdict:
    """Try to work out what was hidden.

    Parameters
    ----------
    releases
        What was published, the newest first. Its policy says how much may be known.

    Returns
    -------
    Verdict
        Passed if every hidden count, and every small group between two counts, can still have as many values as the
        policy demands, each proved by two tables that agree with everything published.

    Raises
    ------
    MeasureProblem
        When no release is given.
    """
    if not releases:
        raise MeasureProblem("There is nothing to audit.", expected="at least one release")
    systems = list(read_together(releases))
    with ThreadPoolExecutor() as pool:  # the solver works outside Python's lock
        attacked = list(pool.map(_attacked, systems))
    findings = tuple(finding for found, _ in attacked for finding in found)
    return Verdict(
        passed=not findings,
        cells=sum(len(system.keys) for system in systems),
        hidden=sum(sum(system.hidden) for system in systems),
        at_risk=sum(number for _, number in attacked),
        releases=len(releases),
        findings=findings,
    )


def _attacked(system: System) -> tuple[list[Finding], int]:
    """Attack one organisation and month; give what was found, and how many counts were at risk."""
    targets = targets_of(system)
    findings = [_finding("revised by a few", system, (at,)) for at in sorted(system.revised)]
    findings += [
        _finding("hidden count", system, (at,), system.low[at], system.high[at])
        for at in sorted(system.small - system.told_before.keys())
        if not system.hidden[at] and system.high[at] - system.low[at] + 1 < system.policy.least_range
    ]
    for component in components(system, targets):
        findings += [_exposed(system, one) for one in Attack(system, component).exposed()]
    return findings, len(targets)


def read_together(releases: Sequence[Release]) -> Iterator[System]:
    """Read what several releases tell together, an organisation and month at a time.

    Parameters
    ----------
    releases
        The newest first.

    Yields
    ------
    System
        For each organisation and month of any of them.
    """
    scopes = [_scopes(release) for release in releases]
    for scope in sorted({scope for several in scopes for scope in several}):
        system = read_scope(scopes[0].get(scope, []), releases[0].policy, releases[0].described)
        system.organisation, system.period = scope[0], str(scope[1])
        for release, rows in zip(releases[1:], scopes[1:], strict=True):
            if scope in rows:
                system = _with_earlier(system, read_scope(rows[scope], release.policy, release.described))
        yield system


def _scopes(release: Release) -> Scopes:
    """Give the rows of each organisation and month, the month being the one in which people are described."""
    dated = release.estimates.with_columns(period=release.described.month())
    numbered = dated.select(*_SCOPE, *_COLUMNS).with_row_index("row")
    return {
        (str(organisation), period): [(row.pop("row"), row) for row in part.iter_rows(named=True)]
        for (organisation, period), part in numbered.partition_by(
            *_SCOPE, as_dict=True, maintain_order=True
        ).items()
    }


def _with_earlier(newer: System, earlier: System) -> System:
    """Add what an earlier release tells of the counts that have not changed since, as far as the newer one lets one see.

    Where all figures look the same and cannot be, something has changed unseen; nothing tied to it is taken to be the same.
    """
    changed = {
        at
        for key, at in earlier.index.items()
        if (now := newer.index.get(key)) is not None
        and (newer.low[now] > earlier.high[at] or newer.high[now] < earlier.low[at])
    }
    few = newer.policy.threshold
    revised = {
        now
        for now, at in ((newer.index[earlier.keys[at]], at) for at in changed)
        if newer.low[now] == newer.high[now]
        and earlier.low[at] == earlier.high[at]
        and 0 < abs(newer.low[now] - earlier.low[at]) <= few
    }
    while True:
        merged, place = _merged(newer, earlier, changed)
        wrong = impossible(merged)
        unseen = {at for at in range(len(earlier.keys)) if place[at] in wrong} - changed
        if not unseen:
            merged.revised = newer.revised | revised
            return merged
        changed |= unseen


def _merged(newer: System, earlier: System, changed: set[int]) -> tuple[System, list[int]]:
    """Read two releases as one, but for counts that have changed, which are told apart; say where the earlier ones stand."""
    merged = replace(
        newer,
        keys=[*newer.keys],
        low=[*newer.low],
        high=[*newer.high],
        hidden=[*newer.hidden],
        places=[*newer.places],
        index=dict(newer.index),
        told_before=dict(newer.told_before),
    )
    then = frozenset({f"as told before, {len(newer.keys)}"})  # a name that no other release has given
    place: list[int] = []
    for at, (unit, facts, groups) in enumerate(earlier.keys):
        key = (unit, facts | then, groups) if at in changed else (unit, facts, groups)
        known = key in merged.index
        now = merged.count(key, None, (earlier.low[at], earlier.high[at]), shown=False)
        told = (merged.low[now], merged.high[now]) == (earlier.low[at], earlier.high[at])
        merged.hidden[now] = (merged.hidden[now] or not known) and not (told and not earlier.hidden[at])
        before = merged.told_before.get(now, (0, earlier.high[at]))
        merged.told_before[now] = max(before[0], earlier.low[at]), min(before[1], earlier.high[at])
        place.append(now)
    merged.sums = _united(
        newer.sums, [(place[whole], [place[part] for part in parts]) for whole, parts in earlier.sums]
    )
    merged.pairs = sorted({*newer.pairs, *((place[one], place[other]) for one, other in earlier.pairs)})
    return merged, place


def _united(
    these: Sequence[tuple[int, list[int]]], those: Sequence[tuple[int, list[int]]]
) -> list[tuple[int, list[int]]]:
    known = {(whole, tuple(sorted(parts))) for whole, parts in these}
    return [*these, *(one for one in those if (one[0], tuple(sorted(one[1]))) not in known)]


def _exposed(system: System, exposed: Exposed) -> Finding:
    target = exposed.target
    counts = (target.plus,) if target.minus < 0 else (target.plus, target.minus)
    if exposed.low > exposed.high:
        return _finding("contradiction", system, counts)
    kind = "hidden count" if target.minus < 0 else "difference of two counts"
    return _finding(kind, system, counts, exposed.low, exposed.high)


def _finding(
    kind: str, system: System, counts: Sequence[int], low: int | None = None, high: int | None = None
) -> Finding:
    return Finding(
        kind, system.organisation, system.period, tuple(system.in_words(at) for at in counts), low, high
    )
