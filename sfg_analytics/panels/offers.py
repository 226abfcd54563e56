"""What may be chosen in the explorer: each choice narrows those after it, to what the figures can answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sfg_analytics.views import Figures
from sfg_analytics.views.counted import Counted
from sfg_analytics.views.figures import ORGANISATION, PERIOD

USUAL_MONTHS, OTHERS = "usual months", "other organisations"
"""What months and organisations are compared with; groups are compared with a group."""

NAMES = ("measure", "outcome", "split", "split_again", "organisations", "period", "compare", "adjust")
"""The things chosen, each of which narrows those after it."""

_ASIDE = frozenset({ORGANISATION, PERIOD})
_NOTHING = ("Nothing", "")

Settled = Mapping[str, Any]


class Offers:
    """What figures can answer.

    Parameters
    ----------
    figures
        Where the numbers come from.
    """

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.exact = isinstance(figures, Counted)
        self._of: dict[str, Callable[[Settled], list[tuple[str, Any]]]] = {
            "measure": self._measures,
            "outcome": self._outcomes,
            "split": lambda settled: [*self._splits(settled), _NOTHING],
            "split_again": lambda settled: [_NOTHING, *self._second(settled)],
            "organisations": self._organisations,
            "period": self._months,
            "compare": lambda settled: [_NOTHING, *self._compared(settled)],
            "adjust": self._adjusted,
        }

    def of(self, name: str, settled: Settled) -> list[tuple[str, Any]]:
        """Give label and value of what may be chosen.

        Parameters
        ----------
        name
            One of :data:`NAMES`.
        settled
            What is chosen of the names before it.

        Returns
        -------
        list of tuple
            In the order of display.
        """
        return self._of[name](settled)

    def groups(self, settled: Settled) -> dict[str, tuple[str, ...]]:
        """Give the headings of each group that people are split into, by the group's label.

        Parameters
        ----------
        settled
            The measure, and what it is split by.

        Returns
        -------
        dict
            One heading for each split by people; nothing where there is none.
        """
        by = [name for name in (settled["split"], settled["split_again"]) if name and name not in _ASIDE]
        if not by:
            return {}
        found = self.figures.rows(settled["measure"], by).select(by).unique(maintain_order=True)
        return {" | ".join(headings): headings for headings in found.iter_rows()}

    def divided(self, settled: Settled) -> bool:
        """Whether all outcomes of a measure are shown, side by side."""
        return bool(self.figures.outcomes(settled["measure"])) and not settled["outcome"]

    def _measures(self, _: Settled) -> list[tuple[str, str]]:
        return [(str(words["title"]), measure) for measure, words in self.figures.measures.items()]

    def _outcomes(self, settled: Settled) -> list[tuple[str, str]]:
        labels = self.figures.outcomes(settled["measure"])
        return [("All of them" if labels else "", ""), *((label, code) for code, label in labels.items())]

    def _own(self, settled: Settled) -> list[tuple[str, str]]:
        names = self.figures.breakdowns(settled["measure"])
        return [(name.replace("_", " ").capitalize(), name) for name in names]

    def _splits(self, settled: Settled) -> list[tuple[str, str]]:
        return [*self._own(settled), ("Organisation", ORGANISATION), ("Month by month", PERIOD)]

    def _second(self, settled: Settled) -> list[tuple[str, str]]:
        """Offer a second split where the chart has room for one, and the source has it."""
        split, measure = settled["split"], settled["measure"]
        if not split or self.divided(settled):
            return []
        return [
            (label, name)
            for label, name in self._splits(settled)
            if name != split and (_ASIDE & {split, name} or self.figures.crosses(measure, (split, name)))
        ]

    def _organisations(self, settled: Settled) -> list[tuple[str, str]]:
        codes = self.figures.rows(settled["measure"])[ORGANISATION].unique()
        return sorted((self.figures.named(code), code) for code in codes)

    def _months(self, settled: Settled) -> list[tuple[str, date]]:
        rows = self.figures.choose(self.figures.rows(settled["measure"]), settled["organisations"] or None)
        months = rows[PERIOD].unique().sort(descending=True)
        return [(f"{month:%B %Y}", month) for month in months]

    def _compared(self, settled: Settled) -> list[tuple[str, str]]:
        by = [name for name in (settled["split"], settled["split_again"]) if name]
        if not by or self.divided(settled):
            return []
        if by == [PERIOD]:
            return [("The usual months (control chart)", USUAL_MONTHS)]
        if by == [ORGANISATION]:
            return [("The other organisations (funnel)", OTHERS)]
        if _ASIDE & set(by) or self.figures.words(settled["measure"])["kind"] != "proportion":
            return []
        return [(label, label) for label in self.groups(settled)]

    def _adjusted(self, settled: Settled) -> list[tuple[str, str]]:
        """Offer whatever can be counted; of a publication, with what it crosses the one thing compared."""
        if settled["compare"] in {"", USUAL_MONTHS, OTHERS}:
            return []
        by = [name for name in (settled["split"], settled["split_again"]) if name]
        others = [pair for pair in self._own(settled) if pair[1] not in by]
        if self.exact:
            return others
        return [
            (label, name)
            for label, name in others
            if len(by) == 1 and self.figures.crosses(settled["measure"], (*by, name))
        ]
