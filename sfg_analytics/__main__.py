"""The commands: ``sfg demo``, ``submit``, ``check``, ``status``, ``publish``, ``serve``, ``lab``.

Exit status: 0 done; 1 a promise was broken or too many rows were rejected; from 2 on, the errors of
:mod:`sfg_analytics.errors`. ``--json`` prints one JSON document on standard output and nothing else.
"""

from __future__ import annotations

import json as json_module  # --json is an option's name here
import os
import secrets
import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer

from sfg_analytics.errors import SfgError

app = typer.Typer(
    name="sfg",
    help="Scope for Growth analytics: exports in; checked tables, protected figures and board pages out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Paths = Annotated[list[Path], typer.Argument(help="Exports: files, or folders of files.", show_default=False)]
StoreOption = Annotated[Path, typer.Option("--store", help="The store's folder.", show_default=False)]
ContractsOption = Annotated[
    Path | None,
    typer.Option("--contracts", help="A folder of contracts of your own, laid over those shipped."),
]
OrganisationOption = Annotated[
    str | None, typer.Option("--organisation", help="Whose export it is, where the file does not say.")
]
PeriodOption = Annotated[
    str | None,
    typer.Option("--period", help="Which month it describes (2025-03), where the file does not say."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.command()
def submit(
    paths: Paths,
    store: StoreOption,
    contracts: ContractsOption = None,
    organisation: OrganisationOption = None,
    period: PeriodOption = None,
    json: Json = False,
) -> None:
    """Bring exports into the store: read, recognise, clean, pseudonymise, check, save."""
    raise typer.Exit(_bring_in(paths, store, contracts, organisation, period, as_json=json))


@app.command()
def check(
    paths: Paths,
    contracts: ContractsOption = None,
    organisation: OrganisationOption = None,
    period: PeriodOption = None,
    json: Json = False,
) -> None:
    """Do all that submit does, without saving anything."""
    raise typer.Exit(_bring_in(paths, None, contracts, organisation, period, as_json=json))


@app.command()
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


@app.command()
def publish(
    store: StoreOption,
    to: Annotated[Path, typer.Option("--to", help="The publication's folder.", show_default=False)],
    json: Json = False,
) -> None:
    """Count, protect, estimate and write a publication that is safe to show."""
    from sfg_analytics import console

    summary = _publish(store, to)
    if json:
        console.say_json(summary)
    else:
        console.say_pairs("Published", summary)


@app.command()
def serve(
    publication: Annotated[Path, typer.Argument(help="A publication's folder.", show_default=False)],
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 8866,
) -> None:
    """Show a publication's board page in the browser, on this machine only."""
    from sfg_analytics.serve import serve as serve_publication

    serve_publication(publication, port=port, ready=_say_address)


@app.command()
def lab(
    store: StoreOption,
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address only.")] = False,
) -> None:
    """Open JupyterLab at a copy of the notebooks, the store already set."""
    from sfg_analytics.serve import lab as open_lab

    open_lab(store, port=port, open_browser=not no_browser, ready=_say_lab)


@app.command()
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
    _bring_in([*exports, *real], to / "store", None, None, None, as_json=json, quiet=json)
    summary = _publish(to / "store", to / "publication")
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
        from sfg_analytics.serve import serve as serve_publication

        serve_publication(to / "publication", port=port, ready=_say_address)
    elif not json:
        console.out.print(f"See the board page with: sfg serve {to / 'publication'}")


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


def _bring_in(
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


def _publish(store: Path, to: Path) -> dict[str, Any]:
    from sfg_analytics import console
    from sfg_analytics.publish import publish as publish_store

    with console.progress(1) as step:
        publication = publish_store(store, to, progress=step)
    estimates = publication.estimates
    return {
        "publication": str(to),
        "policy": publication.manifest["policy"]["name"],
        "organisations": publication.organisations.height,
        "figures": estimates.height,
        "hidden": estimates["hidden"].count(),
    }


def _say_address(address: str) -> None:
    from sfg_analytics import console

    console.out.print(f"The board page is at [bold]{address}[/]  (Ctrl-C ends it)")
    sys.stdout.flush()


def _say_lab(address: str) -> None:
    from sfg_analytics import console

    console.out.print(f"JupyterLab is at [bold]{address}[/]  (Ctrl-C ends it)")
    sys.stdout.flush()


def main() -> None:
    """Run a command; say what went wrong in one paragraph, never in a traceback."""
    warnings.filterwarnings("ignore")  # a command's user can do nothing about a library's warnings; tests can
    as_json = "--json" in sys.argv
    try:
        status = app(standalone_mode=False)
    except SfgError as fault:
        from sfg_analytics import console

        console.say_error(fault, as_json=as_json)
        sys.exit(fault.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except Exception as fault:
        usage = getattr(fault, "show", None)
        if usage is not None:  # a wrong option or argument, which typer explains itself
            usage()
            sys.exit(getattr(fault, "exit_code", 2))
        if os.environ.get("SFG_DEBUG"):
            raise
        sys.stderr.write(
            f"Something went wrong that this program did not foresee ({type(fault).__name__}).\n"
            "Hint: run it again with SFG_DEBUG=1 to see where; the trace may hold values, so share it with care.\n"
        )
        sys.exit(70)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
