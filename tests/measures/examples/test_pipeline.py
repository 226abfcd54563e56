"""Pipeline visibility, counted by hand from the words of each measure."""

from __future__ import annotations

from datetime import date

from sfg_analytics.measures import count
from tests.measures.made import APRIL, MARCH, drawn, fractions, in_post, staff, world

# March 2025 throughout. The eleven months before it are April 2024 to February 2025; the twelve that end with it are
# April 2024 to March 2025; the twenty-four are April 2023 to March 2025.


def test_held_of_due_of_the_worked_example() -> None:
    people = in_post("""
        organisation  person  assignment_status   service_start_date  | eligible  due in March  held in March
        ZZA           a       Active              2010-01-01          | yes       yes           yes, on its first day
        ZZA           b       Active              2024-04-01          | yes       yes           yes, on its last day
        ZZA           c       Active              2010-01-01          | yes       no, had one in February
        ZZA           d       Active              2010-01-01          | yes       no, had one on 1 April 2024
        ZZA           e       Active              2010-01-01          | yes       yes           yes; 31 March 2024 was too early
        ZZA           f       Active              2010-01-01          | yes       yes           no; the same
        ZZA           g       Active              2010-01-01          | yes       yes           yes; the one before was only prepared
        ZZA           h       Active              2010-01-01          | yes       yes           no, only prepared
        ZZA           i       -                   -                   | yes       yes           yes, twice; counted once
        ZZA           j       Acting Up           2010-01-01          | yes       yes           no, in April
        ZZA           k       Active              2024-04-02          | no, a day short of twelve months
        ZZA           l       Long-term Sickness  2010-01-01          | no, long absence
        ZZB           a       Active              2010-01-01          | yes       yes           no; it was another a
        """)
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  stage
        a       2025-03-01         held
        b       2025-03-31         placed
        c       2025-02-28         held
        c       2025-03-10         held
        d       2024-04-01         held
        e       2024-03-31         held
        e       2025-03-05         plan_agreed
        f       2024-03-31         held
        g       2024-11-05         prepared
        g       2025-03-06         -
        h       2025-03-06         prepared
        i       2025-03-03         held
        i       2025-03-20         held
        j       2025-04-01         held
        k       2025-03-03         held
        l       2025-03-03         held
        gone    2025-03-03         held
        """,
    )
    # Due at ZZA: a b e f g h i j = 8. Held among them: a b e g i = 5.
    counted = count(world(staff_in_post=people, conversation_outcomes=conversations), "held_of_due")
    assert fractions(counted, "period", "organisation") == [(MARCH, "ZZA", 5, 8), (MARCH, "ZZB", 0, 1)]


def test_stages_of_the_worked_example() -> None:
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  stage        current_placement  sought_placement  plan_agreed  | held  placed  plan  started  completed
        a       2025-03-03         prepared     -                  -                 -
        b       2025-03-03         held         -                  -                 -            | x
        c       2025-03-03         placed       depth              -                 yes          | x     only one placement
        d       2025-03-03         placed       depth              stretch           no           | x     x
        e       2025-03-03         held         breadth            no_move           yes          | x     x       x     x
        f       2025-03-03         plan_agreed  depth              depth             -            | x     x       x     x
        g       2025-03-03         plan_agreed  depth              breadth           yes          | x     x       x     x        x
        h       2025-03-03         plan_agreed  -                  -                 yes          | x     no placement, so no further
        i       2025-03-03         -            stretch            stretch           yes          | x     x       x     its action did not start
        j       2025-03-03         prepared     depth              depth             yes          | never held, so no further
        d       2025-03-20         plan_agreed  depth              stretch           yes          | x     x       x     x        x, by the action that does not say
        left    2025-03-03         placed       stretch            no_move           -            | x     x       nobody of that month's list
        a       2025-04-01         held         -                  -                 -            | x in April
        """,
    )
    actions = drawn(
        "development_actions",
        """
        person  conversation_date  agreed_date  started_date  completed_date
        d       2025-03-03         2025-03-03   2025-03-04    2025-03-05      | of the conversation without a plan
        f       2025-03-03         2025-03-03   2025-05-01    -
        g       2025-03-03         2025-03-03   -             -
        g       2025-03-03         2025-03-09   2025-04-01    2025-09-01
        h       2025-03-03         2025-03-03   2025-03-04    2025-03-05
        i       2025-03-03         2025-03-03   -             -
        i       2025-03-04         2025-03-03   2025-03-04    -               | of no conversation on record
        e       -                  2025-03-03   2025-03-04    -               | does not say: of the one held that day
        d       -                  2025-03-21   2025-04-01    2025-04-02      | does not say: of the latest, the second
        i       -                  2025-03-02   2025-03-04    2025-03-05      | agreed before any was held
        a       -                  2025-03-10   2025-03-11    2025-03-12      | the one before was only prepared
        a       -                  2026-02-01   2026-02-02    2026-02-03      | of April's, which placed nobody
        """,
    )
    people = staff(
        [
            *({"person": name, "band": "5"} for name in "abcdefghij"),
            {"person": "left", "organisation": "ZZB", "band": "5"},
            {"person": "left", "period": APRIL, "band": "5"},
        ]
    )
    tables = world(staff_in_post=people, conversation_outcomes=conversations, development_actions=actions)
    # March: 12 conversations. Held: b to i, d again, left = 10. Placed: d e f g i, d again, left = 7.
    # Plan agreed: e f g i, d again = 5. Started: e f g, d again = 4. Completed: g, d again = 2. April: one, held.
    reached = ["held", "placed", "plan_agreed_too", "action_started", "action_completed"]
    assert fractions(count(tables, "stages"), "period", "outcome") == [
        *((MARCH, step, n, 12) for step, n in zip(reached, (10, 7, 5, 4, 2), strict=True)),
        *((APRIL, step, n, 1) for step, n in zip(reached, (1, 0, 0, 0, 0), strict=True)),
    ]
    # Whoever is not in that month's list of that organisation is in the group Unknown.
    by_band = fractions(count(tables, "stages", by=["band"]), "period", "band", "outcome")
    assert [row[1:] for row in by_band if row[2] == "placed" and row[0] == MARCH] == [
        ("Band 5", "placed", 6, 11),
        ("Unknown", "placed", 1, 1),
    ]


def test_placement_visible_of_the_worked_example() -> None:
    people = in_post("""
        organisation  person  assignment_status  service_start_date  band  | placement on record in the 24 months?
        ZZA           a       Active             2010-01-01          5     | yes, on the last day of March 2025
        ZZA           b       Active             2010-01-01          5     | yes, on the first of April 2023
        ZZA           c       Active             2010-01-01          5     | no, a day too early
        ZZA           d       Active             2010-01-01          5     | yes; the later one without does not undo it
        ZZA           e       Active             2010-01-01          6     | no, held without placements
        ZZA           f       Active             2010-01-01          6     | no, only prepared
        ZZA           g       Active             2010-01-01          6     | no, only what is sought
        ZZA           h       Career Break       2010-01-01          6     | yes: everybody in post counts
        ZZA           i       Active             2025-01-06          -     | yes: newcomers too
        ZZA           j       Active             2010-01-01          -     | no, after the month
        ZZA           k       Active             2010-01-01          -     | no, none at all
        ZZB           a       Active             2010-01-01          5     | no; it was another a
        """)
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  stage        current_placement  sought_placement
        a       2025-03-31         placed       depth              depth
        b       2023-04-01         plan_agreed  breadth            -
        c       2023-03-31         placed       depth              depth
        d       2024-01-09         placed       stretch            no_move
        d       2025-01-09         held         -                  -
        e       2025-01-09         held         -                  -
        f       2025-01-09         prepared     depth              depth
        g       2025-01-09         held         -                  stretch
        h       2023-12-31         -            no_move            no_move
        i       2025-02-01         placed       depth              depth
        i       2025-02-20         placed       depth              depth
        j       2025-04-01         placed       depth              depth
        gone    2025-02-01         placed       depth              depth
        """,
    )
    tables = world(staff_in_post=people, conversation_outcomes=conversations)
    # In post at ZZA: 11. On record: a b d h i = 5.
    assert fractions(count(tables, "placement_visible"), "organisation") == [("ZZA", 5, 11), ("ZZB", 0, 1)]
    assert fractions(count(tables, "placement_visible", by=["band"], organisations=["ZZA"]), "band") == [
        ("Band 5", 3, 4),
        ("Band 6", 1, 4),
        ("Unknown", 1, 3),
    ]


def test_review_overdue_of_the_worked_example() -> None:
    people = staff({"person": name} for name in "abcdefghijkl")
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  stage        next_review_date  | a review agreed?  passed by the end of March 2025?
        a       2024-05-01         held         2025-03-01        | yes               yes
        b       2024-05-01         plan_agreed  2025-03-31        | yes               yes: due within the month, that month is over
        c       2024-05-01         held         2025-04-01        | yes               no, the day after
        d       2024-05-01         -            2024-12-01        | yes               yes
        e       2024-05-01         held         2025-01-01        | replaced by the next
        e       2025-01-08         held         2025-07-01        | yes               no: the review was held
        f       2024-05-01         held         2025-01-01        | replaced by the next
        f       2024-06-08         held         -                 | none agreed at the latest
        g       2024-05-01         held         2025-01-01        | yes               yes: the next was only prepared
        g       2025-02-08         prepared     -                 | was not held
        h       2023-04-01         held         2024-04-01        | yes, in the first month of the 24; passed: yes
        i       2023-03-31         held         2024-04-01        | a day too early
        j       2025-03-02         held         2025-03-09        | replaced in the same month
        j       2025-03-09         held         2025-09-09        | yes               no
        k       2025-04-01         held         2025-04-09        | after the month
        gone    2024-05-01         held         2025-01-01        | not in post
        """,
    )  # l has had no conversation
    tables = world(staff_in_post=people, conversation_outcomes=conversations)
    # A review agreed: a b c d e g h j = 8. Passed: a b d g h = 5.
    assert fractions(count(tables, "review_overdue")) == [(5, 8)]


def test_pipeline_of_the_worked_example() -> None:
    people = in_post("""
        organisation  person  band  ethnicity  assignment_status  service_start_date  | eligible  seeks stretch within 24 months
        ZZA           a       5     A          Active             2010-01-01          | yes       yes
        ZZA           b       5     D          Active             2010-01-01          | yes       yes, exactly 24
        ZZA           c       5     D          Active             2010-01-01          | yes       no, within 25
        ZZA           d       5     -          Active             2024-04-01          | yes       yes: no horizon is two years
        ZZA           e       6     Z          Active             2010-01-01          | yes       no longer: sought breadth later
        ZZA           f       6     A          Active             2010-01-01          | yes       yes: sought it later in the same month
        ZZA           g       6     A          Active             2010-01-01          | yes       yes: held again without placements
        ZZA           h       6     A          Active             2010-01-01          | yes       no, thirteen months ago
        ZZA           i       6     A          Active             2010-01-01          | yes       no conversation
        ZZA           j       6     A          Suspended          2010-01-01          | no
        ZZA           k       6     A          Active             2024-04-02          | no
        ZZB           a       5     A          Active             2010-01-01          | yes       no; it was another a
        """)
    conversations = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  current_placement  sought_placement  sought_horizon_months
        a       2024-04-01         depth              stretch           12
        b       2025-03-31         -                  stretch           24
        c       2025-01-01         depth              stretch           25
        d       2025-01-01         depth              stretch           -
        e       2024-06-01         depth              stretch           12
        e       2024-09-01         depth              breadth           12
        f       2024-06-01         depth              no_move           -
        f       2024-06-02         stretch            stretch           6
        g       2024-06-01         depth              stretch           24
        g       2024-08-01         -                  -                 -
        h       2024-03-31         depth              stretch           24
        j       2024-06-01         depth              stretch           24
        k       2024-06-01         depth              stretch           24
        """,
        stage="placed",
    )
    tables = world(staff_in_post=people, conversation_outcomes=conversations)
    # Eligible at ZZA: a to i = 9. Seek stretch: a b d f g = 5.
    assert fractions(count(tables, "pipeline"), "organisation") == [("ZZA", 5, 9), ("ZZB", 0, 1)]
    assert fractions(
        count(tables, "pipeline", by=["band", "ethnicity"], organisations=["ZZA"]), "band", "ethnicity"
    ) == [
        ("Band 5", "White", 1, 1),  # .................. a
        ("Band 5", "All other ethnic groups", 1, 2),  # b of b c
        ("Band 5", "Unknown", 1, 1),  # ................ d
        ("Band 6", "White", 2, 4),  # .................. f g of f g h i
        ("Band 6", "Unknown", 0, 1),  # ................ e
    ]


def test_in_pool_of_the_worked_example() -> None:
    people = staff(
        [
            *({"person": name} for name in "abcdefghij"),
            {"person": "k", "assignment_status": "Career Break"},
            {"person": "a", "organisation": "ZZB"},
        ]
    )
    pools = drawn(
        "talent_pools",
        """
        person  pool     pool_status     joined_date  left_date   | member at the end of March 2025?
        a       Leaders  member          2025-03-31   -           | yes, since that day
        b       Leaders  member          2025-04-01   -           | not yet
        c       Leaders  left            2024-02-01   2025-04-01  | still
        d       Leaders  left            2024-02-01   2025-03-31  | no longer, that day
        e       Leaders  member          2024-02-01   -           | yes, of two pools; counted once
        e       Digital  member          2024-03-01   -
        f       Leaders  left            2024-02-01   2024-09-01  | yes, of the other pool
        f       Digital  member          2024-03-01   -
        g       Leaders  applied         -            -           | never joined
        h       Leaders  not_successful  -            -           | never joined
        i       Leaders  left            2024-02-01   -           | has left, though nobody wrote when
        k       Leaders  member          2024-02-01   -           | yes, and is not eligible
        gone    Leaders  member          2024-02-01   -           | not in post
        """,
        applied_date=date(2024, 1, 1),
    )  # j is in no pool
    # Eligible at ZZA: a to j = 10. Members: a c e f = 4. ZZB sends no pools, so nothing is known of its a.
    counted = count(world(staff_in_post=people, talent_pools=pools), "in_pool")
    assert fractions(counted, "organisation") == [("ZZA", 4, 10)]
