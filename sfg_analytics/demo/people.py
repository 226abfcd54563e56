"""The people of one organisation, month by month.

A workforce is a bundle of NumPy arrays, one entry a person. Each month some leave, some join, some move up a band, some
begin or end a long absence (``snapshot`` then photographs the end of the month). Everybody belongs to a team of a dozen
or so within a directorate. Nothing loops over people, and nothing of a month is kept but the people themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sfg_analytics.demo import background
from sfg_analytics.demo.drawing import Codes, code_list, contracts, draw, weights
from sfg_analytics.demo.effects import chance_of_leaving
from sfg_analytics.demo.months import Days, days, first_day, last_day
from sfg_analytics.demo.organisations import Organisation

STAFF = "staff_in_post"
NEVER = -(10**6)
_YEAR = 365.25
_OLDEST_ORDINARY = 66
_EARLY_LEAVERS, _LOW_BAND_LEAVERS, _LATE_LEAVERS = 1.7, 1.3, 2.5
_BAND_MOVES, _ABSENCES_BEGIN, _ABSENCES_END, _OTHER_POSTS_BEGIN = 0.04 / 12, 0.0052, 0.125, 0.0025
_MOST_SERVICE_YEARS, _MEAN_SERVICE_YEARS = 40, 7.5
_MATERNITY_BEFORE, _MATERNITY = 46, 0.6
_SEX_NOT_STATED = 0.003
_RECENT_MONTHS = 12
_SETTLING_MONTHS = 18
_IN_A_TEAM = 12
_PLACES = 10**8
CARRIED = ("national", "birth", "ethnicity", "sex", "disability", "sexual_orientation", "religion_or_belief")
"""What stays with people who move from one organisation to another."""


@dataclass(frozen=True)
class Workforce:
    """Everybody in post, as arrays of shape ``(people,)``.

    Code columns hold positions in the contract's lists (-1 is blank), dates are days since 1970, ``due`` is the month of
    the year (0 is January) in which a conversation falls due, ``last_conversation`` a month's number. ``number`` is the
    employee number, ``national`` the number that goes with the person to another organisation.
    """

    number: npt.NDArray[np.int64]
    national: npt.NDArray[np.int64]
    staff_group: Codes
    band: Codes
    directorate: Codes
    team: npt.NDArray[np.int64]
    ethnicity: Codes
    sex: Codes
    disability: Codes
    sexual_orientation: Codes
    religion_or_belief: Codes
    status: Codes
    fte: npt.NDArray[np.float64]
    second_fte: npt.NDArray[np.float64]
    birth: Days
    start: Days
    due: Codes
    last_conversation: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.number)

    def where(self, chosen: npt.NDArray[np.bool_]) -> Workforce:
        """Keep only some people.

        Parameters
        ----------
        chosen
            Shape ``(people,)``.
        """
        return Workforce(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    def joined_by(self, others: Workforce) -> Workforce:
        """Put other people behind these."""
        return Workforce(
            **{
                field.name: np.concatenate([getattr(self, field.name), getattr(others, field.name)])
                for field in fields(self)
            }
        )

    def codes(self, column: str) -> npt.NDArray[np.str_]:
        """Give a code column in the contract's codes, blanks as empty text; shape ``(people,)``."""
        codes: npt.NDArray[np.str_] = np.array((*code_list(STAFF, column), ""))[getattr(self, column)]
        return codes

    def served_a_year(self, month: int) -> npt.NDArray[np.bool_]:
        """Whether each has twelve months' service at the end of a month; shape ``(people,)``."""
        return self.start <= days(last_day(month - 12))

    def on_long_absence(self) -> npt.NDArray[np.bool_]:
        """Whether each is on a long absence, as the contract marks them; shape ``(people,)``."""
        return np.isin(self.status, long_absences())


@dataclass(frozen=True)
class Turned:
    """A month that has passed: who is in post still, who has left in it, who has joined in it."""

    stayers: Workforce
    leavers: Workforce
    joiners: Workforce


def team_count(organisation: Organisation, headcount: int) -> int:
    """Into how many teams an organisation of so many people is divided; each directorate has at least one."""
    return max(len(organisation.directorates), headcount // _IN_A_TEAM)


@lru_cache(maxsize=1)
def long_absences() -> list[int]:
    """Positions of the assignment statuses that the contract marks as long absences."""
    codes = contracts()[STAFF].by_name["assignment_status"].codes
    return [position for position, code in enumerate(codes) if code.marks.get("longAbsence")]


def recruit(
    organisation: Organisation,
    count: int,
    month: int,
    rng: np.random.Generator,
    *,
    first_number: int,
    teams: int,
    new: bool,
) -> Workforce:
    """Draw people.

    Parameters
    ----------
    organisation
        Whom they work for.
    count
        How many.
    month
        The month they join in, or stand at the end of.
    rng
        Where chance comes from.
    first_number
        The employee number of the first.
    teams
        In how many teams the organisation works.
    new
        True: they join within the month. False: they have served some time already.
    """
    group = draw(rng, count, weights(STAFF, "staff_group", background.STAFF_GROUPS[organisation.workforce]))
    band, ethnicity = np.empty(count, dtype=np.int16), np.empty(count, dtype=np.int16)
    female = np.empty(count, dtype=np.float64)
    bands = code_list(STAFF, "band")
    for group_position, staff_group in enumerate(code_list(STAFF, "staff_group")):
        mine = np.flatnonzero(group == group_position)
        if not len(mine):
            continue
        band[mine] = draw(rng, len(mine), weights(STAFF, "band", background.BANDS[staff_group]))
        female[mine] = background.FEMALE.get(staff_group, 0.76)
        for position in np.unique(band[mine]):
            here = mine[band[mine] == position]
            shares = background.ethnic_shares(
                bands[position],
                staff_group,
                relative=organisation.minority_ethnic,
                gradient=organisation.gradient,
            )
            ethnicity[here] = draw(rng, len(here), shares)
    age = np.clip(rng.normal(34 if new else 44, 10.5, count) + 0.6 * band, 17, 64 if new else 71)
    birth = (days(last_day(month)) - np.floor(age * _YEAR)).astype(np.int32)
    if new:
        start = rng.integers(days(first_day(month)), days(last_day(month)) + 1, count)
    else:
        longest = np.minimum(age - 16.5, _MOST_SERVICE_YEARS)
        served = np.minimum(rng.exponential(_MEAN_SERVICE_YEARS, count), longest)
        start = days(first_day(month)) - 1 - np.floor(served * _YEAR)
    fte_values = np.array([float(text) for text in background.FTE])
    fte_shares = np.array(list(background.FTE.values()))
    fte = rng.choice(fte_values, count, p=fte_shares / fte_shares.sum())
    second = rng.random(count) < background.SECOND_ASSIGNMENT
    sex = np.where(rng.random(count) < female, 0, 1)
    number = np.arange(first_number, first_number + count, dtype=np.int64)
    team = rng.integers(0, teams, count)
    return Workforce(
        number=number,
        national=int(organisation.code[2:]) * _PLACES + number,
        staff_group=group,
        band=band,
        directorate=(team % len(organisation.directorates)).astype(np.int16),
        team=team,
        ethnicity=ethnicity,
        sex=np.where(rng.random(count) < _SEX_NOT_STATED, 2, sex).astype(np.int16),
        disability=draw(rng, count, weights(STAFF, "disability", background.DISABILITY)),
        sexual_orientation=draw(
            rng, count, weights(STAFF, "sexual_orientation", background.SEXUAL_ORIENTATION)
        ),
        religion_or_belief=draw(
            rng, count, weights(STAFF, "religion_or_belief", background.RELIGION_OR_BELIEF)
        ),
        status=np.zeros(count, dtype=np.int16),
        fte=np.where(second, 0.6, fte),
        second_fte=np.where(second, 0.4, np.nan),
        birth=birth,
        start=start.astype(np.int32),
        due=rng.choice(12, count, p=np.array(organisation.season) / sum(organisation.season)).astype(
            np.int16
        ),
        last_conversation=np.full(count, NEVER, dtype=np.int64),
    )


def begin(organisation: Organisation, count: int, month: int, rng: np.random.Generator) -> Workforce:
    """Draw an organisation's people as they stand at the end of a month, some of them on long absence already."""
    first, teams = organisation.first_number, team_count(organisation, count)
    staff = recruit(organisation, count, month, rng, first_number=first, teams=teams, new=False)
    for _ in range(_SETTLING_MONTHS):
        staff = _change_status(staff, month, rng)
    return staff


def turn(
    staff: Workforce,
    organisation: Organisation,
    month: int,
    rng: np.random.Generator,
    *,
    next_number: int,
    teams: int,
) -> Turned:
    """Let a month pass: some leave, as many or so join, some move up a band, absences begin and end.

    Parameters
    ----------
    staff
        Those in post at the end of the month before.
    organisation, month, rng
        Where, when, and where chance comes from.
    next_number
        The employee number the first joiner gets.
    teams
        In how many teams the organisation works.

    Returns
    -------
    Turned
        Those who stay and those who join are in post at the end of the month.
    """
    ordinary = np.full(len(staff), organisation.leaving / 12)
    ordinary[~staff.served_a_year(month - 1)] *= _EARLY_LEAVERS
    ordinary[np.isin(staff.codes("band"), ("1", "2", "3"))] *= _LOW_BAND_LEAVERS
    ordinary[staff.birth < days(first_day(month)) - _OLDEST_ORDINARY * _YEAR] *= _LATE_LEAVERS
    chance = chance_of_leaving(
        organisation.code, ordinary=ordinary, conversation=month - staff.last_conversation <= _RECENT_MONTHS
    )
    leaving = rng.random(len(staff)) < chance
    stayers = _change_status(_move_up(staff.where(~leaving), rng), month, rng)
    count = int(rng.poisson(chance.sum()))
    joiners = recruit(organisation, count, month, rng, first_number=next_number, teams=teams, new=True)
    return Turned(stayers, staff.where(leaving), joiners)


def _move_up(staff: Workforce, rng: np.random.Generator) -> Workforce:
    """Move some people to the next band that their staff group has."""
    groups, bands = code_list(STAFF, "staff_group"), code_list(STAFF, "band")
    upward = np.tile(np.arange(len(bands), dtype=np.int16), (len(groups), 1))
    for row, staff_group in enumerate(groups):
        rungs = [
            bands.index(band) for band in background.LADDER if band in background.BANDS.get(staff_group, {})
        ]
        upward[row, rungs[:-1]] = rungs[1:]
    moves = rng.random(len(staff)) < _BAND_MOVES
    return replace(staff, band=np.where(moves, upward[staff.staff_group, staff.band], staff.band))


def _change_status(staff: Workforce, month: int, rng: np.random.Generator) -> Workforce:
    """End some absences and begin others."""
    codes = code_list(STAFF, "assignment_status")
    active, maternity = codes.index("Active"), codes.index("Maternity and Adoption")
    absences = [
        codes.index(name)
        for name in ("Long-term Sickness", "External Secondment", "Career Break", "Suspended")
    ]
    posts = [codes.index(name) for name in ("Internal Secondment", "Acting Up")]
    count = len(staff)
    chance, which = rng.random(count), rng.random(count)
    kind = rng.choice(absences, count, p=[0.7, 0.15, 0.12, 0.03])
    young = staff.birth > days(first_day(month)) - _MATERNITY_BEFORE * _YEAR
    kind = np.where((staff.sex == 0) & young & (which < _MATERNITY), maternity, kind)
    begun = np.where(
        chance < _ABSENCES_BEGIN,
        kind,
        np.where(chance < _ABSENCES_BEGIN + _OTHER_POSTS_BEGIN, rng.choice(posts, count), active),
    )
    status = np.where(staff.status == active, begun, np.where(chance < _ABSENCES_END, active, staff.status))
    return replace(staff, status=status.astype(np.int16))
