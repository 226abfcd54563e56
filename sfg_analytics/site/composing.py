"""Composing: every file of the folder, made of a publication and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.pack.document import Document
from sfg_analytics.pack.fairness import Subject
from sfg_analytics.pack.held import Held
from sfg_analytics.pack.system import system_pack
from sfg_analytics.page.markup import joined, shown
from sfg_analytics.publication import Publication
from sfg_analytics.site.addresses import BOARD, FAIRNESS, SCRIPT, STYLE, SYSTEM, Names, from_page
from sfg_analytics.site.board import board
from sfg_analytics.site.choices import Choice
from sfg_analytics.site.data import figures_file
from sfg_analytics.site.fairness import fairness, subjects
from sfg_analytics.site.figure import Writer
from sfg_analytics.site.page import Page
from sfg_analytics.site.statement import statement
from sfg_analytics.site.style import RULES
from sfg_analytics.site.system import system

_FIRST_MEASURE = "coverage"


def compose(publication: Publication) -> dict[str, bytes]:
    """Make every file but the manifest.

    Parameters
    ----------
    publication
        What is shown.

    Returns
    -------
    dict of str to bytes
        Contents by name.

    Raises
    ------
    PublicationProblem
        When the publication holds no estimate.
    """
    if publication.estimates.is_empty():
        raise PublicationProblem(
            "The publication holds no estimates.", hint="publish again from a store that holds conversations."
        )
    folder = _Folder(publication)
    pages = [*folder.boards(), *folder.systems(), *folder.fairnesses(), statement()]
    contents = {page.name: page.whole() for page in pages}
    for measure in folder.held.measures:
        contents[folder.data[measure]] = figures_file(folder.held, measure)
    contents[STYLE] = RULES.encode()
    contents[SCRIPT] = (Path(__file__).parent / SCRIPT).read_bytes()
    return contents


class _Folder:
    """The names of a folder's files, and the pages in it."""

    def __init__(self, publication: Publication) -> None:
        self.held = Held(publication)
        self.own = {code: Held(publication, [code]) for code in self.held.codes}
        audience = str(publication.manifest["audience"])
        self.first = audience if audience in self.own else self.held.codes[0]
        self.measure = _FIRST_MEASURE if _FIRST_MEASURE in self.held.measures else self.held.measures[0]
        self._subjects = {code: subjects(held) for code, held in self.own.items()}
        self._organisations, self._measures = Names(self.held.codes), Names(self.held.measures)
        self.data = {measure: f"data/{self._measures[measure]}.csv" for measure in self.held.measures}

    def boards(self) -> Iterator[Page]:
        options = [(self.held.name(code), self._board(code)) for code in self.held.codes]
        for code, held in self.own.items():
            name = self._board(code)
            yield self._page(name, BOARD, board(held), [Choice("Organisation", options, name)])

    def systems(self) -> Iterator[Page]:
        options = [(self.held.short(measure), self._system(measure)) for measure in self.held.measures]
        pack = system_pack(self.held)
        for measure in self.held.measures:
            name = self._system(measure)
            yield self._page(
                name, SYSTEM, system(self.held, measure, pack), [Choice("Measure", options, name)]
            )

    def fairnesses(self) -> Iterator[Page]:
        offered = self._subjects
        for code, held in self.own.items():
            for subject in offered[code]:
                name = self._fairness(code, subject)
                others = [
                    (self.held.name(other), self._fairness(other, subject if subject in found else found[0]))
                    for other, found in offered.items()
                    if found
                ]
                measures = [(one.label, self._fairness(code, one)) for one in offered[code]]
                choices = [Choice("Organisation", others, name), Choice("Measure", measures, name)]
                yield self._page(name, FAIRNESS, fairness(held, subject), choices)

    def _board(self, code: str) -> str:
        return BOARD if code == self.first else f"board/{self._organisations[code]}.html"

    def _system(self, measure: str) -> str:
        return SYSTEM if measure == self.measure else f"system/{self._measures[measure]}.html"

    def _fairness(self, code: str, subject: Subject) -> str:
        if code == self.first and subject == self._subjects[code][0]:
            return FAIRNESS
        codes = [str(one["code"]) for one in self.held.words(subject.measure)["outcomes"]]
        answer = f".{Names(codes)[subject.outcome]}" if subject.outcome in codes else ""
        return f"fairness/{self._organisations[code]}.{self._measures[subject.measure]}{answer}.html"

    def _page(self, name: str, kind: str, document: Document, choices: list[Choice]) -> Page:
        data = {measure: from_page(name, file) for measure, file in self.data.items()}
        writer = Writer(document.notes, str(self.held.policy["name"]), data)
        main = joined(writer.section(section) for section in document.sections)
        made = f"<p>Made of a publication of {shown(document.created)}, for {shown(self.held.publication.manifest['audience'])}.</p>"
        return Page(name, kind, document.title, document.about, choices, main, made)
