"""Write what was agreed to a folder of one's own contracts, beside what stands there already."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sfg_analytics.contract import Contract, Overlay, load_contracts
from sfg_analytics.contract.lint.overlays import read_overlay
from sfg_analytics.errors import ContractError, SfgError
from sfg_analytics.read import read
from sfg_analytics.recognise import known_headings, recognise


def write_overlay(overlay: Overlay, folder: Path) -> Path:
    """Add an overlay to the one of the same contract in a folder.

    Parameters
    ----------
    overlay
        What is to be added.
    folder
        The folder of one's own contracts; made when missing.

    Returns
    -------
    Path
        The overlay's page, which from now on is laid over the contract.

    Raises
    ------
    ContractError
        When what stands there, or the two together, cannot be laid over the contract; the page is then as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{overlay.contract}.yaml"
    beneath = _beneath(folder)
    if page.exists():
        overlay = _without_faults(page, beneath).joined(overlay)
    draft = folder / f".{page.name}.{os.getpid()}" / page.name
    draft.parent.mkdir()
    try:
        draft.write_text(overlay.as_yaml(), encoding="utf-8")
        _without_faults(draft, beneath)
        draft.replace(page)
    finally:
        draft.unlink(missing_ok=True)
        draft.parent.rmdir()
    return page


def _beneath(folder: Path) -> Mapping[str, Contract]:
    """Give the contracts an overlay is laid over: those shipped and the whole pages of the folder."""
    own = any(folder.glob("*.odcs.yaml"))
    return load_contracts(folder, overlays=False) if own else load_contracts()


def _without_faults(page: Path, contracts: Mapping[str, Contract]) -> Overlay:
    overlay, faults = read_overlay(page, contracts)
    if faults:
        raise ContractError(
            f"The overlay '{page.name}' cannot be laid over its contract.", got=" ".join(map(str, faults[:5]))
        )
    return overlay


def refusal(path: Path, contracts: Mapping[str, Contract], contract: str) -> str:
    """Say why an export is not recognised as answering a contract; nothing where it is.

    Parameters
    ----------
    path
        The export.
    contracts
        Contracts by id, overlays included.
    contract
        The id of the one it is to answer.
    """
    why = ""
    for sheet in read(path, known_headings(contracts)):
        try:
            found = recognise(sheet, contracts).contract.id
        except SfgError as fault:
            why = why or " ".join(filter(None, [fault.what, fault.closest]))
        else:
            if found == contract:
                return ""
            why = f"{sheet.place} is recognised as {found}."
    return why
