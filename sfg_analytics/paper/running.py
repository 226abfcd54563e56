"""Running a notebook: in a kernel and a folder of its own, its parameters set, the file itself left as it is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sfg_analytics import errors
from sfg_analytics.errors import NotebookProblem
from sfg_analytics.notebooks import Cell, Notebook
from sfg_analytics.paper.shown import headings
from sfg_analytics.serve.server import python_path

_PLAIN_TABLES = {
    "POLARS_FMT_TABLE_HIDE_COLUMN_DATA_TYPES": "1",
    "POLARS_FMT_TABLE_HIDE_DATAFRAME_SHAPE_INFORMATION": "1",
}
"""Readers of a page are not told of what type a column is."""

_OURS = frozenset(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.SfgError)
)


@dataclass(frozen=True)
class Finished:
    """A cell that was run, or one of words.

    Parameters
    ----------
    cell
        The cell.
    heading
        The heading it stands under; empty before the first.
    outputs
        What it showed: mappings of Jupyter's format. None of a cell of words.
    """

    cell: Cell
    heading: str = ""
    outputs: tuple[Mapping[str, Any], ...] = ()


def run(
    notebook: Notebook, settings: Mapping[str, Any], source: Path, *, progress: Callable[..., object]
) -> list[Finished]:
    """Run a notebook from top to bottom.

    Parameters
    ----------
    notebook
        What is run.
    settings
        Values by the names of its parameters, set after the cell that has them.
    source
        The store or publication; the notebook finds it in ``SFG_STORE``.
    progress
        Called as ``progress(description, advance)``.

    Returns
    -------
    list of Finished
        Its cells, in order.

    Raises
    ------
    NotebookProblem
        When a cell fails. What a failure says is repeated only where the error is one of ours.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    told = list(_with_headings(notebook))
    after = next((place + 1 for place, one in enumerate(told) if "parameters" in one.cell.tags), 0)
    lines = "\n".join(f"{name} = {value!r}" for name, value in settings.items())
    told.insert(after, Finished(Cell("code", lines)))
    whole = _as_jupyter([one.cell for one in told])
    begun = [0]

    def begin(cell: Any, cell_index: int) -> None:  # noqa: ARG001 - nbclient names them
        begun[0] = cell_index
        progress(told[cell_index].heading or "Opening")

    with TemporaryDirectory(prefix="sfg-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        client = NotebookClient(
            whole,
            km=_kernel(room),
            timeout=None,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            resources={"metadata": {"path": str(room)}},
            on_cell_start=begin,
            on_cell_executed=lambda **_: progress(told[begun[0]].heading or "Opening", 1),
        )
        try:
            client.execute(env=_environment(room, source), cleanup_kc=True)
        except CellExecutionError as fault:
            raise _failure(notebook, told[begun[0]], fault.ename, fault.evalue) from None
        except DeadKernelError:
            raise _failure(notebook, told[begun[0]], "its process ended", "") from None
    ran = [
        Finished(one.cell, one.heading, tuple(cell.get("outputs", ())))
        for one, cell in zip(told, whole.cells, strict=True)
    ]
    return [*ran[:after], *ran[after + 1 :]]


def _with_headings(notebook: Notebook) -> list[Finished]:
    heading, told = "", []
    for cell in notebook.cells:
        if cell.kind == "markdown":
            heading = (headings(cell.source) or [heading])[-1]
        told.append(Finished(cell, heading))
    return told


def _as_jupyter(cells: Sequence[Cell]) -> Any:
    """Write cells as a notebook of Jupyter's format, without outputs."""
    import nbformat

    code: dict[str, object] = {"outputs": [], "execution_count": None}
    written = [
        {"cell_type": cell.kind, "metadata": {}, "source": cell.source}
        | (code if cell.kind == "code" else {})
        for cell in cells
    ]
    whole = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return nbformat.reads(json.dumps(whole), as_version=4)  # type: ignore[no-untyped-call]  # it has no types


def _kernel(room: Path) -> Any:
    """Make a kernel of this very Python, whatever others are installed."""
    from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    return AsyncKernelManager(
        kernel_name=NATIVE_KERNEL_NAME,
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        connection_file=str(room / "kernel.json"),
    )


def _environment(room: Path, source: Path) -> dict[str, str]:
    return {
        **os.environ,
        **_PLAIN_TABLES,
        "SFG_STORE": str(source.resolve()),
        "PYTHONPATH": python_path(os.environ.get("PYTHONPATH", "")),
        "IPYTHONDIR": str(room / "ipython"),
    }


def _failure(notebook: Notebook, one: Finished, kind: str, said: str) -> NotebookProblem:
    """Say where a notebook stopped. Only our own errors are repeated: any other may hold a value from somebody's row."""
    where = f"under the heading '{one.heading}'" if one.heading else "before its first heading"
    return NotebookProblem(
        f"The notebook '{notebook.path.stem}' stopped {where}. No page was written.",
        got=f"{kind}: {said}" if kind in _OURS else kind,
        hint="run it in JupyterLab to see the cell: sfg lab --store DIR.",
    )
