"""Critical posts and who could follow in them, counted by hand from the words of each measure."""

from __future__ import annotations

from sfg_analytics.measures import count
from tests.measures.made import APRIL, MARCH, drawn, fractions, world

SUCCESSORS = """
    period      post                 successor  readiness            band  | ready now
    2025-03-01  Chief nurse          a          ready_now            9     | 1
    2025-03-01  Chief nurse          b          ready_now            9     | 2
    2025-03-01  Chief nurse          c          ready_soon           9     | not now
    2025-03-01  Chief pharmacist     a          ready_now            8d    | 1: the same successor, of another post
    2025-03-01  Chief pharmacist     d          professional_talent  8d    | not now
    2025-03-01  Director of estates  e          ready_soon           8d    | 0
    2025-03-01  Head of payroll      -          -                    -     | 0: nobody is named
    2025-03-01  Head of imaging      -          ready_now            8c    | 0: a readiness, and nobody it is of
    2025-03-01  Head of genomics     f          -                    8c    | 0: named, readiness not recorded
    2025-04-01  Chief nurse          a          ready_now            9     | 1: b has gone
    2025-04-01  Chief pharmacist     a          ready_soon           8d    | 0
    2025-04-01  Head of imaging      g          ready_now            8c    | 1
"""


def test_successor_ready_of_the_worked_example() -> None:
    posts = drawn("critical_posts", SUCCESSORS)
    # March: nurse, pharmacist of 6 posts. April: nurse, imaging of 3.
    assert fractions(count(world(critical_posts=posts), "successor_ready"), "period") == [
        (MARCH, 2, 6),
        (APRIL, 2, 3),
    ]
    assert fractions(
        count(world(critical_posts=posts), "successor_ready", by=["band"], periods=[MARCH]), "band"
    ) == [("Band 8c", 0, 2), ("Band 8d", 1, 2), ("Band 9", 1, 1), ("Unknown", 0, 1)]


def test_two_successors_ready_of_the_worked_example() -> None:
    posts = drawn("critical_posts", SUCCESSORS)
    elsewhere = drawn("critical_posts", SUCCESSORS, organisation="ZZB").head(1)
    tables = world(critical_posts=posts.vstack(elsewhere))
    # March: the nurse alone of 6 posts; in April nobody of 3. The nurse of ZZB is another post, with one.
    assert fractions(count(tables, "two_successors_ready"), "period", "organisation") == [
        (MARCH, "ZZA", 1, 6),
        (MARCH, "ZZB", 0, 1),
        (APRIL, "ZZA", 0, 3),
    ]
