"""The made-up system turns: eight organisations, month after month.

``months_of`` is the stream that everything else drinks from: a month of one organisation at a time, so that a million
people need no more memory than one organisation's month. ``simulate`` collects it into whole tidy tables, which is what a
test compares the cleaned exports with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS, actions, hold, outcomes
from sfg_analytics.demo.drawing import contracts
from sfg_analytics.demo.facilitators import line_managers
from sfg_analytics.demo.leaving import Ledger, explain
from sfg_analytics.demo.months import days, last_day, month_number
from sfg_analytics.demo.organisations import ORGANISATIONS, Organisation, headcounts
from sfg_analytics.demo.people import STAFF, begin, team_count, turn
from sfg_analytics.demo.snapshot import photograph
from sfg_analytics.errors import SfgError

LAST_MONTH = date(2025, 3, 1)
EARLIER_MONTHS = 12
"""Conversations are known from so many months before the first snapshot, so that the first coverage is whole."""

_FEWEST_PEOPLE = 100


@dataclass(frozen=True)
class Month:
    """What is known of one organisation's month: people at its end, conversations held in it, actions agreed at them.

    ``staff`` is None in the months before the first snapshot.
    """

    number: int
    staff: pl.DataFrame | None
    conversations: pl.DataFrame
    actions: pl.DataFrame


@dataclass(frozen=True)
class TrueTables:
    """What an organisation's exports were meant to say: tidy tables, with employee numbers in plain text."""

    organisation: Organisation
    staff_in_post: pl.DataFrame
    conversation_outcomes: pl.DataFrame
    development_actions: pl.DataFrame


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
    rng = np.random.default_rng([seed, ORGANISATIONS.index(organisation)])
    end = month_number(last_month)
    known_until = days(last_day(end))
    start = end - months + 1 - EARLIER_MONTHS
    headcount = headcounts(people)[organisation.code]
    staff = begin(organisation, headcount, start - 1, rng)
    next_number, teams = int(staff.number[-1]) + 1, team_count(organisation, headcount)
    ledger, gone = ledger or Ledger(), {}
    for month in range(start, end + 1):
        turned = turn(staff, organisation, month, rng, next_number=next_number, teams=teams)
        turned = replace(turned, joiners=ledger.recognise(turned.joiners, month, rng))
        leaving = explain(turned.leavers, month, rng)
        gone[month] = turned.leavers.where(leaving.within_nhs())
        staff, next_number = turned.stayers.joined_by(turned.joiners), next_number + len(turned.joiners)
        held = hold(staff, organisation, month, rng)
        managers = line_managers(staff, organisation)
        drawn = outcomes(staff.where(held), managers[held], organisation, month, rng)
        recorded = drawn.filter(pl.col("recorded_date") <= last_day(end))
        agreed = actions(recorded, rng, known_until=known_until)
        staff = replace(staff, last_conversation=np.where(held, month, staff.last_conversation))
        photo = photograph(staff, organisation, month) if month > end - months else None
        yield Month(month, photo, recorded, agreed)
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
        )


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
