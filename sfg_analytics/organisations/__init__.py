"""Organisations: who they were, who they are, and what they add up to.

Trusts merge, are renamed, and change the system they belong to, and every publication follows at a pace of its own. So
codes are brought to one day by a dated list (`load_succession`, `succeed`), two tables are matched with nothing left
unsaid (`match_organisations`), and organisations are added up to their system together with who is missing
(`by_system`, `completeness`).
"""

from sfg_analytics.organisations.matching import match_organisations
from sfg_analytics.organisations.succession import load_succession, succeed
from sfg_analytics.organisations.systems import add_up, by_system, completeness

__all__ = ["add_up", "by_system", "completeness", "load_succession", "match_organisations", "succeed"]
