"""What every kind of chart returns: the picture, the words that stand in for it, and the numbers in it.

A picture without words shuts people out, and a picture without its numbers can't be checked. So the three travel
together, and the words are written from the numbers, never by hand.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from sfg_analytics.errors import SfgError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_WORDS = 10
"""A title longer than this is a paragraph."""

MOST_ROWS_IN_WORDS = 12
"""Above this many rows the text alternative gives the range and points to the table."""

_BARE_MARGIN = 16
"""Room above a drawing whose title stands elsewhere, in pixels."""


@dataclass(frozen=True)
class Chart:
    """A chart.

    Parameters
    ----------
    figure
        The plotly figure, title and caption included.
    title, caption
        The same words as plain text, for pages that set them as headings of their own.
    alt
        The text alternative: what is drawn, and every value of a small chart.
    table
        The rows drawn: ``label, value, lower, upper, numerator, denominator, hidden``. Shares run from 0 (nobody) to 1
        (everybody); where ``hidden`` gives a reason the numbers are null.
    """

    figure: Figure
    title: str
    caption: str
    alt: str
    table: pl.DataFrame

    def specification(self, *, headed: bool = True) -> dict[str, Any]:
        """Give the figure as plain JSON values, which is all that a browser needs.

        Parameters
        ----------
        headed
            Whether title and caption stay in the picture. A page that shows them as text leaves them out.

        Returns
        -------
        dict
            ``data`` and ``layout``, as plotly.js takes them.
        """
        specification: dict[str, Any] = json.loads(self.figure.to_json())
        if not headed:
            layout = specification["layout"]
            layout.pop("title", None)
            layout["height"] -= layout["margin"]["t"] - _BARE_MARGIN
            layout["margin"]["t"] = _BARE_MARGIN
        return specification

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Show itself in a notebook: drawn where the notebook can draw, told in words where it can't."""
        return {"application/vnd.plotly.v1+json": self.specification(), "text/plain": self.alt}


def percent(value: float | None, *, places: int = 0) -> str:
    """Write a share as people read it.

    Parameters
    ----------
    value
        0 is nobody, 1 is everybody.
    places
        Digits after the point.

    Examples
    --------
    >>> percent(0.62), percent(None)
    ('62%', 'not shown')
    """
    return "not shown" if value is None else f"{value:.{places}%}"


def wrapped(text: str, width: int) -> str:
    """Escape a text for plotly, which reads some HTML, and break its lines.

    Parameters
    ----------
    text
        Anything, also from a file somebody else wrote.
    width
        Characters a line.

    Examples
    --------
    >>> wrapped("Estates & facilities <b>", 12)
    'Estates &amp;<br>facilities<br>&lt;b&gt;'
    """
    return "<br>".join(escape(line, quote=False) for line in textwrap.wrap(text, width)) or " "


def check_title(title: str) -> None:
    """Refuse a title that is too long to be read at a glance.

    Raises
    ------
    SfgError
        When it has more than ten words.
    """
    words = len(title.split())
    if words > MOST_WORDS:
        raise SfgError(
            "A chart's title is too long.",
            expected=f"at most {MOST_WORDS} words that say what the chart shows",
            got=f"{words} words",
            hint="measure, period and source belong in the caption.",
        )


def in_words(drawn: pl.DataFrame) -> str:
    """Tell the rows of a chart in words.

    Parameters
    ----------
    drawn
        The rows, as :class:`Chart` holds them.

    Returns
    -------
    str
        Every row of a small chart; the range of a large one, and how many rows are hidden.

    Examples
    --------
    >>> in_words(pl.DataFrame({"label": ["White"], "value": [0.62], "lower": [0.6], "upper": [0.64], "hidden": [None]}))
    'White: 62% (95% interval 60% to 64%).'
    """
    if drawn.height <= MOST_ROWS_IN_WORDS:
        return " ".join(f"{row['label']}: {_row_in_words(row)}." for row in drawn.iter_rows(named=True))
    shown = drawn.filter(pl.col("value").is_not_null())
    sentence = f"{drawn.height} rows; the table gives every one."
    if shown.height:
        first, last = shown.sort("value", maintain_order=True)[[0, -1]].iter_rows(named=True)
        sentence += (
            f" Values run from {percent(first['value'])} ({first['label']}) to {percent(last['value'])} "
            f"({last['label']})."
        )
    hidden = drawn.height - shown.height
    return sentence + (f" {hidden} hidden." if hidden else "")


def _row_in_words(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return mark_of(row["hidden"])
    if row["lower"] is None or row["upper"] is None:
        return percent(row["value"])
    return f"{percent(row['value'])} (95% interval {percent(row['lower'])} to {percent(row['upper'])})"


def mark_of(reason: str | None) -> str:
    """Write the mark of a value that isn't there.

    Parameters
    ----------
    reason
        Why: a few words, or a policy's own wording with its colon, which stands as it is.

    Examples
    --------
    >>> mark_of("fewer than 8 people"), mark_of("Hidden: 1 to 7 people."), mark_of(None)
    ('hidden: fewer than 8 people', 'Hidden: 1 to 7 people', 'no figure')
    """
    if not reason:
        return "no figure"
    reason = reason.rstrip(". ")
    return reason if ":" in reason else f"hidden: {reason}"


def sentence(text: str) -> str:
    """End a text with a full stop, unless it is empty or ends with one.

    Examples
    --------
    >>> sentence("Coverage, March 2025"), sentence("")
    ('Coverage, March 2025.', '')
    """
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
