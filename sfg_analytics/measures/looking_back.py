"""Looking back: what had happened by a month, asked of every person in every month.

*Had a conversation in the last twelve months* asks, of each row, something about a stretch of other months. The trick
used here is to cut time into calendar years. Any twelve months touch two of them at most, and any twenty-four touch
three, so it is enough to attach to a person's year the first event of that year and the last of the years before: one
join on equal keys, no row multiplied, the same on every engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import narwhals as nw

from sfg_analytics.measures.source import PERSON, YEAR, Rows, is_true, month_of
from sfg_analytics.vocabulary.scope_for_growth import PREPARED

_FIRST, _LAST_BEFORE = "first in the year", "last before the year"


def held(conversations: Rows) -> Rows:
    """Keep the conversations that took place: everything but a reflection still being prepared."""
    return conversations.filter(is_held())


def is_held() -> nw.Expr:
    """Whether a conversation took place; where no stage is recorded, it did."""
    return (nw.col("stage") != PREPARED).fill_null(value=True)


def with_history(rows: Rows, events: Rows, facts: Mapping[str, nw.Expr], *, months: int) -> Rows:
    """Attach facts about each person's events; no row is added or lost.

    Parameters
    ----------
    rows
        With ``organisation, person, month``, one for each person and month.
    events
        With ``organisation, person, month``, any number a person.
    facts
        Names, and what they are: made of :func:`happened` and :func:`happened_before`.
    months
        The longest window that the facts ask about: twelve, or a multiple.
    """
    year, none = nw.col("month") // YEAR, nw.lit(None, dtype=nw.Int32)
    fell = events.select(*PERSON, "month")
    by_year = [fell.select(*PERSON, nw.col("month").alias(_FIRST), none.alias(_LAST_BEFORE), year=year)]
    by_year += [
        fell.select(*PERSON, none.alias(_FIRST), nw.col("month").alias(_LAST_BEFORE), year=year + later)
        for later in range(1, months // YEAR + 1)
    ]
    attached = (
        nw.concat(by_year)
        .group_by(*PERSON, "year")
        .agg(nw.col(_FIRST).min().alias(_FIRST), nw.col(_LAST_BEFORE).max().alias(_LAST_BEFORE))
    )
    return (
        rows.with_columns(year=year)
        .join(attached, on=[*PERSON, "year"], how="left")
        .with_columns(**facts)
        .drop("year", _FIRST, _LAST_BEFORE)
    )


def happened(months: int) -> nw.Expr:
    """Whether an event fell in the months that end with the row's."""
    return is_true(nw.col(_FIRST) <= nw.col("month")) | _in_years_before(months)


def happened_before(months: int) -> nw.Expr:
    """Whether one fell in those months, the row's own left out."""
    return is_true(nw.col(_FIRST) < nw.col("month")) | _in_years_before(months)


def _in_years_before(months: int) -> nw.Expr:
    return is_true(nw.col(_LAST_BEFORE) > nw.col("month") - months)


def keep_latest(staff: Rows, conversations: Rows, columns: Sequence[str], *, months: int) -> Rows:
    """Keep the rows of people with a conversation in the months that end with the row's, each with what the latest said.

    A conversation stands from its month until the window is over or the next replaces it. The stretches of one person
    never overlap, so a row meets at most one of them.

    Parameters
    ----------
    staff
        With ``organisation, person, month``, one for each person and month.
    conversations
        Those that matter, with ``organisation, person, period, conversation_date`` and the columns named.
    columns
        What to take from the conversation.
    months
        The window: twelve, or a multiple.

    Returns
    -------
    LazyFrame
        Some of the rows of ``staff``, with the columns.
    """
    replaced = nw.col("since").shift(-1).over(*PERSON, order_by="conversation_date")
    stands = (
        conversations.with_columns(since=month_of(nw.col("period")))
        .with_columns(until=nw.min_horizontal(nw.col("since") + (months - 1), replaced - 1))
        .filter(nw.col("until") >= nw.col("since"))
        .select(*PERSON, *columns, "since", "until", year=nw.col("since") // YEAR)
    )
    last_year = nw.col("until") // YEAR
    by_year = [stands] + [
        stands.filter(last_year >= nw.col("year") + later).with_columns(year=nw.col("year") + later)
        for later in range(1, months // YEAR + 1)
    ]
    month = nw.col("month")
    return (
        staff.with_columns(year=month // YEAR)
        .join(nw.concat(by_year), on=[*PERSON, "year"], how="inner")
        .filter(nw.col("since") <= month, month <= nw.col("until"))
        .drop("year", "since", "until")
    )
