"""What is asked of figures, and the rows that answer it: the step that all views share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.views.figures import ORGANISATION, PERIOD, Figures, month_of, valued
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.words import by_of, caption_of, everybody_said, when_of, where_of


@dataclass(frozen=True)
class Asked:
    """A question put to figures.

    Parameters
    ----------
    figures
        Where the numbers come from.
    measure
        The measure's id.
    by
        What they are split by.
    outcome
        The code of the outcome asked about; None for a measure without, or for all of them.
    month
        The month asked about, the last one of a series.
    rows
        A row a cell, in the order of display: ``label, measure, period, organisation, <breakdowns...>, outcome, numerator,
        denominator, value, lower, upper, hidden``.
    organisations
        The codes asked for; None for all.
    """

    figures: Figures
    measure: str
    by: tuple[str, ...]
    outcome: str | None
    month: date
    rows: pl.DataFrame
    organisations: str | Sequence[str] | None

    @property
    def words(self) -> Mapping[str, Any]:
        """The words of the measure."""
        return self.figures.words(self.measure)

    @property
    def kind(self) -> str:
        """The measure's kind."""
        return str(self.words["kind"])

    @property
    def outcome_label(self) -> str:
        """The outcome asked about, in words; empty without one."""
        return self.figures.outcomes(self.measure).get(self.outcome or "", "")

    @property
    def subject(self) -> str:
        """The measure's title, with the outcome asked about."""
        return f"{self.words['title']}: {self.outcome_label}" if self.outcome else str(self.words["title"])

    @property
    def short(self) -> str:
        """The fewest words for the subject."""
        return self.outcome_label or str(self.words["title"])

    @property
    def where(self) -> str:
        """Whose figures they are."""
        if ORGANISATION in self.by:
            return "each organisation"
        return where_of(self.figures, self.rows[ORGANISATION][0])

    @property
    def when(self) -> str:
        """When they are of: a month, or a year where there is one figure a year."""
        return when_of(self.measure, self.month)

    @property
    def split(self) -> str:
        """What they are split by, in words, months aside; empty if by nothing."""
        names = [name for name in self.by if name != PERIOD]
        divided = self.outcome is None and bool(self.figures.outcomes(self.measure))
        return by_of([*names, *(["outcome"] if divided else [])])

    @property
    def caption(self) -> str:
        """What a chart of them shows, where, when and of which standing, in sentences."""
        months = self.rows[PERIOD].unique().sort()
        when = " to ".join(dict.fromkeys(when_of(self.measure, month) for month in (months[0], months[-1])))
        return caption_of(
            self.figures,
            self.subject,
            f"{self.where[:1].upper()}{self.where[1:]}, {when}",
            str(self.words["source"]),
        )

    def everybody(self) -> str:
        """Tell the figure of all staff in a sentence; empty where it is not one figure."""
        if self.outcome is None and self.figures.outcomes(self.measure):
            return ""
        if ORGANISATION in self.by and len(self.rows[ORGANISATION].unique()) > 1:
            return ""
        whole = ask(
            self.figures,
            self.measure,
            outcome=self.outcome,
            organisations=self.organisations,
            period=self.month,
        )
        return everybody_said(
            whole.rows.row(0, named=True), self.words, whole.where, self.month, self.outcome_label
        )


def ask(
    source: Source,
    measure: str,
    *,
    by: str | Sequence[str] = (),
    outcome: str | None = None,
    organisations: str | Sequence[str] | None = None,
    period: date | str | None = None,
) -> Asked:
    """Find the rows that answer a question.

    Parameters
    ----------
    source, measure
        Of what, and which measure.
    by
        Breakdowns, ``"organisation"`` or ``"period"``, crossed. Without ``"organisation"`` organisations are added up;
        without ``"period"`` it is one month.
    outcome
        The code of an outcome, or its label.
    organisations
        Codes; all by default.
    period
        The month, or the last one of a series; the latest by default.

    Raises
    ------
    MeasureProblem
        When something asked for is not there; the nearest is told.
    """
    figures = figures_of(source)
    names = (by,) if isinstance(by, str) else tuple(by)
    code = _outcome(figures, measure, outcome)
    dimensions = [name for name in names if name not in {ORGANISATION, PERIOD}]
    rows = figures.choose(figures.rows(measure, dimensions), organisations)
    if code is not None:
        rows = rows.filter(pl.col("outcome") == code)
    month = month_of(rows, period)
    summed = rows if ORGANISATION in names else figures.together(rows, month)
    summed = summed.filter(pl.col(PERIOD) <= month if PERIOD in names else pl.col(PERIOD) == month)
    kind = str(figures.words(measure)["kind"])
    labelled = valued(summed, kind).with_columns(label=_label(figures, measure, names, divided=code is None))
    ordered = [
        "label",
        *(name for name in summed.columns if name not in {"hidden", "value", "lower", "upper"}),
    ]
    return Asked(
        figures,
        measure,
        names,
        code,
        month,
        labelled.select(*ordered, "value", "lower", "upper", "hidden"),
        organisations,
    )


def _outcome(figures: Figures, measure: str, outcome: str | None) -> str | None:
    if outcome is None:
        return None
    labels = figures.outcomes(measure)
    for code, label in labels.items():
        if outcome in {code, label}:
            return code
    known = list(labels)
    raise MeasureProblem(
        f"The measure '{measure}' has no outcome '{outcome}'.",
        expected=", ".join(known) or "none: it has no outcomes",
        closest=nearest(str(outcome), known),
    )


def _label(figures: Figures, measure: str, names: Sequence[str], *, divided: bool) -> pl.Expr:
    """Name a row by what tells it from the others of its month, or by its month."""
    parts = [
        pl.col(name).replace(dict(figures.names)) if name == ORGANISATION else pl.col(name)
        for name in names
        if name != PERIOD
    ]
    labels = figures.outcomes(measure)
    if divided and labels:
        parts.append(pl.col("outcome").replace(labels))
    if parts:
        return pl.concat_str(parts, separator=" | ")
    return pl.col(PERIOD).dt.strftime("%B %Y") if PERIOD in names else pl.lit("All staff")
