"""Critical posts: a row for each post and month, with how many of its named successors are ready."""

from __future__ import annotations

from collections.abc import Collection

import narwhals as nw

from sfg_analytics.measures.rows.kind import RowKind
from sfg_analytics.measures.source import Rows, Source, is_true, known
from sfg_analytics.vocabulary.talent_grid import READINESS

POSTS = "critical_posts"
READY_NOW = READINESS[-1]
_COLUMNS = ("staff_group", "band", "directorate")


def posts(source: Source, needed: Collection[str]) -> Rows:
    """Give every critical post of each month."""
    kept = [name for name in _COLUMNS if name in needed]
    named = source.rows(POSTS, ["organisation", "period", "post", "successor", "readiness", *kept])
    ready = known("successor") & is_true(nw.col("readiness") == READY_NOW)
    by_post = named.with_columns(ready=ready.cast(nw.Int32)).group_by("organisation", "period", "post")
    rows = by_post.agg(nw.col("ready").sum(), *(nw.col(name).cast(nw.String).max() for name in kept))
    return rows.with_columns(one_ready=nw.col("ready") > 0, two_ready=nw.col("ready") > 1)


CRITICAL_POSTS = RowKind(
    "posts",
    "a critical post in a month",
    posts,
    tables=(POSTS,),
    facts={
        "one_ready": "with at least one named successor ready now",
        "two_ready": "with at least two named successors ready now",
    },
    columns=_COLUMNS,
)
