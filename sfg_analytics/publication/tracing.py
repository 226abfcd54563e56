"""Tracing a figure: from a number on a page back to the files it was counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from sfg_analytics.errors import PublicationProblem, nearest
from sfg_analytics.publication.layout import SYSTEM
from sfg_analytics.publication.nouns import Publication
from sfg_analytics.publication.releases import files_of


@dataclass(frozen=True)
class Trace:
    """Where a figure, or several of one measure, come from.

    Parameters
    ----------
    figures
        Rows of the estimates; ``hidden`` in the words of the policy.
    measure
        Its definition: what is counted over what, and how.
    policy
        The policy's name and where it comes from.
    submissions
        ``contract, contract_version, sha256`` of the files that were counted.
    parts
        Of a combined publication: those it was combined from that hold these figures.
    release, created, code_version
        Of the publication.
    """

    figures: pl.DataFrame
    measure: dict[str, Any]
    policy: dict[str, Any]
    submissions: tuple[dict[str, Any], ...]
    parts: tuple[dict[str, Any], ...]
    release: int
    created: str
    code_version: str

    def as_json(self) -> dict[str, Any]:
        """Give the trace as the commands print it."""
        return {
            "figures": self.figures.with_columns(pl.col("period").cast(pl.String)).to_dicts(),
            "measure": self.measure,
            "policy": self.policy,
            "submissions": list(self.submissions),
            "parts": list(self.parts),
            "release": self.release,
            "created": self.created,
            "code_version": self.code_version,
        }


def trace(
    publication: Publication,
    measure: str,
    *,
    organisation: str | None = None,
    period: date | None = None,
    groups: Sequence[str] = (),
    outcome: str | None = None,
) -> Trace:
    """Trace figures of a measure.

    Parameters
    ----------
    publication
        A publication.
    measure
        A measure of it.
    organisation
        A code; all that are shown by default. ``"system"``: what the organisations of a combined publication add up to.
    period
        A month, told by any of its days; the latest of the figures by default.
    groups
        Headings of groups, as ``"Female"``, of a crossing all of them; all staff by default.
    outcome
        The code or label of an outcome; all by default.

    Returns
    -------
    Trace
        What is known of them.

    Raises
    ------
    PublicationProblem
        When the publication holds no such figure; the nearest that it holds is named.
    """
    estimates = publication.estimates
    rows = estimates.filter(pl.col("measure") == measure)
    if rows.is_empty():
        known = publication.estimates["measure"].unique().sort().to_list()
        raise _none("measure", measure, known)
    (words,) = [one for one in publication.measures if one["id"] == measure]
    if organisation == SYSTEM and publication.totals.height:
        added = publication.totals.filter(pl.col("measure") == measure)
        rows = added.with_columns(organisation=pl.lit(SYSTEM))
    rows = _only(rows, "group", " | ".join(groups))
    if organisation is not None:
        rows = _only(rows, "organisation", organisation)
    if outcome is not None:
        codes = {one["label"]: one["code"] for one in words["outcomes"]}
        rows = _only(rows, "outcome", codes.get(outcome, outcome))
    month = period.replace(day=1) if period else rows["period"].max()
    rows = _only(rows, "period", month)
    manifest = publication.manifest
    organisations = rows["organisation"].unique().sort().to_list()
    if SYSTEM in organisations:
        counted = estimates.filter(pl.col("measure") == measure, pl.col("period") == month)
        organisations = counted["organisation"].unique().sort().to_list()
    given = {
        one["sha256"]: one
        for organisation in organisations
        for one in files_of(publication, measure, organisation)
    }
    reasons = manifest["policy"]["reasons"]
    return Trace(
        figures=rows.with_columns(_in_words(rows, reasons)).drop("measure"),
        measure={**words, "outcomes": [one["label"] for one in words["outcomes"]]},
        policy={key: manifest["policy"].get(key) for key in ("name", "source")},
        submissions=tuple(given[key] for key in sorted(given)),
        parts=tuple(
            part for part in manifest.get("parts", ()) if set(organisations) & set(part["organisations"])
        ),
        release=publication.release,
        created=manifest["created"],
        code_version=manifest["code_version"],
    )


def _in_words(rows: pl.DataFrame, reasons: dict[str, str]) -> list[pl.Expr]:
    """Put reasons in words; a total's ``hidden`` is the number of organisations of which something is."""
    return [
        pl.col(name).replace(reasons)
        for name in ("hidden", "without_value")
        if rows.schema.get(name) == pl.String
    ]


def _only(rows: pl.DataFrame, column: str, wanted: Any) -> pl.DataFrame:
    kept = rows.filter(pl.col(column) == wanted)
    if kept.is_empty():
        known = [str(one) for one in rows[column].unique().sort() if one is not None]
        raise _none(column, str(wanted), known)
    return kept


def _none(column: str, wanted: str, known: Sequence[str]) -> PublicationProblem:
    return PublicationProblem(
        f"The publication holds no figure of the {column} '{wanted}'.",
        expected=", ".join(one or "all staff" for one in known[:40]),
        closest=nearest(wanted, known),
    )
