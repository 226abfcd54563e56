"""Putting parts together: what a combined publication holds before anything is made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import polars as pl

from sfg_analytics.combine.agreement import CHART, REFERENCE, TARGET, differences
from sfg_analytics.combine.parts import Part
from sfg_analytics.publication import SYSTEM, code_version


def put_together(parts: Sequence[Part]) -> dict[str, Any]:
    """Put the figures of several publications side by side, and say where they are from.

    Parameters
    ----------
    parts
        Parts that can be combined.

    Returns
    -------
    dict
        ``estimates, organisations, measures, manifest``, as :func:`~sfg_analytics.publication.write_publication` takes them.
        Reference groups, charts and targets stand there where all who name one name the same; what is held equal, where all
        parts say the same.
    """
    disputed = set(differences(parts).select("what", "of").rows())
    references = {
        breakdown: group
        for part in parts
        for breakdown, group in part.publication.manifest["plan"].get("references", {}).items()
        if (REFERENCE, breakdown) not in disputed
    }
    adjust = {tuple(part.publication.manifest["plan"].get("adjust", ())) for part in parts}
    first = parts[0].publication.manifest
    submissions = _submissions(parts)
    manifest = {
        "title": f"{first['title']}: {len(parts)} publications combined"[:5000],
        "audience": SYSTEM,
        "created": max(part.publication.manifest["created"] for part in parts),
        "code_version": code_version(),
        "plan": {
            "references": dict(sorted(references.items())),
            "adjust": list(next(iter(adjust))) if len(adjust) == 1 else [],
        },
        "policy": first["policy"],
        "described": _described(parts),
        "contracts": _versions(submissions),
        "submissions": submissions,
        "parts": [_told(part) for part in parts],
    }
    return {
        "estimates": pl.concat([part.estimates for part in parts]),
        "organisations": pl.concat([part.organisations for part in parts]).sort("organisation"),
        "measures": _words(parts, disputed),
        "manifest": manifest,
    }


def _words(parts: Sequence[Part], disputed: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """Give the words of every measure, of several that define it alike those of the first."""
    words: dict[str, dict[str, Any]] = {}
    for part in parts:
        for one in part.publication.measures:
            words.setdefault(one["id"], one)
    return [
        {**one, **{what: None for what in (CHART, TARGET) if (what, measure) in disputed}}
        for measure, one in words.items()
    ]


def _described(parts: Sequence[Part]) -> dict[str, Any]:
    measures: dict[str, Any] = {}
    nesting: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for part in parts:
        described = part.publication.manifest["described"]
        measures |= described["measures"]
        for fine, others in described["nesting"].items():
            for coarse, groups in others.items():
                nesting[fine][coarse] |= groups
    return {
        "measures": measures,
        "nesting": {fine: dict(others) for fine, others in nesting.items()},
    }


def _submissions(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """List the submissions of all parts, each file once."""
    listed: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for part in parts:
        for one in part.submissions:
            listed[one["contract"], one["contract_version"], one["sha256"]] |= set(one["organisations"])
    return [
        {
            "contract": contract,
            "contract_version": version,
            "sha256": sha256,
            "organisations": sorted(organisations),
        }
        for (contract, version, sha256), organisations in sorted(listed.items())
    ]


def _versions(submissions: Sequence[dict[str, Any]]) -> dict[str, str]:
    versions: dict[str, set[str]] = defaultdict(set)
    for one in submissions:
        versions[one["contract"]].add(one["contract_version"])
    return {contract: ", ".join(sorted(several)) for contract, several in sorted(versions.items())}


def _told(part: Part) -> dict[str, Any]:
    manifest = part.publication.manifest
    return {
        "organisations": list(part.codes),
        "fingerprint": part.publication.fingerprint,
        **{key: manifest[key] for key in ("audience", "release", "created", "code_version")},
    }
