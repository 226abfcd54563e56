"""``sfg demo``: the whole road, on the exports of a made-up system."""

from __future__ import annotations

import json as json_module  # --json is an option's name here
from pathlib import Path
from typing import Annotated

import typer

from sfg_analytics.commands.bringing_in import bring_in
from sfg_analytics.commands.going_out import publish_store, say_addresses
from sfg_analytics.commands.options import Json
from sfg_analytics.errors import SfgError


def demo(
    to: Annotated[Path, typer.Option("--to", help="Where everything is put.")] = Path("demo"),
    people: Annotated[int, typer.Option(min=100, help="Made-up people.")] = 20_000,
    months: Annotated[int, typer.Option(min=13, max=120, help="Months of history.")] = 36,
    seed: Annotated[int, typer.Option(help="The same seed gives the same exports.")] = 1,
    also: Annotated[
        list[Path] | None,
        typer.Option(help="Real files or folders to bring in too; those not there are passed over."),
    ] = None,
    port: Annotated[int, typer.Option(help="Port for the page; 0 takes a free one.")] = 0,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before showing the page.")] = False,
    json: Json = False,
) -> None:
    """Walk the whole road on the messy exports of a made-up system, and show its board page."""
    from sfg_analytics import console
    from sfg_analytics.demo import make_exports

    _refuse_other_demo(to, {"people": people, "months": months, "seed": seed})
    with console.progress(1) as step:
        exports = make_exports(to / "exports", people=people, months=months, seed=seed, progress=step)
    real = [path for path in also or () if path.exists()]
    bring_in([*exports, *real], store=to / "store", as_json=json)
    (summary,) = publish_store(to / "store", to / "publication")
    summary |= {
        "exports": str(to / "exports"),
        "store": str(to / "store"),
        "real_files": [str(p) for p in real],
    }
    if json:
        console.say_json(summary)
    else:
        console.say_pairs("Published", summary)
        console.out.print(f"Open JupyterLab on it with: sfg lab --store {to / 'store'}")
    if not no_serve:
        from sfg_analytics.serve import alone
        from sfg_analytics.serve import serve as serve_pages

        serve_pages(alone(to / "publication"), port=port, ready=say_addresses)
    elif not json:
        console.out.print(f"See the pages with: sfg serve {to / 'publication'}")


def _refuse_other_demo(to: Path, asked: dict[str, int]) -> None:
    """Refuse to mix two demos in one folder; the same one may be run again and changes nothing."""
    card = to / "demo.json"
    held = json_module.loads(card.read_text("utf-8")) if card.is_file() else None
    if held is None and to.is_dir() and any(to.iterdir()):
        raise SfgError(
            f"The folder '{to}' holds something that is no demo.", hint="pass an empty one with --to."
        )
    if held is not None and held != asked:
        raise SfgError(
            f"The folder '{to}' holds another demo.",
            expected=", ".join(f"{name} {number}" for name, number in asked.items()),
            got=", ".join(f"{name} {number}" for name, number in held.items()),
            hint="pass another folder with --to, or delete that one.",
        )
    to.mkdir(parents=True, exist_ok=True)
    card.write_text(json_module.dumps(asked), "utf-8")
