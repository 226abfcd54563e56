"""Scope for Growth analytics: exports go in; checked tables, protected figures and board pages come out.

The road in, one line a station::

    read → recognise → clean → pseudonymise → check → store          sfg submit

and out::

    store → count → protect → estimate → publication                 sfg publish

What a notebook needs can be taken from here; each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "CATALOGUE": "measures",
    "NHS_ROUND_5": "disclosure",
    "Store": "store",
    "compare": "statistics",
    "count": "measures",
    "estimate": "statistics",
    "funnel": "statistics",
    "intervals": "charts",
    "load_contracts": "contract",
    "mantel_haenszel": "statistics",
    "newcombe": "statistics",
    "parity": "statistics",
    "protect": "disclosure",
    "read_publication": "publication",
    "relative_likelihood": "statistics",
    "unknown_bounds": "statistics",
    "wilson": "statistics",
    "xmr": "statistics",
}

__all__ = [  # spelt out, so that editors can complete them
    "CATALOGUE",
    "NHS_ROUND_5",
    "Store",
    "compare",
    "count",
    "estimate",
    "funnel",
    "intervals",
    "load_contracts",
    "mantel_haenszel",
    "newcombe",
    "parity",
    "protect",
    "read_publication",
    "relative_likelihood",
    "unknown_bounds",
    "wilson",
    "xmr",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sfg_analytics' has no attribute '{name}'")
    return getattr(import_module(f"sfg_analytics.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
