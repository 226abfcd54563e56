"""The board's page: one organisation, what matters first."""

from __future__ import annotations

from dataclasses import replace

from sfg_analytics.pack.document import Document, Section
from sfg_analytics.pack.held import Held
from sfg_analytics.pack.organisation import organisation_pack

_FIRST = ("ethnicity", "sex", "disability")
"""Characteristics shown on the board's page; the fairness page has every one."""


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
    shortened = {"fairness": _fair, "glance": _glance}
    sections = [shortened.get(section.name, _whole)(section) for section in pack.sections]
    return replace(pack, title=held.name(code), sections=tuple(sections))


def _fair(section: Section) -> Section:
    kept = tuple(part for part in section.parts if part.name.removeprefix("fair-") in _FIRST)
    return replace(section, parts=kept or section.parts, figures=())


def _glance(section: Section) -> Section:
    """Fold the figures of every measure under the table of icons."""
    folded = (replace(one, table=replace(one.table, long=one.picture is None)) for one in section.figures)
    return replace(section, figures=tuple(folded))


def _whole(section: Section) -> Section:
    return section
