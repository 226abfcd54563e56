"""The notebooks: which there are, the question that each answers, and what can be asked of it.

A notebook opens with its question as a heading, and has one cell tagged ``parameters``: plain values under names, which
a run may set. Nothing here runs one.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sfg_analytics.errors import NoSuchPath, NotebookProblem, nearest
from sfg_analytics.shipped import shipped

_NAME = re.compile(r"(?:(\d+)_)?(.+)")
_HEADING = re.compile(r"#+\s+(.+)")


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook.

    Parameters
    ----------
    kind
        ``"markdown"`` or ``"code"``.
    source
        Its text.
    tags
        Its tags.
    """

    kind: str
    source: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notebook:
    """A notebook that was read.

    Parameters
    ----------
    path
        Its file.
    cells
        Its cells of words and of code.
    """

    path: Path
    cells: tuple[Cell, ...]

    @property
    def question(self) -> str:
        """Its first heading, the question that it answers; without one, its file's name."""
        first = next((cell.source for cell in self.cells if cell.kind == "markdown"), "")
        heading = _HEADING.match(first)
        return heading[1].strip() if heading else self.path.stem.replace("_", " ")

    @property
    def parameters(self) -> dict[str, Any]:
        """The plain values that a run may set, by name, as they stand in the cell tagged ``parameters``."""
        source = "\n".join(cell.source for cell in self.cells if "parameters" in cell.tags)
        found: dict[str, Any] = {}
        for line in _statements(source):
            names = line.targets if isinstance(line, ast.Assign) else [line.target]
            try:
                value = ast.literal_eval(line.value) if line.value else None
            except ValueError:
                continue  # it is worked out, such as the store's path
            found |= {name.id: value for name in names if isinstance(name, ast.Name)}
        return found

    def settings(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Read what shall be set.

        Parameters
        ----------
        given
            Text by name. The name may be in small letters, and in the singular.

        Returns
        -------
        dict
            Values by the names of :attr:`parameters`: of a text as it stands, else what it says as JSON.

        Raises
        ------
        NotebookProblem
            When there is no such parameter, or the value is of another kind.
        """
        return {
            name: _value(name, self.parameters[name], text)
            for name, text in ((self._called(asked), text) for asked, text in given.items())
        }

    def _called(self, asked: str) -> str:
        there = self.parameters
        for name in there:
            if asked.casefold() in {name.casefold(), name.casefold().removesuffix("s")}:
                return name
        raise NotebookProblem(
            f"The notebook '{self.path.stem}' has no parameter '{asked}'.",
            expected=", ".join(there) or "none: it has no parameters",
            closest=nearest(asked.upper(), there),
        )


def read_notebook(path: Path) -> Notebook:
    """Read a notebook.

    Parameters
    ----------
    path
        Its file.

    Returns
    -------
    Notebook
        What stands in it, without outputs.

    Raises
    ------
    NoSuchPath
        When it is not there.
    NotebookProblem
        When it is no notebook.
    """
    if not path.is_file():
        raise NoSuchPath(f"The notebook '{path}' is not there.")
    try:
        written = json.loads(path.read_text("utf-8"))["cells"]
        cells = tuple(
            Cell(one["cell_type"], "".join(one["source"]), tuple(one.get("metadata", {}).get("tags", ())))
            for one in written
            if one["cell_type"] in {"markdown", "code"}
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotebookProblem(
            f"'{path.name}' is no notebook.", expected="a file that JupyterLab saved, version 4 of the format"
        ) from None
    return Notebook(path, cells)


def find_notebook(wanted: str) -> Notebook:
    """Find a notebook by its number, its name or its path.

    Parameters
    ----------
    wanted
        ``"5"``, ``"05"``, ``"fairness"``, ``"05_fairness"``, or the path of any notebook.

    Raises
    ------
    NoSuchPath
        When there is none; the nearest is told.
    NotebookProblem
        When the file is no notebook.

    Examples
    --------
    >>> find_notebook("fairness").path.name
    '05_fairness.ipynb'
    """
    if Path(wanted).is_file():
        return read_notebook(Path(wanted))
    asked = wanted.removesuffix(".ipynb").strip().casefold().replace(" ", "_").replace("-", "_")
    names: dict[str, str] = {}
    there = sorted(shipped("notebooks").glob("*.ipynb"))
    for path in there:
        number, name = _named(path)
        if asked in {path.stem, name} or (number and asked.isdecimal() and int(asked) == int(number)):
            return read_notebook(path)
        names[name] = path.stem
    raise NoSuchPath(
        f"There is no notebook '{wanted}'.",
        expected=f"the path of one, or one of {', '.join(path.stem for path in there)}",
        closest=nearest(asked, [*names, *names.values()]),
    )


def _named(path: Path) -> tuple[str, str]:
    """Part the name of a file into its number and its words."""
    parts = _NAME.fullmatch(path.stem)
    return (parts[1] or "", parts[2]) if parts else ("", path.stem)


def _statements(source: str) -> list[ast.Assign | ast.AnnAssign]:
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return []
    return [line for line in lines if isinstance(line, ast.Assign | ast.AnnAssign)]


def _value(name: str, usual: object, text: str) -> Any:
    """Read a value of the same kind as the usual one; in place of none, any."""
    if isinstance(usual, str):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    if usual is not None and type(value) is not type(usual) and not _both_numbers(value, usual):
        raise NotebookProblem(
            f"The parameter '{name}' cannot be set to that.",
            expected=f"as JSON, something like {json.dumps(usual)}",
            got=type(value).__name__,
        )
    return value


def _both_numbers(*values: object) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
