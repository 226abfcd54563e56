"""``sfg contracts lint`` and ``diff``: pages checked before they are used, and what a new version changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sfg_analytics.commands.options import Json
from sfg_analytics.errors import ContractError

if TYPE_CHECKING:
    from sfg_analytics.contract import Contract

contracts = typer.Typer(help="Check contract pages, and compare two versions of one.", no_args_is_help=True)


@contracts.command()
def lint(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder of pages; those shipped by default.")
    ] = None,
    json: Json = False,
) -> None:
    """Name every fault of every page, with its line."""
    from sfg_analytics import console
    from sfg_analytics.contract.lint import lint_folder
    from sfg_analytics.shipped import shipped

    folder = folder or shipped("data_contracts")
    faults = lint_folder(folder)
    if json:
        console.say_json([fault.as_json() for fault in faults])
    else:
        for fault in faults:
            console.say_line(str(fault))
        pages = sum(1 for _ in folder.glob("*.yaml"))
        console.say_line(
            f"{pages} page{'s' if pages != 1 else ''}, {len(faults)} fault{'s' if len(faults) != 1 else ''}."
        )
    raise typer.Exit(ContractError.exit_code if faults else 0)


@contracts.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The page as it was.", show_default=False)],
    new: Annotated[Path, typer.Argument(help="The page as it is to be.", show_default=False)],
    json: Json = False,
) -> None:
    """Say what changed between two versions of a page, and whether it breaks exporters or readers."""
    from sfg_analytics import console
    from sfg_analytics.contract import load_contract
    from sfg_analytics.contract.compare import compare

    changes = compare(load_contract(old), load_contract(new))
    if json:
        console.say_json([change.as_json() for change in changes])
    else:
        for change in changes:
            console.say_line(str(change))
        if not changes:
            console.say_line("Nothing changed.")


def checked_contracts(folder: Path | None, *, store: Path | None = None) -> dict[str, Contract]:
    """Load the contracts, a folder of one's own, or the one beside the store, checked before it is laid over them."""
    from sfg_analytics.contract import load_contracts
    from sfg_analytics.settings import contracts_beside

    if folder is None and store is not None:
        folder = contracts_beside(store)
    if folder is not None and folder.is_dir():
        from sfg_analytics.contract.lint import lint_folder

        faults = lint_folder(folder)
        if faults:
            raise ContractError(
                f"The contracts in '{folder}' have {len(faults)} fault{'s' if len(faults) != 1 else ''}.",
                got=" ".join(map(str, faults[:5])),
                hint=f"see them all with: sfg contracts lint {folder}",
            )
    return load_contracts(folder)
