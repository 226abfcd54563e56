"""Places: which pages a folder has, by what they show, and where each of them lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sfg_analytics.pack.fairness import Subject
from sfg_analytics.pack.held import Held
from sfg_analytics.site.addresses import BOARD, FAIRNESS, SYSTEM, Names
from sfg_analytics.site.fairness import subjects
from sfg_analytics.site.months import months_divided
from sfg_analytics.site.system import address_of

_FIRST_MEASURE = "coverage"


class Places:
    """The pages of a folder.

    Parameters
    ----------
    held
        What is held of all organisations.
    own
        What is held of each, by its code.
    """

    def __init__(self, held: Held, own: dict[str, Held]) -> None:
        audience = str(held.publication.manifest["audience"])
        self.first = audience if audience in own else held.codes[0]
        """Whose board page is the first."""
        self.subjects = {code: subjects(of_one) for code, of_one in own.items()}
        """What is compared at each organisation."""
        self.fair = next((code for code in (self.first, *held.codes) if self.subjects[code]), None)
        """Whose fairness page is the first; None where nothing is compared."""
        self.months = {code: months_divided(of_one) for code, of_one in own.items()}
        """As at which months an organisation's board page can be seen, the latest first."""
        self.months_of = {
            (code, subject): months_divided(own[code], subject)
            for code, found in self.subjects.items()
            for subject in found
        }
        """The same of its fairness page on a subject."""
        self._first_measure = _FIRST_MEASURE if _FIRST_MEASURE in held.measures else held.measures[0]
        self._organisations, self._measures = Names(held.codes), Names(held.measures)
        self._answers = {
            measure: [str(one["code"]) for one in held.words(measure)["outcomes"]]
            for measure in held.measures
        }

    def data(self, measure: str) -> str:
        """Name the file of a measure's figures."""
        return f"data/{self._measures[measure]}.csv"

    def board(self, code: str, month: date | None = None) -> str:
        """Name the board page of an organisation: the latest, or as at an earlier month."""
        if month is not None:
            return f"{month:%Y-%m}/board/{self._organisations[code]}.html"
        return BOARD if code == self.first else f"board/{self._organisations[code]}.html"

    def board_near(self, code: str, month: date | None) -> str:
        """Name the board page of an organisation as at a month; the latest, where there is none of that month."""
        return self.board(code, _if_among(month, self.months[code]))

    def system(self, measure: str) -> str:
        """Name the system page of a measure."""
        return SYSTEM if measure == self._first_measure else f"system/{self._measures[measure]}.html"

    def fairness(self, code: str, subject: Subject, month: date | None = None) -> str:
        """Name the fairness page of an organisation and a subject: the latest, or as at an earlier month."""
        if month is None and code == self.fair and subject == self.subjects[code][0]:
            return FAIRNESS
        codes = self._answers[subject.measure]
        answer = f".{Names(codes)[subject.outcome]}" if subject.outcome in codes else ""
        at = f"{month:%Y-%m}/" if month else ""
        return f"{at}fairness/{self._organisations[code]}.{self._measures[subject.measure]}{answer}.html"

    def fairness_near(self, code: str, subject: Subject, month: date | None) -> str:
        """Name the fairness page of an organisation: of the same subject and month, as far as there is one."""
        found = self.subjects[code]
        if subject not in found:
            return self.fairness(code, found[0])
        return self.fairness(code, subject, _if_among(month, self.months_of[code, subject]))

    def near(self, code: str, month: date | None) -> dict[str, str]:
        """Name which state of each kind of page is about an organisation."""
        found = self.subjects[code]
        fair = {FAIRNESS: self.fairness_near(code, found[0], month)} if found else {}
        return {BOARD: self.board_near(code, month), SYSTEM: f"{SYSTEM}#{address_of(code)}"} | fair


def _if_among(month: date | None, months: Sequence[date]) -> date | None:
    return month if month in months[1:] else None
