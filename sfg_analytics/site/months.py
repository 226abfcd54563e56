"""Months: as at which earlier ones a page can be seen."""

from __future__ import annotations

from datetime import date

import polars as pl

from sfg_analytics.pack.fairness import Subject
from sfg_analytics.pack.held import Held

MOST_MONTHS = 8
"""Two years of quarters."""


def months_divided(held: Held, subject: Subject | None = None) -> list[date]:
    """List the months in which the figures of an organisation are broken down by group.

    Parameters
    ----------
    held
        What is held of one organisation.
    subject
        A measure, or one answer of it; any by default.

    Returns
    -------
    list of date
        The latest first, at most :data:`MOST_MONTHS`; where none is broken down, the latest month there is.
    """
    rows = held.publication.estimates.filter(pl.col("organisation").is_in(held.codes))
    if subject is not None:
        rows = subject.of(rows.filter(pl.col("measure") == subject.measure))
    divided = rows.filter(pl.col("breakdown") != "")
    months = (divided if divided.height else rows)["period"].unique().sort(descending=True)
    return months.head(MOST_MONTHS if divided.height else 1).to_list()
