"""What people seek, and where they turn out to be, counted by hand from the words of each measure."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.measures import count
from tests.measures.made import APRIL, MARCH, drawn, fractions, in_post, staff, world

# In March 2025 the latest conversation with a placement, of the twelve months from April 2024 on, speaks for a person.
CONVERSATIONS = """
    person  conversation_date  stage        current_placement  sought_placement  share_across_system  | seeks change  no move  willing to share
    a       2024-04-01         placed       depth              breadth           yes                  | yes           no       yes
    b       2025-03-31         plan_agreed  breadth            breadth           no                   | no: deepens   no       no
    c       2024-09-01         -            stretch            no_move           -                    | no            yes      not asked
    d       2024-09-01         placed       no_move            no_move           yes                  | no            yes      yes
    e       2024-09-01         placed       no_move            stretch           yes                  | yes           no       yes
    f       2024-09-01         placed       -                  no_move           no                   | not both      yes      no
    g       2024-09-01         placed       depth              -                 yes                  | not both      unknown  yes
    h       2024-06-01         placed       depth              no_move           yes                  | replaced by the next
    h       2024-06-20         placed       depth              stretch           -                    | yes           no       not asked
    i       2024-06-01         placed       depth              breadth           yes                  | yes           no       yes
    i       2024-09-01         held         -                  -                 no                   | not placed, so i stays as in June
    j       2024-03-31         placed       depth              breadth           yes                  | too early
    k       2024-09-01         prepared     depth              breadth           yes                  | not held
    l       2025-04-01         placed       depth              breadth           yes                  | after the month
    gone    2024-09-01         placed       depth              breadth           yes                  | not in post
"""


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    people = staff({"person": name} for name in "abcdefghijkl")
    # Another a, who has no placement; long absence and short service do not matter here.
    elsewhere = staff([{"person": "a", "organisation": "ZZB"}])
    return world(
        staff_in_post=people.vstack(elsewhere),
        conversation_outcomes=drawn("conversation_outcomes", CONVERSATIONS),
    )


def test_seeking_change_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # Both placements: a b c d e h i = 7. Another than the current one, and a move: a e h i = 4.
    assert fractions(count(tables, "seeking_change"), "organisation") == [("ZZA", 4, 7)]


def test_content_to_stay_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # A placement sought: a b c d e f h i = 8. No move now: c d f = 3.
    assert fractions(count(tables, "content_to_stay"), "organisation") == [("ZZA", 3, 8)]


def test_willing_to_share_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # Placed, and asked: a b d e f g i = 7. Willing: a d e g i = 5.
    assert fractions(count(tables, "willing_to_share"), "organisation") == [("ZZA", 5, 7)]


def test_a_later_record_of_one_placement_is_not_filled_in_from_an_earlier_one() -> None:
    told = world(
        staff_in_post=staff([{}]),
        conversation_outcomes=drawn(
            "conversation_outcomes",
            """
            conversation_date  sought_placement  current_placement
            2024-06-01         stretch           depth
            2024-09-01         -                 breadth
            """,
            person="p0",
            stage="placed",
        ),
    )
    assert fractions(count(told, "current_placement"), "outcome")[1] == ("breadth", 1, 1)
    for measure in ("sought_placement", "seeking_change", "content_to_stay"):
        assert count(told, measure).is_empty()
    assert fractions(count(told, "pipeline")) == [(0, 1)]


def test_ways_of_the_worked_example() -> None:
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  stage        run_as
        a       2025-03-01         held         appraisal
        a       2025-03-20         placed       standalone           | a second conversation is a second row
        b       2025-03-31         plan_agreed  appraisal
        c       2025-03-03         -            appraisal            | no stage, so held
        d       2025-03-03         held         talent_pool
        e       2025-03-03         held         unknown              | somebody wrote that it is not known
        f       2025-03-03         held         -                    | nobody wrote anything: held, and in no way
        g       2025-03-03         prepared     appraisal            | not held
        h       2025-02-28         held         appraisal            | in February
        i       2025-04-01         held         learning_assessment  | in April
        left    2025-03-03         held         standalone           | not in post: the conversation was held all the same
        j       2025-03-03         held         on_a_walk            | of no list: shown as it is
        """,
    )
    tables = world(staff_in_post=staff([{}]), conversation_outcomes=conversations)
    # March: a twice, b c d e f j, left = 9.
    counted = count(tables, "ways", periods=[MARCH, APRIL])
    march = ["appraisal", "standalone", "learning_assessment", "talent_pool", "unknown", "on_a_walk"]
    assert fractions(counted, "period", "outcome") == [
        *((MARCH, way, n, 9) for way, n in zip(march, (3, 2, 0, 1, 1, 1), strict=True)),
        *((APRIL, way, n, 1) for way, n in zip(march, (0, 0, 1, 0, 0, 0), strict=True)),
    ]


# Placed in the twelve months up to March 2023, followed to March 2025 through the twelve months up to that.
MARCH_23 = date(2023, 3, 1)
IN_POST_THEN = """
    organisation  person  sex
    ZZA           a       Female
    ZZA           b       Female
    ZZA           c       Female
    ZZA           d       Male
    ZZA           e       Male
    ZZA           f       Male
    ZZA           g       Male
    ZZA           h       -
    ZZA           i       -
    ZZA           j       -
    ZZB           a       Male
    ZZC           a       Male
"""
PLACED = """
    organisation  person  conversation_date  current_placement  sought_placement  | then: counted, by what was sought    now
    ZZA           a       2022-04-01         depth              stretch           | yes, stretch
    ZZA           a       2025-03-31         stretch            no_move           |                                      stretch
    ZZA           b       2023-03-31         depth              stretch           | yes, stretch
    ZZA           b       2024-04-01         depth              stretch           |                                      depth
    ZZA           b       2024-12-01         breadth            stretch           |                                      breadth, the latest
    ZZA           c       2022-09-01         depth              breadth           | yes, breadth
    ZZA           c       2024-03-31         breadth            breadth           |                                      too early: not placed again
    ZZA           d       2022-09-01         breadth            -                 | yes, not recorded
    ZZA           d       2024-09-01         -                  stretch           |                                      where d is now is not told
    ZZA           e       2022-09-01         no_move            no_move           | yes, no move;                        left, though placed since
    ZZA           e       2024-09-01         no_move            no_move           | (before e left)
    ZZA           f       2022-03-31         depth              depth             | a day too early
    ZZA           f       2024-09-01         depth              depth
    ZZA           g       2023-04-01         depth              depth             | a day too late
    ZZA           h       2022-09-01         -                  depth             | yes, depth
    ZZA           h       2024-09-01         depth              depth             |                                      depth
    ZZA           new     2022-09-01         depth              depth             | not in post then
    ZZB           a       2022-09-01         depth              depth             | yes, depth;                          left
    ZZC           a       2022-09-01         depth              depth             | no list of ZZC two years on, so not counted
"""  # i and j were never placed


def test_placement_now_of_the_worked_example() -> None:
    later = in_post("""
        organisation  person
        ZZA           a
        ZZA           b
        ZZA           c
        ZZA           d
        ZZA           f
        ZZA           g
        ZZA           h
        ZZA           new
        ZZB           b
    """)
    tables = world(
        staff_in_post=in_post(IN_POST_THEN, period=MARCH_23).vstack(later),
        conversation_outcomes=drawn("conversation_outcomes", PLACED, stage="placed"),
    )
    counted = count(tables, "placement_now")
    now = ["depth", "breadth", "stretch", "no_move", "not_placed_again", "left"]
    # ZZA: h; b; a; nobody; c d; e = 6 who were placed then. ZZB: a, who left.
    assert fractions(counted, "period", "organisation", "outcome") == [
        *((MARCH, "ZZA", at, n, 6) for at, n in zip(now, (1, 1, 1, 0, 2, 1), strict=True)),
        *((MARCH, "ZZB", at, n, 1) for at, n in zip(now, (0, 0, 0, 0, 0, 1), strict=True)),
    ]
    by = count(tables, "placement_now", by=["sought_then"], organisations=["ZZA"])
    assert fractions(by.filter(pl.col("numerator") > 0), "sought_then", "outcome") == [
        ("Depth", "depth", 1, 1),
        ("Breadth", "not_placed_again", 1, 1),
        ("Stretch or complexity", "breadth", 1, 2),
        ("Stretch or complexity", "stretch", 1, 2),
        ("No move sought now", "left", 1, 1),
        ("Unknown", "not_placed_again", 1, 1),
    ]
