"""``sfg submit``, ``check``, ``recognise`` and ``status``: what goes into a store, and what is there."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import typer

from sfg_analytics.commands.options import (
    ContractsOption,
    Json,
    OrganisationOption,
    Paths,
    PeriodOption,
    StoreOption,
)
from sfg_analytics.errors import SfgError


def submit(
    paths: Paths,
    store: StoreOption,
    contracts: ContractsOption = None,
    organisation: OrganisationOption = None,
    period: PeriodOption = None,
    json: Json = False,
) -> None:
    """Bring exports into the store: read, recognise, clean, pseudonymise, check, save."""
    raise typer.Exit(bring_in(paths, store, contracts, organisation, period, as_json=json))


def check(
    paths: Paths,
    contracts: ContractsOption = None,
    organisation: OrganisationOption = None,
    period: PeriodOption = None,
    json: Json = False,
) -> None:
    """Do all that submit does, without saving anything."""
    raise typer.Exit(bring_in(paths, None, contracts, organisation, period, as_json=json))


def status(store: StoreOption, contracts: ContractsOption = None, json: Json = False) -> None:
    """Say what the store holds, from whom, how complete and how fresh."""
    from sfg_analytics import console
    from sfg_analytics.contract import load_contracts
    from sfg_analytics.status import disagreements, holdings
    from sfg_analytics.store import Store

    held = Store(store)
    found, differing = holdings(held, load_contracts(contracts)), disagreements(held)
    if json:
        console.say_json(
            {
                "store": str(store),
                "holdings": [holding.as_json() for holding in found],
                "disagreements": differing.to_dicts(),
            }
        )
    else:
        console.say_holdings(found, differing)


def bring_in(
    paths: list[Path],
    store: Path | None,
    contracts: Path | None,
    organisation: str | None,
    period: str | None,
    *,
    as_json: bool,
    quiet: bool = False,
) -> int:
    """Bring files in one by one; a file that cannot be read does not stop the others."""
    from sfg_analytics import console
    from sfg_analytics.contract import load_contracts
    from sfg_analytics.read import exports_in
    from sfg_analytics.settings import KEY_BYTES, pseudonym_key
    from sfg_analytics.store import Store
    from sfg_analytics.submit import submit, warm_up

    files = exports_in(paths)
    pages = load_contracts(contracts)
    key = pseudonym_key(store=store) if store else secrets.token_bytes(KEY_BYTES)
    warm_up()
    given = {"organisation": organisation, "period": period}
    stated = {name: value for name, value in given.items() if value}
    answers: list[dict[str, Any]] = []
    held = Store(store) if store else None
    codes = [0]
    with console.progress(len(files)) as step:
        for file in files:
            try:
                outcomes = submit(file, pages, key, store=held, given=stated, told=step)
            except SfgError as fault:
                codes.append(fault.exit_code)
                answers.append({"file": file.name, "verdict": "refused", "error": fault.as_json()})
                if not as_json:
                    console.say_error(fault)
            else:
                codes += [0 if outcome.admitted else 1 for outcome in outcomes]
                answers += [outcome.as_json() for outcome in outcomes]
                if not as_json:
                    for outcome in outcomes:
                        console.say_submission(outcome)
            step(file.name, 1)
    if as_json and not quiet:
        console.say_json(answers)
    return max(codes)


def recognise(
    paths: Paths,
    contracts: ContractsOption = None,
    json: Json = False,
) -> None:
    """Say which contract each sheet answers and why: which heading shows which column, and what is missing."""
    from sfg_analytics import console
    from sfg_analytics.contract import load_contracts
    from sfg_analytics.read import exports_in, read
    from sfg_analytics.recognise import explain, known_headings

    pages = load_contracts(contracts)
    codes, answers = [0], []
    for file in exports_in(paths):
        try:
            explained = [explain(sheet, pages) for sheet in read(file, known_headings(pages))]
        except SfgError as fault:
            codes.append(fault.exit_code)
            answers.append({"file": file.name, "error": fault.as_json()})
            if not json:
                console.say_error(fault)
            continue
        codes += [0 if explanation.contract else 2 for explanation in explained]
        answers += [explanation.as_json() for explanation in explained]
        if not json:
            for explanation in explained:
                console.say_explanation(explanation)
    if json:
        console.say_json(answers)
    raise typer.Exit(max(codes))
