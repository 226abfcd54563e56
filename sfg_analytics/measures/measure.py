"""What a measure is: something counted over something, described well enough for a board.

A measure holds no code. It says which fact about a person in a month puts that person in the denominator and which in
the numerator, and it carries the words that have to stand beside the number wherever it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sfg_analytics.contract import Contract
from sfg_analytics.vocabulary.scope_for_growth import PLACEMENTS

Improvement = Literal["up", "down"]

LOOK_BACK_MONTHS = 12
"""A conversation counts in its own month and in the eleven that follow."""


@dataclass(frozen=True)
class Measure:
    """A numerator over a denominator, by period, organisation and group.

    Parameters
    ----------
    id
        The name in tables and publications.
    title, question
        A heading, and the question in a board member's words.
    numerator, denominator
        Who is counted, in words.
    tables
        The contracts whose tables are read; ``staff_in_post`` always comes first.
    statement
        What those counted did or are, as it ends the sentence "60% of eligible staff at …"; ``{outcome}`` stands for a
        share's outcome.
    unit
        What the value is; a value of 0 means none of the denominator, 1 means all of it.
    improvement
        Which direction is better: ``"up"``, ``"down"``, or None where there is none. Placements have none.
    caveat, source
        What a reader must know, and where the definition comes from.
    among
        The fact that puts a person in post in the denominator; None for everybody in post.
    having
        The fact that puts a person of the denominator in the numerator; None for a share.
    outcome
        For a share: the column of the conversation table that divides the denominator into outcomes.
    looks_back
        Whether the conversations of the last twelve months are read.
    """

    id: str
    title: str
    question: str
    numerator: str
    denominator: str
    statement: str
    tables: tuple[str, ...]
    unit: str
    improvement: Improvement | None
    caveat: str
    source: str
    among: Literal["eligible"] | None = None
    having: Literal["eligible", "conversed"] | None = None
    outcome: Literal["current_placement", "sought_placement"] | None = None
    looks_back: bool = False

    def as_json(self, conversations: Contract | None = None) -> dict[str, Any]:
        """Give the words of the measure as a publication carries them.

        Parameters
        ----------
        conversations
            The contract that lists the outcomes of a share; without it, the framework's own are listed.

        Returns
        -------
        dict
            ``id, title, question, unit, statement, improvement, caveat, source, numerator, denominator`` and ``outcomes``, a list
            of ``{code, label, wording}`` that is empty unless the measure is a share.

        Examples
        --------
        >>> from sfg_analytics.measures import CATALOGUE
        >>> CATALOGUE["coverage"].as_json()["unit"]
        'share of eligible staff'
        """
        wordings = {placement.code: placement.wording for placement in PLACEMENTS}
        labels = {placement.code: placement.label for placement in PLACEMENTS}
        if conversations and self.outcome:
            labels = {code.value: code.label for code in conversations.by_name[self.outcome].codes}
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
                for code, label in (labels.items() if self.outcome else ())
            ],
        }
