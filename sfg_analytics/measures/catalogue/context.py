"""Context: what staff say, who leaves and who is ill, as published by others, to stand beside our own measures."""

from __future__ import annotations

from sfg_analytics.measures.measure import Measure
from sfg_analytics.measures.rows.context import ITEMS, Item

_WEIGHTED = (
    "Worked out from the published share, which is weighted, and the number who answered, so that organisations can be set "
    "beside one another with their uncertainty; quote the survey's own figure. What the survey hides is left out."
)


def _of_survey(item: Item) -> Measure:
    score = item.is_score
    return Measure(
        id=f"survey_{item.code.lower()}",
        title=f"Staff Survey {item.code}: {item.words}",
        question=f"What do staff say: how high do they {item.words}?"
        if score
        else f"How many staff {item.words}?",
        rows="survey",
        numerator=f"the sum of people's {item.words}, from 0 to 10" if score else f"people who {item.words}",
        denominator=f"people who answered {item.code}",
        statement=item.words,
        unit="mean score from 0 to 10" if score else "share of those who answered",
        improvement="up",
        caveat=_WEIGHTED + (" Of a mean score no interval is given." if score else ""),
        source="NHS Staff Survey, detailed organisational results.",
        sums=(f"{item.code} said", f"{item.code} answered"),
        kind="score" if score else "proportion",
        breakdowns=(),
    )


MEASURES = (
    *(_of_survey(item) for item in ITEMS),
    Measure(
        id="turnover",
        title="Staff who left, as published",
        question="How many of our staff leave, compared with others?",
        rows="turnover",
        numerator="people who left in the publication's period, all staff groups",
        denominator="people in post at its start",
        statement="left in the period",
        unit="leavers for each person in post at the start of the period",
        improvement=None,
        caveat=(
            "A rate, not a share: who joined and left within the period is a leaver and was not there at its start. The period is the publication's, often a month. Staff groups there differ from those of the staff record and do "
            "not add up to all staff, so only all staff together are taken."
        ),
        source="NHS England, NHS Workforce Statistics, turnover benchmarking.",
        sums=("leavers", "heads_at_start"),
        kind="rate",
        breakdowns=(),
    ),
    Measure(
        id="sickness",
        title="Days lost to sickness, as published",
        question="How much time is lost to sickness, compared with others?",
        rows="sickness",
        numerator="full-time days lost to sickness, to the nearest day",
        denominator="full-time days available",
        statement="were lost to sickness",
        unit="share of full-time days",
        improvement="down",
        caveat="Days are not independent of one another: chart the months, and do not trust an interval of one.",
        source="NHS England, NHS Sickness Absence Rates.",
        sums=("days_lost", "days_available"),
        breakdowns=(),
    ),
)
