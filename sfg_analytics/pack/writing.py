"""Writing a pack: whole or not at all, and never over something else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sfg_analytics.errors import PublicationProblem
from sfg_analytics.pack.document import Document
from sfg_analytics.pack.held import Held
from sfg_analytics.pack.organisation import organisation_pack
from sfg_analytics.pack.page import page
from sfg_analytics.pack.system import system_pack
from sfg_analytics.pack.workbook import workbook
from sfg_analytics.publication import Publication
from sfg_analytics.publication.folders import recover, replace_folder, told

PAGE, WORKBOOK = "board-pack.html", "board-pack.xlsx"
_FOOT = (
    "Long tables are folded away, and are left out of print; the workbook beside this page holds all of them."
)


@dataclass(frozen=True)
class Packed:
    """What was written.

    Parameters
    ----------
    page, workbook
        Where they lie.
    organisations
        The codes of those spoken of.
    sheets
        Tables in the workbook.
    """

    page: Path
    workbook: Path
    organisations: tuple[str, ...]
    sheets: int


def pack(publication: Publication, folder: Path, *, organisation: str | None = None) -> Packed:
    """Write the board pack of a publication.

    The same publication gives the same bytes.

    Parameters
    ----------
    publication
        What is packed.
    folder
        Where to: a new or empty folder, or one that holds a pack and nothing else.
    organisation
        A code, for a pack of one organisation. By default the one that the publication is for, or the whole system.

    Returns
    -------
    Packed
        What was written.

    Raises
    ------
    PublicationProblem
        When the publication has no figure of the organisation, or of anything; when the folder holds something else, or
        cannot be written. What was there before is then still there.
    """
    held = Held.asked_for(publication, organisation)
    document = summarise(held)
    contents = {PAGE: page(document, foot=_FOOT).encode(), WORKBOOK: workbook(document)}
    folder = folder.resolve()
    with told(folder, "The pack"):
        recover(folder)
        _refuse_strangers(folder)
        replace_folder(folder, contents)
    sheets = sum(bool(figure.table.rows) for figure in document.figures())
    return Packed(folder / PAGE, folder / WORKBOOK, held.codes, sheets)


def summarise(held: Held) -> Document:
    """Summarise an organisation, or a system of several."""
    return organisation_pack(held) if len(held.codes) == 1 else system_pack(held)


def _refuse_strangers(folder: Path) -> None:
    if not folder.exists():
        return
    names = {entry.name for entry in folder.iterdir()} if folder.is_dir() else {folder.name}
    strangers = sorted(names - {PAGE, WORKBOOK})
    if strangers or folder.is_symlink():
        raise PublicationProblem(
            f"'{folder.name}' holds something that is not a pack, and would be replaced.",
            got=f"'{(strangers or [folder.name])[0][:80]}' among {len(names)}",
            hint="name a new or empty folder.",
        )
