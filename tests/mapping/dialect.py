"""Exports in a known dialect, and the same in one that is invented here: shortened, mistyped and other words."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from sfg_analytics.contract import DIRECT_IDENTIFIER, FREE_TEXT, Column, Contract, fold
from tests.made import csv_file
from tests.spoiled import good

OTHER_WORDS = {
    "person": "Colleague",
    "sought_placement": "Where next",
    "agreed_date": "Settled on",
    "ethnicity": "Heritage",
    "organisation": "Body",
}


@dataclass(frozen=True)
class Told:
    """An export in both dialects, and what a person who knows it would choose."""

    known: Path
    unknown: Path
    headings: dict[str, str]
    codes: dict[tuple[str, str], str]


def invent(contract: Contract, folder: Path, seed: int, *, rows: int = 48) -> Told:
    """Write an export in both dialects, 48 rows long."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    export = good(contract, rows)
    known = [dict(zip(export.columns, row, strict=True)) for row in export.rows]
    for number, row in enumerate(known):
        for name, cell in row.items():
            row[name] = _plain(contract.by_name[name], number, cell)
    spelt = {name: _spellings(contract.by_name[name], chance) for name in export.columns}
    headings = _headings(contract, export.columns, chance)
    codes = {(name, new): code for name, news in spelt.items() for code, new in news.items()}
    label = {name: _labels(contract.by_name[name]) for name in export.columns}
    unknown = [
        {headings[name]: spelt[name].get(label[name].get(cell, ""), cell) for name, cell in row.items()}
        for row in known
    ]
    titled = [{contract.by_name[name].title: cell for name, cell in row.items()} for row in known]
    return Told(
        csv_file(folder / "known.csv", titled),
        csv_file(folder / "unknown.csv", unknown, above="Our report,for you\r\n\r\n"),
        {heading: name for name, heading in headings.items()},
        codes,
    )


def _plain(column: Column, number: int, cell: str) -> str:
    """Give identifiers that look like some, and codes that vary where no promise ties them to others."""
    if column.classification == FREE_TEXT:
        return f"A note about nothing much at all, number {number}"
    if column.classification == DIRECT_IDENTIFIER and column.kind == "string":
        return (
            f"{40_000 + number}"
            if column.pseudonym_scope
            else "Made-up Person " + "abcdefghijklm"[number % 13] + "nopqrstuv"[number % 9]
        )
    if column.name in {"ethnicity", "sex", "run_as", "current_placement", "sought_placement", "kind"}:
        return column.codes[number % len(column.codes)].label
    return cell


def _labels(column: Column) -> dict[str, str]:
    if column.kind == "boolean":
        return {"Y": "yes", "N": "no"}
    return {code.label: code.value for code in column.codes}


def _spellings(column: Column, chance: random.Random) -> dict[str, str]:
    """Respell about half of a column's codes: mistyped, so that no two read the same."""
    if column.kind == "boolean":
        return {"yes": "Agreed", "no": "Not agreed"}
    taken = dict(column.spellings)
    found = {}
    for code in column.codes:
        new = mistyped(code.label, chance)
        if chance.random() < 0.5 and len(fold(code.label)) > 5 and fold(new) not in taken:
            taken[fold(new)] = code.value
            found[code.value] = new
    return found


def _headings(contract: Contract, names: tuple[str, ...], chance: random.Random) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        title = contract.by_name[name].title
        ways = [OTHER_WORDS[name]] if name in OTHER_WORDS and chance.random() < 0.5 else []
        ways += chance.sample([mistyped(title, chance), shortened(title, chance)], 2)
        taken = {*map(fold, found.values()), *contract.by_heading}
        found[name] = next((way for way in ways if fold(way) not in taken), title)
    return found


def mistyped(text: str, chance: random.Random) -> str:
    """Exchange two neighbours within a text."""
    places = [n for n in range(1, len(text) - 1) if text[n] != text[n + 1] and text[n : n + 2].isalpha()]
    if not places:
        return text
    n = chance.choice(places)
    return text[:n] + text[n + 1] + text[n] + text[n + 2 :]


def shortened(text: str, chance: random.Random) -> str:
    """Shorten words, to their beginning or to their consonants."""
    return " ".join(
        word
        if len(word) < 4
        else word[: chance.choice([3, 4])]
        if chance.random() < 0.5
        else word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")
        for word in text.replace("'", "").split()
    )
