"""A plan: which figures are published. It is a page of YAML, checked whole before anything is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from sfg_analytics.contract import Contract
from sfg_analytics.disclosure import Policy, find_policy
from sfg_analytics.errors import MeasureProblem, NoSuchPath, PublicationProblem, nearest
from sfg_analytics.measures import CATALOGUE, DIMENSIONS, ROWS, Measure, dimensions, find_measure
from sfg_analytics.shipped import shipped

Peers = Literal["named", "distribution", "none"]
PEERS: tuple[Peers, ...] = ("named", "distribution", "none")
CROSSED = " | "
_MOST_MONTHS, _MOST_QUARTERS, _MOST_BYTES = 240, 80, 1 << 20
_KEYS = (
    "title",
    "policy",
    "peers",
    "months",
    "quarters",
    "charts",
    "references",
    "adjust",
    "targets",
    "measures",
)
_MAY_BE_LEFT_OUT = {"charts", "references", "adjust", "targets"}


@dataclass(frozen=True)
class Plan:
    """Which figures are published.

    Parameters
    ----------
    title
        What the publication is called.
    policy
        The rule of disclosure control.
    peers
        How an organisation's own publication shows the others.
    months
        All staff are counted in each of the latest so many months.
    quarters
        Broken down, they are counted in the latest month, and in the last month of each quarter before it: so many in all.
    charts
        Measures of which control charts are made.
    references
        By breakdown, the group that others are compared with.
    adjust
        Breakdowns that are held equal when groups are compared: the first that the publication crosses with the one
        compared.
    targets
        By measure, a target, from 0 to 1 for a proportion, drawn into its control chart.
    measures
        By measure, its breakdowns.
    """

    title: str
    policy: Policy
    peers: Peers
    months: int
    quarters: int
    charts: tuple[str, ...]
    references: Mapping[str, str]
    adjust: tuple[str, ...]
    targets: Mapping[str, float]
    measures: Mapping[str, tuple[tuple[str, ...], ...]] = field(repr=False)

    def countable(self, tables: Collection[str]) -> list[Measure]:
        """Give the measures whose tables are there, in the order of the catalogue."""
        return [
            measure
            for measure in CATALOGUE.values()
            if measure.id in self.measures and set(measure.tables) <= set(tables)
        ]

    def as_json(self) -> dict[str, Any]:
        """Give the plan as a manifest carries it, but for the policy, which stands there in full."""
        return {
            "title": self.title,
            "peers": self.peers,
            "months": self.months,
            "quarters": self.quarters,
            "charts": list(self.charts),
            "references": dict(self.references),
            "adjust": list(self.adjust),
            "targets": dict(self.targets),
            "measures": {
                measure: [CROSSED.join(names) for names in breakdowns]
                for measure, breakdowns in self.measures.items()
            },
        }


def load_plan(
    path: Path | None = None, *, contracts: Mapping[str, Contract], policy: Policy | None = None
) -> Plan:
    """Read a plan and check it.

    Parameters
    ----------
    path
        A page of YAML; the one that is shipped by default.
    contracts
        Contracts by id, which know the headings of groups.
    policy
        A policy in place of the plan's own.

    Returns
    -------
    Plan
        The plan.

    Raises
    ------
    NoSuchPath
        When the page is not there.
    MeasureProblem
        When a measure, breakdown or policy does not exist, does not fit, or is for the analyst alone.
    PublicationProblem
        When the page says anything else that cannot be done.
    """
    place = path or shipped("dashboards") / "standard.plan.yaml"
    if not place.is_file():
        raise NoSuchPath(f"The plan '{place}' is not there.")
    said = _read(place)
    measures = {name: _breakdowns(name, by) for name, by in _mapping(said, "measures").items()}
    if not measures:
        raise _wrong("measures", "at least one measure")
    peers = said["peers"]
    if peers not in PEERS:
        raise _wrong("peers", ", ".join(PEERS), nearest(str(peers), PEERS))
    return Plan(
        title=_text(said, "title"),
        policy=policy or find_policy(_text(said, "policy")),
        peers=peers,
        months=_number(said, "months", _MOST_MONTHS),
        quarters=_number(said, "quarters", _MOST_QUARTERS),
        charts=tuple(_chart(name, measures) for name in said.get("charts") or ()),
        references={
            name: _reference(name, group, contracts) for name, group in _mapping(said, "references").items()
        },
        adjust=tuple(_adjust(name) for name in _texts(said, "adjust")),
        targets={name: _target(name, goal, measures) for name, goal in _mapping(said, "targets").items()},
        measures=measures,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
        said = None if len(content) > _MOST_BYTES else yaml.safe_load(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError):
        said = None
    if not isinstance(said, dict):
        raise PublicationProblem(f"The plan '{path.name}' is not a page of YAML.", expected=", ".join(_KEYS))
    for key in said:
        if key not in _KEYS:
            raise PublicationProblem(
                f"A plan says nothing called '{key}'.",
                expected=", ".join(_KEYS),
                closest=nearest(str(key), _KEYS),
            )
    missing = [key for key in _KEYS if key not in said and key not in _MAY_BE_LEFT_OUT]
    if missing:
        raise PublicationProblem(f"The plan '{path.name}' does not say its '{missing[0]}'.")
    return said


def _wrong(key: str, expected: str, closest: str = "") -> PublicationProblem:
    return PublicationProblem(f"The plan's '{key}' cannot be followed.", expected=expected, closest=closest)


def _mapping(said: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = said.get(key) or {}
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise _wrong(key, "names, each with what belongs to it")
    return found


def _text(said: Mapping[str, Any], key: str) -> str:
    if not isinstance(said[key], str) or not said[key].strip():
        raise _wrong(key, "a text")
    return str(said[key]).strip()


def _texts(said: Mapping[str, Any], key: str) -> list[str]:
    found = said.get(key) or []
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise _wrong(key, "a list of names, as [band_cluster, band]")
    return found


def _number(said: Mapping[str, Any], key: str, most: int) -> int:
    number = said[key]
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
        raise _wrong(key, f"a whole number from 1 to {most}")
    return number


def _breakdowns(name: str, listed: Any) -> tuple[tuple[str, ...], ...]:
    measure = find_measure(name)
    if measure.audience == "analyst":
        raise MeasureProblem(
            f"'{name}' is for the analyst alone and is never published.", hint="sfg count shows it to you."
        )
    if listed is None:
        listed = []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise _wrong(f"measures: {name}", "a list of breakdowns, as [sex, ethnicity]")
    found = tuple(tuple(part.strip() for part in one.split(CROSSED.strip())) for one in listed)
    if len(set(found)) < len(found):
        raise MeasureProblem(f"A breakdown of '{name}' is listed twice.")
    for group in (one for names in found for one in dimensions(names)):
        if group.audience == "analyst":
            raise MeasureProblem(
                f"'{group.id}' is for the analyst alone: no figure broken down by it is published."
            )
        if group.reads not in ROWS[measure.rows].columns:
            raise MeasureProblem(
                f"'{name}' cannot be broken down by '{group.id}': one of its rows is {ROWS[measure.rows].title}."
            )
    return found


def _planned(name: object, measures: Collection[str], key: str) -> str:
    if not isinstance(name, str) or name not in measures:
        raise _wrong(key, "measures of this plan", nearest(str(name), measures))
    return name


def _chart(name: object, measures: Collection[str]) -> str:
    measure = CATALOGUE[_planned(name, measures, "charts")]
    if measure.looks_back and "due" not in measure.among:
        raise MeasureProblem(
            f"No control chart can be made of '{measure.id}': successive months share most of what they count.",
            hint="chart 'held_of_due', whose months stand each by itself.",
        )
    return measure.id


def _target(name: str, goal: object, measures: Collection[str]) -> float:
    measure = CATALOGUE[_planned(name, measures, "targets")]
    if isinstance(goal, bool) or not isinstance(goal, (int, float)) or not 0 <= goal < float("inf"):
        raise _wrong(f"targets: {name}", "a number")
    if measure.kind == "proportion" and goal > 1:
        raise _wrong(f"targets: {name}", "a share from 0 to 1, as 0.9")
    return float(goal)


def _reference(name: str, group: object, contracts: Mapping[str, Contract]) -> str:
    (dimension,) = dimensions(name)
    headings = list(dict.fromkeys(DIMENSIONS[name].labels(contracts).values()))
    if headings and group not in headings:
        raise _wrong(f"references: {dimension.id}", ", ".join(headings), nearest(str(group), headings))
    return str(group)


def _adjust(name: str) -> str:
    (dimension,) = dimensions(name)
    if dimension.audience == "analyst":
        raise MeasureProblem(f"'{name}' is for the analyst alone: no figure broken down by it is published.")
    return str(dimension.id)
