"""What can go wrong, drawn as a tree.

::

    SfgError                     1 paragraph: what, expected, got, closest, hint; never a person's value
    ├── NoSuchPath           5   the file or folder named is not there
    ├── UnreadableExport     2   the bytes are not a table we can open
    ├── UnrecognisedExport   2   a table, but of no kind that a contract describes
    ├── AmbiguousExport      2   a table that more than one contract, or more than one reading, would fit
    ├── ContractError        7   a page of data_contracts/ is wrong
    ├── KeyProblem           6   the pseudonym key is missing, unusable or not the store's own
    ├── StoreProblem         4   the store cannot be read or written
    │   └── StoreBusy        3   another process is writing to it
    ├── PublicationProblem   8   a folder that is not a whole publication
    ├── MeasureProblem       9   a measure, breakdown or table that does not exist or does not fit
    ├── AccessProblem       10   a page on who may see what that is wrong, or that lets in too many
    └── NotebookProblem     11   a notebook that cannot be read, set or run to its end

The number is the command's exit status. 0 means done, 1 that a promise was broken, too many rows were rejected,
or a publication did not pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SfgError(Exception):
    """A problem worth one clear paragraph.

    Parameters
    ----------
    what
        The sentence that says what is wrong, naming the file, column or argument concerned. It may hold the names of
        files, sheets, columns, contracts and measures, and counts; never a value from a person's row.
    expected, got, closest, hint
        Further sentences, each left out when empty: what would have been right, what came instead, the nearest thing
        that would have worked, and the one step most likely to help.
    """

    exit_code = 1

    def __init__(
        self, what: str, *, expected: str = "", got: str = "", closest: str = "", hint: str = ""
    ) -> None:
        self.what = what
        self.expected = expected
        self.got = got
        self.closest = closest
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [self.what]
        for label, text in (
            ("Expected", self.expected),
            ("Got", self.got),
            ("Closest", self.closest),
            ("Hint", self.hint),
        ):
            if text:
                lines.append(f"{label}: {text}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive a trip between processes (the default would lose the keyword arguments)."""
        return (_rebuild, (type(self), self.what, self.expected, self.got, self.closest, self.hint))

    def as_json(self) -> dict[str, str | int]:
        """Give the error as the commands print it under ``--json``.

        Returns
        -------
        dict
            ``error`` (the class name), ``exit_code``, ``what``, ``expected``, ``got``, ``closest``, ``hint``.

        Examples
        --------
        >>> NoSuchPath("'March.csv' is not there.").as_json()["exit_code"]
        5
        """
        return {
            "error": type(self).__name__,
            "exit_code": self.exit_code,
            "what": self.what,
            "expected": self.expected,
            "got": self.got,
            "closest": self.closest,
            "hint": self.hint,
        }


def _rebuild(kind: type[SfgError], what: str, expected: str, got: str, closest: str, hint: str) -> SfgError:
    return kind(what, expected=expected, got=got, closest=closest, hint=hint)


class NoSuchPath(SfgError):
    """The file or folder named is not there."""

    exit_code = 5


class UnreadableExport(SfgError):
    """The bytes are not a table we can open."""

    exit_code = 2


class UnrecognisedExport(SfgError):
    """A table, but of no kind that a contract describes."""

    exit_code = 2


class AmbiguousExport(SfgError):
    """A table that more than one contract, or more than one reading, would fit."""

    exit_code = 2


class ContractError(SfgError):
    """A page of ``data_contracts/`` is wrong."""

    exit_code = 7


class KeyProblem(SfgError):
    """The pseudonym key is missing, unusable, or not the one this store was filled with."""

    exit_code = 6


class StoreProblem(SfgError):
    """The store cannot be read or written."""

    exit_code = 4


class StoreBusy(StoreProblem):
    """Another process is writing to the store."""

    exit_code = 3


class PublicationProblem(SfgError):
    """A folder that is not a whole publication."""

    exit_code = 8


class MeasureProblem(SfgError):
    """A measure, breakdown or table that does not exist or does not fit."""

    exit_code = 9


class AccessProblem(SfgError):
    """A page on who may see what that is wrong, or a publication that is not for those who would see it."""

    exit_code = 10


class NotebookProblem(SfgError):
    """A notebook that cannot be read, set or run to its end."""

    exit_code = 11


def nearest(name: str, known: Iterable[str]) -> str:
    """Name the known words nearest to one that was not found.

    Parameters
    ----------
    name
        What was asked for.
    known
        What there is.

    Returns
    -------
    str
        Up to three names, quoted and joined by commas; empty when none is near.

    Examples
    --------
    >>> nearest("coverige", ["coverage", "sought_placement"])
    "'coverage'"
    """
    return ", ".join(repr(match) for match in get_close_matches(name, list(known), n=3, cutoff=0.5))
