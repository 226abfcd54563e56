"""What was noticed: one thing about an export that is out of the ordinary, with the numbers for a picture of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Kind = Literal["volume", "filled", "answers", "dates", "one day", "one answer"]
Unit = Literal["rows", "share", "index"]


@dataclass(frozen=True)
class Mark:
    """One thing in a picture, and what it was before and is now; None where there is nothing to compare."""

    label: str
    before: float | None
    new: float | None


@dataclass(frozen=True)
class Suspicion:
    """One thing that is out of the ordinary. It is a warning: no row is left out for it.

    Attributes
    ----------
    organisation
        Whose rows; empty for a publication, which is looked at as a whole.
    kind
        ``volume``, ``filled``, ``answers`` (their mix), ``dates``, ``one day`` or ``one answer``.
    column
        The contract's column; empty for the table.
    words
        What is odd, in a sentence with its numbers.
    rule, threshold
        The threshold that was passed, as the contract's page names it; empty and None where any is told.
    unit
        What the picture counts: ``rows`` by month, a ``share`` from 0 to 1, or an ``index``.
    picture
        The numbers, in the order in which they are drawn.
    """

    organisation: str
    kind: Kind
    column: str
    words: str
    rule: str
    threshold: float | None
    unit: Unit
    picture: tuple[Mark, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the suspicion as the commands print it under ``--json``.

        Examples
        --------
        >>> odd = Suspicion("ZZ1", "filled", "fte", "Empty now.", "filledPoints", 15, "share", (Mark("Filled", 1, 0),))
        >>> odd.as_json()["picture"]
        [{'label': 'Filled', 'before': 1, 'new': 0}]
        """
        return {**asdict(self), "picture": [asdict(mark) for mark in self.picture]}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Suspicion:
        """Read a suspicion as :meth:`as_json` wrote it.

        Examples
        --------
        >>> odd = Suspicion("", "volume", "", "Half of it.", "volumeFactor", 2, "rows", (Mark("Mar 2025", None, 4),))
        >>> Suspicion.from_json(odd.as_json()) == odd
        True
        """
        return replace(cls(**written), picture=tuple(Mark(**mark) for mark in written["picture"]))


def in_percent(share: float) -> str:
    """Write a share as a whole percentage; nothing short of all is called 100%, nothing above none 0%.

    Examples
    --------
    >>> in_percent(0.335), in_percent(0.999), in_percent(0.001), in_percent(1)
    ('34%', 'over 99%', 'under 1%', '100%')
    """
    if 0 < share < 0.01:  # noqa: PLR2004 - one percent
        return "under 1%"
    if 0.99 < share < 1:  # noqa: PLR2004 - all but one percent
        return "over 99%"
    return f"{share:.0%}"


def counted(rows: int) -> str:
    """Write a number of rows.

    Examples
    --------
    >>> counted(1), counted(1204)
    ('1 row', '1,204 rows')
    """
    return f"{rows:,} row{'' if rows == 1 else 's'}"
