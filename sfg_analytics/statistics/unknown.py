"""The unknown: what could change if it were known to which group everybody belongs.

Some people decline to say, others were never asked. They are a group of their own wherever groups are shown, and nobody
knows what they would have answered; but how far the answers could move a comparison can be computed, whatever they are.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sfg_analytics.errors import MeasureProblem
from sfg_analytics.statistics.arguments import Floats
from sfg_analytics.statistics.cells import COUNTS, HIDDEN, UNKNOWN, cells_of, find_group


def unknown_bounds(counted: pl.DataFrame, dimension: str, reference: str) -> pl.DataFrame:
    """Give the ratio of each group to a reference group as it would be if the unknown belonged to either.

    Parameters
    ----------
    counted
        Counts, as for :func:`compare`. Whoever is under a heading that begins with *Unknown* is unknown.
    dimension
        The column of groups.
    reference
        The heading of the reference group.

    Returns
    -------
    polars.DataFrame
        A row for each known group but the reference group, in the order of ``counted``: the columns compared within, the
        group, ``reference``, and

        - ``unknown_numerator, unknown_denominator, declared``: how many are unknown, and the share who are not;
        - ``ratio``: the group's rate over the reference group's, the unknown left apart as :func:`compare` does;
        - ``unknown_in_group, unknown_in_reference``: the ratio with all unknown counted in the one, then in the other;
        - ``least, most``: the ratio whatever each of them belongs to (these two groups or any other) cannot be outside
          these. The most is where those of them who are counted belong to the group and the rest to the reference group.
          They are no confidence limits: chance comes on top;
        - ``without_bounds``: in words, why there are none; null where there are.

        1 is as likely, 0 never; infinity where there would be none in the reference group.

    Raises
    ------
    MeasureProblem
        When the table has no rows, lacks a column, or has a cell twice, or nobody in it is in the reference group, or that
        group is the unknown.
    ValueError
        When a count is negative, or a numerator is larger than its denominator.

    References
    ----------
    Manski CF (1989). Anatomy of the selection problem. *Journal of Human Resources* 24, 343-360.

    Examples
    --------
    >>> from datetime import date
    >>> counted = pl.DataFrame(
    ...     {
    ...         "measure": "coverage",
    ...         "period": date(2025, 3, 1),
    ...         "organisation": "Z01",
    ...         "disability": ["Disabled", "Not disabled", "Unknown"],
    ...         "outcome": None,
    ...         "numerator": [20, 300, 60],
    ...         "denominator": [50, 500, 150],
    ...     }
    ... )
    >>> made = unknown_bounds(counted, "disability", "Not disabled").select("ratio", "least", "most")
    >>> [round(ratio, 2) for ratio in made.row(0)]
    [0.67, 0.22, 1.43]
    """
    cells = cells_of(counted, dimension)
    against = find_group(cells, reference)
    if reference.startswith(UNKNOWN):
        raise MeasureProblem(
            "The reference group is the unknown: it cannot be told what would be if it were known."
        )
    rows = cells.pairs(against).filter(~pl.col(dimension).str.starts_with(UNKNOWN))
    counts = [f"{whose}{name}" for whose in ("", "reference_", "unknown_") for name in COUNTS]
    x, n, rx, rn, ux, un = (rows[name].cast(pl.Float64).to_numpy() for name in counts)
    made = {
        "ratio": _ratio(x, n, rx, rn),
        "unknown_in_group": _ratio(x + ux, n + un, rx, rn),
        "unknown_in_reference": _ratio(x, n, rx + ux, rn + un),
        "least": _ratio(x, n + un - ux, rx + ux, rn + ux),
        "most": _ratio(x + ux, n + ux, rx, rn + un - ux),
    }
    hidden = pl.any_horizontal(pl.col(*counts).is_null())
    return rows.with_columns(pl.Series(name, ratio).fill_nan(None) for name, ratio in made.items()).select(
        *cells.within,
        dimension,
        "reference",
        *counts[-2:],
        "declared",
        *made,
        without_bounds=pl.when(hidden)
        .then(pl.lit(HIDDEN))
        .when(pl.any_horizontal(pl.col("least", "most").is_null()))
        .then(pl.lit("nobody is there to be compared")),
    )


def _ratio(x: Floats, n: Floats, rx: Floats, rn: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((x / n) / (rx / rn))
