"""``sfg submit``, ``check``, ``recognise`` and ``status``: what goes into a store, and what is there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from sfg_analytics.commands.contracts import checked_contracts
from sfg_analytics.commands.options import (
    AsAtOption,
    CompleteOption,
    ContractsOption,
    EngineOption,
    GxResultOption,
    Json,
    OrganisationOption,
    Paths,
    PeriodOption,
    ReportOption,
    ScorecardsOption,
    StoreOption,
)
from sfg_analytics.errors import SfgError

if TYPE_CHECKING:
    from sfg_analytics.pseudonymise import Key
    from sfg_analytics.store import Store
    from sfg_analytics.submission import Submission


def submit(
    paths: Paths,
    store: StoreOption,
    contracts: ContractsOption = None,
    organisation: OrganisationOption = None,
    period: PeriodOption = None,
    as_at: AsAtOption = None,
    complete: CompleteOption = False,
    engine: EngineOption = "polars",
    report: ReportOption = None,
    gx_result: GxResultOption = None,
    json: Json = False,
) -> None:
    """Bring exports into the store: read, recognise, clean, pseudonymise, check, save."""
    given = {"organisation": organisation, "period": period}
    brought = bring_in(
        paths,
        store=store,
        contracts=contracts,
        given=given,
        written_at=_moment(as_at),
        complete=complete,
        engine=engine,
        as_json=json,
    )
    raise typer.Exit(_finish(brought, report, gx_result, as_json=json))


def check(
    paths: Paths,
    contracts: ContractsOption = None,
    organisation: OrganisationOption = None,
    period: PeriodOption = None,
    engine: EngineOption = "polars",
    report: ReportOption = None,
    gx_result: GxResultOption = None,
    json: Json = False,
) -> None:
    """Do all that submit does, without saving anything."""
    given = {"organisation": organisation, "period": period}
    brought = bring_in(paths, store=None, contracts=contracts, given=given, engine=engine, as_json=json)
    raise typer.Exit(_finish(brought, report, gx_result, as_json=json))


def status(
    store: StoreOption, contracts: ContractsOption = None, report: ScorecardsOption = None, json: Json = False
) -> None:
    """Say what the store holds and how each organisation stands: how fresh, how complete, what is unusual."""
    from sfg_analytics import console
    from sfg_analytics.report import scorecard_page
    from sfg_analytics.status import disagreements, holdings, references, scorecards
    from sfg_analytics.store import Store

    held, pages, as_at = Store(store), checked_contracts(contracts, store=store), datetime.now(UTC)
    found, differing = holdings(held, pages), disagreements(held)
    cards = scorecards(found, held.ledger(), pages, as_at=as_at, across=references(held, pages))
    if report is not None:
        report.write_text(scorecard_page(cards, pages, as_at=as_at), "utf-8")
    if json:
        console.say_json(
            {
                "store": str(store),
                "as_at": as_at.isoformat(timespec="seconds"),
                "holdings": [holding.as_json() for holding in found],
                "scorecards": [card.as_json() for card in cards],
                "disagreements": differing.to_dicts(),
            }
        )
    else:
        console.say_status(found, cards, differing)


@dataclass
class Brought:
    """What became of several files: the submissions, the files refused, and the answers in the files' order."""

    outcomes: list[Submission] = field(default_factory=list)
    faults: list[SfgError] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The gravest: an error's own, else 1 where a file was not admitted, else 0."""
        codes = [fault.exit_code for fault in self.faults]
        return max([*codes, *(0 if outcome.admitted else 1 for outcome in self.outcomes)], default=0)


def bring_in(
    paths: Sequence[Path],
    *,
    store: Path | None,
    contracts: Path | None = None,
    given: Mapping[str, str | None] | None = None,
    written_at: datetime | None = None,
    complete: bool = False,
    engine: Literal["polars", "gx"] = "polars",
    as_json: bool,
) -> Brought:
    """Bring files in one by one; a file that cannot be read does not stop the others."""
    from sfg_analytics import console
    from sfg_analytics.read import exports_in
    from sfg_analytics.settings import KEY_BYTES, pseudonym_key
    from sfg_analytics.store import Store
    from sfg_analytics.submit import submit, warm_up

    files = exports_in(list(paths))
    pages = checked_contracts(contracts, store=store)
    key: Key = pseudonym_key(store=store) if store else secrets.token_bytes(KEY_BYTES)
    warm_up()
    stated = {name: value for name, value in (given or {}).items() if value}
    held = Store(store) if store else None
    brought = Brought()
    with console.progress(len(files)) as step:
        for file in files:
            try:
                outcomes = submit(
                    file,
                    pages,
                    key,
                    store=held,
                    given=stated,
                    written_at=written_at,
                    complete=complete,
                    engine=engine,
                    told=step,
                )
            except SfgError as fault:
                brought.faults.append(fault)
                brought.answers.append({"file": file.name, "verdict": "refused", "error": fault.as_json()})
                if not as_json:
                    console.say_error(fault)
            else:
                brought.outcomes += outcomes
                for outcome in outcomes:
                    report = _keep_report(held, outcome)
                    brought.answers.append(outcome.as_json() | {"report": str(report) if report else None})
                    if not as_json:
                        console.say_submission(outcome, report)
            step(file.name, 1)
    return brought


def _moment(stated: str | None) -> datetime | None:
    """Read when the exports were written; a time without a zone is this machine's."""
    if stated is None:
        return None
    try:
        moment = datetime.now() if stated == "now" else datetime.fromisoformat(stated)
    except ValueError:
        raise SfgError(
            "What --as-at says is no date.", expected="2025-04-01, 2025-04-01T14:30 or now", got=repr(stated)
        ) from None
    return moment.astimezone(UTC)


def _keep_report(store: Store | None, outcome: Submission) -> Path | None:
    """Write the quality report beside the ledger, unless nothing was entered there and the report did not go missing."""
    from sfg_analytics.report import quality_report

    if store is None or outcome.verdict == "superseded":
        return None
    if outcome.verdict == "unchanged" and store.report(outcome.id).exists():
        return None
    return store.write_report(outcome.id, quality_report([outcome]))


def _finish(brought: Brought, report: Path | None, gx_result: Path | None, *, as_json: bool) -> int:
    """Print the answers as JSON, write the report and Great Expectations' results where asked; give the exit status."""
    from sfg_analytics import console

    if report is not None:
        from sfg_analytics.report import quality_report

        report.write_text(quality_report(brought.outcomes, faults=brought.faults), "utf-8")
    if gx_result is not None:
        import json

        results = [
            {"file": outcome.file, "contract": outcome.contract.id, **outcome.gx_result}
            for outcome in brought.outcomes
        ]
        gx_result.write_text(json.dumps(results, indent=2), "utf-8")
    if as_json:
        console.say_json(brought.answers)
    return brought.exit_code


def recognise(
    paths: Paths,
    contracts: ContractsOption = None,
    json: Json = False,
) -> None:
    """Say which contract each table answers and why: which heading shows which column, and what is missing."""
    from sfg_analytics import console
    from sfg_analytics.read import exports_in, read_pieces
    from sfg_analytics.recognise import explain, known_headings

    pages = checked_contracts(contracts)
    codes, answers = [0], []
    for file in exports_in(paths):
        try:
            pieces = read_pieces(file, known_headings(pages))
            explained = [explain(sheet, pages) for sheet in pieces if sheet.piece == 0]
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
