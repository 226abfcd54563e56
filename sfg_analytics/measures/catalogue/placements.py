"""Placement trends: where people are, where they seek to be, and where they turn out to be two years on."""

from __future__ import annotations

from sfg_analytics.measures.catalogue.pipeline import BY_CHARACTERISTIC, FRAMEWORK, LATEST
from sfg_analytics.measures.measure import LOOK_BACK_MONTHS, Measure

_UNRANKED = (
    "Only people with a recorded placement are counted, so read it beside coverage. Placements are not ranked: depth, "
    "breadth, stretch and no move sought now are valued equally. " + LATEST
)
_SHARES = (
    _UNRANKED
    + " Each share is rounded by itself, so shares may not add up to 100%. How the conversation is run changes "
    "who has one: read the ways it was run beside any trend."
)
_GRID = (
    "The grid of 2014 is another framework. Its boxes are a manager's rating and have no counterpart among placements: "
    "a series of boxes has ended where a series of placements begins."
)
_GRID_SOURCE = "NHS Leadership Academy, Talent Management Conversation Tool, version 1 (July 2014)."

MEASURES = (
    Measure(
        id="current_placement",
        title="Where people are now",
        question="Where do our people and their managers agree they are now?",
        rows="placed",
        numerator="those whose latest placement is this one",
        denominator="staff in post with a current placement recorded in the last 12 months, this month included",
        statement="have '{outcome}' as their current placement",
        unit="share of staff with a placement",
        improvement=None,
        caveat=_SHARES,
        source=FRAMEWORK,
        among=("current_known",),
        outcome="current_placement",
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="sought_placement",
        title="Where people seek to be",
        question="What do our people want next?",
        rows="placed",
        numerator="those whose latest placement sought is this one",
        denominator="staff in post with a placement sought recorded in the last 12 months, this month included",
        statement="have '{outcome}' as the placement they seek",
        unit="share of staff with a placement sought",
        improvement=None,
        caveat=_SHARES,
        source=FRAMEWORK,
        among=("sought_known",),
        outcome="sought_placement",
        breakdowns=(*BY_CHARACTERISTIC, ("current_placement",)),
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="seeking_change",
        title="Staff who seek a change of placement",
        question="How much movement is sought?",
        rows="placed",
        numerator="those who seek a placement other than their current one, and a move",
        denominator="staff in post with both placements recorded in the last 12 months, this month included",
        statement="seek a change of placement",
        unit="share of staff with both placements",
        improvement=None,
        caveat=_UNRANKED + " Deepening where one is already is growth too, and is not counted as change.",
        source=FRAMEWORK,
        among=("current_known", "sought_known"),
        having=("seeks_change",),
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="content_to_stay",
        title="Staff who seek no move now",
        question="How many are content where they are?",
        rows="placed",
        numerator="those who seek no move now",
        denominator="staff in post with a placement sought recorded in the last 12 months, this month included",
        statement="seek no move now",
        unit="share of staff with a placement sought",
        improvement=None,
        caveat=_UNRANKED,
        source=FRAMEWORK,
        among=("sought_known",),
        having=("seeks_no_move",),
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="willing_to_share",
        title="Staff willing to be known across the system",
        question="How many would consider opportunities elsewhere in the system?",
        rows="placed",
        numerator="those who are willing to have the outcome shared across the system",
        denominator="staff in post with a placement of the last 12 months who were asked",
        statement="are willing to have their outcome shared across the system",
        unit="share of staff who were asked",
        improvement=None,
        caveat="Whoever was not asked, or whose answer is not recorded, is left out. " + LATEST,
        source=FRAMEWORK,
        among=("sharing_known",),
        having=("shares",),
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="placement_now",
        title="Where people are two years on",
        question="Do people get to where they sought to be?",
        rows="placed_before",
        numerator="those who are so now; those not placed again, and those who left, are shown as such",
        denominator="people in post and placed 24 months before",
        statement="are at '{outcome}' 24 months on",
        unit="share of staff placed 24 months before",
        improvement=None,
        caveat=(
            _UNRANKED
            + " It describes; it does not show that the conversation brought anything about. Counted in the "
            "later of the two months; successive months share most of their people."
        ),
        source=FRAMEWORK,
        outcome="placement_now",
        breakdowns=(("current_then",), ("sought_then",), ("ethnicity",), ("sex",)),
        looks_back=24 + LOOK_BACK_MONTHS,
    ),
    Measure(
        id="ways",
        title="How the conversation is run",
        question="In which of its four ways is Scope for Growth run here?",
        rows="conversations",
        numerator="those run in this way",
        denominator="conversations held in the month",
        statement="were run as '{outcome}'",
        unit="share of conversations held",
        improvement=None,
        caveat="The way changes who is offered a conversation, and so what every other measure is a share of.",
        source="Scope for Growth - Career Conversations, South East pilot sites 2023/24; the counting rule is ours.",
        among=("held",),
        outcome="run_as",
        breakdowns=(("staff_group",), ("band_cluster",)),
    ),
    Measure(
        id="grid_box",
        title="Boxes of the talent grid of 2014",
        question="What did our records under the old grid say?",
        rows="assessments",
        numerator="those in this box",
        denominator="assessments on the talent grid of 2014 in the month",
        statement="are in the box '{outcome}'",
        unit="share of assessments",
        improvement=None,
        caveat=_GRID,
        source=_GRID_SOURCE,
        outcome="box",
        breakdowns=(("ethnicity",), ("sex",), ("band_cluster",)),
    ),
    Measure(
        id="grid_colour",
        title="Colours of the talent grid of 2014",
        question="Which of the old grid's three areas were people in?",
        rows="assessments",
        numerator="those in this area",
        denominator="assessments on the talent grid of 2014 in the month with a colour recorded",
        statement="are in the area '{outcome}'",
        unit="share of assessments with a colour",
        improvement=None,
        caveat=_GRID,
        source=_GRID_SOURCE,
        among=("colour_known",),
        outcome="colour",
        breakdowns=(("ethnicity",), ("sex",), ("band_cluster",)),
    ),
    Measure(
        id="grid_readiness",
        title="Readiness on the talent grid of 2014",
        question="How ready to move did the old grid say people were?",
        rows="assessments",
        numerator="those of this readiness",
        denominator="assessments on the talent grid of 2014 in the month with a readiness recorded",
        statement="are recorded as '{outcome}'",
        unit="share of assessments with a readiness",
        improvement=None,
        caveat=_GRID,
        source=_GRID_SOURCE,
        among=("readiness_known",),
        outcome="readiness",
        breakdowns=(("ethnicity",), ("sex",), ("band_cluster",)),
    ),
)
