"""The explorer: choose a question, see the chart, the table and the sentence, and the code that makes them.

The view only: what is chosen is in :mod:`sfg_analytics.panels.exploring`, what follows from it in
:mod:`sfg_analytics.views`. A change of one selector brings all others in step.
"""

from __future__ import annotations

from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import polars as pl
import traitlets

from sfg_analytics.charts import trend
from sfg_analytics.errors import SfgError
from sfg_analytics.panels.exploring import SEVERAL, Exploring
from sfg_analytics.panels.figure import ChartView
from sfg_analytics.panels.following import Selectors
from sfg_analytics.panels.offers import NAMES
from sfg_analytics.publication import Publication
from sfg_analytics.store import Store
from sfg_analytics.views import PAGE_STYLE, Source, figures_of

_LABELS = {
    "measure": "Measure",
    "outcome": "Outcome",
    "split": "Split by",
    "split_again": "And by",
    "organisations": "Organisations",
    "period": "Month",
    "compare": "Compare with",
    "adjust": "Adjust for",
}
_NO_ROWS = pl.DataFrame(schema={"period": pl.Date} | dict.fromkeys(("value", "lower", "upper"), pl.Float64))
_ROOM = {"description_width": "7rem"}


def explore(source: Source, *, state: str | PathLike[str] | None = None) -> Explorer:
    """Explore figures: choose, and see the chart, the table, the sentence and the code.

    Parameters
    ----------
    source
        A store or its path; a publication or its path; or tables by contract id, of Polars or pandas.
    state
        A file that the explorer's button *Keep this view* saved, to open the same view again.

    Returns
    -------
    Explorer
        Widgets, live for as long as the kernel is. Exact counts are stamped as not for publication.

    Raises
    ------
    MeasureProblem
        When the source holds nothing that can be counted, or the file is no kept view.
    NoSuchPath, StoreProblem, PublicationProblem
        When the source can't be read.
    """
    model = Exploring(figures_of(source), _opened(source))
    if state is not None:
        model.reopen(Path(state).read_text("utf-8"))
    return Explorer(model)


def _opened(source: Source) -> str:
    """Spell how a source is opened; tables have no path, and go by a name."""
    if isinstance(source, Publication):
        return repr(str(source.folder))
    if isinstance(source, Store):
        return repr(str(source.path))
    return repr(str(source)) if isinstance(source, (str, PathLike)) else "tables"


class Actions(anywidget.AnyWidget):
    """What can be done with a view: show and copy its code, download it, keep it and open one that was kept."""

    _esm = Path(__file__).parent / "actions.js"

    code = traitlets.Unicode().tag(sync=True)
    csv = traitlets.Unicode().tag(sync=True)
    svg = traitlets.Unicode().tag(sync=True)
    state = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)


class Explorer(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Selectors over a model, kept in step with it.

    Parameters
    ----------
    model
        It decides what is on offer.
    """

    def __init__(self, model: Exploring) -> None:
        self.model = model
        self.selectors = {name: _selector(name) for name in NAMES}
        self.head, self.table = ipywidgets.HTML(), ipywidgets.HTML()
        self.chart, self.actions = ChartView(trend(_NO_ROWS, title="")), Actions()
        choices = ipywidgets.Box(
            list(self.selectors.values()),
            layout=ipywidgets.Layout(flex_flow="row wrap", align_items="flex-start"),
        )
        choices.add_class("sfg-selectors")
        self.actions.on_msg(self._open)
        super().__init__([choices, self.head, self.chart, self.actions, self.table])
        self._following = Selectors(model, self.selectors, self.show)
        self.show()

    def show(self) -> None:
        """Bring every widget in step with the model."""
        self._following.follow()
        for name, selector in self.selectors.items():
            selector.layout.display = "" if len(selector.options) > 1 or name == "measure" else "none"
        try:
            view = self.model.view()
        except (SfgError, ValueError) as problem:
            self._cannot(str(problem))
            return
        self.head.value = _page(
            f'<p class="sfg-stamp">{escape(view.stamp)}</p><h3>{escape(view.chart.title)}</h3>'
            f'<p class="sfg-said">{escape(view.said)}</p><p class="sfg-caveat">{escape(view.chart.caption)}</p>'
        )
        self.table.value = _page(f'{view.table_html()}<p class="sfg-caveat">{escape(view.caveat)}</p>')
        with self.actions.hold_sync():
            self.actions.code, self.actions.csv = self.model.code(), view.csv()
            self.actions.svg, self.actions.state = view.chart.svg(), self.model.state()
            self.actions.name = f"{self.model.measure} {self.model.period}"[:-3]
        self.chart.show(view.chart, said=view.said)  # last: once it is drawn, all is in step

    def _open(self, _: Any, message: Any, __: Any) -> None:
        """Show a view that was kept, of the file that a reader chose."""
        if not (isinstance(message, dict) and isinstance(message.get("kept"), str)):
            return
        try:
            self.model.reopen(message["kept"])
        except (SfgError, traitlets.TraitError) as problem:
            self._cannot(f"That view cannot be opened here. {problem}")
            return
        self.show()

    def _cannot(self, why: str) -> None:
        self.head.value = _page(f'<p class="sfg-said" role="alert">{escape(why)}</p>')
        self.table.value = ""
        self.chart.show(trend(_NO_ROWS, title=""), said=why)


def _selector(name: str) -> ipywidgets.Widget:
    make = ipywidgets.SelectMultiple if name in SEVERAL else ipywidgets.Dropdown
    rows = {"rows": 4} if name in SEVERAL else {}
    layout = ipywidgets.Layout(width="23rem", max_width="100%")
    return make(description=_LABELS[name], style=_ROOM, layout=layout, **rows)


def _page(content: str) -> str:
    return f'<style>{PAGE_STYLE}</style><div class="sfg-view">{content}</div>'
