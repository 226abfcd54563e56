"""The board's page: one organisation, what matters first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl

from sfg_analytics.pack.document import Document, Section
from sfg_analytics.pack.first import statement
from sfg_analytics.pack.held import Held
from sfg_analytics.pack.organisation import organisation_pack
from sfg_analytics.site.headlines import under_questions

_FIRST = ("ethnicity", "sex", "disability")
"""Characteristics shown on the board's page; the fairness page has every one."""

_ASKED = (
    "Are conversations held, and is it getting better?",
    "Does everybody get one?",
    "What do people seek, and what follows?",
)
_NO_SURVEY = Section(
    "staff-survey",
    "What staff say",
    ("This publication holds no figure of the NHS Staff Survey of this organisation.",),
)
_MOST_NAMED = 4
_COMPLETE = ("eligible", "recorded_completely")
"""Measures that say how much the others rest on."""


def board(held: Held) -> Document:
    """Summarise one organisation for its board: the pack's sections, shortened to what is read in five minutes.

    Parameters
    ----------
    held
        What is held of it.

    Returns
    -------
    Document
        Sections without the lists for reference, which the other pages and the pack hold.
    """
    pack = organisation_pack(held)
    (code,) = held.codes
    shortened: dict[str, Callable[[Section], Section]] = {
        "first": lambda section: _first(section, held),
        "conversations": lambda section: _conversations(section, held),
        "glance": _glance,
        "fairness": _fair,
        "peers": _peers,
        "rests-on": lambda section: replace(section, points=(*_rests_on(held), *section.points)),
    }
    sections = [shortened.get(section.name, _whole)(section) for section in pack.sections]
    if all(section.name != "staff-survey" for section in sections):
        place = next(place for place, section in enumerate(sections) if section.name == "hidden")
        sections.insert(place, _NO_SURVEY)
    return replace(pack, title=held.name(code), sections=tuple(sections))


def _first(section: Section, held: Held) -> Section:
    """Say beside what matters first what it rests on."""
    return under_questions(section, _ASKED, [("What do these figures rest on?", " ".join(_rests_on(held)))])


def _rests_on(held: Held) -> tuple[str, ...]:
    """Say from how many files and months, how complete they are, and how much is hidden."""
    (code,) = held.codes
    estimates = held.publication.estimates.filter(pl.col("organisation") == code)
    files = sum(code in one.get("organisations", ()) for one in held.publication.manifest["submissions"])
    first, last = estimates["period"].min(), estimates["period"].max()
    valued = estimates["value"].count() / estimates.height if estimates.height else 0.0
    sent = f"{files:,} {'file' if files == 1 else 'files'}, about " if files else ""
    rows = [row for measure in _COMPLETE if (row := held.row(measure, code))]
    return (
        f"{sent}{_month(first)} to {_month(last)}.",
        f"{valued:.0%} of its {estimates.height:,} figures can be shown; the others are hidden because numbers are small, or have "
        "too few people for a percentage.",
        *(statement(held, row) for row in rows),
    )


def _month(period: object) -> str:
    return f"{period:%B %Y}" if isinstance(period, date) else "no month"


def _conversations(section: Section, held: Held) -> Section:
    if "held_of_due" not in held.measures:
        return section
    words = (
        "Two charts answer two questions. How many have had a conversation is counted over twelve months, and successive months share "
        "eleven of them: it is a line with its 95% interval, for control limits would raise false alarms. Whether it is getting better "
        "is seen in the control chart of those due, where each month stands by itself.",
    )
    return replace(section, words=(*section.words, *words))


def _fair(section: Section) -> Section:
    kept = tuple(part for part in section.parts if part.name.removeprefix("fair-") in _FIRST)
    return replace(section, parts=kept or section.parts, figures=())


def _peers(section: Section) -> Section:
    """Say which figures lie outside the limits, and fold the list of all away."""
    rows = [
        row for one in section.figures for row in one.table.rows if "like" in row and row["value"] is not None
    ]
    if not rows:
        return section
    out = [row for row in rows if row["where"] != "Within the limits"]
    named = "; ".join(f"{row['title']} ({row['where'].lower()})" for row in out[:_MOST_NAMED])
    more = f"; and {len(out) - _MOST_NAMED} more" if len(out) > _MOST_NAMED else ""
    words = (
        f"Of {len(rows)} figures that can be set beside other organisations, {len(out) or 'none'} "
        f"{'lies' if len(out) <= 1 else 'lie'} outside the limits of their funnels{': ' if out else ''}{named}{more}. Limits allow for size "
        "and for how much organisations differ anyway. Outside them says look closer, and no more; there is no rank."
    )
    folded = (replace(one, table=replace(one.table, long=True)) for one in section.figures)
    return replace(section, words=(*section.words, words), figures=tuple(folded))


def _glance(section: Section) -> Section:
    """Fold the figures of every measure under the table of icons."""
    folded = (replace(one, table=replace(one.table, long=one.picture is None)) for one in section.figures)
    return replace(section, figures=tuple(folded))


def _whole(section: Section) -> Section:
    return section
