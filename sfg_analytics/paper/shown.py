"""What a notebook's cells say and show, as markup of a page that needs no script.

Words are Markdown, whose own HTML is not taken over. A view or a table brings its markup, a chart its drawing. What
only lives in a browser, such as selectors, is said to be there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt

from sfg_analytics.page.markup import joined, shown

_LEFT_OUT = re.compile(r"<(style|script)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r"<td>&quot;(.*?)&quot;</td>", re.DOTALL)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def words(markdown: str, *, titled: bool = False) -> str:
    r"""Write Markdown as markup.

    Parameters
    ----------
    markdown
        The text.
    titled
        Whether it begins with the page's title, which stands on the page already.

    Examples
    --------
    >>> words("# A question?\n\nAn *answer*.", titled=True)
    '<p>An <em>answer</em>.</p>\n'
    >>> words("# Part\n\n<b>x</b>").splitlines()
    ['<h2>Part</h2>', '<p>&lt;b&gt;x&lt;/b&gt;</p>']
    """
    tokens = _reader().parse(markdown)
    if titled and tokens and tokens[0].type == "heading_open":
        tokens = tokens[3:]
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = max(token.tag, "h2")
    return str(_reader().renderer.render(tokens, _reader().options, {}))


def headings(markdown: str, deepest: int = 6) -> list[str]:
    r"""Name the headings of Markdown, as plain text.

    Parameters
    ----------
    markdown
        The text.
    deepest
        The last level that is named, from 1.

    Examples
    --------
    >>> headings("## By *band*\n\nWords.")
    ['By band']
    >>> headings("## By *band*\n\n### Of nurses", deepest=2)
    ['By band']
    """
    tokens = _reader().parse(markdown)
    named = (
        inline.children or []
        for opened, inline in pairwise(tokens)
        if opened.type == "heading_open" and opened.tag <= f"h{deepest}"
    )
    return [joined(part.content for part in parts) for parts in named]


def outputs(given: Iterable[Mapping[str, Any]], label: str) -> str:
    """Write what a cell showed as markup.

    Parameters
    ----------
    given
        Outputs of Jupyter's format. What was written to the error stream is left out.
    label
        What a table or picture is called that has no words of its own.
    """
    parts = []
    for one in given:
        if one["output_type"] == "stream":
            parts.append(_plain(one["text"]) if one["name"] == "stdout" else "")
        elif "data" in one:
            parts.append(_output(one["data"], f"{label}, {len(parts) + 1}" if parts else label))
    return joined(parts)


def _output(bundle: Mapping[str, Any], label: str) -> str:
    for kind, write in _WAYS.items():
        if kind in bundle:
            return write(bundle[kind], label)
    return ""


def _lives_elsewhere(_: object, __: str) -> str:
    return '<p class="quiet">Here the notebook has something to choose from or point at. It lives in JupyterLab.</p>'


def _svg(drawing: str, label: str) -> str:
    return f'<div class="drawn" role="group" aria-label="{shown(label)}" tabindex="0">{_LEFT_OUT.sub("", drawing)}</div>'


def _png(picture: str, label: str) -> str:
    source = shown("".join(picture.split()))
    return f'<img class="drawn" src="data:image/png;base64,{source}" alt="A picture: {shown(label)}">'


def _html(html: str, label: str) -> str:
    """Let a view stand as it is; give any other table room to be scrolled, and a name."""
    html = _LEFT_OUT.sub("", html)
    if "<table" not in html or "sfg-view" in html or "sfg-icons" in html:
        return html
    html = _QUOTED.sub(r'<td class="sfg-words">\1</td>', html)  # as Polars writes texts
    html = re.sub(r"(<table\b[^>]*>)", rf"\1<caption>{shown(label)}</caption>", html, count=1)
    return (
        f'<div class="sfg-view"><div class="sfg-scroll" role="region" aria-label="Table: {shown(label)}" tabindex="0">'
        f"{html}</div></div>"
    )


def _plain(text: str, _: str = "") -> str:
    lines = _COLOUR.sub("", text).rstrip().splitlines()
    inner = "\n".join(" ".join(shown(word) for word in line.split(" ")) for line in lines)
    return f"<pre>{inner}</pre>" if lines else ""


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


_WAYS: dict[str, Callable[[str, str], str]] = {
    "application/vnd.jupyter.widget-view+json": _lives_elsewhere,
    "text/html": _html,
    "image/svg+xml": _svg,
    "image/png": _png,
    "text/markdown": lambda markdown, _: words(markdown),
    "application/vnd.plotly.v1+json": _lives_elsewhere,
    "text/plain": _plain,
}
"""How what a cell shows is written, the first way that it offers."""
