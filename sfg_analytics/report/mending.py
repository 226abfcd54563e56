"""What is wrong with the rows of a file, and how to mend each kind of fault, in the sender's own column names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from sfg_analytics.check import PromiseResult
from sfg_analytics.contract import Column, Contract, Promise
from sfg_analytics.submission import Submission

MOST_ROWS = 20
"""Row numbers named for each fault; enough to find the pattern by."""

_DAYS = "05/03/2024, 5-Mar-2024, 5 March 2024, 05.03.2024, 2024-03-05, 20240305, or a date cell in Excel"
_MONTHS = "March 2024, Mar 2024, 2024-03, 2024-MAR, 202403"
_HOW = {
    "not a date we can read": "Write each as a date that exists, the day before the month: {dates}.",
    "not a number": "Write digits alone{whole}: {half}42 or 1,250. Leave out units, percent signs and words.",
    "not yes or no": "Write Y, Yes, True or 1; or N, No, False or 0.",
    "blank, and the contract requires it": "Fill this column in on every row.",
    "looks like a spreadsheet formula": "Copy the column and paste it as values, so that the export holds results and no "
    "formulas. If nobody put a formula there, find out where it came from.",
    "not in the code list": "Write one of the accepted spellings. If one of yours is missing, tell whoever keeps the "
    "contract: it can be added.",
}
_ANYTHING_ELSE = "Look at these rows in the export and correct this column."
_PROMISE = re.compile(r"breaks the promise '([^']+)'")


@dataclass(frozen=True)
class Fault:
    """One kind of fault: where it stands, how many rows have it, and how it is mended.

    ``rows`` holds up to 20 row numbers by sheet; ``number`` is 0 for a fault of the whole table. ``column`` is the
    contract's column where its code list is what the sender needs.
    """

    headings: tuple[str, ...]
    what: str
    how: str
    number: int = 0
    rows: Mapping[str, tuple[int, ...]] | None = None
    column: Column | None = None


def headings_of(outcome: Submission, *names: str) -> tuple[str, ...]:
    """Give the sender's headings of some of the contract's columns; its own title where the sender has none."""
    columns = outcome.contract.by_name
    month_end = outcome.headings.get("period", "Month")
    found = []
    for name in names:
        own = columns[name].title if name in columns else name.replace("_", " ").capitalize()
        found.append(outcome.headings.get(name) or (month_end if name == "period_end" else own))
    return tuple(found)


def faults_of(outcome: Submission) -> list[Fault]:
    """List what has to be mended: faults of rows, the most frequent first, then those of the whole table.

    Parameters
    ----------
    outcome
        A submission, with its rejects.

    Returns
    -------
    list of Fault
        Empty when every row was kept, duplicate, or no row at all.
    """
    faults, told = [], set()
    results = {result.promise.id: result for result in outcome.promises}
    for (column, reason), rows in _grouped(outcome.rejects):
        promised = _PROMISE.match(reason)
        result = results.get(promised.group(1)) if promised else None
        if result:
            told.add(result.promise.id)
        faults.append(_of_rows(outcome, column, reason, rows, result))
    faults.sort(key=lambda fault: -fault.number)
    return faults + [
        _of_promise(outcome, result)
        for result in outcome.promises
        if result.verdict in {"broken", "could not run"} and result.promise.id not in told
    ]


def _grouped(rejects: pl.DataFrame) -> list[tuple[tuple[str, str], pl.DataFrame]]:
    if rejects.is_empty():
        return []
    unique = rejects.unique().sort("sheet", "row", "column", "reason")
    groups = unique.partition_by("column", "reason", as_dict=True, maintain_order=True, include_key=False)
    return [((str(column), str(reason)), rows) for (column, reason), rows in groups.items()]


def _of_rows(
    outcome: Submission, column: str, reason: str, rows: pl.DataFrame, result: PromiseResult | None
) -> Fault:
    places: dict[str, list[int]] = {}
    for sheet, row in rows.head(MOST_ROWS).select("sheet", "row").rows():
        places.setdefault(sheet, []).append(row)
    first = {sheet: tuple(found) for sheet, found in places.items()}
    if result:
        names = headings_of(outcome, *result.promise.spoken)
        how = _how_to_keep(outcome, result.promise)
        return Fault(names, _broken(result.promise), how, rows.height, first)
    meant = _meant(outcome, column)
    how = _how(reason, meant)
    listed = meant if reason == "not in the code list" else None
    return Fault((column,), reason, how, rows.height, first, listed)


def _of_promise(outcome: Submission, result: PromiseResult) -> Fault:
    """A promise that no rejected row tells of: about the table, a warning, or one that could not be checked."""
    names = headings_of(outcome, *result.promise.spoken)
    if result.verdict == "could not run":
        what = f"could not be checked: {result.promise.description}"
        return Fault(names, what, "This is no fault of the export. Tell whoever runs this workbench.")
    how = _how_to_keep(outcome, result.promise)
    about_rows = result.promise.rule != "row_count"
    return Fault(names, _broken(result.promise), how, result.failed if about_rows else 0)


def _broken(promise: Promise) -> str:
    return f"breaks the promise “{promise.description.removesuffix('.')}”"


def _meant(outcome: Submission, heading: str) -> Column | None:
    """The contract's column that a heading of the sender's shows."""
    columns = outcome.contract.columns
    shows = {outcome.headings.get(column.name, column.title): column for column in columns}
    return shows.get(heading)


def _how(reason: str, column: Column | None) -> str:
    kind, grain = (column.kind, column.grain) if column else ("", None)
    dates = {"month": f"{_DAYS}; a month will do: {_MONTHS}", "year": f"{_DAYS}; a year will do: 2024"}
    return _HOW.get(reason, _ANYTHING_ELSE).format(
        dates=dates.get(grain or "", _DAYS),
        whole=", a whole number" if kind == "integer" else "",
        half="" if kind == "integer" else "0.6, ",
    )


def _how_to_keep(outcome: Submission, promise: Promise) -> str:
    where = promise.where
    how = _how_to_keep_it(outcome, promise)
    if where is None:
        return how
    (name,) = headings_of(outcome, where.column)
    if where.values is None:
        rows, undone = "is filled in", "clear both"
    else:
        rows = f"is {_either(outcome.contract, where.column, where.values)}"
        undone = f"correct ‘{name}’"
    if promise.rule == "not_null":
        (filled,) = headings_of(outcome, *promise.columns)
        return f"Where ‘{name}’ {rows}, fill in ‘{filled}’ as well; or {undone}."
    return f"Look at the rows where ‘{name}’ {rows}. {how} Or {undone}."


def _how_to_keep_it(outcome: Submission, promise: Promise) -> str:  # noqa: PLR0911 - one return a kind of promise
    names = [f"‘{name}’" for name in headings_of(outcome, *promise.columns)]
    contract, arguments = outcome.contract, promise.arguments
    match promise.rule:
        case "not_null":
            return _HOW["blank, and the contract requires it"]
        case "in_set":
            return f"{names[0]} may be {_either(contract, promise.columns[0], arguments['values'])}."
        case "matches":
            return contract.by_name[promise.columns[0]].description
        case "between":
            return f"Check these: {names[0]} may be {_limits(promise, contract)}."
        case "unique":
            return f"Send each row once: no two may agree in all of {', '.join(names)}."
        case "a_not_before_b":
            return _in_order(promise, contract, *names)
        case "pairs_in_set":
            first, second = promise.columns
            together = "; ".join(
                f"{_label(contract, first, one)} with {_label(contract, second, other)}"
                for one, other in arguments["pairs"]
            )
            return f"{names[0]} and {names[1]} contradict each other. They go together so: {together}."
        case "row_count":
            return "Send an export that has rows. Perhaps a filter was left on when it was made."
    return _ANYTHING_ELSE


def _in_order(promise: Promise, contract: Contract, first: str, second: str) -> str:
    same = bool(promise.arguments.get("or_equal"))
    if contract.kind_of(promise.columns[0]) != "date":
        allowed = "may be as much or more" if same else "must be more"
        return f"Compare the two: {first} {allowed}, never less than {second}."
    first = f"the end of the month in {first}" if promise.columns[0] == "period_end" else first
    allowed = "may be the same day or later" if same else "must be later"
    return f"Compare the two dates: {first} {allowed}, never earlier than {second}. Often day and month were swapped."


def _label(contract: Contract, name: str, value: object) -> str:
    """Write a value as the column's list labels it; true and false as yes and no."""
    if isinstance(value, bool):
        return "“yes”" if value else "“no”"
    codes = contract.by_name[name].codes if name in contract.by_name else ()
    return f"“{next((code.label for code in codes if code.value == value), value)}”"


def _either(contract: Contract, name: str, values: Iterable[object]) -> str:
    *most, last = [_label(contract, name, value) for value in values]
    return f"{', '.join(most)} or {last}" if most else last


def _limits(promise: Promise, contract: Contract) -> str:
    kind = contract.kind_of(promise.columns[0])
    lowest, highest = (_limit(promise.arguments.get(end), kind) for end in ("minimum", "maximum"))
    if lowest and highest:
        return f"from {lowest} to {highest}"
    more, less = ("later", "earlier") if kind == "date" else ("more", "less")
    return f"{lowest} or {more}" if lowest else f"{highest} or {less}"


def _limit(value: object, kind: str) -> str:
    if value is None:
        return ""
    day = date.fromisoformat(str(value)) if kind == "date" else None
    return f"{day.day} {day:%B %Y}" if day else str(value)
