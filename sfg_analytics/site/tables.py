"""A table on a page, written so that it weighs little: it is most of what a page weighs.

Where a script may run, it lays rows out as small blocks on a phone, and then says again in every cell what its column is
called. Without one a table scrolls sideways within its own box.
"""

from __future__ import annotations

from sfg_analytics.pack.document import Table
from sfg_analytics.pack.page import in_words
from sfg_analytics.page.markup import joined, shown

_MOST_COLUMNS = 9
"""A wider table scrolls on every screen."""


def written(rows: Table) -> str:
    """Write a table in its box.

    Parameters
    ----------
    rows
        The table. A row's ``address`` becomes the id of its line, so that a link can lead to it.

    Returns
    -------
    str
        A ``div`` that scrolls where the table is wider than the page; a sentence where there is no row.
    """
    if not rows.rows:
        return f"<p>{shown(rows.title)}: nothing to list.</p>"
    title = shown(rows.title)
    note = f"<small>{shown(rows.note)}</small>" if rows.note else ""
    heads = joined(f'<th scope="col">{shown(column.head)}</th>' for column in rows.columns)
    first, *others = rows.columns
    lines = joined(
        f'<tr{_address(row.get("address"))}><th scope="row">{shown(in_words(first, row))}</th>'
        f"{joined(f'<td>{shown(in_words(column, row))}</td>' for column in others)}</tr>"
        for row in rows.rows
    )
    wide = len(rows.columns) > _MOST_COLUMNS
    box = f'class="scroll" role="region" tabindex="0" aria-label="{title}"' if wide else 'class="scroll"'
    kind = "figures wide" if wide else "figures"
    return (
        f'<div {box}><table class="{kind}"><caption>{title}{note}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _address(address: object) -> str:
    return f' id="{shown(address)}"' if address else ""
