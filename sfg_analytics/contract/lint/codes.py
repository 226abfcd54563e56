"""What may be wrong with a column's code list: where it comes from, how it is spelt, and when its codes were in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sfg_analytics.contract.lint.written import Fault, Place, Written
from sfg_analytics.contract.nouns import fold

_DATED = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}|undated")


def code_faults(page: Written, column: Place) -> Iterator[Fault]:
    """Give the faults of one column's code list."""
    custom = page.custom(*column)
    codes = page.items(*column, "enum")
    for needed in ("codeListSource", "codeListStatus", "codeListDated"):
        if codes and not (needed in custom and page.at(*custom[needed])):
            what = f"The code list has no {needed}."
            hint = "say where the codes come from, how sure that is, and when the list was published."
            yield page.fault((*column, "enum"), what, hint)
    dated = custom.get("codeListDated")
    if dated and page.at(*dated) and not _DATED.fullmatch(page.text(*dated)):
        what = f"'{page.at(*dated)}' does not say when the list was published."
        yield page.fault(
            dated, what, "write '2001', '2024-11' or '2024-11-30'; undated where no source says."
        )
    spelt: dict[str, str] = {}
    for code in codes:
        yield from _time_faults(page, code)
        value = str(page.at(*code, "value"))
        synonyms = page.items(*page.custom(*code).get("synonyms", (*code, "no synonyms")))
        for place in ((*code, "value"), (*code, "label"), *synonyms):
            text = page.at(*place)
            other = spelt.setdefault(fold(str(text)), value) if text is not None else value
            repeats = other == value and place[-1] == "value" and place[:-1] != _first(page, codes, value)
            if other != value or repeats:
                what = f"'{text}' reads the same as the code '{other}'."
                hint = "case, spaces and punctuation make no difference; take it from one of the two."
                yield page.fault(place, what, hint)
    blank = custom.get("whenBlank")
    if blank and codes and fold(str(page.at(*blank))) not in spelt:
        yield page.fault(blank, "whenBlank is none of the codes.", "write one of the list.")


def _first(page: Written, codes: list[Place], value: str) -> Place:
    return next(code for code in codes if str(page.at(*code, "value")) == value)


def _time_faults(page: Written, code: Place) -> Iterator[Fault]:
    custom = page.custom(*code)
    given = {name: custom[name] for name in ("validFrom", "validUntil") if name in custom}
    for name, place in given.items():
        if not is_date(page.at(*place)):
            yield page.fault(place, f"{name} is not a date.", "write it as '2023-11-01', in quotation marks.")
            return
    if len(given) > 1 and page.at(*given["validFrom"]) > page.at(*given["validUntil"]):
        what = "The code is valid from a day after the last on which it is."
        yield page.fault(given["validFrom"], what, "put the two the other way round.")


def is_date(value: object) -> bool:
    """Whether a value is a date written as text: 2024-11-30.

    Examples
    --------
    >>> is_date("2024-11-30"), is_date("30/11/2024"), is_date("2024-11-31")
    (True, False, False)
    """
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
