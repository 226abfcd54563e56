"""Panels: what a dashboard shows, for one audience a file.

A panel is a model and a view. The model is plain: it knows what is selected, which selections there are, and the
sentence, chart and table that follow. The view is a thin layer of widgets over it. A panel reads a publication, and so
it can't show what was hidden; only what serves the analyst reads more: the mapping assistant an export, and the explorer
whatever the views are made from.
"""

from __future__ import annotations

from sfg_analytics.panels.board_page import Board, board
from sfg_analytics.panels.explorer import Explorer, explore
from sfg_analytics.panels.exploring import Exploring
from sfg_analytics.panels.mapping import MappingModel, MappingView, map_export
from sfg_analytics.panels.selection import Selection

__all__ = [
    "Board",
    "Explorer",
    "Exploring",
    "MappingModel",
    "MappingView",
    "Selection",
    "board",
    "explore",
    "map_export",
]
