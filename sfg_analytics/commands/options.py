"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Paths = Annotated[list[Path], typer.Argument(help="Exports: files, or folders of files.", show_default=False)]
StoreOption = Annotated[Path, typer.Option("--store", help="The store's folder.", show_default=False)]
ContractsOption = Annotated[
    Path | None,
    typer.Option(
        "--contracts",
        help="A folder of contracts of your own, laid over those shipped; where a store is named, by default my_contracts beside it.",
    ),
]
OrganisationOption = Annotated[
    str | None, typer.Option("--organisation", help="Whose export it is, where the file does not say.")
]
PeriodOption = Annotated[
    str | None,
    typer.Option("--period", help="Which month it describes (2025-03), where the file does not say."),
]
AsAtOption = Annotated[
    str | None,
    typer.Option(
        "--as-at",
        help="When the exports were written (2025-04-01, 2025-04-01T14:30 or now), where neither their title rows nor their own "
        "time say it rightly. Of files on the same months the later one's word holds.",
    ),
]
CompleteOption = Annotated[
    bool,
    typer.Option(
        "--complete",
        help="Each export holds everything from its first month to its last: what earlier files said of them goes.",
    ),
]
GxResultOption = Annotated[
    Path | None,
    typer.Option(
        "--gx-result",
        help="Write Great Expectations' own results to this JSON file, for tools that read them.",
    ),
]
PreviousOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--previous", help="A further publication that outsiders may have; any number.", show_default=False
    ),
]
PreviewOption = Annotated[
    bool, typer.Option("--dry-run", help="Say how many rows it concerns, and change nothing.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

EngineOption = Annotated[
    Literal["polars", "gx"],
    typer.Option("--engine", help="Who counts the promises: polars, or gx (slower, a second opinion)."),
]
ScorecardsOption = Annotated[
    Path | None,
    typer.Option("--report", help="Write the scorecards to this HTML file."),
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", help="Write the quality report to this HTML file, fit to be forwarded."),
]
