"""Plain tables of counts, as frames of a measure whose numerators they are: rows and columns are two breakdowns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfg_analytics.disclosure import CountedAs, Described

EVERYBODY = frozenset[str]()
SEEN = frozenset({"seen"})

# Only the numerators matter: a million more in every cell are not counted.
DESCRIBED = Described({"seen": CountedAs("people", EVERYBODY, SEEN)})
MANY = 1_000_000

Cell = tuple[str, str, int, int]
"""Breakdown, group, count, and how many cells of the finest table it is made of."""


def crossed(table: Sequence[Sequence[int]]) -> pl.DataFrame:
    """A table of rows by columns, with its margins and its grand total."""
    rows, columns = len(table), len(table[0])
    cells: list[Cell] = [("", "", sum(map(sum, table)), rows * columns)]
    cells += [("row", f"r{i}", sum(row), columns) for i, row in enumerate(table)]
    cells += [("column", f"c{j}", sum(column), rows) for j, column in enumerate(zip(*table, strict=True))]
    cells += [
        ("row | column", f"r{i} | c{j}", count, 1)
        for i, row in enumerate(table)
        for j, count in enumerate(row)
    ]
    return framed(cells)


def listed(counts: Sequence[int], breakdown: str = "row", *, finest: int = 1) -> pl.DataFrame:
    """A list of groups, with their total."""
    groups = [(breakdown, f"{breakdown[0]}{i}", count, finest) for i, count in enumerate(counts)]
    return framed([("", "", sum(counts), finest * len(counts)), *groups])


def framed(cells: Sequence[Cell]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "measure": ["seen"] * len(cells),
            "period": [date(2025, 3, 1)] * len(cells),
            "organisation": ["ZZ1"] * len(cells),
            "breakdown": [breakdown for breakdown, _, _, _ in cells],
            "group": [group for _, group, _, _ in cells],
            "outcome": pl.Series([None] * len(cells), dtype=pl.String),
            "numerator": [count for _, _, count, _ in cells],
            "denominator": [count + MANY * finest for _, _, count, finest in cells],
        }
    )


def hidden(protected: pl.DataFrame, breakdown: str | None = None) -> list[str]:
    """The groups whose numerator is hidden."""
    inside = protected if breakdown is None else protected.filter(pl.col("breakdown") == breakdown)
    return inside.filter(pl.col("numerator").is_null())["group"].to_list()
