"""ZZ1: a data warehouse writes flat files. ``YYYYMMDD``, ``2023-OCT``, pay scales with pipes, ``.5``, a trailer."""

from __future__ import annotations

import polars as pl

from sfg_analytics.demo.background import ROLES
from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS
from sfg_analytics.demo.dialects.layout import Dialect, Layout, Shown
from sfg_analytics.demo.dialects.spelling import (
    PERSON,
    bands,
    dates,
    ethnicity,
    flags,
    labels,
    numbers,
    plain,
    spelt,
)
from sfg_analytics.demo.leaving import MOVEMENTS
from sfg_analytics.demo.people import STAFF
from sfg_analytics.demo.succession import CRITICAL_POSTS

_DAY = "%Y%m%d"
_TRAILER = (("TRL", "{rows}"),)
_RECORD = Shown("Record Type", "", plain("ASG"))
_ORGANISATION = Shown("Employing Org Code", "organisation", pl.col("organisation"))


def dialect() -> Dialect:
    """Give the dialect."""
    return Dialect(
        staff=Layout(
            STAFF,
            "DW_STAFF_IN_POST_{first}_{last}.csv",
            (
                _RECORD,
                _ORGANISATION,
                Shown("Tm Year Month", "period", dates("period", "%Y-%b").str.to_uppercase()),
                Shown("Unique_Nhs_Identifier", "national_person", pl.col("national_person")),
                Shown("EmployeeNumber", "person", PERSON),
                Shown("AssignmentNumber", "assignment_number", _assignment()),
                Shown("PrimaryAssignmentFlag", "primary_assignment", flags("primary_assignment", "Y", "N")),
                Shown("Job Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group"))),
                Shown("Job Role", "role", spelt("staff_group", ROLES)),
                Shown("Payscale", "band", bands("NHS|{scale}|Review Body {words}")),
                Shown("OrgL4", "directorate", pl.col("directorate").cast(pl.String)),
                Shown("EthnicOrigin", "ethnicity", ethnicity("{code} {label}")),
                Shown("Gender", "sex", spelt("sex", labels(STAFF, "sex"))),
                Shown("DisabilityFlag", "disability", spelt("disability", labels(STAFF, "disability", 0))),
                Shown(
                    "SexualOrientation",
                    "sexual_orientation",
                    spelt("sexual_orientation", labels(STAFF, "sexual_orientation", 1)),
                ),
                Shown(
                    "ReligiousBelief",
                    "religion_or_belief",
                    spelt("religion_or_belief", labels(STAFF, "religion_or_belief", 0)),
                ),
                Shown("DateofBirth", "date_of_birth", dates("date_of_birth", _DAY)),
                Shown("Contracted_Wte", "fte", numbers("fte", bare=True)),
                Shown("User Assignment Status", "assignment_status", spelt("assignment_status", _statuses())),
                Shown("HireDate", "service_start_date", dates("service_start_date", _DAY)),
                Shown("AssignmentEffectiveEndDate", "", plain("47121231")),
            ),
            below=_TRAILER,
        ),
        conversations=Layout(
            CONVERSATIONS,
            "DW_SFG_OUTCOMES_{first}_{last}.csv",
            (
                _RECORD,
                _ORGANISATION,
                Shown("EmployeeNumber", "person", PERSON),
                Shown("Career Conversation Date", "conversation_date", dates("conversation_date", _DAY)),
                Shown("Last Update Date", "recorded_date", dates("recorded_date", _DAY)),
                Shown("Conversation Mode", "run_as", spelt("run_as", labels(CONVERSATIONS, "run_as", 2))),
                Shown(
                    "Facilitator Type",
                    "facilitator",
                    spelt("facilitator", labels(CONVERSATIONS, "facilitator")),
                ),
                Shown("Supervisor Employee Number", "facilitator_person", pl.col("facilitator_person")),
                Shown("Conversation Stage", "stage", spelt("stage", labels(CONVERSATIONS, "stage"))),
                Shown("SfG Current", "current_placement", spelt("current_placement", _placements())),
                Shown("SfG Future", "sought_placement", spelt("sought_placement", _placements())),
                Shown("Future Horizon (Months)", "sought_horizon_months", numbers("sought_horizon_months")),
                Shown("PDP Agreed", "plan_agreed", flags("plan_agreed", "Y", "N")),
                Shown(
                    "Next Review Date", "next_review_date", dates("next_review_date", _DAY, "47121231", "")
                ),
                Shown("Share Across ICS", "share_across_system", flags("share_across_system", "Y", "N")),
            ),
            below=_TRAILER,
        ),
        actions=Layout(
            ACTIONS,
            "DW_SFG_ACTIONS_{first}_{last}.csv",
            (
                _RECORD,
                _ORGANISATION,
                Shown("EmployeeNumber", "person", PERSON),
                Shown("Career Conversation Date", "conversation_date", dates("conversation_date", _DAY)),
                Shown("Initiative Category", "kind", spelt("kind", labels(ACTIONS, "kind"))),
                Shown("Agreed Date", "agreed_date", dates("agreed_date", _DAY)),
                Shown("Target Date", "target_date", dates("target_date", _DAY)),
                Shown("Started Date", "started_date", dates("started_date", _DAY, "19000101", "")),
                Shown("Completed Date", "completed_date", dates("completed_date", _DAY, "47121231")),
                Shown(
                    "Action Status", "action_status", spelt("action_status", labels(ACTIONS, "action_status"))
                ),
            ),
            below=_TRAILER,
        ),
        others=(
            Layout(
                CRITICAL_POSTS,
                "DW_CRITICAL_POSTS_{first}_{last}.csv",
                (
                    Shown("Record Type", "", plain("POS")),
                    _ORGANISATION,
                    Shown("Tm Year Month", "period", dates("period", "%Y-%b").str.to_uppercase()),
                    Shown("Position Number", "post", pl.col("post")),
                    Shown("Successor Employee Number", "successor", pl.col("successor")),
                    Shown(
                        "Readiness Level",
                        "readiness",
                        spelt("readiness", labels(CRITICAL_POSTS, "readiness", 9)),
                    ),
                    Shown(
                        "Job Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group"))
                    ),
                    Shown("Payscale", "band", bands("NHS|{scale}|Review Body {words}")),
                    Shown("OrgL4", "directorate", pl.col("directorate").cast(pl.String)),
                    Shown("Is Vacant", "post_vacant", flags("post_vacant", "Y", "N")),
                ),
                below=_TRAILER,
            ),
            Layout(
                MOVEMENTS,
                "DW_STARTERS_LEAVERS_{first}_{last}.csv",
                (
                    _RECORD,
                    _ORGANISATION,
                    Shown("EmployeeNumber", "person", PERSON),
                    Shown(
                        "Movement Type", "event", spelt("event", {"starter": "Hire", "leaver": "Termination"})
                    ),
                    Shown("Event Date", "event_date", dates("event_date", _DAY)),
                    Shown(
                        "Job Staff Group", "staff_group", spelt("staff_group", labels(STAFF, "staff_group"))
                    ),
                    Shown("Payscale", "band", bands("NHS|{scale}|Review Body {words}")),
                    Shown(
                        "TerminationReason",
                        "leaving_reason",
                        spelt("leaving_reason", labels(MOVEMENTS, "leaving_reason", 2)),
                    ),
                    Shown(
                        "DESTINATION_ON_LEAVING",
                        "leaving_destination",
                        spelt("leaving_destination", labels(MOVEMENTS, "leaving_destination", 2)),
                    ),
                ),
                below=_TRAILER,
            ),
        ),
    )


def _assignment() -> pl.Expr:
    return pl.concat_str(
        PERSON, pl.when(pl.col("primary_assignment")).then(pl.lit("")).otherwise(pl.lit("-2"))
    )


def _placements() -> dict[str, str]:
    return labels(CONVERSATIONS, "sought_placement", 2)


def _statuses() -> dict[str, str]:
    return labels(STAFF, "assignment_status", 2)
