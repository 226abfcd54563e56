"""ZZ5: a sheet saved as CSV by somebody in a hurry. Dates as Excel's day numbers, bare codes, TRUE and FALSE."""

from __future__ import annotations

import polars as pl

from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS
from sfg_analytics.demo.dialects.layout import Dialect, Layout, Shown
from sfg_analytics.demo.dialects.spelling import (
    MONTH_END,
    PERSON,
    bands,
    ethnicity,
    flags,
    labels,
    made_up_name,
    numbers,
    serials,
    spelt,
)
from sfg_analytics.demo.people import STAFF
from sfg_analytics.demo.snapshot import HEADCOUNTS

_TRUST = Shown("Trust Code", "organisation", pl.col("organisation"))
_TOTAL = (("Total", "{rows}", "..."),)


def dialect() -> Dialect:
    """Give the dialect."""
    return Dialect(
        newline="\r\n",
        staff=Layout(
            STAFF,
            "Copy of establishment {first} {last} FINAL.csv",
            (
                _TRUST,
                Shown("CensusDate", "period", serials(MONTH_END)),
                Shown("Emp No", "person", PERSON),
                Shown("Last Name", "employee_name", made_up_name()),
                Shown("StaffGroup", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 2))),
                Shown("Band", "band", bands("{capital}")),
                Shown("Org L4", "directorate", pl.col("directorate").cast(pl.String)),
                Shown("Ethnic Category", "ethnicity", ethnicity("{code}", unknown="99")),
                Shown("Gender", "sex", spelt("sex", labels(STAFF, "sex", 2))),
                Shown("Disability Flag", "disability", spelt("disability", labels(STAFF, "disability", 2))),
                Shown("Age Band", "age_band", pl.col("age_band").cast(pl.String).str.replace("-", "~")),
                Shown("Contracted FTE", "fte", numbers("fte", bare=True)),
                Shown(
                    "Primary Assignment Flag",
                    "primary_assignment",
                    flags("primary_assignment", "TRUE", "FALSE"),
                ),
                Shown("Assignment Status", "assignment_status", spelt("assignment_status", _statuses())),
                Shown("Hire Date", "service_start_date", serials("service_start_date")),
            ),
            below=_TOTAL,
        ),
        conversations=Layout(
            CONVERSATIONS,
            "SfG log {first} {last} FINAL v2.csv",
            (
                _TRUST,
                Shown("Emp No", "person", PERSON),
                Shown("Surname", "employee_name", made_up_name()),
                Shown("SfG Date", "conversation_date", serials("conversation_date")),
                Shown("Recorded Date", "recorded_date", serials("recorded_date")),
                Shown("Mode", "run_as", spelt("run_as", labels(CONVERSATIONS, "run_as", 4))),
                Shown(
                    "Scope for Growth Current", "current_placement", spelt("current_placement", _letters())
                ),
                Shown("Scope for Growth Future", "sought_placement", spelt("sought_placement", _letters())),
                Shown("Plan Agreed", "plan_agreed", flags("plan_agreed", "TRUE", "FALSE")),
                Shown("Next Review", "next_review_date", serials("next_review_date")),
            ),
            below=_TOTAL,
        ),
        actions=Layout(
            ACTIONS,
            "SfG log actions {first} {last} FINAL v2.csv",
            (
                _TRUST,
                Shown("Emp No", "person", PERSON),
                Shown("Kind of Action", "kind", spelt("kind", labels(ACTIONS, "kind", 2))),
                Shown("Action Agreed", "agreed_date", serials("agreed_date")),
                Shown("Date Started", "started_date", serials("started_date")),
                Shown("Completion Date", "completed_date", serials("completed_date")),
                Shown("Status", "action_status", spelt("action_status", labels(ACTIONS, "action_status", 9))),
            ),
            below=_TOTAL,
        ),
        others=(
            Layout(
                HEADCOUNTS,
                "Copy of headcount {first} {last} FINAL.csv",
                (
                    _TRUST,
                    Shown("CensusDate", "period", serials(MONTH_END)),
                    Shown(
                        "StaffGroup",
                        "staff_group",
                        spelt("staff_group", labels(STAFF, "staff_group", 2), blank="All staff"),
                    ),
                    Shown("Band", "band", bands("{capital}")),
                    Shown("HC", "headcount", pl.col("headcount").cast(pl.String)),
                    Shown("Total FTE", "fte", numbers("fte")),
                ),
                below=_TOTAL,
            ),
        ),
    )


def _letters() -> dict[str, str]:
    return labels(CONVERSATIONS, "sought_placement", 99)


def _statuses() -> dict[str, str]:
    return labels(STAFF, "assignment_status", 0)
