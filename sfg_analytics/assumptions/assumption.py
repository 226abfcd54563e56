"""What an assumption is: something taken to be so, how well that is founded, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rating = Literal["Green", "Amber", "Red"]

QUALITY: dict[Rating, str] = {
    "Green": "well founded: documented by whoever decides it, or seen in recent figures",
    "Amber": "partly founded: a good source that says less or is older, or a weak one",
    "Red": "hardly founded: an opinion, or our own choice where no source was found",
}
"""What the ratings say of the evidence."""

IMPACT: dict[Rating, str] = {
    "Green": "at the margin: figures would hardly move",
    "Amber": "felt: some figures would move, and a careful reader would want to know",
    "Red": "at the core: figures would mean something else",
}
"""What the ratings say of the impact if the assumption is wrong."""


@dataclass(frozen=True)
class Assumption:
    """An entry of the log.

    Parameters
    ----------
    id
        ``"A"`` and a number, for good: one that is dropped leaves its number unused.
    says
        What is taken to be so, in a sentence.
    quality, because
        How well it is founded, and on what, by the name of the public source where there is one.
    impact, if_wrong
        How much hangs on it, and what would happen.
    whom
        Who has to know.
    measures
        The measures that it touches; empty where it touches all, or none in particular.
    stands
        Where it stands in code or contract: ``path`` or ``path: name``, of the repository.
    tested
        The test that holds the code to it: ``path`` or ``path: name``.
    """

    id: str
    says: str
    quality: Rating
    because: str
    impact: Rating
    if_wrong: str
    whom: str
    measures: tuple[str, ...]
    stands: str
    tested: str
