"""The catalogue: every measure the product knows, as data.

The definitions answer questions that boards ask. Coverage comes first, because an outcome says little until one knows
who was asked; whom coverage leaves out is a measure of its own, so that both numbers are always at hand.
"""

from __future__ import annotations

from sfg_analytics.measures.measure import Measure

STAFF, CONVERSATIONS = "staff_in_post", "conversation_outcomes"

_PLACEMENT_CAVEAT = (
    "Only people with a recorded placement are counted, so read it beside coverage. Placements are not ranked: depth, "
    "breadth, stretch and no move sought now are valued equally. Each share is rounded by itself, so shares may not "
    "add up to 100%."
)
_FRAMEWORK = "Scope for Growth, Information for managers; the counting rule is ours."

_MEASURES = (
    Measure(
        id="coverage",
        title="Staff with a recorded career conversation",
        question="Are people actually having the conversation?",
        numerator="eligible staff with at least one conversation recorded as held in the last 12 months, this month included",
        denominator="eligible staff in post at the end of the month",
        statement="had a recorded career conversation in the last 12 months",
        tables=(STAFF, CONVERSATIONS),
        unit="share of eligible staff",
        improvement="up",
        caveat=(
            "Eligible means in post throughout the last 12 months and not on long absence at the end of the month; "
            "where the start of service or the absence is not recorded, the person is taken as eligible. A conversation "
            "that was held and never recorded is not counted, and late recording lowers the latest months."
        ),
        source="Scope for Growth asks that every outcome is recorded; the counting rule is ours.",
        among="eligible",
        having="conversed",
        looks_back=True,
    ),
    Measure(
        id="eligible",
        title="Staff due a career conversation",
        question="How many of our people does coverage speak about?",
        numerator="staff in post throughout the last 12 months and not on long absence at the end of the month",
        denominator="all staff in post at the end of the month",
        statement="were due a career conversation",
        tables=(STAFF,),
        unit="share of staff in post",
        improvement=None,
        caveat=(
            "People with under 12 months' service and people on long absence are not expected to have had a "
            "conversation; they are left out of coverage, and this measure shows how many they are."
        ),
        source="The counting rule is ours; new starters are less often appraised (NHS Staff Survey 2024, Q23a).",
        having="eligible",
    ),
    Measure(
        id="current_placement",
        title="Where people are now",
        question="Where do our people and their managers agree they are now?",
        numerator="those whose latest placement is this one",
        denominator="staff in post with a current placement recorded in the last 12 months, this month included",
        statement="have '{outcome}' as their current placement",
        tables=(STAFF, CONVERSATIONS),
        unit="share of staff with a placement",
        improvement=None,
        caveat=_PLACEMENT_CAVEAT,
        source=_FRAMEWORK,
        outcome="current_placement",
        looks_back=True,
    ),
    Measure(
        id="sought_placement",
        title="Where people seek to be",
        question="What do our people want next?",
        numerator="those whose latest placement sought is this one",
        denominator="staff in post with a placement sought recorded in the last 12 months, this month included",
        statement="have '{outcome}' as the placement they seek",
        tables=(STAFF, CONVERSATIONS),
        unit="share of staff with a placement sought",
        improvement=None,
        caveat=_PLACEMENT_CAVEAT,
        source=_FRAMEWORK,
        outcome="sought_placement",
        looks_back=True,
    ),
)

CATALOGUE: dict[str, Measure] = {measure.id: measure for measure in _MEASURES}
"""Every measure by its id, in the order in which a reader should meet them."""
