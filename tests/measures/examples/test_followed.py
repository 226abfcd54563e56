"""What had become of people a year or two on, counted by hand from the words of each measure."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.measures import count
from tests.measures.made import drawn, fractions, in_post, world

# Those in post in March 2024, and where they were in March 2025 (a year on) or, moved a year, in March 2026 (two).
THEN = """
    organisation  person  national_person  band     assignment_status  service_start_date
    ZZA           a       N-a              5        Active             2010-01-01
    ZZA           b       N-b              5        Active             2023-04-01
    ZZA           c       N-c              5        Active             2010-01-01
    ZZA           d       N-d              8a       Active             2010-01-01
    ZZA           e       N-e              6        -                  -
    ZZA           f       -                6        Active             2010-01-01
    ZZA           g       N-g              6        Active             2010-01-01
    ZZA           h       N-h              Medical  Active             2010-01-01
    ZZA           i       N-i              -        Active             2010-01-01
    ZZA           j       N-j              7        Active             2010-01-01
    ZZA           k       N-k              7        Active             2023-04-02
    ZZA           l       N-l              7        Career Break       2010-01-01
    ZZB           a       N-m              5        Active             2010-01-01
    ZZC           a       N-n              5        Active             2010-01-01
"""
# On: organisation ZZC sent no list of that month, so nothing can be said of the person there.
LATER = """
    organisation  person  national_person  band     | still here     band    at another organisation
    ZZA           a       N-a              5        | yes            same    no
    ZZA           b       N-b              6        | yes            other   no
    ZZA           d       N-d              7        | yes            other   yes and here too, so not moved
    ZZB           d2      N-d              7
    ZZB           c2      N-c              6        | c: no                  yes
    ZZB           f2      -                6        | f: no                  unknown, so not asked
    ZZA           g2      N-g              6        | g: not under that number; no: still here under another
    ZZA           h       N-h              5        | yes            not asked: no band of the pay scale then
    ZZA           i       N-i              5        | yes            not asked: band not recorded then
    ZZA           j       N-j              -        | yes            not asked: band not recorded now
    ZZA           k       N-k              8a       | not eligible then, and not counted
    ZZA           new     N-x              2        | was not there
    ZZB           l2      N-l              7        | l: not eligible then, and not counted
"""  # e, and the person of ZZB, are on no list
CONVERSATIONS = """
    organisation  person  conversation_date  stage     | in the twelve months up to March 2024?
    ZZA           a       2024-03-31         held      | yes
    ZZA           b       2023-04-01         placed    | yes
    ZZA           c       2023-03-31         held      | a day too early
    ZZA           d       2024-04-01         held      | a day too late
    ZZA           e       2023-09-09         -         | yes
    ZZA           f       2023-09-09         prepared  | never held
    ZZA           g       2023-09-09         held      | yes
    ZZA           g       2023-12-09         held      | yes; counted once
    ZZB           b       2023-09-09         held      | another b
    ZZA           k       2023-09-09         held      | not eligible
"""
YEARS_ON = pytest.mark.parametrize(("months", "later"), [(12, date(2025, 3, 1)), (24, date(2026, 3, 1))])


def tables(later: date) -> dict[str, pl.DataFrame]:
    staff = in_post(THEN, period=date(2024, 3, 1)).vstack(in_post(LATER, period=later))
    return world(staff_in_post=staff, conversation_outcomes=drawn("conversation_outcomes", CONVERSATIONS))


@YEARS_ON
def test_retained_of_the_worked_example(months: int, later: date) -> None:
    # Eligible then at ZZA: a to j = 10. Still in post: a b d h i j = 6. At ZZB: 1, who is not.
    counted = count(tables(later), f"retained_{months}")
    assert fractions(counted, "period", "organisation") == [(later, "ZZA", 6, 10), (later, "ZZB", 0, 1)]
    # With: a b of a b e g. Without: d h i j of c d f h i j. Groups are those of March 2024: b was at band 5.
    by = count(tables(later), f"retained_{months}", by=["conversed"], organisations=["ZZA"])
    assert fractions(by, "conversed") == [("With a conversation", 2, 4), ("Without a conversation", 4, 6)]
    by_band = count(tables(later), f"retained_{months}", by=["band"], organisations=["ZZA"])
    assert fractions(by_band, "band")[0] == ("Band 5", 2, 3)


@YEARS_ON
def test_moved_band_of_the_worked_example(months: int, later: date) -> None:
    # Eligible, still in post, and at a band of the pay scale both times: a b d = 3. At another band: b, and d, for it
    # is a move in either direction.
    counted = count(tables(later), f"moved_band_{months}")
    assert fractions(counted, "period", "organisation") == [(later, "ZZA", 2, 3)]


@YEARS_ON
def test_moved_organisation_of_the_worked_example(months: int, later: date) -> None:
    # Eligible, their national identifier recorded: a b c d e g h i j = 9. Gone from here and at another: c. Counting
    # ZZA alone changes nothing: where its people are now is asked of every organisation.
    for organisations in (None, ["ZZA"]):
        counted = count(tables(later), f"moved_organisation_{months}", organisations=organisations)
        assert fractions(counted, "period", "organisation")[0] == (later, "ZZA", 1, 9)


@YEARS_ON
def test_whom_nobody_could_follow_is_not_counted_as_gone(months: int, later: date) -> None:
    # ZZC sent no list of the later month, and a list of a month in between is not one of it.
    between = in_post(THEN, period=date(2024, 9, 1))
    known = tables(later)
    known["staff_in_post"] = known["staff_in_post"].vstack(between)
    counted = count(known, f"retained_{months}")
    assert set(fractions(counted, "period", "organisation")) == {(later, "ZZA", 6, 10), (later, "ZZB", 0, 1)}
