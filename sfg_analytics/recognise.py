"""Recognise an export: which contract it answers, and which heading shows which column.

Every contract is scored by its signature columns. A sheet answers a contract when all of them are found, in a heading
or in the words that the contract says to look for elsewhere (a sheet called *Leavers*); where it answers several, the
one that explains most headings is taken; a tie is refused. Nothing is guessed: a contract says which words count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from typing import Any

from sfg_analytics.contract import Column, Contract, fold
from sfg_analytics.errors import AmbiguousExport, UnrecognisedExport
from sfg_analytics.export import Sheet

_LONGEST_SHOWN = 60
_FAR_MORE = 2


@dataclass(frozen=True)
class Recognition:
    """Which contract a sheet answers, the heading that shows each column, and the headings that show none."""

    contract: Contract
    headings: Mapping[str, str]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """How well a sheet answers a contract: signature columns found and missing, and headings explained."""

    contract: str
    found: tuple[str, ...]
    missing: tuple[str, ...]
    explained: int


@dataclass(frozen=True)
class Explanation:
    """Why a sheet is recognised as it is, or is not: ``contract`` is empty where none, or more than one, fits."""

    file: str
    sheet: str
    header_row: int
    contract: str
    why_not: str
    headings: Mapping[str, str]
    ignored: tuple[str, ...]
    scores: tuple[Score, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the explanation as ``sfg recognise --json`` prints it."""
        return asdict(self)


def explain(sheet: Sheet, contracts: Mapping[str, Contract]) -> Explanation:
    """Recognise a sheet, and say how every contract was scored.

    Parameters
    ----------
    sheet
        As read.
    contracts
        Contracts by id.

    Returns
    -------
    Explanation
        Scores come best first. Headings no contract knows are named only where the sheet is recognised: without a
        header, they would be values.
    """
    scores = []
    for contract in contracts.values():
        match = match_headings(sheet, contract)
        missing = _missing(sheet, contract, match)
        found = tuple(name for name in contract.signature if name not in missing)
        scores.append(Score(contract.id, found, missing, len(match)))
    scores.sort(key=lambda score: (len(score.missing), -score.explained))
    recognition, why_not = None, ""
    try:
        recognition = recognise(sheet, contracts)
    except (AmbiguousExport, UnrecognisedExport) as fault:
        why_not = fault.what
    return Explanation(
        file=sheet.file,
        sheet=sheet.name,
        header_row=sheet.header_row,
        contract=recognition.contract.id if recognition else "",
        why_not=why_not,
        headings=dict(recognition.headings) if recognition else {},
        ignored=recognition.ignored if recognition and not recognition.contract.unpivot else (),
        scores=tuple(scores),
    )


def known_headings(contracts: Mapping[str, Contract]) -> frozenset[str]:
    """Every folded heading that some contract knows."""
    return frozenset(heading for contract in contracts.values() for heading in contract.by_heading)


def recognise(sheet: Sheet, contracts: Mapping[str, Contract]) -> Recognition:
    """Find the contract a sheet answers.

    Parameters
    ----------
    sheet
        As read.
    contracts
        Contracts by id.

    Returns
    -------
    Recognition
        ``headings`` maps a contract's column to the heading of the sheet's table that shows it.

    Raises
    ------
    UnrecognisedExport
        When no contract's signature is complete, or one that lacks a single column explains twice as many headings;
        the nearest is named, and what it lacks.
    AmbiguousExport
        When two contracts explain equally many headings, or one heading stands twice.
    """
    matches = {contract.id: match_headings(sheet, contract) for contract in contracts.values()}
    missing = {
        contract.id: _missing(sheet, contract, matches[contract.id]) for contract in contracts.values()
    }
    full = [contract for contract in contracts.values() if not missing[contract.id]]
    if not full:
        raise _unrecognised(sheet, contracts, matches, missing)
    full.sort(key=lambda contract: len(matches[contract.id]), reverse=True)
    best = full[0]
    if len(full) > 1 and len(matches[full[1].id]) == len(matches[best.id]):
        raise AmbiguousExport(
            f"{sheet.place} could be {best.id} or {full[1].id}: each explains {len(matches[best.id])} headings.",
            expected="an export that one contract explains better than any other",
            hint="send the columns that tell them apart, or pass a folder of contracts with narrower signatures.",
        )
    most = max(len(found) for name, found in matches.items() if len(missing[name]) <= 1)
    if most >= _FAR_MORE * len(
        matches[best.id]
    ):  # as a staff list with one heading mistyped reads like bare counts
        raise _unrecognised(sheet, contracts, matches, missing)
    _refuse_repeated(sheet, best)
    return Recognition(best, matches[best.id], tuple(_ignored(sheet, set(matches[best.id].values()))))


def _ignored(sheet: Sheet, used: Set[str]) -> Iterator[str]:
    """Name the columns that show nothing of the contract's; one without a heading, only if anything stands in it."""
    for heading, name in zip(sheet.headings, sheet.table.columns, strict=False):
        if name not in used and (heading.strip() or (sheet.table[name].str.strip_chars() != "").any()):
            yield name


def match_headings(sheet: Sheet, contract: Contract) -> dict[str, str]:
    """Give, for each column of a contract that a sheet shows, the name of the column of its table.

    Where several headings show a column, the one that the contract names first wins.
    """
    present: dict[str, str] = {}
    for heading, name in zip(sheet.headings, sheet.table.columns, strict=False):
        present.setdefault(fold(heading), name)
    found: dict[str, str] = {}
    for column in contract.columns:
        for spelling in _in_order(column):
            if spelling in present:
                found[column.name] = present[spelling]
                break
    return found


def _missing(sheet: Sheet, contract: Contract, match: Mapping[str, str]) -> tuple[str, ...]:
    """Name the signature columns that stand in no heading, nor in the words the contract looks for elsewhere."""
    absent = [name for name in contract.signature if name not in match]
    return tuple(name for name in absent if sheet.words(contract.by_name[name].elsewhere) is None)


def _in_order(column: Column) -> Sequence[str]:
    return [fold(text) for text in (*column.synonyms, column.title, column.name)]


def _refuse_repeated(sheet: Sheet, contract: Contract) -> None:
    if contract.unpivot:
        return
    folded = [fold(heading) for heading in sheet.headings]
    times = Counter(folded)
    twice = sorted(
        {
            heading
            for heading, key in zip(sheet.headings, folded, strict=True)
            if key and times[key] > 1 and key in contract.by_heading
        }
    )
    if twice:
        raise AmbiguousExport(
            f"{sheet.place} shows the heading {_shown(twice[0])} more than once.",
            expected="each column once",
            hint="rename or remove the one that is not meant, or put a second table in a file of its own.",
        )


def _unrecognised(
    sheet: Sheet,
    contracts: Mapping[str, Contract],
    matches: Mapping[str, Mapping[str, str]],
    missing: Mapping[str, tuple[str, ...]],
) -> UnrecognisedExport:
    def found(contract: Contract) -> int:
        return len(contract.signature) - len(missing[contract.id])

    lacking_some = [contract for contract in contracts.values() if missing[contract.id]]
    nearest = max(lacking_some, key=lambda c: (found(c) / len(c.signature), len(matches[c.id])))
    lacking = ", ".join(f"'{nearest.by_name[name].title}'" for name in missing[nearest.id])
    headings = [heading for heading in sheet.headings if heading.strip()]
    closest, hint = (
        "",
        f"say once what its headings mean with: sfg map '{sheet.file}'; if it is a kind of export that none of them "
        "describes, write a contract for it and pass its folder with --contracts.",
    )
    if found(nearest):
        closest = (
            f"{nearest.id}: {found(nearest)} of its {len(nearest.signature)} signature columns are here; "
            f"missing {lacking}."
        )
        hint = (
            f"say once what its headings mean with: sfg map '{sheet.file}' (it keeps your answers in a small page of "
            "your own, and the export is known from then on)."
        )
    return UnrecognisedExport(
        f"{sheet.place} matches none of the {len(contracts)} contracts.",
        expected="the signature columns of one of: " + ", ".join(contracts),
        got=f"{len(headings)} headings in row {sheet.header_row} (not repeated here: without a header they would be values)",
        closest=closest,
        hint=hint,
    )


def _shown(heading: str) -> str:
    heading = " ".join(heading.split())
    return repr(heading if len(heading) <= _LONGEST_SHOWN else heading[:_LONGEST_SHOWN] + "…")
