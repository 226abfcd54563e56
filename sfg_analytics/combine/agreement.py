"""Agreement: in what publications differ, and whether that keeps them apart.

What would make one number mean two things refuses: the policy, what a measure counts, how groups lie within one another,
the major version of a contract. What only means that there is less of something is told, and combined as far as it goes:
measures that some lack, other targets and reference groups, minor versions of contracts, versions of this library (the
definitions themselves are compared, so the version of the code decides nothing).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from sfg_analytics.combine.parts import Part

POLICY, MEASURE, NESTING, CONTRACT = "policy", "measure", "group", "contract"
VERSION, PUBLISHED, CHART, TARGET, REFERENCE = (
    *("code version", "measure published", "chart", "target", "reference group"),
)
REFUSING = (POLICY, MEASURE, NESTING, CONTRACT)

_DEFINING = (
    *("kind", "rows", "tables", "among", "having", "outcome", "steps", "sums"),
    *("numerator", "denominator", "unit", "improvement"),
)
"""The words of a measure that say what it counts."""

_SCHEMA: dict[str, Any] = dict.fromkeys(("what", "of", "says", "organisations"), pl.String()) | {
    "refused": pl.Boolean()
}
_LONGEST = 200


@dataclass(frozen=True)
class _Statement:
    what: str
    of: str
    says: str
    meaning: str
    """What must be the same where others say something else in other words."""


def differences(parts: Sequence[Part]) -> pl.DataFrame:
    """Say in what publications differ.

    Parameters
    ----------
    parts
        As :func:`~sfg_analytics.combine.take_parts` gives them.

    Returns
    -------
    polars.DataFrame
        ``what, of, says, organisations, refused``: where not all say the same, a row for each thing said and the
        organisations whose publications say it, codes joined by commas; ``refused`` where they cannot be combined for it.
        Those first.
    """
    measures = sorted({words["id"] for part in parts for words in part.publication.measures})
    said: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    meanings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for part in parts:
        for one in _statements(part, measures):
            said[one.what, one.of][one.says] += part.codes
            meanings[one.what, one.of].add(one.meaning)
    rows = [
        (
            what,
            of[:_LONGEST],
            says[:_LONGEST],
            ", ".join(sorted(codes)),
            what in REFUSING and len(meanings[what, of]) > 1,
        )
        for (what, of), ways in said.items()
        if len(ways) > 1
        for says, codes in sorted(ways.items(), key=lambda way: sorted(way[1]))
    ]
    return pl.DataFrame(rows, _SCHEMA, orient="row").sort("refused", descending=True, maintain_order=True)


def _statements(part: Part, measures: Sequence[str]) -> Iterator[_Statement]:
    manifest = part.publication.manifest
    for name, value in manifest["policy"].items():
        if name != "reasons":
            yield _same(POLICY, name, value)
    for contract, versions in sorted(_versions(part).items()):
        majors = sorted({version.partition(".")[0] for version in versions})
        yield _Statement(CONTRACT, contract, ", ".join(sorted(versions)), ", ".join(majors))
    words_of = {words["id"]: words for words in part.publication.measures}
    for measure in measures:
        yield _same(PUBLISHED, measure, "yes" if measure in words_of else "no")
        if measure in words_of:
            yield from _of_measure(words_of[measure], manifest["described"]["measures"].get(measure, {}))
    for fine, others in manifest["described"]["nesting"].items():
        for coarse, groups in others.items():
            for group, wider in groups.items():
                yield _same(NESTING, f"{fine} '{group}' in {coarse}", wider)
    for breakdown, group in manifest["plan"].get("references", {}).items():
        yield _same(REFERENCE, breakdown, group)
    yield _same(VERSION, "", manifest["code_version"])


def _of_measure(words: dict[str, Any], counted: dict[str, Any]) -> Iterator[_Statement]:
    measure = words["id"]
    for name in _DEFINING:
        yield _same(MEASURE, f"{measure}: {name}", words.get(name))
    yield _same(MEASURE, f"{measure}: outcomes", [outcome["code"] for outcome in words["outcomes"]])
    yield _same(MEASURE, f"{measure}: counted as", counted)
    for what in (CHART, TARGET):
        yield _same(what, measure, words.get(what))


def _same(what: str, of: str, value: object) -> _Statement:
    says = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return _Statement(what, of, says, says)


def _versions(part: Part) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = defaultdict(set)
    for one in part.submissions:
        versions[one["contract"]].add(one["contract_version"])
    return versions
