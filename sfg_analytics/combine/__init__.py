"""The road of a system: what organisations publish each for themselves becomes benchmarks, without a single record.

take → compare → put side by side → add up → audit → write. Each part is somebody else's file: it is read with every check,
verified and attacked before anything of it is taken, and of it only the organisations that it speaks for. Their figures stay
as they were published; totals, charts, funnels and comparisons are made of them as those of any publication are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.combine.agreement import differences
from sfg_analytics.combine.parts import Part, take_parts
from sfg_analytics.combine.together import put_together
from sfg_analytics.disclosure import Described, Policy, Release
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import (
    Publication,
    Written,
    members,
    release_of,
    require_safe,
    write_publication,
)

__all__ = ["Combined", "Part", "combine", "differences", "gaps", "take_parts"]


@dataclass(frozen=True)
class Combined:
    """What became of combining publications.

    Parameters
    ----------
    written
        What the folder holds now.
    parts
        ``organisation, name, from, release, created, figures, hidden``: what was taken, a row for each organisation.
    differing
        In what the parts differ, as :func:`differences` gives it.
    gaps
        Which months of which tables lack whom, as :func:`gaps` gives it.
    """

    written: Written
    parts: pl.DataFrame
    differing: pl.DataFrame
    gaps: pl.DataFrame

    def as_json(self) -> dict[str, Any]:
        """Give it as the command prints it."""
        publication = self.written.publication
        return {
            "publication": str(publication.folder),
            "release": publication.release,
            "changed": self.written.changed,
            "policy": publication.manifest["policy"]["name"],
            "parts": self.parts.to_dicts(),
            "differing": self.differing.to_dicts(),
            "gaps": self.gaps.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts(),
            "figures": publication.estimates.height,
            "totals": publication.totals.height,
            "totals_without_rate": int(publication.totals["without_value"].count()),
        }


def combine(parts: Sequence[Part], folder: Path) -> Combined:
    """Combine publications into one.

    The same parts give the same bytes in a new folder, whatever their order; in one that holds a publication, the next
    release of it.

    Parameters
    ----------
    parts
        As :func:`take_parts` gives them.
    folder
        Where the publication goes.

    Returns
    -------
    Combined
        What the folder holds now, and what it was made of.

    Raises
    ------
    PublicationProblem
        When the parts do not agree on what they count or how it is protected, something could be learned from them together
        with what the folder holds, or the folder cannot be written; what was there before is then still there.
    """
    differing = differences(parts)
    refused = differing.filter("refused")
    if refused.height:
        first = refused.row(0, named=True)
        says = refused.filter(
            pl.col("what") == first["what"], pl.col("of").eq_missing(pl.lit(first["of"], pl.String))
        )
        alike = refused.select("what", "of").unique().height
        raise PublicationProblem(
            "The publications do not agree on what they count or how it is protected, and nothing was written.",
            expected="the same policy, definitions and contracts in all of them",
            got=f"{alike} differences; the first: {first['what']} {first['of'] or ''}: "
            + "; ".join(f"{row['says']} ({row['organisations']})" for row in says.iter_rows(named=True))[
                :1500
            ],
            hint="ask those who differ to publish again from the same version, plan and contracts.",
        )
    contents = put_together(parts)
    manifest = contents["manifest"]
    new = Release(
        contents["estimates"],
        Policy.from_json(manifest["policy"]),
        Described.from_json(manifest["described"]),
    )
    written = write_publication(folder, audited=_audit(new), **contents)
    return Combined(written, _taken(parts), differing, gaps(written.publication))


def gaps(publication: Publication) -> pl.DataFrame:
    """Say which organisations are missing from which totals.

    Parameters
    ----------
    publication
        A publication.

    Returns
    -------
    polars.DataFrame
        ``measure, breakdown, missing, months, first, last``: of how many months, the first and the last, a table lacks those
        organisations. A breakdown has a row only where it lacks others than all staff do.
    """
    lacking = members(publication.estimates).filter(pl.col("missing").is_not_null())
    everybody = lacking.filter(pl.col("breakdown") == "").select("measure", "period", "missing")
    own = lacking.filter(pl.col("breakdown") != "").join(
        everybody, on=["measure", "period", "missing"], how="anti"
    )
    return (
        pl.concat([lacking.filter(pl.col("breakdown") == ""), own])
        .group_by("measure", "breakdown", "missing")
        .agg(
            months=pl.len().cast(pl.Int64),
            first=pl.col("period").min(),
            last=pl.col("period").max(),
        )
        .sort("measure", "breakdown", "first", "missing")
    )


def _audit(new: Release) -> Callable[[list[Publication]], dict[str, Any]]:
    """Attack the figures together with every release that the folder holds."""

    def audited(held: list[Publication]) -> dict[str, Any]:
        return require_safe([new, *(release_of(one) for one in held)]).as_json()

    return audited


def _taken(parts: Sequence[Part]) -> pl.DataFrame:
    figures = pl.concat([part.estimates for part in parts])
    counted = figures.group_by("organisation").agg(
        figures=pl.len().cast(pl.Int64), hidden=pl.col("hidden").count().cast(pl.Int64)
    )
    named = pl.concat(
        [
            part.organisations.select(
                "organisation",
                "name",
                pl.lit(part.folder.name).alias("from"),
                release=pl.lit(part.publication.release, pl.Int64),
                created=pl.lit(part.publication.manifest["created"]),
            )
            for part in parts
        ]
    )
    return named.join(counted, on="organisation").sort("organisation")
