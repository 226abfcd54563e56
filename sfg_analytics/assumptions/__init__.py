"""Assumptions and caveats: what every figure takes for granted, as a log in the form that UK analysts know.

Each assumption is rated twice, red, amber or green: how good the evidence is, and what it would do to the figures if it
were wrong. What can be read from elsewhere is not written again: the caveats of measures stand in the catalogue, code lists
that nobody confirms in the contracts, thresholds in the policies of disclosure control.

References
----------
.. [1] Government Analysis Function, quality assurance templates: assumptions and caveats log; its ratings are those of
   the Home Office Analytical Quality Assurance team.
.. [2] HM Treasury, *The Aqua Book: guidance on producing quality analysis for government*.
"""

from sfg_analytics.assumptions.assumption import IMPACT, QUALITY, Assumption, Rating
from sfg_analytics.assumptions.pages import (
    ASSUMPTIONS,
    assumptions_page,
    caveats_page,
    code_lists_page,
    local_defaults,
    ratings_page,
    thresholds_page,
)

__all__ = [
    "ASSUMPTIONS",
    "IMPACT",
    "QUALITY",
    "Assumption",
    "Rating",
    "assumptions_page",
    "caveats_page",
    "code_lists_page",
    "local_defaults",
    "ratings_page",
    "thresholds_page",
]
