"""The words and the table of a page, as HTML.

The sentence comes before the chart: it can be read aloud, and it says how sure one can be. Everything that comes from a
publication is escaped, for a publication may be somebody else's file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from sfg_analytics.charts.chart import mark_of, percent, sentence
from sfg_analytics.panels.selection import BY_MONTH, BY_ORGANISATION, Selection


def headline(selection: Selection) -> str:
    """Tell the figure of all staff at the organisation in a sentence, with its interval and its counts.

    Parameters
    ----------
    selection
        What is chosen.

    Returns
    -------
    str
        Plain text.
    """
    row = selection.headline_row()
    unit = str(selection.words["unit"]).removeprefix("share of ")
    statement = str(selection.words["statement"]).replace("{outcome}", selection.answer_label)
    whom = f"of {unit} at {selection.organisation_name}"
    if row is None:
        return f"For {selection.month}, this publication does not say what share {whom} {statement}."
    if row["value"] is None:
        return (
            f"For {selection.month}, the share {whom} who {statement} is not shown. {mark_of(row['hidden'])}."
        )
    return f"In {selection.month}, {percent(row['value'])} {whom} {statement}{_certainty(row, selection)}."


def headline_html(selection: Selection) -> str:
    """Give the sentence, and what a reader must know beside it, as HTML."""
    return (
        f'<p class="sfg-headline">{escape(headline(selection))}</p>'
        f'<p class="sfg-caveat">{escape(str(selection.words["caveat"]))}</p>'
    )


def table_html(selection: Selection) -> str:
    """Give the rows of the chart as an HTML table with a caption and headed rows."""
    own = selection.breakdown.replace("_", " ").capitalize()
    first = {BY_ORGANISATION: "Organisation", BY_MONTH: "Month"}.get(selection.breakdown, own)
    heads = "".join(
        f'<th scope="col">{escape(head)}</th>'
        for head in (first, "Value", "95% interval", "Number", "Out of")
    )
    body = "".join(_row_html(row, selection) for row in selection.rows().iter_rows(named=True))
    return (
        '<div class="sfg-scroll" role="region" aria-label="Table of figures" tabindex="0">'
        '<table class="sfg-table"><caption>The same figures as a table</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def notes_html(selection: Selection) -> str:
    """Say how the figures are counted, what was hidden and why, and what they rest on, as HTML."""
    words = selection.words
    counted = (
        f"Number: {sentence(str(words['numerator']))}",
        f"Out of: {sentence(str(words['denominator']))}",
        f"Definition: {sentence(str(words['source']))}",
    )
    return (
        f"<h3>How this is counted</h3>{_listed(counted)}"
        f"<h3>What is hidden, and why</h3>{_listed(what_is_hidden(selection))}"
        f"<h3>What this rests on</h3>{_listed(rests_on(selection.publication.manifest))}"
    )


def what_is_hidden(selection: Selection) -> list[str]:
    """Tell how many of the rows shown have no percentage, for which reasons, and under which policy."""
    rows = selection.rows()
    reasons = Counter(mark_of(reason) for reason in rows["hidden"] if reason)
    told = [
        f"{reason}: {count} of the {rows.height} rows above." for reason, count in sorted(reasons.items())
    ]
    return [
        *(told or ["No row above is hidden."]),
        f"Disclosure policy: {selection.policy['name']}. {sentence(str(selection.policy['source']))}",
    ]


def rests_on(manifest: Mapping[str, Any]) -> list[str]:
    """Tell which contracts, how many submissions and which version of the code a publication rests on."""
    contracts = ", ".join(
        f"{name} {version}" for name, version in sorted(manifest.get("contracts", {}).items())
    )
    return [
        f"Contracts: {contracts or 'none named'}.",
        f"Files submitted: {len(manifest.get('submissions', ())):,}.",
        f"Made by sfg-analytics {manifest.get('code_version', 'of an unknown version')}.",
    ]


def _row_html(row: Mapping[str, Any], selection: Selection) -> str:
    focus = ' class="sfg-focus"' if _in_focus(row, selection) else ""
    label = f'<th scope="row">{escape(str(row["label"]))}</th>'
    counts = "".join(f"<td>{_number(row[name])}</td>" for name in ("numerator", "denominator"))
    if row["value"] is None:
        value = f'<td class="sfg-hidden" colspan="2">{escape(mark_of(row["hidden"]))}</td>'
    else:
        value = f"<td>{percent(row['value'])}</td><td>{_interval(row) or '–'}</td>"
    return f"<tr{focus}>{label}{value}{counts}</tr>"


def _in_focus(row: Mapping[str, Any], selection: Selection) -> bool:
    if selection.breakdown == BY_ORGANISATION:
        return bool(row["organisation"] == selection.organisation)
    return selection.breakdown == BY_MONTH and row["period"] == selection.period


def _certainty(row: Mapping[str, Any], selection: Selection) -> str:
    parts = [f"95% interval {_interval(row)}"] if _interval(row) else []
    if row["numerator"] is not None and row["denominator"] is not None:
        base = selection.policy["rounding_base"]
        parts.append(f"{row['numerator']:,} of {row['denominator']:,}, rounded to {base}")
    return f" ({'; '.join(parts)})" if parts else ""


def _interval(row: Mapping[str, Any]) -> str:
    if row["lower"] is None or row["upper"] is None:
        return ""
    return f"{percent(row['lower'])} to {percent(row['upper'])}"


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _listed(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
