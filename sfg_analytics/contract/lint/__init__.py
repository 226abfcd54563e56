"""Read a page of ``data_contracts/`` as a careful colleague would, before anybody relies on it.

The standard's JSON schema says whether a page is well formed; it cannot say whether the page means what its author
meant. The linter looks for what slips through: a rule about a column that is not there, a pattern that fits half a
value, ``No`` that YAML read as false, an identifier about to be stored. It gives all it finds at once, each with file
and line, and a page without faults loads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from sfg_analytics.contract.lint.columns import column_faults
from sfg_analytics.contract.lint.overlays import overlays_in, read_overlay
from sfg_analytics.contract.lint.promises import promise_faults, table_faults
from sfg_analytics.contract.lint.references import overlap_faults, reference_faults
from sfg_analytics.contract.lint.suspicion import suspicion_faults
from sfg_analytics.contract.lint.written import Fault, Place, Written, read_written
from sfg_analytics.contract.nouns import Contract
from sfg_analytics.contract.page import _standard, load_contract
from sfg_analytics.errors import ContractError, NoSuchPath
from sfg_analytics.shipped import shipped

__all__ = ["Fault", "lint", "lint_folder"]

_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_WORDS = {
    "synonyms",
    "blanks",
    "elsewhere",
    "reads",
    "whenBlank",
    "signature",
    "bandOf",
    "periodFrom",
    "keepFirst",
}
_WORDS |= {"unpivot", "codeListSource", "codeListStatus", "codeListDated", "grain", "level"}
_WORDS |= {"pseudonymScope", "pseudonymAs", "blankInKey"}
_WORDS |= {"overlap", "writtenOn", "month"}
_NAMES = {
    "name",
    "id",
    "version",
    "businessName",
    "label",
    "synonym",
    "pattern",
    "severity",
    "classification",
}


def lint_folder(folder: Path) -> list[Fault]:
    """Give every fault of every page in a folder.

    Parameters
    ----------
    folder
        A folder of ``*.odcs.yaml`` pages and of overlays (``<contract>.yaml``).

    Returns
    -------
    list of Fault
        In order of file and line; empty when nothing is wrong.

    Raises
    ------
    NoSuchPath
        When the folder is not there.
    ContractError
        When it holds no page.

    Examples
    --------
    >>> from sfg_analytics.shipped import shipped
    >>> lint_folder(shipped("data_contracts"))
    []
    """
    if not folder.is_dir():
        raise NoSuchPath(f"The folder of contracts '{folder}' is not there.")
    pages = sorted(folder.glob("*.odcs.yaml"))
    astray = [
        Fault(
            str(other),
            1,
            "the page",
            "The file is not named as a page and is not read.",
            "name it *.odcs.yaml.",
        )
        for other in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
        if other not in pages and b"kind: DataContract" in other.read_bytes()
    ]
    astray += [
        Fault(str(other), 1, "the page", "An overlay is not named so and is not read.", "name it *.yaml.")
        for other in sorted(folder.glob("*.yml"))
        if other.read_bytes().startswith(b"overlay:")
    ]
    overlays = overlays_in(folder)
    if not pages and not astray and not overlays:
        raise ContractError(f"The folder '{folder}' holds no contract.", expected="pages named *.odcs.yaml")
    found = [*astray, *(fault for page in pages for fault in lint(page))]
    if overlays:
        faulty = {fault.file for fault in found}
        beneath = _loaded(shipped("data_contracts").glob("*.odcs.yaml"))
        beneath |= _loaded(page for page in pages if str(page) not in faulty)
        found += [fault for page in overlays for fault in read_overlay(page, beneath)[1]]
    return sorted(found, key=lambda fault: (fault.file, fault.line))


def _loaded(pages: Iterable[Path]) -> dict[str, Contract]:
    return {contract.id: contract for contract in map(load_contract, pages)}


def lint(page: Path) -> list[Fault]:
    """Give every fault of a page.

    Parameters
    ----------
    page
        The file.

    Returns
    -------
    list of Fault
        In order of line; empty when nothing is wrong, and then the page loads.

    Raises
    ------
    NoSuchPath
        When the file is not there.

    Examples
    --------
    >>> from sfg_analytics.shipped import shipped
    >>> lint(shipped("data_contracts") / "organisations.odcs.yaml")
    []
    """
    if not page.is_file():
        raise NoSuchPath(f"The contract '{page}' is not there.")
    raw = page.read_bytes()
    try:
        written = read_written(str(page), raw)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        return [_unreadable(str(page), raw, fault)]
    if not isinstance(written.values, dict):
        return [
            Fault(str(page), 1, "the page", "The page is empty or no mapping.", "begin with apiVersion: …")
        ]
    ours = list(_misread(written))
    misread = {fault.where for fault in ours}
    ours += [fault for fault in _standard_faults(written) if fault.where not in misread]
    ours += [
        *_named(written, page),
        *table_faults(written),
        *overlap_faults(written),
        *promise_faults(written),
        *reference_faults(written),
        *column_faults(written),
        *suspicion_faults(written),
    ]
    if not ours:
        ours += _unloadable(page)
    return sorted(dict.fromkeys(ours), key=lambda fault: fault.line)


def _unreadable(file: str, raw: bytes, fault: Exception) -> Fault:
    mark = getattr(fault, "problem_mark", None)
    before = getattr(fault, "position", getattr(fault, "start", 0))
    line = mark.line + 1 if mark else raw[:before].count(b"\n") + 1
    reason = getattr(fault, "problem", None) or getattr(fault, "reason", None) or str(fault) or "too deep"
    what = f"The file is not readable YAML: {reason}."
    return Fault(
        file, line, "the page", what, "open it in an editor that shows indentation; save it as UTF-8."
    )


def _unloadable(page: Path) -> list[Fault]:
    """Make sure of the promise that a page without faults loads."""
    try:
        load_contract(page)
    except (ContractError, ValueError) as fault:
        return [Fault(str(page), 1, "the page", " ".join(str(fault).splitlines()))]
    return []


def _misread(page: Written) -> Iterator[Fault]:
    """Give the values that YAML took for something other than was typed, and the keys it took twice."""
    for place in page.repeated:
        yield page.fault(place, "The key is there twice; the last one counts.", "take one out.")
    for place, scalar in page.scalars.items():
        if scalar.kind == "str":
            continue
        value, quote = page.at(*place), f"write it in quotation marks: '{scalar.text}'."
        if scalar.kind == "timestamp":
            yield page.fault(place, f"YAML reads {scalar.text} as a date, and the standard has text.", quote)
        elif scalar.kind in {"int", "float"} and (":" in scalar.text or _is_octal(scalar.text)):
            yield page.fault(place, f"YAML reads {scalar.text} as the number {value}.", quote)
        elif _is_worded(page, place) and str(value) != scalar.text:
            yield page.fault(place, f"YAML reads {scalar.text or 'nothing'} as {_said(value)}.", quote)
        elif _is_worded(page, place) and isinstance(value, bool):
            yield page.fault(place, f"YAML reads {scalar.text} as {_said(value)}.", quote)


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else f"the number {value}"


def _is_octal(text: str) -> bool:
    digits = text.lstrip("+-")
    return len(digits) > 1 and digits.isdigit() and digits.startswith("0")


def _is_worded(page: Written, place: Place) -> bool:
    """Whether a place holds words, so that a number or a boolean there is an accident."""
    if "customProperties" in place:
        last = len(place) - 1 - place[::-1].index("customProperties")
        if len(place) > last + 2 and place[last + 2] == "value":
            return page.text(*place[: last + 2], "property") in _WORDS
    return place[-1] in _NAMES or ("enum" in place and place[-1] == "value")


def _standard_faults(page: Written) -> Iterator[Fault]:
    hint = "see the Open Data Contract Standard, or a page that ships."
    try:
        found = list(_standard().iter_errors(page.values))
    except ValueError as unlike:
        yield page.fault((), f"The page holds what the standard cannot: {unlike}.", "write it as text.")
        return
    places = {tuple(fault.instance_path) for fault in found}
    for fault in found:
        place = tuple(fault.instance_path)
        unexpected = getattr(fault.kind, "unexpected", None)
        if unexpected is None:
            yield page.fault(place, f"Not as the standard has it: {fault.message[:200]}.", hint)
            continue
        for name in unexpected:
            if (*place, name) not in places:  # it is told already, with its reason
                yield page.fault((*place, name), f"The standard knows no '{name}' here.", hint)


def _named(page: Written, path: Path) -> Iterator[Fault]:
    name, version = page.text("id"), page.text("version")
    if name and path.name != f"{name}.odcs.yaml":
        what = f"The page's id is '{name}' and its file is named otherwise."
        yield page.fault(("id",), what, f"name the file {name}.odcs.yaml, or mend the id.")
    if version and not _VERSION.fullmatch(version):
        what = f"The version '{version}' is not three numbers."
        yield page.fault(
            ("version",), what, "write it as 1.4.0, so that a later one can be told from an earlier."
        )
