"""Succession plans: which posts are critical, who holds them, and who is named to follow.

A plan is looked over every month and written down at the end of each quarter. Posts fall vacant when their holders leave
and are filled after a while; successors become ready by and by, drop out, or leave, and others are named from the two bands
below in the same directorate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from sfg_analytics.demo.background import LADDER
from sfg_analytics.demo.drawing import Codes, code_list, coded, draw, weights
from sfg_analytics.demo.months import first_day
from sfg_analytics.demo.organisations import Organisation
from sfg_analytics.demo.people import STAFF, Workforce

CRITICAL_POSTS = "critical_posts"
VACANT = -1

_LOWEST = LADDER.index("8a")
_PEOPLE_TO_A_POST, _FEWEST = 80, 3
_FILLED, _NAMED, _DROPS_OUT, _READIER = 0.25, 0.04, 0.01, 1 / 90
_WHEN_NAMED = {"professional_talent": 50, "ready_soon": 40, "ready_now": 10}
_MOST_SUCCESSORS = 3
_BANDS_BELOW = 2
_SETTLING_MONTHS = 36


@dataclass(frozen=True)
class Plan:
    """An organisation's critical posts, arrays of shape ``(posts,)``, and their successors, of shape ``(successors,)``.

    ``holder`` and ``successor`` are employee numbers, ``of`` the position of the post a successor is named for.
    """

    staff_group: Codes
    band: Codes
    directorate: Codes
    holder: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]
    successor: npt.NDArray[np.int64]
    readiness: Codes


def begin_plan(staff: Workforce, rng: np.random.Generator) -> Plan:
    """Choose the critical posts among those at band 8a and higher, and name successors as years of planning would have."""
    high = np.flatnonzero(_height(staff.band) >= _LOWEST)
    chosen = rng.permutation(high)[: max(_FEWEST, len(staff) // _PEOPLE_TO_A_POST)]
    nobody = np.empty(0, dtype=np.int64)
    plan = Plan(
        staff.staff_group[chosen],
        staff.band[chosen],
        staff.directorate[chosen],
        staff.number[chosen],
        nobody,
        nobody,
        nobody.astype(np.int16),
    )
    for _ in range(_SETTLING_MONTHS):
        plan = look_over(plan, staff, rng)
    return plan


def look_over(plan: Plan, staff: Workforce, rng: np.random.Generator) -> Plan:
    """Let a month pass over a plan.

    Parameters
    ----------
    plan
        As it stood the month before.
    staff
        Those in post at the end of the month.
    rng
        Where chance comes from.
    """
    stays = np.isin(plan.successor, staff.number) & (rng.random(len(plan.of)) >= _DROPS_OUT)
    of, successor = plan.of[stays], plan.successor[stays]
    readier = rng.random(len(of)) < _READIER
    ready_now = len(code_list(CRITICAL_POSTS, "readiness")) - 1
    readiness = np.minimum(plan.readiness[stays] + readier, ready_now)
    holder = np.where(np.isin(plan.holder, staff.number), plan.holder, VACANT)
    filled = (holder == VACANT) & (rng.random(len(holder)) < _FILLED)
    named = (np.bincount(of, minlength=len(holder)) < _MOST_SUCCESSORS) & (rng.random(len(holder)) < _NAMED)
    for post in np.flatnonzero(filled):
        holder[post] = next(iter(_from_below(plan, int(post), staff, rng)), VACANT)
    new = [
        (post, number)
        for post in np.flatnonzero(named)
        for number in _from_below(plan, int(post), staff, rng)
        if number != holder[post] and number not in successor[of == post]
    ]
    names = np.array(new, dtype=np.int64).reshape(-1, 2)
    when_named = draw(rng, len(names), weights(CRITICAL_POSTS, "readiness", _WHEN_NAMED))
    return replace(
        plan,
        holder=holder,
        of=np.concatenate([of, names[:, 0]]),
        successor=np.concatenate([successor, names[:, 1]]),
        readiness=np.concatenate([readiness, when_named]).astype(np.int16),
    )


def _from_below(plan: Plan, post: int, staff: Workforce, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Draw one person of the two bands below a post in its directorate; none where there is nobody."""
    steps = _height(plan.band[post]) - _height(staff.band)
    near = (steps >= 1) & (steps <= _BANDS_BELOW) & (staff.directorate == plan.directorate[post])
    numbers = staff.number[near & ~staff.on_long_absence()]
    return rng.choice(numbers, min(1, len(numbers)))


def _height(band: Codes) -> npt.NDArray[np.int64]:
    """Where bands stand on the ladder of Agenda for Change; far below it where they are no part of it."""
    codes = code_list(STAFF, "band")
    heights = np.array([LADDER.index(code) if code in LADDER else -99 for code in codes])
    found: npt.NDArray[np.int64] = heights[band]
    return found


def written_down(plan: Plan, organisation: Organisation, month: int) -> pl.DataFrame:
    """Show a plan as it stands at a month's end in the columns of its contract.

    Returns
    -------
    polars.DataFrame
        One row for each post and successor, and one for a post without; the contract's columns, and ``number`` (the post's).
    """
    posts = pl.DataFrame(
        {
            "number": np.arange(1, len(plan.holder) + 1),
            **{
                name: coded(name, getattr(plan, name), code_list(CRITICAL_POSTS, name))
                for name in ("staff_group", "band")
            },
            "directorate": coded("directorate", plan.directorate, organisation.directorates),
            "post_vacant": plan.holder == VACANT,
        }
    )
    named = pl.DataFrame(
        {
            "number": plan.of + 1,
            "successor": pl.Series(plan.successor).cast(pl.String).str.zfill(8),
            "readiness": coded("readiness", plan.readiness, code_list(CRITICAL_POSTS, "readiness")),
        }
    )
    return posts.join(named, on="number", how="left", maintain_order="left_right").select(
        pl.lit(organisation.code).alias("organisation"),
        pl.lit(first_day(month)).alias("period"),
        pl.concat_str(pl.lit("POST"), pl.col("number").cast(pl.String).str.zfill(5)).alias("post"),
        pl.all(),
    )
