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
    sections = [_fair(section) if section.name == "fairness" else section for section in pack.sections]
    return replace(pack, title=held.name(code), sections=tuple(sections))


def _fair(section: Section) -> Section:
    kept = tuple(part for part in section.parts if part.name.removeprefix("fair-") in _FIRST)
    return replace(section, parts=kept or section.parts, figures=())
