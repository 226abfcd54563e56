"""Disclosure control: what may be shown of a count."""

from sfg_analytics.disclosure.policy import (
    NHS_ROUND_5,
    SMALL_BASE,
    SMALL_DENOMINATOR,
    SMALL_NUMERATOR,
    Policy,
)
from sfg_analytics.disclosure.protection import protect

__all__ = ["NHS_ROUND_5", "SMALL_BASE", "SMALL_DENOMINATOR", "SMALL_NUMERATOR", "Policy", "protect"]
