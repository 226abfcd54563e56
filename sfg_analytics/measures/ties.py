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

WITH, WITHOUT = "conversed=yes", "conversed=no"
"""Whether somebody has had a conversation: two parts that people are divided in."""

IMPLIED: Mapping[str, tuple[str, ...]] = {
    "placed_lately": (WITH,),
    WITHOUT: ("due",),
    "current_known": ("placed_lately", "placement_visible"),
    "sought_known": ("placed_lately",),
    "sharing_known": ("placed_lately",),
    "seeks_change": ("current_known", "sought_known"),
    "seeks_stretch": (f"sought_placement={STRETCH.code}", "sought_known"),
    "shares": ("sharing_known",),
    "two_ready": ("one_ready",),
    "placed": ("held", "current_placement_filled", "sought_placement_filled"),
    "plan_agreed_too": ("placed",),
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

OF_ORGANISATIONS = frozenset({"pools_sent", "actions_sent", "every_field_sent"})
"""Facts of all rows of an organisation, or of none: where anything is counted they leave nobody out, so they tell no two
counts apart."""

SAME = {
    "seeks_no_move": f"sought_placement={NO_MOVE.code}",
    "conversed": WITH,
    "held_in_month": WITH,  # of those due, who had none in the eleven months before
}
"""Facts that are an outcome of another measure, or one of two parts, under a name of their own."""

AMONG = {
    "placed": ("people", "placed_lately"),
    "to_review": ("people", "review_agreed"),
    "followed_12": ("people",),
    "followed_24": ("people",),
    "placed_before": ("people", "placed_lately"),
}
"""Rows that are some of others, in the month in which they are described: which, and the fact that tells them."""


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
        ``nesting[fine][coarse][group]`` is the wider group; ``facts``: for a breakdown by what other measures count, the
        facts that hold of each group; ``divided``: facts by which people are divided in parts. Plain values throughout.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> from sfg_analytics.measures import CATALOGUE
    >>> told = ties([CATALOGUE["coverage"]], load_contracts())
    >>> told["measures"]["coverage"]["numerator"]
    ['conversed=yes', 'eligible']
    >>> told["nesting"]["band"]["band_cluster"]["Band 8a"]
    'Bands 8a and 8b'
    """
    chosen = list(measures)
    counted = {measure.id: _counted_as(measure) for measure in chosen}
    return {
        "measures": counted,
        "nesting": _nesting(contracts),
        "facts": _facts_of_groups(chosen, contracts),
        "divided": _divided(counted.values()),
    }


def _counted_as(measure: Measure) -> dict[str, Any]:
    rows, *which = AMONG.get(measure.rows, (measure.rows,))
    months = ROWS[measure.rows].follows
    among, having, steps = (
        [_on(fact, months) for fact in facts] for facts in (measure.among, measure.having, measure.steps)
    )
    among = [*which, *among]
    return {
        "rows": rows,
        "denominator": _with_implied(among),
        "numerator": _with_implied((*among, *having)),
        "outcome": measure.outcome,
        "steps": {
            step: _with_implied((*among, fact)) for step, fact in zip(measure.steps, steps, strict=True)
        },
        "sums": measure.sums is not None,
        "public": ROWS[measure.rows].public,
        "months_before": months,
        "exhaustive": measure.outcome in _ALWAYS or any(fact.endswith("_known") for fact in measure.among),
    }


_ALWAYS = frozenset({"placement_now"})
"""Outcomes that everybody counted has: who is not placed again, or has left, is told as such."""


def _on(fact: str, months: int) -> str:
    """Name a fact of people followed: what they were then is a fact of then, what became of them is not."""
    then = not months or fact in {"eligible", "conversed"}
    return fact if then else f"{fact}, {months} months on"


def _facts_of_groups(
    measures: Iterable[Measure], contracts: Mapping[str, Contract]
) -> dict[str, dict[str, list[str]]]:
    """Find the breakdowns by what is an outcome of a measure, or one of two parts."""
    found = {
        "conversed": {
            heading: _with_implied([WITH if code == "with" else WITHOUT])
            for code, heading in DIMENSIONS["conversed"].headings.items()
        }
    }
    for name in sorted({measure.outcome for measure in measures if measure.outcome in DIMENSIONS}):
        headings = DIMENSIONS[name].labels(contracts)
        if len(set(headings.values())) == len(headings):
            found[name] = {heading: [f"{name}={code}"] for code, heading in headings.items()}
    return found


def _divided(counted: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Whoever is counted has had a conversation or has not, where the facts leave both open."""
    wholes = {
        tuple(facts)
        for one in counted
        for facts in (one["denominator"], one["numerator"], *one["steps"].values())
        if one["rows"] == "people" and not one["sums"] and "eligible" in facts
    }
    return [
        {
            "rows": "people",
            "whole": list(whole),
            "parts": [_with_implied([*whole, WITH]), _with_implied([*whole, WITHOUT])],
        }
        for whole in sorted(wholes)
        if not {WITH, WITHOUT} & set(whole)
    ]


def _with_implied(facts: Iterable[str]) -> list[str]:
    found: set[str] = set()
    waiting = [SAME.get(fact, fact) for fact in facts if fact not in OF_ORGANISATIONS]
    while waiting:
        fact = waiting.pop()
        if fact not in found:
            found.add(fact)
            waiting += _implied(fact)
    return sorted(found)


def _implied(fact: str) -> tuple[str, ...]:
    name, followed, on = fact.partition(", ")
    return tuple(f"{follows}{followed}{on}" for follows in IMPLIED.get(name, ()))


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
