"""The small pieces of markup a page is built of; all text comes through ``shown``, which escapes it.

Headings are written by whoever sent the file and may hold anything: markup, control characters, letters that turn the
line round. None of it reaches the page as more than letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

LONGEST_HEADING = 80
_LEAST_TOLD = 0.001


def shown(text: object, longest: int | None = None) -> str:
    """Make text fit for the page: one line, printable letters only, escaped.

    Parameters
    ----------
    text
        Anything; its ``str`` is shown.
    longest
        Letters after which it is cut.

    Examples
    --------
    >>> shown("Pay <b>Band</b>")
    'Pay &lt;b&gt;Band&lt;/b&gt;'
    >>> shown("a very long heading", longest=6)
    'a very…'
    """
    line = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in one_line(text)
    )
    return escape(line if longest is None or len(line) <= longest else line[:longest] + "…")


def one_line(text: object) -> str:
    r"""Write anything on one line, its blanks single.

    Examples
    --------
    >>> one_line(" Pay\n Band ")
    'Pay Band'
    """
    return " ".join(str(text).split())


def heading(text: str) -> str:
    """Show a column's heading in quotation marks, cut where it would fill the page.

    Examples
    --------
    >>> heading("Pay Band")[1:-1]
    'Pay Band'
    """
    return f"‘{shown(text, LONGEST_HEADING)}’"


def joined(parts: Iterable[str]) -> str:
    """Put pieces of markup one after the other."""
    return "".join(parts)


def number(value: int) -> str:
    """Write a whole number with its thousands set apart.

    Examples
    --------
    >>> number(1204)
    '1,204'
    """
    return f"{value:,}"


def count(value: int, one: str) -> str:
    """Write a number and its noun.

    Examples
    --------
    >>> count(1, "row"), count(1204, "row")
    ('1 row', '1,204 rows')
    """
    return f"{number(value)} {one}{'' if value == 1 else 's'}"


def percent(part: float, whole: float = 1.0) -> str:
    """Write a share to one decimal; nothing short of all is called 100%, nothing above none 0%.

    Parameters
    ----------
    part, whole
        Counts, or a share from 0 (none) to 1 (all) alone. A share of nothing is a dash.

    Examples
    --------
    >>> percent(1, 8), percent(99_999, 100_000), percent(1, 100_000), percent(3, 3)
    ('12.5%', 'over 99.9%', 'under 0.1%', '100%')
    """
    if not whole:
        return "–"
    share = part / whole
    if share in {0, 1}:
        return f"{share:.0%}"
    if share < _LEAST_TOLD:
        return "under 0.1%"
    if share > 1 - _LEAST_TOLD:
        return "over 99.9%"
    return f"{share:.1%}"


def bar(share: float) -> str:
    """Draw a share from 0 to 1 as a bar; the number has to stand beside it, for the bar is hidden from readers aloud.

    Examples
    --------
    >>> 'width="25.0"' in bar(0.25)
    True
    """
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="all" width="100" height="10"/><rect class="part" width="{100 * share:.1f}" height="10"/></svg>'
    )


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str, foot: Sequence[str] = ()
) -> str:
    """Build a table with a caption and headed columns and rows; cells are markup already.

    Each cell carries its column's head, for a narrow screen shows a row as a small block. The roles say again what the
    elements mean, because some browsers forget it when they are laid out otherwise.

    Parameters
    ----------
    caption, heads, rows, foot
        Markup. The first cell of each row is its head.
    kind
        A class for the style.
    """
    top = joined(f'<th scope="col" role="columnheader">{head}</th>' for head in heads)
    body = joined(_row(row, heads) for row in rows)
    end = f'<tfoot role="rowgroup">{_row(foot, heads)}</tfoot>' if foot else ""
    return (
        f'<table class="{kind}" role="table"><caption>{caption}</caption>'
        f'<thead role="rowgroup"><tr role="row">{top}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody>{end}</table>'
    )


def _row(row: Sequence[str], heads: Sequence[str]) -> str:
    first, *others = row
    cells = joined(
        f'<td role="cell" data-head="{head}">{cell}</td>'
        for head, cell in zip(heads[1:], others, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{cells}</tr>'
