"""Figures of a publication: protected already, and not one more than it holds."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.publication import Publication
from sfg_analytics.views.figures import Figures

_SEPARATOR = " | "


class Published(Figures):
    """The figures of a publication.

    Parameters
    ----------
    publication
        What is read. Nothing else is.
    """

    def __init__(self, publication: Publication) -> None:
        policy = publication.manifest["policy"]
        self.publication = publication
        self.stamp = f"Published figures; small numbers: {policy['name']}."
        there = set(publication.estimates["measure"].unique())
        self.measures = {str(words["id"]): words for words in publication.measures if words["id"] in there}
        named = publication.organisations
        self.names = dict(named.select("organisation", "name").iter_rows())
        self.listed = named.select("organisation", benchmarking_group="kind")
        self.references = dict(publication.manifest.get("plan", {}).get("references", {}))
        self._reasons = policy.get("reasons", {})

    def breakdowns(self, measure: str) -> tuple[str, ...]:
        """Name the breakdowns that are published of a measure."""
        return tuple(name for name in self._crossings(measure) if name and _SEPARATOR not in name)

    def rows(self, measure: str, by: Sequence[str] = ()) -> pl.DataFrame:
        """Give what is published of a measure, whichever way round a crossing of it is."""
        names = _SEPARATOR.join(by)
        held = self._crossings(measure)
        breakdown = self._crossing(measure, by)
        if breakdown is None:
            raise MeasureProblem(
                f"The publication does not split '{measure}' by '{names}'.",
                expected=", ".join(name for name in held if name) or "no breakdown",
                closest=nearest(names, held),
                hint="only what is published can be shown; a plan says what that is.",
            )
        rows = self.publication.estimates.filter(
            pl.col("measure") == measure, pl.col("breakdown") == breakdown
        )
        headings, places = pl.col("group").str.split(_SEPARATOR), breakdown.split(_SEPARATOR)
        return rows.select(
            "measure",
            "period",
            "organisation",
            *(headings.list.get(places.index(name)).alias(name) for name in by),
            "outcome",
            "numerator",
            "denominator",
            pl.col("hidden").replace(self._reasons),
            "value",
            "lower",
            "upper",
        )

    def crosses(self, measure: str, by: Sequence[str]) -> bool:
        """Whether the publication holds the crossing."""
        return self._crossing(measure, by) is not None

    def _crossing(self, measure: str, by: Sequence[str]) -> str | None:
        """Find a breakdown of the publication by its parts, in whatever order they stand."""
        wanted = sorted(by) or [""]
        return next(
            (name for name in self._crossings(measure) if sorted(name.split(_SEPARATOR)) == wanted), None
        )

    def require_one(self, organisations: Sequence[str]) -> None:
        """Refuse to add up."""
        raise MeasureProblem(
            "Organisations are not added up from a publication, which does not say what was hidden.",
            expected=f"one of {', '.join(organisations)}",
            hint="name one in 'organisations', or split by 'organisation'.",
        )

    def _crossings(self, measure: str) -> list[str]:
        self.words(measure)
        return (
            self.publication.estimates.filter(pl.col("measure") == measure)["breakdown"]
            .unique(maintain_order=True)
            .to_list()
        )
