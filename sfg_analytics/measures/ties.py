"""How the counts of several measures hang together, as a publication tells it.

Whoever is counted in one measure may be among those of another, and fine groups lie within coarse ones. Readers know this
from the definitions, and could work hidden counts out from it; disclosure control has to know it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from sfg_analytics.contract import Contract
from sfg_analytics.measures.dimensions import DIMENSIONS
from sfg_analytics.measures.measure import Measure
from sfg_analytics.measures.rows import ROWS
from sfg_analytics.measures.rows.recorded import FIELDS, RECORDED_DAYS
from sfg_analytics.vocabulary.scope_for_growth import NO_MOVE, STRETCH

IMPLIED: Mapping[str, tuple[str, ...]] = {
    "held_in_month": ("conversed",),
    "placed_lately": ("conversed",),
    "current_known": ("placed_lately", "placement_visible"),
    "sought_known": ("placed_lately",),
    "sharing_known": ("placed_lately",),
    "seeks_change": ("current_known", "sought_known"),
    "seeks_stretch": (f"sought_placement={STRETCH.code}", "sought_known"),
    "shares": ("sharing_known",),
    "two_ready": ("one_ready",),
    "placed": ("held", "current_placement_filled", "sought_placement_filled"),
    "plan_agreed_too": ("placed",),
    "action_agreed": ("actions_linked",),
    "action_started": ("plan_agreed_too", "action_agreed"),
    "action_completed": ("action_started",),
    "recorded_completely": tuple(f"{name}_filled" for name in FIELDS),
    **{
        f"recorded_within_{sooner}": (f"recorded_within_{later}",)
        for sooner, later in pairwise(RECORDED_DAYS)
    },
    f"recorded_within_{RECORDED_DAYS[-1]}": ("recorded_date_filled",),
    "seen_12_months": ("seen_90_days",),
    "band_known_twice": ("retained",),
    "moved_band": ("band_known_twice",),
    "moved_organisation": ("known_nationally",),
}
"""Facts that hold wherever another does: a second successor is ready only where a first one is."""

SAME = {"seeks_no_move": f"sought_placement={NO_MOVE.code}"}
"""Facts that are an outcome of another measure under a name of their own."""

AMONG = {"placed": ("people", "placed_lately"), "to_review": ("people", "review_agreed")}
"""Rows that are some of others: which, and the fact that tells them."""


def ties(measures: Iterable[Measure], contracts: Mapping[str, Contract]) -> dict[str, Any]:
    """Say how the counts of measures hang together.

    Parameters
    ----------
    measures
        The measures.
    contracts
        Contracts by id, which know the codes of each breakdown.

    Returns
    -------
    dict
        ``measures``: by id ``rows`` (those they are among, where others hold them all), the facts that hold of its ``denominator`` and ``numerator``, ``outcome``, ``steps``,
        ``sums`` and ``public``; ``nesting``: for a breakdown whose groups lie within those of another,
        ``nesting[fine][coarse][group]`` is the wider group. Plain values throughout.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> from sfg_analytics.measures import CATALOGUE
    >>> told = ties([CATALOGUE["coverage"]], load_contracts())
    >>> told["measures"]["coverage"]["numerator"]
    ['conversed', 'eligible']
    >>> told["nesting"]["band"]["band_cluster"]["Band 8a"]
    'Bands 8a and 8b'
    """
    return {
        "measures": {measure.id: _counted_as(measure) for measure in measures},
        "nesting": _nesting(contracts),
    }


def _counted_as(measure: Measure) -> dict[str, Any]:
    rows, *which = AMONG.get(measure.rows, (measure.rows,))
    among = (*which, *measure.among)
    return {
        "rows": rows,
        "denominator": _with_implied(among),
        "numerator": _with_implied((*among, *measure.having)),
        "outcome": measure.outcome,
        "steps": {step: _with_implied((*among, step)) for step in measure.steps},
        "sums": measure.sums is not None,
        "public": ROWS[measure.rows].public,
    }


def _with_implied(facts: Iterable[str]) -> list[str]:
    found: set[str] = set()
    waiting = [SAME.get(fact, fact) for fact in facts]
    while waiting:
        fact = waiting.pop()
        if fact not in found:
            found.add(fact)
            waiting += IMPLIED.get(fact, ())
    return sorted(found)


def _nesting(contracts: Mapping[str, Contract]) -> dict[str, dict[str, dict[str, str]]]:
    """Find the breakdowns of one column whose groups lie within those of another."""
    of_column: dict[tuple[str, str], list[tuple[str, dict[str, str]]]] = {}
    for dimension in DIMENSIONS.values():
        if dimension.code is None and dimension.contract in contracts:
            headings = dimension.labels(contracts)
            of_column.setdefault((dimension.contract, dimension.reads), []).append((dimension.id, headings))
    found: dict[str, dict[str, dict[str, str]]] = {}
    for same in of_column.values():
        for fine, narrow in same:
            for coarse, wide in same:
                pairs = {(narrow[code], wide[code]) for code in narrow if code in wide}
                within = dict(pairs)
                if fine != coarse and len(within) == len(pairs) and len(set(within.values())) < len(within):
                    found.setdefault(fine, {})[coarse] = dict(sorted(within.items()))
    return found
