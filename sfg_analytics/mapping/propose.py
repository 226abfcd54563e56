"""Propose a match for each heading of an export, and choose the contract that explains the export best.

Headings the contract knows are settled first. The others are matched all at once, one to one, so that the sum of what is
likely is largest: a heading yields its second-best column to one that has no other. To show nothing is always possible, and
better than a poor match.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sfg_analytics.contract import RECORD, Column, Contract, fold, load_contracts
from sfg_analytics.errors import ContractError, UnrecognisedExport, nearest
from sfg_analytics.export import Sheet
from sfg_analytics.mapping.evidence import Values, fits, looks_headless, values_of
from sfg_analytics.mapping.likeness import NearHeadings, likeness
from sfg_analytics.mapping.match import Candidate, Match
from sfg_analytics.mapping.proposal import Proposal
from sfg_analytics.read import read
from sfg_analytics.recognise import known_headings, match_headings

SURE, MARGIN, BETTER_NOTHING = 0.78, 0.1, 0.5
"""From which score on, and by what distance from the next best, a match is beyond doubt; below which there is none."""

MOST_CANDIDATES = 6
_HEADING, _VALUES = 0.6, 0.4
_UNFIT, _MISFIT = 0.25, 0.4
_NEEDED = 0.03  # of two that are as likely, the one that has to be there
_LIKE, _LIKE_SOMEWHAT, _FITTING = 0.8, 0.55, 0.7
_OFTEN_ELSEWHERE = frozenset({"organisation", "period"})


def propose(
    path: Path | str,
    contract: str | None = None,
    *,
    contracts: Mapping[str, Contract] | None = None,
) -> Proposal:
    """Propose how an export would be read.

    Parameters
    ----------
    path
        The export.
    contract
        The id of the contract it answers; the one that explains it best when left out.
    contracts
        Contracts by id, overlays included; those shipped when left out.

    Returns
    -------
    Proposal
        Of the table that a contract explains best, where the file holds several.

    Raises
    ------
    NoSuchPath, UnreadableExport
        When the file cannot be read.
    UnrecognisedExport
        When its first row is no row of headings, or no contract explains anything of it.
    ContractError
        When there is no such contract.
    """
    path = Path(path)
    pages = dict(contracts) if contracts is not None else load_contracts()
    if contract is not None and contract not in pages:
        raise ContractError(f"There is no contract '{contract}'.", closest=nearest(contract, pages))
    tried = [pages[contract]] if contract else [page for page in pages.values() if page.unpivot is None]
    best: tuple[float, Proposal] | None = None
    for sheet in read(path, NearHeadings(known_headings(pages))):
        found = values_of(sheet)
        if looks_headless(sheet.headings, found):
            continue
        for page in tried:
            proposal, worth = _propose(sheet, found, page)
            if best is None or worth > best[0]:
                best = worth, proposal
    if best is None:
        raise UnrecognisedExport(
            f"'{path.name}' has no row of headings: what stands there looks like the rows under it.",
            hint="put the headings back into the export.",
        )
    if not best[1].columns:
        raise UnrecognisedExport(
            f"No heading of '{path.name}' is like one of a contract.",
            hint="name the contract it answers with --contract.",
        )
    return _with_codes(_doubting(best[1]))


def _propose(sheet: Sheet, found: Mapping[str, Values], contract: Contract) -> tuple[Proposal, float]:
    known = {name: column for column, name in match_headings(sheet, contract).items()}
    names = [
        (name, heading)
        for name, heading in zip(sheet.table.columns, sheet.headings, strict=False)
        if heading.strip()
    ]
    second = {name for name, heading in names if name not in known and fold(heading) in contract.by_heading}
    open_headings = [pair for pair in names if pair[0] not in known and pair[0] not in second]
    columns = [column for column in contract.columns if column.name not in known.values()]
    scores, alike, fit = _scores(open_headings, columns, found)
    assigned = _assign(scores)
    matches = []
    for name, heading in names:
        values = found[name]
        if name in known:
            settled = (Candidate(known[name], 1.0, "the contract knows this heading"),)
            column = contract.by_name[known[name]]
            match = Match(
                heading, known[name], settled, values.shown(column), values.filled, known=True, sure=True
            )
        elif name in second:  # another heading shows its column already
            match = Match(heading, None, (), values.shown(None), values.filled, known=True, sure=True)
        else:
            place = open_headings.index((name, heading))
            match = _match(heading, values, columns, scores, alike[place], fit[place], assigned, place)
        matches.append(replace(match, values=values))
    elsewhere = {c.name for c in contract.columns if sheet.words(c.elsewhere) is not None}
    proposal = Proposal(sheet.file, sheet.name, contract, tuple(matches), frozenset(elsewhere))
    return proposal, _worth(proposal, contract)


def _scores(
    headings: list[tuple[str, str]], columns: list[Column], found: Mapping[str, Values]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Score every heading against every column: together, by heading, by values; each from 0 to 1."""
    alike = np.zeros((len(headings), len(columns)))
    fit = np.zeros_like(alike)
    by_name = {column.name: column for column in columns}
    for i, (name, heading) in enumerate(headings):
        fitting = fits(found[name], by_name)
        for j, column in enumerate(columns):
            spellings = (column.name, column.title, *column.synonyms)
            alike[i, j] = max(likeness(heading, spelling) for spelling in spellings)
            fit[i, j] = fitting[column.name]
    together = _HEADING * alike + _VALUES * fit
    together += np.array([_NEEDED if column.required else 0.0 for column in columns])
    return np.where(fit < _UNFIT, together * _MISFIT, together), alike, fit


def _assign(scores: NDArray[np.float64]) -> dict[int, int]:
    """Match headings and columns one to one so that the sum of scores is largest; a poor match is no match."""
    from scipy.optimize import linear_sum_assignment  # half a second that a page without it need not wait

    rows, width = scores.shape
    nothing = np.full((rows, rows), BETTER_NOTHING)
    chosen = linear_sum_assignment(np.hstack([scores, nothing]), maximize=True)
    return {int(i): int(j) for i, j in zip(*chosen, strict=True) if j < width}


def _match(
    heading: str,
    values: Values,
    columns: list[Column],
    scores: NDArray[np.float64],
    alike: NDArray[np.float64],
    fit: NDArray[np.float64],
    assigned: Mapping[int, int],
    place: int,
) -> Match:
    own = scores[place]
    j = assigned.get(place)
    ranked = [int(other) for other in np.argsort(-own, kind="stable") if other != j]
    order = ([] if j is None else [j]) + ranked[:MOST_CANDIDATES]
    candidates = tuple(
        Candidate(columns[k].name, round(min(float(own[k]), 1.0), 2), _why(alike[k], fit[k], columns[k]))
        for k in order
        if own[k] > _UNFIT
    )
    if j is None:
        poor = own.max(initial=0.0) < BETTER_NOTHING and alike.max(initial=0.0) < _LIKE_SOMEWHAT
        return Match(heading, None, candidates, values.shown(None), values.filled, sure=bool(poor))
    rivals = np.concatenate([np.delete(own, j), np.delete(scores[:, j], place)])
    sure = own[j] >= SURE and own[j] - float(rivals.max(initial=0.0)) >= MARGIN
    shown = values.shown(columns[j])
    return Match(heading, columns[j].name, candidates, shown, values.filled, sure=bool(sure))


def _why(alike: float, fit: float, column: Column) -> str:
    """Say in a few words what speaks for a match."""
    if alike >= _LIKE:
        said = "heading alike"
    elif alike >= _LIKE_SOMEWHAT:
        said = "heading somewhat alike"
    else:
        said = "other heading"
    if column.codes:
        kind = "codes"
    else:
        kind = {"date": "dates", "boolean": "yes and no", "number": "numbers", "integer": "numbers"}.get(
            column.kind, "text"
        )
        kind = "identifiers" if column.pseudonym_scope else kind
    if fit >= _FITTING:
        return f"{said}, values fit ({kind})"
    return f"{said}, values {'may fit' if fit >= _UNFIT else 'do not fit'} ({kind})"


def _worth(proposal: Proposal, contract: Contract) -> float:
    """Say how well a contract explains a sheet: what its matches score, less where its signature is wanting."""
    score = {
        match.column: match.candidates[0].score for match in proposal.matches if match.column is not None
    }
    for match in proposal.matches:
        score |= {c.column: c.score for c in match.candidates if c.column == match.column}
    told = [1.0 if name in proposal.elsewhere else score.get(name, 0.0) for name in contract.signature]
    weight = 1.0 if contract.level == RECORD else 0.9
    common = sum(score.get(name, 0.0) for name in _OFTEN_ELSEWHERE)
    return weight * (sum(score.values()) - common / 2) * (sum(told) / len(told))


def _doubting(proposal: Proposal) -> Proposal:
    """Be sure of no heading that is left out while a column that is needed has none."""
    if not proposal.missing:
        return proposal
    return replace(
        proposal,
        matches=tuple(replace(m, sure=m.sure and m.column is not None) for m in proposal.matches),
    )


def _with_codes(proposal: Proposal) -> Proposal:
    """Look for unknown codes under each heading that would show a column of codes."""
    matches = tuple(
        match
        if match.column is None
        else match.showing(proposal.contract, match.column, sure=match.sure, chosen=False)
        for match in proposal.matches
    )
    return replace(proposal, matches=matches)
