"""Panels: what a dashboard shows, for one audience a file.

A panel is a model and a view. The model is plain: it knows what is selected, which selections there are, and the
sentence, chart and table that follow. The view is a thin layer of widgets over it. A panel reads a publication, and so
it can't show what was hidden; only what serves the analyst reads more: the mapping assistant an export, and the explorer
whatever the views are made from.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sfg_analytics.panels.closer import Closer, board, fairness, system
    from sfg_analytics.panels.explorer import Explorer, explore
    from sfg_analytics.panels.exploring import Exploring
    from sfg_analytics.panels.mapping import MappingModel, MappingView, map_export
    from sfg_analytics.panels.selection import Selection

_HOME = {
    "Closer": "closer",
    "Explorer": "explorer",
    "Exploring": "exploring",
    "MappingModel": "mapping",
    "MappingView": "mapping",
    "Selection": "selection",
    "board": "closer",
    "explore": "explorer",
    "fairness": "closer",
    "map_export": "mapping",
    "system": "closer",
}
"""Imported when first asked for: each live page has a process, and none needs what the analyst's tools do."""

__all__ = [
    "Closer",
    "Explorer",
    "Exploring",
    "MappingModel",
    "MappingView",
    "Selection",
    "board",
    "explore",
    "fairness",
    "map_export",
    "system",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sfg_analytics.panels' has no attribute '{name}'")
    return getattr(import_module(f"sfg_analytics.panels.{_HOME[name]}"), name)
