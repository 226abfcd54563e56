"""What a reader has chosen of a publication, and the figures that follow from it.

The model of a page, without a widget in it. Five things can be chosen: the measure, for shares the answer, how to
divide the figures, the organisation, and the month. Whatever is set is checked against the publication: a browser may
send anything, and only what the page offers is accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl
import traitlets

from sfg_analytics.charts import Chart, intervals, trend
from sfg_analytics.charts.chart import MOST_WORDS, percent
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import Publication

BY_ORGANISATION, BY_MONTH = "organisation", "period"
"""Two ways to divide that every publication has, beside the breakdowns of its own."""

UNKNOWN = "Unknown"

NAMES = ("measure", "answer", "breakdown", "organisation", "period")
"""The things chosen, each of which narrows those after it."""


def as_text(value: object) -> str:
    """Write a choice as an address has it.

    Examples
    --------
    >>> as_text(date(2025, 3, 1)), as_text("coverage")
    ('2025-03', 'coverage')
    """
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value)


class Selection(traitlets.HasTraits):
    """A reader's choice, always one that the publication can answer.

    Parameters
    ----------
    publication
        What is read. Nothing else is.
    **chosen
        Any of ``measure``, ``answer`` (the placement of a share; empty for other measures), ``breakdown``
        (``"organisation"``, ``"period"`` or one of the publication's own), ``organisation`` and ``period``. What is left
        out starts at the first on offer, the month at the latest.

    Raises
    ------
    PublicationProblem
        When the publication holds no estimates.
    traitlets.TraitError
        When something is set that is not on offer.
    """

    measure = traitlets.Unicode()
    answer = traitlets.Unicode()
    breakdown = traitlets.Unicode()
    organisation = traitlets.Unicode()
    period = traitlets.Instance(date, allow_none=True)

    def __init__(self, publication: Publication, **chosen: Any) -> None:
        super().__init__()
        if publication.estimates.is_empty():
            raise PublicationProblem(
                "The publication holds no estimates.",
                hint="publish again from a store that holds conversations.",
            )
        self.publication = publication
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
        settled: dict[str, Any] = {"measure": self.measure, "breakdown": self.breakdown}
        for name in NAMES:
            offered = [value for _, value in self._offered(name, settled)]
            wanted = chosen.get(name, getattr(self, name))
            if name in chosen and wanted not in offered:
                raise traitlets.TraitError(f"This {name} is not on offer.")
            settled[name] = wanted if wanted in offered else offered[0]
        with self.hold_trait_notifications():
            for name, value in settled.items():
                setattr(self, name, value)

    def wish(self, wishes: Mapping[str, str]) -> None:
        """Choose what an address asks for, as far as it is on offer; the rest stays as it is.

        Parameters
        ----------
        wishes
            Values by name, as text; a month as year and month.
        """
        for name in NAMES:  # in this order, since each narrows those after it
            for _, value in self.offered(name):
                if name in wishes and as_text(value) == wishes[name]:
                    self.choose(**{name: value})

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
        return self._offered(name, {"measure": self.measure, "breakdown": self.breakdown})

    def _offered(self, name: str, settled: Mapping[str, Any]) -> list[tuple[str, Any]]:
        of_measure = self._estimates.filter(pl.col("measure") == settled["measure"])
        if name == "measure":
            there = set(self._estimates["measure"].unique())
            shares = [words for words in self.publication.measures if words["kind"] == "proportion"]
            known = [words for words in shares if words["id"] in there]
            return [(str(words["title"]), str(words["id"])) for words in known]
        if name == "answer":
            codes = of_measure["outcome"].drop_nulls().unique(maintain_order=True)
            return [(self._answers.get(code, code), code) for code in codes] or [("", "")]
        if name == "breakdown":
            own = of_measure["breakdown"].unique(maintain_order=True).to_list()
            return [
                ("Organisation, side by side", BY_ORGANISATION),
                ("Month by month", BY_MONTH),
                *((breakdown.replace("_", " ").capitalize(), breakdown) for breakdown in own if breakdown),
            ]
        if name == "organisation":
            return [
                (self._names.get(code, code), code)
                for code in sorted(of_measure["organisation"].unique(), key=self._name)
            ]
        divided = of_measure.filter(
            pl.col("breakdown") == settled["breakdown"]
        )  # not every month is broken down
        months = (divided if divided.height else of_measure)["period"].unique().sort(descending=True)
        return [(f"{month:%B %Y}", month) for month in months]

    @property
    def words(self) -> Mapping[str, Any]:
        """The measure in words: ``title``, ``question``, ``unit``, ``caveat``, ``source`` and the rest."""
        return next(measure for measure in self.publication.measures if measure["id"] == self.measure)

    @property
    def answer_label(self) -> str:
        """The placement in words; empty for a measure that isn't a share."""
        return self._answers.get(self.answer, self.answer)

    @property
    def month(self) -> str:
        """The month in words."""
        return f"{self.period:%B %Y}"

    @property
    def organisation_name(self) -> str:
        """The organisation's name."""
        return self._name(self.organisation)

    @property
    def subject(self) -> str:
        """The measure's title, with the answer for a share."""
        return f"{self.words['title']}: {self.answer_label}" if self.answer else str(self.words["title"])

    def headline_row(self) -> dict[str, Any] | None:
        """Give the row of all staff of the organisation in the month; None when the publication has none."""
        everybody = self._of_answer.filter(
            (pl.col("breakdown") == "")
            & (pl.col("organisation") == self.organisation)
            & (pl.col("period") == self.period)
        )
        if everybody.is_empty():
            return None
        reasons = self.policy.get("reasons", {})
        return everybody.with_columns(pl.col("hidden").replace(reasons)).row(0, named=True)

    def rows(self) -> pl.DataFrame:
        """Give the rows that the chart and the table show.

        Returns
        -------
        pl.DataFrame
            The publication's columns, ``hidden`` in the policy's own words, and ``label``: organisations by name, months
            in order, or groups in the order of the publication with people whose group isn't known last.
        """
        reasons = self.policy.get("reasons", {})
        return self._rows().with_columns(pl.col("hidden").replace(reasons))

    def _rows(self) -> pl.DataFrame:
        everybody, here = pl.col("breakdown") == "", pl.col("organisation") == self.organisation
        if self.breakdown == BY_MONTH:
            months = self._of_answer.filter(everybody & here).sort("period")
            return months.with_columns(pl.col("period").dt.strftime("%B %Y").alias("label"))
        now = pl.col("period") == self.period
        if self.breakdown == BY_ORGANISATION:
            organisations = self._of_answer.filter(everybody & now)
            label = pl.col("organisation").replace(self._names)
            return organisations.with_columns(label.alias("label")).sort("label")
        groups = self._of_answer.filter((pl.col("breakdown") == self.breakdown) & here & now)
        return groups.with_columns(pl.col("group").alias("label")).sort(
            pl.col("group") == UNKNOWN, maintain_order=True
        )

    def chart(self) -> Chart:
        """Draw what is chosen."""
        rows = self.rows()
        if self.breakdown == BY_MONTH:
            return trend(rows, title=self._title(rows), caption=self.caption, highlighted=self.period)
        focus = self.organisation_name if self.breakdown == BY_ORGANISATION else None
        return intervals(rows, title=self._title(rows), by="label", caption=self.caption, focus=focus)

    @property
    def caption(self) -> str:
        """What the chart shows, when, where, from what source and under which policy, in one line."""
        where = {
            BY_ORGANISATION: f"All organisations, {self.month}",
            BY_MONTH: f"All staff at {self.organisation_name}",
        }.get(self.breakdown, f"{self.organisation_name}, {self.month}")
        return (
            f"{self.subject}. {where}. Source: {self.words['source']} Small numbers: {self.policy['name']}."
        )

    @property
    def policy(self) -> Mapping[str, Any]:
        """The disclosure policy: ``name``, ``threshold``, ``rounding_base``, ``reasons`` and the rest."""
        policy: Mapping[str, Any] = self.publication.manifest["policy"]
        return policy

    def _title(self, rows: pl.DataFrame) -> str:
        """Say what the chart shows in ten words or fewer, falling back to fewer words about it."""
        shown = rows.filter(pl.col("value").is_not_null())
        short = self.answer_label or str(self.words["title"])
        if shown.is_empty():
            tries = [f"{short}: every figure is hidden", "Every figure is hidden"]
        elif self.breakdown == BY_MONTH:
            first, last = shown[[0, -1]].iter_rows(named=True)
            change = f"{percent(first['value'])} in {first['period']:%b %Y}, {percent(last['value'])} in {last['period']:%b %Y}"
            ends = f"from {percent(first['value'])} to {percent(last['value'])}"
            tries = [f"{short}: {change}", f"{short}: {ends}", change]
        else:
            by = f"by {self.breakdown.replace('_', ' ')}"
            least, most = shown.select(
                pl.col("value").min().alias("least"), pl.col("value").max().alias("most")
            ).row(0)
            ends = f"{percent(least)} to {percent(most)}"
            tries = [f"{short}: {ends} {by}", f"{short}: {ends}", f"{ends} {by}"]
        return next((text for text in tries if len(text.split()) <= MOST_WORDS), tries[-1])

    @property
    def _estimates(self) -> pl.DataFrame:
        estimates: pl.DataFrame = self.publication.estimates
        return estimates

    @property
    def _of_answer(self) -> pl.DataFrame:
        of_measure = self._estimates.filter(pl.col("measure") == self.measure)
        return of_measure.filter(pl.col("outcome") == self.answer) if self.answer else of_measure

    @property
    def _answers(self) -> dict[str, str]:
        return {
            str(o["code"]): str(o["label"]) for m in self.publication.measures for o in m.get("outcomes", ())
        }

    @cached_property
    def _names(self) -> dict[str, str]:
        table = self.publication.organisations
        return dict(zip(table["organisation"].to_list(), table["name"].to_list(), strict=True))

    def _name(self, code: str) -> str:
        return self._names.get(code, code)
