"""Supply beside demand, counted by hand from the words of each measure."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sfg_analytics.measures import count
from tests.measures.made import MARCH, drawn, fractions, staff, told_by, world

FEBRUARY = date(2025, 2, 1)
MONTHS = [
    date(2024 + month // 12, month % 12 + 1, 1) for month in range(1, 15)
]  # February 2024 to March 2025
GROUPS = {
    "nursing": "Nursing and Midwifery Registered",
    "therapy": "Allied Health Professionals",
    "doctors": "Medical and Dental",
    "clerks": "Administrative and Clerical",
    None: None,
}
# A dot is a month in whose list the person is not. Left in a month: in the list of the one before, and not in this one's
# with the same band (or staff group). The twelve months up to March 2025 begin with those left in April 2024.
PEOPLE = """
    organisation  person  group    band     FMAMJJASONDJFM  | posts left in the 12 months
    ZZA           z       nursing  6        x.............  | left in March 2024, too early
    ZZA           a       nursing  6        xx............  | in April 2024, the first month: one at band 6, in nursing
    ZZA           b       nursing  6        xxxxxxxxxxxxx.  | in March 2025, the last: one at band 6, in nursing
    ZZA           d       nursing  5        xxxxxxx.......  | to band 6: one at band 5, and none of the staff group
    ZZA           d       nursing  6        .......xxxxxxx
    ZZA           e       therapy  6        ....xxxxxx....  | came and went: one at band 6, in therapy
    ZZA           g       therapy  7        xxxxx..xxxxxxx  | in no post for two months: one at band 7, in therapy
    ZZA           f       doctors  Medical  xxxxxxx.......  | one of doctors; no band is below theirs
    ZZA           h       nursing  1        xxx...........  | one of nursing; no band is below band 1
    ZZA           c       nursing  6        xxxxxxxxxxxxxx
    ZZA           i       nursing  5        xxxxxxxxxxxxxx
    ZZA           j       nursing  5        xxxxxxxxxxxxxx
    ZZA           k       nursing  5        xxxxxxxxxxxxxx
    ZZA           l       clerks   4        xxxxxxxxxxxxxx
    ZZA           m       clerks   VSM      xxxxxxxxxxxxxx
    ZZA           n       doctors  Medical  xxxxxxxxxxxxxx
    ZZA           o       therapy  5        xxxxxxxxxxxxxx
    ZZA           p       nursing  -        xxxxxxxxxxxxxx
    ZZA           q       nursing  8a       xxxxxxxxxxxxxx
    ZZA           r       nursing  5        xxxxxxxxxxxxxx
    ZZB           a       nursing  5        xxxxxx.xxxxxxx  | ZZB sent no list in August 2024
    ZZB           b       nursing  6        xxxxxx.xxxxx..
"""
SOUGHT = """
    organisation  person  sought_placement  sought_horizon_months  share_across_system  | seeks the next band  shares what it seeks
    ZZA           i       stretch           12                     yes                  | band 6               nursing
    ZZA           j       stretch           25                     yes                  | too far off          nursing
    ZZA           k       stretch           -                      no                   | band 6
    ZZA           c       stretch           24                     -                    | band 7
    ZZA           d       stretch           6                      yes                  | band 7               nursing
    ZZA           l       stretch           24                     yes                  | band 5               clerks
    ZZA           m       stretch           24                     no                   | none above
    ZZA           n       stretch           24                     yes                  | none above           doctors
    ZZA           o       breadth           24                     yes                  | -                    therapy
    ZZA           p       stretch           24                     no                   | band not recorded
    ZZA           q       stretch           24                     no                   | band 8b
    ZZA           r       no_move           -                      yes                  | -                    no move
    ZZA           a       stretch           24                     yes                  | no longer in post
    ZZB           a       stretch           24                     yes                  | there, nothing is known of posts left
"""


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    people = staff(
        {
            "organisation": row["organisation"],
            "person": row["person"],
            "staff_group": GROUPS[row["group"]],
            "band": row["band"],
            "period": month,
        }
        for row in told_by(PEOPLE)
        for month, seen in zip(MONTHS, row["FMAMJJASONDJFM"] or "", strict=True)
        if seen == "x"
    )
    usual = {"conversation_date": date(2024, 10, 1), "stage": "placed", "current_placement": "depth"}
    return world(staff_in_post=people, conversation_outcomes=drawn("conversation_outcomes", SOUGHT, **usual))


def test_readiness_supply_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # Seek band 5: l. Band 6: i k. Band 7: c d. Band 8b: q. Left at band 5: d. Band 6: a b e. Band 7: g.
    # Nobody left band 8b, so of q no rate can be given there; it counts among all.
    by_band = count(tables, "readiness_supply", by=["band"], periods=[MARCH])
    assert fractions(by_band, "organisation", "band") == [
        ("ZZA", "Band 5", 1, 1),
        ("ZZA", "Band 6", 2, 3),
        ("ZZA", "Band 7", 2, 1),
    ]
    assert fractions(count(tables, "readiness_supply", periods=[MARCH])) == [(6, 5)]


def test_shared_supply_of_the_worked_example(tables: dict[str, pl.DataFrame]) -> None:
    # Nursing: i j d seek and share; a b h left. Therapy: o; e g left. Doctors: n; f left. Clerks: l; nobody left.
    by_group = count(tables, "shared_supply", by=["staff_group"], periods=[MARCH])
    assert set(fractions(by_group, "organisation", "staff_group")) == {
        ("ZZA", "Nursing and Midwifery Registered", 3, 3),
        ("ZZA", "Allied Health Professionals", 1, 2),
        ("ZZA", "Medical and Dental", 1, 1),
    }
    assert fractions(count(tables, "shared_supply", periods=[MARCH])) == [(6, 6)]


def test_posts_left_are_known_only_after_thirteen_lists_in_a_row(tables: dict[str, pl.DataFrame]) -> None:
    # ZZA's begin in February 2024, so the first twelve months end in February 2025. In them z, left in March 2024, counts
    # and b, left in March 2025, does not: at band 6 z a e. At ZZB a list is missing.
    by_band = count(tables, "readiness_supply", by=["band"])
    assert fractions(by_band.filter(pl.col("band") == "Band 6"), "period", "organisation") == [
        (FEBRUARY, "ZZA", 2, 3),
        (MARCH, "ZZA", 2, 3),
    ]
