"""What others have published, counted by hand from the words of each measure."""

from __future__ import annotations

from datetime import date

import pytest

from sfg_analytics.measures import count
from sfg_analytics.measures.rows.context import ITEMS, Item
from tests.measures.made import APRIL, MARCH, drawn, fractions, world

SURVEY_OF_2024 = date(2024, 1, 1)
ANSWERS = """
    organisation  question  answer                value  base
    ZZA           Q15       Yes                   57.46  1000  | 574.6 people, the nearest is 575
    ZZA           Q15       No                    20     1000
    ZZB           Q15       Yes                   -      -     | hidden
    ZZC           Q15       Yes                   0      12    | nobody, and it is known
    ZZA           Q23a      Yes                   85.5   200   | 171
    ZZA           Q23b      Yes, definitely       25     180   | 45
    ZZA           Q23b      Yes, to some extent   50     180
    ZZA           Q23c      Yes, definitely       30     180   | 54
    ZZA           Q23d      Yes, definitely       10     180   | 18
    ZZA           Q24a      Agree                 40     50    | 20
    ZZA           Q24a      Strongly agree        20     50    | 10
    ZZA           Q24a      Disagree              40     50
    ZZB           Q24a      Agree                 40     50
    ZZB           Q24a      Strongly agree        -      50    | hidden: how many agree in all is not known
    ZZA           Q24b      Agree                 50     40    | 20
    ZZA           Q24b      Strongly agree        0      40    | 0
    ZZA           Q24c      Agree                 50     40    | 20
    ZZA           Q24c      Strongly agree        25     40    | 10
    ZZA           Q24d      Agree                 10     40    | 4
    ZZA           Q24d      Strongly agree        5      40    | 2
    ZZA           Q24e      Agree                 60     40    | 24
    ZZA           Q24e      Strongly agree        40     40    | 16
    ZZA           PP5_1     score                 6.25   40    | 250 points
    ZZA           PP5_2     score                 5      40    | 200 points
"""
COUNTED = {
    "Q15": [("ZZA", 575, 1000), ("ZZC", 0, 12)],
    "Q23a": [("ZZA", 171, 200)],
    "Q23b": [("ZZA", 45, 180)],
    "Q23c": [("ZZA", 54, 180)],
    "Q23d": [("ZZA", 18, 180)],
    "Q24a": [("ZZA", 30, 50)],
    "Q24b": [("ZZA", 20, 40)],
    "Q24c": [("ZZA", 30, 40)],
    "Q24d": [("ZZA", 6, 40)],
    "Q24e": [("ZZA", 40, 40)],
    "PP5_1": [("ZZA", 250, 40)],
    "PP5_2": [("ZZA", 200, 40)],
}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_survey_of_the_worked_example(item: Item) -> None:
    answers = drawn("nhs_staff_survey", ANSWERS, period=SURVEY_OF_2024)
    measure = f"survey_{item.code.lower()}"
    assert fractions(count(world(nhs_staff_survey=answers), measure), "organisation") == COUNTED[item.code]


def test_turnover_of_the_worked_example() -> None:
    published = drawn(
        "nhs_turnover",
        """
        organisation  period      count_type                      staff_group       headcount
        ZZA           2025-03-01  Leavers                         All staff groups  60
        ZZA           2025-03-01  Joiners                         All staff groups  80
        ZZA           2025-03-01  Denominator at start of period  All staff groups  5000
        ZZA           2025-03-01  Denominator at end of period    All staff groups  5020
        ZZA           2025-03-01  Leavers                         Midwives          10    | among the 60
        ZZA           2025-03-01  Denominator at start of period  Midwives          400
        ZZA           2025-04-01  Leavers                         All staff groups  0
        ZZA           2025-04-01  Denominator at start of period  All staff groups  5020
        ZZB           2025-03-01  Leavers                         All staff groups  7
        ZZB           2025-03-01  Denominator at start of period  All staff groups  90
        ZZC           2025-03-01  Leavers                         All staff groups  7     | of how many is not told
        """,
    )
    counted = count(world(nhs_turnover=published), "turnover")
    assert fractions(counted, "period", "organisation") == [
        (MARCH, "ZZA", 60, 5000),
        (MARCH, "ZZB", 7, 90),
        (APRIL, "ZZA", 0, 5020),
    ]


def test_sickness_of_the_worked_example() -> None:
    published = drawn(
        "nhs_sickness",
        """
        organisation  period      fte_days_lost  fte_days_available
        ZZA           2025-03-01  512.4          10000.0             | 512
        ZZA           2025-04-01  512.6          9999.7              | 513 of 10000
        ZZB           2025-03-01  0.2            30.0                | 0
        ZZB           2025-04-01  0.0            0.0                 | no days, so no share
        ZZC           2025-03-01  0.0            0.4                 | nor here, to the nearest day
        """,
    )
    counted = count(world(nhs_sickness=published), "sickness")
    assert fractions(counted, "period", "organisation") == [
        (MARCH, "ZZA", 512, 10000),
        (MARCH, "ZZB", 0, 30),
        (APRIL, "ZZA", 513, 10000),
    ]
