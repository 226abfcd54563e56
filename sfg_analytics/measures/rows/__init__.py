"""Rows: what is counted one by one, with the facts about each.

Everything here is written against narwhals and stays lazy, so that the same rows are made on Polars, DuckDB and Spark. A
kind of rows says what one row is, which facts are known of it, and in words what they mean.
"""

from sfg_analytics.measures.rows.context import SICKNESS_DAYS, SURVEY_ANSWERS, TURNOVER_COUNTS
from sfg_analytics.measures.rows.followed import FOLLOWED_12, FOLLOWED_24, PLACED_BEFORE
from sfg_analytics.measures.rows.kind import RowKind
from sfg_analytics.measures.rows.people import PEOPLE, PLACED, TO_REVIEW
from sfg_analytics.measures.rows.posts import CRITICAL_POSTS
from sfg_analytics.measures.rows.recorded import ACTIONS_AGREED, ASSESSMENTS, CONVERSATIONS_HELD
from sfg_analytics.measures.rows.submissions import SUBMISSIONS
from sfg_analytics.measures.rows.supply import READINESS_SUPPLY, SHARED_SUPPLY

ROWS: dict[str, RowKind] = {
    kind.id: kind
    for kind in (
        PEOPLE,
        PLACED,
        TO_REVIEW,
        CONVERSATIONS_HELD,
        ACTIONS_AGREED,
        ASSESSMENTS,
        CRITICAL_POSTS,
        FOLLOWED_12,
        FOLLOWED_24,
        PLACED_BEFORE,
        READINESS_SUPPLY,
        SHARED_SUPPLY,
        SUBMISSIONS,
        SURVEY_ANSWERS,
        TURNOVER_COUNTS,
        SICKNESS_DAYS,
    )
}
"""Every kind of rows by its id."""

__all__ = ["ROWS", "RowKind"]
