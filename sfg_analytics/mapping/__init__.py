"""The mapping assistant without its widgets: from an export nobody taught us to an overlay that makes it known.

:func:`propose` looks at an export and gives a frozen :class:`Proposal`; the analyst's choices give others;
:func:`write_overlay` writes what was agreed, and from then on the export is read without help.
"""

from __future__ import annotations

from sfg_analytics.mapping.codes import UnknownCode
from sfg_analytics.mapping.match import Candidate, Match
from sfg_analytics.mapping.proposal import Proposal
from sfg_analytics.mapping.propose import propose
from sfg_analytics.mapping.spellings import labels_of
from sfg_analytics.mapping.writing import refusal, write_overlay

__all__ = [
    "Candidate",
    "Match",
    "Proposal",
    "UnknownCode",
    "labels_of",
    "propose",
    "refusal",
    "write_overlay",
]
