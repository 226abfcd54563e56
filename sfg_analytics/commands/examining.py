"""``sfg verify``, ``audit``, ``releases`` and ``trace``: is a publication whole, is it safe, and where is a figure from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sfg_analytics.commands.options import Json, PreviousOption

PublicationArgument = Annotated[Path, typer.Argument(help="A publication's folder.", show_default=False)]


def verify(publication: PublicationArgument, json: Json = False) -> None:
    """Verify that a publication is whole, and that all it shows follows from what it counts."""
    from sfg_analytics import console
    from sfg_analytics.publication import faults_in_words
    from sfg_analytics.publication import verify as faults_of

    faults = faults_of(publication)
    if json:
        console.say_json({"whole": not faults, "faults": list(faults)})
    else:
        console.say_line(faults_in_words(faults))
    if faults:
        raise typer.Exit(1)


def audit(publication: PublicationArgument, previous: PreviousOption = None, json: Json = False) -> None:
    """Attack a publication with every release before it, to see whether anything hidden can be worked out."""
    from sfg_analytics import console
    from sfg_analytics.publication import audit_in_words, audit_publication

    found = audit_publication(publication, previous or ())
    if json:
        console.say_json(found.as_json())
    else:
        console.say_line(audit_in_words(found))
    if not found.passed:
        raise typer.Exit(1)


def releases(publication: PublicationArgument, json: Json = False) -> None:
    """List a publication's releases, and what changed from each to the next."""
    from sfg_analytics import console
    from sfg_analytics.publication import changes_of, list_releases, read_releases

    held = read_releases(publication)
    listed, changes = list_releases(held), changes_of(held)
    if json:
        console.say_json({"releases": listed.to_dicts(), "changes": [change.as_json() for change in changes]})
        return
    console.say_frame("Releases", listed)
    for change in changes:
        if change.base_changed:
            console.say_line("Records left the store for good between them, by objection or by age.")
        console.say_frame(f"From release {change.older} to {change.newer}", change.counts())


def trace(
    publication: PublicationArgument,
    measure: Annotated[str, typer.Argument(help="A measure.", show_default=False)],
    organisation: Annotated[
        str | None, typer.Option(help="An organisation's code; by default all.", show_default=False)
    ] = None,
    period: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m"], help="A month as 2025-03; by default the latest.", show_default=False
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(
            help="A group as it is headed; several of a crossing. By default all staff.", show_default=False
        ),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(help="An outcome; by default all.", show_default=False)
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option("--store", help="The store it came from: names the files too.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Say where a figure comes from: counts, policy, submissions, definition."""
    import polars as pl

    from sfg_analytics import console
    from sfg_analytics.publication import read_publication
    from sfg_analytics.publication import trace as trace_figure

    found = trace_figure(
        read_publication(publication),
        measure,
        organisation=organisation,
        period=period.date() if period else None,
        groups=group or (),
        outcome=outcome,
    )
    submissions = _named(found.submissions, store)
    if json:
        console.say_json({**found.as_json(), "submissions": submissions})
        return
    shown = [name for name in found.figures.columns if found.figures[name].count() and name != "method"]
    console.say_frame(found.measure["title"], found.figures.select(shown))
    definition = ("numerator", "denominator", "caveat", "source")
    console.say_pairs("Counted", {name: found.measure[name] for name in definition})
    console.say_pairs("Protected", found.policy)
    console.say_frame("Counted from", pl.DataFrame(submissions), most=len(submissions))
    console.say_pairs(
        "Made", {"release": found.release, "created": found.created, "sfg-analytics": found.code_version}
    )


def _named(submissions: tuple[dict[str, Any], ...], store: Path | None) -> list[dict[str, Any]]:
    """Put the names of files beside their hashes, from the ledger of those who may know them."""
    if store is None:
        return list(submissions)
    from sfg_analytics.store import Store

    ledger = Store(store).ledger()
    came = {row["sha256"]: row for row in ledger.iter_rows(named=True)}
    return [
        {
            **one,
            "file": came[one["sha256"]]["file"] if one["sha256"] in came else None,
            "submitted_at": f"{came[one['sha256']]['submitted_at']:%Y-%m-%d %H:%M}"
            if one["sha256"] in came
            else None,
        }
        for one in submissions
    ]
