"""ZZ6: reports from the staff record, as workbooks. Prompts over the header, real dates, grand totals, two sheets."""

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
from sfg_analytics.demo.leaving import MOVEMENTS
from sfg_analytics.demo.people import STAFF

_DAY = "%Y-%m-%d"
_BELOW = (("Grand Total", "...", "{rows}"), ("End of report (made up)",))


def _above(title: str) -> tuple[str, ...]:
    return (
        title,
        "Organisation: {code} {name}",
        "Prompts: all assignments",
        "As At: {as_at}",
        "Run by: Made-up Analyst",
        "",
    )


def dialect() -> Dialect:
    """Give the dialect."""
    columns = (
        Shown("Employee Number", "person", PERSON),
        Shown("Full Name", "employee_name", made_up_name()),
        Shown("NHS Unique ID", "national_person", pl.col("national_person")),
        Shown("NI Number", "national_insurance_number", plain("MADE-UP")),
        Shown("Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group"))),
        Shown("Pay Scale", "band", bands("NHS|{scale}|Review Body {words}")),
        Shown("Org L4", "directorate", pl.col("directorate").cast(pl.String)),
        Shown("Ethnic Origin", "ethnicity", ethnicity("{code} {label}")),
        Shown("Gender", "sex", spelt("sex", labels(STAFF, "sex"))),
        Shown("Disabled", "disability", spelt("disability", labels(STAFF, "disability", 0))),
        Shown(
            "Sexual Orientation",
            "sexual_orientation",
            spelt("sexual_orientation", labels(STAFF, "sexual_orientation", 3)),
        ),
        Shown(
            "Religious Belief",
            "religion_or_belief",
            spelt("religion_or_belief", labels(STAFF, "religion_or_belief", 0)),
        ),
        Shown("Date Of Birth", "date_of_birth", dates("date_of_birth", _DAY), "date"),
        Shown("FTE", "fte", numbers("fte"), "number"),
        Shown("Primary Assignment", "primary_assignment", flags("primary_assignment", "Y", "N")),
        Shown("Assignment Status", "assignment_status", spelt("assignment_status", _statuses())),
        Shown("Latest Start Date", "service_start_date", dates("service_start_date", _DAY), "date"),
    )
    history = Shown("Snapshot Date", "period", dates(MONTH_END, _DAY), "date")
    name = "Staff in post history {first}-{last}.xlsx"
    return Dialect(
        workbook=True,
        staff=Layout(STAFF, name, (history, *columns), above=_above("Staff in Post (history)"), below=_BELOW),
        staff_of_one_month=Layout(
            STAFF, "Staff in post {first}.xlsx", columns, above=_above("Staff in Post"), below=_BELOW
        ),
        conversations=Layout(
            CONVERSATIONS,
            "Scope for Growth {first}-{last}.xlsx",
            (
                Shown("Employee Number", "person", PERSON),
                Shown("Employee Name", "employee_name", made_up_name()),
                Shown("Conversation Date", "conversation_date", dates("conversation_date", _DAY), "date"),
                Shown("Date Recorded", "recorded_date", dates("recorded_date", _DAY), "date"),
                Shown("Conversation Type", "run_as", spelt("run_as", labels(CONVERSATIONS, "run_as"))),
                Shown(
                    "Facilitator", "facilitator", spelt("facilitator", labels(CONVERSATIONS, "facilitator"))
                ),
                Shown("Facilitator Employee Number", "facilitator_person", pl.col("facilitator_person")),
                Shown("Stage Reached", "stage", spelt("stage", labels(CONVERSATIONS, "stage"))),
                Shown("Current Position", "current_placement", spelt("current_placement", _placements())),
                Shown("Future Position", "sought_placement", spelt("sought_placement", _placements())),
                Shown("Horizon Months", "sought_horizon_months", numbers("sought_horizon_months"), "number"),
                Shown("Plan Agreed", "plan_agreed", flags("plan_agreed", "Yes", "No")),
                Shown(
                    "Next Review Date",
                    "next_review_date",
                    dates("next_review_date", _DAY, "4712-12-31"),
                    "date",
                ),
                Shown("Comments", "reflections", made_up_note()),
            ),
            above=_above("Scope for Growth conversations"),
            below=_BELOW,
            sheet="Conversations",
        ),
        actions=Layout(
            ACTIONS,
            "Scope for Growth {first}-{last}.xlsx",
            (
                Shown("Employee Number", "person", PERSON),
                Shown("Conversation Date", "conversation_date", dates("conversation_date", _DAY), "date"),
                Shown("Type of Development", "kind", spelt("kind", labels(ACTIONS, "kind"))),
                Shown("Agreed Date", "agreed_date", dates("agreed_date", _DAY), "date"),
                Shown("Target Date", "target_date", dates("target_date", _DAY), "date"),
                Shown("Started Date", "started_date", dates("started_date", _DAY, "1900-01-01", ""), "date"),
                Shown(
                    "Completed Date",
                    "completed_date",
                    dates("completed_date", _DAY, "4712-12-31", ""),
                    "date",
                ),
                Shown(
                    "Action Status", "action_status", spelt("action_status", labels(ACTIONS, "action_status"))
                ),
            ),
            above=_above("Development actions"),
            below=_BELOW,
            sheet="Actions",
        ),
        others=(
            Layout(
                TALENT_GRID,
                "Scope for Growth {first}-{last}.xlsx",
                (
                    Shown("Employee Number", "person", PERSON),
                    Shown("Full Name", "employee_name", made_up_name()),
                    Shown("Assessment Date", "assessed_date", dates("assessed_date", _DAY), "date"),
                    Shown(
                        "Performance Rating",
                        "performance",
                        spelt("performance", labels(TALENT_GRID, "performance")),
                    ),
                    Shown(
                        "Readiness Rating", "readiness", spelt("readiness", labels(TALENT_GRID, "readiness"))
                    ),
                    Shown("9 Box Position", "box", spelt("box", labels(TALENT_GRID, "box"))),
                    Shown("Box Colour", "colour", spelt("colour", labels(TALENT_GRID, "colour"))),
                ),
                above=_above("Talent grid (legacy)"),
                below=_BELOW,
                sheet="Talent grid",
            ),
            Layout(
                MOVEMENTS,
                "Scope for Growth {first}-{last}.xlsx",
                (
                    Shown("Employee Number", "person", PERSON),
                    Shown("Full Name", "employee_name", made_up_name()),
                    Shown("Event", "event", spelt("event", labels(MOVEMENTS, "event", 2))),
                    Shown("Event Date", "event_date", dates("event_date", _DAY), "date"),
                    Shown("Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group"))),
                    Shown("Pay Scale", "band", bands("NHS|{scale}|Review Body {words}")),
                    Shown(
                        "Termination Reason",
                        "leaving_reason",
                        spelt("leaving_reason", labels(MOVEMENTS, "leaving_reason", 2)),
                    ),
                ),
                above=_above("Starters and leavers"),
                below=_BELOW,
                sheet="Starters and leavers",
            ),
        ),
    )


def _placements() -> dict[str, str]:
    return labels(CONVERSATIONS, "sought_placement")


def _statuses() -> dict[str, str]:
    return labels(STAFF, "assignment_status", 2)
