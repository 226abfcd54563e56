"""Auditing a publication: what somebody could learn who has all of it, and every release before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sfg_analytics.disclosure import Release, Verdict, audit
from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication.protected import release_of
from sfg_analytics.publication.reading import read_releases
from sfg_analytics.publication.verifying import verify


@dataclass(frozen=True)
class Audited:
    """What an audit found.

    Parameters
    ----------
    faults
        What verifying found; where it found anything the attack is not tried.
    verdict
        What the attack found.
    """

    faults: tuple[str, ...]
    verdict: Verdict | None

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong and nothing can be learned."""
        return not self.faults and self.verdict is not None and self.verdict.passed

    @property
    def findings(self) -> tuple[str, ...]:
        """What was found, in words."""
        return (
            *self.faults,
            *(finding.in_words() for finding in (self.verdict.findings if self.verdict else ())),
        )

    def as_json(self) -> dict[str, Any]:
        """Give the audit as the commands print it."""
        return {
            "passed": self.passed,
            "faults": list(self.faults),
            "verdict": self.verdict.as_json() if self.verdict else None,
        }


def audit_publication(folder: Path, previous: Sequence[Path] = ()) -> Audited:
    """Verify a publication, then attack it together with every earlier release.

    Parameters
    ----------
    folder
        Where it lies.
    previous
        Further publications that an outsider may have, each with its own earlier releases.

    Returns
    -------
    Audited
        What was found.

    Raises
    ------
    NoSuchPath, PublicationProblem
        When a folder is not there, or no publication at all.
    """
    faults = tuple(fault for place in (folder, *previous) for fault in verify(place))
    if faults:
        return Audited(faults, None)
    newest, *earlier = read_releases(folder)
    known = [*earlier, *(one for place in previous for one in read_releases(place))]
    return Audited((), audit([release_of(one) for one in (newest, *known)]))


def require_safe(releases: Sequence[Release]) -> Verdict:
    """Attack releases, and refuse what can be learned from.

    Parameters
    ----------
    releases
        The newest first.

    Returns
    -------
    Verdict
        That nothing can be learned.

    Raises
    ------
    PublicationProblem
        Saying what could be.
    """
    verdict = audit(releases)
    if not verdict.passed:
        raise PublicationProblem(
            "This would not be safe to publish, and nothing was written.",
            got=" ".join(finding.in_words() for finding in verdict.findings[:3]),
            expected="no hidden count that an outsider could work out",
            hint="publish less: fewer breakdowns or months, or under a stricter policy.",
        )
    return verdict
