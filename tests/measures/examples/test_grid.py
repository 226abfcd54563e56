"""The talent grid of 2014, counted by hand from the words of each measure."""

from __future__ import annotations

import polars as pl

from sfg_analytics.measures import count
from sfg_analytics.vocabulary.talent_grid import GRID
from tests.measures.made import MARCH, drawn, fractions, staff, world

FEBRUARY = MARCH.replace(month=2)
ASSESSMENTS = """
    organisation  person  assessed_date  box                    colour  readiness
    ZZA           a       2025-03-01     role_model             green   ready_now
    ZZA           a       2025-03-31     key_generalist         purple  ready_soon           | a second assessment is a second row
    ZZA           b       2025-03-01     key_generalist         green   ready_soon           | of one box, another colour
    ZZA           c       2025-03-01     professional_in_field  purple  professional_talent
    ZZA           d       2025-03-01     key_generalist         -       ready_soon           | no colour recorded
    ZZA           e       2025-03-01     transition_employee    blue    -                    | no readiness recorded
    ZZA           f       2025-03-01     -                      blue    ready_now            | no box recorded
    ZZA           left    2025-03-01     developing_generalist  blue    ready_soon           | not in post
    ZZA           a       2025-02-28     role_model             green   ready_now            | February
    ZZA           b       2025-02-01     solid_generalist       -       -                    | February, and nothing but the box
    ZZB           a       2025-03-01     role_model             green   ready_now            | another a
"""
TABLES = world(
    staff_in_post=staff({"person": name, "sex": "Female"} for name in "abcdef"),
    talent_grid=drawn("talent_grid", ASSESSMENTS),
)


def some(counted: pl.DataFrame) -> set[tuple[object, ...]]:
    """Every outcome that somebody has."""
    return set(fractions(counted.filter(pl.col("numerator") > 0), "period", "organisation", "outcome"))


def test_grid_box_of_the_worked_example() -> None:
    # ZZA in March: a twice, b c d e f, left = 8; f is in no box that is known. February: a b.
    counted = count(TABLES, "grid_box")
    assert some(counted) == {
        (FEBRUARY, "ZZA", "role_model", 1, 2),
        (FEBRUARY, "ZZA", "solid_generalist", 1, 2),
        (MARCH, "ZZA", "role_model", 1, 8),
        (MARCH, "ZZA", "key_generalist", 3, 8),
        (MARCH, "ZZA", "professional_in_field", 1, 8),
        (MARCH, "ZZA", "transition_employee", 1, 8),
        (MARCH, "ZZA", "developing_generalist", 1, 8),
        (MARCH, "ZZB", "role_model", 1, 1),
    }
    boxes = {box for row in GRID for box in row}
    for part in counted.partition_by("period", "organisation"):
        assert set(part["outcome"]) == boxes


def test_grid_colour_of_the_worked_example() -> None:
    # ZZA in March: all eight but d. Green a b, purple a c, blue e f, left. February: a alone.
    assert some(count(TABLES, "grid_colour")) == {
        (FEBRUARY, "ZZA", "green", 1, 1),
        (MARCH, "ZZA", "green", 2, 7),
        (MARCH, "ZZA", "purple", 2, 7),
        (MARCH, "ZZA", "blue", 3, 7),
        (MARCH, "ZZB", "green", 1, 1),
    }


def test_grid_readiness_of_the_worked_example() -> None:
    # ZZA in March: all eight but e. Now a f; soon a b d, left; professional talent c. February: a alone.
    counted = count(TABLES, "grid_readiness")
    assert some(counted) == {
        (FEBRUARY, "ZZA", "ready_now", 1, 1),
        (MARCH, "ZZA", "ready_now", 2, 7),
        (MARCH, "ZZA", "ready_soon", 4, 7),
        (MARCH, "ZZA", "professional_talent", 1, 7),
        (MARCH, "ZZB", "ready_now", 1, 1),
    }
    by = count(TABLES, "grid_readiness", by=["sex"], organisations=["ZZA"], periods=[MARCH])
    soon = by.filter(pl.col("outcome") == "ready_soon")
    assert fractions(soon, "sex") == [("Female", 3, 6), ("Unknown", 1, 1)]
