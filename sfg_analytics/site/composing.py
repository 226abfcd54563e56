"""Composing: every file of the folder, made of a publication and of nothing else, each when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.pack.document import Document, Section
from sfg_analytics.pack.fairness import Subject
from sfg_analytics.pack.held import Held
from sfg_analytics.page.markup import joined, shown
from sfg_analytics.publication import Publication
from sfg_analytics.site.addresses import (
    BOARD,
    FAIRNESS,
    SCRIPT,
    SCRIPTS,
    STATEMENT,
    STYLE,
    SYSTEM,
    Names,
    from_page,
)
from sfg_analytics.site.board import board
from sfg_analytics.site.choices import Choice
from sfg_analytics.site.data import figures_file
from sfg_analytics.site.fairness import fairness, subjects
from sfg_analytics.site.figure import Writer
from sfg_analytics.site.page import POLICY, Page, contents
from sfg_analytics.site.statement import statement
from sfg_analytics.site.style import RULES
from sfg_analytics.site.system import address_of, around, system

_FIRST_MEASURE = "coverage"

Named = tuple[str, Callable[[], Page]]
"""A page's name, and how it is made."""


class Pages(Mapping[str, bytes]):
    """Every file but the manifest: contents by name, made when they are looked up.

    Parameters
    ----------
    publication
        What is shown.
    policy
        What a page may do: a Content-Security-Policy.
    script
        A further script that every page with figures begins, named from the folder.
    contact
        Whom to ask about accessibility, and how, a line for each way.

    Raises
    ------
    PublicationProblem
        When the publication holds no estimate.
    """

    def __init__(
        self, publication: Publication, *, policy: str = POLICY, script: str = "", contact: str = ""
    ) -> None:
        if publication.estimates.is_empty():
            raise PublicationProblem(
                "The publication holds no estimates.",
                hint="publish again from a store that holds conversations.",
            )
        folder = _Folder(publication)
        self._made: dict[str, Callable[[], bytes]] = {}
        for name, page in (*folder.boards(), *folder.systems(), *folder.fairnesses()):
            self._made[name] = partial(_whole, page, policy, script)
        self._made[STATEMENT] = lambda: folder.statement(contact).whole()
        for measure in folder.held.measures:
            self._made[folder.data[measure]] = partial(figures_file, folder.held, measure)
        self._made[STYLE] = RULES.encode
        self._made[SCRIPT] = _script

    def __getitem__(self, name: str) -> bytes:
        return self._made[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _script() -> bytes:
    """Put the script together; its names are its own, for a page that is served has a second one."""
    parts = [(Path(__file__).parent / name).read_bytes() for name in SCRIPTS]
    return b"\n".join([b"(() => {", *parts, b"})();\n"])


def _whole(page: Callable[[], Page], policy: str, script: str) -> bytes:
    return page().whole(policy, script)


class _Folder:
    """The names of a folder's files, and the pages in it."""

    def __init__(self, publication: Publication) -> None:
        self.held = Held(publication)
        self.own = {code: Held(publication, [code]) for code in self.held.codes}
        audience = str(publication.manifest["audience"])
        self.first = audience if audience in self.own else self.held.codes[0]
        self.measure = _FIRST_MEASURE if _FIRST_MEASURE in self.held.measures else self.held.measures[0]
        self._subjects = {code: subjects(held) for code, held in self.own.items()}
        self.fair = next((code for code in (self.first, *self.held.codes) if self._subjects[code]), None)
        """Whose fairness page is the first."""
        self._organisations, self._measures = Names(self.held.codes), Names(self.held.measures)
        self.data = {measure: f"data/{self._measures[measure]}.csv" for measure in self.held.measures}

    @cached_property
    def _around(self) -> list[Section]:
        return around(self.held)

    def boards(self) -> Iterator[Named]:
        options = [(self.held.name(code), self._board(code)) for code in self.held.codes]
        for code, held in self.own.items():
            name = self._board(code)
            choices = [Choice("Organisation", options, name)]
            chosen = {"organisation": code}
            yield name, partial(self._page, name, BOARD, partial(board, held), choices, chosen, code)

    def systems(self) -> Iterator[Named]:
        options = [(self.held.short(measure), self._system(measure)) for measure in self.held.measures]
        organisations = [("No organisation", f"#{address_of('')}")]
        organisations += [(self.held.name(code), f"#{address_of(code)}") for code in self.held.codes]
        for measure in self.held.measures:
            name = self._system(measure)
            choices = [
                Choice("Measure", options, name),
                Choice("Organisation brought out", organisations, organisations[0][1], name),
            ]
            yield (
                name,
                partial(
                    self._page, name, SYSTEM, partial(self._of_system, measure), choices, {"measure": measure}
                ),
            )

    def _of_system(self, measure: str) -> Document:
        return system(self.held, measure, self._around)

    def fairnesses(self) -> Iterator[Named]:
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
                chosen = {"organisation": code, "measure": subject.measure}
                yield (
                    name,
                    partial(
                        self._page, name, FAIRNESS, partial(fairness, held, subject), choices, chosen, code
                    ),
                )
        if self.fair is None:
            yield FAIRNESS, partial(self._page, FAIRNESS, FAIRNESS, self._nothing_compared, [], {})

    def _nothing_compared(self) -> Document:
        words = ("This publication compares no groups with one another.",)
        first = Section("first", "What matters first", words)
        return Document("Fairness", (), (first,), created=str(self.held.publication.manifest["created"]))

    def statement(self, contact: str) -> Page:
        """Give the accessibility statement of the folder."""
        manifest = self.held.publication.manifest
        audience, written = str(manifest["audience"]), date.fromisoformat(str(manifest["created"])[:10])
        return statement(
            contact=contact,
            publisher=self.held.name(audience) if audience in self.own else "",
            prepared=f"{written.day} {written:%B %Y}",
            version=str(manifest["code_version"]),
        )

    def _near(self, code: str) -> dict[str, str]:
        """Name the other pages of an organisation."""
        found = self._subjects[code]
        fair = {FAIRNESS: self._fairness(code, found[0])} if found else {}
        return {BOARD: self._board(code), SYSTEM: f"{SYSTEM}#{address_of(code)}"} | fair

    def _board(self, code: str) -> str:
        return BOARD if code == self.first else f"board/{self._organisations[code]}.html"

    def _system(self, measure: str) -> str:
        return SYSTEM if measure == self.measure else f"system/{self._measures[measure]}.html"

    def _fairness(self, code: str, subject: Subject) -> str:
        if code == self.fair and subject == self._subjects[code][0]:
            return FAIRNESS
        codes = [str(one["code"]) for one in self.held.words(subject.measure)["outcomes"]]
        answer = f".{Names(codes)[subject.outcome]}" if subject.outcome in codes else ""
        return f"fairness/{self._organisations[code]}.{self._measures[subject.measure]}{answer}.html"

    def _page(
        self,
        name: str,
        kind: str,
        make: Callable[[], Document],
        choices: list[Choice],
        chosen: dict[str, str],
        organisation: str = "",
    ) -> Page:
        document, near = make(), self._near(organisation) if organisation else {}
        data = {measure: from_page(name, file) for measure, file in self.data.items()}
        writer = Writer(document.notes, str(self.held.policy["name"]), data)
        first, *rest = [writer.section(section) for section in document.sections]
        listed = [(section.name, section.title) for section in document.sections[1:]]
        counted = writer.counted()
        listed += [("counted", "How each figure is counted")] if counted else []
        main = f"{first}{contents(listed)}{joined(rest)}{counted}"
        made = f"<p>Made of a publication of {shown(document.created)}, for {shown(self.held.publication.manifest['audience'])}.</p>"
        return Page(name, kind, document.title, document.about, choices, main, made, chosen, near)
