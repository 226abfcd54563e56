"""What may be wrong with an overlay: it adds headings and spellings of codes, and nothing else is let through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from sfg_analytics.contract.lint.written import Fault, Place, Written, read_written
from sfg_analytics.contract.nouns import Column, Contract, fold
from sfg_analytics.contract.overlay import NO, YES, Overlay
from sfg_analytics.errors import nearest

_PARTS = ("overlay", "headings", "codes")
_ONLY = "an overlay has overlay, headings and codes; whatever else is to change needs a page of one's own."
_TRUTHS = {YES: {"y", "yes", "true", "t", "1"}, NO: {"n", "no", "false", "f", "0"}}
_LISTED = {"headings": 2, "codes": 3}  # how deep the lists of texts stand


def overlays_in(folder: Path) -> list[Path]:
    """List the overlays of a folder of contracts: pages named ``*.yaml`` and not ``*.odcs.yaml``."""
    return sorted(
        page
        for page in folder.glob("*.yaml")
        if not page.name.endswith(".odcs.yaml") and b"kind: DataContract" not in page.read_bytes()
    )


def read_overlay(page: Path, contracts: Mapping[str, Contract]) -> tuple[Overlay, list[Fault]]:
    """Read an overlay, with everything that is wrong with it.

    Parameters
    ----------
    page
        The file.
    contracts
        The contracts it may be laid over, by id.

    Returns
    -------
    overlay : Overlay
        To be used only where there is no fault.
    faults : list of Fault
        In order of line.
    """
    raw = page.read_bytes()
    try:
        written = read_written(str(page), raw)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        what = f"The file is not readable YAML: {getattr(fault, 'problem', None) or 'it is damaged'}."
        return Overlay(""), [Fault(str(page), mark.line + 1 if mark else 1, "the page", what)]
    faults = list(_misbuilt(written))
    name = written.scalars[("overlay",)].text if ("overlay",) in written.scalars else ""
    contract = contracts.get(name)
    if contract is None:
        near = nearest(name, contracts)
        what = (
            f"There is no contract '{name}'." if name else "It does not say which contract it is laid over."
        )
        hint = f"nearest: {near}." if near else "begin with overlay: and the contract's id."
        faults.append(written.fault(("overlay",), what, hint))
    elif page.name != f"{name}.yaml":
        what = f"The overlay is of '{name}' and its file is named otherwise."
        faults.append(written.fault(("overlay",), what, f"name the file {name}.yaml."))
    if faults or contract is None:
        return Overlay(name), sorted(faults, key=lambda fault: fault.line)
    faults = [*_heading_faults(written, contract), *_code_faults(written, contract)]
    return _overlay(written, name), sorted(faults, key=lambda fault: fault.line)


def _overlay(page: Written, contract: str) -> Overlay:
    headings = {str(place[-1]): _texts(page, place) for place in page.names("headings")}
    codes = {
        str(column[-1]): {str(code[-1]): _texts(page, code) for code in _below(page, column)}
        for column in page.names("codes")
    }
    return Overlay(contract, headings, codes)


def _below(page: Written, place: Place) -> list[Place]:
    """Give the places of a mapping's values by what was typed: YAML takes an unquoted yes for a truth."""
    depth = len(place) + 1
    return [other for other in page.lines if len(other) == depth and other[:-1] == place]


def _texts(page: Written, place: Place) -> tuple[str, ...]:
    """Give a list's texts as they were typed, whatever YAML made of them."""
    return tuple(page.scalars[item].text for item in _below(page, place))


def _misbuilt(page: Written) -> Iterator[Fault]:
    """Give whatever does not belong in an overlay, and what is not built as one."""
    for place in page.repeated:
        yield page.fault(place, "The key is there twice; the last one counts.", "take one out.")
    if () in page.scalars or not isinstance(page.values, dict):
        yield Fault(page.file, 1, "the page", "The page is empty or no mapping.", "begin with overlay: …")
        return
    for place in page.lines:
        part = place[0] if place else ""
        if len(place) == 1 and part not in _PARTS:
            yield page.fault(place, f"An overlay cannot change '{part}'.", _ONLY)
        if part not in _LISTED:
            continue
        deep = len(place) - _LISTED[str(part)]
        is_text = place in page.scalars
        if deep <= 0 and (isinstance(place[-1], int) or (deep < 0 and is_text)):
            yield page.fault(place, "Columns are expected here, by name.", "write column: [heading, …]")
        elif deep == 0 and (is_text or not _is_list(page, place)):
            yield page.fault(place, "A list is expected here.", "write it in square brackets.")
        elif deep == 1 and not is_text:
            yield page.fault(place, "A text is expected here.", "write one text, in quotation marks.")


def _is_list(page: Written, place: Place) -> bool:
    return all(isinstance(other[-1], int) for other in _below(page, place))


def _column(page: Written, place: Place, contract: Contract) -> Column | Fault:
    name = str(place[-1])
    if name in contract.by_name:
        return contract.by_name[name]
    near = nearest(name, contract.by_name)
    what = f"The contract '{contract.id}' has no column '{name}'."
    return page.fault(place, what, f"nearest: {near}." if near else "name one of the contract's columns.")


def _heading_faults(page: Written, contract: Contract) -> Iterator[Fault]:
    known = dict(contract.by_heading)
    for place in page.names("headings"):
        column = _column(page, place, contract)
        if isinstance(column, Fault):
            yield column
            continue
        for item in _below(page, place):
            text = page.scalars[item].text
            other = known.setdefault(fold(text), column.name)
            if not fold(text):
                yield page.fault(item, "The heading has neither letter nor digit.", "take it out.")
            elif other != column.name:
                what = f"The heading '{text}' reads the same as one of the column '{other}'."
                yield page.fault(item, what, "an overlay adds headings and takes none away.")


def _code_faults(page: Written, contract: Contract) -> Iterator[Fault]:
    for place in page.names("codes"):
        column = _column(page, place, contract)
        if isinstance(column, Fault):
            yield column
            continue
        spelt = spellings_of(column)
        allowed = tuple(dict.fromkeys(spelt.values()))
        if not allowed:
            what = f"The column '{column.name}' has no code list."
            yield page.fault(place, what, "only codes, yes and no can be spelt otherwise.")
            continue
        for code in _below(page, place):
            value = str(code[-1])
            if value not in allowed:
                near = nearest(value, allowed)
                hint = f"nearest: {near}." if near else f"one of: {', '.join(allowed[:12])}."
                yield page.fault(code, f"'{value}' is no code of the column '{column.name}'.", hint)
                continue
            for item in _below(page, code):
                text = page.scalars[item].text
                other = spelt.setdefault(fold(text), value)
                if not fold(text):
                    yield page.fault(item, "The spelling has neither letter nor digit.", "take it out.")
                elif other != value:
                    what = f"'{text}' reads the same as the code '{other}'."
                    yield page.fault(item, what, "an overlay adds spellings and changes none.")


def spellings_of(column: Column) -> dict[str, str]:
    """Give what each folded spelling of a column's codes, or of yes and no, is read as; empty for other columns."""
    if column.kind == "boolean":
        return {text: code for code, texts in _TRUTHS.items() for text in texts}
    return dict(column.spellings)
