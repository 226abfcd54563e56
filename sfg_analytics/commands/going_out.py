"""``sfg publish``, ``serve`` and ``lab``: what comes out of a store, and who looks at it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from sfg_analytics.commands.options import Json, StoreOption


def publish(
    store: StoreOption,
    to: Annotated[Path, typer.Option("--to", help="The publication's folder.", show_default=False)],
    json: Json = False,
) -> None:
    """Count, protect, estimate and write a publication that is safe to show."""
    from sfg_analytics import console

    summary = publish_store(store, to)
    if json:
        console.say_json(summary)
    else:
        console.say_pairs("Published", summary)


def serve(
    publication: Annotated[Path, typer.Argument(help="A publication's folder.", show_default=False)],
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 8866,
) -> None:
    """Show a publication's board page in the browser, on this machine only."""
    from sfg_analytics.serve import serve as serve_publication

    serve_publication(publication, port=port, ready=say_address)


def lab(
    store: StoreOption,
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address only.")] = False,
) -> None:
    """Open JupyterLab at a copy of the notebooks, the store already set."""
    from sfg_analytics.serve import lab as open_lab

    open_lab(store, port=port, open_browser=not no_browser, ready=_say_lab)


def publish_store(store: Path, to: Path) -> dict[str, Any]:
    """Publish a store, and give a summary of what was published."""
    from sfg_analytics import console
    from sfg_analytics.publish import publish as write

    with console.progress(1) as step:
        publication = write(store, to, progress=step)
    estimates = publication.estimates
    return {
        "publication": str(to),
        "policy": publication.manifest["policy"]["name"],
        "organisations": publication.organisations.height,
        "figures": estimates.height,
        "hidden": estimates["hidden"].count(),
    }


def say_address(address: str) -> None:
    """Print where the board page is."""
    from sfg_analytics import console

    console.out.print(f"The board page is at [bold]{address}[/]  (Ctrl-C ends it)")
    sys.stdout.flush()


def _say_lab(address: str) -> None:
    from sfg_analytics import console

    console.out.print(f"JupyterLab is at [bold]{address}[/]  (Ctrl-C ends it)")
    sys.stdout.flush()
