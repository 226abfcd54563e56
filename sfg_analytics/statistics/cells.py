"""Cells: a table of counts, taken apart into the groups that are compared and all that they are compared within.

A row of counts is a cell. Some of its columns say which group it counts, some by what groups are to be held equal, and
every other one (measure, month, organisation, outcome, further groups) is what a comparison stays within. A count that is
hidden stays hidden in every sum that it is a part of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.statistics.arguments import shares

COUNTS = ("numerator", "denominator")
_ALWAYS = ("measure", "period", "organisation", "outcome")
UNKNOWN = "Unknown"
"""How the heading of a group begins whose members' answer is not known."""

HIDDEN = "hidden by disclosure control"
_MADE = ("hidden", "value", "lower", "upper", "method")
"""What other steps add to counts; it belongs to a cell and tells no cells apart."""

Names = str | Sequence[str]


@dataclass(frozen=True)
class Cells:
    """Cells, and what their columns are for.

    Parameters
    ----------
    table
        A row a cell; ``numerator`` and ``denominator`` are both null where either is hidden.
    within
        The columns that comparisons stay within.
    dimension
        The columns that say which group it is.
    strata
        The columns that are held equal.
    """

    table: pl.DataFrame
    within: tuple[str, ...]
    dimension: tuple[str, ...]
    strata: tuple[str, ...]

    def groups(self) -> pl.DataFrame:
        """Add up the strata: a row for each group.

        Returns
        -------
        polars.DataFrame
            ``<within...>, <dimension...>, numerator, denominator``, null where any cell is hidden; beside them the counts
            of all groups together (``all_numerator, all_denominator``), those of the people whose group is not known
            (``unknown_numerator, unknown_denominator``), and ``declared``, the share of people whose group is known.
        """
        unknown = pl.any_horizontal(pl.col(name).str.starts_with(UNKNOWN) for name in self.dimension)
        summed = self.table.group_by(*self.within, *self.dimension, maintain_order=True).agg(
            _total(pl.col(name)).alias(name) for name in COUNTS
        )
        everybody = {f"all_{name}": pl.col(name) for name in COUNTS}
        undeclared = {f"unknown_{name}": pl.when(unknown).then(name).otherwise(0) for name in COUNTS}
        known = 1 - pl.col("unknown_denominator") / pl.col("all_denominator")
        return summed.with_columns(
            _total(count).over(self.within).alias(name) for name, count in {**everybody, **undeclared}.items()
        ).with_columns(declared=known.fill_nan(None))

    def is_group(self, group: Sequence[str]) -> pl.Expr:
        """Say whether a row is of a group."""
        return pl.all_horizontal(
            pl.col(name) == heading for name, heading in zip(self.dimension, group, strict=True)
        )

    def pairs(self, reference: Sequence[str]) -> pl.DataFrame:
        """Put the counts of the reference group beside each other group.

        Parameters
        ----------
        reference
            Its heading in each column of the dimension.

        Returns
        -------
        polars.DataFrame
            What :meth:`groups` gives but for the reference group, and ``reference, reference_numerator,
            reference_denominator``; 0 where nobody is in the reference group.
        """
        rows = self.groups()
        against = rows.filter(self.is_group(reference)).select(
            *self.within,
            *(pl.col(name).alias(f"reference_{name}") for name in COUNTS),
            there=pl.lit(value=True),
        )
        joined = rows.filter(~self.is_group(reference)).join(
            against, on=list(self.within), how="left", nulls_equal=True, maintain_order="left"
        )
        return joined.select(
            *rows.columns,
            pl.lit(heading_of(reference)).alias("reference"),
            *(
                pl.when("there").then(f"reference_{name}").otherwise(0).alias(f"reference_{name}")
                for name in COUNTS
            ),
        )


def _total(count: pl.Expr) -> pl.Expr:
    """Add up counts; null where any is hidden."""
    return pl.when(~count.is_null().any()).then(count.sum())


def without_rate(counts: Mapping[str, str], minimum_base: int) -> pl.Expr:
    """Say in words why no rates are made of some people.

    Parameters
    ----------
    counts
        Columns of people, and who they are.
    minimum_base
        The least number of people a rate is made of.

    Returns
    -------
    polars.Expr
        Null where there is nothing against it.
    """
    if minimum_base < 1:
        raise ValueError(f"minimum_base must be at least 1; got {minimum_base!r}.")
    reasons = [pl.when(pl.any_horizontal(pl.col(*counts).is_null())).then(pl.lit(HIDDEN))]
    reasons += [pl.when(pl.col(name) == 0).then(pl.lit(f"nobody is {who}")) for name, who in counts.items()]
    few = pl.any_horizontal(pl.col(*counts) < minimum_base)
    return pl.coalesce(*reasons, pl.when(few).then(pl.lit(f"fewer than {minimum_base} people on one side")))


def heading_of(group: Sequence[str]) -> str:
    """Name a group that is one in several respects."""
    return " | ".join(group)


def cells_of(counted: pl.DataFrame, dimension: Names, strata: Names = ()) -> Cells:
    """Take a table of counts apart.

    Parameters
    ----------
    counted
        Counts, as :func:`compare` takes them. It is not changed.
    dimension
        The column that says which group it is, or several.
    strata
        The columns that are held equal.

    Returns
    -------
    Cells
        A blank group or stratum is *Unknown*.

    Raises
    ------
    MeasureProblem
        When a column is not there or is named twice, there are no rows, or a cell is there twice.
    ValueError
        When a count is negative, infinite or no number, or a numerator is larger than its denominator.

    Examples
    --------
    >>> from datetime import date
    >>> counted = pl.DataFrame(
    ...     {
    ...         "measure": "coverage",
    ...         "period": date(2025, 3, 1),
    ...         "organisation": "Z01",
    ...         "sex": ["Female", "Male"],
    ...         "outcome": None,
    ...         "numerator": [3, 4],
    ...         "denominator": [6, 5],
    ...     }
    ... )
    >>> cells_of(counted, "sex").within
    ('measure', 'period', 'organisation', 'outcome')
    """
    by, held = _names(dimension), _names(strata)
    _require(counted, by, held)
    numerator, denominator = (counted[name] for name in COUNTS)
    shares(numerator=numerator, denominator=denominator)
    within = tuple(name for name in counted.columns if name not in {*by, *held, *COUNTS, *_MADE})
    shown = pl.all_horizontal(pl.col(name).is_not_null() for name in COUNTS)
    if "hidden" in counted.columns:
        shown &= pl.col("hidden").is_null()
    table = counted.select(
        *within,
        *(pl.col(name).cast(pl.String).fill_null(UNKNOWN) for name in (*by, *held)),
        *(pl.when(shown).then(name) for name in COUNTS),
    )
    repeated = table.height - table.n_unique([*within, *by, *held])
    if repeated:
        raise MeasureProblem(
            "A cell is in the table more than once.",
            expected=f"one row for each {', '.join([*within, *by, *held])}",
            got=f"{repeated} rows too many",
        )
    return Cells(table, within, by, held)


def find_group(cells: Cells, group: Names) -> tuple[str, ...]:
    """Find a group by its heading.

    Raises
    ------
    MeasureProblem
        When nobody in the whole table is in it.
    """
    asked = _names(group)
    there = cells.table.select(cells.dimension).unique(maintain_order=True).rows()
    if asked not in there:
        headings = [heading_of(row) for row in there]
        raise MeasureProblem(
            f"There is no group '{heading_of(asked)}' of {heading_of(cells.dimension)} in the table.",
            expected=", ".join(headings),
            closest=nearest(heading_of(asked), headings),
            hint=""
            if len(asked) == len(cells.dimension)
            else f"name a heading for each of {', '.join(cells.dimension)}.",
        )
    return asked


def _names(given: Names) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _require(counted: pl.DataFrame, by: Sequence[str], held: Sequence[str]) -> None:
    for column in (*_ALWAYS, *COUNTS, *by, *held):
        if column not in counted.columns:
            raise MeasureProblem(
                f"The table of counts has no column '{column}'.",
                expected=", ".join(dict.fromkeys((*_ALWAYS, *COUNTS, *by, *held))),
                got=", ".join(counted.columns),
                closest=nearest(column, counted.columns),
                hint=f"count by '{column}' too." if column in {*by, *held} else "",
            )
    named = [*by, *held]
    if not by or len(set(named)) < len(named) or {"measure", "outcome", *COUNTS} & {*named}:
        raise MeasureProblem(
            "These columns cannot say what is compared.",
            expected="columns of groups, each named once, and at least one that is compared",
            got=", ".join(named) or "none",
        )
    if counted.is_empty():
        raise MeasureProblem("There is nothing to compare: the table of counts has no rows.")
