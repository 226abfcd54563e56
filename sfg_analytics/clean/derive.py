"""Columns that follow from others: the month a date lies in, the age band a birth date gives."""

from __future__ import annotations

import re

import polars as pl

from sfg_analytics.contract import Column, Contract

_OLDEST = 120  # an age beyond is a mistake, and leaves the band blank


def to_grain(values: pl.Series, column: Column) -> pl.Series:
    """Reduce dates to the first day of their month or year, where the contract says so.

    Examples
    --------
    >>> from datetime import date
    >>> month = Column("period", "Month", "date", grain="month")
    >>> to_grain(pl.Series([date(2024, 3, 31)]), month).to_list()
    [datetime.date(2024, 3, 1)]
    """
    if column.grain == "month":
        return values.dt.month_start()
    if column.grain == "year":
        return values.dt.truncate("1y")
    return values


def age_bands(staff: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Fill blank age bands from the age, else from the date of birth at the end of the month.

    Parameters
    ----------
    staff
        Rows with ``period`` and whatever columns the contract names under ``bandOf``.
    contract
        Its codes such as ``21-30`` and ``66+`` give the bounds.

    Returns
    -------
    polars.DataFrame
        The same rows; an age outside every band leaves the band blank.
    """
    for column in contract.columns:
        if not column.band_of or not staff[column.name].has_nulls():
            continue
        age = pl.coalesce(_age(contract.by_name[name]) for name in column.band_of)
        band = age.replace_strict(_bands(column), default=None, return_dtype=pl.String)
        staff = staff.with_columns(pl.coalesce(column.name, band).alias(column.name))
    return staff


def _bands(column: Column) -> dict[int, str]:
    """From each age in years to its band, the bounds being the numbers in the code: ``21-30``, ``66+``."""
    bands: dict[int, str] = {}
    for code in column.codes:
        limits = [int(number) for number in re.findall(r"[0-9]+", code.value)]
        last = limits[1] if len(limits) > 1 else _OLDEST
        bands |= dict.fromkeys(range(limits[0], last + 1), code.value)
    return bands


def _age(column: Column) -> pl.Expr:
    if column.kind != "date":
        return pl.col(column.name).cast(pl.Int64)
    born, day = pl.col(column.name), pl.col("period").dt.month_end()
    birthdays = [moment.dt.month().cast(pl.Int32) * 100 + moment.dt.day() for moment in (born, day)]
    years = day.dt.year().cast(pl.Int64) - born.dt.year().cast(pl.Int64)
    return years - (birthdays[1] < birthdays[0]).cast(pl.Int64)
