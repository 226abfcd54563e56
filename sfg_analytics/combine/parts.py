"""Parts: publications of somebody else, taken only when nothing is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.publication import PUBLIC, SYSTEM, Publication, audit_publication, read_publication

_LIST = "organisations"
"""The contract of the list that names organisations; it speaks of no one's people."""


@dataclass(frozen=True)
class Part:
    """What is taken of a publication.

    Parameters
    ----------
    folder
        Where it lies.
    publication
        All of it.
    codes
        The organisations that it speaks for: of one made for an organisation that alone, of one for the system all.
    estimates, organisations
        Their rows.
    """

    folder: Path
    publication: Publication = field(repr=False)
    codes: tuple[str, ...]
    estimates: pl.DataFrame = field(repr=False)
    organisations: pl.DataFrame = field(repr=False)

    @property
    def submissions(self) -> list[dict[str, Any]]:
        """The submissions that its organisations' figures rest on, no others named in them."""
        mine = set(self.codes)
        kept = []
        for one in self.publication.manifest["submissions"]:
            named = sorted(mine & set(one.get("organisations", ())))
            if named or one["contract"] == _LIST:
                kept.append({**one, "organisations": named})
        return kept


def take_parts(folders: Sequence[Path], progress: Callable[[str], None] | None = None) -> list[Part]:
    """Read publications, verify and attack each, and take the organisations that it speaks for.

    Parameters
    ----------
    folders
        Where they lie.
    progress
        Told the name of each as it is read.

    Returns
    -------
    list of Part
        In the order of their organisations' codes.

    Raises
    ------
    NoSuchPath
        When a folder is not there.
    PublicationProblem
        When one is no publication, is not whole, tells what it hides, or says nothing of its own organisation; or when two
        speak for the same organisation.
    """
    parts = []
    for folder in folders:
        if progress:
            progress(f"auditing {folder.name}")
        parts.append(_take(folder))
    if not parts:
        raise PublicationProblem("There is nothing to combine.", expected="publications")
    spoken_for = Counter(code for part in parts for code in part.codes)
    twice = sorted(code for code, number in spoken_for.items() if number > 1)
    if twice:
        of = [f"'{part.folder.name}'" for part in parts if twice[0] in part.codes]
        raise PublicationProblem(
            f"More than one publication speaks for the organisation '{twice[0][:40]}'.",
            expected="each organisation in one of them",
            got=f"{', '.join(of)} speak for {', '.join(code[:40] for code in twice[:20])}",
            hint="leave one of them out.",
        )
    return sorted(parts, key=lambda part: part.codes)


def _take(folder: Path) -> Part:
    publication = read_publication(folder)
    found = audit_publication(folder)
    if not found.passed:
        raise PublicationProblem(
            f"The publication '{folder.name}' is not fit to be combined, and nothing was written.",
            got=" ".join(found.findings[:3]),
            expected="one that passes 'sfg verify' and 'sfg audit'",
            hint="ask whoever sent it to publish it again.",
        )
    if read_publication(folder).fingerprint != publication.fingerprint:
        raise PublicationProblem(
            f"The publication '{folder.name}' is being replaced.", hint="combine again when that is done."
        )
    audience = publication.manifest["audience"]
    estimates = publication.estimates
    if audience not in (SYSTEM, PUBLIC):
        estimates = estimates.filter(pl.col("organisation") == audience)
    codes = tuple(estimates["organisation"].unique().sort())
    if not codes or SYSTEM in codes:
        raise PublicationProblem(
            f"The publication '{folder.name}' holds no figures of an organisation that it speaks for.",
            expected=f"figures of its audience '{audience[:40]}'",
        )
    named = publication.organisations.filter(pl.col("organisation").is_in(list(codes)))
    return Part(folder, publication, codes, estimates, named)
