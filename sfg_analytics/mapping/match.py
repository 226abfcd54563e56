"""One heading of an export: the column it would show, why, and what stands under it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from sfg_analytics.contract import Contract
from sfg_analytics.mapping.codes import UnknownCode, unknown_codes
from sfg_analytics.mapping.evidence import Values


@dataclass(frozen=True)
class Candidate:
    """A column that a heading may show: how likely from 0 to 1, and why."""

    column: str
    score: float
    why: str


@dataclass(frozen=True)
class Match:
    """One heading of the export.

    Attributes
    ----------
    heading
        As the export has it.
    column
        The contract's column it would show; None where it is kept out.
    candidates
        Columns it may show: the one proposed, then the likeliest first.
    examples
        Shapes of a few values.
    filled
        The share of rows that hold something, from 0 to 1.
    known
        Whether the contract knows the heading already; then it can show that column or nothing, where another heading
        of the export shows it.
    sure, chosen
        Whether the proposal is beyond doubt; whether the analyst made it.
    codes
        Spellings under it that the contract does not know.
    """

    heading: str
    column: str | None
    candidates: tuple[Candidate, ...]
    examples: tuple[str, ...]
    filled: float
    known: bool = False
    sure: bool = False
    chosen: bool = False
    codes: tuple[UnknownCode, ...] = ()
    values: Values | None = field(default=None, repr=False, compare=False)

    def showing(self, contract: Contract, name: str | None, *, sure: bool, chosen: bool) -> Self:
        """Give the heading as it is when it shows another column: its examples and its codes are seen anew.

        Parameters
        ----------
        contract
            The contract it is matched with.
        name
            The column; None keeps the heading out.
        sure, chosen
            As for the class.
        """
        column = contract.by_name[name] if name is not None else None
        codes: tuple[UnknownCode, ...] = ()
        examples = self.examples
        if self.values is not None:
            examples = self.values.shown(column)
            if column is not None:
                codes = unknown_codes(self.values, column, certain=sure, chosen=chosen)
        return replace(self, column=name, sure=sure, chosen=chosen, codes=codes, examples=examples)
