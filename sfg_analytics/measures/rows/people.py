"""People in post: a row for each person and month, with what had become of their conversations by then."""

from __future__ import annotations

from collections.abc import Collection

import narwhals as nw

from sfg_analytics.measures.looking_back import (
    happened,
    happened_before,
    held,
    keep_latest,
    with_history,
)
from sfg_analytics.measures.measure import LOOK_BACK_MONTHS
from sfg_analytics.measures.rows.kind import STAFF_COLUMNS, RowKind
from sfg_analytics.measures.source import (
    CONVERSATIONS,
    MONTH,
    PERSON,
    PERSON_MONTH,
    STAFF,
    Rows,
    Source,
    calendar_day,
    is_true,
    known,
    month_of,
    with_fact,
)
from sfg_analytics.vocabulary.scope_for_growth import BREADTH, HORIZON_MONTHS, NO_MOVE, STRETCH

VISIBLE_MONTHS = 24
POOLS, MEMBER = "talent_pools", "member"
DECLARABLE = ("age_band", "sex", "ethnicity", "disability", "sexual_orientation", "religion_or_belief")

_OF_CONVERSATION = (
    "current_placement",
    "sought_placement",
    "sought_horizon_months",
    "share_across_system",
    "run_as",
    "facilitator",
    "facilitator_person",
)


def people(source: Source, needed: Collection[str]) -> Rows:
    """Give everybody in post at the end of each month."""
    asked = [name for name in DECLARABLE if f"{name}_declared" in needed]
    declared = [name for name in asked if source.has(STAFF, name)]
    columns = [name for name in (*STAFF_COLUMNS, "national_person") if name in needed or name in declared]
    if "eligible" in needed:
        columns += ["assignment_status", "service_start_date"]
    rows = source.staff(columns)
    if "eligible" in needed:
        rows = rows.with_columns(eligible=is_eligible(source))
    for name in asked:
        fact = is_declared(source, name) if name in declared else nw.lit(value=False)
        rows = rows.with_columns(fact.alias(f"{name}_declared"))
    if "conversed" in needed or "due" in needed:
        facts = {"conversed": happened(LOOK_BACK_MONTHS), "due": ~happened_before(LOOK_BACK_MONTHS)}
        rows = with_history(rows, months_held(source), facts, months=LOOK_BACK_MONTHS)
    if "held_in_month" in needed:
        rows = with_fact(rows, months_held(source), PERSON_MONTH, "held_in_month")
    if "placement_visible" in needed:
        shown = held(source.rows(CONVERSATIONS, [*PERSON, "period", "stage", "current_placement"]))
        facts = {"placement_visible": happened(VISIBLE_MONTHS)}
        rows = with_history(rows, shown.filter(known("current_placement")), facts, months=VISIBLE_MONTHS)
    if "seeks_stretch" in needed:
        seekers = placed(source, ["seeks_stretch"]).filter(nw.col("seeks_stretch"))
        rows = with_fact(rows, seekers, PERSON_MONTH, "seeks_stretch")
    if "in_pool" in needed:
        rows = with_fact(rows, _pooled(source), PERSON_MONTH, "in_pool")
    if "pools_sent" in needed:
        rows = with_fact(rows, source.rows(POOLS, ["organisation"]), ["organisation"], "pools_sent")
    return rows


def placed(source: Source, needed: Collection[str]) -> Rows:
    """Give people in post with a placement agreed in the last twelve months, each with the latest."""
    taken = [name for name in _OF_CONVERSATION if name in needed]
    for fact, reads in _READ_BY.items():
        taken += [name for name in reads if fact in needed]
    conversations = source.rows(
        CONVERSATIONS,
        [*PERSON, "period", "conversation_date", "stage", "current_placement", "sought_placement", *taken],
    )
    placements = held(conversations).filter(known("current_placement") | known("sought_placement"))
    rows = keep_latest(
        source.staff([name for name in STAFF_COLUMNS if name in needed]),
        placements,
        list(dict.fromkeys(["current_placement", "sought_placement", *taken])),
        months=LOOK_BACK_MONTHS,
    )
    facts = {name: fact for name, fact in _of_placement().items() if name in needed}
    return rows.with_columns(**facts) if facts else rows


_READ_BY = {
    "seeks_stretch": ("sought_horizon_months",),
    "sharing_known": ("share_across_system",),
    "shares": ("share_across_system",),
}


def _of_placement() -> dict[str, nw.Expr]:
    current, sought = nw.col("current_placement"), nw.col("sought_placement")
    horizon = nw.col("sought_horizon_months")
    return {
        "current_known": known("current_placement"),
        "sought_known": known("sought_placement"),
        "seeks_change": is_true((sought != current) & (sought != NO_MOVE.code)),
        "seeks_no_move": is_true(sought == NO_MOVE.code),
        "seeks_stretch": is_true(sought == STRETCH.code) & (horizon <= HORIZON_MONTHS).fill_null(value=True),
        "seeks_wider": is_true(sought.is_in([BREADTH.code, STRETCH.code])),
        "sharing_known": known("share_across_system"),
        "shares": is_true(nw.col("share_across_system")),
    }


def to_review(source: Source, needed: Collection[str]) -> Rows:
    """Give people in post whose latest conversation of the last twenty-four months set a day for its review."""
    conversations = source.rows(
        CONVERSATIONS, [*PERSON, "period", "conversation_date", "stage", "next_review_date"]
    )
    rows = keep_latest(
        source.staff([name for name in STAFF_COLUMNS if name in needed]),
        held(conversations),
        ["next_review_date"],
        months=VISIBLE_MONTHS,
    ).filter(known("next_review_date"))
    return rows.with_columns(review_passed=month_of(nw.col("next_review_date")) <= nw.col("month"))


def months_held(source: Source) -> Rows:
    """Give ``organisation, person, month`` of every conversation that was held."""
    return held(source.rows(CONVERSATIONS, [*PERSON, "period", "stage"])).select(*PERSON_MONTH)


def is_eligible(source: Source) -> nw.Expr:
    """Say whether a person is due a conversation: in post all through the last twelve months, and not on long absence.

    The twelve months end with the month of the row. Somebody who started on their first day was in post throughout;
    somebody who started on the second was not. What is not recorded does not exclude anybody.
    """
    absences = source.codes(STAFF, "assignment_status", "longAbsence")
    start = nw.col("service_start_date")
    window_opens = (nw.col("month") - (LOOK_BACK_MONTHS - 1)) * MONTH + 1
    in_post_throughout = start.is_null() | (calendar_day(start) <= window_opens)
    status = nw.col("assignment_status")
    return in_post_throughout & (status.is_null() | ~status.is_in(absences))


def is_declared(source: Source, column: str) -> nw.Expr:
    """Say whether a characteristic is known: neither blank, nor one of the codes that say why it is not."""
    unknown = source.codes(STAFF, column, "unknown")
    return known(column) & ~is_true(nw.col(column).is_in(unknown)) if unknown else known(column)


def _pooled(source: Source) -> Rows:
    """Give ``organisation, person, month`` of those who were members of a talent pool at the end of the month.

    Who has left on a day that nobody recorded was a member in no month that could be named.
    """
    memberships = source.rows(POOLS, [*PERSON, "pool_status", "joined_date", "left_date"]).filter(
        known("joined_date"), known("left_date") | (nw.col("pool_status") == MEMBER)
    )
    joined, left = month_of(nw.col("joined_date")), month_of(nw.col("left_date"))
    month = nw.col("month")
    return (
        source.staff()
        .select(*PERSON_MONTH)
        .join(memberships, on=list(PERSON), how="inner")
        .filter(joined <= month, (left > month).fill_null(value=True))
    )


PEOPLE = RowKind(
    "people",
    "a person in post at the end of a month",
    people,
    tables=(STAFF,),
    facts={
        "eligible": "in post throughout the last 12 months and not on long absence at the end of the month",
        "conversed": "with a conversation recorded as held in the last 12 months, this month included",
        "due": "with no conversation recorded as held in the eleven months before this one",
        "held_in_month": "with a conversation recorded as held in this month",
        "placement_visible": "with a current placement recorded in the last 24 months, this month included",
        "seeks_stretch": "whose latest placement sought, of the last 12 months, is stretch or complexity within 24 months",
        "pools_sent": "at an organisation that sends its talent pools",
        "in_pool": "a member of a talent pool at the end of the month; not who left on a day that is not recorded",
        **{f"{name}_declared": f"whose {name.replace('_', ' ')} is recorded" for name in DECLARABLE},
    },
    also={
        **dict.fromkeys(
            ("conversed", "due", "held_in_month", "placement_visible", "seeks_stretch"), (CONVERSATIONS,)
        ),
        **dict.fromkeys(("in_pool", "pools_sent"), (POOLS,)),
    },
)

PLACED = RowKind(
    "placed",
    "a person in post with a placement recorded in the last 12 months, and the latest record of one",
    placed,
    tables=(STAFF, CONVERSATIONS),
    facts={
        "current_known": "with a current placement in it",
        "sought_known": "with a placement sought in it",
        "seeks_change": "who seek a placement other than their current one, and a move",
        "seeks_no_move": "who seek no move now",
        "seeks_stretch": "who seek stretch or complexity within 24 months; where no horizon is recorded, two years are taken",
        "seeks_wider": "who seek breadth, or stretch or complexity",
        "sharing_known": "who were asked whether the outcome may be shared across the system",
        "shares": "who are willing to have the outcome shared across the system",
    },
    columns=(*STAFF_COLUMNS, *_OF_CONVERSATION),
)

TO_REVIEW = RowKind(
    "to_review",
    "a person in post whose latest conversation of the last 24 months set a day for its review",
    to_review,
    tables=(STAFF, CONVERSATIONS),
    facts={"review_passed": "whose day of review has passed by the end of the month"},
)
