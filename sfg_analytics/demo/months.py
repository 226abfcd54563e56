"""Months as plain numbers, days as plain numbers.

The made-up world turns month by month. Counting months from year nought (April 2024 is 12 x 2024 + 3) and days from 1970,
as NumPy and Polars do, lets whole workforces grow older with one subtraction.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

Days = npt.NDArray[np.int32]
"""Dates as whole days since 1 January 1970."""

MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
EPOCH = date(1970, 1, 1).toordinal()


def month_number(day: date) -> int:
    """Give the number of the month a day lies in.

    Examples
    --------
    >>> month_number(date(2024, 4, 30)) - month_number(date(2023, 4, 1))
    12
    """
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """Give the first day of a numbered month.

    Examples
    --------
    >>> first_day(month_number(date(2024, 2, 29)))
    datetime.date(2024, 2, 1)
    """
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """Give the last day of a numbered month.

    Examples
    --------
    >>> last_day(month_number(date(2024, 2, 1)))
    datetime.date(2024, 2, 29)
    """
    year, of_year = month // 12, month % 12 + 1
    return date(year, of_year, monthrange(year, of_year)[1])


def is_quarter_end(month: int) -> bool:
    """Whether a numbered month is the last of a quarter.

    Examples
    --------
    >>> is_quarter_end(month_number(date(2025, 3, 31)))
    True
    """
    return (month + 1) % 3 == 0  # months count from 0


def written(day: date) -> str:
    """Write a day as reports do, in English wherever the machine stands.

    Examples
    --------
    >>> written(date(2025, 3, 31))
    '31-Mar-2025'
    """
    return f"{day.day:02d}-{MONTH_NAMES[day.month - 1]}-{day.year}"


def days(day: date) -> int:
    """Give a date as days since 1 January 1970.

    Examples
    --------
    >>> days(date(1970, 1, 31))
    30
    """
    return day.toordinal() - EPOCH


def as_dates(name: str, numbers: Days, present: npt.NDArray[np.bool_] | None = None) -> pl.Series:
    """Turn days since 1970 into a column of dates.

    Parameters
    ----------
    name
        The column's name.
    numbers
        Shape ``(rows,)``.
    present
        Shape ``(rows,)``; where False the date is null. Left out, every date is present.

    Examples
    --------
    >>> as_dates("day", np.array([0, 1], dtype=np.int32), np.array([True, False])).to_list()
    [datetime.date(1970, 1, 1), None]
    """
    column = pl.Series(name, numbers.astype(np.int32)).cast(pl.Date)
    if present is None:
        return column
    return column.to_frame().select(pl.when(pl.Series(present)).then(pl.col(name)).alias(name)).to_series()
