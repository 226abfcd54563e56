"""Where the pages of a folder lie, and how one of them names another.

Codes and ids come from a publication, which may be somebody else's file: a name that is not plain letters and digits, or
that differs from another only in its case, is given a number instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

BOARD, SYSTEM, FAIRNESS, STATEMENT = "index.html", "system.html", "fairness.html", "accessibility.html"
STYLE, SCRIPT, MANIFEST = "site.css", "site.js", "manifest.json"

SCRIPTS = ("brought_out.js", SCRIPT)
"""Of what the one script of the pages is made."""

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]")


class Names:
    """Names of files for codes.

    Parameters
    ----------
    codes
        The codes, each once.

    Examples
    --------
    >>> names = Names(["ZZ1", "../ZZ2", "zz1"])
    >>> names["ZZ1"], names["../ZZ2"], names["zz1"]
    ('ZZ1', 'number-2', 'number-3')
    """

    def __init__(self, codes: Sequence[str]) -> None:
        self._names: dict[str, str] = {}
        taken: set[str] = set()
        for place, code in enumerate(codes, start=1):
            plain = _PLAIN.fullmatch(code) and not _RESERVED.fullmatch(code) and code.lower() not in taken
            name = code if plain and not code.lower().startswith("number-") else f"number-{place}"
            taken.add(name.lower())
            self._names[code] = name

    def __getitem__(self, code: str) -> str:
        return self._names[code]


def from_page(here: str, there: str) -> str:
    """Write a link from one page to another of the same folder.

    Parameters
    ----------
    here, there
        Names in the folder, with ``/`` between its parts.

    Examples
    --------
    >>> from_page("index.html", "board/ZZ2.html"), from_page("board/ZZ2.html", "index.html")
    ('board/ZZ2.html', '../index.html')
    """
    return "../" * here.count("/") + there
