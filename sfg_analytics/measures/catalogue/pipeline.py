"""Pipeline visibility: who has the conversation, how far it gets, and what supply it shows."""

from __future__ import annotations

from sfg_analytics.measures.measure import CHARACTERISTICS, LOOK_BACK_MONTHS, Measure

FRAMEWORK = "Scope for Growth, Information for managers; the counting rule is ours."
BY_BAND = (("band",), ("band_cluster",), ("staff_group",), ("directorate",))
BY_CHARACTERISTIC = tuple((name,) for name in CHARACTERISTICS)
_ELIGIBLE_CAVEAT = (
    "Eligible means in post throughout the last 12 months and not on long absence at the end of the month; where the "
    "start of service or the absence is not recorded, the person is taken as eligible."
)
LINKED = (
    "An action that does not say at which conversation it was agreed is taken to be of its person's latest one held on or "
    "before the day it was agreed."
)
LATEST = "The latest record of a placement speaks for a person; what it leaves blank is not filled in from an earlier one."
_SUPPLY_CAVEAT = (
    "A rate, not a share: it may exceed 1. Posts expected to fall vacant are taken to be as many as were left in the "
    "last 12 months; what people seek says nothing of who would be appointed. " + LATEST
)

MEASURES = (
    Measure(
        id="coverage",
        title="Staff with a recorded career conversation",
        question="Are people actually having the conversation?",
        rows="people",
        numerator="eligible staff with at least one conversation recorded as held in the last 12 months, this month included",
        denominator="eligible staff in post at the end of the month",
        statement="had a recorded career conversation in the last 12 months",
        unit="share of eligible staff",
        improvement="up",
        caveat=(
            _ELIGIBLE_CAVEAT
            + " A conversation that was held and never recorded is not counted, and late recording "
            "lowers the latest months. Successive months share eleven of their twelve months, so a control chart of this "
            "series would give false alarms: chart conversations held of those due instead."
        ),
        source="Scope for Growth asks that every outcome is recorded; the counting rule is ours.",
        among=("eligible",),
        having=("conversed",),
        breakdowns=(*BY_CHARACTERISTIC, ("band",), ("directorate",)),
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="eligible",
        title="Staff due a career conversation",
        question="How many of our people does coverage speak about?",
        rows="people",
        numerator="staff in post throughout the last 12 months and not on long absence at the end of the month",
        denominator="all staff in post at the end of the month",
        statement="were due a career conversation",
        unit="share of staff in post",
        improvement=None,
        caveat=(
            "People with under 12 months' service and people on long absence are not expected to have had a "
            "conversation; they are left out of coverage, and this measure shows how many they are."
        ),
        source="The counting rule is ours; new starters are less often appraised (NHS Staff Survey 2024, Q23a).",
        having=("eligible",),
    ),
    Measure(
        id="held_of_due",
        title="Conversations held of those due",
        question="Is it getting better, or just noise?",
        rows="people",
        numerator="those with a conversation recorded as held in this month",
        denominator="eligible staff with no conversation recorded as held in the eleven months before this one",
        statement="had their conversation in the month",
        unit="share of those due in the month",
        improvement="up",
        caveat=(
            "Each month stands by itself, so this is the series for a control chart. Whoever goes without stays due, so "
            "the value is low where conversations come once a year; watch its change, not its level. Seasons show."
        ),
        source="The counting rule is ours.",
        among=("eligible", "due"),
        having=("held_in_month",),
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="stages",
        title="How far conversations get",
        question="Where between preparing and finishing a first action do we lose people?",
        rows="conversations",
        numerator="those that got so far: held, placed, plan agreed, first action started, first action completed",
        denominator="conversations on record, those only prepared included",
        statement="got as far as '{outcome}'",
        unit="share of conversations on record",
        improvement=None,
        caveat=(
            f"Each step includes the ones before it. {LINKED} The last two steps are 0 at an organisation that sends no "
            "development actions. Actions started or completed after the last export are not known "
            "yet, so recent months look less far on."
        ),
        source=FRAMEWORK,
        steps=("held", "placed", "plan_agreed_too", "action_started", "action_completed"),
        breakdowns=(("run_as",), ("staff_group",), ("band_cluster",), ("ethnicity",)),
    ),
    Measure(
        id="placement_visible",
        title="Staff whose placement is known",
        question="At which levels can we see our pipeline?",
        rows="people",
        numerator="those with a current placement recorded in the last 24 months, this month included",
        denominator="staff in post at the end of the month",
        statement="have a current placement recorded in the last 24 months",
        unit="share of staff in post",
        improvement="up",
        caveat="Seen is not agreed with: it says that a placement is on record, not what it is.",
        source=FRAMEWORK,
        having=("placement_visible",),
        breakdowns=(*BY_BAND, *BY_CHARACTERISTIC[:4]),
        looks_back=24,
    ),
    Measure(
        id="review_overdue",
        title="Reviews that are overdue",
        question="Are reviews happening when they were agreed?",
        rows="to_review",
        numerator="those whose day of review has passed by the end of the month",
        denominator="staff in post whose latest conversation of the last 24 months set a day for its review",
        statement="have a review overdue",
        unit="share of staff with a review agreed",
        improvement="down",
        caveat="A review that was held and not recorded is counted as overdue.",
        source=FRAMEWORK,
        having=("review_passed",),
        breakdowns=(*BY_BAND, *BY_CHARACTERISTIC[:4]),
        looks_back=24,
    ),
    Measure(
        id="readiness_supply",
        title="People who seek the next band, per expected vacancy",
        question="How deep is our pipeline for each band?",
        rows="readiness_supply",
        numerator="people a band below whose latest placement sought is stretch or complexity within 24 months",
        denominator="posts expected to fall vacant at the band in a year",
        statement="seek stretch for each post expected to fall vacant",
        unit="people per expected vacancy in a year",
        improvement=None,
        caveat=_SUPPLY_CAVEAT
        + " Bands outside the pay scale, medical grades among them, have no band below.",
        source=FRAMEWORK,
        sums=("seekers", "posts"),
        kind="rate",
        breakdowns=(("band",), ("band", "staff_group")),
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="pipeline",
        title="Staff in post who seek stretch",
        question="Is the pipeline as diverse as the staff it is drawn from?",
        rows="people",
        numerator="those whose latest placement sought is stretch or complexity within 24 months",
        denominator="eligible staff in post at the end of the month: at each band, the feeder of the next",
        statement="seek stretch or complexity within two years",
        unit="share of eligible staff",
        improvement=None,
        caveat=(
            "Compare groups within a band. Whoever has had no conversation cannot be seen to seek anything, so read it "
            "beside coverage. Placements are not ranked. " + LATEST
        ),
        source=FRAMEWORK,
        among=("eligible",),
        having=("seeks_stretch",),
        breakdowns=(
            *BY_CHARACTERISTIC,
            *(("band", name) for name in ("ethnicity", "sex", "disability", "age_band")),
        ),
        looks_back=LOOK_BACK_MONTHS,
    ),
    Measure(
        id="successor_ready",
        title="Critical posts with a successor ready",
        question="If somebody critical left tomorrow, is anybody ready?",
        rows="posts",
        numerator="those with at least one named successor ready now",
        denominator="critical posts on record in the month",
        statement="have at least one successor ready now",
        unit="share of critical posts",
        improvement="up",
        caveat="Only posts that were named as critical are counted, and naming differs between organisations.",
        source="NHS Leadership Academy, talent management guides; the counting rule is ours.",
        having=("one_ready",),
        breakdowns=BY_BAND,
    ),
    Measure(
        id="two_successors_ready",
        title="Critical posts with two successors ready",
        question="Do our critical posts depend on one successor?",
        rows="posts",
        numerator="those with at least two named successors ready now",
        denominator="critical posts on record in the month",
        statement="have at least two successors ready now",
        unit="share of critical posts",
        improvement="up",
        caveat="Only posts that were named as critical are counted, and naming differs between organisations.",
        source="NHS Leadership Academy, talent management guides; the counting rule is ours.",
        having=("two_ready",),
        breakdowns=BY_BAND,
    ),
    Measure(
        id="in_pool",
        title="Staff in a talent pool",
        question="Who is in our talent pools, compared with those they are drawn from?",
        rows="people",
        numerator="members of a talent pool at the end of the month",
        denominator="eligible staff in post at the end of the month, at organisations that send their talent pools",
        statement="are members of a talent pool",
        unit="share of eligible staff",
        improvement=None,
        caveat=_ELIGIBLE_CAVEAT
        + " Pools differ in what they are for; being in none says nothing of a person.",
        source="The counting rule is ours.",
        among=("eligible", "pools_sent"),
        having=("in_pool",),
        breakdowns=(*BY_CHARACTERISTIC, ("band", "ethnicity"), ("band", "sex")),
    ),
    Measure(
        id="shared_supply",
        title="People willing to be known across the system, per expected vacancy",
        question="Where could organisations share talent and opportunities?",
        rows="shared_supply",
        numerator="people who seek breadth or stretch and are willing to share it across the system",
        denominator="posts of their staff group expected to fall vacant in a year",
        statement="seek breadth or stretch, and share it, for each post expected to fall vacant",
        unit="people per expected vacancy in a year",
        improvement=None,
        caveat=_SUPPLY_CAVEAT + " Only people who agreed to share their outcome are counted.",
        source=FRAMEWORK,
        sums=("seekers", "posts"),
        kind="rate",
        breakdowns=(("staff_group",),),
        looks_back=LOOK_BACK_MONTHS,
    ),
)
