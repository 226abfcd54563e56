"""A page as it was written: its values, and the line on which each of them stands.

A loaded page has forgotten two things that a person mending it wants to know: where in the file a value is, and what
the author typed before YAML made something else of it. This module keeps both. A *place* is the way to a value from the
top of the page, for example ``("schema", 0, "properties", 3, "name")``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import yaml

from sfg_analytics.contract.unfolding import LOADER, refuse_unfolding

Place = tuple[str | int, ...]

_NAMING = ("name", "id", "property", "synonym", "value")
_SILENT = {"schema", "customProperties"}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a page.

    Attributes
    ----------
    file
        The page, as it was named to the linter.
    line
        The line on which the fault stands; the first is 1.
    where
        The way there in the page's own names.
    what
        What is wrong.
    hint
        The step most likely to mend it.

    Examples
    --------
    >>> print(Fault("staff.odcs.yaml", 7, "properties > band", "It is named twice.", "rename one."))
    staff.odcs.yaml:7: properties > band: It is named twice. Hint: rename one.
    """

    file: str
    line: int
    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" Hint: {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}: {self.where}: {self.what}{hint}"

    def as_json(self) -> dict[str, str | int]:
        """Give the fault as the commands print it under ``--json``.

        Examples
        --------
        >>> Fault("a.odcs.yaml", 1, "the page", "It is empty.").as_json()["line"]
        1
        """
        return asdict(self)


class _Loader(LOADER):  # type: ignore[misc]
    """The safe loader, except that a date stays the text it was: JSON has none."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_str)


@dataclass(frozen=True)
class Scalar:
    """A value as it was typed, and what YAML took it for: ``bool``, ``int``, ``timestamp``, ``str``."""

    text: str
    kind: str


@dataclass(frozen=True)
class Written:
    """A page's values with their lines. Asking for what is not there gives nothing, never an error."""

    file: str
    values: Any
    lines: dict[Place, int] = field(default_factory=dict)
    scalars: dict[Place, Scalar] = field(default_factory=dict)
    repeated: list[Place] = field(default_factory=list)

    def at(self, *place: str | int) -> Any:
        """Give the value at a place, or None."""
        value = self.values
        for step in place:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def text(self, *place: str | int) -> str:
        """Give the text at a place, or an empty one."""
        value = self.at(*place)
        return value if isinstance(value, str) else ""

    def items(self, *place: str | int) -> list[Place]:
        """Give the places of a list's items."""
        value = self.at(*place)
        return [(*place, number) for number in range(len(value))] if isinstance(value, list) else []

    def names(self, *place: str | int) -> list[Place]:
        """Give the places of a mapping's values."""
        value = self.at(*place)
        return [(*place, name) for name in value] if isinstance(value, dict) else []

    def custom(self, *place: str | int) -> dict[str, Place]:
        """Give the places of the custom properties of an element, by name."""
        items = self.items(*place, "customProperties")
        return {self.text(*item, "property"): (*item, "value") for item in items}

    def line(self, place: Place) -> int:
        """Give the line of a place, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def where(self, place: Place) -> str:
        """Say a place in the page's own names."""
        said: list[str] = []
        for depth, step in enumerate(place):
            if isinstance(step, int):
                name = self._name(place[: depth + 1])
                if place[:depth] != ("schema",):
                    said.append(name or f"number {step + 1}")
            elif step not in _SILENT and not (
                step == "value" and "customProperties" in place[depth - 2 : depth]
            ):
                said.append(step)
        return " > ".join(said) or "the page"

    def _name(self, place: Place) -> str:
        value = self.at(*place)
        if isinstance(value, dict):
            known = [name for name in _NAMING if name in value]
            naming = known[0] if known and "reads" not in self._properties(place) else ""
            scalar = self.scalars.get((*place, naming))
            return scalar.text if scalar else ""
        return value if isinstance(value, str) and len(value) <= 40 else ""  # noqa: PLR2004 - what fits a line

    def _properties(self, place: Place) -> set[str]:
        """Give the names of the custom properties that a place is within."""
        ends = (depth + 2 for depth, step in enumerate(place[:-2]) if step == "customProperties")
        return {self.text(*place[:end], "property") for end in ends}

    def fault(self, place: Place, what: str, hint: str = "") -> Fault:
        """Make a fault that stands at a place."""
        return Fault(self.file, self.line(place), self.where(place), what, hint)


def read_written(file: str, raw: bytes) -> Written:
    r"""Read a page with its lines.

    Parameters
    ----------
    file
        What to call the page.
    raw
        Its bytes.

    Returns
    -------
    Written
        The page's values, lines and repeated keys.

    Raises
    ------
    yaml.YAMLError
        When the bytes are not one YAML document.
    ValueError
        When a value cannot be what its tag says, or the page unfolds without end.

    Examples
    --------
    >>> page = read_written("a.odcs.yaml", b"id: a\nname: No")
    >>> page.line(("name",)), page.scalars["name",].kind, page.at("name")
    (2, 'bool', False)
    """
    refuse_unfolding(raw)
    loader = _Loader(raw)
    try:
        node = loader.get_single_node()
        if node is None:
            return Written(file, None)
        written = Written(file, None)
        for place, inner, line in _walk(node, (), node.start_mark.line):
            if place in written.lines:
                written.repeated.append(place)
            written.lines[place] = line + 1
            if isinstance(inner, yaml.ScalarNode):
                written.scalars[place] = Scalar(inner.value, inner.tag.rpartition(":")[2])
        values = loader.construct_document(node)
    finally:
        loader.dispose()
    return Written(file, values, written.lines, written.scalars, written.repeated)


def _walk(node: yaml.Node, place: Place, line: int) -> Iterator[tuple[Place, yaml.Node, int]]:
    yield place, node, line
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value if isinstance(key.value, str) else str(key.tag)
            yield from _walk(value, (*place, name), key.start_mark.line)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _walk(item, (*place, number), item.start_mark.line)
