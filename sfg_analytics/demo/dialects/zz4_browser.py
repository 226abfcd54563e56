"""ZZ4: a report saved from a browser. Title lines, a byte-order mark, ISO dates with a time, labels only, page breaks."""

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
    numbers,
    spelt,
)
from sfg_analytics.demo.leaving import MOVEMENTS
from sfg_analytics.demo.people import STAFF

_DAY, _MOMENT = "%Y-%m-%d", "%Y-%m-%dT00:00:00"
_GRAND_TOTAL = (("Grand Total", "{rows}", "..."),)


def _above(title: str) -> tuple[str, ...]:
    return (title, "Organisation: {code} {name}", "Run date: {as_at}", "")


def dialect() -> Dialect:
    """Give the dialect."""
    return Dialect(
        encoding="utf-8-sig",
        staff=Layout(
            STAFF,
            "staff-in-post-{first}-{last}.csv",
            (
                Shown("Snapshot Date", "period", dates(MONTH_END, _DAY)),
                Shown("Payroll Number", "person", PERSON),
                Shown("Unique NHS Identifier", "national_person", pl.col("national_person")),
                Shown("Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 2))),
                Shown("AfC Band", "band", bands("AfC {words}")),
                Shown("Directorate", "directorate", pl.col("directorate").cast(pl.String)),
                Shown("Ethnicity", "ethnicity", ethnicity("{label}", unknown="Not Known")),
                Shown("Sex", "sex", spelt("sex", labels(STAFF, "sex"))),
                Shown("Disability Status", "disability", spelt("disability", labels(STAFF, "disability", 1))),
                Shown(
                    "Sexual Orientation",
                    "sexual_orientation",
                    spelt("sexual_orientation", labels(STAFF, "sexual_orientation", 1)),
                ),
                Shown(
                    "Religion/Belief",
                    "religion_or_belief",
                    spelt("religion_or_belief", labels(STAFF, "religion_or_belief", 3)),
                ),
                Shown("Age", "age", pl.col("age").cast(pl.String)),
                Shown("Contracted WTE", "fte", numbers("fte")),
                Shown("Primary Assignment", "primary_assignment", flags("primary_assignment", "1", "0")),
                Shown("AssignmentStatus", "assignment_status", spelt("assignment_status", _statuses())),
                Shown(
                    "Start Date in Organisation", "service_start_date", dates("service_start_date", _MOMENT)
                ),
            ),
            above=_above("Staff in post"),
            below=_GRAND_TOTAL,
            page_break=True,
        ),
        conversations=Layout(
            CONVERSATIONS,
            "career-conversations-{first}-{last}.csv",
            (
                Shown("Payroll Number", "person", PERSON),
                Shown("Date of Conversation", "conversation_date", dates("conversation_date", _DAY)),
                Shown("Created On", "recorded_date", dates("recorded_date", "%Y-%m-%d 09:30:00")),
                Shown(
                    "How Scope for Growth was run", "run_as", spelt("run_as", labels(CONVERSATIONS, "run_as"))
                ),
                Shown("Line Manager Number", "facilitator_person", pl.col("facilitator_person")),
                Shown("Stage", "stage", spelt("stage", labels(CONVERSATIONS, "stage", 9))),
                Shown("Current Placement", "current_placement", spelt("current_placement", _placements())),
                Shown("Future Placement", "sought_placement", spelt("sought_placement", _placements())),
                Shown("Timescale Months", "sought_horizon_months", numbers("sought_horizon_months")),
                Shown("Development Plan Agreed", "plan_agreed", flags("plan_agreed", "1", "0")),
                Shown(
                    "Next Review Date", "next_review_date", dates("next_review_date", _DAY, "4712-12-31", "")
                ),
                Shown("Willing to Share", "share_across_system", flags("share_across_system", "1", "0")),
            ),
            above=_above("Career conversations"),
            below=_GRAND_TOTAL,
            page_break=True,
        ),
        actions=Layout(
            ACTIONS,
            "development-actions-{first}-{last}.csv",
            (
                Shown("Payroll Number", "person", PERSON),
                Shown("Initiative", "kind", spelt("kind", labels(ACTIONS, "kind"))),
                Shown("Date agreed", "agreed_date", dates("agreed_date", _DAY)),
                Shown("Target date", "target_date", dates("target_date", _DAY)),
                Shown("Date started", "started_date", dates("started_date", _DAY, "1900-01-01", "")),
                Shown("Date completed", "completed_date", dates("completed_date", _DAY)),
                Shown("Status", "action_status", spelt("action_status", labels(ACTIONS, "action_status"))),
            ),
            above=_above("Development actions"),
            below=_GRAND_TOTAL,
        ),
        others=(
            Layout(
                MOVEMENTS,
                "starters-and-leavers-{first}-{last}.csv",
                (
                    Shown("Payroll Number", "person", PERSON),
                    Shown("Starter/Leaver", "event", spelt("event", labels(MOVEMENTS, "event"))),
                    Shown("Event Date", "event_date", dates("event_date", _MOMENT)),
                    Shown(
                        "Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group", 2))
                    ),
                    Shown("AfC Band", "band", bands("AfC {words}")),
                    Shown(
                        "Leaving Reason",
                        "leaving_reason",
                        spelt("leaving_reason", labels(MOVEMENTS, "leaving_reason")),
                    ),
                    Shown(
                        "Destination",
                        "leaving_destination",
                        spelt("leaving_destination", labels(MOVEMENTS, "leaving_destination")),
                    ),
                ),
                above=_above("Starters and leavers"),
                below=_GRAND_TOTAL,
                page_break=True,
            ),
        ),
    )


def _placements() -> dict[str, str]:
    return labels(CONVERSATIONS, "sought_placement", 3)


def _statuses() -> dict[str, str]:
    return labels(STAFF, "assignment_status", 2)
