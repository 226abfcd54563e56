"""Releases: what a publication has said over time, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from sfg_analytics.publication.nouns import Publication

KEYS = ["measure", "period", "organisation", "breakdown", "group", "outcome"]
_COUNTS = ["numerator", "denominator", "hidden"]

NEW, GONE, REVISED = "new", "gone", "revised"
NEWLY_HIDDEN, NEWLY_SHOWN = "newly hidden", "newly shown"
RESUBMITTED, RULES_CHANGED = "other submissions", "another policy, plan or version of the code"
BASE_CHANGED = "records that left the store for good"
HIDDEN_OTHERWISE = "the same submissions, protected beside other figures"


@dataclass(frozen=True)
class Change:
    """What changed from one release to the next.

    Parameters
    ----------
    older, newer
        Their numbers.
    base_changed
        Whether records left the store for good between them, by objection or by age.
    figures
        ``measure, period, organisation, breakdown, group, outcome``; ``change``: ``"new"``, ``"gone"``, ``"revised"``,
        ``"newly hidden"`` or ``"newly shown"``; ``because``: of a figure that was there before, ``"other submissions"``
        where its organisation's files of the measure's contracts are others by their hash.
    """

    older: int
    newer: int
    base_changed: bool
    figures: pl.DataFrame

    def counts(self) -> pl.DataFrame:
        """Count the changes: ``change, because, figures``."""
        return (
            self.figures.group_by("change", "because")
            .agg(pl.len().cast(pl.Int64).alias("figures"))
            .sort("change", "because", nulls_last=True)
        )

    def as_json(self) -> dict[str, Any]:
        """Give the change as the commands print it."""
        return {
            "older": self.older,
            "newer": self.newer,
            "base_changed": self.base_changed,
            "counts": self.counts().to_dicts(),
            "figures": self.figures.with_columns(pl.col("period").cast(pl.String)).to_dicts(),
        }


def list_releases(releases: Sequence[Publication]) -> pl.DataFrame:
    """List releases.

    Parameters
    ----------
    releases
        As :func:`~sfg_analytics.publication.read_releases` gives them.

    Returns
    -------
    polars.DataFrame
        ``release, created, policy, organisations, figures, hidden, submissions``, in the order given.
    """
    return pl.DataFrame(
        [
            {
                "release": one.release,
                "created": one.manifest["created"],
                "policy": one.manifest["policy"]["name"],
                "organisations": one.organisations.height,
                "figures": one.estimates.height,
                "hidden": int(one.estimates["hidden"].count()),
                "submissions": len({given["sha256"] for given in one.manifest["submissions"]}),
            }
            for one in releases
        ]
    )


def changes_of(releases: Sequence[Publication]) -> list[Change]:
    """Say what changed from each release to the next; as many as there are pairs, the newest first."""
    return [change_between(older, newer) for newer, older in pairwise(releases)]


def change_between(older: Publication, newer: Publication) -> Change:
    """Say which figures are new, gone, revised, newly hidden or newly shown, and why.

    Parameters
    ----------
    older, newer
        Two releases.

    Returns
    -------
    Change
        A row for each figure that changed.
    """
    before = older.estimates.select(*KEYS, *_COUNTS, was=pl.lit(value=True))
    after = newer.estimates.select(*KEYS, *_COUNTS, is_there=pl.lit(value=True))
    both = before.join(after, on=KEYS, how="full", coalesce=True, nulls_equal=True, suffix="_now")
    shown, shown_now = pl.col("hidden").is_null(), pl.col("hidden_now").is_null()
    other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in _COUNTS)
    change = (
        pl.when(pl.col("was").is_null())
        .then(pl.lit(NEW))
        .when(pl.col("is_there").is_null())
        .then(pl.lit(GONE))
        .when(shown & ~shown_now)
        .then(pl.lit(NEWLY_HIDDEN))
        .when(~shown & shown_now)
        .then(pl.lit(NEWLY_SHOWN))
        .when(other)
        .then(pl.lit(REVISED))
    )
    figures = both.with_columns(change=change).filter(pl.col("change").is_not_null())
    files = _resubmitted(older, newer)
    changed = older.manifest.get("base", "") != newer.manifest.get("base", "")
    because = (
        pl.when(pl.col("change").is_in([NEW, GONE]))
        .then(None)
        .when(pl.col("resubmitted"))
        .then(pl.lit(RESUBMITTED))
        .when(changed)
        .then(pl.lit(BASE_CHANGED))
        .otherwise(pl.lit(RULES_CHANGED if _rules(older) != _rules(newer) else HIDDEN_OTHERWISE))
    )
    told = figures.join(files, on=["measure", "organisation"], how="left").with_columns(because=because)
    return Change(older.release, newer.release, changed, told.select(*KEYS, "change", "because").sort(*KEYS))


def _rules(release: Publication) -> tuple[Any, ...]:
    return tuple(release.manifest[key] for key in ("policy", "plan", "code_version", "contracts"))


def files_of(release: Publication, measure: str, organisation: str) -> list[dict[str, Any]]:
    """Give the submissions that a measure of an organisation rests on.

    Parameters
    ----------
    release
        A publication.
    measure
        A measure of it.
    organisation
        An organisation's code.

    Returns
    -------
    list of dict
        ``contract, contract_version, sha256``, as the manifest lists them.
    """
    tables = {
        name for words in release.measures if words["id"] == measure for name in words.get("tables", ())
    }
    return [
        {key: given[key] for key in ("contract", "contract_version", "sha256")}
        for given in release.manifest["submissions"]
        if given["contract"] in tables and organisation in given.get("organisations", ())
    ]


def _resubmitted(older: Publication, newer: Publication) -> pl.DataFrame:
    pairs = newer.estimates.select("measure", "organisation").unique().rows()
    return pl.DataFrame(
        [
            (
                measure,
                organisation,
                files_of(older, measure, organisation) != files_of(newer, measure, organisation),
            )
            for measure, organisation in sorted(pairs)
        ],
        schema={"measure": pl.String, "organisation": pl.String, "resubmitted": pl.Boolean},
        orient="row",
    )
