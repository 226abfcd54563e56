"""Selectors kept in step with a model: what a reader chooses goes to the model, what it then offers comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

import ipywidgets
import traitlets

from sfg_analytics.errors import SfgError


class Choosing(Protocol):
    """A model that says what may be chosen, has each choice as an attribute, and takes several at once."""

    def offered(self, name: str) -> list[tuple[str, Any]]:
        """Give label and value of what may be chosen."""

    def choose(self, **chosen: Any) -> None:
        """Choose, or raise what says that it is not on offer."""


class Selectors:
    """Selectors over a model.

    Parameters
    ----------
    model
        It decides what is on offer.
    widgets
        A selector for each choice, by its name.
    changed
        Called when a reader has chosen something, whether or not it was on offer.
    """

    def __init__(
        self, model: Choosing, widgets: Mapping[str, ipywidgets.Widget], changed: Callable[[], None]
    ) -> None:
        self._model, self._widgets, self._changed = model, widgets, changed
        self._following = False
        for name, widget in widgets.items():
            widget.observe(self._chosen(name), "value")

    def follow(self) -> None:
        """Bring every selector in step with the model."""
        self._following = True
        try:
            for name, widget in self._widgets.items():
                offered = self._model.offered(name)
                if widget.options != tuple(offered):
                    widget.options = offered
                widget.value = getattr(self._model, name)
        finally:
            self._following = False

    def _chosen(self, name: str) -> Callable[[Mapping[str, Any]], None]:
        def choose(change: Mapping[str, Any]) -> None:
            if self._following:
                return
            with suppress(traitlets.TraitError, SfgError):  # not on offer: the selectors go back to what is
                self._model.choose(**{name: change["new"]})
            self._changed()

        return choose
