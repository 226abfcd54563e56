"""What may be wrong with a page's promises across tables, and with what it says of files that overlap."""

from __future__ import annotations

from collections.abc import Iterator

from sfg_analytics.contract.lint.columns import COLUMNS
from sfg_analytics.contract.lint.patterns import pattern_faults
from sfg_analytics.contract.lint.written import Fault, Place, Written

_TABLE: Place = ("schema", 0)
_KNOWN = ("description", "month", "tolerancePercent")
_OVERLAPS = ("replace", "merge")


def reference_faults(page: Written) -> Iterator[Fault]:
    """Give the faults of the table's relationships.

    What the other page holds is not looked at: a page is read alone.
    """
    kinds = {page.text(*column, "name"): page.text(*column, "logicalType") for column in page.items(*COLUMNS)}
    taken: set[str] = set()
    for place in page.items(*_TABLE, "relationships"):
        name = page.text(*place, "id")
        if not name or name in taken:
            what = "The relationship has no id." if not name else f"The relationship '{name}' is there twice."
            yield page.fault(place, what, "give it a short name of its own.")
        taken.add(name)
        here, there = page.items(*place, "from"), page.items(*place, "to")
        if not here or len(here) != len(there):
            what = "from and to are no lists of equal length."
            yield page.fault(
                (*place, "from"), what, "name the columns here, and those there in the same order."
            )
        tables = {page.text(*at).partition(".")[0] for at in there}
        if len(tables) > 1:
            yield page.fault((*place, "to"), "to speaks of several tables.", "name columns of one.")
        own = page.text(*_TABLE, "name")
        for at in here:
            table, _, column = page.text(*at).partition(".")
            if table != own or column not in {*kinds, "period"}:
                what = f"There is no column '{page.at(*at)}'."
                yield page.fault(at, what, f"write {own}.COLUMN with a column of the page.")
        yield from _custom(page, place, kinds)


def _custom(page: Written, place: Place, kinds: dict[str, str]) -> Iterator[Fault]:
    custom = page.custom(*place)
    for name, at in custom.items():
        if name not in _KNOWN:
            what = f"The custom property '{name}' of a relationship is not known."
            yield page.fault(at[:-1], what, f"known: {', '.join(_KNOWN)}.")
    if not page.text(*custom.get("description", ("none",))):
        yield page.fault(place, "The relationship has no description.", "say in a sentence what is promised.")
    if "month" in custom and kinds.get(page.text(*custom["month"])) != "date":
        yield page.fault(custom["month"], "month is no date of the page.", "name a column of dates.")
    if "tolerancePercent" in custom:
        value = page.at(*custom["tolerancePercent"])
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004 - per cent
            what = "A tolerance is a percentage from 0 to 100."
            yield page.fault(custom["tolerancePercent"], what, "write a number, without a sign.")


def overlap_faults(page: Written) -> Iterator[Fault]:
    """Give the faults of ``overlap`` and ``writtenOn``."""
    custom = page.custom(*_TABLE)
    if "overlap" in custom and page.text(*custom["overlap"]) not in _OVERLAPS:
        yield page.fault(custom["overlap"], "The overlap is not known.", f"write {' or '.join(_OVERLAPS)}.")
    if "overlap" in custom and page.at(*custom["overlap"]) == "merge":
        dated = page.text(*custom["periodFrom"]) if "periodFrom" in custom else "period"
        keyed = {page.text(*c, "name") for c in page.items(*COLUMNS) if page.at(*c, "primaryKey") is True}
        if dated not in keyed:
            what = "Rows of one key could lie in two months, so exports cannot be merged by key."
            at = custom.get("periodFrom", custom["overlap"])
            yield page.fault(at, what, f"make '{dated}' part of the key, or overlap replace.")
    for at in page.items(*custom.get("writtenOn", ("none",))):
        yield from (page.fault(at, *fault) for fault in pattern_faults(page.text(*at), groups=1))
