"""The sections of a file's report, each a function from a submission to markup, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable

from sfg_analytics.check import PromiseResult
from sfg_analytics.contract import DIRECT_IDENTIFIER, FREE_TEXT, Column, fold
from sfg_analytics.page.markup import (
    LONGEST_HEADING,
    bar,
    count,
    heading,
    joined,
    number,
    percent,
    shown,
    table,
)
from sfg_analytics.report.changes import values_no_list_covers, what_was_changed
from sfg_analytics.report.mending import MOST_ROWS, Fault, faults_of, headings_of
from sfg_analytics.report.unusual import unusual
from sfg_analytics.submission import Submission

_MOST_HEADINGS = 100
_ICONS = {
    "kept": '<path d="M3.5 8.5 6.5 11.5 12.5 4.5"/>',
    "broken": '<path d="M4 4 12 12 M12 4 4 12"/>',
    "could not run": '<path d="M8 3V9.5 M8 12V13"/>',
    "nothing to evaluate": '<path d="M4 8H12"/>',
}
_GRAVEST_FIRST = ("broken", "could not run", "kept", "nothing to evaluate")


def what_to_mend(outcome: Submission, name: str) -> str:
    """Tell each kind of fault, where it stands and how it is mended."""
    faults = faults_of(outcome)
    top = f'<h3 id="{name}-fix">What to mend</h3>'
    if not faults:
        return f"{top}<p>Nothing: no row was rejected and no promise was broken.</p>"
    several = sum(fault.number for fault in faults) > outcome.rows_rejected > 0
    intro = "<p>A row with several faults is told under each.</p>" if several else ""
    listed = joined(_fault(fault, outcome, name) for fault in faults)
    return f'{top}{intro}<ol class="mend">{listed}</ol>'


def _fault(fault: Fault, outcome: Submission, name: str) -> str:
    where = ", ".join(shown(text, LONGEST_HEADING) for text in fault.headings) or "The whole table"
    rows = ""
    if fault.number:
        share = percent(fault.number, outcome.rows_read)
        rows = f'<p class="where"><b>{count(fault.number, "row")}</b> ({share} of those read){_places(fault)}</p>'
    lists = (
        f' <a href="#{name}-accept">The accepted spellings are listed under ‘What the columns accept’</a>.'
        if fault.column
        else ""
    )
    return (
        f"<li><h4>{where}: <span>{shown(fault.what)}</span></h4>{rows}<p>{shown(fault.how)}{lists}</p></li>"
    )


def _places(fault: Fault) -> str:
    """The first row numbers, by sheet where the file has several."""
    if not fault.rows:
        return ""
    told = [
        (f"sheet {heading(sheet)}, " if sheet else "")
        + ("row " if len(rows) == 1 else "rows ")
        + ", ".join(map(str, rows))
        for sheet, rows in fault.rows.items()
    ]
    more = fault.number - MOST_ROWS
    return f": {'; '.join(told)}" + (f" and {number(more)} more" if more > 0 else "")


def what_columns_accept(outcome: Submission, name: str) -> str:
    """List the accepted spellings of every column that held something else."""
    columns = {fault.column.name: fault.column for fault in faults_of(outcome) if fault.column}
    if not columns:
        return ""
    lists = joined(_code_list(column, *headings_of(outcome, column.name)) for column in columns.values())
    return (
        f'<h3 id="{name}-accept">What the columns accept</h3>'
        "<p>Capitals, spaces and punctuation make no difference.</p>" + lists
    )


def _code_list(column: Column, title: str) -> str:
    rows = []
    for code in column.codes:
        also: dict[str, str] = {}
        for text in (code.label, *code.synonyms):
            if fold(text) != fold(code.value):
                also.setdefault(fold(text), text)
        rows.append((shown(code.value), ", ".join(shown(text) for text in also.values()) or "–"))
    notes = []
    if column.reads:
        example = next((f", such as ‘{rewrite.example}’" for rewrite in column.reads if rewrite.example), "")
        notes.append(f"Longer forms that staff records write around these are understood as well{example}.")
    if column.code_list_source:
        notes.append(f"Source of the list: {column.code_list_source.rstrip('.')}.")
    if column.code_list_status == "local default":
        notes.append("The list is a local default: no public source confirms it, and yours may replace it.")
    after = f'<p class="quiet">{shown(" ".join(notes))}</p>' if notes else ""
    caption = f"{heading(title)}: {count(len(column.codes), 'code')}"
    return table(caption, ("Code", "Also understood"), rows, kind="codes") + after


def reconciliation(outcome: Submission, name: str) -> str:
    """Account for every row that was read."""
    rows = [
        ("Kept", number(outcome.rows_kept)),
        ("Rejected, with a reason", number(outcome.rows_rejected)),
        ("Duplicate of another row", number(outcome.rows_duplicate)),
        ("No row of the table: blank, total, trailer or repeated header", number(outcome.rows_dropped)),
    ]
    sums = "They add up." if outcome.reconciled else "They do not add up, which is a fault of the workbench."
    notes = [sums]
    if not outcome.admitted:
        notes.append(
            "None of the kept rows entered the store, for what a file holds of one contract is admitted whole or not at all."
        )
    if outcome.rows_stored != outcome.rows_kept:
        notes.append(
            f"The rows kept make {count(outcome.rows_stored, 'row')} of the table, one for each value of a wide row."
        )
    made = table(
        "What became of every row",
        ("Rows", "Number"),
        rows,
        kind="sums",
        foot=("Read", number(outcome.rows_read)),
    )
    return f'<h3 id="{name}-rows">Every row accounted for</h3>{made}<p>{" ".join(notes)}</p>'


def left_out(outcome: Submission, name: str) -> str:
    """Say what of the file was not taken: rows that are none, duplicates, headings, sheets."""
    told = [
        f"{count(rows, 'row')}: {shown(reason.removeprefix('dropped: '))}"
        for reason, rows in outcome.reasons.items()
        if reason.startswith("dropped: ")
    ]
    told += _duplicates(outcome)
    if outcome.rows_rejected:
        told.append(f"{count(outcome.rows_rejected, 'row')}: rejected, as told above")
    needless = _needless(outcome)
    if needless:
        told.append(f"Columns that are never kept and need not be sent: {_headings(needless)}")
    if outcome.ignored:
        told.append(
            f"Columns this contract does not know, which were not read: {_headings(outcome.ignored)}. If one of them is a "
            "column we want under another name, tell us, and the name is added"
        )
    if outcome.left_out:
        told.append(f"Sheets that no contract knows: {_headings(outcome.left_out)}")
    listed = f"<ul>{joined(f'<li>{line}.</li>' for line in told)}</ul>" if told else "<p>Nothing.</p>"
    return f'<h3 id="{name}-left">What was left out</h3>{listed}'


def _duplicates(outcome: Submission) -> list[str]:
    """Tell of the duplicates how many lost by which rule, in the sender's own column names."""
    decided = {
        f"'{outcome.contract.by_name[column].title}' decided for another row": (
            f"the row with the {'highest or latest' if down else 'lowest or earliest'} "
            f"{heading(*headings_of(outcome, column))} was kept"
        )
        for column, down in outcome.contract.keep_first
    }
    told = []
    for reason, rows in outcome.reasons.items():
        kind, _, why = reason.partition("duplicate: ")
        if not kind and why:
            of = "a duplicate of another" if rows == 1 else "duplicates of others"
            told.append(f"{count(rows, 'row')}: {of}; {decided.get(why, shown(why))}")
    return told


def _needless(outcome: Submission) -> tuple[str, ...]:
    """The headings of names, addresses and free text, of which nothing is made."""
    contract = outcome.contract
    used = {name for column in contract.columns for name in column.band_of}
    used |= {name for name, _ in contract.keep_first}
    return tuple(
        outcome.headings[column.name]
        for column in contract.columns
        if column.name in outcome.headings
        and column.classification in {DIRECT_IDENTIFIER, FREE_TEXT}
        and not column.stored
        and column.name not in used
    )


def _headings(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_HEADINGS
    return ", ".join(map(heading, names[:_MOST_HEADINGS])) + (f" and {number(more)} more" if more > 0 else "")


def promises(outcome: Submission, name: str) -> str:
    """Show every promise of the contract, the gravest first."""
    checked = max((result.evaluated for result in outcome.promises), default=0)
    order = {verdict: place for place, verdict in enumerate(_GRAVEST_FIRST)}
    results = sorted(outcome.promises, key=lambda result: (order[result.verdict], -result.failed))
    tally = ", ".join(
        f"{number(sum(result.verdict == verdict for result in results))} {verdict}"
        for verdict in _GRAVEST_FIRST
    )
    made = table(
        f"What the contract promises, checked on the {count(checked, 'row')} that could be read: {tally}",
        ("Promise", "Verdict", "Failing", "Share", "Allowed", "Severity"),
        [_promise(result, outcome, checked) for result in results],
        kind="promises",
    )
    return (
        f'<h3 id="{name}-promises">Promises</h3>{made}<p class="quiet">A row that fails a promise of severity error is '
        "rejected; when more rows fail than is allowed, the promise is broken and the file is not admitted. A warning keeps "
        "nothing out. What could not run, or had nothing to evaluate, is not a pass.</p>"
    )


def _promise(result: PromiseResult, outcome: Submission, checked: int) -> tuple[str, ...]:
    promise = result.promise
    columns = ", ".join(map(heading, headings_of(outcome, *promise.spoken))) or "the whole table"
    about_rows = promise.rule != "row_count" and result.failed >= 0
    return (
        f"{shown(promise.description)}<small>{columns}</small>",
        f'<span class="{result.verdict.replace(" ", "-")}">{_icon(result.verdict)}{result.verdict.capitalize()}</span>',
        number(result.failed) if about_rows else "–",
        percent(result.failed, checked) if about_rows else "–",
        f"{promise.tolerance_percent:g}%" if promise.rule != "row_count" else "–",
        shown(promise.severity.capitalize()),
    )


def _icon(verdict: str) -> str:
    return (
        f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{_ICONS[verdict]}</svg>'
    )


def completeness(outcome: Submission, name: str) -> str:
    """Show in how many of the kept rows each column is filled, the emptiest first."""
    top = f'<h3 id="{name}-filled">How complete the columns are</h3>'
    if not outcome.completeness:
        return f"{top}<p>No row was kept, so there is nothing to say.</p>"
    rows = []
    for column, share in sorted(outcome.completeness.items(), key=lambda item: item[1]):
        title = shown(headings_of(outcome, column)[0], LONGEST_HEADING)
        sent = column in outcome.headings or share
        absent = "" if sent else "<small>not in this export</small>"
        rows.append((title + absent, bar(share), percent(share)))
    caption = f"Share of the {count(outcome.rows_stored, 'row')} kept in which the column is filled"
    return top + table(caption, ("Column", "Share, drawn", "Share"), rows, kind="filled")


IN_ORDER: tuple[Callable[[Submission, str], str], ...] = (
    what_to_mend,
    unusual,
    values_no_list_covers,
    reconciliation,
    left_out,
    what_was_changed,
    promises,
    completeness,
    what_columns_accept,
)
"""The sections in the order in which they are read."""
