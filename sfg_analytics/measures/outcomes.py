"""Outcomes: the parts into which a measure divides its denominator, with their labels in the order of display."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sfg_analytics.contract import Contract
from sfg_analytics.measures.rows import ROWS
from sfg_analytics.measures.rows.followed import LEFT, NOT_PLACED_AGAIN
from sfg_analytics.measures.source import ACTIONS, CONVERSATIONS

if TYPE_CHECKING:
    from sfg_analytics.measures.measure import Measure

LISTED_IN: Mapping[str, tuple[str, str]] = {
    "current_placement": (CONVERSATIONS, "current_placement"),
    "sought_placement": (CONVERSATIONS, "sought_placement"),
    "placement_now": (CONVERSATIONS, "current_placement"),
    "run_as": (CONVERSATIONS, "run_as"),
    "kind": (ACTIONS, "kind"),
    "box": ("talent_grid", "box"),
    "colour": ("talent_grid", "colour"),
    "readiness": ("talent_grid", "readiness"),
}
"""Which contract's column lists the codes of an outcome."""

FURTHER: Mapping[str, Mapping[str, str]] = {
    "placement_now": {NOT_PLACED_AGAIN: "In post, not placed again", LEFT: "No longer in post here"}
}
"""Outcomes that no contract lists: those of people who could not be followed to a placement."""


def outcome_labels(measure: Measure, contracts: Mapping[str, Contract]) -> dict[str, str]:
    """Give the label of each outcome of a measure, in the order of display; none where it has no outcomes.

    Parameters
    ----------
    measure
        The measure.
    contracts
        Contracts by id.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> from sfg_analytics.measures.catalogue import CATALOGUE
    >>> list(outcome_labels(CATALOGUE["sought_placement"], load_contracts()).values())
    ['Depth', 'Breadth', 'Stretch or complexity', 'No move sought now']
    """
    if measure.steps:
        return {step: ROWS[measure.rows].facts[step] for step in measure.steps}
    if not measure.outcome:
        return {}
    contract, column = LISTED_IN[measure.outcome]
    listed: dict[str, str] = {code.value: code.label for code in contracts[contract].by_name[column].codes}
    return {**listed, **FURTHER.get(measure.outcome, {})}
