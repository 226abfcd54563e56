"""What a contract is made of: columns and codes, as plain frozen objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from sfg_analytics.contract.promise import Promise, Reference
from sfg_analytics.contract.thresholds import Thresholds

RECORD, PUBLIC, PERSONAL = "record", "public", "personal"
DIRECT_IDENTIFIER, FREE_TEXT, SPECIAL_CATEGORY = (
    "direct identifier",
    "free text",
    "special category",
)

_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "\u00a0": " "})


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Reduce a heading or a code to what matters when two spellings are compared.

    Case, punctuation, spaces, ``&`` for *and*, the ``#`` that some exports put for a full stop, and the American
    *organization* make no difference.

    Examples
    --------
    >>> fold("Organization#Name ") == fold("organisation_name")
    True
    >>> fold("Nursing & Midwifery  Registered")
    'nursingandmidwiferyregistered'
    """
    text = text.translate(_DASHES).casefold().replace("&", "and").replace("organiz", "organis")
    return re.sub(r"[^0-9a-z+]", "", text)


@dataclass(frozen=True)
class Code:
    """One allowed value of a column, with its label, the other ways people write it, and when it was in the list.

    ``valid_from`` and ``valid_until`` are ISO dates, both included; None where the list was always, or is still, so.
    """

    value: str
    label: str
    synonyms: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    marks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way of writing the code that is understood: value, label, synonyms."""
        return (self.value, self.label, *self.synonyms)


@dataclass(frozen=True)
class Rewrite:
    """A pattern in what an export writes, and what it is read as (``$1`` is the first group).

    The example is a text it fits; its words may be shown in reports like those of codes.
    """

    pattern: str
    value: str
    example: str = field(default="", compare=False)


@dataclass(frozen=True)
class Column:
    """One column of the tidy table, and how it is found and read in an export.

    ``kind`` is the standard's logical type: ``string``, ``date``, ``number``, ``integer`` or ``boolean``. Identifiers of
    ``pseudonym_as`` are of the same people (or posts) as those of the column it names, and get the same pseudonyms.
    ``blank_in_key`` says what a blank means in a column of the key that may be blank.
    ``matters`` says that a scorecard tells how complete the column is. ``suspicion`` holds the column's own thresholds, as
    written.
    """

    name: str
    title: str
    kind: str
    description: str = ""
    required: bool = False
    key_position: int | None = None
    partition_position: int | None = None
    classification: str = "public"
    pseudonym_scope: str | None = None
    pseudonym_as: str | None = None
    blank_in_key: str = ""
    synonyms: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    code_list_source: str = ""
    code_list_status: str = ""
    code_list_dated: str = ""
    reads: tuple[Rewrite, ...] = ()
    elsewhere: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    when_blank: str | None = None
    grain: str | None = None
    band_of: tuple[str, ...] = ()
    stored_flag: bool = True
    matters: bool = False
    suspicion: Mapping[str, Any] | str = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def headings(self) -> frozenset[str]:
        """The folded headings under which exports show this column."""
        return frozenset(fold(text) for text in (self.name, self.title, *self.synonyms))

    @cached_property
    def spellings(self) -> dict[str, str]:
        """From each folded spelling of a code to the code."""
        return {fold(text): code.value for code in self.codes for text in code.spellings}

    @property
    def stored(self) -> bool:
        """Whether the column reaches the store (identifiers only as pseudonyms, free text never)."""
        if self.classification == FREE_TEXT or not self.stored_flag:
            return False
        return self.classification != DIRECT_IDENTIFIER or self.pseudonym_scope is not None


@dataclass(frozen=True)
class Unpivot:
    """How a wide table of repeated blocks of columns becomes one row a value."""

    question: str
    answer: str
    base: str
    hidden: str


@dataclass(frozen=True)
class Contract:
    """A page of ``data_contracts/``: one kind of export.

    ``overlap`` says what two exports of the same month are to each other: the later one *replaces* the month, or their
    rows *merge* by key. ``written_on`` are patterns by which title rows tell when the export was made.
    """

    id: str
    name: str
    version: str
    description: str
    level: str
    columns: tuple[Column, ...]
    promises: tuple[Promise, ...]
    signature: tuple[str, ...]
    period_from: str | None = None
    keep_first: tuple[tuple[str, bool], ...] = ()
    reject_tolerance_percent: float = 0.0
    unpivot: Unpivot | None = None
    overlap: Literal["replace", "merge"] = "replace"
    written_on: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    suspicion: Mapping[str, Any] = field(default_factory=dict)
    page: Path = Path()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """From each folded heading to the column it shows."""
        return {heading: column.name for column in self.columns for heading in column.headings}

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        keyed = [c for c in self.columns if c.key_position is not None]
        return tuple(c.name for c in sorted(keyed, key=lambda c: c.key_position or 0))

    @cached_property
    def partition(self) -> tuple[str, ...]:
        """The columns the stored table is divided by."""
        parted = [c for c in self.columns if c.partition_position is not None]
        return tuple(c.name for c in sorted(parted, key=lambda c: c.partition_position or 0))

    @cached_property
    def stored_columns(self) -> tuple[str, ...]:
        """The columns that reach the store, in the page's order, ``period`` among them."""
        names = [column.name for column in self.columns if column.stored]
        if "period" not in names:
            names.insert(1, "period")
        return tuple(names)

    def kind_of(self, name: str) -> str:
        """Give the logical type of a column; what is derived, the period and its end, is a date."""
        return self.by_name[name].kind if name in self.by_name else "date"

    @cached_property
    def thresholds(self) -> Thresholds:
        """From where on an export of this kind is suspicious."""
        return Thresholds().changed(self.suspicion)

    def thresholds_of(self, column: str) -> Thresholds:
        """From where on a column of an export of this kind is suspicious."""
        own = self.by_name[column].suspicion if column in self.by_name else {}
        return self.thresholds.changed(own)

    def allows_rejects(self, rejected: int, rows: int) -> bool:
        """Whether so many rejected rows out of so many are within the contract's tolerance."""
        return rejected * 100.0 <= self.reject_tolerance_percent * rows
