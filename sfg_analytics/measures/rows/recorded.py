"""What was recorded: a row for each conversation, each action agreed, and each assessment on the grid of 2014.

Each is counted in the month it belongs to, in the groups that the staff list of that month gives its person; whoever is
not in that month's list is in the group *Unknown*.
"""

from __future__ import annotations

from collections.abc import Collection

import narwhals as nw

from sfg_analytics.measures.looking_back import held, is_held
from sfg_analytics.measures.rows.kind import STAFF_COLUMNS, RowKind
from sfg_analytics.measures.source import (
    ACTIONS,
    CONVERSATIONS,
    MONTH,
    PERSON,
    PERSON_MONTH,
    STAFF,
    YEAR,
    Rows,
    Source,
    calendar_day,
    day_of,
    is_true,
    known,
    with_fact,
)
from sfg_analytics.vocabulary.scope_for_growth import PLAN_AGREED

GRID = "talent_grid"
SOON_DAYS = 90
RECORDED_DAYS = (7, 30, 90)
_OF_A_CONVERSATION = (*PERSON, "conversation_date")
FIELDS = (
    "recorded_date",
    "run_as",
    "facilitator",
    "current_placement",
    "sought_placement",
    "sought_horizon_months",
    "plan_agreed",
    "next_review_date",
    "share_across_system",
)


def conversations(source: Source, needed: Collection[str]) -> Rows:
    """Give every conversation, prepared ones included."""
    rows = source.rows(
        CONVERSATIONS, [*PERSON, "period", "conversation_date", "stage", *FIELDS]
    ).with_columns(held=is_held())
    filled = {name: known(name) for name in FIELDS}
    filled |= {name: is_true(nw.col(name) != "unknown") for name in ("run_as", "facilitator")}
    rows = rows.with_columns(**{f"{name}_filled": fact for name, fact in filled.items()})
    placed = nw.col("held") & known("current_placement") & known("sought_placement")
    agreed = is_true(nw.col("plan_agreed")) | is_true(nw.col("stage") == PLAN_AGREED)
    days = day_of(nw.col("recorded_date")) - day_of(nw.col("conversation_date"))
    rows = rows.with_columns(
        placed=placed,
        plan_agreed_too=placed & agreed,
        recorded_completely=nw.all_horizontal(*(f"{name}_filled" for name in FIELDS), ignore_nulls=False),
        **{f"recorded_within_{limit}": is_true(days <= limit) for limit in RECORDED_DAYS},
    )
    if "every_field_sent" in needed:
        filled_ever = [(nw.col(f"{name}_filled").cast(nw.Int32).sum() > 0).alias(name) for name in FIELDS]
        ever = rows.group_by("organisation").agg(*filled_ever)
        every = ever.filter(nw.all_horizontal(*FIELDS, ignore_nulls=False))
        rows = with_fact(rows, every, ["organisation"], "every_field_sent")
    if any(
        name in needed for name in ("actions_sent", "action_agreed", "action_started", "action_completed")
    ):
        told = [*_OF_A_CONVERSATION, "agreed_date", "started_date", "completed_date"]
        actions = _at_their_conversations(source, source.rows(ACTIONS, told))
        rows = with_fact(rows, actions, ["organisation"], "actions_sent")
        rows = with_fact(rows, actions, _OF_A_CONVERSATION, "action_agreed")
        rows = with_fact(rows, actions.filter(known("started_date")), _OF_A_CONVERSATION, "_started")
        rows = with_fact(rows, actions.filter(known("completed_date")), _OF_A_CONVERSATION, "_completed")
        started = nw.col("plan_agreed_too") & nw.col("_started")
        rows = rows.with_columns(action_started=started, action_completed=started & nw.col("_completed"))
    return _described(source, rows, needed)


def actions(source: Source, needed: Collection[str]) -> Rows:
    """Give every action agreed, with whether enough time has passed to say how it went.

    An organisation's actions are known until the latest day on any of them.
    """
    days = ("agreed_date", "started_date", "completed_date")
    rows = source.rows(ACTIONS, [*_OF_A_CONVERSATION, "period", "kind", "action_status", *days])
    rows = rows.with_columns(latest=nw.max_horizontal(*days))
    known_until = rows.group_by("organisation").agg(known_until=nw.col("latest").max())
    agreed, started = (day_of(nw.col(name)) for name in days[:2])
    a_year_on = calendar_day(nw.col("agreed_date")) + YEAR * MONTH
    rows = rows.join(known_until, on=["organisation"], how="left").with_columns(
        seen_90_days=is_true(day_of(nw.col("known_until")) - agreed >= SOON_DAYS),
        seen_12_months=is_true(calendar_day(nw.col("known_until")) >= a_year_on),
        started_soon=is_true(started - agreed <= SOON_DAYS),
        completed_in_time=is_true(calendar_day(nw.col("completed_date")) <= a_year_on),
        delivered=is_true(nw.col("action_status") == "completed"),
    )
    wanted = [name for name in ("current_placement", "sought_placement") if name in needed]
    if wanted:
        rows = _at_their_conversations(source, rows)
        placements = source.rows(CONVERSATIONS, [*_OF_A_CONVERSATION, *wanted])
        rows = rows.join(placements, on=list(_OF_A_CONVERSATION), how="left")
    return _described(source, rows, needed)


def assessments(source: Source, needed: Collection[str]) -> Rows:
    """Give every assessment on the talent grid of 2014."""
    rows = source.rows(GRID, [*PERSON, "period", "box", "colour", "readiness"])
    rows = rows.with_columns(**{f"{name}_known": known(name) for name in ("colour", "readiness")})
    return _described(source, rows, needed)


def _at_their_conversations(source: Source, actions: Rows) -> Rows:
    """Give actions the day of the conversation they were agreed at: where they do not say, of the person's latest.

    That is the latest that was held at or before the day on which the action was agreed. Whoever had none by then keeps
    a null; no row is added or lost.
    """
    agreed = actions.filter(~known("conversation_date")).select(*PERSON, "agreed_date")
    conversations = held(source.rows(CONVERSATIONS, [*_OF_A_CONVERSATION, "stage"]))
    latest = (
        agreed.unique([*PERSON, "agreed_date"], keep="any")
        .join(conversations.select(*_OF_A_CONVERSATION), on=list(PERSON), how="inner")
        .filter(nw.col("conversation_date") <= nw.col("agreed_date"))
        .group_by(*PERSON, "agreed_date")
        .agg(_latest=nw.col("conversation_date").max())
    )
    return (
        actions.join(latest, on=[*PERSON, "agreed_date"], how="left")
        .with_columns(conversation_date=nw.coalesce("conversation_date", "_latest"))
        .drop("_latest")
    )


def _described(source: Source, rows: Rows, needed: Collection[str]) -> Rows:
    """Attach what the staff list of the month says of each person."""
    columns = [name for name in STAFF_COLUMNS if name in needed]
    if not columns:
        return rows
    staff = source.staff(columns).select(*PERSON_MONTH, *columns)
    return rows.join(staff, on=list(PERSON_MONTH), how="left")


CONVERSATIONS_HELD = RowKind(
    "conversations",
    "a conversation, in the month it was held in",
    conversations,
    tables=(STAFF, CONVERSATIONS),
    facts={
        "held": "which was held; where no stage is recorded, it was",
        "placed": "which was held, with a placement now and a placement sought",
        "plan_agreed_too": "and with a plan agreed",
        "actions_sent": "at an organisation that sends its development actions",
        "action_agreed": "with at least one action agreed at it; one that does not say at which was agreed at its person's "
        "latest conversation held by the day it was agreed",
        "action_started": "and with a first action started",
        "action_completed": "and with a first action completed",
        "recorded_date_filled": "with the day of recording known",
        "every_field_sent": "at an organisation whose conversations fill every field at least once",
        "recorded_completely": "with every field filled: " + ", ".join(FIELDS).replace("_", " "),
        **{f"recorded_within_{limit}": f"recorded within {limit} days" for limit in RECORDED_DAYS},
        **{f"{name}_filled": f"with its {name.replace('_', ' ')} recorded" for name in FIELDS},
    },
    columns=(*STAFF_COLUMNS, "run_as", "facilitator", "stage", "current_placement", "sought_placement"),
    also=dict.fromkeys(("actions_sent", "action_agreed", "action_started", "action_completed"), (ACTIONS,)),
)

ACTIONS_AGREED = RowKind(
    "actions",
    "a development action, in the month it was agreed in",
    actions,
    tables=(STAFF, ACTIONS),
    facts={
        "seen_90_days": "agreed at least 90 days before the last day known of the organisation's actions",
        "seen_12_months": "agreed at least 12 months before the last day known of the organisation's actions",
        "started_soon": "started within 90 days of being agreed",
        "completed_in_time": "completed within 12 months of being agreed",
        "delivered": "recorded as completed",
    },
    columns=(*STAFF_COLUMNS, "kind", "current_placement", "sought_placement"),
    also=dict.fromkeys(("current_placement", "sought_placement"), (CONVERSATIONS,)),
)

ASSESSMENTS = RowKind(
    "assessments",
    "an assessment on the talent grid of 2014, in its month",
    assessments,
    tables=(STAFF, GRID),
    facts={"colour_known": "with a colour recorded", "readiness_known": "with a readiness recorded"},
)
