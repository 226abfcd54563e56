"""Plain tables of counts, as frames of a measure whose numerators they are: rows and columns are two breakdowns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfg_analytics.disclosure import CountedAs, Described

EVERYBODY = frozenset[str]()
SEEN = frozenset({"seen"})

# Only the numerators matter: the denominators are so large that nothing can be learned from them.
DESCRIBED = Described({"seen": CountedAs("people", EVERYBODY, SEEN)})
MANY = 1_000_000


def crossed(table: Sequence[Sequence[int]]) -> pl.DataFrame:
    """A table of rows by columns, with its margins and its grand total."""
    cells = [("", "", sum(map(sum, table)))]
    cells += [("row", f"r{i}", sum(row)) for i, row in enumerate(table)]
    cells += [("column", f"c{j}", sum(column)) for j, column in enumerate(zip(*table, strict=True))]
    cells += [
        ("row | column", f"r{i} | c{j}", count) for i, row in enumerate(table) for j, count in enumerate(row)
    ]
    return framed(cells)


def listed(counts: Sequence[int]) -> pl.DataFrame:
    """A list of groups, with their total."""
    return framed([("", "", sum(counts)), *(("row", f"r{i}", count) for i, count in enumerate(counts))])


def framed(cells: Sequence[tuple[str, str, int]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "measure": ["seen"] * len(cells),
            "period": [date(2025, 3, 1)] * len(cells),
            "organisation": ["ZZ1"] * len(cells),
            "breakdown": [breakdown for breakdown, _, _ in cells],
            "group": [group for _, group, _ in cells],
            "outcome": pl.Series([None] * len(cells), dtype=pl.String),
            "numerator": [count for _, _, count in cells],
            "denominator": [MANY] * len(cells),
        }
    )


def hidden(protected: pl.DataFrame, breakdown: str | None = None) -> list[str]:
    """The groups whose numerator is hidden."""
    inside = protected if breakdown is None else protected.filter(pl.col("breakdown") == breakdown)
    return inside.filter(pl.col("numerator").is_null())["group"].to_list()
