"""People followed: those in post in one month, and what had become of them a year or two on.

A row is counted in the month it is known in, the last of those it spans, and described (grade, groups, conversation) as in
the first. Who cannot be followed, because the organisation has no staff list of the later month, is not counted at all;
who is in no list of that month has left, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import narwhals as nw

from sfg_analytics.measures.rows.kind import STAFF_COLUMNS, RowKind
from sfg_analytics.measures.rows.people import people, placed
from sfg_analytics.measures.rows.supply import LADDER
from sfg_analytics.measures.source import (
    CONVERSATIONS,
    ORGANISATION_MONTH,
    PERSON_MONTH,
    STAFF,
    Rows,
    Source,
    is_true,
    known,
    with_fact,
)

LATER = (12, 24)
NOT_PLACED_AGAIN, LEFT = "not_placed_again", "left"
_READ_BY = {
    "moved_band": "band",
    "known_nationally": "national_person",
    "moved_organisation": "national_person",
}


def _followed(months: int) -> Callable[[Source, Collection[str]], Rows]:
    def followed(source: Source, needed: Collection[str]) -> Rows:
        further = {name for fact, name in _READ_BY.items() if fact in needed}
        rows = people(source, {*needed, *further})
        if "known_nationally" in needed:
            rows = rows.with_columns(known_nationally=known("national_person"))
        rows = _known_later(source, rows, months)
        later = source.staff(["band"]).select(
            *PERSON_MONTH[:2], month=nw.col("month") - months, later_band="band", retained=nw.lit(value=True)
        )
        rows = rows.join(later, on=list(PERSON_MONTH), how="left").with_columns(
            retained=is_true(nw.col("retained"))
        )
        if "moved_band" in needed:
            both = nw.col("band").is_in(list(LADDER)) & nw.col("later_band").is_in(list(LADDER))
            moved = nw.col("band") != nw.col("later_band")
            rows = rows.with_columns(band_known_twice=is_true(both), moved_band=is_true(both & moved))
        if "moved_organisation" in needed:
            seen = source.moves.select("organisation", "national_person", month=nw.col("month") - months)
            rows = with_fact(rows, seen, ("national_person", "month"), "anywhere")
            rows = with_fact(rows, seen, ("organisation", "national_person", "month"), "here")
            gone = ~nw.col("retained") & ~nw.col("here")
            rows = rows.with_columns(moved_organisation=nw.col("anywhere") & gone)
        return rows

    return followed


def placed_before(source: Source, needed: Collection[str]) -> Rows:
    """Give people in post and placed twenty-four months before, with the placement they have now."""
    wanted = {name for name in needed if name in STAFF_COLUMNS}
    then = placed(source, wanted).rename(
        {"current_placement": "current_then", "sought_placement": "sought_then"}
    )
    rows = _known_later(source, then, LATER[-1])
    months = LATER[-1]
    now = placed(source, ()).filter(known("current_placement"))
    now = now.select(*PERSON_MONTH[:2], month=nw.col("month") - months, placement_now="current_placement")
    staff = source.staff().select(*PERSON_MONTH[:2], month=nw.col("month") - months)
    rows = with_fact(rows.join(now, on=list(PERSON_MONTH), how="left"), staff, PERSON_MONTH, "in_post")
    stayed = nw.when(nw.col("in_post")).then(nw.lit(NOT_PLACED_AGAIN)).otherwise(nw.lit(LEFT))
    placement = (
        nw.when(known("placement_now")).then(nw.col("placement_now").cast(nw.String)).otherwise(stayed)
    )
    return rows.with_columns(placement_now=placement)


def _known_later(source: Source, rows: Rows, months: int) -> Rows:
    """Keep the rows of months after which the organisation has a staff list so many months on; that is their period."""
    listed = source.staff().select("organisation", "period", "month").unique(keep="any")
    later = listed.select("organisation", month=nw.col("month") - months, known_in="period")
    return (
        rows.drop("period")
        .join(later, on=list(ORGANISATION_MONTH), how="inner")
        .rename({"known_in": "period"})
    )


def _kind(months: int) -> RowKind:
    return RowKind(
        f"followed_{months}",
        f"a person in post {months} months before",
        _followed(months),
        tables=(STAFF,),
        facts={
            "eligible": f"who, {months} months before, had been in post for 12 months and was not on long absence",
            "conversed": f"with a conversation recorded in the 12 months up to {months} months before",
            "retained": "still in post at the same organisation, under the same employee number",
            "known_nationally": "whose national identifier is recorded",
            "moved_organisation": "no longer in post there under any number, and in post at another organisation that sends its staff list",
            "band_known_twice": "on the pay scale's bands both times",
            "moved_band": "at another band",
        },
        columns=(*STAFF_COLUMNS, "conversed"),
        also={"conversed": (CONVERSATIONS,)},
        follows=months,
    )


FOLLOWED_12, FOLLOWED_24 = (_kind(months) for months in LATER)

PLACED_BEFORE = RowKind(
    "placed_before",
    "a person in post and placed 24 months before",
    placed_before,
    tables=(STAFF, CONVERSATIONS),
    facts={},
    columns=(*STAFF_COLUMNS, "current_then", "sought_then"),
    follows=24,
)
