"""Audiences: who is shown what of figures that were protected once, for all of them.

What is hidden is decided for the whole system before it is divided, so that two audiences who put their publications
side by side find the same cells hidden in both.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sfg_analytics.publication import PEERS_SCHEMA, PUBLIC, SYSTEM
from sfg_analytics.publish.plan import Peers

FEWEST_PEERS = 5
"""With fewer others nothing is said of how they are spread."""


@dataclass(frozen=True)
class Shown:
    """What one audience is shown.

    Parameters
    ----------
    audience
        An organisation's code, ``"system"`` or ``"public"``.
    estimates
        The figures, as :data:`~sfg_analytics.publication.ESTIMATES_SCHEMA` describes them.
    peers
        How the others are spread, as :data:`~sfg_analytics.publication.PEERS_SCHEMA` describes it.
    """

    audience: str
    estimates: pl.DataFrame
    peers: pl.DataFrame


def for_audience(estimates: pl.DataFrame, audience: str, peers: Peers) -> Shown:
    """Take what an audience is shown.

    Parameters
    ----------
    estimates
        Protected figures of the whole system.
    audience
        An organisation's code, or ``"system"`` or ``"public"``, which are shown everything.
    peers
        ``"named"``: the others' figures of all staff, with their codes; ``"distribution"``: quartiles of their values, where
        five or more have one; ``"none"``.

    Returns
    -------
    Shown
        What the audience is shown.
    """
    nothing = pl.DataFrame(schema=PEERS_SCHEMA)
    if audience in (SYSTEM, PUBLIC):
        return Shown(audience, estimates, nothing)
    own = pl.col("organisation") == audience
    everybody = pl.col("breakdown") == ""
    if peers == "named":
        return Shown(audience, estimates.filter(own | everybody), nothing)
    spread = _spread(estimates.filter(~own & everybody)) if peers == "distribution" else nothing
    return Shown(audience, estimates.filter(own), spread)


def _spread(others: pl.DataFrame) -> pl.DataFrame:
    """Give quartiles of the values that are shown; among them are no others than are published somewhere."""
    value = pl.col("value")
    quartiles = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}
    return (
        others.filter(value.is_not_null())
        .group_by("measure", "period", "outcome", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("peers"),
            *(value.quantile(share, "linear").alias(name) for name, share in quartiles.items()),
        )
        .filter(pl.col("peers") >= FEWEST_PEERS)
        .select(*PEERS_SCHEMA)
    )
