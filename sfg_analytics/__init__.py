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
    "afterwards": "views",
    "answered": "views",
    "benchmark": "views",
    "beside": "views",
    "by_system": "organisations",
    "calibration": "views",
    "compare": "statistics",
    "count": "measures",
    "estimate": "statistics",
    "explore": "panels",
    "fairness": "views",
    "funnel": "statistics",
    "intervals": "charts",
    "load_contracts": "contract",
    "load_succession": "organisations",
    "mantel_haenszel": "statistics",
    "match_organisations": "organisations",
    "newcombe": "statistics",
    "p_chart": "statistics",
    "parity": "statistics",
    "pipeline": "views",
    "placements": "views",
    "protect": "disclosure",
    "read_publication": "publication",
    "relative_likelihood": "statistics",
    "shrink": "statistics",
    "spc": "views",
    "succeed": "organisations",
    "survey": "views",
    "unknown_bounds": "statistics",
    "wilson": "statistics",
    "xmr": "statistics",
    "xmr_summary": "statistics",
}

__all__ = [  # spelt out, so that editors can complete them
    "CATALOGUE",
    "NHS_ROUND_5",
    "Store",
    "afterwards",
    "answered",
    "benchmark",
    "beside",
    "by_system",
    "calibration",
    "compare",
    "count",
    "estimate",
    "explore",
    "fairness",
    "funnel",
    "intervals",
    "load_contracts",
    "load_succession",
    "mantel_haenszel",
    "match_organisations",
    "newcombe",
    "p_chart",
    "parity",
    "pipeline",
    "placements",
    "protect",
    "read_publication",
    "relative_likelihood",
    "shrink",
    "spc",
    "succeed",
    "survey",
    "unknown_bounds",
    "wilson",
    "xmr",
    "xmr_summary",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sfg_analytics' has no attribute '{name}'")
    return getattr(import_module(f"sfg_analytics.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """Name what a notebook needs, and nothing of how it is loaded."""
    return [*__all__, *(name for name in globals() if name.startswith("__") and name.endswith("__"))]
