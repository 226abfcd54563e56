"""Composing: every file of the folder, made of a publication and of nothing else, each when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    from_page,
)
from sfg_analytics.site.board import board
from sfg_analytics.site.choices import Choice
from sfg_analytics.site.data import figures_file
from sfg_analytics.site.fairness import fairness
from sfg_analytics.site.figure import Writer
from sfg_analytics.site.page import POLICY, Page, contents
from sfg_analytics.site.places import Places
from sfg_analytics.site.statement import statement
from sfg_analytics.site.style import RULES
from sfg_analytics.site.system import address_of, around, system

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
            self._made[folder.places.data(measure)] = partial(figures_file, folder.held, measure)
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
    """The pages of a folder, each as a function that makes it."""

    def __init__(self, publication: Publication) -> None:
        self.held = Held(publication)
        self.own = {code: Held(publication, [code]) for code in self.held.codes}
        self.places = Places(self.held, self.own)
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
            latest, *earlier = self.places.months[code]
            for month in (None, *earlier):
                yield self.places.board(code, month), partial(self._board, code, month, latest)

    def _board(self, code: str, month: date | None, latest: date) -> Page:
        places, name = self.places, self.places.board(code, month)
        choices = [
            Choice("Organisation", self._named(lambda other: places.board_near(other, month)), name),
            _months(places.months[code], partial(places.board, code), name),
        ]
        chosen = {"organisation": code, "period": f"{month or latest:%Y-%m}"}
        return self._page(name, BOARD, board(self._at(code, month)), choices, chosen, month)

    def systems(self) -> Iterator[Named]:
        for measure in self.held.measures:
            yield self.places.system(measure), partial(self._system, measure)

    def _system(self, measure: str) -> Page:
        name = self.places.system(measure)
        measures = [(self.held.short(one), self.places.system(one)) for one in self.held.measures]
        none = f"#{address_of('')}"
        organisations = [("No organisation", none), *self._named(lambda code: f"#{address_of(code)}")]
        choices = [
            Choice("Measure", measures, name),
            Choice("Organisation brought out", organisations, none, name),
        ]
        document = system(self.held, measure, self._around)
        return self._page(name, SYSTEM, document, choices, {"measure": measure})

    def fairnesses(self) -> Iterator[Named]:
        for (code, subject), (latest, *earlier) in self.places.months_of.items():
            for month in (None, *earlier):
                name = self.places.fairness(code, subject, month)
                yield name, partial(self._fairness, code, subject, month, latest)
        if self.places.fair is None:
            yield FAIRNESS, lambda: self._page(FAIRNESS, FAIRNESS, self._nothing_compared(), [], {})

    def _fairness(self, code: str, subject: Subject, month: date | None, latest: date) -> Page:
        places, name = self.places, self.places.fairness(code, subject, month)
        others = self._named(lambda other: places.fairness_near(other, subject, month), compared=True)
        measures = [(one.label, places.fairness_near(code, one, month)) for one in places.subjects[code]]
        choices = [
            Choice("Organisation", others, name),
            Choice("Measure", measures, name),
            _months(places.months_of[code, subject], partial(places.fairness, code, subject), name),
        ]
        chosen = {"organisation": code, "measure": subject.measure, "period": f"{month or latest:%Y-%m}"}
        return self._page(name, FAIRNESS, fairness(self._at(code, month), subject), choices, chosen, month)

    def _named(self, there: Callable[[str], str], *, compared: bool = False) -> list[tuple[str, str]]:
        """Name the organisations, and where each choice leads; where groups are compared, those that have any."""
        codes = [code for code in self.held.codes if self.places.subjects[code] or not compared]
        return [(self.held.name(code), there(code)) for code in codes]

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

    def _page(
        self,
        name: str,
        kind: str,
        document: Document,
        choices: list[Choice],
        chosen: dict[str, str],
        month: date | None = None,
    ) -> Page:
        organisation = chosen.get("organisation")
        near = self.places.near(organisation, month) if organisation else {}
        about = (*document.about, *([_AS_AT.format(f"{month:%B %Y}")] if month else ()))
        data = {measure: from_page(name, self.places.data(measure)) for measure in self.held.measures}
        writer = Writer(document.notes, str(self.held.policy["name"]), data)
        first, *rest = [writer.section(section) for section in document.sections]
        listed = [(section.name, section.title) for section in document.sections[1:]]
        counted = writer.counted()
        listed += [("counted", "How each figure is counted")] if counted else []
        main = f"{first}{contents(listed)}{joined(rest)}{counted}"
        made = f"<p>Made of a publication of {shown(document.created)}, for {shown(self.held.publication.manifest['audience'])}.</p>"
        return Page(name, kind, document.title, about, choices, main, made, chosen, near)


def _months(months: Sequence[date], there: Callable[[date | None], str], name: str) -> Choice:
    """Offer the latest month and those before it."""
    latest, *earlier = months
    options = [
        (f"{latest:%B %Y} (the latest)", there(None)),
        *((f"{one:%B %Y}", there(one)) for one in earlier),
    ]
    return Choice("Month", options, name)
