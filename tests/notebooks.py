"""Running a notebook without a kernel: its cells in this process, in order, as IPython runs them.

A kernel takes seconds to start and imports everything anew; two dozen of them would take minutes. Warnings are errors here
too, because pytest makes them so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def run_cells(name: str, **parameters: Any) -> dict[str, str]:
    """Run a notebook and give what each cell showed as text.

    Parameters
    ----------
    name
        Its name without ending; the first two digits are enough.
    parameters
        Set in a cell after the one tagged ``parameters``, as papermill does.

    Raises
    ------
    AssertionError
        When a cell printed something, or there is not exactly one cell of parameters.
    """
    [path] = NOTEBOOKS.glob(f"{name}*.ipynb")
    shown: dict[str, str] = {}
    tagged = 0
    with _shell() as shell, pl.Config():
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            shown[cell["id"]] = _run(shell, "".join(cell["source"]), f"{path.stem}: {cell['id']}")
            if "parameters" in cell["metadata"].get("tags", ()):
                tagged += 1
                shell.push(parameters)
    assert tagged == 1
    return shown


def _run(shell: InteractiveShell, source: str, where: str) -> str:
    results: list[Any] = []
    shell.display_trap.hook = results.append
    with capture_output() as captured:
        outcome = shell.run_cell(source)
    outcome.raise_error()
    assert not captured.stdout, f"{where} printed something"
    assert not captured.stderr, f"{where} printed something"
    shown = [one.data for one in captured.outputs]
    shown += [shell.display_formatter.format(one)[0] for one in results if one is not None]
    return "\n".join(data.get("text/markdown") or data["text/plain"] for data in shown)


@contextmanager
def _shell() -> Iterator[InteractiveShell]:
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.cache_size = 0
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=settings)
    try:
        yield shell
    finally:
        InteractiveShell.clear_instance()
