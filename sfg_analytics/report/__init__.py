"""The quality report: what became of an export, said so that the page can be forwarded to whoever sent it.

The verdict comes first, then what to mend and how, in the sender's own column names; the evidence follows. The page is
one file: no script, nothing fetched, no value of any row. It knows headings, counts, reasons and row numbers alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from sfg_analytics.errors import SfgError
from sfg_analytics.page import whole_page
from sfg_analytics.page.markup import count, joined, number, shown
from sfg_analytics.report import page, verdict
from sfg_analytics.report.mending import faults_of
from sfg_analytics.report.scorecard import scorecard_page
from sfg_analytics.report.sections import IN_ORDER
from sfg_analytics.submission import Submission

__all__ = ["quality_report", "scorecard_page"]


def quality_report(
    submissions: Sequence[Submission], *, faults: Sequence[SfgError] = (), made_at: str | None = None
) -> str:
    """Write the report on what was submitted or checked.

    Parameters
    ----------
    submissions
        What became of the files, in the order in which they are to be told.
    faults
        What was said of files that could not be read or recognised; each gets its paragraph.
    made_at
        When the report was made, in words; left out when None, for a page that depends on the files alone.

    Returns
    -------
    str
        A whole HTML page, to be saved as UTF-8.

    Examples
    --------
    >>> from sfg_analytics.errors import UnreadableExport
    >>> html = quality_report([], faults=[UnreadableExport("'March.csv' is empty.")])
    >>> "<strong>Not admitted:</strong> the file could not be read." in html
    True
    """
    parts = [_summary(submissions, faults)]
    parts += [_file(outcome, f"file-{place}") for place, outcome in enumerate(submissions, start=1)]
    parts += [_fault(fault, f"fault-{place}") for place, fault in enumerate(faults, start=1)]
    return whole_page(
        _title(submissions, faults),
        style=page.STYLE,
        head=f'<p class="quiet">Made {shown(made_at)}.</p>' if made_at else "",
        main="\n".join(parts),
        foot=page.SENSITIVITY,
    )


def _title(submissions: Sequence[Submission], faults: Sequence[SfgError]) -> str:
    files = list(dict.fromkeys(outcome.file for outcome in submissions))
    if len(files) == 1 and not faults:
        return f"Quality report: {files[0]}"
    return "Quality report"


def _summary(submissions: Sequence[Submission], faults: Sequence[SfgError]) -> str:
    """The verdicts, one under the other, before anything else."""
    lines = []
    several = len(submissions) + len(faults) > 1
    if several:
        admitted = sum(outcome.admitted for outcome in submissions)
        refused = len(submissions) - admitted + len(faults)
        would = "would be " if any(outcome.verdict == "checked" for outcome in submissions) else ""
        lines.append(f"<p>{number(admitted)} {would}admitted, {number(refused)} not admitted.</p>")
    for place, outcome in enumerate(submissions, start=1):
        kind = f" ({shown(outcome.contract.name)})"
        lines.append(
            f'<div class="verdict {"good" if outcome.admitted else "bad"}">'
            f'<p class="whose">{shown(outcome.file)}{kind}</p>'
            f"<p>{verdict.in_words(outcome)}</p>"
            f'<p><a href="#file-{place}-fix">{_to_mend(outcome)}</a>{_unusual(outcome, place)}</p></div>'
        )
    for place, fault in enumerate(faults, start=1):
        more = f'<p><a href="#fault-{place}">Why, and what to do</a></p>'
        lines.append(
            f'<div class="verdict bad"><p>{verdict.of_a_fault(fault)} {shown(fault.what)}</p>{more}</div>'
        )
    if not lines:
        lines.append("<p>No file was given, so there is nothing to report.</p>")
    return (
        f'<section aria-labelledby="verdict"><h2 id="verdict">Verdict{"s" if several else ""}</h2>\n'
        + "\n".join(lines)
        + "</section>"
    )


def _unusual(outcome: Submission, place: int) -> str:
    if not outcome.suspicions:
        return ""
    things = count(len(outcome.suspicions), "thing")
    return f' · <a href="#file-{place}-unusual">What looks unusual: {things}</a>'


def _to_mend(outcome: Submission) -> str:
    things = len(faults_of(outcome))
    return f"What to mend: {count(things, 'thing')}" if things else "Nothing to mend"


def _file(outcome: Submission, name: str) -> str:
    """All there is to say of one submission."""
    contract = outcome.contract
    whose = (
        ", ".join(outcome.organisations) or "no organisation, for no row was kept"
        if len(outcome.organisations) <= 3  # noqa: PLR2004 - as many codes as fit on a line
        else count(len(outcome.organisations), "organisation")
    )
    facts = {
        "Read as": f"{contract.name} ({contract.id} {contract.version})",
        "From": whose,
        "Period": verdict.period_in_words(outcome),
        "File": f"{number(outcome.size)} bytes, SHA-256 begins {outcome.sha256[:12]}",
    }
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{shown(outcome.file)}: {shown(contract.name)}</h2>\n'
        f'<dl class="facts">{joined(f"<div><dt>{head}</dt><dd>{shown(fact)}</dd></div>" for head, fact in facts.items())}</dl>\n'
        + "\n".join(section(outcome, name) for section in IN_ORDER)
        + "</section>"
    )


def _fault(fault: SfgError, name: str) -> str:
    """The paragraph of a file that did not get as far as rows."""
    told = {
        "Expected": fault.expected,
        "Got": fault.got,
        "Closest": fault.closest,
        "What to do": fault.hint,
    }
    said = joined(f"<div><dt>{head}</dt><dd>{shown(text)}</dd></div>" for head, text in told.items() if text)
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">Not admitted: {shown(verdict.why_refused(fault))}</h2>\n'
        f"<p>{shown(fault.what)}</p>" + (f'<dl class="facts">{said}</dl>' if said else "") + "</section>"
    )
