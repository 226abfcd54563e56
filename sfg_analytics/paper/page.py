"""A notebook that was run, as a page: its question, what it rests on, then its words, charts and tables. No code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from sfg_analytics.charts import STYLE as DRAWINGS
from sfg_analytics.charts.theme import LINE, TEXT
from sfg_analytics.page import whole_page
from sfg_analytics.page.markup import joined, shown
from sfg_analytics.paper.running import Finished
from sfg_analytics.paper.shown import headings, outputs, words
from sfg_analytics.paper.standing import Standing
from sfg_analytics.views import PAGE_STYLE

STYLE = f"""{DRAWINGS}{PAGE_STYLE}
.rule{{font-weight:700;border:2px solid {TEXT};display:inline-block;padding:.25rem .75rem;margin:.5rem 0}}
.rests{{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.125rem 1rem;margin:.5rem 0 1rem}}
.contents{{columns:2 18rem;padding-left:1.25rem;margin-bottom:1.25rem}}
.drawn{{margin:.75rem 0;max-width:100%;overflow-x:auto}}
.drawn svg{{display:block;max-width:100%;min-width:34rem;height:auto}}
.sfg-view{{max-width:none}}
.sfg-view .sfg-stamp{{display:none}}
.sfg-view .sfg-said,.sfg-view .sfg-caveat{{max-width:44rem}}
.sfg-view table[border],.sfg-view table[border] :is(th,td){{border-width:0 0 1px}}
pre{{white-space:pre-wrap;font-size:.875rem;border-left:2px solid {LINE};padding-left:.75rem}}
code{{font-size:.875em;overflow-wrap:anywhere}}
.sfg-view table,main table{{width:auto}}
.sfg-view th,.sfg-view td{{overflow-wrap:normal}}
@media print{{
 .contents,.skip{{display:none}}
 .sfg-view th,.sfg-view td{{font-size:.6875rem;padding:.125rem .375rem}}
 .drawn,.rests,.rule{{break-inside:avoid}}
 .drawn svg{{min-width:0}}
 img{{max-height:240mm}}
}}
"""


def page(
    title: str,
    finished: Sequence[Finished],
    standing: Standing,
    settings: Mapping[str, Any],
    at: datetime,
) -> str:
    """Write a notebook as a page.

    The words directly above the cell of parameters are left out, for they speak to whoever runs the notebook. Of figures
    that are published nothing says that they are exact.

    Parameters
    ----------
    title
        Its question, and whose answer it is.
    finished
        Its cells.
    standing
        What the figures rest on.
    settings
        What was set.
    at
        When it was made.

    Returns
    -------
    str
        A whole HTML page, to be saved as UTF-8. It needs no script and fetches nothing.
    """
    parts: list[str] = []
    listed: list[str] = []
    for number, one in enumerate(_read_on_paper(finished)):
        if one.cell.kind == "code":
            label = one.heading or title
            parts.append(outputs(one.outputs, label))
            continue
        text = one.cell.source if standing.exact else _without_exact(one.cell.source, standing.rule)
        named = headings(text, deepest=2)[1 if number == 0 else 0 :]
        inner = words(text, titled=number == 0)
        for name in named:
            place = f"part-{len(listed) + 1}"
            inner = inner.replace("<h2>", f'<h2 id="{place}">', 1)
            listed.append(f'<li><a href="#{place}">{shown(name)}</a></li>')
        parts.append(inner)
    facts = {
        "Asked for": "; ".join(f"{name.lower()} {value}" for name, value in settings.items()),
        "Rests on": standing.rests_on,
        "Made": f"{at:%d %B %Y %H:%M} UTC".lstrip("0"),
    }
    rows = joined(f"<dt>{name}</dt><dd>{shown(text)}</dd>" for name, text in facts.items() if text)
    contents = (
        '<a class="skip" href="#main">Skip the contents</a>'
        f'<nav aria-label="Contents"><ul class="contents">{joined(listed)}</ul></nav>'
        if len(listed) > 1
        else ""
    )
    return whole_page(
        title,
        style=STYLE + _on_every_sheet(standing.rule),
        head=f'<p class="rule">{shown(standing.rule)}</p><dl class="rests">{rows}</dl>{contents}',
        main="\n".join(part for part in parts if part),
        foot=f'<p class="quiet">{shown(standing.rule)} {shown(standing.rests_on)}</p>',
        pictures=True,
    )


def _read_on_paper(finished: Sequence[Finished]) -> Iterator[Finished]:
    """Leave out the cell of parameters, and the words about it."""
    following = [*finished[1:], None]
    for one, after in zip(finished, following, strict=True):
        about = after is not None and "parameters" in after.cell.tags and one is not finished[0]
        if not (about and one.cell.kind == "markdown"):
            yield one


def _without_exact(markdown: str, rule: str) -> str:
    """Say the rule that holds in place of the paragraphs that call figures exact."""
    paragraphs = markdown.split("\n\n")
    return "\n\n".join(rule if "exact counts" in text.casefold() else text for text in paragraphs)


def _on_every_sheet(rule: str) -> str:
    letters = joined(letter if letter not in '"\\<' else " " for letter in rule)
    return f'@page{{@top-left{{content:"{escape(letters, quote=False)}";font-size:8pt}}@bottom-right{{content:counter(page);font-size:8pt}}}}\n'
