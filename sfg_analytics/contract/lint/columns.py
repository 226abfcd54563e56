"""What may be wrong with a page's columns: their names, codes, privacy, limits and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sfg_analytics.contract.lint.codes import code_faults, is_date
from sfg_analytics.contract.lint.patterns import pattern_faults
from sfg_analytics.contract.lint.written import Fault, Place, Written
from sfg_analytics.contract.nouns import DIRECT_IDENTIFIER, FREE_TEXT, SPECIAL_CATEGORY, fold

COLUMNS: Place = ("schema", 0, "properties")
_CLASSIFICATIONS = ("public", "personal", SPECIAL_CATEGORY, DIRECT_IDENTIFIER, FREE_TEXT)
_KINDS = ("string", "date", "number", "integer", "boolean")
_OPTIONS = {
    "string": {"pattern"},
    "date": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "integer": {"minimum", "maximum"},
}
_CUSTOM: dict[str, tuple[str, ...]] = {
    "pseudonymScope": ("organisation", "national"),
    "codeListStatus": ("confirmed", "local default"),
    "grain": ("month", "year"),
    **dict.fromkeys(("codeListSource", "codeListDated", "blankInKey", "pseudonymAs"), ()),
    **dict.fromkeys(("reads", "elsewhere", "blanks", "whenBlank", "bandOf", "stored"), ()),
    **dict.fromkeys(("matters", "suspicion"), ()),
}


def column_faults(page: Written) -> Iterator[Fault]:
    """Give the faults of every column, and of columns that are alike."""
    columns = page.items(*COLUMNS)
    names: dict[str, Place] = {}
    headings: dict[str, Place] = {}
    for column in columns:
        name = page.text(*column, "name")
        if name in names:
            yield page.fault((*column, "name"), f"The column '{name}' is described twice.", "rename one.")
        elif name:
            yield from _headings(page, column, headings)
        names.setdefault(name, column)
        yield from _classified(page, column)
        yield from _keyed(page, column)
        yield from _limits(page, column)
        yield from code_faults(page, column)
        yield from _said(page, column)
    for position in ("primaryKeyPosition", "partitionKeyPosition"):
        taken: set[int] = set()
        for column in columns:
            number = page.at(*column, position)
            if isinstance(number, int) and number in taken:
                yield page.fault(
                    (*column, position), f"Position {number} is taken twice.", "number them anew."
                )
            elif isinstance(number, int):
                taken.add(number)


def _headings(page: Written, column: Place, headings: dict[str, Place]) -> Iterator[Fault]:
    places = [(*column, "name"), (*column, "businessName")]
    places += [(*item, "synonym") for item in page.items(*column, "synonyms")]
    for place in places:
        text = page.text(*place)
        other = headings.setdefault(fold(text), column) if text else column
        if other != column:
            name = page.text(*other, "name")
            yield page.fault(
                place,
                f"The heading '{text}' reads the same as one of the column '{name}'.",
                "case, spaces and punctuation make no difference; take it from one of the two.",
            )


def _classified(page: Written, column: Place) -> Iterator[Fault]:
    said = page.at(*column, "classification")
    custom = page.custom(*column)
    if said not in _CLASSIFICATIONS:
        what = f"The classification '{said}' is not known." if said else "The column has no classification."
        hint = f"write one of {', '.join(_CLASSIFICATIONS)}; anything else would be taken for public."
        yield page.fault((*column, "classification"), what, hint)
    kind = page.at(*column, "logicalType")
    if kind is not None and kind not in _KINDS:
        what = f"Columns of logicalType '{kind}' are not read."
        yield page.fault((*column, "logicalType"), what, f"write one of {', '.join(_KINDS)}.")
    stays = (
        page.at(*custom["stored"]) is True if "stored" in custom else False,
        *(bool(page.at(*column, name)) for name in ("primaryKey", "partitioned", "encryptedName")),
    )
    if said == DIRECT_IDENTIFIER and any(stays) and "pseudonymScope" not in custom:
        yield page.fault(
            (*column, "classification"),
            "A direct identifier is to be stored, and no pseudonymScope says how.",
            "add {property: pseudonymScope, value: organisation}, or let it not be stored.",
        )
    if "pseudonymAs" in custom:
        yield from _same_people(page, column, custom["pseudonymAs"])
    if said != DIRECT_IDENTIFIER and "pseudonymScope" in custom:
        what = "Only a direct identifier has a pseudonymScope."
        yield page.fault(custom["pseudonymScope"], what, "classify the column as direct identifier.")
    for ignored in ("quality", "unique"):
        if page.at(*column, ignored):
            what = f"'{ignored}' of a column is not understood here."
            yield page.fault((*column, ignored), what, "state the promise under the table's quality.")


def _same_people(page: Written, column: Place, place: Place) -> Iterator[Fault]:
    """Give the fault of pseudonyms that are to be those of another column and cannot be."""
    scope = page.custom(*column).get("pseudonymScope")
    if not scope:
        yield page.fault(place, "pseudonymAs goes with a pseudonymScope.", "add one, or take it out.")
    if not page.text(*place):
        yield page.fault(place, "pseudonymAs names no column.", "write person, or another column's name.")


def _keyed(page: Written, column: Place) -> Iterator[Fault]:
    for flag, position in (("primaryKey", "primaryKeyPosition"), ("partitioned", "partitionKeyPosition")):
        if page.at(*column, flag) is True and page.at(*column, position) is None:
            what = f"A column with {flag} needs a {position}, or it counts for nothing."
            yield page.fault((*column, flag), what, f"add {position}, counted from 1.")
    custom, required = page.custom(*column), page.at(*column, "required") is True
    blank = custom.get("blankInKey")
    if blank and (required or page.at(*column, "primaryKey") is not True):
        yield page.fault(blank, "blankInKey is for a column of the key that is not required.", "take it out.")
    elif blank and not page.text(*blank):
        yield page.fault(blank, "blankInKey says nothing.", "say what a blank means, in a few words.")
    if page.at(*column, "primaryKey") is not True:
        return
    if not required and not blank:
        what = "A column of the key may not be empty, unless it says what a blank means."
        yield page.fault(
            (*column, "primaryKey"), what, "add required: true, or the custom property blankInKey."
        )
    stored = custom.get("stored")
    if page.at(*column, "classification") == FREE_TEXT or (stored and page.at(*stored) is False):
        yield page.fault(
            (*column, "primaryKey"), "A column of the key must be stored.", "choose another key."
        )


def _limits(page: Written, column: Place) -> Iterator[Fault]:
    kind = page.text(*column, "logicalType") or "string"
    limits: list[Any] = []
    for place in page.names(*column, "logicalTypeOptions"):
        name, value = place[-1], page.at(*place)
        if name not in _OPTIONS.get(kind, set()):
            known = ", ".join(sorted(_OPTIONS.get(kind, set()))) or "none"
            yield page.fault(place, f"The option '{name}' of a {kind} is not understood.", f"known: {known}.")
        elif name == "pattern" and isinstance(value, str):
            yield from (page.fault(place, *fault) for fault in pattern_faults(value))
        elif kind == "date" and not is_date(value):
            what = "A limit of a date is not a date."
            yield page.fault(place, what, "write it as '2015-01-31', in quotation marks.")
        else:
            limits.append(value)
    low, high = (page.at(*column, "logicalTypeOptions", end) for end in ("minimum", "maximum"))
    ordered = type(low) is type(high) and isinstance(low, int | float | str)
    if ordered and low in limits and high in limits and low > high:
        place = (*column, "logicalTypeOptions", "minimum")
        yield page.fault(place, "The minimum is more than the maximum.", "no value could lie between them.")


def _said(page: Written, column: Place) -> Iterator[Fault]:
    """Give the faults of a column's custom properties."""
    custom = page.custom(*column)
    names = {page.text(*other, "name") for other in page.items(*COLUMNS)}
    for name, place in custom.items():
        value = page.at(*place)
        if name not in _CUSTOM:
            what = f"The custom property '{name}' of a column is not known."
            yield page.fault(place[:-1], what, f"known: {', '.join(sorted(_CUSTOM))}.")
        elif _CUSTOM[name] and value not in _CUSTOM[name]:
            yield page.fault(place, f"'{value}' is no {name}.", f"write one of {', '.join(_CUSTOM[name])}.")
        elif name in {"reads", "elsewhere", "blanks", "bandOf"} and not isinstance(value, list):
            yield page.fault(place, f"{name} is a list.", "write it in square brackets.")
        elif name in {"stored", "matters"} and not isinstance(value, bool):
            yield page.fault(
                place, f"{name} is true or false.", "write true or false, without quotation marks."
            )
    for item in page.items(*custom.get("bandOf", ("none",))):
        if page.text(*item) not in names:
            yield page.fault(item, f"There is no column '{page.at(*item)}'.", "name a column of the page.")
    for item in page.items(*custom.get("reads", ("none",))):
        said = set(page.at(*item) if isinstance(page.at(*item), dict) else ())
        if said - {"example"} != {"pattern", "value"}:
            yield page.fault(item, "What is read has a pattern and a value.", "write {pattern: …, value: …}.")
            continue
        pattern = page.text(*item, "pattern")
        found = pattern_faults(pattern, rewrite=str(page.at(*item, "value")))
        yield from (page.fault((*item, "pattern"), *fault) for fault in found)
        if "example" in said and not found and not re.search(pattern, str(page.at(*item, "example"))):
            hint = "write a text that exports hold and the pattern reads."
            yield page.fault((*item, "example"), "The example does not fit the pattern.", hint)
    for item in page.items(*custom.get("elsewhere", ("none",))):
        yield from (page.fault(item, *fault) for fault in pattern_faults(page.text(*item), groups=1))
