"""Write the made-up system's exports, each organisation's in its own dialect, and a list of what is wrong with them.

The people are drawn a month at a time and their snapshots written as soon as a file is full, so that a million people fit
in little memory. Beside the exports stands ``planted.json``, which is not an export: for every file, how many of its rows
must be kept, rejected, counted as duplicates or dropped. Nothing of it is guessed; it is counted while writing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sfg_analytics.contract import fold
from sfg_analytics.demo.conversations import ACTIONS, CONVERSATIONS
from sfg_analytics.demo.dialects import DIALECTS, Dialect, Layout, check_headings
from sfg_analytics.demo.drawing import contracts
from sfg_analytics.demo.effects import last_month_told
from sfg_analytics.demo.faults import plant
from sfg_analytics.demo.files import Sheet, with_page_break, write_text, write_workbook
from sfg_analytics.demo.leaving import Ledger
from sfg_analytics.demo.months import first_day, last_day, month_number, written
from sfg_analytics.demo.organisations import ORGANISATIONS, Organisation, headcounts, organisations_table
from sfg_analytics.demo.simulation import EARLIER_MONTHS, LAST_MONTH, Month, identified, months_of
from sfg_analytics.errors import ContractError

PLANTED = "planted.json"
LARGEST_FILE = 500_000
LARGEST_WORKBOOK = 100_000
MOST_IN_WORKBOOKS = 250_000
"""An organisation with more rows of staff than this gives up workbooks and writes CSV."""

SEPARATE_MONTHS = 6
"""So many of the latest months come in a file each, from organisations that send one a month."""

_ORGANISATION_HEADINGS = {
    "organisation": "REPORTING_ORG_CODE",
    "organisation_name": "REPORTING_ORG_NAME",
    "ics_code": "ICS_CODE",
    "ics": "ICS_NAME",
    "region_code": "NHSE_REGION_CODE",
    "region": "NHSE_REGION_NAME",
    "cluster_group": "CLUSTER_GROUP",
    "benchmarking_group": "BENCHMARK_GROUP",
}


@dataclass
class _Desk:
    """One organisation at work on its exports: what it has written, and what it knows to be wrong with it."""

    organisation: Organisation
    dialect: Dialect
    folder: Path
    rng: np.random.Generator
    workbooks: bool
    as_at: date
    planted: dict[str, Any] = field(default_factory=dict)


def make_exports(
    folder: Path,
    *,
    people: int = 20_000,
    months: int = 36,
    seed: int = 1,
    last_month: date = LAST_MONTH,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write the exports of a made-up integrated care system.

    Parameters
    ----------
    folder
        Where to; a folder an organisation is made in it. Files of the same names are written over.
    people
        People in post at the beginning, in all eight organisations together; at least 100.
    months
        Monthly snapshots of staff. Conversations and actions reach twelve months further back.
    seed
        The same seed gives the same bytes.
    last_month
        Any day of the last month; everything is as known at its end.
    progress
        Called with each file's name, relative to the folder, once it is written.

    Returns
    -------
    list of Path
        The exports in the order in which to submit them: the list of organisations, then for each organisation staff,
        conversations, actions, and what else it sends. ``planted.json`` is not among them.

    Raises
    ------
    SfgError
        When there are too few people or months.
    ContractError
        When a heading is no longer one of the contract's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tell = progress or (lambda _: None)
    paths = [_write_organisations(folder, last_month)]
    planted = {paths[0].name: _of_file([_of_table("organisations", rows=len(ORGANISATIONS))])}
    tell(paths[0].name)
    ledger = Ledger()
    for position, organisation in enumerate(ORGANISATIONS):
        dialect = DIALECTS[organisation.code]()
        rows = headcounts(people)[organisation.code] * months
        desk = _Desk(
            organisation,
            dialect,
            folder / organisation.code,
            np.random.default_rng([seed, position, 1]),
            workbooks=dialect.workbook and rows <= MOST_IN_WORKBOOKS,
            as_at=last_day(month_number(last_month)),
        )
        desk.folder.mkdir(exist_ok=True)
        turned = months_of(
            organisation, people=people, months=months, seed=seed, last_month=last_month, ledger=ledger
        )
        for path in _write_all(desk, turned, headcount=rows // months, months=months):
            tell(path.relative_to(folder).as_posix())
            paths.append(path)
        planted |= desk.planted
    (folder / PLANTED).write_text(json.dumps(planted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return paths


def _write_organisations(folder: Path, last_month: date) -> Path:
    known = contracts()["organisations"].by_heading
    if any(known.get(fold(heading)) != name for name, heading in _ORGANISATION_HEADINGS.items()):
        raise ContractError("The demo's list of organisations uses headings that its contract does not know.")
    path = folder / f"organisations_{last_month:%Y-%m}.csv"
    listed = organisations_table(last_month.replace(day=1)).select(list(_ORGANISATION_HEADINGS))
    sheet = Sheet(listed.rename(_ORGANISATION_HEADINGS))
    write_text(path, sheet, encoding="utf-8", separator=",", newline="\n")
    return path


def _write_all(desk: _Desk, turned: Iterable[Month], *, headcount: int, months: int) -> Iterator[Path]:
    """Write an organisation's exports, giving each path once the file is there."""
    last = month_number(desk.as_at)
    spans = _staff_spans(desk, headcount, range(last - months + 1, last + 1))
    waiting: list[pl.DataFrame] = []
    gathered: defaultdict[str, list[pl.DataFrame]] = defaultdict(list)
    for month in turned:
        happened = {CONVERSATIONS: month.conversations, ACTIONS: month.actions, **month.others}
        for contract, rows in happened.items():
            gathered[contract].append(rows)
        if month.staff is not None:
            waiting.append(month.staff)
            if month.number == spans[0][1][-1]:
                layout, span = spans.pop(0)
                yield _write(desk, span, [(layout, pl.concat(waiting))])
                waiting = []
    whole = range(last - months + 1 - EARLIER_MONTHS, last + 1)
    layouts = (desk.dialect.conversations, desk.dialect.actions, *desk.dialect.others)
    together = [
        (layout, pl.concat(gathered[layout.contract])) for layout in layouts if gathered[layout.contract]
    ]
    tables = [(layout, rows) for layout, rows in together if rows.height]
    if desk.workbooks:
        if tables:
            yield _write(desk, whole, tables)
        return
    for layout, rows in tables:
        told = whole[: len(whole) - (last - _last_month_of(layout, desk.organisation, last))]
        size = len(told) if rows.height <= LARGEST_FILE else 12
        for span in (told[start : start + size] for start in range(0, len(told), size)):
            part = rows.filter(pl.col("period").is_between(first_day(span[0]), first_day(span[-1])))
            if part.height:
                yield _write(desk, span, [(layout, part)])


def _last_month_of(layout: Layout, organisation: Organisation, last: int) -> int:
    """Say at the end of which month a table was exported: the last, but from an organisation that stopped sending it."""
    return last_month_told(organisation.code, last) if layout.contract in {CONVERSATIONS, ACTIONS} else last


def _staff_spans(desk: _Desk, headcount: int, months: range) -> list[tuple[Layout, range]]:
    """Divide the months of snapshots among files, and say how each is laid out."""
    single = desk.dialect.staff_of_one_month
    apart = min(SEPARATE_MONTHS, len(months)) if single and desk.workbooks else 0
    together = months[: len(months) - apart]
    limit = (LARGEST_WORKBOOK if desk.workbooks else LARGEST_FILE) / (1.25 * headcount)
    size = next((size for size in (len(together), 12, 6, 3) if size <= limit), 1) or 1
    spans = [(desk.dialect.staff, together[start : start + size]) for start in range(0, len(together), size)]
    if single:
        spans += [(single, months[at : at + 1]) for at in range(len(together), len(months))]
    return spans


def _write(desk: _Desk, span: range, tables: Sequence[tuple[Layout, pl.DataFrame]]) -> Path:
    """Write one file, and note what was planted in it."""
    sheets, noted = {}, []
    for layout, rows in tables:
        sheet, counts = _sheet(desk, layout, rows, as_at=last_day(span[-1]))
        sheets[layout.sheet] = sheet
        noted.append(counts)
    layout = tables[0][0]
    name = layout.file.format(first=f"{first_day(span[0]):%Y%m}", last=f"{first_day(span[-1]):%Y%m}")
    if desk.dialect.workbook and not desk.workbooks:
        name = f"{Path(name).stem} {layout.sheet}".strip() + ".csv"
    path = desk.folder / name
    if desk.workbooks:
        write_workbook(path, sheets)
    else:
        write_text(
            path,
            sheets[layout.sheet],
            encoding=desk.dialect.encoding,
            separator=desk.dialect.separator,
            newline=desk.dialect.newline,
        )
    desk.planted[f"{desk.organisation.code}/{name}"] = _of_file(noted)
    return path


def _sheet(desk: _Desk, layout: Layout, rows: pl.DataFrame, *, as_at: date) -> tuple[Sheet, dict[str, Any]]:
    """Plant faults among rows and write all of it as text in the organisation's way."""
    check_headings(layout, contracts())
    planted = plant(identified(rows), layout.contract, desk.rng)
    table = planted.rows.select(
        pl.when(pl.col("fault") == shown.column).then("spoilt").otherwise(shown.text).alias(shown.heading)
        if shown.column
        else shown.text.alias(shown.heading)
        for shown in layout.shown
    )
    total = table.height
    if layout.page_break:
        table = with_page_break(table)
    said = {"code": desk.organisation.code, "name": desk.organisation.name, "as_at": written(as_at)}
    sheet = Sheet(
        table,
        above=tuple(line.format(**said) for line in layout.above),
        below=tuple(tuple(cell.format(rows=total) for cell in row) for row in layout.below),
        cells={shown.heading: shown.cell for shown in layout.shown},
    )
    dropped = len(layout.below) + layout.page_break
    noted = _of_table(
        layout.contract,
        rows=total + dropped,
        sheet=layout.sheet if desk.workbooks else "",
        rejected=planted.rejected,
        duplicates=planted.duplicates,
        dropped=dropped,
        columns=layout.columns,
    )
    return sheet, noted


def _of_table(
    contract: str,
    *,
    rows: int,
    sheet: str = "",
    rejected: Mapping[str, int] | None = None,
    duplicates: Mapping[str, int] | None = None,
    dropped: int = 0,
    columns: tuple[str, ...] = tuple(_ORGANISATION_HEADINGS),
) -> dict[str, Any]:
    """Note what a table holds: ``rows`` are all those under its header."""
    rejected, duplicates = rejected or {}, duplicates or {}
    out = {"rejected": sum(rejected.values()), "duplicates": sum(duplicates.values()), "dropped": dropped}
    return {
        "contract": contract,
        "sheet": sheet,
        "rows": rows,
        "kept": rows - sum(out.values()),
        **out,
        "rejected_for": dict(rejected),
        "duplicates_by": dict(duplicates),
        "columns": list(columns),
    }


def _of_file(tables: list[dict[str, Any]]) -> dict[str, Any]:
    """Note what a file holds: the sums over its tables, and the tables."""
    sums = {
        name: sum(table[name] for table in tables)
        for name in ("rows", "kept", "rejected", "duplicates", "dropped")
    }
    return {**sums, "tables": tables}
