"""Disclosure control: what may be shown of a count, and whether what is shown tells more than it should.

:func:`protect` hides and rounds; :func:`audit` attacks what was published, knowing only that; :func:`ranges` says what each
published count may stand for.
"""

from sfg_analytics.disclosure.audit import Finding, Release, Verdict, audit
from sfg_analytics.disclosure.described import CountedAs, Described
from sfg_analytics.disclosure.policies import (
    INTERNAL_5,
    NHS_ROUND_5,
    POLICIES,
    STAFF_SURVEY_10,
    SUPPRESS_10,
    find_policy,
    policies_page,
    policy_as_yaml,
)
from sfg_analytics.disclosure.policy import (
    KEPT_BACK_DENOMINATOR,
    KEPT_BACK_NUMERATOR,
    REASONS,
    SMALL_BASE,
    SMALL_DENOMINATOR,
    SMALL_NUMERATOR,
    WITHHELD,
    Policy,
)
from sfg_analytics.disclosure.protection import protect
from sfg_analytics.disclosure.ranges import ranges

__all__ = [
    "INTERNAL_5",
    "KEPT_BACK_DENOMINATOR",
    "KEPT_BACK_NUMERATOR",
    "NHS_ROUND_5",
    "POLICIES",
    "REASONS",
    "SMALL_BASE",
    "SMALL_DENOMINATOR",
    "SMALL_NUMERATOR",
    "STAFF_SURVEY_10",
    "SUPPRESS_10",
    "WITHHELD",
    "CountedAs",
    "Described",
    "Finding",
    "Policy",
    "Release",
    "Verdict",
    "audit",
    "find_policy",
    "policies_page",
    "policy_as_yaml",
    "protect",
    "ranges",
]
