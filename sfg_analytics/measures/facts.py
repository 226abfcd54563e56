"""What is true of a person in a month: the facts that measures are counted from.

A fact about the past is where counting gets slow. *Had a conversation in the last twelve months* asks, of every person
in every month, something about a stretch of other months. The trick used here is to cut time into calendar years. Any
twelve months touch two of them at most, so it is enough to attach to a person's year the first conversation of that
year and the last one of the year before: one join on equal keys, no row multiplied, the same on every engine.

Everything here is written against narwhals and stays lazy. Months are counted from the year 0, so that they subtract.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import narwhals as nw

from sfg_analytics.contract import Contract
from sfg_analytics.errors import MeasureProblem
from sfg_analytics.measures.measure import LOOK_BACK_MONTHS, Measure
from sfg_analytics.vocabulary.scope_for_growth import PREPARED

Rows = nw.LazyFrame[Any]

STAFF, CONVERSATIONS = "staff_in_post", "conversation_outcomes"
PERSON = ("organisation", "person")
_YEAR = 12


def table(tables: Mapping[str, Any], name: str, columns: Collection[str]) -> Rows:
    """Take the columns needed from a table, lazily, whatever engine holds it.

    Raises
    ------
    MeasureProblem
        When the table is not there, or lacks a column.
    """
    if name not in tables:
        raise MeasureProblem(
            f"The table '{name}' is needed and is not there.",
            got=", ".join(sorted(tables)) or "no tables",
            hint=f"submit an export of the contract '{name}' first.",
        )
    rows: Rows = nw.from_native(tables[name]).lazy()
    missing = sorted(set(columns) - set(rows.collect_schema().names()))
    if missing:
        raise MeasureProblem(
            f"The table '{name}' lacks columns that are needed.", got=f"no {', '.join(missing)}"
        )
    return rows.select(*dict.fromkeys(columns))


def month_of(date: nw.Expr) -> nw.Expr:
    """Count the months from the year 0 to a date."""
    return date.dt.year().cast(nw.Int32) * _YEAR + date.dt.month().cast(nw.Int32) - 1


def is_eligible(staff: Contract) -> nw.Expr:
    """Say whether a person is due a conversation: in post all through the last twelve months, and not on long absence.

    The twelve months end with the month of the row. Somebody who started on their first day was in post throughout;
    somebody who started on the second was not. What is not recorded does not exclude anybody.
    """
    absences = [
        code.value for code in staff.by_name["assignment_status"].codes if code.marks.get("longAbsence")
    ]
    start = nw.col("service_start_date")
    day_started = month_of(start) * 32 + start.dt.day().cast(nw.Int32)
    window_opens = (nw.col("month") - (LOOK_BACK_MONTHS - 1)) * 32 + 1
    in_post_throughout = start.is_null() | (day_started <= window_opens)
    status = nw.col("assignment_status")
    return in_post_throughout & (status.is_null() | ~status.is_in(absences))


def held(conversations: Rows) -> Rows:
    """Keep the conversations that took place: everything but a reflection still being prepared."""
    stage = nw.col("stage")
    return conversations.filter(stage.is_null() | (stage != PREPARED))


def attach_conversed(staff: Rows, conversations: Rows) -> Rows:
    """Attach ``conversed``: whether a conversation was held in the twelve months that end with the row's.

    Parameters
    ----------
    staff
        Rows with ``organisation, person, month``, one for each person and month.
    conversations
        Rows with ``organisation, person, period, stage``, any number a person.

    Returns
    -------
    LazyFrame
        The rows of ``staff``, none more and none less, with ``conversed`` true or false.
    """
    months = held(conversations).select(*PERSON, month=month_of(nw.col("period")))
    year = nw.col("month") // _YEAR
    none = nw.lit(None, dtype=nw.Int32)
    this_year = months.select(*PERSON, year=year, first="month", last_before=none)
    next_year = months.select(*PERSON, year=year + 1, first=none, last_before="month")
    by_year = (
        nw.concat([this_year, next_year])
        .group_by(*PERSON, "year")
        .agg(nw.col("first").min(), nw.col("last_before").max())
    )
    month = nw.col("month")
    since_new_year = (nw.col("first") <= month).fill_null(False)
    before_new_year = (nw.col("last_before") > month - LOOK_BACK_MONTHS).fill_null(False)
    return (
        staff.with_columns(year=year)
        .join(by_year, on=[*PERSON, "year"], how="left")
        .with_columns(conversed=since_new_year | before_new_year)
    )


def keep_placed(staff: Rows, conversations: Rows, outcome: str) -> Rows:
    """Keep the rows of people placed in the last twelve months, each with the latest ``outcome``.

    A placement stands from its month until twelve months are over or the next placement replaces it. The stretches of
    one person never overlap, so a row meets at most one of them.

    Parameters
    ----------
    staff
        Rows with ``organisation, person, month``, one for each person and month.
    conversations
        Rows with ``organisation, person, period, conversation_date, stage`` and the column that ``outcome`` names.
    outcome
        ``"current_placement"`` or ``"sought_placement"``.

    Returns
    -------
    LazyFrame
        Some of the rows of ``staff``, with ``outcome``.
    """
    since = nw.col("since")
    replaced = since.shift(-1).over(*PERSON, order_by="conversation_date")
    stands = (
        held(conversations)
        .filter(~nw.col(outcome).is_null())
        .select(*PERSON, "conversation_date", outcome=outcome, since=month_of(nw.col("period")))
        .with_columns(until=nw.min_horizontal(since + (LOOK_BACK_MONTHS - 1), replaced - 1))
        .filter(nw.col("until") >= since)
        .select(*PERSON, "outcome", "since", "until")
    )
    first_year, last_year = since // _YEAR, nw.col("until") // _YEAR
    by_year = nw.concat(
        [
            stands.with_columns(year=first_year),
            stands.filter(last_year > first_year).with_columns(year=last_year),
        ]
    )
    month = nw.col("month")
    return (
        staff.with_columns(year=month // _YEAR)
        .join(by_year, on=[*PERSON, "year"], how="inner")
        .filter(since <= month, month <= nw.col("until"))
    )


def person_months(
    tables: Mapping[str, Any],
    measure: Measure,
    columns: Collection[str],
    contracts: Mapping[str, Contract],
) -> Rows:
    """Give the rows of a measure's denominator, one for each person and month.

    Parameters
    ----------
    tables
        Frames of any engine narwhals knows, by contract id.
    measure
        What is counted.
    columns
        Columns of the staff table to keep for grouping.
    contracts
        Contracts by id.

    Returns
    -------
    LazyFrame
        ``organisation, period, <columns>``, and ``counts`` (whether in the numerator) or, for a share, ``outcome``.
    """
    needed = ["organisation", "period", "person", *columns]
    if "eligible" in (measure.among, measure.having):
        needed += ["assignment_status", "service_start_date"]
    staff = table(tables, STAFF, needed).with_columns(month=month_of(nw.col("period")))
    keys = ["organisation", "period", *columns]
    kept = list(dict.fromkeys([*keys, "person", "month"]))
    if measure.among == "eligible":
        staff = staff.filter(is_eligible(contracts[STAFF])).select(*kept)
    if measure.having == "eligible":
        return staff.select(*keys, counts=is_eligible(contracts[STAFF]))
    if measure.outcome:
        wanted = [*PERSON, "period", "conversation_date", "stage", measure.outcome]
        return keep_placed(staff, table(tables, CONVERSATIONS, wanted), measure.outcome).select(
            *keys, "outcome"
        )
    conversations = table(tables, CONVERSATIONS, [*PERSON, "period", "stage"])
    return attach_conversed(staff, conversations).select(*keys, counts="conversed")
