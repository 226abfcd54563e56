"""When, why and where to people leave, and how some of them come to be known again elsewhere in the system.

A leaver says one of the staff record's reasons and destinations. Some of those who went to another organisation of the NHS
join one of ours within three months: they keep their national number and all that goes with a person, and get another
employee number. The organisations are turned one after the other, so a move leads only from an earlier to a later one of
the list, and a ledger of those who left is all that is carried from one to the next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from sfg_analytics.demo.drawing import Codes, code_list, coded, draw, weights
from sfg_analytics.demo.months import Days, as_dates, days, first_day, last_day
from sfg_analytics.demo.organisations import Organisation
from sfg_analytics.demo.people import CARRIED, Turned, Workforce

MOVEMENTS = "starters_and_leavers"
MONTHS_BETWEEN = 3
"""A person who moves starts at most so many months after the month of leaving."""

_KNOWN_ELSEWHERE = 0.4
_RETIRING_YEARS, _RETIRE = 60, 0.75
_YEAR = 365.25
_REASONS = {
    "Resignation - other or not known": 22,
    "Resignation - work life balance": 16,
    "Resignation - relocation": 14,
    "Resignation - promotion": 14,
    "End of fixed term contract": 9,
    "Resignation - better reward package": 5,
    "Resignation - health": 4,
    "Resignation - dependants": 3,
    "Resignation - education or training": 4,
    "Resignation - lack of opportunities": 2,
    "Resignation - working relationships": 2,
    "Dismissal - capability": 1,
    "Dismissal - conduct": 1,
    "Unknown": 3,
}
_RETIREMENTS = {"Retirement - age": 80, "Retirement - flexible": 12, "Retirement - ill health": 8}
_DESTINATIONS = {
    "NHS organisation": 44,
    "Private sector": 7,
    "Social care": 3,
    "General practice": 4,
    "Other public sector": 3,
    "Education or training": 4,
    "Abroad": 3,
    "Self employed": 1,
    "No employment": 10,
    "Unknown": 18,
    "": 3,
}


@dataclass(frozen=True)
class Leaving:
    """The last day, reason and destination of each leaver; arrays of shape ``(leavers,)``, as in ``Workforce``."""

    day: Days
    reason: Codes
    destination: Codes

    def within_nhs(self) -> npt.NDArray[np.bool_]:
        """Who went to another organisation of the NHS; shape ``(leavers,)``."""
        place = code_list(MOVEMENTS, "leaving_destination").index("NHS organisation")
        within: npt.NDArray[np.bool_] = self.destination == place
        return within


def explain(leavers: Workforce, month: int, rng: np.random.Generator) -> Leaving:
    """Draw when in a month each leaver left, why, and where to. Nobody leaves on the last day: then they are in post.

    Parameters
    ----------
    leavers
        Who left in the month.
    month
        Its number.
    rng
        Where chance comes from.
    """
    count = len(leavers)
    retiring = (leavers.birth < days(first_day(month)) - _RETIRING_YEARS * _YEAR) & (
        rng.random(count) < _RETIRE
    )
    reason = draw(rng, count, weights(MOVEMENTS, "leaving_reason", _REASONS))
    retirement = draw(rng, count, weights(MOVEMENTS, "leaving_reason", _RETIREMENTS))
    destination = draw(rng, count, weights(MOVEMENTS, "leaving_destination", _DESTINATIONS))
    at_home = code_list(MOVEMENTS, "leaving_destination").index("No employment")
    return Leaving(
        day=rng.integers(days(first_day(month)), days(last_day(month)), count).astype(np.int32),
        reason=np.where(retiring, retirement, reason),
        destination=np.where(retiring, at_home, destination).astype(np.int16),
    )


class Ledger:
    """Who left for another organisation of the NHS, month by month, until one of ours takes them on."""

    def __init__(self) -> None:
        self._waiting: dict[int, Workforce] = {}

    def note(self, leavers: Workforce, month: int) -> None:
        """Write down who left in a month."""
        known = self._waiting.get(month)
        self._waiting[month] = known.joined_by(leavers) if known else leavers

    def recognise(self, joiners: Workforce, month: int, rng: np.random.Generator) -> Workforce:
        """Let some who join in a month be people on the ledger, who left within the months before.

        Parameters
        ----------
        joiners
            Who joins an organisation.
        month
            The month they join in.
        rng
            Where chance comes from.

        Returns
        -------
        Workforce
            The joiners; those recognised carry their national number and what goes with it, and work in the staff group and
            at the band they left. They are struck off the ledger.
        """
        carried = {name: getattr(joiners, name).copy() for name in CARRIED}
        unknown = np.flatnonzero(rng.random(len(joiners)) < _KNOWN_ELSEWHERE)
        for left_in in range(month - MONTHS_BETWEEN, month):
            if (people := self._waiting.get(left_in)) is None:
                continue
            _, there, here = np.intersect1d(
                _numbered(joiners)[unknown], _numbered(people), assume_unique=True, return_indices=True
            )
            for name in CARRIED:
                carried[name][unknown[there]] = getattr(people, name)[here]
            unknown = np.delete(unknown, there)
            staying = np.ones(len(people), dtype=np.bool_)
            staying[here] = False
            self._waiting[left_in] = people.where(staying)
        return replace(joiners, **carried)


def _numbered(people: Workforce) -> npt.NDArray[np.int64]:
    """Number people among those of the same staff group and band; no two numbers are the same; shape ``(people,)``."""
    alike = people.staff_group.astype(np.int64) * 100 + people.band
    order = np.argsort(alike, kind="stable")
    nth = np.empty(len(alike), dtype=np.int64)
    nth[order] = np.arange(len(alike)) - np.searchsorted(alike[order], alike[order])
    return alike * 2**32 + nth


def starters_and_leavers(
    turned: Turned, leaving: Leaving, organisation: Organisation, month: int
) -> pl.DataFrame:
    """Show who started and who left in a month in the columns of their contract.

    Returns
    -------
    polars.DataFrame
        One row a person; the contract's columns, and ``number``.
    """
    both, starters = turned.joiners.joined_by(turned.leavers), len(turned.joiners)
    nothing = np.full(starters, -1, dtype=np.int16)
    event = np.repeat(np.array([0, 1], dtype=np.int16), [starters, len(turned.leavers)])
    columns = {
        "event": event,
        "staff_group": both.staff_group,
        "band": both.band,
        "leaving_reason": np.concatenate([nothing, leaving.reason]),
        "leaving_destination": np.concatenate([nothing, leaving.destination]),
    }
    return pl.DataFrame(
        {
            "organisation": pl.repeat(organisation.code, len(both), dtype=pl.String, eager=True),
            "period": pl.repeat(first_day(month), len(both), dtype=pl.Date, eager=True),
            "number": both.number,
            "event_date": as_dates("event_date", np.concatenate([turned.joiners.start, leaving.day])),
            **{name: coded(name, codes, code_list(MOVEMENTS, name)) for name, codes in columns.items()},
        }
    )
