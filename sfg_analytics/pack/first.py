"""What matters first: three things in words, written from the figures, each with how sure one can be.

Differences are described and no verdict is passed; organisations and placements stand in the order of the publication,
which is no rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from sfg_analytics.charts.chart import told
from sfg_analytics.charts.icons import direction
from sfg_analytics.pack.held import Held, characteristic
from sfg_analytics.pack.tables import stands_out
from sfg_analytics.pack.written import ratio, with_interval
from sfg_analytics.statistics import xmr_summary

_MOST_NAMED = 3


def three_things(held: Held) -> tuple[str, ...]:
    """Say whether conversations are held, whether everybody gets one, and what people seek.

    Parameters
    ----------
    held
        What is held of one organisation or of several.

    Returns
    -------
    tuple of str
        A paragraph for each.
    """
    if len(held.codes) == 1:
        (code,) = held.codes
        return (_held_here(held, code), who_gets_one(held), _sought_here(held, code))
    return (_held_across(held), who_gets_one(held), _sought_across(held))


def statement(held: Held, row: dict[str, Any]) -> str:
    """Tell a share in a sentence: how many of whom did what."""
    words = held.words(row["measure"])
    unit = str(words["unit"]).removeprefix("share of ")
    did = str(words["statement"]).replace("{outcome}", row["label"] or "")
    if row["value"] is None:
        why = row["hidden"] or "there is no figure"
        return f"For {row['month']} the share of {unit} who {did} is not given. {why}."
    counts = f": {row['numerator']:,} of {row['denominator']:,}" if row["numerator"] is not None else ""
    return f"In {row['month']}, {with_interval(row)} of {unit} {did}{counts}."


def _held_here(held: Held, code: str) -> str:
    row = held.row("coverage", code) if "coverage" in held.measures else None
    if row is None:
        return "This publication does not say how many staff had a recorded career conversation."
    return f"{statement(held, row)}{_a_year_before(held, code, row)}{_chart_says(held, code)}"


def _a_year_before(held: Held, code: str, row: dict[str, Any]) -> str:
    """Set the same month of the year before beside it: the twelve months counted then are none of those counted now."""
    rows = held.rows("coverage", codes=[code], months=None)
    before = rows.filter(pl.col("period") == pl.lit(row["period"]).dt.offset_by("-1y")).to_dicts()
    if row["value"] is None or not before or before[0]["value"] is None:
        return ""
    return f" A year before it was {with_interval(before[0])}."


def _chart_says(held: Held, code: str) -> str:
    if "held_of_due" not in held.measures:
        return ""
    charted = held.series(code, "held_of_due")
    shown = charted.filter(pl.col("value").is_not_null())
    if shown.is_empty():
        return ""
    said = xmr_summary(charted)
    way = {
        "high": "higher than usual",
        "low": "lower than usual",
        None: "usual variation, no sign of a change for better or worse,",
    }[direction(said.variation, charted["improvement"][0])]
    unsure = ", by limits that are still on trial" if said.trial_limits else ""
    month = f"{shown['period'][-1]:%B %Y}"
    return f" The control chart of {held.short('held_of_due').lower()} shows {way} in {month}{unsure}; it knows no seasons."


def _held_across(held: Held) -> str:
    rows = _all_rows(held, "coverage")
    shown = [row for row in rows if row["value"] is not None]
    if not shown:
        return "This publication does not say how many staff had a recorded career conversation."
    words = held.words("coverage")
    unit = str(words["unit"]).removeprefix("share of ")
    ends = f"{told(min(row['value'] for row in shown))} to {told(max(row['value'] for row in shown))}"
    text = f"In the latest month of each ({_months(shown)}), {ends} of {unit} {words['statement']}, by organisation ({len(shown)} of {len(rows)} have a figure)."
    return f"{text}{_outside(held, 'coverage')}"


def _outside(held: Held, measure: str) -> str:
    points = held.funnel(measure).filter(pl.col("organisation").is_in(held.codes))
    if points.is_empty():
        return ""
    out = points.filter(pl.col("signal").is_not_null())
    allowed = "Allowing for size and for how much organisations differ anyway"
    if out.is_empty():
        return f" {allowed}, none lies outside the limits of the funnel."
    named = [f"{row['name']} {row['signal']} limits" for row in out.iter_rows(named=True)]
    return f" {allowed}, {len(named)} {'lies' if len(named) == 1 else 'lie'} outside: {_listed(named)}. That says look closer, and no more."


def who_gets_one(held: Held) -> str:
    """Say which groups are more or less likely to have a recorded conversation, and how many cannot be compared."""
    compared = held.comparisons("coverage")
    with_ratio = compared.filter(pl.col("ratio").is_not_null())
    without = compared.height - with_ratio.height
    if with_ratio.is_empty():
        return "No groups can be compared by whether they had a conversation: too many numbers are small, and hidden."
    out = with_ratio.filter(stands_out())
    many = f"Of {with_ratio.height:,} comparisons of who had a recorded conversation with a reference group"
    hidden = f" {without:,} more cannot be made." if without else ""
    if out.is_empty():
        return (
            f"{many}, none differs by more than chance may turn up among so many; that does not show that there is no "
            f"difference.{hidden}"
        )
    named = [_told(held, row) for row in out.iter_rows(named=True)]
    stand = "1 differs" if len(named) == 1 else f"{len(named)} differ"
    return f"{many}, {stand} by more than chance may turn up among so many: {_listed(named)}.{hidden}"


def _told(held: Held, row: dict[str, Any]) -> str:
    way = "less" if row["ratio"] < 1 else "more"
    where = f" at {row['name']}" if len(held.codes) > 1 else ""
    return (
        f"staff of ‘{row['group']}’ ({characteristic(row['breakdown']).lower()}){where} are {way} likely to have a recorded "
        f"conversation than ‘{row['reference']}’: {told(row['value'])} against {told(row['reference_value'])}, "
        f"{ratio(row['ratio'])} times as likely ({ratio(row['lower'])} to {ratio(row['upper'])}){_like_for_like(row)}"
    )


def _like_for_like(row: dict[str, Any]) -> str:
    if row["like_for_like_ratio"] is None:
        return ""
    by = characteristic(row["adjusted_for"]).lower()
    limits = f"{ratio(row['like_for_like_lower'])} to {ratio(row['like_for_like_upper'])}"
    return f", and {ratio(row['like_for_like_ratio'])} times at the same {by} ({limits})"


def _sought_here(held: Held, code: str) -> str:
    rows = held.rows("sought_placement", codes=[code]).to_dicts()
    if not rows:
        return "This publication does not say where people seek to be."
    each = [f"{row['label']} {with_interval(row) if row['value'] is not None else _why(row)}" for row in rows]
    unit = str(held.words("sought_placement")["unit"]).removeprefix("share of ")
    text = f"Of {unit} in {rows[0]['month']}: {'; '.join(each)}. Placements are not ranked."
    agreed = held.row("action_agreed", code)
    return f"{text} {statement(held, agreed)}" if agreed else text


def _why(row: dict[str, Any]) -> str:
    return f"not given ({row['hidden'] or 'no figure'})"


def _sought_across(held: Held) -> str:
    rows = _all_rows(held, "sought_placement")
    if not rows:
        return "This publication does not say where people seek to be."
    each = []
    for label in dict.fromkeys(row["label"] for row in rows):
        values = [row["value"] for row in rows if row["label"] == label and row["value"] is not None]
        if values:
            each.append(f"{label} {told(min(values))} to {told(max(values))}")
    unit = str(held.words("sought_placement")["unit"]).removeprefix("share of ")
    return f"Of {unit} in the latest month of each ({_months(rows)}), by organisation: {'; '.join(each)}. Placements are not ranked."


def _months(rows: Sequence[dict[str, Any]]) -> str:
    first, last = (f"{end(row['period'] for row in rows):%B %Y}" for end in (min, max))
    return first if first == last else f"{first} to {last}"


def _all_rows(held: Held, measure: str) -> list[dict[str, Any]]:
    return held.rows(measure).to_dicts() if measure in held.measures else []


def _listed(named: Sequence[str]) -> str:
    more = len(named) - _MOST_NAMED
    rest = f"; and {more} more" if more > 0 else ""
    return "; ".join(named[:_MOST_NAMED]) + rest
