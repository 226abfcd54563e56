"""Counting agrees with asking, one after another, each person of each month what the words of the measure ask.

The answers here are worked out as slowly and as plainly as can be: loops over people and months, dates compared as dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sfg_analytics.measures import count
from tests.measures.made import conversations, staff, table, world

FIRST, MONTHS = date(2022, 1, 1), 40
NEXT_BAND = {
    "4": "5",
    "5": "6",
    "6": "7",
    "7": "8a",
    "8a": "8b",
    "8b": "8c",
    "8c": "8d",
    "8d": "9",
    "9": "VSM",
}
Row = dict[str, Any]
Cell = tuple[Any, ...]


def month(number: int, day: int = 1) -> date:
    """A day of the month so many after January 2022."""
    return date(FIRST.year + number // 12, number % 12 + 1, day)


def number(day: date) -> int:
    return (day.year - FIRST.year) * 12 + day.month - FIRST.month


@dataclass
class Told:
    """What is on record, as rows."""

    staff: list[Row]
    conversations: list[Row]
    actions: list[Row]

    def lists(self) -> dict[str, dict[int, dict[str, Row]]]:
        """The staff lists of each organisation: by month, by person."""
        lists: dict[str, dict[int, dict[str, Row]]] = {}
        for row in self.staff:
            of_month = lists.setdefault(row["organisation"], {}).setdefault(number(row["period"]), {})
            of_month[row["person"]] = row
        return lists

    def everybody(self) -> Iterator[tuple[str, int, Row]]:
        for row in self.staff:
            yield row["organisation"], number(row["period"]), row

    def held(self, row: Row, now: int, months: int) -> list[Row]:
        """The person's conversations that were held in the months that end with this one, in order."""
        mine = [
            told
            for told in self.conversations
            if (told["organisation"], told["person"]) == (row["organisation"], row["person"])
            and told["stage"] != "prepared"
            and now - months < number(told["conversation_date"]) <= now
        ]
        return sorted(mine, key=lambda told: told["conversation_date"])

    def placed(self, row: Row, now: int) -> Row | None:
        """The latest record of a placement, of the last twelve months."""
        placements = [
            told
            for told in self.held(row, now, 12)
            if told["current_placement"] is not None or told["sought_placement"] is not None
        ]
        return placements[-1] if placements else None

    def seeks_stretch(self, row: Row, now: int) -> bool:
        latest = self.placed(row, now)
        if latest is None or latest["sought_placement"] != "stretch":
            return False
        return latest["sought_horizon_months"] is None or latest["sought_horizon_months"] <= 24


def eligible(row: Row, now: int) -> bool:
    start = row["service_start_date"]
    return row["assignment_status"] != "Career Break" and (start is None or start <= month(now - 11))


def held_of_due(told: Told) -> Iterator[Cell]:
    for where, now, row in told.everybody():
        if eligible(row, now) and not told.held(row, now - 1, 11):
            yield where, now, bool(told.held(row, now, 1)), 1


def placement_visible(told: Told) -> Iterator[Cell]:
    for where, now, row in told.everybody():
        known = [held for held in told.held(row, now, 24) if held["current_placement"] is not None]
        yield where, now, bool(known), 1


def review_overdue(told: Told) -> Iterator[Cell]:
    for where, now, row in told.everybody():
        latest = told.held(row, now, 24)[-1:]
        for day in [held["next_review_date"] for held in latest if held["next_review_date"] is not None]:
            yield where, now, day < month(now + 1), 1


def pipeline(told: Told) -> Iterator[Cell]:
    for where, now, row in told.everybody():
        if eligible(row, now):
            yield where, now, told.seeks_stretch(row, now), 1


def retained_12(told: Told) -> Iterator[Cell]:
    lists = told.lists()
    for where, then, row in told.everybody():
        if then + 12 in lists[where] and eligible(row, then):
            yield where, then + 12, row["person"] in lists[where][then + 12], 1


def moved_organisation_12(told: Told) -> Iterator[Cell]:
    lists = told.lists()
    for where, then, row in told.everybody():
        who, now = row["national_person"], then + 12
        if now in lists[where] and eligible(row, then) and who is not None:
            found = {
                place
                for place, by_month in lists.items()
                for other in by_month.get(now, {}).values()
                if other["national_person"] == who
            }
            here = row["person"] in lists[where][now] or where in found
            yield where, now, not here and bool(found), 1


def readiness_supply(told: Told) -> Iterator[Cell]:
    for where, lists in told.lists().items():
        for now in lists:
            if not all(now - back in lists for back in range(13)):
                continue
            for row in lists[now].values():
                if row["band"] in NEXT_BAND and told.seeks_stretch(row, now):
                    yield where, now, 1, 0
            for back in range(12):
                after = lists[now - back]
                for person, row in lists[now - back - 1].items():
                    stays = person in after and after[person]["band"] in (row["band"], None)
                    if row["band"] in NEXT_BAND.values() and not stays:
                        yield where, now, 0, 1


def placement_now(told: Told) -> Iterator[Cell]:
    lists = told.lists()
    for where, then, row in told.everybody():
        now = then + 24
        if now in lists[where] and told.placed(row, then):
            latest = told.placed(row, now)
            at = "not_placed_again" if latest is None else latest["current_placement"] or "not_placed_again"
            at = at if row["person"] in lists[where][now] else "left"
            for outcome in ("depth", "breadth", "stretch", "no_move", "not_placed_again", "left"):
                yield where, now, outcome, outcome == at, 1


def started_90_days(told: Told) -> Iterator[Cell]:
    for action in told.actions:
        where, agreed, started = action["organisation"], action["agreed_date"], action["started_date"]
        days = [
            other[name]
            for other in told.actions
            if other["organisation"] == where
            for name in ("agreed_date", "started_date", "completed_date")
            if other[name] is not None
        ]
        if max(days) >= agreed + timedelta(days=90):
            soon = started is not None and started <= agreed + timedelta(days=90)
            yield where, number(agreed), soon, 1


def action_agreed(told: Told) -> Iterator[Cell]:
    at: Counter[Cell] = Counter()
    for action in told.actions:
        day = action["conversation_date"]
        if day is None:
            before = [
                held["conversation_date"]
                for held in told.held(action, MONTHS, MONTHS + 1)
                if held["conversation_date"] <= action["agreed_date"]
            ]
            day = max(before, default=None)
        at[action["organisation"], action["person"], day] += 1
    for row in told.conversations:
        where, day = row["organisation"], row["conversation_date"]
        if row["stage"] != "prepared" and any(action["organisation"] == where for action in told.actions):
            yield where, number(day), at[where, row["person"], day] > 0, 1


PLACEMENTS = st.sampled_from(["depth", "breadth", "stretch", "stretch", "no_move", None])
WHERE, WHO = st.sampled_from(["ZZA", "ZZA", "ZZB"]), st.sampled_from("abc")
DAYS = st.dates(month(0), month(MONTHS - 1, 28))
SPELLS = st.fixed_dictionaries(
    {
        "organisation": WHERE,
        "person": WHO,
        "first": st.integers(0, 6),
        "months": st.integers(8, MONTHS),
        "bands": st.lists(st.sampled_from(["5", "6", "7", "Medical"]), min_size=2, max_size=2),
        "changes": st.integers(0, MONTHS),
        "national_person": st.sampled_from(["N1", "N1", "N2", None]),
        "assignment_status": st.sampled_from(["Active", "Active", "Career Break", None]),
        "service_start_date": st.sampled_from([None, month(0), month(8), month(9, 2)]),
    }
)
CONVERSATIONS = st.fixed_dictionaries(
    {
        "organisation": WHERE,
        "person": WHO,
        "conversation_date": DAYS,
        "stage": st.sampled_from(["prepared", "held", "placed", None]),
        "current_placement": PLACEMENTS,
        "sought_placement": PLACEMENTS,
        "sought_horizon_months": st.sampled_from([12, 24, 25, None]),
        "next_review_date": DAYS | st.none(),
    }
)
ACTIONS = st.fixed_dictionaries(
    {
        "organisation": WHERE,
        "person": WHO,
        "agreed_date": DAYS,
        "conversation_date": DAYS | st.none(),
        "started": st.sampled_from([None, 0, 89, 90, 91]),
    }
)


@st.composite
def records(draw: st.DrawFn) -> Told:
    def once(*names: str) -> Callable[[Row], Cell]:
        return lambda row: tuple(row[name] for name in names)

    missing = draw(st.sets(st.tuples(WHERE, st.integers(0, MONTHS)), max_size=1))
    spells = draw(st.lists(SPELLS, min_size=3, max_size=6, unique_by=once("organisation", "person")))
    in_post = [
        {
            **{name: spell[name] for name in ("organisation", "person", "national_person")},
            **{name: spell[name] for name in ("assignment_status", "service_start_date")},
            "band": spell["bands"][now >= spell["changes"]],
            "period": month(now),
        }
        for spell in spells
        for now in range(spell["first"], min(spell["first"] + spell["months"], MONTHS))
        if (spell["organisation"], now) not in missing
    ]
    by_day = once("organisation", "person", "conversation_date")
    actions = [
        {
            **{name: action[name] for name in ("organisation", "person", "agreed_date", "conversation_date")},
            "started_date": None
            if action["started"] is None
            else action["agreed_date"] + timedelta(days=action["started"]),
            "completed_date": None,
        }
        for action in draw(st.lists(ACTIONS, min_size=2, max_size=8))
    ]
    return Told(in_post, draw(st.lists(CONVERSATIONS, min_size=6, max_size=16, unique_by=by_day)), actions)


ASKED = (
    held_of_due,
    placement_visible,
    review_overdue,
    pipeline,
    retained_12,
    moved_organisation_12,
    readiness_supply,
    placement_now,
    started_90_days,
    action_agreed,
)


@settings(max_examples=30, deadline=None)
@given(records())
def test_counting_agrees_with_asking_everybody(told: Told) -> None:
    tables = world(
        staff_in_post=staff(told.staff),
        conversation_outcomes=conversations(told.conversations),
        development_actions=table("development_actions", told.actions),
    )
    for measure in ASKED:
        numerators: Counter[Cell] = Counter()
        denominators: Counter[Cell] = Counter()
        for *cell, numerator, denominator in measure(told):
            numerators[tuple(cell)] += int(numerator)
            denominators[tuple(cell)] += denominator
        expected = {cell: (numerators[cell], of) for cell, of in denominators.items() if of}
        counted = count(tables, measure.__name__)
        rows = counted.select("organisation", "period", "outcome", "numerator", "denominator").rows()
        got = {
            (where, number(period), *([outcome] if outcome else [])): (numerator, denominator)
            for where, period, outcome, numerator, denominator in rows
        }
        assert got == expected, measure.__name__
