"""What a reader can choose on a page: links to the pages, or to the places on it, where something else is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sfg_analytics.page.markup import joined, shown
from sfg_analytics.site.addresses import from_page


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen.

    Parameters
    ----------
    label
        What it is.
    options
        Words and address of each answer: the name of a page, or a place on the page that is open, which begins with ``#``.
    chosen
        The address that is open.
    page
        The page on which it stands; the one that is chosen, when left out.
    """

    label: str
    options: Sequence[tuple[str, str]]
    chosen: str
    page: str = ""

    def markup(self) -> str:
        """Write it as links; nothing where there is nothing to choose."""
        if len(self.options) <= 1:
            return ""
        now = next((words for words, there in self.options if there == self.chosen), "none of them")
        links = joined(
            f'<li><a href="{self._link(there)}"{_current(there == self.chosen)}>{shown(words)}</a></li>'
            for words, there in self.options
        )
        label = shown(self.label)
        return (
            f'<nav class="choice" aria-label="{label}"><details><summary>{label}: <b>{shown(now)}</b></summary>'
            f"<ul>{links}</ul></details></nav>"
        )

    def _link(self, there: str) -> str:
        return shown(there) if there.startswith("#") else from_page(self.page or self.chosen, there)


def _current(is_it: bool) -> str:
    return ' aria-current="page"' if is_it else ""
