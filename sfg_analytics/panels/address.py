"""The selection of a page in its address, so that a view can be linked and found again.

What the address asks for comes from a browser, which may send anything: it is a wish, and the model grants what is on offer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import anywidget
import traitlets

MOST_LETTERS = 1_000


class Address(anywidget.AnyWidget):
    """What stands in the page's address.

    Parameters
    ----------
    asked
        Called with the wishes of an address: names and values, as text.
    """

    _esm = Path(__file__).parent / "address.js"

    fragment = traitlets.Unicode().tag(sync=True)
    settled = traitlets.Unicode().tag(sync=True)

    def __init__(self, asked: Callable[[dict[str, str]], None]) -> None:
        super().__init__()
        self._asked = asked
        self.observe(self._read, "fragment")

    def write(self, chosen: Mapping[str, str]) -> None:
        """Let the address say what is chosen.

        Parameters
        ----------
        chosen
            Values by name.
        """
        self.settled = urlencode({name: value for name, value in chosen.items() if value})

    def _read(self, change: Mapping[str, str]) -> None:
        with suppress(ValueError):  # more fields than anybody links to
            self._asked(dict(parse_qsl(change["new"][:MOST_LETTERS], max_num_fields=20)))
