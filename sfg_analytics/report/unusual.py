"""The section on what looks unusual: each suspicion in words, with a small picture and the numbers it is drawn from."""

from __future__ import annotations

from sfg_analytics.page.markup import LONGEST_HEADING, joined, shown, table
from sfg_analytics.report.mending import headings_of
from sfg_analytics.report.pictures import picture, value_in_words
from sfg_analytics.submission import Submission
from sfg_analytics.suspicion import Suspicion

_INTRO = (
    "<p>These are warnings. They keep no row out, and each may have a good reason: look at them before the figures are "
    "used, and ask whoever sent the file.</p>"
)
_HEADS = {
    "rows": ("Month", "Held before", "In this export"),
    "share": ("Of those filled in", "Before", "In this export"),
    "index": ("Measure", "Limit", "In this export"),
}


def unusual(outcome: Submission, name: str) -> str:
    """Tell what is out of the ordinary, beside earlier submissions or by itself."""
    top = f'<h3 id="{name}-unusual">What looks unusual</h3>'
    if not outcome.suspicions:
        return f"{top}<p>Nothing of what is looked for: volume, empty columns, the mix of answers, dates.</p>"
    several = len({odd.organisation for odd in outcome.suspicions}) > 1
    told = joined(
        _told(odd, outcome, f"{name}-odd-{place}", several=several)
        for place, odd in enumerate(outcome.suspicions, start=1)
    )
    return f'{top}{_INTRO}<ol class="unusual">{told}</ol>'


def _told(odd: Suspicion, outcome: Submission, name: str, *, several: bool) -> str:
    where = shown(headings_of(outcome, odd.column)[0], LONGEST_HEADING) if odd.column else "The whole table"
    whom = f"{shown(odd.organisation)}, " if several and odd.organisation else ""
    limit = (
        f" Told from {odd.threshold:g} on (<code>{shown(odd.rule)}</code> in the contract)."
        if odd.rule
        else ""
    )
    return (
        f"<li><h4>{whom}{where}: <span>{shown(odd.words)}</span></h4>{picture(odd, name)}"
        f"<details><summary>The numbers behind the picture</summary>{_numbers(odd)}"
        f'<p class="quiet">{limit.strip()}</p></details></li>'
    )


def _numbers(odd: Suspicion) -> str:
    rows = [
        (shown(mark.label), value_in_words(odd, mark.before), value_in_words(odd, mark.new))
        for mark in odd.picture
    ]
    return table("The numbers behind the picture", _HEADS[odd.unit], rows, kind="sums")
