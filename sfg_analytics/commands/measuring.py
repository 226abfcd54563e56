"""``sfg measures`` and ``sfg count``: what is counted, and counting it for one's own eyes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sfg_analytics.commands.options import Json, StoreOption

EXACT = "Exact counts: not for publication"


def measures(
    measure: Annotated[
        str | None, typer.Argument(help="A measure, for its whole definition.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """List what can be counted, or define one measure."""
    import polars as pl

    from sfg_analytics import console
    from sfg_analytics.contract import load_contracts
    from sfg_analytics.measures import CATALOGUE, find_measure, measure_page

    chosen = [find_measure(measure)] if measure else list(CATALOGUE.values())
    if json:
        contracts = load_contracts()
        console.say_json([one.as_json(contracts) for one in chosen])
    elif measure:
        console.say_markdown(measure_page(chosen[0]))
    else:
        listed = {"measure": [one.id for one in chosen], "question": [one.question for one in chosen]}
        console.say_frame("Measures", pl.DataFrame(listed), most=len(chosen))


def count(
    measure: Annotated[
        str, typer.Argument(help="What to count; `sfg measures` lists it.", show_default=False)
    ],
    store: StoreOption,
    by: Annotated[
        list[str] | None, typer.Option(help="A breakdown; several are crossed.", show_default=False)
    ] = None,
    organisation: Annotated[
        list[str] | None, typer.Option(help="An organisation's code; by default all.", show_default=False)
    ] = None,
    period: Annotated[
        list[datetime] | None,
        typer.Option(formats=["%Y-%m"], help="A month as 2025-03; by default all.", show_default=False),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="A CSV file to write.", show_default=False)] = None,
    json: Json = False,
) -> None:
    """Count a measure in your own store, exactly: for the analyst's eyes, not for publication."""
    import polars as pl

    from sfg_analytics import console
    from sfg_analytics.measures import count as count_measure
    from sfg_analytics.measures import find_measure
    from sfg_analytics.statistics import estimate
    from sfg_analytics.store import Store

    held = Store(store)
    tables = {name: held.table(name) for name in held.tables()} | {"ledger": held.ledger().lazy()}
    counted = count_measure(
        tables,
        measure,
        by=by or (),
        organisations=organisation,
        periods=[month.date().replace(day=1) for month in period] if period else None,
        whole_window=True,
    )
    rates = estimate(counted, kind=find_measure(measure).kind).drop("method")
    if to is not None:
        stamped = rates.with_columns(note=pl.lit(EXACT))
        to.write_text(stamped.write_csv(), encoding="utf-8-sig", newline="")  # Excel takes it for UTF-8
    if json:
        console.say_json(rates.to_dicts())
    elif to is not None:
        console.out.print(f"{rates.height:,} rows written to {to}. {EXACT}.")
    else:
        console.say_frame(EXACT, rates)
