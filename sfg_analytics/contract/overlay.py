"""An overlay: what one organisation's exports call things, laid over a contract.

A small page of one's own, ``my_contracts/<contract>.yaml``, adds headings and spellings of codes and can do nothing else::

    overlay: conversation_outcomes
    headings:
      person: [Colleague ref]
    codes:
      current_placement:
        depth: [Grow in place]
      plan_agreed:
        'yes': [Agreed]

The contract stays ours and is renewed with the package; the additions stay the organisation's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import yaml

from sfg_analytics.contract.nouns import Code, Column, Contract, Rewrite, fold

YES, NO = "yes", "no"
"""What the spellings of a column of yes and no are listed under."""

_TITLE = (
    "# What our exports call things, laid over the contract {contract} that ships with sfg-analytics.\n"
    "# Only headings and spellings of codes can stand here; check it with: sfg contracts lint FOLDER\n"
)


@dataclass(frozen=True)
class Overlay:
    """Headings and spellings of codes that one organisation adds to a contract.

    Attributes
    ----------
    contract
        The contract's id.
    headings
        From column to headings.
    codes
        From column to code (``yes`` and ``no`` of a column of those) to spellings.
    """

    contract: str
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether it adds nothing."""
        return not self.headings and not self.codes

    def joined(self, later: Overlay) -> Overlay:
        """Give what both add; a heading or spelling that reads the same stands once.

        Examples
        --------
        >>> first, later = Overlay("a", {"band": ("Grade",)}), Overlay("a", {"band": ("GRADE", "Scale")})
        >>> first.joined(later).headings
        {'band': ('Grade', 'Scale')}
        """
        columns = dict.fromkeys((*self.codes, *later.codes))
        codes = {name: _joined(self.codes.get(name, {}), later.codes.get(name, {})) for name in columns}
        return Overlay(self.contract, _joined(self.headings, later.headings), codes)

    def as_yaml(self) -> str:
        """Write it as its page."""
        page = {
            "overlay": self.contract,
            "headings": {name: list(texts) for name, texts in self.headings.items()},
            "codes": {
                name: {code: list(texts) for code, texts in codes.items()}
                for name, codes in self.codes.items()
            },
        }
        filled = {name: value for name, value in page.items() if value}
        body = yaml.safe_dump(filled, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)
        return _TITLE.format(contract=self.contract) + body


def _joined(
    first: Mapping[str, tuple[str, ...]], later: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in dict.fromkeys((*first, *later)):
        once: dict[str, str] = {}
        for text in (*first.get(name, ()), *later.get(name, ())):
            once.setdefault(fold(text), text)
        found[name] = tuple(once.values())
    return found


def lay_over(contract: Contract, overlay: Overlay) -> Contract:
    """Give the contract with the additions of an overlay; its version says so.

    Parameters
    ----------
    contract
        The contract as it ships.
    overlay
        Additions that :mod:`sfg_analytics.contract.lint` found no fault with.

    Returns
    -------
    Contract
        Version ``1.2.0`` has become ``1.2.0+overlay.`` and eight letters that stand for the additions. Where an
        export shows an added heading and one of the contract's own for the same column, the added one is read.

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> laid = lay_over(load_contracts()["talent_pools"], Overlay("talent_pools", {"person": ("Colleague",)}))
    >>> laid.by_heading["colleague"], laid.version.split(".")[-2]
    ('person', '0+overlay')
    """
    columns = tuple(
        _laid(column, overlay.headings.get(column.name, ()), overlay.codes.get(column.name, {}))
        for column in contract.columns
    )
    mark = hashlib.sha256(overlay.as_yaml().encode()).hexdigest()[:8]
    return replace(contract, columns=columns, version=f"{contract.version}+overlay.{mark}")


def _laid(column: Column, headings: tuple[str, ...], codes: Mapping[str, tuple[str, ...]]) -> Column:
    if not headings and not codes:
        return column
    truths: tuple[Rewrite, ...] = ()
    if column.kind == "boolean":
        truths = tuple(
            Rewrite(f"(?i)^{re.escape(text)}$", code, text) for code, texts in codes.items() for text in texts
        )
    return replace(
        column,
        synonyms=(*headings, *column.synonyms),
        codes=tuple(_respelt(code, codes.get(code.value, ())) for code in column.codes),
        reads=(*truths, *column.reads),
    )


def _respelt(code: Code, spellings: tuple[str, ...]) -> Code:
    return replace(code, synonyms=(*code.synonyms, *spellings)) if spellings else code
