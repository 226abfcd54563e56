"""``sfg site``: a publication as pages that any web server or shared folder can hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sfg_analytics.commands.options import Json
from sfg_analytics.commands.packing import PublicationArgument


def site(
    publication: PublicationArgument,
    to: Annotated[Path, typer.Option("--to", help="The folder of the pages.", show_default=False)],
    contact: Annotated[
        str,
        typer.Option(
            "--contact",
            help="Whom to ask about accessibility, and how: for the accessibility statement.",
            show_default=False,
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Write the pages of a publication, whole without a script, for any web server or shared folder."""
    from sfg_analytics import console
    from sfg_analytics.publication import read_publication
    from sfg_analytics.site import write_site

    with console.progress() as step:
        written = write_site(
            read_publication(publication),
            to,
            contact=contact,
            progress=lambda name, made, total: step(name, completed=made, total=total),
        )
    told = {"first page": str(written.first), "files": written.files, "bytes": written.size}
    if json:
        console.say_json(told)
    else:
        console.say_pairs("Written", told)
