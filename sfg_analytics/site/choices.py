"""What a reader can choose on a page: links to the pages where something else is chosen."""

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
        Words and page of each answer.
    chosen
        The page that is open.
    """

    label: str
    options: Sequence[tuple[str, str]]
    chosen: str

    def markup(self) -> str:
        """Write it as links; nothing where there is nothing to choose."""
        if len(self.options) <= 1:
            return ""
        now = next((words for words, page in self.options if page == self.chosen), "none of them")
        links = joined(
            f'<li><a href="{from_page(self.chosen, page)}"{_current(page == self.chosen)}>{shown(words)}</a></li>'
            for words, page in self.options
        )
        label = shown(self.label)
        return (
            f'<nav class="choice" aria-label="{label}"><details><summary>{label}: <b>{shown(now)}</b></summary>'
            f"<ul>{links}</ul></details></nav>"
        )


def _current(is_it: bool) -> str:
    return ' aria-current="page"' if is_it else ""
