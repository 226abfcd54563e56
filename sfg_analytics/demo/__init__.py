"""A made-up integrated care system with known effects, and its messy exports.

``make_exports`` writes what eight organisations that do not exist would send; ``simulate`` gives the tidy truth behind it;
``EFFECTS`` says what was planted for an analysis to find. Nobody in it is anybody.
"""

from __future__ import annotations

from sfg_analytics.demo.effects import EFFECTS, Effect
from sfg_analytics.demo.exports import PLANTED, make_exports
from sfg_analytics.demo.organisations import ORGANISATIONS, Organisation
from sfg_analytics.demo.simulation import TrueTables, simulate

__all__ = [
    "EFFECTS",
    "ORGANISATIONS",
    "PLANTED",
    "Effect",
    "Organisation",
    "TrueTables",
    "make_exports",
    "simulate",
]
