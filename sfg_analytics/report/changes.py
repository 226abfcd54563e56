"""The sections on what cleaning did to the cells: what was rewritten and by which rule, and what no list covers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sfg_analytics.clean.rules import WHOLE_SHEET, in_words
from sfg_analytics.clean.summary import FEWEST
from sfg_analytics.contract import SPECIAL_CATEGORY
from sfg_analytics.page.markup import LONGEST_HEADING, count, joined, number, shown, table
from sfg_analytics.report.mending import headings_of
from sfg_analytics.submission import Submission

_MASKED = (
    "In columns about people A and a stand for letters and 9 for a digit; words are shown where the contract itself "
    f"spells them and at least {FEWEST} cells are written so."
)


def what_was_changed(outcome: Submission, name: str) -> str:
    """Tell by column and rule how cells were written and what they were read as."""
    top = f'<h3 id="{name}-changed">What was changed</h3>'
    if outcome.changes.is_empty():
        return f"{top}<p>Nothing: every cell was written as the table has it.</p>"
    cells, columns = outcome.rewritten
    rows = []
    for (column, rule), lines in outcome.changes.group_by("column", "rule", maintain_order=True):
        title = shown(headings_of(outcome, str(column))[0], LONGEST_HEADING)
        number_of = number if rule not in WHOLE_SHEET else partial(count, one="sheet")
        told = [_told(outcome, line, number_of) for line in lines.rows(named=True)]
        ways = joined(f"<li>{line}</li>" for line in told if line)
        what = f"{title}<small>{shown(in_words(str(rule)))}</small>"
        rows.append((what, number_of(int(lines["count"].sum())), f"<ul>{ways}</ul>" if ways else ""))
    caption = (
        f"{count(cells, 'cell')} in {count(columns, 'column')} written otherwise than the table has them"
    )
    made = table(caption, ("Column, and what was done", "Cells", "How it was written"), rows, kind="changes")
    notes = [_MASKED, "Cells of rows that were rejected or are duplicates count as well."]
    if outcome.contract.unpivot:
        notes.append("What stands once in a wide row counts once for each of the row’s values.")
    return f'{top}{made}<p class="quiet">{" ".join(notes)}</p>'


def _told(outcome: Submission, line: dict[str, Any], number_of: Callable[[int], str]) -> str:
    """Say how cells were written and read, as far as it is shown."""
    much, ways = number_of(line["count"]), line["ways"]
    if line["before"] is not None:
        if not line["before"] and line["after"] is None:
            return ""  # worked out from other columns
        if line["before"] == line["after"]:
            return f"{much}: {_text(line['after'])}"
        return f"{much} written {_text(line['before'])}, read as {_text(line['after'] or '')}"
    if not ways:
        return ""
    if outcome.contract.by_name[line["column"]].classification == SPECIAL_CATEGORY:
        return f"{much} in {count(ways, 'spelling')}, not shown"
    few = f", {'each ' if ways > 1 else ''}fewer than {FEWEST} times" if line["rare"] else ""
    return f"{much} in {count(ways, 'other way')}{few}"


def _text(text: str) -> str:
    """Show a text with the spaces that stand at its ends."""
    if not text:
        return _quiet("blank")
    inner = text.strip()
    before, after = (
        "␣" * bool(end) for end in (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :])
    )
    return f"<code>{before if inner else '␣'}{shown(inner)}{after if inner else ''}</code>"


def _quiet(words: str) -> str:
    return f'<span class="quiet">{words}</span>'


def values_no_list_covers(outcome: Submission, name: str) -> str:
    """List what could not be read, the most frequent first, so that whoever keeps the contract can add a spelling."""
    if outcome.uncovered.is_empty():
        return ""
    tables = []
    for (column,), lines in outcome.uncovered.group_by("column", maintain_order=True):
        title = shown(headings_of(outcome, str(column))[0], LONGEST_HEADING)
        rows = [
            (_uncovered(line), shown(line["reason"]), number(line["count"]))
            for line in lines.rows(named=True)
        ]
        caption = f"‘{title}’: {count(int(lines['count'].sum()), 'cell')}"
        tables.append(table(caption, ("Written", "Why it was not read", "Cells"), rows, kind="uncovered"))
    return (
        f'<h3 id="{name}-uncovered">Values no list covers</h3>'
        "<p>None of these was guessed at; their rows were rejected. A spelling that belongs to a code can be added to the "
        f'contract.</p>{joined(tables)}<p class="quiet">{_MASKED}</p>'
    )


def _uncovered(line: dict[str, Any]) -> str:
    if line["text"] is not None:
        return _text(line["text"])
    ways = line["ways"]
    return _quiet(f"in {count(ways, 'other way')}" if ways else "not shown")
