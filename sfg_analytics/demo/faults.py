"""What is wrong with the exports, on purpose and counted.

Every fault is an *extra* row: a copy of a true one that was keyed twice, the first time wrongly, or entered again. So the
true rows are all there once the faults are taken out, and a test can ask for exactly them. There are two sorts:

* **rejected**: a code no list knows, the 31st of February, an outcome recorded before the conversation;
* **duplicates**: the same row twice; an outcome or an action as it stood before it was amended; a second assignment.

Exports of which only some organisations send one are simpler: a date that cannot be read, the same row twice.

Totals and trailers are no faults; they are added, and counted, where files are written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS
from sfg_analytics.demo.grid import TALENT_GRID
from sfg_analytics.demo.leaving import MOVEMENTS
from sfg_analytics.demo.people import STAFF
from sfg_analytics.demo.pools import TALENT_POOLS
from sfg_analytics.demo.snapshot import HEADCOUNTS
from sfg_analytics.demo.succession import CRITICAL_POSTS

REJECTED_SHARE = 0.003
EXACT_SHARE, AMENDED_SHARE = 0.002, 0.004
_HALF_A_MONTH = 15
NOT_A_DATE, NOT_A_BAND, NOT_A_CODE = "31/02/2024", "Band 77", "Not in any list"

Change = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Planted:
    """Rows with faults among them, and how many of each kind.

    ``rows`` has two more columns: ``fault``, the column whose text is to be spoilt (empty for none), and ``spoilt``, the
    text to spoil it with.
    """

    rows: pl.DataFrame
    rejected: dict[str, int]
    duplicates: dict[str, int]


def plant(rows: pl.DataFrame, contract: str, rng: np.random.Generator) -> Planted:
    """Put faulty copies of some rows among the rows.

    Parameters
    ----------
    rows
        True rows of one export, with employee numbers as text (``person``).
    contract
        The id of their contract.
    rng
        Where chance comes from.

    Returns
    -------
    Planted
        About 0.3 % of rows to be rejected, 0.2 % exact duplicates, 0.4 % earlier versions (never rounded up, so a small
        export may have none), and one row more for each second assignment.
    """
    rows = rows.with_columns(
        place=pl.int_range(pl.len()).cast(pl.Float64), fault=pl.lit(""), spoilt=pl.lit("")
    )
    shuffled = rng.permutation(rows.height)
    rejected, duplicates, extras, taken = {}, {}, [], 0

    def some(share: float, among: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> pl.DataFrame:
        nonlocal taken
        count = int(rows.height * share)
        chosen = among[taken : taken + count]
        taken += count
        return rows[np.sort(chosen)].with_columns(pl.col("place") + 0.5)

    spoilers = _SPOILERS[contract]
    for reason, spoil in spoilers.items():
        copies = spoil(some(REJECTED_SHARE / len(spoilers), shuffled))
        rejected[reason] = copies.height
        extras.append(copies)
    exact = some(EXACT_SHARE, shuffled)
    duplicates["exact"] = exact.height
    extras.append(exact)
    if contract == STAFF:
        second = rows.filter(pl.col("second_fte").is_not_null()).with_columns(
            pl.col("place") + 0.25, fte="second_fte", primary_assignment=pl.lit(value=False)
        )
        duplicates["second assignment"] = second.height
        extras.append(second)
    elif contract in _AMENDED:
        amendable = rows.select(_AMENDABLE[contract]).to_series().to_numpy()
        taken = 0
        earlier = _AMENDED[contract](some(AMENDED_SHARE, shuffled[amendable[shuffled]]))
        duplicates["earlier version"] = earlier.height
        extras.append(earlier)
    together = pl.concat([rows, *(extra.select(rows.columns) for extra in extras)])
    return Planted(together.sort("place", maintain_order=True).drop("place"), rejected, duplicates)


def _spoil(column: str, text: str) -> Change:
    return lambda rows: rows.with_columns(fault=pl.lit(column), spoilt=pl.lit(text))


def _another_day(column: str) -> pl.Expr:
    """A day of the same month that nobody is likely to share, so that the copy names a conversation of its own."""
    day = pl.col(column)
    return day + pl.when(day.dt.day() > _HALF_A_MONTH).then(pl.duration(days=-13)).otherwise(
        pl.duration(days=13)
    )


def _starting_later(rows: pl.DataFrame) -> pl.DataFrame:
    """Turn copies into people of another number who start after the month has ended."""
    number = pl.col("number") + 50_000_000
    return rows.with_columns(
        person=number.cast(pl.String).str.zfill(8),
        service_start_date=pl.col("period").dt.month_end() + pl.duration(days=20),
        second_fte=pl.lit(None, dtype=pl.Float64),
    )


def _recorded_early(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(conversation_date=_another_day("conversation_date")).with_columns(
        recorded_date=pl.col("conversation_date") - pl.duration(days=3)
    )


def _started_early(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(agreed_date=_another_day("agreed_date")).with_columns(
        started_date=pl.col("agreed_date") - pl.duration(days=3), completed_date=pl.lit(None, dtype=pl.Date)
    )


_SPOILERS: dict[str, dict[str, Change]] = {
    STAFF: {
        "band unknown": _spoil("band", NOT_A_BAND),
        "staff group unknown": _spoil("staff_group", NOT_A_CODE),
        "start date unreadable": _spoil("service_start_date", NOT_A_DATE),
        "starts after the month": _starting_later,
    },
    CONVERSATIONS: {
        "date unreadable": _spoil("conversation_date", NOT_A_DATE),
        "placement unknown": _spoil("sought_placement", NOT_A_CODE),
        "recorded before held": _recorded_early,
    },
    ACTIONS: {
        "date unreadable": _spoil("agreed_date", NOT_A_DATE),
        "kind unknown": _spoil("kind", NOT_A_CODE),
        "started before agreed": _started_early,
    },
    **{
        contract: {"date unreadable": _spoil(column, NOT_A_DATE)}
        for contract, column in {
            MOVEMENTS: "event_date",
            CRITICAL_POSTS: "period",
            TALENT_POOLS: "applied_date",
            TALENT_GRID: "assessed_date",
            HEADCOUNTS: "period",
        }.items()
    },
}


def _not_yet_amended(rows: pl.DataFrame) -> pl.DataFrame:
    """Give conversations as first entered: on the day itself, and with another placement sought."""
    kind = rows.schema["sought_placement"]
    other = pl.when(pl.col("sought_placement").cast(pl.String) == "depth").then(pl.lit("stretch"))
    return rows.with_columns(
        recorded_date="conversation_date", sought_placement=other.otherwise(pl.lit("depth")).cast(kind)
    )


def _not_yet_completed(rows: pl.DataFrame) -> pl.DataFrame:
    """Give actions as they stood before they were completed."""
    kind = rows.schema["action_status"]
    return rows.with_columns(
        completed_date=pl.lit(None, dtype=pl.Date), action_status=pl.lit("started").cast(kind)
    )


_AMENDED: dict[str, Change] = {CONVERSATIONS: _not_yet_amended, ACTIONS: _not_yet_completed}
_AMENDABLE: dict[str, pl.Expr] = {
    CONVERSATIONS: (
        (pl.col("recorded_date") > pl.col("conversation_date")) & pl.col("sought_placement").is_not_null()
    ).fill_null(value=False),
    ACTIONS: pl.col("completed_date").is_not_null(),
}
