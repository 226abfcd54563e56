"""``sfg combine``: what organisations publish each for themselves becomes benchmarks of their system."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sfg_analytics.commands.options import Json


def combine(
    publications: Annotated[
        list[Path],
        typer.Argument(
            help="Folders of publications, each of an organisation or of several.", show_default=False
        ),
    ],
    to: Annotated[Path, typer.Option("--to", help="The combined publication's folder.", show_default=False)],
    json: Json = False,
) -> None:
    """Combine the publications of organisations into the benchmarks of their system, without a record."""
    from sfg_analytics import console
    from sfg_analytics.combine import combine as combine_parts
    from sfg_analytics.combine import differences, take_parts

    with console.progress(len(publications) + 1) as step:
        parts = take_parts(publications, lambda told: step(told, 1))
        differing = differences(parts)
        step("combining")
        if differing.height and not json:
            console.say_frame("Not alike", differing, most=differing.height)
        made = combine_parts(parts, to)
    if json:
        console.say_json(made.as_json())
        return
    console.say_frame("Combined", made.parts, most=made.parts.height)
    if made.gaps.height:
        console.say_frame("Missing from totals", made.gaps, most=made.gaps.height)
    told = made.as_json()
    console.say_pairs(
        "Combined" if made.written.changed else "Unchanged",
        {
            name: told[name]
            for name in ("publication", "release", "policy", "figures", "totals", "totals_without_rate")
        },
    )
