"""The frame of a page of the folder: what stands around its sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Template

from sfg_analytics.page.markup import joined, shown
from sfg_analytics.site.addresses import BOARD, FAIRNESS, SCRIPT, STATEMENT, STYLE, SYSTEM, from_page
from sfg_analytics.site.choices import Choice

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""What a page may do; a server may say the same in a header, and ``frame-ancestors 'none'`` besides."""

_PAGES = ((BOARD, "Board"), (SYSTEM, "System"), (FAIRNESS, "Fairness"))
_FRAME = Template("""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="$style">
<script src="$script" defer></script>$further
</head>
<body>
<a class="skip" href="#content">Skip to main content</a>
<header><p>Scope for Growth</p><nav aria-label="Pages"><ul>$pages</ul></nav></header>
<main id="content" tabindex="-1"$chosen_codes>
<h1>$heading</h1>
$about
$choices
$main
</main>
<footer>$foot</footer>
</body>
</html>
""")


@dataclass(frozen=True)
class Page:
    """A page before it is framed.

    Parameters
    ----------
    name
        Its place in the folder.
    kind
        Which of the pages it is a state of; empty for none.
    title
        Its first heading: plain text.
    about
        Paragraphs under it.
    choices
        What can be chosen.
    main, foot
        Markup.
    chosen
        What is shown, by code: what a live part begins with.
    near
        Which state of another kind of page is meant, where it is not the first.
    """

    name: str
    kind: str
    title: str
    about: Sequence[str]
    choices: Sequence[Choice]
    main: str
    foot: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, str] = field(default_factory=dict)

    def whole(self, policy: str = POLICY, script: str = "") -> bytes:
        """Give the whole page.

        Parameters
        ----------
        policy
            What it may do.
        script
            A further script, named from the folder; it learns which page this is.
        """
        here = next((words.lower() for page, words in _PAGES if page == self.kind), "")
        pages = joined(
            f'<li><a href="{from_page(self.name, self.near.get(page, page))}"{_current(page, self)}>{words}</a></li>'
            for page, words in _PAGES
        )
        chosen = joined(choice.markup() for choice in self.choices)
        return _FRAME.substitute(
            policy=policy,
            further=f'<script src="{from_page(self.name, script)}" data-page="{here}" defer></script>'
            if script
            else "",
            title=shown(f"{self.title} – Scope for Growth"),
            heading=shown(self.title),
            style=from_page(self.name, STYLE),
            script=from_page(self.name, SCRIPT),
            pages=pages,
            about=joined(f'<p class="quiet">{shown(text)}</p>' for text in self.about),
            choices=f'<div class="choices">{chosen}</div>' if chosen else "",
            chosen_codes=joined(f' data-{name}="{shown(code)}"' for name, code in self.chosen.items()),
            main=self.main + '<section id="closer" hidden></section>',
            foot=f'{self.foot}<p><a href="{from_page(self.name, STATEMENT)}">Accessibility statement</a></p>',
        ).encode()


def contents(listed: Sequence[tuple[str, str]]) -> str:
    """Link to the sections of a page: the address and the title of each."""
    links = joined(f'<li><a href="#{name}">{shown(title)}</a></li>' for name, title in listed)
    return f'<nav class="contents" aria-label="On this page"><ul>{links}</ul></nav>' if links else ""


def _current(page: str, of: Page) -> str:
    if of.near.get(page, page) == of.name:
        return ' aria-current="page"'
    return ' aria-current="true"' if page == of.kind else ""
