"""The made-up system turns: eight organisations, month after month.

``months_of`` is the stream that everything else drinks from: a month of one organisation at a time, so that a million
people need no more memory than one organisation's month. ``simulate`` collects it into whole tidy tables, which is what a
test compares the cleaned exports with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS, actions, hold, outcomes
from sfg_analytics.demo.drawing import contracts
from sfg_analytics.demo.effects import last_month_told
from sfg_analytics.demo.facilitators import line_managers
from sfg_analytics.demo.grid import TALENT_GRID, assessments, scope_for_growth_began
from sfg_analytics.demo.leaving import MOVEMENTS, Ledger, explain, starters_and_leavers
from sfg_analytics.demo.months import days, is_quarter_end, last_day, month_number
from sfg_analytics.demo.organisations import ORGANISATIONS, Organisation, headcounts
from sfg_analytics.demo.people import STAFF, begin, team_count, turn
from sfg_analytics.demo.pools import TALENT_POOLS, applications
from sfg_analytics.demo.snapshot import HEADCOUNTS, counted_by_group, photograph
from sfg_analytics.demo.succession import CRITICAL_POSTS, begin_plan, look_over, written_down
from sfg_analytics.errors import SfgError

LAST_MONTH = date(2025, 3, 1)
EARLIER_MONTHS = 12
"""Conversations are known from so many months before the first snapshot, so that the first coverage is whole."""

OTHERS = (MOVEMENTS, CRITICAL_POSTS, TALENT_POOLS, TALENT_GRID, HEADCOUNTS)
"""The contracts of which some organisations send exports and others none."""

_FEWEST_PEOPLE = 100


@dataclass(frozen=True)
class Month:
    """What is known of one organisation's month: people at its end, conversations held in it, actions agreed at them.

    ``staff`` is None in the months before the first snapshot. ``others`` are the further tables that the organisation sends,
    by contract.
    """

    number: int
    staff: pl.DataFrame | None
    conversations: pl.DataFrame
    actions: pl.DataFrame
    others: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class TrueTables:
    """What an organisation's exports were meant to say: tidy tables, with employee numbers in plain text.

    Of the last five an organisation sends only those it ``sends``; the others have no rows.
    """

    organisation: Organisation
    staff_in_post: pl.DataFrame
    conversation_outcomes: pl.DataFrame
    development_actions: pl.DataFrame
    starters_and_leavers: pl.DataFrame
    critical_posts: pl.DataFrame
    talent_pools: pl.DataFrame
    talent_grid: pl.DataFrame
    headcounts: pl.DataFrame


def months_of(
    organisation: Organisation,
    *,
    people: int,
    months: int,
    seed: int,
    last_month: date,
    ledger: Ledger | None = None,
) -> Iterator[Month]:
    """Turn one organisation's months, the twelve before the first snapshot included.

    Parameters
    ----------
    organisation
        Which one.
    people
        People in the whole system at the beginning, at least 100.
    months
        Monthly snapshots, at least 1.
    seed
        The same seed gives the same people. Each organisation has its own stream of chance.
    last_month
        Any day of the last month.
    ledger
        Who left the organisations turned before this one, and may join it; who leaves it is noted after its last month.
        Left out, nobody comes from elsewhere.

    Yields
    ------
    Month
        In order.

    Raises
    ------
    SfgError
        When there are too few people or months.
    """
    if people < _FEWEST_PEOPLE or months < 1:
        raise SfgError(
            "The made-up system cannot be so small.",
            expected=f"at least {_FEWEST_PEOPLE} people and 1 month",
            got=f"{people} people and {months} months",
        )
    place = ORGANISATIONS.index(organisation)
    rng, chance = np.random.default_rng([seed, place]), np.random.default_rng([seed, place, 2])
    end = month_number(last_month)
    start = end - months + 1 - EARLIER_MONTHS
    told_on = last_day(last_month_told(organisation.code, end))
    began = scope_for_growth_began(organisation, end - months + 1, months)
    headcount = headcounts(people)[organisation.code]
    staff = begin(organisation, headcount, start - 1, rng)
    next_number, teams = int(staff.number[-1]) + 1, team_count(organisation, headcount)
    ledger, gone, plan = ledger or Ledger(), {}, begin_plan(staff, chance)
    for month in range(start, end + 1):
        turned = turn(staff, organisation, month, rng, next_number=next_number, teams=teams)
        turned = replace(turned, joiners=ledger.recognise(turned.joiners, month, rng))
        leaving = explain(turned.leavers, month, rng)
        gone[month] = turned.leavers.where(leaving.within_nhs())
        staff, next_number = turned.stayers.joined_by(turned.joiners), next_number + len(turned.joiners)
        held = hold(staff, organisation, month, rng)
        placed = held & (month >= began)
        managers = line_managers(staff, organisation)
        drawn = outcomes(staff.where(placed), managers[placed], organisation, month, rng)
        recorded = drawn.filter(pl.col("recorded_date") <= told_on)
        agreed = actions(recorded, organisation, rng, known_until=days(told_on))
        staff = replace(staff, last_conversation=np.where(held, month, staff.last_conversation))
        plan = look_over(plan, staff, chance)
        known_until = days(last_day(end))
        others = {
            MOVEMENTS: starters_and_leavers(turned, leaving, organisation, month),
            TALENT_POOLS: applications(staff, organisation, month, chance, known_until=known_until),
            TALENT_GRID: assessments(staff.where(held & ~placed), organisation, month, chance),
        }
        photo = photograph(staff, organisation, month) if month > end - months else None
        if photo is not None:
            others[HEADCOUNTS] = counted_by_group(photo)
            if is_quarter_end(month):
                others[CRITICAL_POSTS] = written_down(plan, organisation, month)
        sent = {contract: rows for contract, rows in others.items() if contract in organisation.sends}
        yield Month(month, photo, recorded, agreed, sent)
    for month, leavers in gone.items():
        ledger.note(leavers, month)


def simulate(
    *, people: int = 20_000, months: int = 36, seed: int = 1, last_month: date = LAST_MONTH
) -> Iterator[TrueTables]:
    """Give each organisation's true tidy tables, in the contracts' columns and codes.

    Parameters
    ----------
    people, months, seed, last_month
        As for ``make_exports``, whose files say the same in each organisation's own way.

    Yields
    ------
    TrueTables
        One an organisation. ``person`` is the employee number as exports show it, not a pseudonym. Free text and direct
        identifiers are not there, nor are columns that the store does not keep.

    Examples
    --------
    >>> first = next(simulate(people=200, months=2))
    >>> first.organisation.code, first.staff_in_post["period"].n_unique()
    ('ZZ1', 2)
    """
    ledger = Ledger()
    for organisation in ORGANISATIONS:
        turned = list(
            months_of(
                organisation, people=people, months=months, seed=seed, last_month=last_month, ledger=ledger
            )
        )
        yield TrueTables(
            organisation,
            tidy(pl.concat([month.staff for month in turned if month.staff is not None]), STAFF),
            tidy(pl.concat([month.conversations for month in turned]), CONVERSATIONS),
            tidy(pl.concat([month.actions for month in turned]), ACTIONS),
            **{contract: _of_others(turned, contract) for contract in OTHERS},
        )


def _of_others(turned: list[Month], contract: str) -> pl.DataFrame:
    """Collect a further table over the months; one without rows or types where it is not sent."""
    parts = [month.others[contract] for month in turned if contract in month.others]
    if parts:
        return tidy(pl.concat(parts), contract)
    return pl.DataFrame(schema=dict.fromkeys(contracts()[contract].stored_columns, pl.Null))


def identified(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the text columns that name a person.

    Parameters
    ----------
    rows
        With ``number``, which becomes ``person``; of staff ``national``, which becomes ``national_person`` (and the primary
        flag is added); of conversations ``manager``, which becomes ``facilitator_person``.
    """
    named = rows.with_columns(person=_as_shown("number"))
    if "manager" in rows.columns:
        return named.with_columns(facilitator_person=_as_shown("manager"))
    if "second_fte" not in rows.columns:
        return named
    return named.with_columns(
        national_person=pl.concat_str(pl.lit("MU"), pl.col("national").cast(pl.String)),
        primary_assignment=pl.lit(value=True),
    )


def _as_shown(number: str) -> pl.Expr:
    return pl.col(number).cast(pl.String).str.zfill(8)


def tidy(rows: pl.DataFrame, contract: str) -> pl.DataFrame:
    """Cut rows down to the columns that the store keeps, with codes as plain text; what nobody recorded is null.

    Parameters
    ----------
    rows
        As a month holds them.
    contract
        The id of their contract.
    """
    enums = [name for name, kind in rows.schema.items() if isinstance(kind, pl.Enum)]
    held = identified(rows).with_columns(pl.col(enums).cast(pl.String))
    never = pl.lit(None, dtype=pl.String)
    names = contracts()[contract].stored_columns
    return held.select(pl.col(name) if name in held.columns else never.alias(name) for name in names)
