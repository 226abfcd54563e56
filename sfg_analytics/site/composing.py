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
from sfg_analytics.publication import Publication, as_at
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
from sfg_analytics.site.months import months_divided
from sfg_analytics.site.page import POLICY, Page, contents
from sfg_analytics.site.statement import statement
from sfg_analytics.site.style import RULES
from sfg_analytics.site.system import address_of, around, system

_FIRST_MEASURE = "coverage"

_AS_AT = "As at {}, an earlier month, by the figures that this publication holds of it."

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


def _latest(month: date) -> str:
    return f"{month:%B %Y} (the latest)"


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
        self._months = {code: months_divided(held) for code, held in self.own.items()}
        self._months_of = {
            (code, subject): months_divided(held, subject)
            for code, held in self.own.items()
            for subject in self._subjects[code]
        }
        self._early: dict[date, Publication] = {}

    @cached_property
    def _around(self) -> list[Section]:
        return around(self.held)

    def _at(self, code: str, month: date | None) -> Held:
        """Give what is held of an organisation, as at an earlier month where one is named."""
        if month is None:
            return self.own[code]
        if month not in self._early:
            self._early[month] = as_at(self.held.publication, month)
        return Held(self._early[month], [code])

    def boards(self) -> Iterator[Named]:
        for code in self.held.codes:
            latest, *earlier = self._months[code]
            for month in (None, *earlier):
                name = self._board(code, month)
                organisations = [
                    (
                        self.held.name(other),
                        self._board(other, month if month in self._months[other][1:] else None),
                    )
                    for other in self.held.codes
                ]
                dated = [(_latest(latest), self._board(code))]
                dated += [(f"{one:%B %Y}", self._board(code, one)) for one in earlier]
                choices = [Choice("Organisation", organisations, name), Choice("Month", dated, name)]
                yield name, partial(self._board_page, name, code, month, choices)

    def _board_page(self, name: str, code: str, month: date | None, choices: list[Choice]) -> Page:
        make = partial(board, self._at(code, month))
        chosen = {"organisation": code, "period": f"{month or self._months[code][0]:%Y-%m}"}
        return self._page(name, BOARD, make, choices, chosen, code, month)

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
        for code in self.held.codes:
            for subject in offered[code]:
                latest, *earlier = self._months_of[code, subject]
                for month in (None, *earlier):
                    name = self._fairness(code, subject, month)
                    others = [
                        (self.held.name(other), self._nearest(other, subject, month))
                        for other, found in offered.items()
                        if found
                    ]
                    measures = [(one.label, self._nearest(code, one, month)) for one in offered[code]]
                    dated = [(_latest(latest), self._fairness(code, subject))]
                    dated += [(f"{one:%B %Y}", self._fairness(code, subject, one)) for one in earlier]
                    choices = [
                        Choice("Organisation", others, name),
                        Choice("Measure", measures, name),
                        Choice("Month", dated, name),
                    ]
                    yield name, partial(self._fairness_page, name, code, subject, month, choices)
        if self.fair is None:
            yield FAIRNESS, partial(self._page, FAIRNESS, FAIRNESS, self._nothing_compared, [], {})

    def _fairness_page(
        self, name: str, code: str, subject: Subject, month: date | None, choices: list[Choice]
    ) -> Page:
        make = partial(fairness, self._at(code, month), subject)
        shown_month = month or self._months_of[code, subject][0]
        chosen = {"organisation": code, "measure": subject.measure, "period": f"{shown_month:%Y-%m}"}
        return self._page(name, FAIRNESS, make, choices, chosen, code, month)

    def _nearest(self, code: str, subject: Subject, month: date | None) -> str:
        """Name the page of another organisation or measure: of the same measure and month, where there is one."""
        found = self._subjects[code]
        if subject not in found:
            return self._fairness(code, found[0])
        there = month in self._months_of[code, subject][1:]
        return self._fairness(code, subject, month if there else None)

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

    def _near(self, code: str, month: date | None) -> dict[str, str]:
        """Name the other pages of an organisation."""
        found = self._subjects[code]
        fair = {FAIRNESS: self._nearest(code, found[0], month)} if found else {}
        there = month in self._months[code][1:]
        return {
            BOARD: self._board(code, month if there else None),
            SYSTEM: f"{SYSTEM}#{address_of(code)}",
        } | fair

    def _board(self, code: str, month: date | None = None) -> str:
        if month is not None:
            return f"{month:%Y-%m}/board/{self._organisations[code]}.html"
        return BOARD if code == self.first else f"board/{self._organisations[code]}.html"

    def _system(self, measure: str) -> str:
        return SYSTEM if measure == self.measure else f"system/{self._measures[measure]}.html"

    def _fairness(self, code: str, subject: Subject, month: date | None = None) -> str:
        if month is None and code == self.fair and subject == self._subjects[code][0]:
            return FAIRNESS
        codes = [str(one["code"]) for one in self.held.words(subject.measure)["outcomes"]]
        answer = f".{Names(codes)[subject.outcome]}" if subject.outcome in codes else ""
        at = f"{month:%Y-%m}/" if month else ""
        return f"{at}fairness/{self._organisations[code]}.{self._measures[subject.measure]}{answer}.html"

    def _page(
        self,
        name: str,
        kind: str,
        make: Callable[[], Document],
        choices: list[Choice],
        chosen: dict[str, str],
        organisation: str = "",
        month: date | None = None,
    ) -> Page:
        document, near = make(), self._near(organisation, month) if organisation else {}
        about = (*document.about, *([_AS_AT.format(f"{month:%B %Y}")] if month else ()))
        data = {measure: from_page(name, file) for measure, file in self.data.items()}
        writer = Writer(document.notes, str(self.held.policy["name"]), data)
        first, *rest = [writer.section(section) for section in document.sections]
        listed = [(section.name, section.title) for section in document.sections[1:]]
        counted = writer.counted()
        listed += [("counted", "How each figure is counted")] if counted else []
        main = f"{first}{contents(listed)}{joined(rest)}{counted}"
        made = f"<p>Made of a publication of {shown(document.created)}, for {shown(self.held.publication.manifest['audience'])}.</p>"
        return Page(name, kind, document.title, about, choices, main, made, chosen, near)
