"""Protecting once more: what was published before stays as it was, unless something has changed.

Which further counts are kept back is a choice among several that would do. Chosen anew beside an earlier release, another
set may come out; both sets would then have to be hidden, and figures would change from release to release of which nothing
has changed. So each organisation and month is protected by itself first. Where that gives just what earlier releases show,
it tells nothing new and stays; only where it does not are the earlier releases guarded against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from sfg_analytics.disclosure import Described, Policy, Release, protect

_SCOPE = ["organisation", "described"]
_CELL = ["measure", "organisation", "period", "breakdown", "group", "outcome"]
_SHOWN = ["numerator", "denominator", "hidden"]


def protect_again(
    counted: pl.DataFrame, policy: Policy, described: Described, earlier: Sequence[Release]
) -> pl.DataFrame:
    """Protect counts of which something may have been published before.

    Parameters
    ----------
    counted, policy, described
        As for :func:`~sfg_analytics.disclosure.protect`.
    earlier
        What was published before.

    Returns
    -------
    polars.DataFrame
        As :func:`~sfg_analytics.disclosure.protect` gives it.
    """
    fresh = protect(counted, policy, described)
    months = fresh.with_columns(described=described.month())
    told = [_otherwise(release, months) for release in earlier]
    scopes = pl.concat([months.select(_SCOPE).clear(), *told]).unique()
    if scopes.is_empty():
        return fresh
    place = pl.int_range(pl.len()).alias("place")
    open_again = counted.select(pl.all(), place, described=described.month()).join(
        scopes, on=_SCOPE, how="semi", maintain_order="left"
    )
    known = [
        replace(
            one,
            estimates=one.estimates.with_columns(described=one.described.month()).join(
                scopes, on=_SCOPE, how="semi", maintain_order="left"
            ),
        )
        for one in earlier
    ]
    guarded = protect(open_again.select(counted.columns), policy, described, earlier=known)
    settled = months.with_columns(place).join(scopes, on=_SCOPE, how="anti", maintain_order="left")
    return (
        pl.concat([settled.drop("described"), guarded.with_columns(open_again["place"])])
        .sort("place")
        .drop("place")
    )


def _otherwise(release: Release, fresh: pl.DataFrame) -> pl.DataFrame:
    """Find the organisations and months of which a release shows anything that is not shown now, or shown otherwise."""
    before = release.estimates.with_columns(described=release.described.month()).select(
        *_CELL, *_SHOWN, "described"
    )
    held = fresh.select(_SCOPE).unique()
    same = fresh.select(*_CELL, *_SHOWN)
    return (
        before.join(held, on=_SCOPE, how="semi")
        .join(same, on=[*_CELL, *_SHOWN], how="anti", nulls_equal=True)
        .select(_SCOPE)
        .unique()
    )
