"""The nine boxes of 2014, as two organisations used them until they began Scope for Growth.

Until then the same conversations were held there, and ended in a box instead of a placement. What is drawn is a row and a
column of the grid; the box and the colour follow. Nothing leads from a box to a later placement: each is drawn by itself.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sfg_analytics.demo.drawing import code_list, coded, draw, weights
from sfg_analytics.demo.months import as_dates, days, first_day, last_day
from sfg_analytics.demo.organisations import Organisation
from sfg_analytics.demo.people import Workforce
from sfg_analytics.vocabulary.talent_grid import COLOURS, GRID, PERFORMANCE, READINESS

TALENT_GRID = "talent_grid"
MONTHS_OF_GRID = 12

_PERFORMANCE = {"exceeds": 22, "meets": 68, "partially_met": 10}
_READINESS = {"professional_talent": 55, "ready_soon": 30, "ready_now": 15}


def scope_for_growth_began(organisation: Organisation, first: int, months: int) -> int:
    """Give the month in which an organisation's conversations began to end in placements.

    Parameters
    ----------
    organisation
        Which one.
    first
        The first month of which there is a snapshot.
    months
        How many there are.

    Returns
    -------
    int
        Where the grid was used, the month after a third of the snapshots, after twelve at most; elsewhere 0, for always.
    """
    return first + min(MONTHS_OF_GRID, months // 3) if TALENT_GRID in organisation.sends else 0


def assessments(
    staff: Workforce, organisation: Organisation, month: int, rng: np.random.Generator
) -> pl.DataFrame:
    """Draw the boxes of the people given, all assessed in one month.

    Returns
    -------
    polars.DataFrame
        One row a person; the contract's columns, and ``number``.
    """
    count = len(staff)
    day = rng.integers(days(first_day(month)), days(last_day(month)) + 1, count)
    row = draw(rng, count, weights(TALENT_GRID, "performance", _PERFORMANCE))
    column = draw(rng, count, weights(TALENT_GRID, "readiness", _READINESS))
    performance, readiness = code_list(TALENT_GRID, "performance"), code_list(TALENT_GRID, "readiness")
    colour_of = {box: colour for colour, boxes in reversed(COLOURS.items()) for box in boxes}
    return (
        pl.DataFrame(
            {
                "organisation": pl.repeat(organisation.code, count, dtype=pl.String, eager=True),
                "period": pl.repeat(first_day(month), count, dtype=pl.Date, eager=True),
                "number": staff.number,
                "assessed_date": as_dates("assessed_date", np.maximum(day, staff.start).astype(np.int32)),
                "performance": coded("performance", row, performance),
                "readiness": coded("readiness", column, readiness),
            }
        )
        .with_columns(
            box=pl.concat_str("performance", pl.lit("/"), "readiness").replace_strict(
                {
                    f"{of_row}/{of_column}": GRID[at][to]
                    for at, of_row in enumerate(PERFORMANCE)
                    for to, of_column in enumerate(READINESS)
                },
                return_dtype=pl.Enum(code_list(TALENT_GRID, "box")),
            )
        )
        .with_columns(
            colour=pl.col("box").replace_strict(
                colour_of, return_dtype=pl.Enum(code_list(TALENT_GRID, "colour"))
            )
        )
    )
