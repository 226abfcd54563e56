"""One difference between two versions of a page, and whom it breaks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

EXPORTERS, READERS = "exporters", "readers"
BOTH = (EXPORTERS, READERS)


@dataclass(frozen=True)
class Change:
    """One difference between two versions of a page.

    Attributes
    ----------
    what
        The thing that changed, for example ``column 'band'``.
    kind
        What became of it, for example ``removed`` or ``type changed``.
    breaks
        Whom it breaks: ``exporters``, ``readers``, both or nobody.
    words
        The difference in a sentence.

    Examples
    --------
    >>> print(Change("column 'band'", "removed", ("readers",), "It is not stored any more."))
    column 'band' removed (breaks readers): It is not stored any more.
    """

    what: str
    kind: str
    breaks: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        whom = f"breaks {' and '.join(self.breaks)}" if self.breaks else "breaks nobody"
        return f"{self.what} {self.kind} ({whom}): {self.words}"

    def as_json(self) -> dict[str, Any]:
        """Give the change as the commands print it under ``--json``.

        Examples
        --------
        >>> Change("version", "not raised", ("readers",), "It is 1.0.0 still.").as_json()["breaks"]
        ['readers']
        """
        return {**asdict(self), "breaks": list(self.breaks)}


def added_and_removed(
    old: Iterable[Hashable], new: Iterable[Hashable], tell: Callable[[str, str], Change]
) -> list[Change]:
    """Tell each thing that only one of two collections holds, by ``tell("added" or "removed", thing)``.

    Examples
    --------
    >>> [str(change) for change in added_and_removed("ab", "bc", lambda kind, x: Change(x, kind, (), "."))]
    ['a removed (breaks nobody): .', 'c added (breaks nobody): .']
    """
    before, after = list(dict.fromkeys(old)), list(dict.fromkeys(new))
    gone = [tell("removed", str(thing)) for thing in before if thing not in after]
    return gone + [tell("added", str(thing)) for thing in after if thing not in before]
