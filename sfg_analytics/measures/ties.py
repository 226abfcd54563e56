"""How the counts of several measures hang together, as a publication tells it.

Whoever is counted in one measure may be among those of another, and fine groups lie within coarse ones. Readers know this
from the definitions, and could work hidden counts out from it; disclosure control has to know it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sfg_analytics.contract import Contract
from sfg_analytics.measures.dimensions import DIMENSIONS
from sfg_analytics.measures.measure import Measure
from sfg_analytics.measures.rows import ROWS

IMPLIED = {
    "held_in_month": ("conversed",),
    "two_ready": ("one_ready",),
    "placed": ("held",),
    "plan_agreed_too": ("held", "placed"),
    "action_started": ("held", "placed", "plan_agreed_too"),
    "action_completed": ("held", "placed", "plan_agreed_too", "action_started"),
}
"""Facts that hold wherever another does: a second successor is ready only where a first one is."""


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
        ``measures``: by id ``rows``, the facts that hold of its ``denominator`` and ``numerator``, ``outcome``, ``steps``,
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
    return {
        "rows": measure.rows,
        "denominator": _with_implied(measure.among),
        "numerator": _with_implied((*measure.among, *measure.having)),
        "outcome": measure.outcome,
        "steps": {step: _with_implied((*measure.among, step)) for step in measure.steps},
        "sums": measure.sums is not None,
        "public": ROWS[measure.rows].public,
    }


def _with_implied(facts: Iterable[str]) -> list[str]:
    given = set(facts)
    return sorted(given | {follows for fact in given for follows in IMPLIED.get(fact, ())})


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
