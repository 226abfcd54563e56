"""What a publication says of its own protection: the policy, and how its counts hang together."""

from __future__ import annotations

from sfg_analytics.disclosure import Described, Policy, Release
from sfg_analytics.errors import MeasureProblem, PublicationProblem
from sfg_analytics.publication.layout import MANIFEST
from sfg_analytics.publication.nouns import Publication


def release_of(publication: Publication) -> Release:
    """Take what the audit needs to know of a publication.

    Raises
    ------
    PublicationProblem
        When its policy, or what it says of how its counts hang together, cannot be understood.
    """
    manifest = publication.manifest
    try:
        return Release(
            estimates=publication.estimates,
            policy=Policy.from_json(manifest["policy"]),
            described=Described.from_json(manifest["described"]),
        )
    except (KeyError, ValueError, MeasureProblem):
        raise PublicationProblem(
            f"'{MANIFEST}' does not say under which policy its figures are protected, or how they hang together."
        ) from None
