"""``sfg forget``, ``retain`` and ``rekey``: what must leave a store for good, and the key of what stays."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sfg_analytics.commands.contracts import checked_contracts
from sfg_analytics.commands.options import ContractsOption, Json, PreviewOption, StoreOption
from sfg_analytics.errors import SfgError


def forget(
    store: StoreOption,
    person: Annotated[
        list[str],
        typer.Option(
            "--person",
            help="An employee number (with --organisation), a national identifier or a pseudonym; - reads them from "
            "standard input, a line each, so that they stay out of the shell's history.",
            show_default=False,
        ),
    ],
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="Whose employee number it is, by its code.")
    ] = None,
    contracts: ContractsOption = None,
    preview: PreviewOption = False,
    json: Json = False,
) -> None:
    """Let a person's rows leave every table and its history, and leave out what is sent of them later."""
    from sfg_analytics.forget import forget as forget_people
    from sfg_analytics.settings import pseudonym_key
    from sfg_analytics.store import Store

    people = [one.strip() for one in person if one != "-"]
    if "-" in person:
        people += [line.strip() for line in sys.stdin]
    if not (people := [one for one in people if one]):
        raise SfgError(
            "Nobody is named.", hint="name them by --person, or on standard input with --person -."
        )
    forgotten = forget_people(
        Store(store),
        people,
        checked_contracts(contracts),
        pseudonym_key(store=store),
        at=datetime.now(UTC),
        organisation=organisation,
        preview=preview,
    )
    counts = {name: {"rows": rows, "cells": cells} for name, (rows, cells) in forgotten.tables.items()}
    told = {name: f"{c['rows']} rows removed, {c['cells']} cells blanked" for name, c in counts.items()}
    _say(
        "forget",
        told or {"no table": "holds anything of them"},
        {"tables": counts, "objections": forgotten.notices},
        preview=preview,
        as_json=json,
    )


def retain(
    store: StoreOption,
    months: Annotated[int, typer.Option("--months", help="How many months are kept.", show_default=False)],
    as_at: Annotated[
        datetime | None,
        typer.Option("--as-at", help="The day counted back from, where not today.", formats=["%Y-%m-%d"]),
    ] = None,
    contracts: ContractsOption = None,
    preview: PreviewOption = False,
    json: Json = False,
) -> None:
    """Let records older than so many months leave every table and its history."""
    from sfg_analytics.retain import retain as retain_months
    from sfg_analytics.store import Store

    day: date | None = as_at.date() if as_at else None
    removed = retain_months(
        Store(store), months, checked_contracts(contracts), at=datetime.now(UTC), as_at=day, preview=preview
    )
    told = {name: f"{rows} rows removed" for name, rows in removed.items()}
    _say("retain", told, {"tables": removed}, preview=preview, as_json=json)


def rekey(
    store: StoreOption,
    new_key_file: Annotated[
        Path | None,
        typer.Option("--new-key-file", help="A file with the new key, where it is not to be made."),
    ] = None,
    contracts: ContractsOption = None,
    json: Json = False,
) -> None:
    """Renew the pseudonym key: add one to your key file, and make every pseudonym of the store anew."""
    from sfg_analytics.pseudonymise import key_id, key_of
    from sfg_analytics.rekey import rekey as renew
    from sfg_analytics.settings import pseudonym_key, read_keys, renew_key
    from sfg_analytics.store import Store

    pages, held = checked_contracts(contracts), Store(store)
    key = pseudonym_key(store=store)
    held_id = held.key_id
    new = read_keys(new_key_file, store=store)[-1] if new_key_file else None
    if key_id(key) == held_id or (new not in {None, key[-1]} and key_id(key_of(key, held_id)) == held_id):
        key = renew_key(key, new)  # else the store lags behind the chain already, or is none of ours
    rows = renew(held, pages, key, at=datetime.now(UTC))
    told = {name: f"pseudonyms of {number} rows renewed" for name, number in rows.items()}
    _say("rekey", told, {"tables": rows, "key_id": key_id(key)}, preview=False, as_json=json)


def _say(event: str, told: dict[str, str], answer: dict[str, Any], *, preview: bool, as_json: bool) -> None:
    from sfg_analytics import console

    if as_json:
        console.say_json({"event": event, "preview": preview, **answer})
    else:
        console.say_pairs(f"{event}: this is what would be done" if preview else f"{event}: done", told)
