"""How counts hang together: what anybody may know who reads the definitions beside the numbers.

Groups add up to all together; outcomes add up to the denominator; whoever is counted in one measure is among those
counted in a wider one; fine groups lie within coarse ones. An outsider works hidden counts out from this, so it is
written down once, carried by every publication, and used both to protect it and to attack it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Facts = frozenset[str]
Nesting = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True)
class CountedAs:
    """What a measure counts, in terms that let its counts be compared with those of other measures.

    Parameters
    ----------
    rows
        What is counted one by one.
    denominator, numerator
        The facts that hold of everybody in them.
    outcome
        The column whose values divide the denominator among outcomes, each with a numerator of its own; None if none does.
    steps
        Outcomes that are facts, each counted over the same denominator: the facts that hold of everybody in each.
    sums
        Whether the two counts are sums of different things, which no sum ties to others.
    public
        Whether the figures are published by somebody else already.
    months_before
        How many months before the one they are published for the people counted are described.
    exhaustive
        Whether the outcomes add up to the denominator: nobody in it is without one.
    """

    rows: str
    denominator: Facts
    numerator: Facts
    outcome: str | None = None
    steps: Mapping[str, Facts] = field(default_factory=dict)
    sums: bool = False
    public: bool = False
    months_before: int = 0
    exhaustive: bool = True

    def counted(self, outcome: str | None) -> Facts:
        """Give the facts that hold of everybody in the numerator, or in the one of an outcome."""
        if outcome is None:
            return self.numerator
        return (
            self.steps[outcome] if outcome in self.steps else self.denominator | {f"{self.outcome}={outcome}"}
        )


@dataclass(frozen=True)
class Described:
    """How the counts of a table hang together.

    Parameters
    ----------
    measures
        What each measure counts, by its id.
    nesting
        For a breakdown whose groups lie within those of another: ``nesting[fine][coarse][group] = wider group``.
    facts
        For a breakdown by what other measures count: ``facts[breakdown][group]``, the facts that hold of the group.
    divided
        Facts by which people are divided in two or more: ``(rows, of whom, into what)``.
    """

    measures: Mapping[str, CountedAs]
    nesting: Nesting = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, Facts]] = field(default_factory=dict)
    divided: tuple[tuple[str, Facts, tuple[Facts, ...]], ...] = ()

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Described:
        """Read it from plain values, as the catalogue of measures gives them and a publication carries them.

        Parameters
        ----------
        said
            ``measures``, by id a mapping of the fields of :class:`CountedAs`, facts as lists; ``nesting``, ``facts``; and
            ``divided``, each with ``rows, whole, parts``.

        Raises
        ------
        ValueError
            When it says anything else.

        Examples
        --------
        >>> said = {"measures": {"m": {"rows": "people", "denominator": [], "numerator": ["seen"]}}, "nesting": {}}
        >>> Described.from_json(said).measures["m"].counted(None)
        frozenset({'seen'})
        """
        try:
            measures = {
                str(name): CountedAs(
                    rows=str(counted["rows"]),
                    denominator=_facts(counted["denominator"]),
                    numerator=_facts(counted["numerator"]),
                    outcome=None if counted.get("outcome") is None else str(counted["outcome"]),
                    steps={str(step): _facts(facts) for step, facts in counted.get("steps", {}).items()},
                    sums=bool(counted.get("sums")),
                    public=bool(counted.get("public")),
                    months_before=int(counted.get("months_before", 0)),
                    exhaustive=bool(counted.get("exhaustive", True)),
                )
                for name, counted in said["measures"].items()
            }
            nesting = {
                str(fine): {
                    str(coarse): {str(group): str(wider) for group, wider in groups.items()}
                    for coarse, groups in others.items()
                }
                for fine, others in said["nesting"].items()
            }
            facts = {
                str(name): {str(group): _facts(told) for group, told in groups.items()}
                for name, groups in said.get("facts", {}).items()
            }
            divided = tuple(
                (str(one["rows"]), _facts(one["whole"]), tuple(map(_facts, one["parts"])))
                for one in said.get("divided", ())
            )
        except (KeyError, TypeError, AttributeError):
            raise ValueError("It does not say how the counts hang together.") from None
        return cls(measures, nesting, facts, divided)

    def month(self) -> pl.Expr:
        """Give the month in which those counted in a row are described, of its ``measure`` and ``period``."""
        found = pl.col("period")
        for name, counted in self.measures.items():
            if counted.months_before:
                then = pl.col("period").dt.offset_by(f"-{counted.months_before}mo")
                found = pl.when(pl.col("measure") == name).then(then).otherwise(found)
        return found


def next_wider(facts: Facts, others: Iterable[Facts]) -> list[Facts]:
    """Among sets of facts, find those defined by some of the same facts, with none between.

    Examples
    --------
    >>> sets = [frozenset(), frozenset("a"), frozenset("b")]
    >>> [sorted(one) for one in next_wider(frozenset("ab"), sets)]
    [['a'], ['b']]
    """
    wider = [other for other in others if other < facts]
    return sorted((one for one in wider if not any(one < other for other in wider)), key=sorted)


def _facts(said: Any) -> Facts:
    if isinstance(said, str):
        raise TypeError
    return frozenset(map(str, said))
