"""A proposal: which heading of an export would show which column of a contract, and what its codes would become.

It is frozen: a choice gives another proposal. It holds the spellings of codes that the overlay may need, and shapes of all
other values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import polars as pl

from sfg_analytics.clean.values import read_values
from sfg_analytics.contract import Column, Contract, Overlay, fold
from sfg_analytics.contract.overlay import NO, YES
from sfg_analytics.errors import SfgError, nearest
from sfg_analytics.mapping.codes import UnknownCode
from sfg_analytics.mapping.match import Match
from sfg_analytics.mapping.spellings import labels_of

_STATED = frozenset({"organisation", "period"})


@dataclass(frozen=True)
class Proposal:
    """What an export would be read as.

    Attributes
    ----------
    file, sheet
        Where the table is.
    contract
        The contract it is matched with, overlays included.
    matches
        One for each heading, in the export's order.
    elsewhere
        Columns that title rows, or the names of file and sheet, tell.
    """

    file: str
    sheet: str
    contract: Contract
    matches: tuple[Match, ...]
    elsewhere: frozenset[str] = frozenset()

    @property
    def columns(self) -> Mapping[str, str]:
        """From column to the heading that would show it."""
        return {match.column: match.heading for match in self.matches if match.column is not None}

    @property
    def left_out(self) -> tuple[str, ...]:
        """Headings that would show nothing; what stands under them is not read."""
        return tuple(match.heading for match in self.matches if match.column is None)

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns without which the export cannot be recognised or read, and that nothing shows."""
        signature = self.contract.signature
        return tuple(c for c in self._wanting if c.name not in _STATED or c.name in signature)

    @property
    def stated(self) -> tuple[Column, ...]:
        """Columns that the sender has to state, with ``--organisation`` or ``--period``: nothing in the file tells them."""
        return tuple(column for column in self._wanting if column not in self.missing)

    @property
    def _wanting(self) -> tuple[Column, ...]:
        found = set(self.columns) | self.elsewhere
        return tuple(
            column
            for column in self.contract.columns
            if (column.name in self.contract.signature or (column.required and column.when_blank is None))
            and column.name not in found
            and not (column.band_of and found & set(column.band_of))
        )

    @property
    def unsure(self) -> tuple[Match, ...]:
        """Headings whose column the analyst should confirm."""
        return tuple(match for match in self.matches if not match.sure)

    @property
    def unsure_codes(self) -> tuple[tuple[Match, UnknownCode], ...]:
        """Unknown codes whose meaning the analyst should confirm."""
        return tuple((match, code) for match in self.matches for code in match.codes if not code.sure)

    @property
    def settled(self) -> bool:
        """Whether nothing is missing and nothing in doubt."""
        return not (self.missing or self.unsure or self.unsure_codes)

    def with_choice(self, heading: str, column: str | None) -> Self:
        """Let a heading show a column, or none; another heading that showed it shows none now.

        Parameters
        ----------
        heading
            As the export has it; case and punctuation make no difference.
        column
            The column's name; None keeps the heading out.

        Raises
        ------
        SfgError
            When there is no such heading or column, or the contract knows the heading as another column.
        """
        chosen = self._match(heading)
        if column is not None and column not in self.contract.by_name:
            raise SfgError(
                f"The contract {self.contract.id} has no column '{column}'.",
                closest=nearest(column, self.contract.by_name),
            )
        own = self.contract.by_heading.get(fold(chosen.heading))
        if chosen.known and column == chosen.column:
            return self
        if chosen.known and column != own:
            raise SfgError(
                f"The heading '{chosen.heading}' is known to the contract as {own}.",
                expected="a heading that the contract does not know: an overlay adds and changes nothing",
                hint="rename the heading in the export, or put a page of your own in the folder of contracts.",
            )
        return replace(self, matches=tuple(self._after(match, chosen, column) for match in self.matches))

    def _after(self, match: Match, chosen: Match, column: str | None) -> Match:
        if match is chosen:
            return match.showing(self.contract, column, sure=True, chosen=True)
        if column is not None and match.column == column:
            return match.showing(self.contract, None, sure=match.known, chosen=False)
        return match

    def with_code(self, column: str, written: str, code: str | None) -> Self:
        """Let a spelling of a column's be read as a code, or as nothing known.

        Parameters
        ----------
        column
            The contract's column.
        written
            The spelling as it stands in the export; case and punctuation make no difference.
        code
            The code; ``yes`` or ``no`` for a column of those; None leaves it unknown, and its rows are rejected.

        Raises
        ------
        SfgError
            When no heading shows the column, it has no such code, or the export no such spelling.
        """
        heading = self.columns.get(column)
        if heading is None:
            raise SfgError(f"No heading shows a column '{column}'.", closest=nearest(column, self.columns))
        match = self._match(heading)
        allowed = labels_of(self.contract.by_name[column])
        if code is not None and code not in allowed:
            raise SfgError(
                f"'{code}' is no code of the column '{column}'.",
                expected="one of " + ", ".join(allowed) if allowed else "a column that has a code list",
                closest=nearest(code, allowed),
            )
        if code is not None and _reads(self.contract.by_name[column], written) == code:
            return self  # it has been taught already
        if all(fold(known.written) != fold(written) for known in match.codes):
            raise SfgError(
                f"Of the column '{column}' no unknown code is written so.",
                got="a spelling that the export does not hold, or that the contract knows already",
            )
        codes = tuple(
            known.choose(code) if fold(known.written) == fold(written) else known for known in match.codes
        )
        matches = tuple(replace(match, codes=codes) if other is match else other for other in self.matches)
        return replace(self, matches=matches)

    def agreed(self) -> Self:
        """Give the proposal with all that it proposes chosen."""
        matches = tuple(
            replace(
                match,
                sure=True,
                chosen=match.chosen or not match.known,
                codes=tuple(code if code.sure else code.choose(code.becomes) for code in match.codes),
            )
            for match in self.matches
        )
        return replace(self, matches=matches)

    def overlay(self) -> Overlay:
        """Give what the contract has to learn: the headings and codes that are sure or chosen, and no other."""
        headings: dict[str, tuple[str, ...]] = {}
        codes: dict[str, dict[str, tuple[str, ...]]] = {}
        for match in self.matches:
            if match.column is None or not match.sure:
                continue
            if match.chosen or not match.known:
                headings[match.column] = (" ".join(match.heading.split()),)
            for code in match.codes:
                if code.sure and code.becomes is not None:
                    spelt = codes.setdefault(match.column, {})
                    spelt[code.becomes] = (*spelt.get(code.becomes, ()), code.written)
        return Overlay(self.contract.id, headings, codes)

    def as_json(self) -> dict[str, Any]:
        """Give the proposal as ``sfg map --json`` prints it; no spelling that is not shown."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "contract": self.contract.id,
            "settled": self.settled,
            "missing": [column.name for column in self.missing],
            "stated": [column.name for column in self.stated],
            "headings": [
                {
                    "heading": match.heading,
                    "column": match.column,
                    "known": match.known,
                    "sure": match.sure,
                    "filled": round(match.filled, 3),
                    "examples": list(match.examples),
                    "candidates": [vars(candidate) for candidate in match.candidates],
                    "codes": [
                        {"shown": code.shown, "rows": code.rows, "becomes": code.becomes, "sure": code.sure}
                        for code in match.codes
                    ],
                }
                for match in self.matches
            ],
        }

    def _match(self, heading: str) -> Match:
        exact = [match for match in self.matches if match.heading == heading]
        found = exact or [match for match in self.matches if fold(match.heading) == fold(heading)]
        if not found:
            raise SfgError(
                f"'{self.file}' has no heading '{heading}'.",
                closest=nearest(heading, [match.heading for match in self.matches]),
            )
        return found[0]


def _reads(column: Column, written: str) -> str | None:
    """Give the code that a column reads a spelling as, yes and no among them; None where it cannot."""
    value = read_values(pl.Series([written]), column).values[0]
    if isinstance(value, bool):
        return YES if value else NO
    return None if value is None else str(value)
