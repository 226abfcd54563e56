"""What every kind of chart returns: the picture, the words that stand in for it, and the numbers in it.

A picture without words shuts people out, and a picture without its numbers can't be checked. So the three travel
together, and the words are written from the numbers, never by hand.

The picture is a scene, drawn by whichever pen the page has: as SVG, which needs nothing, or by plotly, which lets a
reader point at a mark. Neither is drawn before it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from sfg_analytics.charts import drawn as drawing
from sfg_analytics.charts import plotted
from sfg_analytics.charts.scene import Scene
from sfg_analytics.errors import SfgError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_WORDS = 10
"""A title longer than this is a paragraph."""

MOST_ROWS_IN_WORDS = 12
"""Above this many rows the text alternative gives the range and points to the table."""


@dataclass(frozen=True)
class Chart:
    """A chart.

    Parameters
    ----------
    title, caption
        What it shows, and measure, period and source: plain text, for pages that set them as headings of their own.
    alt
        The text alternative: what is drawn, and every value of a small chart.
    table
        The rows drawn, among them ``label``, ``value`` and ``hidden``. Shares run from 0 (nobody) to 1 (everybody); where
        ``hidden`` gives a reason the numbers are null.
    scene
        What is drawn.
    flow
        What plotly draws in place of the scene, where it has a picture that nothing else has: one trace.
    """

    title: str
    caption: str
    alt: str
    table: pl.DataFrame
    scene: Scene
    flow: dict[str, Any] | None = None

    @cached_property
    def figure(self) -> Figure:
        """The plotly figure, title and caption included. Asking for it imports plotly."""
        import plotly.graph_objects as go

        told = self.specification()
        return go.Figure({**told, "layout": {"template": "none", **told["layout"]}})

    def specification(self, *, headed: bool = True) -> dict[str, Any]:
        """Give the figure as plain JSON values, which is all that a browser with plotly.js needs.

        Parameters
        ----------
        headed
            Whether title and caption stay in the picture. A page that shows them as text leaves them out.

        Returns
        -------
        dict
            ``data`` and ``layout``, as plotly.js takes them.
        """
        return plotted.specification(
            self.scene, title=self.title, caption=self.caption, headed=headed, flow=self.flow
        )

    def svg(self, *, narrow: bool = False, headed: bool = True, aloud: bool = True) -> str:
        """Draw the picture as SVG, for a page without plotly: a few kilobytes, no style, no script.

        Parameters
        ----------
        narrow
            Whether for a phone (340 pixels) or for a desk and for A4 paper (680).
        headed
            As for :meth:`specification`.
        aloud
            Whether it tells a screen reader its title and text alternative. A page that tells them itself, on the figure
            around the picture, says no, lest they be heard twice.

        Returns
        -------
        str
            An ``svg`` element of class ``sfg-wide`` or ``sfg-narrow``, which is also a file by itself.
        """
        return drawing.svg(
            self.scene,
            title=self.title,
            caption=self.caption,
            alt=self.alt,
            narrow=narrow,
            headed=headed,
            aloud=aloud,
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Show itself in a notebook: by plotly where there is one, as SVG in a document made of it, else in words."""
        return {
            "application/vnd.plotly.v1+json": self.specification(),
            "image/svg+xml": self.svg(),
            "text/plain": self.alt,
        }


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


def told(value: float | None, kind: str = "proportion") -> str:
    """Write a measure's value as people read it.

    Parameters
    ----------
    value
        In the unit of the measure.
    kind
        The measure's kind: ``"proportion"``, ``"rate"`` or ``"score"``.

    Examples
    --------
    >>> told(0.62), told(1.5, "rate"), told(0.084, "rate"), told(6.84, "score"), told(None)
    ('62%', '1.5', '0.08', '6.8', 'not shown')
    """
    if value is None or kind == "proportion":
        return percent(value)
    return f"{value:,.2f}" if abs(value) < 1 else f"{value:,.1f}"


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


def alternative(title: str, kind_of_chart: str, caption: str, *rest: str) -> str:
    """Write a text alternative: the title, what sort of chart it is, the caption, and what is to be read from it.

    Examples
    --------
    >>> alternative("Coverage rose", "Line chart, 2 months.", "All staff", "January: 50%.")
    'Coverage rose. Line chart, 2 months. All staff. January: 50%.'
    """
    return " ".join(part for part in (sentence(title), kind_of_chart, sentence(caption), *rest) if part)


def in_words(drawn: pl.DataFrame, kind: str = "proportion") -> str:
    """Tell the rows of a chart in words.

    Parameters
    ----------
    drawn
        The rows, as :class:`Chart` holds them.
    kind
        The measure's kind, as for :func:`told`.

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
        return " ".join(f"{row['label']}: {_row_in_words(row, kind)}." for row in drawn.iter_rows(named=True))
    shown = drawn.filter(pl.col("value").is_not_null())
    sentence = f"{drawn.height} rows; the table gives every one."
    if shown.height:
        first, last = shown.sort("value", maintain_order=True)[[0, -1]].iter_rows(named=True)
        sentence += (
            f" Values run from {told(first['value'], kind)} ({first['label']}) to {told(last['value'], kind)} "
            f"({last['label']})."
        )
    hidden = drawn.height - shown.height
    return sentence + (f" {hidden} hidden." if hidden else "")


def _row_in_words(row: dict[str, Any], kind: str) -> str:
    if row["value"] is None:
        return mark_of(row["hidden"])
    if row["lower"] is None or row["upper"] is None:
        return told(row["value"], kind)
    return (
        f"{told(row['value'], kind)} (95% interval {told(row['lower'], kind)} to {told(row['upper'], kind)})"
    )


def mark_of(reason: str | None) -> str:
    """Write the mark of a value that isn't there.

    Parameters
    ----------
    reason
        Why: a few words, or a policy's own sentence, which stands as it is.

    Examples
    --------
    >>> mark_of("fewer than 8 people"), mark_of("Hidden: 1 to 7 people."), mark_of(None)
    ('hidden: fewer than 8 people', 'Hidden: 1 to 7 people', 'no figure')
    >>> mark_of("hidden by disclosure control")
    'hidden by disclosure control'
    """
    if not reason:
        return "no figure"
    reason = reason.rstrip(". ")
    says_so = ":" in reason or reason[0].isupper() or reason.startswith("hidden")
    return reason if says_so else f"hidden: {reason}"


def sentence(text: str) -> str:
    """End a text with a full stop, unless it is empty or ends with one.

    Examples
    --------
    >>> sentence("Coverage, March 2025"), sentence("")
    ('Coverage, March 2025.', '')
    """
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
