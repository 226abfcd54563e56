"""``sfg report``: a notebook as a page for people who do not run notebooks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from sfg_analytics.commands.going_out import source_date
from sfg_analytics.commands.options import Json


def report(
    notebook: Annotated[
        str,
        typer.Argument(
            help="A notebook that comes with the package, by number or name (5, fairness), or the path of any other.",
            show_default=False,
        ),
    ],
    to: Annotated[Path, typer.Option("--to", help="The HTML file to be written.", show_default=False)],
    store: Annotated[
        Path | None,
        typer.Option(
            "--store", help="The folder of a store or of a publication; by default what SFG_STORE names."
        ),
    ] = None,
    organisation: Annotated[
        str | None,
        typer.Option(
            "--organisation", help="The code of one organisation; by default all.", show_default=False
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", help="The month, as 2025-03; by default the latest.", show_default=False),
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            "-p",
            help="A parameter of the notebook, NAME=VALUE; any number. Values other than text are JSON.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Run a notebook with its parameters set, and write what it says as one page that stands by itself."""
    from sfg_analytics import console
    from sfg_analytics.paper import find_notebook, write_paper

    found = find_notebook(notebook)
    given = {name: value for name, value in (("organisation", organisation), ("period", period)) if value}
    with console.progress(sum(cell.kind == "code" for cell in found.cells) + 1) as step:
        paper = write_paper(
            found,
            _source(store),
            to,
            given=given | _pairs(parameters or ()),
            at=source_date() or datetime.now(UTC),
            progress=step,
        )
    told = {
        "page": str(paper.path),
        "title": paper.title,
        "notebook": str(found.path),
        "rests on": paper.standing.rests_on,
        "rule": paper.standing.rule,
        "cells": paper.cells,
        **({"set": dict(paper.settings)} if paper.settings else {}),
    }
    if json:
        console.say_json(told)
    else:
        console.say_pairs("Written", told)


def _source(store: Path | None) -> Path:
    named = store or os.environ.get("SFG_STORE")
    if not named:
        raise typer.BadParameter("Name the folder of a store or of a publication.", param_hint="--store")
    return Path(named)


def _pairs(given: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals):
            raise typer.BadParameter(f"'{text}' is not NAME=VALUE.", param_hint="--set")
        pairs[name.strip()] = value
    return pairs
