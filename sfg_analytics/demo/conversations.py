"""Conversations held in a month, and the actions agreed at them.

Each person's conversation falls due in one month of the year. Whether it happens is a matter of chance (see ``effects``);
how far it got, where the person is placed now and seeks to be, and what is agreed, is drawn alike for everybody but for
what ``effects`` plants, so that any other difference between groups found in these is chance or a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from sfg_analytics.demo.drawing import code_list, coded, draw, weights
from sfg_analytics.demo.effects import chance_of_conversation, days_to_start, placement_shares
from sfg_analytics.demo.facilitators import NOBODY
from sfg_analytics.demo.months import Days, as_dates, days, first_day, last_day
from sfg_analytics.demo.organisations import Organisation
from sfg_analytics.demo.people import Workforce

CONVERSATIONS, ACTIONS = "conversation_outcomes", "development_actions"
NEW_STARTERS = 0.3
"""How the chance of a conversation within the first year of service compares with later."""

_FACILITATOR = {"line_manager": 80, "other_manager": 7, "coach": 5, "mentor": 3, "other": 2, "unknown": 3}
_STAGE = {"prepared": 3, "held": 12, "placed": 20, "plan_agreed": 65}
_CURRENT = {"depth": 48, "breadth": 22, "stretch": 16, "no_move": 14}
_SOUGHT = {
    "depth": {"depth": 34, "breadth": 22, "stretch": 23, "no_move": 21},
    "breadth": {"depth": 18, "breadth": 34, "stretch": 28, "no_move": 20},
    "stretch": {"depth": 14, "breadth": 20, "stretch": 50, "no_move": 16},
    "no_move": {"depth": 22, "breadth": 18, "stretch": 20, "no_move": 40},
}
_ACTION_COUNTS = {"plan_agreed": (0.05, 0.45, 0.32, 0.18), "placed": (0.7, 0.3, 0.0, 0.0)}
_KINDS = {
    "on_the_job": 30,
    "relationships": 22,
    "formal_learning": 25,
    "leadership_programme": 9,
    "mobility": 8,
    "other": 6,
}
_DIRECTORATE_SPREAD = 0.08
_RECORDED_AT_ONCE, _REVIEW_SET = 0.15, 0.9
_AGREED_AT_ONCE, _TARGET_SET = 0.75, 0.8
_STARTED, _COMPLETED, _WITHDRAWN = 0.72, 0.65, 0.05


def hold(
    staff: Workforce, organisation: Organisation, month: int, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Decide who has a conversation in a month.

    Returns
    -------
    numpy.ndarray
        Shape ``(people,)``. Nobody on long absence has one; those within their first year seldom.
    """
    place = np.linspace(-1, 1, len(organisation.directorates))
    ordinary = organisation.chance * (1 + _DIRECTORATE_SPREAD * place[staff.directorate])
    chance = chance_of_conversation(
        organisation.code,
        month,
        ordinary=ordinary,
        band=staff.codes("band"),
        ethnicity=staff.codes("ethnicity"),
    )
    chance = np.where(staff.served_a_year(month), chance, chance * NEW_STARTERS)
    due: npt.NDArray[np.bool_] = (staff.due == month % 12) & ~staff.on_long_absence()
    return due & (rng.random(len(staff)) < chance)


def outcomes(
    staff: Workforce,
    managers: npt.NDArray[np.int64],
    organisation: Organisation,
    month: int,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Draw what came of the conversations of the people given, all held in one month.

    Parameters
    ----------
    staff
        Who had one.
    managers
        Shape ``(people,)``: their line managers' employee numbers, -1 for nobody.
    organisation, month, rng
        Where, when, and where chance comes from.

    Returns
    -------
    polars.DataFrame
        One row a conversation: the contract's columns, ``number``, ``manager``, the number of the line manager where it
        was with them (null where with another, or with nobody here), and ``disabled``, whether the person is so recorded.
    """
    count = len(staff)
    drawn = rng.integers(days(first_day(month)), days(last_day(month)) + 1, count)
    held: Days = np.maximum(drawn, staff.start).astype(np.int32)
    delay = np.floor(rng.exponential(organisation.delay, count)) * (rng.random(count) >= _RECORDED_AT_ONCE)
    stage = draw(rng, count, weights(CONVERSATIONS, "stage", _STAGE))
    stages = code_list(CONVERSATIONS, "stage")
    placed = stage >= stages.index("placed")
    placements = code_list(CONVERSATIONS, "current_placement")
    shares = placement_shares(
        organisation.code,
        ordinary=weights(CONVERSATIONS, "current_placement", _CURRENT),
        stretch=placements.index("stretch"),
        directorate=staff.directorate,
    )
    current = draw(rng, count, shares)
    onward = np.stack([weights(CONVERSATIONS, "sought_placement", _SOUGHT[code]) for code in placements])
    sought = draw(rng, count, onward[current])
    horizon = np.where(placed, rng.choice([24, 12, 36], count, p=[0.8, 0.12, 0.08]), 24)
    agreed = stage == stages.index("plan_agreed")
    review = (held + rng.choice([365, 182, 91], count, p=[0.75, 0.2, 0.05])).astype(np.int32)
    willing = rng.choice([1, 0, -1], count, p=[0.55, 0.35, 0.10])
    facilitator = draw(rng, count, weights(CONVERSATIONS, "facilitator", _FACILITATOR))
    with_manager = facilitator == code_list(CONVERSATIONS, "facilitator").index("line_manager")
    return pl.DataFrame(
        {
            "organisation": pl.repeat(organisation.code, count, dtype=pl.String, eager=True),
            "period": pl.repeat(first_day(month), count, dtype=pl.Date, eager=True),
            "number": staff.number,
            "disabled": staff.codes("disability") == "Yes",
            "conversation_date": as_dates("conversation_date", held),
            "recorded_date": as_dates("recorded_date", (held + delay).astype(np.int32)),
            "run_as": _coded(rng, count, "run_as", organisation.run_as),
            "facilitator": coded("facilitator", facilitator, code_list(CONVERSATIONS, "facilitator")),
            "manager": _numbers("manager", managers, with_manager & (managers != NOBODY)),
            "stage": coded("stage", stage, stages),
            "current_placement": coded(
                "current_placement", np.where(placed, current, -1).astype(np.int16), placements
            ),
            "sought_placement": coded(
                "sought_placement", np.where(placed, sought, -1).astype(np.int16), placements
            ),
            "sought_horizon_months": horizon,
            "plan_agreed": agreed,
            "next_review_date": as_dates(
                "next_review_date", review, placed & (rng.random(count) < _REVIEW_SET)
            ),
            "share_across_system": pl.Series(willing).replace_strict(
                {1: True, 0: False, -1: None}, return_dtype=pl.Boolean
            ),
        }
    )


def _numbers(name: str, numbers: npt.NDArray[np.int64], present: npt.NDArray[np.bool_]) -> pl.Series:
    return pl.select(pl.when(pl.Series(present)).then(pl.Series(numbers)).alias(name)).to_series()


def _coded(rng: np.random.Generator, count: int, column: str, of: Mapping[str, float]) -> pl.Series:
    return coded(
        column, draw(rng, count, weights(CONVERSATIONS, column, of)), code_list(CONVERSATIONS, column)
    )


def actions(
    conversations: pl.DataFrame, organisation: Organisation, rng: np.random.Generator, *, known_until: int
) -> pl.DataFrame:
    """Draw the actions agreed at conversations: none to three each, no kind twice.

    Parameters
    ----------
    conversations
        As ``outcomes`` gives them.
    organisation, rng
        Where, and where chance comes from.
    known_until
        Days since 1970: nothing later is known yet.

    Returns
    -------
    polars.DataFrame
        One row an action: the contract's columns, and ``number``.
    """
    chance = rng.random(conversations.height)
    number = np.zeros(conversations.height, dtype=np.int64)
    stage = conversations["stage"].cast(pl.String).to_numpy()
    for name, shares in _ACTION_COUNTS.items():
        number = np.where(
            stage == name, np.searchsorted(np.cumsum(shares[:-1]), chance, side="right"), number
        )
    kinds = code_list(ACTIONS, "kind")
    preference = np.log(weights(ACTIONS, "kind", _KINDS)[:-1]) + rng.gumbel(
        size=(conversations.height, len(kinds))
    )
    order = np.argsort(-preference, axis=1)
    row = np.repeat(np.arange(conversations.height), number)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    count = len(row)
    chosen = conversations[row]
    held = chosen["conversation_date"].cast(pl.Int32).to_numpy()
    agreed = held + np.where(rng.random(count) < _AGREED_AT_ONCE, 0, rng.integers(1, 15, count))
    started = agreed + days_to_start(
        organisation.code,
        ordinary=np.floor(rng.exponential(60, count)),
        disabled=chosen["disabled"].to_numpy(),
        chance=rng.random(count),
    )
    completed = started + 7 + np.floor(rng.exponential(120, count))
    has_started = (rng.random(count) < _STARTED) & (started <= known_until)
    has_completed = has_started & (rng.random(count) < _COMPLETED) & (completed <= known_until)
    withdrawn = ~has_completed & (rng.random(count) < _WITHDRAWN)
    status = np.select([withdrawn, has_completed, has_started], [3, 2, 1], 0).astype(np.int16)
    target = agreed + rng.choice([90, 182, 365], count, p=[0.3, 0.4, 0.3])
    table = pl.DataFrame(
        {
            "organisation": chosen["organisation"],
            "period": chosen["period"],
            "number": chosen["number"],
            "conversation_date": chosen["conversation_date"],
            "kind": coded("kind", order[row, nth].astype(np.int16), kinds),
            "agreed_date": _dates("agreed_date", agreed),
            "target_date": _dates("target_date", target, rng.random(count) < _TARGET_SET),
            "started_date": _dates("started_date", started, has_started),
            "completed_date": _dates("completed_date", completed, has_completed),
            "action_status": coded("action_status", status, ("agreed", "started", "completed", "withdrawn")),
        }
    )
    known = table.filter(pl.col("agreed_date").cast(pl.Int32) <= known_until)
    return known.with_columns(period=pl.col("agreed_date").dt.truncate("1mo"))


def _dates(
    name: str, numbers: npt.NDArray[np.float64], present: npt.NDArray[np.bool_] | None = None
) -> pl.Series:
    whole: Days = numbers.astype(np.int32)
    return as_dates(name, whole, present)
