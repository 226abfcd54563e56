"""ZZ2: a learning management system. Semicolons, Windows-1252, ``dd/mm/yyyy``, names, notes that run over lines."""

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
    made_up_email,
    made_up_name,
    made_up_note,
    numbers,
    plain,
    spelt,
)
from sfg_analytics.demo.people import STAFF
from sfg_analytics.demo.pools import TALENT_POOLS

_DAY = "%d/%m/%Y"
_TOTAL = (("Total", "...", "{rows}"),)
_EMPLOYER = Shown("Employer", "organisation", pl.col("organisation"))


def dialect() -> Dialect:
    """Give the dialect."""
    return Dialect(
        encoding="cp1252",
        separator=";",
        newline="\r\n",
        staff=Layout(
            STAFF,
            "Staff list {first}-{last}.csv",
            (
                Shown("Staff Number", "person", PERSON),
                Shown("Surname", "employee_name", made_up_name()),
                Shown("Email Address", "email", made_up_email()),
                _EMPLOYER,
                Shown("Month End", "period", dates(MONTH_END, _DAY)),
                Shown("Care Group", "directorate", pl.col("directorate").cast(pl.String)),
                Shown("Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 3))),
                Shown("Pay Band", "band", bands("{words}")),
                Shown("Ethnic Group", "ethnicity", ethnicity("{label}", unknown="Not known")),
                Shown("Gender", "sex", spelt("sex", labels(STAFF, "sex", 2))),
                Shown("Disabled", "disability", spelt("disability", labels(STAFF, "disability", 2))),
                Shown(
                    "Sexuality",
                    "sexual_orientation",
                    spelt("sexual_orientation", labels(STAFF, "sexual_orientation", 2)),
                ),
                Shown(
                    "Religion",
                    "religion_or_belief",
                    spelt("religion_or_belief", labels(STAFF, "religion_or_belief", 2)),
                ),
                Shown("DOB", "date_of_birth", dates("date_of_birth", _DAY)),
                Shown("WTE", "fte", numbers("fte")),
                Shown(
                    "Status",
                    "assignment_status",
                    spelt("assignment_status", labels(STAFF, "assignment_status")),
                ),
                Shown("Start Date", "service_start_date", dates("service_start_date", _DAY)),
            ),
            below=_TOTAL,
        ),
        conversations=Layout(
            CONVERSATIONS,
            "LMS Scope for Growth report {first}-{last}.csv",
            (
                Shown("Learner ID", "person", PERSON),
                Shown("Learner Name", "employee_name", made_up_name()),
                _EMPLOYER,
                Shown("Learning Item", "", plain("Scope for Growth – career conversation")),
                Shown("Activity Type", "run_as", spelt("run_as", labels(CONVERSATIONS, "run_as"))),
                Shown("Date Held", "conversation_date", dates("conversation_date", _DAY)),
                Shown("Completion Date", "recorded_date", dates("recorded_date", _DAY)),
                Shown(
                    "Held With", "facilitator", spelt("facilitator", labels(CONVERSATIONS, "facilitator", 2))
                ),
                Shown("Line Manager Name", "manager_name", plain("Made-up Manager")),
                Shown("Detailed Status", "stage", spelt("stage", labels(CONVERSATIONS, "stage", 9))),
                Shown(
                    "Placement Now",
                    "current_placement",
                    spelt(
                        "current_placement", labels(CONVERSATIONS, "current_placement"), blank="Not recorded"
                    ),
                ),
                Shown(
                    "Aspiration",
                    "sought_placement",
                    spelt(
                        "sought_placement", labels(CONVERSATIONS, "sought_placement"), blank="Not recorded"
                    ),
                ),
                Shown("Plan in Place", "plan_agreed", flags("plan_agreed", "Yes", "No")),
                Shown("Review Date", "next_review_date", dates("next_review_date", _DAY, "01/01/1900", "")),
                Shown("Consent to Share", "share_across_system", flags("share_across_system", "Yes", "No")),
                Shown("Notes", "reflections", made_up_note()),
            ),
            below=_TOTAL,
        ),
        actions=Layout(
            ACTIONS,
            "LMS development activity {first}-{last}.csv",
            (
                Shown("Learner ID", "person", PERSON),
                Shown("Learner Name", "employee_name", made_up_name()),
                _EMPLOYER,
                Shown(
                    "Development Activity",
                    "kind",
                    spelt("kind", *(labels(ACTIONS, "kind", n) for n in (2, 3, 4))),
                ),
                Shown("Agreed On", "agreed_date", dates("agreed_date", _DAY)),
                Shown("Due Date", "target_date", dates("target_date", _DAY, "31/12/4712")),
                Shown("Started On", "started_date", dates("started_date", _DAY)),
                Shown("Completed On", "completed_date", dates("completed_date", _DAY, "01/01/1900")),
                Shown(
                    "Progress", "action_status", spelt("action_status", labels(ACTIONS, "action_status", 2))
                ),
                Shown("Comments", "description", made_up_note()),
            ),
            below=_TOTAL,
        ),
        others=(
            Layout(
                TALENT_POOLS,
                "LMS talent pools {first}-{last}.csv",
                (
                    Shown("Learner ID", "person", PERSON),
                    Shown("Learner Name", "employee_name", made_up_name()),
                    _EMPLOYER,
                    Shown("Pool Name", "pool", pl.col("pool").cast(pl.String)),
                    Shown("Application Date", "applied_date", dates("applied_date", _DAY)),
                    Shown(
                        "Membership Status",
                        "pool_status",
                        spelt("pool_status", labels(TALENT_POOLS, "pool_status", 2)),
                    ),
                    Shown("Member Since", "joined_date", dates("joined_date", _DAY, "01/01/1900", "")),
                    Shown("Membership End Date", "left_date", dates("left_date", _DAY, "31/12/4712")),
                ),
                below=_TOTAL,
            ),
        ),
    )
