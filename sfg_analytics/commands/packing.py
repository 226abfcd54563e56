"""``sfg pack`` and ``sfg equality``: a publication as papers for a board."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sfg_analytics.commands.options import Json

PublicationArgument = Annotated[Path, typer.Argument(help="A publication's folder.", show_default=False)]
WhoseOption = Annotated[
    str | None,
    typer.Option(
        "--organisation",
        help="The code of one organisation; by default the one that the publication is for, or all.",
        show_default=False,
    ),
]


def pack(
    publication: PublicationArgument,
    to: Annotated[Path, typer.Option("--to", help="The pack's folder.", show_default=False)],
    organisation: WhoseOption = None,
    json: Json = False,
) -> None:
    """Write a board pack: an accessible page that stands by itself, and a workbook."""
    from sfg_analytics import console
    from sfg_analytics.pack import pack as write
    from sfg_analytics.publication import read_publication

    packed = write(read_publication(publication), to, organisation=organisation)
    told = {
        "page": str(packed.page),
        "workbook": str(packed.workbook),
        "organisations": list(packed.organisations),
        "tables": packed.sheets,
    }
    if json:
        console.say_json(told)
    else:
        console.say_pairs("Packed", {**told, "organisations": ", ".join(packed.organisations)})


def equality(
    publication: PublicationArgument,
    to: Annotated[Path, typer.Option("--to", help="The HTML file to be written.", show_default=False)],
    words: Annotated[
        Path | None,
        typer.Option(
            help="Standing words of your own, YAML; a file that is not there is written with those shipped, to be changed.",
            show_default=False,
        ),
    ] = None,
    organisation: WhoseOption = None,
    json: Json = False,
) -> None:
    """Write the equality analysis of an organisation: who was covered, gaps with their uncertainty, what is not known."""
    from sfg_analytics import console
    from sfg_analytics.pack import equality as write
    from sfg_analytics.pack import read_words, write_words
    from sfg_analytics.pack.wording import SHIPPED
    from sfg_analytics.publication import read_publication

    read = read_publication(publication)
    if words is not None and not words.exists():
        write_words(words)
    document = write(
        read, to, organisation=organisation, words=SHIPPED if words is None else read_words(words)
    )
    told = {"page": str(to), "title": document.title, **({"words": str(words)} if words else {})}
    if json:
        console.say_json(told)
    else:
        console.say_pairs("Written", told)
