"""The live part of a page: one sentence, one chart, one table, of whatever the reader chooses.

The view only. What is shown is decided in :mod:`sfg_analytics.panels.selection` and worded in
:mod:`sfg_analytics.panels.words`; here the choices become widgets, and a change of one redraws the rest. The three pages differ
in where they begin.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path

import ipywidgets

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.panels.address import Address
from sfg_analytics.panels.figure import ChartView
from sfg_analytics.panels.following import Selectors
from sfg_analytics.panels.selection import BY_MONTH, BY_ORGANISATION, NAMES, Selection, as_text
from sfg_analytics.panels.words import headline, headline_html, notes_html, table_html
from sfg_analytics.publication import read_copy, read_publication

_LABELS = {
    "measure": "Measure",
    "answer": "Answer",
    "breakdown": "Shown by",
    "organisation": "Organisation",
    "period": "Month",
}
_FIRST_CHARACTERISTIC = "ethnicity"


def board(publication: Path | str | None = None) -> ipywidgets.VBox:
    """Build the live part of the board's page: one organisation, month by month.

    Parameters
    ----------
    publication
        The publication's folder; when left out, the copy that ``sfg serve`` has verified and names in ``SFG_PUBLICATION``.

    Returns
    -------
    ipywidgets.VBox
        The page, live for as long as its kernel is.

    Raises
    ------
    PublicationProblem
        When no folder is named, or it does not hold a whole publication.
    """
    return _page(publication, BY_MONTH)


def system(publication: Path | str | None = None) -> ipywidgets.VBox:
    """Build the live part of the system's page: organisations side by side. As :func:`board`."""
    return _page(publication, BY_ORGANISATION)


def fairness(publication: Path | str | None = None) -> ipywidgets.VBox:
    """Build the live part of the equality committee's page: groups of an organisation. As :func:`board`."""
    return _page(publication, _FIRST_CHARACTERISTIC)


def _page(publication: Path | str | None, breakdown: str) -> ipywidgets.VBox:
    served = os.environ.get("SFG_PUBLICATION")
    if not publication and not served:
        raise PublicationProblem(
            "No publication is named.",
            hint="pass its folder to board(), or open the page with 'sfg serve PUBLICATION'.",
        )
    selection = Selection(
        read_publication(Path(publication)) if publication else read_copy(Path(str(served)))
    )
    selection.wish({"breakdown": breakdown})
    return Closer(selection).page


class Closer:
    """Widgets over a selection, kept in step with it and with the page's address.

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
        self.address = Address(self.go)
        choices = ipywidgets.Box(list(self.selectors.values()))
        choices.add_class("sfg-selectors")
        self.page = ipywidgets.VBox(
            [choices, self.head, self.title, self.chart, self.table, self.notes, self.address]
        )
        self._following = Selectors(selection, self.selectors, self.chosen)
        self.show()

    def go(self, wishes: Mapping[str, str]) -> None:
        """Show what an address asks for, as far as it is on offer."""
        self.selection.wish(wishes)
        self.show()

    def chosen(self) -> None:
        """Show what a reader has chosen, and let the address say it."""
        self.show()
        self.address.write({name: as_text(getattr(self.selection, name)) for name in NAMES})

    def show(self) -> None:
        """Bring every widget in step with the selection."""
        self._following.follow()
        self.selectors["answer"].layout.display = "" if self.selection.answer else "none"
        chart = self.selection.chart()
        self.head.value = headline_html(self.selection)
        self.title.value = f'<h3>{escape(chart.title)}</h3><p class="sfg-caption">{escape(chart.caption)}</p>'
        self.table.value = table_html(self.selection)
        self.notes.value = notes_html(self.selection)
        self.chart.show(chart, said=headline(self.selection))  # last: once it is drawn, all is in step
