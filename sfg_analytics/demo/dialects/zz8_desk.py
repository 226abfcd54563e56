"""ZZ8: a small body that keeps its own workbooks. Numbers for people, dates typed as text, no prompts, a total."""

from __future__ import annotations

import polars as pl

from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS
from sfg_analytics.demo.dialects.layout import Dialect, Layout, Shown
from sfg_analytics.demo.dialects.spelling import (
    MONTH_END,
    PERSON,
    bands,
    dates,
    ethnicity,
    flags,
    labels,
    made_up_name,
    made_up_note,
    numbers,
    plain,
    spelt,
)
from sfg_analytics.demo.grid import TALENT_GRID
from sfg_analytics.demo.people import STAFF
from sfg_analytics.demo.pools import TALENT_POOLS
from sfg_analytics.demo.succession import CRITICAL_POSTS

_DAY = "%d-%b-%Y"
_TOTAL = (("Total", "{rows}"),)
_ORGANISATION = Shown("ODS Code", "organisation", pl.col("organisation"))
_PERSON = Shown("Personal Number", "person", PERSON, "number")


def dialect() -> Dialect:
    """Give the dialect."""
    return Dialect(
        workbook=True,
        staff=Layout(
            STAFF,
            "Our people {first}-{last}.xlsx",
            (
                _ORGANISATION,
                Shown("As At", "period", dates(MONTH_END, _DAY)),
                _PERSON,
                Shown("NHS Unique ID", "national_person", pl.col("national_person")),
                Shown("Staff Name", "employee_name", made_up_name()),
                Shown("Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 3))),
                Shown("Band", "band", bands("{code}")),
                Shown("Directorate", "directorate", pl.col("directorate").cast(pl.String)),
                Shown("Ethnicity", "ethnicity", ethnicity("{label}", unknown="Not recorded")),
                Shown("Sex", "sex", spelt("sex", labels(STAFF, "sex"))),
                Shown("Disability", "disability", spelt("disability", labels(STAFF, "disability", 0))),
                Shown(
                    "Sexuality",
                    "sexual_orientation",
                    spelt("sexual_orientation", labels(STAFF, "sexual_orientation", 9)),
                ),
                Shown(
                    "Belief",
                    "religion_or_belief",
                    spelt("religion_or_belief", labels(STAFF, "religion_or_belief", 1)),
                ),
                Shown("Age (Years)", "age", pl.col("age").cast(pl.String), "number"),
                Shown("WTE", "fte", numbers("fte"), "number"),
                Shown("Status", "assignment_status", spelt("assignment_status", _statuses())),
                Shown("Start Date", "service_start_date", dates("service_start_date", _DAY)),
            ),
            below=_TOTAL,
        ),
        conversations=Layout(
            CONVERSATIONS,
            "Career conversations {first}-{last}.xlsx",
            (
                _ORGANISATION,
                _PERSON,
                Shown("Your Name", "employee_name", made_up_name()),
                Shown("Date Held", "conversation_date", dates("conversation_date", _DAY)),
                Shown("Date Entered", "recorded_date", dates("recorded_date", _DAY)),
                Shown("Conversation Type", "run_as", spelt("run_as", labels(CONVERSATIONS, "run_as", 4))),
                Shown("Stage", "stage", spelt("stage", labels(CONVERSATIONS, "stage", 0))),
                Shown("Current Scope", "current_placement", spelt("current_placement", _placements())),
                Shown("Future Scope", "sought_placement", spelt("sought_placement", _placements())),
                Shown("Horizon Months", "sought_horizon_months", numbers("sought_horizon_months"), "number"),
                Shown("Plan Agreed", "plan_agreed", flags("plan_agreed", "Yes", "No")),
                Shown("Next Review", "next_review_date", dates("next_review_date", _DAY)),
                Shown("Consent to Share", "share_across_system", flags("share_across_system", "Yes", "No")),
                Shown("Aspirations", "reflections", made_up_note()),
            ),
            below=_TOTAL,
            sheet="Conversations",
        ),
        actions=Layout(
            ACTIONS,
            "Career conversations {first}-{last}.xlsx",
            (
                _ORGANISATION,
                _PERSON,
                Shown("Kind of initiative", "kind", spelt("kind", labels(ACTIONS, "kind", 2))),
                Shown("Date agreed", "agreed_date", dates("agreed_date", _DAY)),
                Shown("Date started", "started_date", dates("started_date", _DAY)),
                Shown("Date completed", "completed_date", dates("completed_date", _DAY)),
                Shown("Status", "action_status", spelt("action_status", labels(ACTIONS, "action_status"))),
            ),
            below=_TOTAL,
            sheet="Actions",
        ),
        others=(
            Layout(
                CRITICAL_POSTS,
                "Career conversations {first}-{last}.xlsx",
                (
                    _ORGANISATION,
                    Shown("As At", "period", dates(MONTH_END, _DAY)),
                    Shown("Post ID", "post", pl.col("post")),
                    Shown("Post Holder", "post_holder", plain("Made-up Holder")),
                    Shown("Successor Number", "successor", pl.col("successor").fill_null("Nobody"), "number"),
                    Shown(
                        "Ready When", "readiness", spelt("readiness", labels(CRITICAL_POSTS, "readiness", 3))
                    ),
                    Shown("Band", "band", bands("{code}")),
                    Shown("Directorate", "directorate", pl.col("directorate").cast(pl.String)),
                    Shown("Vacant Post", "post_vacant", flags("post_vacant", "Yes", "No")),
                ),
                below=_TOTAL,
                sheet="Succession",
            ),
            Layout(
                TALENT_POOLS,
                "Career conversations {first}-{last}.xlsx",
                (
                    _ORGANISATION,
                    _PERSON,
                    Shown("Name", "employee_name", made_up_name()),
                    Shown("Talent Pool", "pool", pl.col("pool").cast(pl.String)),
                    Shown("Nomination Date", "applied_date", dates("applied_date", _DAY)),
                    Shown(
                        "Talent Pool Status",
                        "pool_status",
                        spelt("pool_status", labels(TALENT_POOLS, "pool_status", 9)),
                    ),
                    Shown("Joining Date", "joined_date", dates("joined_date", _DAY)),
                    Shown("Date left", "left_date", dates("left_date", _DAY)),
                ),
                below=_TOTAL,
                sheet="Talent pools",
            ),
            Layout(
                TALENT_GRID,
                "Career conversations {first}-{last}.xlsx",
                (
                    _ORGANISATION,
                    _PERSON,
                    Shown("Your Name", "employee_name", made_up_name()),
                    Shown("Date Assessed", "assessed_date", dates("assessed_date", _DAY)),
                    Shown("Readiness", "readiness", spelt("readiness", labels(TALENT_GRID, "readiness", 3))),
                    Shown("Talent Box", "box", spelt("box", labels(TALENT_GRID, "box", 2))),
                ),
                below=_TOTAL,
                sheet="Talent grid 2014",
            ),
        ),
    )


def _placements() -> dict[str, str]:
    return labels(CONVERSATIONS, "sought_placement", 3)


def _statuses() -> dict[str, str]:
    return labels(STAFF, "assignment_status", 2)
