"""The board's page: one sentence, one chart, one table, and what they rest on.

The view only. What is shown is decided in :mod:`sfg_analytics.panels.selection` and worded in
:mod:`sfg_analytics.panels.words`; here the choices become widgets, and a change of one redraws the rest.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
import traitlets

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.panels.figure import ChartView
from sfg_analytics.panels.selection import NAMES, Selection
from sfg_analytics.panels.words import headline, headline_html, notes_html, table_html
from sfg_analytics.publication import read_publication

_LABELS = {
    "measure": "Measure",
    "answer": "Placement",
    "breakdown": "Shown by",
    "organisation": "Organisation",
    "period": "Month",
}


def board(publication: Path | str | None = None) -> ipywidgets.VBox:
    """Build the board's page of a publication.

    Parameters
    ----------
    publication
        The publication's folder; the one that ``sfg serve`` names in ``SFG_PUBLICATION`` when left out.

    Returns
    -------
    ipywidgets.VBox
        The page, live for as long as its kernel is.

    Raises
    ------
    PublicationProblem
        When no folder is named, or it does not hold a whole publication.
    """
    folder = publication or os.environ.get("SFG_PUBLICATION")
    if not folder:
        raise PublicationProblem(
            "No publication is named.",
            hint="pass its folder to board(), or open the page with 'sfg serve PUBLICATION'.",
        )
    return Board(Selection(read_publication(Path(folder)))).page


class Board:
    """Widgets over a selection, kept in step with it.

    Parameters
    ----------
    selection
        The model; it decides what is on offer.
    """

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self._following = False
        self.selectors = {name: ipywidgets.Dropdown(description=_LABELS[name]) for name in NAMES}
        self.head, self.title, self.table, self.notes = (ipywidgets.HTML() for _ in range(4))
        self.chart = ChartView(selection.chart())
        choices = ipywidgets.Box(list(self.selectors.values()))
        choices.add_class("sfg-selectors")
        self.page = ipywidgets.VBox([self.head, choices, self.title, self.chart, self.table, self.notes])
        self.show()
        for name, selector in self.selectors.items():
            selector.observe(self._chosen(name), "value")

    def show(self) -> None:
        """Bring every widget in step with the selection."""
        self._following = True
        try:
            for name, selector in self.selectors.items():
                offered = self.selection.offered(name)
                if selector.options != tuple(offered):
                    selector.options = offered
                selector.value = getattr(self.selection, name)
            self.selectors["answer"].layout.display = "" if self.selection.answer else "none"
        finally:
            self._following = False
        chart = self.selection.chart()
        self.head.value = headline_html(self.selection)
        self.title.value = f'<h2>{escape(chart.title)}</h2><p class="sfg-caption">{escape(chart.caption)}</p>'
        self.table.value = table_html(self.selection)
        self.notes.value = notes_html(self.selection)
        self.chart.show(chart, said=headline(self.selection))  # last: once it is drawn, all is in step

    def _chosen(self, name: str) -> Any:
        def follow(change: Mapping[str, Any]) -> None:
            if self._following:
                return
            with suppress(traitlets.TraitError):  # not on offer: the widgets go back to what is
                self.selection.choose(**{name: change["new"]})
            self.show()

        return follow
