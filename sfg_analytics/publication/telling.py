"""Telling what a publication holds, what is hidden in it, and why: for whoever answers for what leaves."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sfg_analytics.publication.auditing import Audited
from sfg_analytics.publication.nouns import Publication


def in_words(publication: Publication) -> str:
    """Tell in a sentence or two what a publication is, how much of it is hidden, and what the attack on it found.

    Returns
    -------
    str
        Its release and audience, how many figures of how many organisations, by which policy, how many are hidden, and
        whether a hidden count could be worked out.
    """
    manifest, figures = publication.manifest, publication.estimates
    hidden, codes = figures["hidden"].count(), figures["organisation"].n_unique()
    audit = manifest["audit"]
    found = (
        "nothing hidden can be worked out from it" if audit["passed"] else "the attack on it found something"
    )
    others = audit["releases"] - 1
    more = f"{others} more release{'' if others == 1 else 's'} that may be known"
    together = f", together with {more}," if others else ""
    return (
        f"Release {publication.release}, for {_audience(str(manifest['audience']))}: {figures.height:,} figures of {codes} "
        f"organisation{'' if codes == 1 else 's'}, of which {hidden:,} ({hidden / max(figures.height, 1):.0%}) are hidden or "
        f"without a percentage by the policy '{manifest['policy']['name']}'. It was attacked{together} before it was "
        f"written: {found}."
    )


def _audience(audience: str) -> str:
    return "the system" if audience == "system" else audience


def faults_in_words(faults: Sequence[str]) -> str:
    """Tell what verifying a publication found, a line each, or that it found nothing.

    Examples
    --------
    >>> faults_in_words([])
    'Every byte is as it was written, and every figure follows.'
    """
    return "\n".join(faults) or "Every byte is as it was written, and every figure follows."


def audit_in_words(audited: Audited) -> str:
    """Tell what attacking a publication found, a line each, or that it found nothing."""
    if audited.passed and audited.verdict:
        hidden, cells = audited.verdict.hidden, audited.verdict.cells
        return f"Nothing hidden can be worked out: {hidden:,} of {cells:,} counts are hidden."
    return "\n".join(audited.findings)


def hidden_and_why(publication: Publication) -> pl.DataFrame:
    """Count what is hidden by the reason that stands in its place.

    Returns
    -------
    polars.DataFrame
        ``reason, figures, percent``, most first: the policy's words, how many figures, and which percentage of all figures.
    """
    figures = publication.estimates
    reasons = publication.manifest["policy"]["reasons"]
    return (
        figures.filter(pl.col("hidden").is_not_null())
        .group_by(pl.col("hidden").replace(reasons).alias("reason"))
        .agg(pl.len().alias("figures"))
        .with_columns(percent=(100 * pl.col("figures") / max(figures.height, 1)).round(1))
        .sort("figures", "reason", descending=[True, False])
    )


def shown_by_measure(publication: Publication) -> pl.DataFrame:
    """Count what is shown of each measure.

    Returns
    -------
    polars.DataFrame
        ``title, months, breakdowns, figures, hidden``, in the order of the catalogue: in how many months and by how many
        breakdowns it is there, how many figures, and how many of them are hidden or without a percentage.
    """
    titles = pl.DataFrame(
        [(words["id"], words["title"]) for words in publication.measures],
        schema=["measure", "title"],
        orient="row",
    )
    counted = publication.estimates.group_by("measure").agg(
        pl.col("period").n_unique().alias("months"),
        pl.col("breakdown").filter(pl.col("breakdown") != "").n_unique().alias("breakdowns"),
        pl.len().alias("figures"),
        pl.col("hidden").count().alias("hidden"),
    )
    return titles.join(counted, on="measure", maintain_order="left").drop("measure")
