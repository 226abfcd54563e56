"""The quality of the record, and calibration, counted by hand from the words of each measure."""

from __future__ import annotations

import polars as pl
import pytest

from sfg_analytics.measures import count
from sfg_analytics.measures.rows.people import DECLARABLE
from sfg_analytics.measures.rows.recorded import FIELDS
from tests.measures.made import APRIL, MARCH, drawn, fractions, in_post, staff, world


def test_declared_of_the_worked_example() -> None:
    people = in_post("""
        person  age_band  sex         ethnicity  disability            sexual_orientation        religion_or_belief
        a       31-40     Female      A          Yes                   Heterosexual or straight  Christianity
        b       31-40     Male        D          No                    Undecided                 No religion
        c       -         Female      Z          Prefer not to answer  Not stated                Not stated           | declined is not recorded
        d       66+       Not stated  99         Not declared          Unspecified               Unspecified          | never asked is not
        e       -         -           -          -                     -                         -                    | a blank is not
        f       16-20     Male        S          No                    Other                     Other                | another answer is one
        g       21-30     Female      A          -                     Gay or lesbian            Islam
        h       21-30     Female      -          Yes                   Bisexual                  -
        i       41-50     -           A          Yes                   -                         Hinduism
        j       41-50     Male        A          No                    Not stated                Sikhism
        k       51-65     Male        99         No                    Unspecified               Judaism
        l       51-65     Male        A          Not declared          Other                     Not stated
        """)
    # Age band: all but c e = 10. Sex: all but d e i = 9. Ethnicity: a b f g i j l = 7. Disability: a b f h i j k = 7.
    # Sexual orientation: a b f g h l = 6. Religion or belief: a b f g i j k = 7. Everybody in post counts.
    counted = count(world(staff_in_post=people), "declared")
    assert fractions(counted, "outcome") == [
        (f"{name}_declared", n, 12) for name, n in zip(DECLARABLE, (10, 9, 7, 7, 6, 7), strict=True)
    ]


# In each row one field is wanting; of those of b, two are.
FILLED = """
    person  stage        recorded_date  run_as      facilitator   current_placement  sought_placement  sought_horizon_months  plan_agreed  next_review_date  share_across_system  | complete
    a       placed       2025-03-04     appraisal   line_manager  depth              stretch           12                     yes          2026-03-01        yes                  | yes
    b       placed       -              appraisal   line_manager  depth              stretch           12                     yes          -                 yes                  | no
    c       placed       2025-03-04     unknown     line_manager  depth              stretch           12                     yes          2026-03-01        yes                  | no, unknown is blank
    d       placed       2025-03-04     -           line_manager  depth              stretch           12                     yes          2026-03-01        yes                  | no
    e       placed       2025-03-04     standalone  unknown       depth              stretch           12                     yes          2026-03-01        yes                  | no, unknown is blank
    f       placed       2025-03-04     standalone  -             depth              stretch           12                     yes          2026-03-01        yes                  | no
    g       placed       2025-03-04     standalone  coach         depth              stretch           -                      yes          2026-03-01        yes                  | no
    h       placed       2025-03-04     standalone  coach         depth              stretch           12                     -            2026-03-01        yes                  | no
    i       -            2025-03-04     standalone  coach         no_move            no_move           12                     no           2026-03-01        yes                  | yes: no is an answer, no stage is held
    j       plan_agreed  2025-03-04     standalone  coach         depth              stretch           12                     yes          -                 yes                  | no
    k       held         2025-03-04     standalone  coach         depth              stretch           12                     yes          2026-03-01        -                    | no
    l       placed       2025-03-04     standalone  coach         depth              stretch           12                     yes          2026-03-01        no                   | yes: no is an answer
    m       prepared     2025-03-04     standalone  coach         depth              stretch           12                     yes          2026-03-01        yes                  | not held
    n       placed       2025-03-04     standalone  coach         depth              -                 12                     yes          2026-03-01        yes                  | no placement sought
    o       placed       2025-03-04     standalone  coach         -                  stretch           12                     yes          2026-03-01        yes                  | no placement now
    left    placed       2025-03-04     appraisal   other         depth              stretch           12                     yes          2026-03-01        yes                  | yes
"""


def test_recorded_completely_of_the_worked_example() -> None:
    # Held with both placements: a to l, left = 13. Complete: a i l, left = 4.
    told = drawn("conversation_outcomes", FILLED, conversation_date=MARCH)
    people = staff({"person": name, "directorate": "Surgery"} for name in "abcdefghijklmno")
    tables = world(staff_in_post=people, conversation_outcomes=told)
    assert fractions(count(tables, "recorded_completely"), "period") == [(MARCH, 4, 13)]
    by = count(tables, "recorded_completely", by=["directorate"])
    assert fractions(by, "directorate") == [("Surgery", 3, 12), ("Unknown", 1, 1)]


def test_where_a_field_is_never_filled_completeness_is_a_gap_and_the_field_is_named() -> None:
    told = drawn("conversation_outcomes", FILLED, conversation_date=MARCH)
    # ZZB's export has no facilitator; ZZC has filled one, once, and so it is missing in the others.
    without = told.with_columns(organisation=pl.lit("ZZB"), facilitator=pl.lit(None, pl.String))
    once = pl.when(pl.col("person") == "m").then(pl.col("facilitator"))
    seldom = told.with_columns(organisation=pl.lit("ZZC"), facilitator=once)
    tables = world(conversation_outcomes=pl.concat([told, without, seldom]))
    counted = count(tables, "recorded_completely")
    assert fractions(counted, "organisation") == [("ZZA", 4, 13), ("ZZC", 0, 13)]
    fields = count(tables, "fields_recorded", organisations=["ZZB"])
    blank = fields.filter(pl.col("numerator") == 0)
    assert fractions(blank, "outcome") == [("facilitator_filled", 0, 13)]


def test_fields_recorded_of_the_worked_example() -> None:
    # Of the 13: b lacks two fields, c d the way, e f who facilitated, g the horizon, h the plan, j the review, k sharing.
    told = drawn("conversation_outcomes", FILLED, conversation_date=MARCH)
    filled = {
        "recorded_date": 12,
        "run_as": 11,
        "facilitator": 11,
        "current_placement": 13,
        "sought_placement": 13,
        "sought_horizon_months": 12,
        "plan_agreed": 12,
        "next_review_date": 11,
        "share_across_system": 12,
    }
    counted = count(world(conversation_outcomes=told), "fields_recorded")
    assert fractions(counted, "outcome") == [(f"{name}_filled", filled[name], 13) for name in FIELDS]


def test_recorded_in_time_of_the_worked_example() -> None:
    told = drawn(
        "conversation_outcomes",
        """
        person  conversation_date  stage     recorded_date  | days
        a       2025-03-03         held      2025-03-03     | 0
        b       2025-03-03         placed    2025-03-10     | 7
        c       2025-03-03         held      2025-03-11     | 8
        d       2025-03-03         held      2025-04-02     | 30
        e       2025-03-03         held      2025-04-03     | 31
        f       2025-03-03         held      2025-06-01     | 90
        g       2025-03-03         held      2025-06-02     | 91
        h       2025-03-03         held      -              | not known, so not counted
        i       2025-03-03         prepared  2025-03-03     | not held
        j       2025-03-03         held      2025-03-01     | two days before: not late
        k       2025-03-03         -         2025-03-04     | 1
        left    2025-03-03         held      2025-03-05     | 2, of nobody in post
        a       2025-04-30         held      2025-05-08     | 8, in April
        """,
    )
    # March: a to g, j k, left = 10. Within 7 days: a b j k, left. Within 30: c d besides. Within 90: e f besides.
    assert fractions(count(world(conversation_outcomes=told), "recorded_in_time"), "period", "outcome") == [
        (MARCH, "recorded_within_7", 5, 10),
        (MARCH, "recorded_within_30", 7, 10),
        (MARCH, "recorded_within_90", 9, 10),
        (APRIL, "recorded_within_7", 0, 1),
        (APRIL, "recorded_within_30", 1, 1),
        (APRIL, "recorded_within_90", 1, 1),
    ]


def test_rejected_rows_of_the_worked_example() -> None:
    ledger = drawn(
        "ledger",
        """
        organisation  contract               first_period  last_period  rows_read  rows_rejected  verdict
        ZZA           staff_in_post          2025-03-01    2025-03-01   100        3              kept
        ZZA           staff_in_post          2025-03-01    2025-03-01   100        40             kept out  | counts all the same
        ZZA           staff_in_post          2025-04-01    2025-04-01   110        0              kept
        ZZA           conversation_outcomes  2024-04-01    2025-03-01   60         1              kept      | in its last month alone
        ZZA           talent_pools           2024-01-01    2025-02-01   8          8              kept out
        ZZB           staff_in_post          2025-03-01    2025-03-01   50         0              kept
        ZZB           conversation_outcomes  2025-03-01    2025-03-01   0          0              kept      | no rows were read
        ZZB           conversation_outcomes  -             -            20         20             kept out  | speaks of no month
        """,
    )
    tables = world(ledger=ledger)
    # ZZA in March: 3 and 40 and 1 of 100 and 100 and 60.
    february = MARCH.replace(month=2)
    assert fractions(count(tables, "rejected_rows"), "period", "organisation") == [
        (february, "ZZA", 8, 8),
        (MARCH, "ZZA", 44, 260),
        (MARCH, "ZZB", 0, 50),
        (APRIL, "ZZA", 0, 110),
    ]
    by = count(tables, "rejected_rows", by=["contract"], periods=[MARCH])
    assert fractions(by, "organisation", "contract") == [
        ("ZZA", "conversation_outcomes", 1, 60),
        ("ZZA", "staff_in_post", 43, 200),
        ("ZZB", "staff_in_post", 0, 50),
    ]


TEAMS = """
    person  conversation_date  current_placement  sought_placement  facilitator   facilitator_person
    a       2025-03-03         depth              depth             line_manager  M1
    b       2025-03-03         depth              stretch           line_manager  M1
    c       2025-03-03         stretch            stretch           coach         M2
    d       2024-06-03         breadth            stretch           line_manager  M1                  | replaced by the next
    d       2024-09-03         depth              stretch           coach         M2
    e       2024-04-01         no_move            no_move           unknown       -
    f       2024-09-03         depth              breadth           -             M2
    g       2024-09-03         -                  breadth           coach         M2                  | no current placement
    h       2024-03-31         depth              breadth           coach         M2                  | too early
    gone    2024-09-03         depth              breadth           coach         M2                  | not in post
"""


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        # depth, breadth, stretch, no move
        ((), {(): (4, 0, 1, 1)}),  # a b d f; nobody; c; e
        (("directorate",), {("Estates",): (2, 0, 0, 0), ("Surgery",): (2, 0, 1, 1)}),  # a b | c d e f
        (
            ("facilitator",),
            # a b | c d | e, whom somebody wrote down as unknown | f
            {
                ("Line manager",): (2, 0, 0, 0),
                ("Coach",): (1, 0, 1, 0),
                ("Not recorded",): (0, 0, 0, 1),
                ("Unknown",): (1, 0, 0, 0),
            },
        ),
        (
            ("facilitator_team",),
            # a b | c d f | e
            {("M1",): (2, 0, 0, 0), ("M2",): (2, 0, 1, 0), ("Unknown",): (0, 0, 0, 1)},
        ),
    ],
)
def test_team_placement_of_the_worked_example(
    by: tuple[str, ...], groups: dict[tuple[str, ...], tuple[int, ...]]
) -> None:
    people = staff(
        {"person": name, "directorate": "Estates" if name in "ab" else "Surgery"} for name in "abcdefgh"
    )
    told = drawn("conversation_outcomes", TEAMS, stage="placed")
    counted = count(world(staff_in_post=people, conversation_outcomes=told), "team_placement", by=by)
    expected = [
        (*group, outcome, n, sum(split))
        for group, split in groups.items()
        for outcome, n in zip(("depth", "breadth", "stretch", "no_move"), split, strict=True)
    ]
    assert fractions(counted, *by, "outcome") == expected
