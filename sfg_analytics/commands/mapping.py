"""``sfg map``: teach the contracts an export that nobody taught us, at the keyboard or by accepting what is sure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sfg_analytics.commands.contracts import checked_contracts
from sfg_analytics.commands.options import Json
from sfg_analytics.errors import SfgError
from sfg_analytics.settings import OWN_CONTRACTS

if TYPE_CHECKING:
    from sfg_analytics.mapping import Match, Proposal, UnknownCode

LEAVE_OUT = "leave it out"


def map_export(
    file: Annotated[Path, typer.Argument(help="The export.", show_default=False)],
    to: Annotated[Path, typer.Option("--to", help="The folder of your own contracts.")] = Path(OWN_CONTRACTS),
    contract: Annotated[
        str | None, typer.Option("--contract", help="The contract it answers; by default the nearest.")
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Ask nothing: take what is sure, and list what is not.")
    ] = False,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help='What a heading shows: "Heading=column", or "Heading=" to leave it out.'),
    ] = None,
    code: Annotated[
        list[str] | None, typer.Option("--code", help='What a code means: "column:written=code".')
    ] = None,
    json: Json = False,
) -> None:
    """Match an unknown export's headings and codes with a contract, and keep the answer in your own contracts."""
    from sfg_analytics import console
    from sfg_analytics.mapping import propose, refusal, write_overlay

    pages = checked_contracts(to if _holds_pages(to) else None)
    proposal = _with_options(propose(file, contract, contracts=pages), set_ or (), code or ())
    asks = not accept and not json
    if asks:
        proposal = _asked(proposal, to)
    written = None
    overlay = proposal.overlay()
    if (asks or accept) and not overlay.empty:
        written = write_overlay(overlay, to)
    pages = checked_contracts(to if _holds_pages(to) else None)
    why_not = refusal(file, pages, proposal.contract.id)
    if json:
        told = {"written": str(written) if written else None, "recognised": not why_not}
        console.say_json(proposal.as_json() | told)
    else:
        if not asks:
            _say_proposal(proposal)
        _say_outcome(proposal, written)
        if why_not:
            console.say_line(why_not)
        else:
            console.say_line(f"It submits now with: sfg submit '{file}' --store STORE --contracts {to}")
    raise typer.Exit(0 if proposal.settled and not why_not else 1)


def _holds_pages(folder: Path) -> bool:
    return folder.is_dir() and any(folder.glob("*.yaml"))


def _with_options(
    proposal: Proposal, headings: list[str] | tuple[()], codes: list[str] | tuple[()]
) -> Proposal:
    """Make the choices that the options state."""
    for text in headings:
        heading, equals, column = text.rpartition("=")
        if not equals:
            raise SfgError("What --set says is no choice.", expected='"Heading=column"', got=repr(text))
        proposal = proposal.with_choice(heading.strip(), column.strip() or None)
    for text in codes:
        place, equals, code = text.rpartition("=")
        column, colon, written = place.partition(":")
        if not equals or not colon:
            raise SfgError("What --code says is no choice.", expected='"column:written=code"')
        proposal = proposal.with_code(column.strip(), written.strip(), code.strip() or None)
    return proposal


def _asked(proposal: Proposal, to: Path) -> Proposal:
    """Ask about what is not sure, then whether all is well."""
    from sfg_analytics import console

    _say_proposal(proposal)
    while proposal.unsure:  # a choice may take another heading's column, which is asked about then
        proposal = _ask_heading(proposal, proposal.unsure[0].heading)
    proposal = _ask_codes(proposal)
    while True:
        _say_proposal(proposal)
        page = to / f"{proposal.contract.id}.yaml"
        answer = typer.prompt(
            f"Write {page}? Enter for yes, n for no, or a heading's number to change it", default="y"
        )
        if answer.strip().lower() in {"y", "yes"}:
            return proposal
        if answer.strip().lower() in {"n", "no"}:
            raise typer.Abort
        if answer.strip().isdigit() and 0 < int(answer) <= len(proposal.matches):
            match = proposal.matches[int(answer) - 1]
            if match.known:
                console.say_line("The contract knows this heading; an overlay cannot change it.")
            else:
                proposal = _ask_heading(proposal, match.heading)
                while proposal.unsure:
                    proposal = _ask_heading(proposal, proposal.unsure[0].heading)
                proposal = _ask_codes(proposal)


def _ask_heading(proposal: Proposal, heading: str) -> Proposal:
    """Ask which column a heading shows, by a number or by the column's name."""
    from sfg_analytics import console

    match = next(match for match in proposal.matches if match.heading == heading)
    columns = proposal.contract.by_name
    offered = [candidate.column for candidate in match.candidates]
    console.say_line(f"\n{heading}  {'  '.join(match.examples)}")
    for number, candidate in enumerate(match.candidates, start=1):
        title = columns[candidate.column].title
        console.say_line(f"  {number}  {candidate.column} ({title}): {candidate.score:.2f}, {candidate.why}")
    console.say_line(f"  0  {LEAVE_OUT}")
    first = offered.index(match.column) + 1 if match.column in offered else 0

    def read(answer: str) -> str | None:
        answer = answer.strip()
        if answer in columns:
            return answer
        if answer.isdigit() and int(answer) <= len(offered):
            return offered[int(answer) - 1] if int(answer) else None
        raise typer.BadParameter("a number of the list, or the name of a column.")

    # The default goes in as text, as an answer would.
    chosen = typer.prompt("Which column", default=str(first), value_proc=read)
    return proposal.with_choice(heading, chosen)


def _ask_codes(proposal: Proposal) -> Proposal:
    for match, code in proposal.unsure_codes:
        proposal = _ask_code(proposal, match, code)
    return proposal


def _ask_code(proposal: Proposal, match: Match, code: UnknownCode) -> Proposal:
    """Ask which code a spelling means."""
    from sfg_analytics import console
    from sfg_analytics.mapping import labels_of

    labels = labels_of(proposal.contract.by_name[str(match.column)])
    offered = [value for value, _ in code.candidates]
    console.say_line(f"\n{match.heading}: {code.shown}  ({code.rows:,} row{'s' if code.rows != 1 else ''})")
    for number, value in enumerate(offered, start=1):
        console.say_line(f"  {number}  {labels[value]} ({value})")
    console.say_line("  0  unknown: its rows are rejected")
    first = offered.index(code.becomes) + 1 if code.becomes in offered else 0

    def read(answer: str) -> str | None:
        answer = answer.strip()
        if answer in labels and not answer.isdigit():
            return answer
        if answer.isdigit() and int(answer) <= len(offered):
            return offered[int(answer) - 1] if int(answer) else None
        raise typer.BadParameter("a number of the list.")

    chosen = typer.prompt("Which code", default=str(first), value_proc=read)
    return proposal.with_code(str(match.column), code.written, chosen)


def _say_proposal(proposal: Proposal) -> None:
    import polars as pl

    from sfg_analytics import console

    contract = proposal.contract
    rows = [
        {
            "": number,
            "heading": match.heading,
            "values": "  ".join(match.examples[:2]),
            "shows": match.column or LEAVE_OUT,
            "sure": "known" if match.known else "yes" if match.sure else "no",
        }
        for number, match in enumerate(proposal.matches, start=1)
    ]
    console.say_frame(f"{proposal.file} read as {contract.id}", pl.DataFrame(rows), most=len(rows))
    for match in proposal.matches:
        for code in match.codes:
            sure = "" if code.sure else "  (not sure)"
            means = code.becomes or "unknown, its rows are rejected"
            console.say_line(f"  {match.column}: {code.shown} ({code.rows:,} rows) becomes {means}{sure}")


def _say_outcome(proposal: Proposal, written: Path | None) -> None:
    from sfg_analytics import console

    for column in proposal.missing:
        console.say_line(f"No heading shows '{column.title}' ({column.name}), and it is needed.")
    if proposal.unsure:
        names = ", ".join(f"'{match.heading}'" for match in proposal.unsure)
        console.say_line(f'Not sure of: {names}. Say with --set "Heading=column", or "Heading=".')
    for match, code in proposal.unsure_codes:
        console.say_line(
            f'Not sure of a code of {match.column}: {code.shown}. Say with --code "{match.column}:WRITTEN=code".'
        )
    for column in proposal.stated:
        console.say_line(f"Nothing in the file tells '{column.title}': state it with --{column.name}.")
    console.say_line(f"Written: {written}" if written else "Nothing is written.")
