"""Papers: a notebook run on a store or a publication, and written as one page without its code.

::

    notebook ─▶ run ─▶ what its cells said and drew ─▶ page        sfg report

The notebook is run in a temporary place with its parameters set; its own file is only read. The page stands by itself:
it needs no script and fetches nothing, and says at its head what it rests on and whether others may see it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sfg_analytics.errors import NotebookProblem
from sfg_analytics.notebooks import Notebook, find_notebook
from sfg_analytics.paper.page import page
from sfg_analytics.paper.running import run
from sfg_analytics.paper.standing import Standing, standing_of
from sfg_analytics.publication.folders import replace_file, told

__all__ = ["Paper", "Standing", "find_notebook", "standing_of", "write_paper"]


@dataclass(frozen=True)
class Paper:
    """A page that was written.

    Parameters
    ----------
    path
        Its file.
    title
        The notebook's question, and whose answer it is.
    standing
        What it rests on.
    cells
        How many cells of code were run.
    settings
        What was set, by the names of the notebook's parameters.
    """

    path: Path
    title: str
    standing: Standing
    cells: int
    settings: Mapping[str, Any]


def write_paper(
    notebook: Notebook,
    source: Path,
    to: Path,
    *,
    given: Mapping[str, str] | None = None,
    at: datetime,
    progress: Callable[..., object] | None = None,
) -> Paper:
    """Run a notebook and write what it says as a page.

    Parameters
    ----------
    notebook
        What is run.
    source
        The folder of a store, whose counts are exact, or of a publication.
    to
        The HTML file to be written; it is written whole or not at all.
    given
        Parameters to be set, text by name; see :meth:`~sfg_analytics.notebooks.Notebook.settings`.
    at
        When this is.
    progress
        Called as ``progress(description, advance)``, the heading a cell stands under and how many cells were finished.

    Returns
    -------
    Paper
        What was written.

    Raises
    ------
    NotebookProblem
        When a parameter does not exist or fit, a cell fails, or ``to`` is a folder. The error of a cell is repeated only
        where it is one of ours, which tell no person's value.
    NoSuchPath, PublicationProblem, StoreProblem
        When the source cannot be read.
    PublicationProblem
        When the page cannot be written.
    """
    if to.is_dir():
        raise NotebookProblem(f"'{to.name}' is a folder.", expected="the name of the HTML file to be written")
    settings = notebook.settings(given or {})
    standing = standing_of(source)
    finished = run(notebook, settings, source, progress=progress or _quiet)
    whose = [str(value) for name, value in settings.items() if name.casefold().startswith("organisation")]
    title = f"{notebook.question} ({', '.join(whose)})" if whose else notebook.question
    written = page(title, finished, standing, settings, at)
    with told(to, "The page"):
        replace_file(to, written.encode("utf-8"))
    return Paper(to, title, standing, sum(cell.kind == "code" for cell in notebook.cells), settings)


def _quiet(*_: object) -> None:
    """Tell nobody."""
