"""Tables of a pack: rows of the publication, and the columns under which they stand."""

from __future__ import annotations

from typing import Any

import polars as pl

from sfg_analytics.pack.document import Column, Row, Table
from sfg_analytics.pack.held import Held, characteristic

VALUE = Column("value", "Value (95% interval)", "value")
SHARE = Column("value", "Share (95% interval)", "value")
NUMBER = Column("numerator", "Number", "count")
OUT_OF = Column("denominator", "Out of", "count")
ORGANISATION, MEASURE, MONTH = (
    Column("name", "Organisation"),
    Column("title", "Measure"),
    Column("month", "Month"),
)
COUNTS = (NUMBER, OUT_OF)
RATIO = Column("ratio", "Times as likely as the reference (95% interval)", "ratio")
DIFFERENCE = Column("points", "Difference in percentage points (95% interval)", "points")
ADJUSTED = Column("adjusted_p", "Adjusted p", "p")
LIKE_FOR_LIKE = (
    Column("like", "Times as likely, like for like (95% interval)", "ratio"),
    Column("like_people", "Share of the group compared so", "value"),
)
HELD_EQUAL = Column("held_equal", "Held equal")
SCREEN = Column("screen", "Four-fifths screen")
STANDS_OUT = 0.05
"""A comparison stands out where the adjusted p-value is no larger and the interval of the ratio leaves out 1."""


def estimate_rows(held: Held, frame: pl.DataFrame) -> tuple[Row, ...]:
    """Make rows of estimates.

    Parameters
    ----------
    held
        Where they come from.
    frame
        As :meth:`~sfg_analytics.pack.held.Held.rows` gives it.

    Returns
    -------
    tuple of mapping
        A row for each, with ``title``, ``unit``, ``value``, its limits, counts, and why there is none.
    """
    return tuple(_estimate(held, row) for row in frame.iter_rows(named=True))


def _estimate(held: Held, row: dict[str, Any]) -> Row:
    words = held.words(row["measure"])
    title = str(words["title"])
    return {
        **row,
        "title": f"{title}: {row['label']}" if row["label"] else title,
        "unit": str(words["unit"]),
        "value_lower": row["lower"],
        "value_upper": row["upper"],
        "missing": None if row["value"] is not None else row["hidden"] or "Not available",
    }


def comparison_rows(held: Held, frame: pl.DataFrame) -> tuple[Row, ...]:
    """Make rows of comparisons.

    Parameters
    ----------
    held
        Where they come from.
    frame
        As :meth:`~sfg_analytics.pack.held.Held.comparisons` gives it.

    Returns
    -------
    tuple of mapping
        A row for each: both groups' rates and counts, ``ratio`` and ``points`` with their limits, ``screen`` and ``telling``.
    """
    return tuple(_comparison(held, row) for row in frame.iter_rows(named=True))


def _comparison(held: Held, row: dict[str, Any]) -> Row:
    held_equal, without = row["adjusted_for"], row["like_for_like_without"]
    hidden = "disclosure control" in (row["without_ratio"] or "")
    screen = {True: "Within 0.8 to 1.25", False: "Outside 0.8 to 1.25", None: "Cannot be screened"}
    label = held.outcome_label(row["measure"], row["outcome"])
    return {
        **row,
        "kind": "proportion",
        "title": f"{row['title']}: {label}" if label else row["title"],
        "ratio_lower": row["lower"],
        "ratio_upper": row["upper"],
        "points": row["difference"],
        "points_lower": row["difference_lower"],
        "points_upper": row["difference_upper"],
        "like": row["like_for_like_ratio"],
        "like_lower": row["like_for_like_lower"],
        "like_upper": row["like_for_like_upper"],
        "missing_like": sentence_case(without) if without else "Not crossed",
        "held_equal": characteristic(held_equal) if held_equal else "Nothing",
        "like_people": row["like_for_like_share"],
        "missing_like_people": "Not crossed",
        "value_lower": None,
        "value_upper": None,
        "hidden": "Hidden" if hidden else None,
        "missing": None
        if row["ratio"] is not None
        else sentence_case(row["without_ratio"] or "not available"),
        "screen": screen[row["within_four_fifths"]],
        "telling": row["direction"],
    }


def like_for_like(compared: pl.DataFrame) -> tuple[Column, ...]:
    """Give the columns of comparisons like for like; none where there is no such comparison."""
    return LIKE_FOR_LIKE if compared["adjusted_for"].count() else ()


def held_equal(compared: pl.DataFrame) -> str:
    """Name what is held equal; empty where nothing is.

    Examples
    --------
    >>> held_equal(pl.DataFrame({"adjusted_for": ["band_cluster", None, "band"]}))
    'band or band cluster'
    """
    names = compared["adjusted_for"].drop_nulls().unique().sort()
    return " or ".join(characteristic(name).lower() for name in names)


def stands_out(of: str = "") -> pl.Expr:
    """Say of a comparison whether it differs by more than chance may turn up, after allowing for how many there are.

    Parameters
    ----------
    of
        What its columns begin with: ``"like_for_like_"`` for the comparison like for like.
    """
    apart = (pl.col(f"{of}lower") > 1) | (pl.col(f"{of}upper") < 1)
    return (pl.col(f"{of}adjusted_p") <= STANDS_OUT) & apart


def sentence_case(text: str) -> str:
    """Begin a text with a capital letter.

    Examples
    --------
    >>> sentence_case("hidden by NHS rounding")
    'Hidden by NHS rounding'
    """
    return text[:1].upper() + text[1:]


def sheet_name(text: str) -> str:
    """Make a name for a sheet: letters, digits and blanks, at most 31.

    Examples
    --------
    >>> sheet_name("Coverage by sex: all/none")
    'Coverage by sex all none'
    """
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text).split())[:31].strip()


def latest_of_everything(held: Held, code: str, name: str = "Every measure") -> Table:
    """List the latest figure of all staff of every measure without answers, at one organisation."""
    frames = [held.rows(measure, codes=[code]) for measure in held.measures]
    rows = [row for frame in frames for row in estimate_rows(held, frame) if row["outcome"] is None]
    return Table(
        sheet_name(name),
        f"The latest figure of every measure: {held.name(code)}",
        (MEASURE, MONTH, VALUE, *COUNTS),
        tuple(rows),
        note="Rates and scores are no shares: their values are not percentages.",
    )
