"""A month's end, photographed: the people in post as the contract ``staff_in_post`` has them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from sfg_analytics.demo.drawing import code_list, coded
from sfg_analytics.demo.months import as_dates, days, first_day, last_day
from sfg_analytics.demo.organisations import Organisation
from sfg_analytics.demo.people import STAFF, Workforce

HEADCOUNTS = "headcounts"


def age_at(staff: Workforce, day: int) -> npt.NDArray[np.int64]:
    """Give whole years of age on a day (days since 1970); shape ``(people,)``."""
    born = staff.birth.astype("datetime64[D]")
    on = np.datetime64(day, "D")
    months = on.astype("datetime64[M]") - born.astype("datetime64[M]")
    day_of_month = born - born.astype("datetime64[M]")
    before_the_day = day_of_month > on - on.astype("datetime64[M]")
    years: npt.NDArray[np.int64] = (months.astype(np.int64) - before_the_day) // 12
    return years


def counted_by_group(photo: pl.DataFrame) -> pl.DataFrame:
    """Count a photograph as ``headcounts`` has it: all together, and each staff group and band.

    Returns
    -------
    polars.DataFrame
        One row a group; the contract's columns, and ``number`` (of the row).
    """
    counts = {"headcount": pl.len().cast(pl.Int64), "fte": pl.col("fte").sum().round(2)}
    month = ["organisation", "period"]
    everybody = photo.group_by(month).agg(**counts)
    groups = photo.group_by(*month, "staff_group", "band").agg(**counts).sort("staff_group", "band")
    return pl.concat([everybody, groups], how="diagonal").with_columns(number=pl.int_range(pl.len()))


def photograph(staff: Workforce, organisation: Organisation, month: int) -> pl.DataFrame:
    """Show the people in post at a month's end in the contract's columns and codes.

    Returns
    -------
    polars.DataFrame
        One row a person: the columns of ``staff_in_post`` that exports are written from, ``number`` (the employee number
        as a whole number), ``national`` (the national one) and ``second_fte`` (null, or the hours of a second assignment).
    """
    age = age_at(staff, days(last_day(month)))
    count = len(staff)
    bands = code_list(STAFF, "age_band")
    age_band = np.searchsorted([21, 31, 41, 51, 66], age, side="right").astype(np.int16)
    coded_columns = {
        column: coded(column, getattr(staff, column), code_list(STAFF, column))
        for column in (
            "staff_group",
            "band",
            "ethnicity",
            "sex",
            "disability",
            "sexual_orientation",
            "religion_or_belief",
        )
    }
    return pl.DataFrame(
        {
            "organisation": pl.repeat(organisation.code, count, dtype=pl.String, eager=True),
            "period": pl.repeat(first_day(month), count, dtype=pl.Date, eager=True),
            "number": staff.number,
            "national": staff.national,
            "age": age,
            "date_of_birth": as_dates("date_of_birth", staff.birth),
            "age_band": coded("age_band", age_band, bands),
            **coded_columns,
            "directorate": coded("directorate", staff.directorate, organisation.directorates),
            "fte": staff.fte,
            "assignment_status": coded(
                "assignment_status", staff.status, code_list(STAFF, "assignment_status")
            ),
            "service_start_date": as_dates("service_start_date", staff.start),
            "second_fte": pl.Series(staff.second_fte, nan_to_null=True),
        }
    )
