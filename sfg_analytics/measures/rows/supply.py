"""Supply and demand: people who seek a post, beside the posts that are expected to fall vacant.

A rate of this kind has two sorts of rows. Some are people, and count in the numerator; the others are posts left in the
last twelve months, and count in the denominator. Posts times turnover is what is expected to fall vacant in a year; and
posts times (left ÷ posts) is simply how many were left.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import narwhals as nw

from sfg_analytics.measures.rows.kind import RowKind
from sfg_analytics.measures.rows.people import placed
from sfg_analytics.measures.source import (
    CONVERSATIONS,
    ORGANISATION_MONTH,
    PERSON,
    PERSON_MONTH,
    STAFF,
    YEAR,
    Rows,
    Source,
    is_true,
    known,
)

LADDER = ("1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "VSM")
FED_BY = dict(pairwise(LADDER))
"""From each band to the next, which it feeds."""

_GROUPS = ("band", "staff_group")


def readiness_supply(source: Source, _needed: Collection[str]) -> Rows:
    """Give people a band below who seek stretch, under the band they seek, and posts left at that band."""
    seekers = placed(source, [*_GROUPS, "seeks_stretch"]).filter(nw.col("seeks_stretch"))
    target = nw.col("band").replace_strict(FED_BY, default=None, return_dtype=nw.String)
    seekers = seekers.with_columns(band=target).filter(known("band"))
    posts = vacated(source, "band").filter(nw.col("band").is_in(list(FED_BY.values())))
    posts = posts.with_columns(band=nw.col("band").cast(nw.String))
    return _beside(seekers, posts)


def shared_supply(source: Source, _needed: Collection[str]) -> Rows:
    """Give people who seek breadth or stretch and share it across the system, and posts left in their staff group."""
    seekers = placed(source, [*_GROUPS, "seeks_wider", "shares"])
    return _beside(seekers.filter(nw.col("seeks_wider") & nw.col("shares")), vacated(source, "staff_group"))


def vacated(source: Source, group: str) -> Rows:
    """Give a row for each post left in the twelve months up to each month, in the group it was left in.

    A post is left when somebody in it one month is in no post of the same group of the organisation the next; who is in
    one whose group is not recorded then has not left. Months are given only where the organisation has a staff list of
    each of the twelve and of the month before.
    """
    everybody = source.staff(_GROUPS)
    staff = everybody.filter(known(group))
    listed = everybody.select("organisation", "period", "month").unique(keep="any")
    next_month = everybody.select(*PERSON, month=nw.col("month") - 1, then=group, stays=nw.lit(value=True))
    left = (
        staff.join(next_month, on=list(PERSON_MONTH), how="left")
        .filter(nw.col("stays").is_null() | is_true(nw.col("then") != nw.col(group)))
        .select("organisation", *_GROUPS, left_in=nw.col("month") + 1)
    )
    pairs = listed.select("organisation", "period", "month").join(
        listed.select("organisation", earlier="month"), on=["organisation"], how="inner"
    )
    span = pairs.filter(nw.col("earlier") <= nw.col("month"), nw.col("earlier") >= nw.col("month") - YEAR)
    whole = (
        span.group_by(*ORGANISATION_MONTH)
        .agg(months=nw.len())
        .filter(nw.col("months") == YEAR + 1)
        .select(*ORGANISATION_MONTH)
    )
    within = span.filter(nw.col("earlier") > nw.col("month") - YEAR).join(
        whole, on=list(ORGANISATION_MONTH), how="semi"
    )
    return within.join(
        left, left_on=["organisation", "earlier"], right_on=["organisation", "left_in"], how="inner"
    )


def _beside(seekers: Rows, posts: Rows) -> Rows:
    whole = posts.select("organisation", "period").unique(keep="any")
    columns = ("organisation", "period", *_GROUPS)
    counted = seekers.join(whole, on=["organisation", "period"], how="semi").select(
        *columns, seekers=nw.lit(1), posts=nw.lit(0)
    )
    return nw.concat([counted, posts.select(*columns, seekers=nw.lit(0), posts=nw.lit(1))])


READINESS_SUPPLY = RowKind(
    "readiness_supply",
    "a person a band below who seeks stretch, or a post left in the last 12 months",
    readiness_supply,
    tables=(STAFF, CONVERSATIONS),
    facts={
        "seekers": "people a band below whose latest placement sought is stretch or complexity within 24 months",
        "posts": "posts left in the last 12 months: what is expected to fall vacant in a year",
    },
    columns=_GROUPS,
)

SHARED_SUPPLY = RowKind(
    "shared_supply",
    "a person who seeks breadth or stretch and shares it across the system, or a post left in the last 12 months",
    shared_supply,
    tables=(STAFF, CONVERSATIONS),
    facts={
        "seekers": "people who seek breadth, or stretch or complexity, and are willing to share it across the system",
        "posts": "posts left in the last 12 months: what is expected to fall vacant in a year",
    },
    columns=("staff_group",),
)
