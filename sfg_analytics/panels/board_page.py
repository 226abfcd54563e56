"""The board's page: one sentence, one chart, one table, and what they rest on.

The view only. What is shown is decided in :mod:`sfg_analytics.panels.selection` and worded in
:mod:`sfg_analytics.panels.words`; here the choices become widgets, and a change of one redraws the rest.
"""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

import ipywidgets

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.panels.figure import ChartView
from sfg_analytics.panels.following import Selectors
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
        self.selectors = {name: ipywidgets.Dropdown(description=_LABELS[name]) for name in NAMES}
        self.head, self.title, self.table, self.notes = (ipywidgets.HTML() for _ in range(4))
        self.chart = ChartView(selection.chart())
        choices = ipywidgets.Box(list(self.selectors.values()))
        choices.add_class("sfg-selectors")
        self.page = ipywidgets.VBox([self.head, choices, self.title, self.chart, self.table, self.notes])
        self._following = Selectors(selection, self.selectors, self.show)
        self.show()

    def show(self) -> None:
        """Bring every widget in step with the selection."""
        self._following.follow()
        self.selectors["answer"].layout.display = "" if self.selection.answer else "none"
        chart = self.selection.chart()
        self.head.value = headline_html(self.selection)
        self.title.value = f'<h2>{escape(chart.title)}</h2><p class="sfg-caption">{escape(chart.caption)}</p>'
        self.table.value = table_html(self.selection)
        self.notes.value = notes_html(self.selection)
        self.chart.show(chart, said=headline(self.selection))  # last: once it is drawn, all is in step
