"""Talent pools: who applies, who becomes a member, who leaves. All of it is drawn alike for everybody who may apply."""

from __future__ import annotations

import numpy as np
import polars as pl

from sfg_analytics.demo.drawing import code_list, coded
from sfg_analytics.demo.months import as_dates, days, first_day, last_day
from sfg_analytics.demo.organisations import Organisation
from sfg_analytics.demo.people import Workforce

TALENT_POOLS = "talent_pools"
POOLS = ("Aspiring Directors", "Clinical Leadership", "First Team Leaders")

_FEEDERS = ("6", "7", "8a", "8b", "8c")
_APPLIES = 0.012
_DECIDED_FROM, _DECIDED_TO = 14, 70
_OUTCOMES = {"member": 0.6, "not_successful": 0.3, "withdrawn": 0.1}
_MEAN_STAY = 600


def applications(
    staff: Workforce, organisation: Organisation, month: int, rng: np.random.Generator, *, known_until: int
) -> pl.DataFrame:
    """Draw who applies to a pool in a month, and what is known to have become of it.

    Parameters
    ----------
    staff
        Everybody in post.
    organisation, month, rng
        Where, when, and where chance comes from.
    known_until
        Days since 1970: nothing later is known yet.

    Returns
    -------
    polars.DataFrame
        One row an application; the contract's columns, and ``number``.
    """
    may = np.isin(staff.codes("band"), _FEEDERS) & ~staff.on_long_absence()
    applicants = staff.where(may & (rng.random(len(staff)) < _APPLIES))
    count = len(applicants)
    pool = rng.integers(0, len(POOLS), count).astype(np.int16)
    applied = np.maximum(
        rng.integers(days(first_day(month)), days(last_day(month)) + 1, count), applicants.start
    )
    decided = applied + rng.integers(_DECIDED_FROM, _DECIDED_TO + 1, count)
    statuses = code_list(TALENT_POOLS, "pool_status")
    outcome = rng.choice(
        [statuses.index(name) for name in _OUTCOMES], count, p=np.array(list(_OUTCOMES.values()))
    )
    leaving = decided + 1 + np.floor(rng.exponential(_MEAN_STAY, count))
    joined = (decided <= known_until) & (outcome == statuses.index("member"))
    left = joined & (leaving <= known_until)
    status = np.select(
        [left, decided <= known_until], [statuses.index("left"), outcome], statuses.index("applied")
    )
    return pl.DataFrame(
        {
            "organisation": pl.repeat(organisation.code, count, dtype=pl.String, eager=True),
            "period": pl.repeat(first_day(month), count, dtype=pl.Date, eager=True),
            "number": applicants.number,
            "pool": coded("pool", pool, POOLS),
            "applied_date": as_dates("applied_date", applied.astype(np.int32)),
            "pool_status": coded("pool_status", status.astype(np.int16), statuses),
            "joined_date": as_dates("joined_date", decided.astype(np.int32), joined),
            "left_date": as_dates("left_date", leaving.astype(np.int32), left),
        }
    )
