"""ZZ7: "Unicode text" from Excel. UTF-16, tabs, ``YYYYMM`` months, Y and N."""

from __future__ import annotations

import polars as pl

from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS
from sfg_analytics.demo.dialects.layout import Dialect, Layout, Shown
from sfg_analytics.demo.dialects.spelling import (
    PERSON,
    bands,
    dates,
    ethnicity,
    flags,
    labels,
    made_up_email,
    made_up_note,
    numbers,
    spelt,
)
from sfg_analytics.demo.leaving import MOVEMENTS
from sfg_analytics.demo.people import STAFF

_DAY = "%d/%m/%Y"
_ORGANISATION = Shown("Org Code", "organisation", pl.col("organisation"))
_END = (("End of report", "{rows}"),)


def dialect() -> Dialect:
    """Give the dialect."""
    return Dialect(
        encoding="utf-16",
        separator="\t",
        newline="\r\n",
        staff=Layout(
            STAFF,
            "people {first} {last}.txt",
            (
                _ORGANISATION,
                Shown("Reporting Month", "period", dates("period", "%Y%m")),
                Shown("Staff ID", "person", PERSON),
                Shown("NHSUniqueID", "national_person", pl.col("national_person")),
                Shown("E-mail", "email", made_up_email()),
                Shown("Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 9))),
                Shown("Grade", "band", bands("{words}")),
                Shown("Care Group", "directorate", pl.col("directorate").cast(pl.String)),
                Shown("Ethnic Origin", "ethnicity", ethnicity("{code} - {label}", unknown="Unknown")),
                Shown("Gender", "sex", spelt("sex", labels(STAFF, "sex"))),
                Shown("Disability", "disability", spelt("disability", labels(STAFF, "disability", 2))),
                Shown("Age Group", "age_band", spelt("age_band", labels(STAFF, "age_band"))),
                Shown("FTE", "fte", numbers("fte")),
                Shown("Primary", "primary_assignment", flags("primary_assignment", "Y", "N")),
                Shown("Assignment Status", "assignment_status", spelt("assignment_status", _statuses())),
                Shown("Latest Hire Date", "service_start_date", dates("service_start_date", _DAY)),
            ),
            below=_END,
        ),
        conversations=Layout(
            CONVERSATIONS,
            "conversations {first} {last}.txt",
            (
                _ORGANISATION,
                Shown("Staff ID", "person", PERSON),
                Shown("Scope for Growth Date", "conversation_date", dates("conversation_date", _DAY)),
                Shown("Date Recorded", "recorded_date", dates("recorded_date", _DAY)),
                Shown("Run As", "run_as", spelt("run_as", labels(CONVERSATIONS, "run_as", 2))),
                Shown(
                    "Conversation With",
                    "facilitator",
                    spelt("facilitator", labels(CONVERSATIONS, "facilitator")),
                ),
                Shown("Manager ID", "facilitator_person", pl.col("facilitator_person")),
                Shown("Stage", "stage", spelt("stage", labels(CONVERSATIONS, "stage"))),
                Shown("Current Growth Area", "current_placement", spelt("current_placement", _placements())),
                Shown("Future Growth Area", "sought_placement", spelt("sought_placement", _placements())),
                Shown("Horizon Months", "sought_horizon_months", numbers("sought_horizon_months")),
                Shown("Plan Agreed", "plan_agreed", flags("plan_agreed", "Y", "N")),
                Shown(
                    "Next Appraisal Date", "next_review_date", dates("next_review_date", _DAY, "01/01/1900")
                ),
                Shown("Willing to Share", "share_across_system", flags("share_across_system", "Y", "N")),
                Shown("Development Objectives", "reflections", made_up_note()),
            ),
            below=_END,
        ),
        actions=Layout(
            ACTIONS,
            "actions {first} {last}.txt",
            (
                _ORGANISATION,
                Shown("Staff ID", "person", PERSON),
                Shown("Development Type", "kind", spelt("kind", labels(ACTIONS, "kind", 3))),
                Shown("Agreed Date", "agreed_date", dates("agreed_date", _DAY)),
                Shown("Target Date", "target_date", dates("target_date", _DAY)),
                Shown("Started Date", "started_date", dates("started_date", _DAY, "01/01/1900")),
                Shown("Completed Date", "completed_date", dates("completed_date", _DAY, "31/12/4712")),
                Shown(
                    "Progress", "action_status", spelt("action_status", labels(ACTIONS, "action_status", 4))
                ),
            ),
            below=_END,
        ),
        others=(
            Layout(
                MOVEMENTS,
                "starters and leavers {first} {last}.txt",
                (
                    _ORGANISATION,
                    Shown("Staff ID", "person", PERSON),
                    Shown("Joiner or Leaver", "event", spelt("event", labels(MOVEMENTS, "event", 4))),
                    Shown("Event Date", "event_date", dates("event_date", _DAY)),
                    Shown(
                        "Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 9))
                    ),
                    Shown("Grade", "band", bands("{words}")),
                    Shown(
                        "Leaver Reason",
                        "leaving_reason",
                        spelt("leaving_reason", *(labels(MOVEMENTS, "leaving_reason", n) for n in (1, 2))),
                    ),
                    Shown(
                        "Destination After Leaving",
                        "leaving_destination",
                        spelt("leaving_destination", labels(MOVEMENTS, "leaving_destination")),
                    ),
                ),
                below=_END,
            ),
        ),
    )


def _placements() -> dict[str, str]:
    return labels(CONVERSATIONS, "sought_placement")


def _statuses() -> dict[str, str]:
    return labels(STAFF, "assignment_status", 1)
