"""A publication as at an earlier month: what it holds of later ones left out, and all that follows made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from sfg_analytics.publication.derived import derive
from sfg_analytics.publication.layout import COMPARISONS, FUNNELS, SERIES, TOTALS
from sfg_analytics.publication.nouns import Publication


def as_at(publication: Publication, month: date) -> Publication:
    """Leave out what a publication holds of later months.

    The figures are those of the publication, which may differ from what was published at the time: files that came later
    may have mended them. Whatever a reader is shown so is in the publication already.

    Parameters
    ----------
    publication
        What is read.
    month
        The last month that is kept: its first day.

    Returns
    -------
    Publication
        Its estimates up to that month; the control charts, funnels, comparisons and totals that follow from those; and of
        how other organisations are spread the same months.
    """
    early = pl.col("period") <= month
    estimates = publication.estimates.filter(early)
    made = derive(estimates, publication.measures, publication.organisations, publication.manifest)
    return replace(
        publication,
        estimates=estimates,
        series=made[SERIES],
        funnels=made[FUNNELS],
        comparisons=made[COMPARISONS],
        totals=made[TOTALS],
        peers=publication.peers.filter(early),
    )
