"""What a publication holds of one organisation or of all, in words and in the order in which a board reads.

Everything a pack says is taken from here: rows of the publication's own tables, with names, labels and reasons in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl

from sfg_analytics.charts.chart import MOST_WORDS, mark_of
from sfg_analytics.errors import PublicationProblem, nearest
from sfg_analytics.publication import Publication

UNKNOWN = "Unknown"
CHARACTERISTICS = {
    "age_band": "Age",
    "disability": "Disability",
    "ethnicity": "Ethnicity",
    "religion_or_belief": "Religion or belief",
    "sex": "Sex",
    "sexual_orientation": "Sexual orientation",
    "working_time": "Working time",
    "length_of_service": "Length of service",
}
"""The breakdowns that groups are compared by, and what readers call them."""

_SHORT = {
    "coverage": "Recorded conversations",
    "held_of_due": "Conversations held of those due",
    "pipeline": "Staff who seek stretch",
    "readiness_supply": "People for each expected vacancy",
    "shared_supply": "People willing to share, for each vacancy",
    "current_placement": "Where people are now",
    "sought_placement": "Where people seek to be",
    "action_agreed": "Conversations with an action agreed",
}


class Held:
    """A view of a publication.

    Parameters
    ----------
    publication
        What is read. Nothing else is.
    codes
        The organisations spoken of; all when empty.
    """

    def __init__(self, publication: Publication, codes: Sequence[str] = ()) -> None:
        self.publication = publication
        self.codes = tuple(codes) or self.all_codes

    @classmethod
    def asked_for(cls, publication: Publication, organisation: str | None) -> Held:
        """Take the organisation asked for, else the one that the publication is for, else all.

        Raises
        ------
        PublicationProblem
            When the publication has no figure of it, or of anything.
        """
        known = publication.estimates["organisation"].unique().sort().to_list()
        if not known:
            raise PublicationProblem(
                "The publication holds no estimates.",
                hint="publish again from a store that holds conversations.",
            )
        audience = str(publication.manifest["audience"])
        wanted = organisation if organisation is not None else audience if audience in known else None
        if wanted is not None and wanted not in known:
            raise PublicationProblem(
                f"The publication holds no figure of an organisation '{wanted}'.",
                expected=", ".join(known[:40]),
                closest=nearest(wanted, known),
            )
        return cls(publication, [wanted] if wanted is not None else [])

    @cached_property
    def all_codes(self) -> tuple[str, ...]:
        """Every organisation of which there is a figure, by name."""
        there = self.publication.estimates["organisation"].unique()
        return tuple(sorted(there, key=lambda code: (self.name(code), code)))

    @cached_property
    def _names(self) -> dict[str, str]:
        rows = self.publication.organisations
        return dict(zip(rows["organisation"].to_list(), rows["name"].to_list(), strict=True))

    @cached_property
    def _words(self) -> dict[str, dict[str, Any]]:
        return {str(words["id"]): words for words in self.publication.measures}

    @property
    def policy(self) -> Mapping[str, Any]:
        """The disclosure policy, as the manifest has it."""
        policy: Mapping[str, Any] = self.publication.manifest["policy"]
        return policy

    @property
    def measures(self) -> list[str]:
        """The measures of which there is a figure, in the order of the publication."""
        there = set(self.publication.estimates["measure"].unique())
        return [name for name in self._words if name in there]

    def name(self, code: str) -> str:
        """Name an organisation; its code, where it has no name."""
        return self._names.get(code) or code

    def words(self, measure: str) -> Mapping[str, Any]:
        """Give the words of a measure."""
        return self._words[measure]

    def short(self, measure: str) -> str:
        """Name a measure in a few words, for the title of a chart."""
        return _SHORT.get(measure, str(self.words(measure)["title"]))

    def reason(self, hidden: str | None) -> str | None:
        """Say why a figure is hidden, in the words of the policy."""
        return None if hidden is None else mark_of(self.policy["reasons"].get(hidden, hidden))

    def rows(
        self, measure: str, breakdown: str = "", *, codes: Sequence[str] | None = None, months: int | None = 1
    ) -> pl.DataFrame:
        """Give the estimates of a measure, of each organisation's latest months.

        Parameters
        ----------
        measure
            A measure's id; no row where the publication does not hold it.
        breakdown
            One of the publication's own; all staff by default.
        codes
            The organisations; those spoken of by default.
        months
            How many of the latest; all when None.

        Returns
        -------
        pl.DataFrame
            The columns of the estimates; ``hidden`` in words; ``name`` and ``label``, of the organisation and the outcome;
            ``month``; and ``kind``, the measure's. Organisations by name, then months, then groups, unknown ones last, and
            outcomes as the publication has them.
        """
        wanted = self.codes if codes is None else tuple(codes)
        found = self.publication.estimates.filter(
            pl.col("measure") == measure,
            pl.col("breakdown") == breakdown,
            pl.col("organisation").is_in(wanted),
        ).with_row_index("place")
        if months is not None:
            latest = pl.col("period").rank("dense", descending=True).over("organisation") <= months
            found = found.filter(latest)
        outcomes = {} if found.is_empty() else _labels(self.words(measure))
        kind = "proportion" if found.is_empty() else str(self.words(measure)["kind"])
        order = {code: place for place, code in enumerate(wanted)}
        return (
            found.with_columns(
                hidden=pl.col("hidden").map_elements(self.reason, return_dtype=pl.String),
                name=pl.col("organisation").map_elements(self.name, return_dtype=pl.String),
                label=pl.col("outcome").replace(outcomes),
                month=pl.col("period").dt.strftime("%B %Y"),
                kind=pl.lit(kind),
                turn=pl.col("organisation").replace_strict(order, return_dtype=pl.Int64),
            )
            .sort("turn", "period", pl.col("group") == UNKNOWN, "place")
            .drop("turn", "place")
        )

    def row(self, measure: str, code: str, outcome: str | None = None) -> dict[str, Any] | None:
        """Give the latest figure of all staff of an organisation; None where there is none."""
        found = self.rows(measure, codes=[code])
        if outcome is not None:
            found = found.filter(pl.col("outcome") == outcome)
        return found.row(0, named=True) if found.height else None

    def series(self, code: str, measure: str) -> pl.DataFrame:
        """Give a control chart of the publication as the charts take it."""
        way = {"up": "increase", "down": "decrease", None: "neutral"}[self.words(measure)["improvement"]]
        rows = self.publication.series.filter(
            pl.col("organisation") == code, pl.col("measure") == measure, pl.col("outcome").is_null()
        )
        why = self.rows(measure, codes=[code], months=None).select("period", "hidden")
        return (
            rows.join(why, on="period", how="left", maintain_order="left")
            .sort("period")
            .with_columns(segment=pl.lit(1), improvement=pl.lit(way))
        )

    def funnel(self, measure: str) -> pl.DataFrame:
        """Give the organisations beside one another, with their names; no row where there are too few."""
        rows = self.publication.funnels.filter(pl.col("measure") == measure)
        return rows.with_columns(
            name=pl.col("organisation").map_elements(self.name, return_dtype=pl.String),
            without_value=pl.col("without_value").map_elements(self._without, return_dtype=pl.String),
            label=pl.col("outcome").replace(_labels(self.words(measure)))
            if rows.height
            else pl.lit(None, pl.String),
        ).sort("name")

    def _without(self, told: str) -> str:
        code = told.removeprefix("hidden: ")
        return self.reason(code) or told if code in self.policy["reasons"] else told

    def comparisons(self, measure: str | None = None, breakdown: str | None = None) -> pl.DataFrame:
        """Give the groups compared, of the organisations spoken of, with names and labels."""
        rows = self.publication.comparisons.filter(pl.col("organisation").is_in(self.codes))
        if measure is not None:
            rows = rows.filter(pl.col("measure") == measure)
        if breakdown is not None:
            rows = rows.filter(pl.col("breakdown") == breakdown)
        return rows.with_columns(
            name=pl.col("organisation").map_elements(self.name, return_dtype=pl.String),
            title=pl.col("measure").map_elements(
                lambda one: str(self.words(one)["title"]), return_dtype=pl.String
            ),
            month=pl.col("period").dt.strftime("%B %Y"),
            characteristic=pl.col("breakdown").map_elements(characteristic, return_dtype=pl.String),
        )

    def outcome_label(self, measure: str, outcome: str | None) -> str:
        """Put an outcome in words; empty where the measure has none."""
        return "" if outcome is None else _labels(self.words(measure)).get(outcome, outcome)

    def caption(self, measure: str, when: str) -> str:
        """Say measure, months, source and policy under a chart."""
        words = self.words(measure)
        return f"{words['title']}, {when}. Source: {words['source']} Small numbers: {self.policy['name']}."


def characteristic(breakdown: str) -> str:
    """Name a breakdown as readers do."""
    return CHARACTERISTICS.get(breakdown, breakdown.replace("_", " ").capitalize())


def title_of(*tries: str) -> str:
    """Take the first title that is short enough for a chart."""
    return next(
        (text for text in tries if len(text.split()) <= MOST_WORDS), " ".join(tries[-1].split()[:MOST_WORDS])
    )


def _labels(words: Mapping[str, Any]) -> dict[str, str]:
    return {str(one["code"]): str(one["label"]) for one in words["outcomes"]}
