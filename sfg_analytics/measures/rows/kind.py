"""What a kind of rows is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sfg_analytics.measures.source import Rows, Source

if TYPE_CHECKING:
    from sfg_analytics.measures.measure import Measure

STAFF_COLUMNS = (
    "staff_group",
    "band",
    "directorate",
    "ethnicity",
    "sex",
    "disability",
    "sexual_orientation",
    "religion_or_belief",
    "age_band",
    "fte",
    "service_start_date",
)
"""What the staff list says of a person in a month, for grouping."""


@dataclass(frozen=True)
class RowKind:
    """Something that is counted one by one.

    Parameters
    ----------
    id
        The name that measures use.
    title
        What one row is, as in "one row is …".
    build
        From a source, and the names of the facts and columns that are needed, to rows with ``organisation, period`` and
        those columns. Facts are true or false, never null.
    tables
        The contracts whose tables are always read.
    facts
        What is true of a row, in words, by name.
    columns
        What its rows may be grouped by.
    also
        Further tables that a fact or column needs, by its name.
    follows
        How many months lie between the month somebody is described in and the month they are counted in.
    public
        Whether what is counted has been published by somebody else already.
    """

    id: str
    title: str
    build: Callable[[Source, Collection[str]], Rows]
    tables: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = STAFF_COLUMNS
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    follows: int = 0
    public: bool = False

    def tables_for(self, measure: Measure) -> tuple[str, ...]:
        """Name the contracts whose tables a measure of these rows reads."""
        further = [name for read in measure.reads for name in self.also.get(read, ())]
        return tuple(dict.fromkeys([*self.tables, *further]))
