"""How the commands speak: tables on a terminal, JSON for programs, progress only where somebody watches."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from sfg_analytics.contract import Column
from sfg_analytics.errors import SfgError
from sfg_analytics.recognise import Explanation
from sfg_analytics.status import Holding, Scorecard
from sfg_analytics.submission import Submission

_MOST_TOLD = 5  # unusual things told on the console; the report tells all
_PIPE_WIDTH = 200  # wide enough that no line of a log or a file is broken
out = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
err = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else _PIPE_WIDTH)

_MONTHLY = Column("period", "Month", "date", grain="month")
_MARK = {
    "kept": "[green]kept[/]",
    "checked": "[green]all in order[/]",
    "unchanged": "already held, nothing changed",
    "superseded": "nothing entered: a later file speaks of the same months",
    "broken": "[bold]not admitted[/]: a promise is broken",
    "rejected": "[bold]not admitted[/]: too many rejects",
}


def say_json(answer: Any) -> None:
    """Print an answer as JSON on standard output."""
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False, default=str) + "\n")


def say_line(text: str) -> None:
    """Print a line as it is."""
    out.print(escape(text), soft_wrap=True)


def say_error(fault: SfgError, *, as_json: bool = False) -> None:
    """Print an error: one paragraph on standard error, or JSON on standard output."""
    if as_json:
        say_json({"error": fault.as_json()})
    else:
        err.print(f"[bold]{type(fault).__name__}[/]: {escape(str(fault))}")


@contextmanager
def progress(total: int | None = None) -> Iterator[Any]:
    """Show progress on a terminal and nothing in a pipe.

    Yields
    ------
    callable
        ``step(description, advance=0)``; whatever else is named is the bar's (``completed, total``).
    """
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("", total=total)

        def step(description: str, advance: int = 0, **more: Any) -> None:
            bar.update(task, description=escape(description), advance=advance, **more)

        yield step


def say_submission(outcome: Submission, report: Path | None = None) -> None:
    """Print what became of a file: one line, then what a person has to know, and where the report on it lies."""
    contract = f"{outcome.contract.name.lower()} ({outcome.contract.id} {outcome.contract.version})"
    out.print(f"[bold]{escape(outcome.file)}[/]  {escape(contract)}  {_MARK[outcome.verdict]}")
    whose = (
        ", ".join(outcome.organisations)
        if len(outcome.organisations) <= 3  # noqa: PLR2004 - as many codes as fit on a line
        else f"{len(outcome.organisations)} organisations"
    )
    form = "%Y" if outcome.contract.by_name.get("period", _MONTHLY).grain == "year" else "%b %Y"
    ends = list(dict.fromkeys(format(day, form) for day in outcome.periods if day))
    span = " to ".join(ends) or "no period"
    out.print(
        f"  {whose}, {span}: {outcome.rows_read:,} rows read = {outcome.rows_kept:,} kept"
        f" + {outcome.rows_rejected:,} rejected + {outcome.rows_duplicate:,} duplicate"
        f" + {outcome.rows_dropped:,} dropped"
    )
    if outcome.rows_superseded:
        out.print(
            f"    {outcome.rows_superseded:>9,}  not entered, for a later file speaks of them; this one was written "
            f"{outcome.written_at:%d %b %Y %H:%M}. If it is the later one, send it with --as-at."
        )
    if outcome.rows_replaced:
        out.print(f"    {outcome.rows_replaced:>9,}  rows of earlier files replaced")
    for reason, number in list(outcome.reasons.items())[:8]:
        out.print(f"    {number:>9,}  {escape(reason)}")
    cells, columns = outcome.rewritten
    if cells:
        were = "cell was" if cells == 1 else "cells were"
        of = f"{columns:,} column{'' if columns == 1 else 's'}"
        out.print(f"    {cells:,} {were} rewritten, in {of}{'; see the report' if report else ''}")
    for result in outcome.promises:
        if result.verdict in {"broken", "could not run"}:
            out.print(
                f"    promise [bold]{result.promise.id}[/] {result.verdict}: {escape(result.promise.description)} "
                f"{max(result.failed, 0):,} of {outcome.rows_read:,} rows fail; "
                f"{result.promise.tolerance_percent:g}% may."
            )
    for odd in outcome.suspicions[:_MOST_TOLD]:
        where = outcome.contract.by_name[odd.column].title + ": " if odd.column else ""
        whom = f"{odd.organisation}, " if len(outcome.organisations) > 1 and odd.organisation else ""
        out.print(f"    unusual: {escape(whom + where + odd.words)}")
    if len(outcome.suspicions) > _MOST_TOLD:
        out.print(f"    unusual: and {len(outcome.suspicions) - _MOST_TOLD} more; see the report")
    if outcome.left_out:
        out.print(f"    sheets left out, no contract knows them: {escape(', '.join(outcome.left_out))}")
    if outcome.rejects_file:
        out.print(f"    rejects, row by row: {escape(str(outcome.rejects_file))}")
    if report:
        out.print(f"    quality report: {escape(str(report))}")


def say_explanation(explanation: Explanation) -> None:
    """Print which contract a sheet answers, and why."""
    place = explanation.file + (f", sheet '{explanation.sheet}'" if explanation.sheet else "")
    answer = explanation.contract or f"not recognised: {explanation.why_not}"
    out.print(f"[bold]{escape(place)}[/]  header in row {explanation.header_row}  {escape(answer)}")
    for column, heading in explanation.headings.items():
        out.print(f"    {escape(column)}  shown under  {escape(repr(heading))}")
    if explanation.ignored:
        out.print(f"    no column of the contract: {escape(', '.join(map(repr, explanation.ignored)))}")
    for score in explanation.scores:
        lacks = f", lacks {', '.join(score.missing)}" if score.missing else ""
        signature = f"{len(score.found)} of {len(score.found) + len(score.missing)} signature columns{lacks}"
        out.print(f"  [dim]{score.contract}: {signature}; {score.explained} headings explained[/]")


def say_status(found: Sequence[Holding], cards: Sequence[Scorecard], differing: pl.DataFrame) -> None:
    """Print a scorecard of each organisation, what else a store holds, and where sources disagree."""
    scored = {score.holding.contract for card in cards for score in card.scores}
    if cards:
        out.print(_scores(cards))
    public = [held for held in found if held.contract not in scored]
    if public or not cards:
        out.print(_publications(public))
    for row in differing.rows(named=True):
        places = "; ".join(
            f"{name}: {system}" for name, system in row.items() if name != "organisation" and system
        )
        out.print(f"Sources place {row['organisation']} in different systems, all kept: {escape(places)}")


def _scores(cards: Sequence[Scorecard]) -> Table:
    table = Table(title=f"Scorecards, as at {cards[0].as_at:%d %b %Y %H:%M}")
    heads = (
        "From",
        "Table",
        "Rows",
        "Months",
        "Behind",
        "Missing",
        "Last sent",
        "Rejected",
        "Promises",
        "Filled",
    )
    for heading in (*heads, "Unusual"):
        numeric = heading in {"Rows", "Behind", "Missing", "Rejected", "Unusual"}
        table.add_column(heading, justify="right" if numeric else "left")
    for card in cards:
        for place, score in enumerate(card.scores):
            held = score.holding
            refused = f", {score.last_verdict}" if score.last_verdict not in {None, "kept"} else ""
            table.add_row(
                "" if place else card.organisation,
                held.contract,
                f"{held.rows:,}",
                f"{held.first_period:%b %Y} to {held.last_period:%b %Y}",
                str(score.months_behind or ""),
                str(len(held.missing) or ""),
                f"{score.last_at:%d %b %Y %H:%M}{refused}" if score.last_at else "",
                "" if score.rejected is None else f"{score.rejected:.1%}",
                ", ".join(f"{number} {verdict}" for verdict, number in score.promises.items() if number),
                ", ".join(f"{name} {share:.0%}" for name, share in held.complete.items()),
                str(len(score.suspicions) or ""),
                end_section=place == len(card.scores) - 1,
            )
    return table


def _publications(found: Sequence[Holding]) -> Table:
    table = Table(title="Publications held")
    for heading in ("Table", "From", "Rows", "First", "Last", "Submitted"):
        table.add_column(heading, justify="right" if heading == "Rows" else "left")
    for held in found:
        table.add_row(
            held.contract,
            held.organisation,
            f"{held.rows:,}",
            f"{held.first_period:%b %Y}",
            f"{held.last_period:%b %Y}",
            f"{held.submitted_at:%d %b %Y %H:%M}" if held.submitted_at else "",
        )
    return table


def say_pairs(title: str, pairs: Mapping[str, Any]) -> None:
    """Print a short list of facts under a title."""
    out.print(f"[bold]{escape(title)}[/]")
    for name, value in pairs.items():
        out.print(f"  {escape(name)}: {escape(str(value))}")


def say_frame(title: str, rows: pl.DataFrame, *, most: int = 40) -> None:
    """Print a table of rows, the first of them where there are many."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name, kind in rows.schema.items():
        table.add_column(name, justify="right" if kind.is_numeric() else "left")
    for row in rows.head(most).iter_rows():
        table.add_row(*(escape(_shown(cell)) for cell in row))
    out.print(table)
    if rows.height > most:
        out.print(f"and {rows.height - most:,} rows more; --to FILE or --json gives all")


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def say_markdown(text: str) -> None:
    """Print Markdown as a terminal shows it, as it stands in a pipe."""
    out.print(Markdown(text) if out.is_terminal else escape(text))
