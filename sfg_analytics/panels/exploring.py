"""What an analyst has chosen in the explorer, the view that answers it, and the code that makes the same view.

The model, without a widget in it. A choice is a call of one of :mod:`sfg_analytics.views`: the view is made by that call and
the code spells it out, so the two cannot differ. Each thing is counted once, when it is first asked for, for all months and
organisations; whatever is chosen after that only slices.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import traitlets

from sfg_analytics import views
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.panels.offers import NAMES, OTHERS, USUAL_MONTHS, Offers
from sfg_analytics.views import Figures, View
from sfg_analytics.views.counted import Counted
from sfg_analytics.views.figures import ORGANISATION

SEVERAL = ("organisations", "adjust")
"""Those of which any number can be chosen."""


class Exploring(traitlets.HasTraits):
    """An analyst's choice, always one that is on offer.

    Parameters
    ----------
    figures
        Where the numbers come from.
    opened
        The Python expression that opens them, for the code.
    **chosen
        Any of :data:`NAMES`: ``measure``, ``outcome`` (its code; empty for all of them), ``split`` and ``split_again`` (a
        breakdown, ``"organisation"`` or ``"period"``; empty for none), ``organisations`` (codes; none for all), ``period``
        (a date), ``compare`` (a reference group, :data:`USUAL_MONTHS`, :data:`OTHERS`, or empty) and ``adjust`` (breakdowns).

    Raises
    ------
    MeasureProblem
        When there is no measure to choose from.
    traitlets.TraitError
        When something is chosen that is not on offer.
    """

    measure = traitlets.Unicode()
    outcome = traitlets.Unicode()
    split = traitlets.Unicode()
    split_again = traitlets.Unicode()
    organisations = traitlets.Tuple()
    period = traitlets.Instance(date, allow_none=True)
    compare = traitlets.Unicode()
    adjust = traitlets.Tuple()

    def __init__(self, figures: Figures, opened: str, **chosen: Any) -> None:
        super().__init__()
        if not figures.measures:
            raise MeasureProblem("There is nothing to explore: no measure can be counted.")
        self.figures = figures.hold() if isinstance(figures, Counted) else figures
        self.opened = opened
        self._offers = Offers(self.figures)
        self._begun = False
        self.choose(**chosen)

    def choose(self, **chosen: Any) -> None:
        """Choose several things at once, and move the rest to where they can be answered.

        Parameters
        ----------
        **chosen
            As for the class.

        Raises
        ------
        traitlets.TraitError
            When something is not on offer; nothing has changed then.
        """
        unknown = [name for name in chosen if name not in NAMES]
        if unknown:
            raise traitlets.TraitError(f"There is no choice called '{unknown[0]}'.")
        settled: dict[str, Any] = {}
        for name in NAMES:
            offered = [value for _, value in self._offers.of(name, settled)]
            wanted = chosen.get(name, getattr(self, name))
            if name in SEVERAL:
                wanted = tuple(wanted)
                kept = tuple(value for value in wanted if value in offered)
                if name in chosen and kept != wanted:
                    raise traitlets.TraitError(f"Not all of these {name} are on offer.")
                settled[name] = self._allowed(name, kept, offered, settled)
            else:
                if name in chosen and wanted not in offered:
                    raise traitlets.TraitError(f"This {name} is not on offer.")
                kept_on = wanted in offered and (self._begun or name in chosen)
                settled[name] = wanted if kept_on else next(iter(offered), None)
        self._begun = True
        with self.hold_trait_notifications():
            for name, value in settled.items():
                setattr(self, name, value)

    def offered(self, name: str) -> list[tuple[str, Any]]:
        """Give what may be chosen now.

        Parameters
        ----------
        name
            One of :data:`NAMES`.

        Returns
        -------
        list of tuple
            Label and value, in the order of display.
        """
        return self._offers.of(name, self._chosen())

    def call(self) -> tuple[str, dict[str, Any]]:
        """Give the function of :mod:`sfg_analytics.views` that answers what is chosen, and its arguments."""
        options: dict[str, Any] = {"measure": self.measure}
        by = [name for name in (self.split, self.split_again) if name]
        function, organisations = "pipeline", list(self.organisations)
        if self.compare == USUAL_MONTHS:
            function = "spc"
        elif self.compare == OTHERS:
            function = "benchmark"
            if (
                len(organisations) == 1
            ):  # one is brought out among the others; alone there is nothing to compare
                options["focus"], organisations = organisations[0], []
        elif self.compare:
            function = "fairness"
            reference = list(self._offers.groups(self._chosen())[self.compare])
            options |= {"by": _one(by), "reference": _one(reference)}
            options |= {"adjust": list(self.adjust)} if self.adjust else {}
        elif self._offers.divided(self._chosen()) and len(by) == 1:
            function = "placements"
            options["by"] = self.split
        else:
            options["by"] = by
        options |= {"outcome": self.outcome} if self.outcome else {}
        options |= {"organisations": organisations} if organisations else {}
        return function, options | ({"period": f"{self.period:%Y-%m}"} if self.period else {})

    def view(self) -> View:
        """Make the view of what is chosen.

        Raises
        ------
        MeasureProblem
            When it can't be answered, such as too many groups for one page.
        """
        function, options = self.call()
        view: View = getattr(views, function)(self.figures, **options)
        return view

    def code(self) -> str:
        """Give the lines of Python that make the same view."""
        function, options = self.call()
        measure = options.pop("measure")
        arguments = ", ".join([repr(measure), *(f"{name}={value!r}" for name, value in options.items())])
        return (
            "import sfg_analytics as sfg\n\n"
            f"source = {self.opened}\n"
            f"view = sfg.{function}(source, {arguments})\n"
            "view"
        )

    def state(self) -> str:
        """Give what is chosen as JSON, to be kept and opened again."""
        chosen = self._chosen()
        return json.dumps(
            chosen
            | {"period": self.period and self.period.isoformat()}
            | {name: list(chosen[name]) for name in SEVERAL},
            indent=1,
        )

    def reopen(self, state: str) -> None:
        """Choose what was kept.

        Parameters
        ----------
        state
            What :meth:`state` gave.

        Raises
        ------
        MeasureProblem
            When it is not of that make.
        traitlets.TraitError
            When something chosen then is not on offer now.
        """
        try:
            kept = json.loads(state)
            kept["period"] = kept["period"] and date.fromisoformat(kept["period"])
            kept |= {name: tuple(kept[name]) for name in SEVERAL if name in kept}
        except (ValueError, TypeError, KeyError):
            raise MeasureProblem(
                "This is no kept view of the explorer.", expected=f"JSON with {', '.join(NAMES)}"
            ) from None
        self.choose(**kept)

    def _chosen(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in NAMES}

    def _allowed(
        self, name: str, kept: tuple[str, ...], offered: list[str], settled: Mapping[str, Any]
    ) -> tuple[str, ...]:
        """Choose one organisation where they may not be added up."""
        apart = ORGANISATION in {settled["split"], settled["split_again"]}
        if name != "organisations" or self._offers.exact or apart or not offered:
            return kept
        return (kept or tuple(offered))[:1]


def _one(names: list[str]) -> str | list[str]:
    """Give the only one as it is."""
    return names[0] if len(names) == 1 else names
