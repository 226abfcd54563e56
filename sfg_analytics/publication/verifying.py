"""Verifying a publication: that it is as it was written, in every byte, and that what it shows follows from its counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from sfg_analytics.errors import PublicationProblem, SfgError
from sfg_analytics.publication.derived import derive
from sfg_analytics.publication.layout import COMPARISONS, FUNNELS, SERIES, TOTALS
from sfg_analytics.publication.nouns import Opened, Publication
from sfg_analytics.publication.protected import release_of
from sfg_analytics.publication.reading import decoded, earlier_releases, open_release, strangers
from sfg_analytics.statistics import estimate

COUNTS, MADE = ("numerator", "denominator"), ("value", "lower", "upper", "method")
_NOT_MADE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, PolarsError)
"""What an attempt to make tables again may end in, of words and counts that fit nothing."""

_CLOSE = 1e-9
"""How far a number made again may be off, as a share of it: another processor adds up in another order."""


def verify(folder: Path) -> tuple[str, ...]:
    """Verify a publication and every earlier release in it.

    Checksums, files that are not listed, the manifest, the make of every file; then the values and limits, control
    charts, funnels, comparisons and totals are made again of the counts, and must be the same.

    Parameters
    ----------
    folder
        Where it lies.

    Returns
    -------
    tuple of str
        What is wrong, a sentence each; empty where nothing is.

    Raises
    ------
    NoSuchPath, PublicationProblem
        When there is no such folder, or it is no publication at all.
    """
    folder = folder.resolve()
    newest = open_release(folder)
    faults = [str(fault) for fault in (*newest.faults, *strangers(newest))]
    faults += _of_release(newest)
    found = set()
    try:
        for opened in earlier_releases(folder):
            number = int(opened.manifest["release"])
            found.add(number)
            faults += [f"Release {number}: {fault}" for fault in (*opened.faults, *_of_release(opened))]
    except PublicationProblem as fault:
        faults.append(str(fault))
    else:
        missing = set(range(1, int(newest.manifest["release"]))) - found
        faults += [f"Release {number} is missing." for number in sorted(missing)]
    return tuple(dict.fromkeys(faults))


def _of_release(opened: Opened) -> list[str]:
    if opened.faults:
        return []  # there is no telling what an altered file should have said
    try:
        publication = decoded(opened)
    except PublicationProblem as fault:
        return [str(fault)]
    try:
        return list(_inconsistencies(publication))
    except SfgError as fault:
        return [str(fault)]
    except _NOT_MADE as fault:
        return [f"What it shows cannot be made again of its counts ({type(fault).__name__})."]


def _inconsistencies(publication: Publication) -> Iterator[str]:
    estimates = publication.estimates
    known = {words["id"] for words in publication.measures}
    if not set(estimates["measure"].unique()) <= known:
        yield "'estimates.parquet' holds a measure of which 'measures.json' says nothing."
    if not set(estimates["organisation"].unique()) <= set(publication.organisations["organisation"]):
        yield "'estimates.parquet' holds an organisation that 'organisations.parquet' does not name."
    keys = ["measure", "period", "organisation", "breakdown", "group", "outcome"]
    if estimates.height != estimates.n_unique(keys):
        yield "'estimates.parquet' holds a figure twice."
    yield from _breaches(publication)
    made = derive(estimates, publication.measures, publication.organisations, publication.manifest)
    shown = {
        SERIES: publication.series,
        FUNNELS: publication.funnels,
        COMPARISONS: publication.comparisons,
        TOTALS: publication.totals,
    }
    for name, rows in made.items():
        if not _same(rows, shown[name]):
            yield f"'{name}' does not follow from 'estimates.parquet'."


def _breaches(publication: Publication) -> Iterator[str]:
    """Say where a figure is not protected as the manifest says, or its value is not what its counts give."""
    release = release_of(publication)
    policy, measures = release.policy, release.described.measures
    reasons = set(publication.manifest["policy"]["reasons"])
    hidden = publication.estimates["hidden"]
    if not set(hidden.drop_nulls()) <= reasons:
        yield "'estimates.parquet' hides a figure for a reason that its policy does not have."
    for words in publication.measures:
        figures = publication.estimates.filter(pl.col("measure") == words["id"])
        public = measures[words["id"]].public
        made = estimate(
            figures.select(*COUNTS, "hidden"),
            kind=words["kind"],
            minimum_base=1 if public else policy.minimum_base,
        )
        if not _same(made.select(*MADE), figures.select(*MADE)):
            yield f"A value of '{words['id']}' in 'estimates.parquet' is not what its counts give."
        if public:
            continue
        small = {"numerator": policy.threshold, "denominator": policy.base_threshold}
        shown = (figures[name].drop_nulls() for name in COUNTS)
        if any(
            ((counts % policy.rounding_base) != 0).any() or counts.is_between(1, small[counts.name]).any()
            for counts in shown
        ):
            yield f"A count of '{words['id']}' in 'estimates.parquet' is not protected as '{policy.name}' says."


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    if one.schema != other.schema or one.height != other.height:
        return False
    numbers = [name for name, kind in one.schema.items() if kind == pl.Float64]
    if not one.drop(numbers).equals(other.drop(numbers)):
        return False
    for name in numbers:
        mine, theirs = one[name], other[name]
        off = (mine - theirs).abs() > _CLOSE * pl.select(
            pl.max_horizontal(mine.abs(), theirs.abs(), 1.0)
        ).to_series()
        same = (mine == theirs) | ~off
        if (mine.is_null() != theirs.is_null()).any() or not same.fill_null(value=True).all():
            return False
    return True
