"""What a measure is: something counted over something, described well enough for a board.

A measure holds no code. It says what is counted one by one (its *rows*), which facts about a row put it in the
denominator and which in the numerator, and it carries the words that have to stand beside the number wherever it is
shown. The facts themselves are made, and put into words, where the rows are (:mod:`sfg_analytics.measures.rows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sfg_analytics.contract import Contract
from sfg_analytics.vocabulary.scope_for_growth import PLACEMENTS

Improvement = Literal["up", "down"]
Audience = Literal["board", "analyst"]
Kind = Literal["proportion", "rate", "score"]

LOOK_BACK_MONTHS = 12
"""A conversation counts in its own month and in the eleven that follow."""

CHARACTERISTICS = (
    "age_band",
    "sex",
    "ethnicity",
    "disability",
    "sexual_orientation",
    "religion_or_belief",
    "working_time",
    "length_of_service",
    "staff_group",
    "band_cluster",
)
"""How whatever is true of people is broken down, unless a measure says otherwise."""


@dataclass(frozen=True)
class Measure:
    """A numerator over a denominator, by period, organisation and group.

    Parameters
    ----------
    id
        The name in tables and publications.
    title, question
        A heading, and the question in a board member's words.
    rows
        What is counted one by one: a key of :data:`~sfg_analytics.measures.rows.ROWS`.
    numerator, denominator
        Who or what is counted, in words.
    statement
        What those counted did or are, as it ends the sentence "60% of eligible staff at …"; ``{outcome}`` stands for a
        share's outcome.
    unit
        What the value is. For a share, 0 means none of the denominator and 1 all of it; a rate says what 1 is.
    improvement
        Which direction is better: ``"up"``, ``"down"``, or None where there is none. Placements have none.
    caveat, source
        What a reader must know, and where the definition comes from.
    among, having
        Facts of a row, all of which must hold for it to be in the denominator, and besides in the numerator.
    outcome
        The column of the rows that divides the denominator into outcomes, in place of ``having``.
    steps
        Facts, each counted over the same denominator, in place of ``having``: a funnel, or a list of fields.
    sums
        Columns of the rows to be added up as numerator and as denominator, in place of counting rows.
    kind
        ``"proportion"``; ``"rate"``, whose numerator may exceed its denominator; or ``"score"``, a mean, of which no interval
        can be given.
    breakdowns
        What it is looked at by, unless asked otherwise; each by itself, or several crossed.
    looks_back
        How many months of conversations a month's figure reads, that month included; 0 if only its own.
    audience
        ``"analyst"`` for what is counted inside the organisation and never published.
    """

    id: str
    title: str
    question: str
    rows: str
    numerator: str
    denominator: str
    statement: str
    unit: str
    improvement: Improvement | None
    caveat: str
    source: str
    among: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    outcome: str | None = None
    steps: tuple[str, ...] = ()
    sums: tuple[str, str] | None = None
    kind: Kind = "proportion"
    breakdowns: tuple[tuple[str, ...], ...] = tuple((name,) for name in CHARACTERISTICS)
    looks_back: int = 0
    audience: Audience = "board"

    @property
    def tables(self) -> tuple[str, ...]:
        """The contracts whose tables are read."""
        from sfg_analytics.measures.rows import ROWS

        return ROWS[self.rows].tables_for(self)

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts and columns of a row that it is counted from."""
        return (
            *self.among,
            *self.having,
            *self.steps,
            *((self.outcome,) if self.outcome else ()),
            *(self.sums or ()),
        )

    def as_json(self, contracts: Mapping[str, Contract]) -> dict[str, Any]:
        """Give the words of the measure as a publication carries them.

        Parameters
        ----------
        contracts
            Contracts by id, which know the labels of outcomes.

        Returns
        -------
        dict
            ``id, title, question, unit, statement, improvement, caveat, source, numerator, denominator`` and
            ``outcomes``, a list of ``{code, label, wording}`` that is empty unless the measure has outcomes.

        Examples
        --------
        >>> from sfg_analytics.contract import load_contracts
        >>> from sfg_analytics.measures import CATALOGUE
        >>> CATALOGUE["coverage"].as_json(load_contracts())["unit"]
        'share of eligible staff'
        """
        from sfg_analytics.measures.outcomes import outcome_labels

        wordings = {placement.code: placement.wording for placement in PLACEMENTS}
        return {
            "id": self.id,
            "title": self.title,
            "question": self.question,
            "unit": self.unit,
            "statement": self.statement,
            "improvement": self.improvement,
            "caveat": self.caveat,
            "source": self.source,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "outcomes": [
                {"code": code, "label": label, "wording": wordings.get(code, "")}
                for code, label in outcome_labels(self, contracts).items()
            ],
        }
