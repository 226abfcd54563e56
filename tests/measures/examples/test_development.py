"""Development agreed, started and delivered, counted by hand from the words of each measure."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.measures import count
from tests.measures.made import APRIL, MARCH, drawn, fractions, staff, world

FEBRUARY_24, MARCH_24, APRIL_24 = (date(2024, month, 1) for month in (2, 3, 4))
DECEMBER = date(2024, 12, 1)

# The last day known of ZZA's actions is 31 March 2025, when one was agreed. 90 days before it is 31 December 2024; 12
# months before, 31 March 2024. 90 days after 1 February 2024 is 1 May 2024.
ACTIONS = """
    person  kind                  agreed_date  started_date  completed_date  action_status  | started in 90 days  completed in 12 months  delivered
    a       on_the_job            2024-02-01   2024-05-01    2025-02-01      completed      | yes, on the last    yes, on the last        yes
    b       on_the_job            2024-02-01   2024-05-02    2025-02-02      completed      | a day late          a day late              yes
    c       relationships         2024-02-29   2024-02-29    2025-02-28      completed      | yes                 yes                     yes
    d       relationships         2024-02-29   -             -               agreed         | no                  no                      no
    e       mobility              2024-02-10   2024-02-11    -               withdrawn      | yes                 no                      withdrawn is not delivered
    f       formal_learning       2024-02-10   -             2024-06-01      completed      | not recorded        yes                     yes
    g       other                 2024-02-10   2024-03-01    -               completed      | yes                 not recorded            yes
    a       leadership_programme  2024-02-20   2024-02-21    2024-03-01      completed      | yes                 yes                     yes
    left    on_the_job            2024-02-02   -             -               agreed         | no                  no                      no
    h       on_the_job            2024-03-31   2024-04-01    -               started        | yes                 no                      no
    i       on_the_job            2024-04-01   -             -               agreed         | no                  too recent              too recent
    j       on_the_job            2024-12-31   2025-03-31    -               started        | yes, on the last    too recent              too recent
    k       on_the_job            2025-01-01   2025-01-02    2025-01-03      completed      | too recent, though it started
    l       on_the_job            2025-03-31   -             -               agreed         | too recent
"""
# ZZB's last day known is that of the start: 90 days after, and no more.
ELSEWHERE = """
    person  kind        agreed_date  started_date  completed_date  action_status
    a       on_the_job  2024-02-01   2024-05-01    -               started
"""


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    actions = drawn("development_actions", ACTIONS, conversation_date=date(2024, 2, 1)).vstack(
        drawn("development_actions", ELSEWHERE, organisation="ZZB")
    )
    people = staff({"person": name, "band": "5", "period": FEBRUARY_24} for name in "abcdefg")
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  sought_placement
        a       2024-02-01         stretch
        b       2024-02-01         breadth
        c       2024-02-02         stretch           | on another day than its action says
        """,
    )
    return world(staff_in_post=people, conversation_outcomes=conversations, development_actions=actions)


def test_started_90_days_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # February: a c e g, a again, of nine. March: h. April: i did not. December: j. January and March 2025: too recent.
    assert fractions(count(tables, "started_90_days"), "period", "organisation") == [
        (FEBRUARY_24, "ZZA", 5, 9),
        (FEBRUARY_24, "ZZB", 1, 1),
        (MARCH_24, "ZZA", 1, 1),
        (APRIL_24, "ZZA", 0, 1),
        (DECEMBER, "ZZA", 1, 1),
    ]
    by_band = count(tables, "started_90_days", by=["band"], periods=[FEBRUARY_24], organisations=["ZZA"])
    assert fractions(by_band, "band") == [("Band 5", 5, 8), ("Unknown", 0, 1)]  # left is on no list


def test_completed_12_months_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # February: a c f, a again, of nine. March: h, agreed exactly twelve months before, did not.
    assert fractions(count(tables, "completed_12_months"), "period", "organisation") == [
        (FEBRUARY_24, "ZZA", 4, 9),
        (MARCH_24, "ZZA", 0, 1),
    ]


def test_delivered_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # February: a b c f g, a again, of nine; late ones too. March: h did not.
    assert fractions(count(tables, "delivered"), "period", "organisation") == [
        (FEBRUARY_24, "ZZA", 6, 9),
        (MARCH_24, "ZZA", 0, 1),
    ]
    assert fractions(count(tables, "delivered", by=["kind"], periods=[FEBRUARY_24]), "kind") == [
        ("On the job", 2, 3),  # a b of a b left
        ("Coaching, mentoring and networks", 1, 2),  # c of c d
        ("Formal learning", 1, 1),  # f
        ("Leadership programme", 1, 1),  # a
        ("Secondment, rotation or acting up", 0, 1),  # e
        ("Wellbeing and other", 1, 1),  # g
    ]


def test_kinds_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # Whether it is too recent to say how it went does not matter to what was agreed.
    counted = count(tables, "kinds", organisations=["ZZA"], periods=[FEBRUARY_24, date(2025, 1, 1)])
    kinds = ["on_the_job", "relationships", "formal_learning", "leadership_programme", "mobility", "other"]
    assert fractions(counted, "period", "outcome") == [
        *((FEBRUARY_24, kind, n, 9) for kind, n in zip(kinds, (3, 2, 1, 1, 1, 1), strict=True)),
        *((date(2025, 1, 1), kind, n, 1) for kind, n in zip(kinds, (1, 0, 0, 0, 0, 0), strict=True)),
    ]
    # What was sought at the conversation it was agreed at: b breadth; a stretch, twice; of the others nothing is known.
    by = count(tables, "kinds", by=["sought_placement"], organisations=["ZZA"], periods=[FEBRUARY_24])
    on_the_job = by.filter(pl.col("outcome") == "on_the_job")
    assert fractions(on_the_job, "sought_placement") == [
        ("Breadth", 1, 1),
        ("Stretch or complexity", 1, 2),
        ("Unknown", 1, 6),
    ]


def test_action_agreed_of_the_worked_example() -> None:
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  stage        | an action agreed at it
        a       2025-03-03         held         | two; it counts once
        a       2025-03-20         held         | no
        b       2025-03-31         placed       | yes
        c       2025-03-03         prepared     | not held
        d       2025-03-03         plan_agreed  | no; a plan is no action
        e       2025-03-03         -            | yes
        f       2025-03-03         held         | yes, agreed that day; the action does not say at which
        g       2025-03-03         held         | no, on another day
        h       2025-03-03         held         | yes, though withdrawn since
        i       2025-03-03         held         | no; it is another i's
        left    2025-03-03         held         | yes, of nobody in post
        j       2025-04-03         held         | yes, in April
        k       2025-03-03         held         | yes: the one after it was not held yet
        k       2025-03-20         prepared     | not held
        l       2025-03-03         held         | no: another came before the action was agreed
        l       2025-03-20         held         | yes, the latest by then
        m       2025-03-03         held         | no, agreed a day before
        """,
    )
    actions = drawn(
        "development_actions",
        """
        organisation  person  conversation_date  agreed_date  action_status
        ZZA           a       2025-03-03         2025-03-03   agreed
        ZZA           a       2025-03-03         2025-04-07   completed
        ZZA           b       2025-03-31         2025-04-01   started
        ZZA           c       2025-03-03         2025-03-03   agreed
        ZZA           e       2025-03-03         2025-03-03   agreed
        ZZA           f       -                  2025-03-03   agreed
        ZZA           g       2025-03-04         2025-03-04   agreed
        ZZA           h       2025-03-03         2025-03-03   withdrawn
        ZZB           i       2025-03-03         2025-03-03   agreed
        ZZA           left    2025-03-03         2025-03-03   agreed
        ZZA           j       2025-04-03         2025-04-03   agreed
        ZZA           k       -                  2025-04-30   agreed
        ZZA           l       -                  2025-03-20   agreed
        ZZA           m       -                  2025-03-02   agreed
        """,
    )
    # An organisation that sends no actions is a gap, not one whose conversations lead to nothing.
    silent = drawn("conversation_outcomes", "person  conversation_date\na  2025-03-03", organisation="ZZC")
    people = staff({"person": name, "sex": "Female"} for name in "abcdefghijklm")
    tables = world(
        staff_in_post=people,
        conversation_outcomes=conversations.vstack(silent),
        development_actions=actions,
    )
    # Held in March: a twice, b d e f g h i, left, k, l twice, m = 14. With an action: a once, b e f h, left, k, l once = 8.
    assert fractions(count(tables, "action_agreed"), "organisation", "period") == [
        ("ZZA", MARCH, 8, 14),
        ("ZZA", APRIL, 1, 1),
    ]
    assert fractions(count(tables, "action_agreed", by=["sex"], periods=[MARCH]), "sex") == [
        ("Female", 7, 13),
        ("Unknown", 1, 1),
    ]


def test_an_action_that_does_not_say_is_looked_at_by_what_was_sought_at_the_latest_conversation() -> None:
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  sought_placement
        a       2025-01-09         breadth
        a       2025-03-03         stretch
        b       2025-03-31         depth
        """,
    )
    actions = drawn(
        "development_actions",
        """
        person  conversation_date  kind        agreed_date
        a       -                  on_the_job  2025-03-02   | of January's: breadth
        a       -                  on_the_job  2025-03-03   | of that day's: stretch
        a       -                  mobility    2025-03-03   | the same, and another action
        a       2025-01-09         on_the_job  2025-03-20   | says so: breadth
        b       -                  on_the_job  2025-03-30   | of none yet
        """,
    )
    tables = world(conversation_outcomes=conversations, development_actions=actions)
    counted = count(tables, "kinds", by=["sought_placement"])
    on_the_job = counted.filter(pl.col("outcome") == "on_the_job")
    assert fractions(on_the_job, "sought_placement") == [
        ("Breadth", 2, 2),
        ("Stretch or complexity", 1, 2),
        ("Unknown", 1, 1),
    ]
