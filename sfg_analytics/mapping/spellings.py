"""The codes a column may hold and the ways of writing them that count as near, yes and no among them."""

from __future__ import annotations

from collections.abc import Mapping

from sfg_analytics.contract import Column
from sfg_analytics.contract.overlay import NO, YES
from sfg_analytics.mapping.likeness import code_likeness

_TRUTHS = {
    YES: ("yes", "true", "done", "complete", "agreed", "in place"),
    NO: ("no", "false", "not done", "not complete", "not agreed", "not in place"),
}


def labels_of(column: Column) -> dict[str, str]:
    """Give the codes a column may hold with their labels; yes and no of a column of those; nothing of others.

    Examples
    --------
    >>> labels_of(Column("plan", "Plan", "boolean"))
    {'yes': 'Yes', 'no': 'No'}
    """
    if column.kind == "boolean":
        return {YES: "Yes", NO: "No"}
    return {code.value: code.label for code in column.codes}


def likely_codes(written: str, column: Column) -> tuple[tuple[str, float], ...]:
    """Rank a column's codes by how alike one of their spellings is to a text, from 1 to 0.

    Examples
    --------
    >>> likely_codes("Not agrd", Column("plan", "Plan", "boolean"))[0][0]
    'no'
    """
    near = {
        code: max((code_likeness(written, spelling) for spelling in spellings), default=0.0)
        for code, spellings in _spellings(column).items()
    }
    return tuple(sorted(near.items(), key=lambda pair: -pair[1]))


def _spellings(column: Column) -> Mapping[str, tuple[str, ...]]:
    return _TRUTHS if column.kind == "boolean" else {code.value: code.spellings for code in column.codes}
