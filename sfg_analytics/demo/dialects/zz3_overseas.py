"""ZZ3: software from overseas behind an old driver. ``Organization``, ``incl#``, ``dd-Mon-yyyy``, two-letter ethnic codes."""

from __future__ import annotations

import polars as pl

from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS
from sfg_analytics.demo.dialects.layout import Dialect, Layout, Shown, american, mangled
from sfg_analytics.demo.dialects.spelling import (
    MONTH_END,
    PERSON,
    bands,
    dates,
    ethnicity,
    flags,
    labels,
    made_up_note,
    numbers,
    plain,
    spelt,
)
from sfg_analytics.demo.people import STAFF
from sfg_analytics.demo.pools import TALENT_POOLS
from sfg_analytics.demo.succession import CRITICAL_POSTS

_DAY = "%d-%b-%Y"
_OPEN = "31-Dec-4712"
_TWO_YEARS = 24
_END = (("*** End of extract ***",),)
_ORGANISATION = Shown(
    american("Organisation"),
    "organisation",
    pl.concat_str("organisation", pl.lit(" - Example Mental Health Partnership (made up)")),
)


def dialect() -> Dialect:
    """Give the dialect."""
    return Dialect(
        staff=Layout(
            STAFF,
            "HR_BI_Workforce_{first}_to_{last}.csv",
            (
                _ORGANISATION,
                Shown("Effective Date", "period", dates(MONTH_END, _DAY)),
                Shown("Employee No", "person", PERSON),
                Shown("NHS Unique ID", "national_person", pl.col("national_person")),
                Shown("Staff Grp", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 4))),
                Shown("Grade Description", "band", bands("{scale} / NHS AfC: {words}")),
                Shown("Division", "directorate", pl.col("directorate").cast(pl.String)),
                Shown("Ethnic Origin", "ethnicity", ethnicity("{code} {label}", local=True)),
                Shown("Sex", "sex", spelt("sex", labels(STAFF, "sex"))),
                Shown("Disability", "disability", spelt("disability", labels(STAFF, "disability", 9))),
                Shown("Age in Years", "age", pl.col("age").cast(pl.String)),
                Shown("FTE", "fte", numbers("fte")),
                Shown("Primary", "primary_assignment", flags("primary_assignment", "Yes", "No")),
                Shown("Assignment Status", "assignment_status", spelt("assignment_status", _statuses())),
                Shown("Latest Start Date", "service_start_date", dates("service_start_date", _DAY)),
                Shown("Contract End Date", "", plain(_OPEN)),
            ),
            below=_END,
        ),
        conversations=Layout(
            CONVERSATIONS,
            "HR_BI_CareerConversations_{first}_to_{last}.csv",
            (
                _ORGANISATION,
                Shown("Employee No", "person", PERSON),
                Shown(
                    mangled("Conversation Date (incl. out of period)"),
                    "conversation_date",
                    dates("conversation_date", _DAY),
                ),
                Shown("Date Entered", "recorded_date", dates("recorded_date", _DAY)),
                Shown("Type of Conversation", "run_as", spelt("run_as", labels(CONVERSATIONS, "run_as", 3))),
                Shown("Stage Reached", "stage", spelt("stage", labels(CONVERSATIONS, "stage", 2))),
                Shown("Current Segment", "current_placement", spelt("current_placement", *_placements())),
                Shown("Future Segment", "sought_placement", spelt("sought_placement", *_placements())),
                Shown("Horizon", "sought_horizon_months", _horizon()),
                Shown("Plan Agreed", "plan_agreed", flags("plan_agreed", "Yes", "No")),
                Shown("Next Review", "next_review_date", dates("next_review_date", _DAY, _OPEN)),
                Shown(
                    "Consent to Share Across ICS",
                    "share_across_system",
                    flags("share_across_system", "Yes", "No"),
                ),
                Shown("Summary of Discussion", "reflections", made_up_note()),
            ),
            below=_END,
        ),
        actions=Layout(
            ACTIONS,
            "HR_BI_Actions_{first}_to_{last}.csv",
            (
                _ORGANISATION,
                Shown("Employee No", "person", PERSON),
                Shown("Action Type", "kind", spelt("kind", *(labels(ACTIONS, "kind", n) for n in (2, 3)))),
                Shown("Date Agreed", "agreed_date", dates("agreed_date", _DAY)),
                Shown("Complete By", "target_date", dates("target_date", _DAY)),
                Shown("Action Start Date", "started_date", dates("started_date", _DAY, _OPEN)),
                Shown("Date Completed", "completed_date", dates("completed_date", _DAY, _OPEN)),
                Shown("State", "action_status", spelt("action_status", labels(ACTIONS, "action_status", 3))),
                Shown("Details", "description", made_up_note()),
            ),
            below=_END,
        ),
        others=(
            Layout(
                CRITICAL_POSTS,
                "HR_BI_Succession_{first}_to_{last}.csv",
                (
                    _ORGANISATION,
                    Shown("Effective Date", "period", dates(MONTH_END, _DAY)),
                    Shown("Position ID", "post", pl.col("post")),
                    Shown("Successor ID", "successor", pl.col("successor").fill_null("No successor")),
                    Shown(
                        "Successor Readiness",
                        "readiness",
                        spelt("readiness", labels(CRITICAL_POSTS, "readiness")),
                    ),
                    Shown("Staff Grp", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 4))),
                    Shown("Grade Description", "band", bands("{scale} / NHS AfC: {words}")),
                    Shown("Division", "directorate", pl.col("directorate").cast(pl.String)),
                    Shown("Vacancy", "post_vacant", flags("post_vacant", "Yes", "No")),
                ),
                below=_END,
            ),
            Layout(
                TALENT_POOLS,
                "HR_BI_TalentPools_{first}_to_{last}.csv",
                (
                    _ORGANISATION,
                    Shown("Employee No", "person", PERSON),
                    Shown("Talent Pipeline", "pool", pl.col("pool").cast(pl.String)),
                    Shown("Applied On", "applied_date", dates("applied_date", _DAY)),
                    Shown(
                        "Application Status",
                        "pool_status",
                        spelt("pool_status", *(labels(TALENT_POOLS, "pool_status", n) for n in (1, 2, 3))),
                    ),
                    Shown("Date Joined Pool", "joined_date", dates("joined_date", _DAY)),
                    Shown("Date Left Pool", "left_date", dates("left_date", _DAY, _OPEN)),
                ),
                below=_END,
            ),
        ),
    )


def _horizon() -> pl.Expr:
    months = pl.col("sought_horizon_months")
    return pl.when(months == _TWO_YEARS).then(pl.lit("2 years")).otherwise(pl.format("{} months", months))


def _placements() -> tuple[dict[str, str], ...]:
    return tuple(labels(CONVERSATIONS, "sought_placement", pick) for pick in (2, 3, 4, 5))


def _statuses() -> dict[str, str]:
    return labels(STAFF, "assignment_status", 3)
