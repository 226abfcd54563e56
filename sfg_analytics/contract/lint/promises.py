"""What may be wrong with a page's table: how it is recognised and kept, and what it promises."""

from __future__ import annotations

from collections.abc import Iterator

from sfg_analytics.contract.lint.columns import COLUMNS
from sfg_analytics.contract.lint.implementations import implementation_faults, unknown_column
from sfg_analytics.contract.lint.patterns import pattern_faults
from sfg_analytics.contract.lint.written import Fault, Place, Written
from sfg_analytics.contract.promises import in_its_time

TABLE: Place = ("schema", 0)
_CUSTOM = (
    *("level", "signature", "periodFrom", "keepFirst", "rejectTolerancePercent", "unpivot"),
    *("overlap", "writtenOn", "suspicion"),
)
_LEVELS = ("record", "public")
_SEVERITIES = ("error", "warning", "info")
_UNPIVOT = {"question": 2, "answer": 1}


def table_faults(page: Written) -> Iterator[Fault]:
    """Give the faults of the table's custom properties: recognition, order, tolerance, unpivoting."""
    for extra in page.items("schema")[1:]:
        yield page.fault(extra, "A page describes one table.", "give the second a page of its own.")
    custom = page.custom(*TABLE)
    names = {page.text(*column, "name"): column for column in page.items(*COLUMNS)}
    for name, place in custom.items():
        if name not in _CUSTOM:
            what = f"The custom property '{name}' of a table is not known."
            yield page.fault(place[:-1], what, f"known: {', '.join(_CUSTOM)}.")
    for needed in ("level", "signature"):
        if needed not in custom:
            what = f"The table lacks the custom property '{needed}'."
            yield page.fault((*TABLE, "customProperties"), what, f"add {{property: {needed}, value: …}}.")
    if "level" in custom and page.text(*custom["level"]) not in _LEVELS:
        yield page.fault(custom["level"], "The level is not known.", f"write {' or '.join(_LEVELS)}.")
    if "signature" in custom and not page.items(*custom["signature"]):
        yield page.fault(custom["signature"], "The signature is no list of columns.", "name three or four.")
    spoken = page.items(*custom.get("signature", ("none",)))
    spoken += [(*item, "column") for item in page.items(*custom.get("keepFirst", ("none",)))]
    spoken += [custom["periodFrom"]] if "periodFrom" in custom else []
    yield from (unknown_column(page, place) for place in spoken if page.text(*place) not in names)
    period = names.get(page.text(*custom["periodFrom"])) if "periodFrom" in custom else None
    if period and page.at(*period, "logicalType") != "date":
        yield page.fault(custom["periodFrom"], "periodFrom is no date.", "name a column of dates.")
    if "rejectTolerancePercent" in custom:
        yield from _percent(page, custom["rejectTolerancePercent"])
    if "unpivot" in custom:
        yield from _unpivot(page, custom["unpivot"])


def _unpivot(page: Written, place: Place) -> Iterator[Fault]:
    wanted = {"question", "answer", "base", "hidden"}
    given = {str(part[-1]) for part in page.names(*place)}
    if given != wanted:
        what = f"unpivot has {', '.join(sorted(given)) or 'nothing'}."
        yield page.fault(place, what, f"it has exactly {', '.join(sorted(wanted))}.")
    for name in sorted(wanted & given):
        if name in _UNPIVOT:
            found = pattern_faults(page.text(*place, name), groups=_UNPIVOT[name])
            yield from (page.fault((*place, name), *fault) for fault in found)


def promise_faults(page: Written) -> Iterator[Fault]:
    """Give the faults of the promises that a page states."""
    taken = set(_implied(page))
    for stated in page.items(*TABLE, "quality"):
        name = page.text(*stated, "id")
        if not name:
            yield page.fault(stated, "The promise has no id.", "give it a short name of its own.")
        elif name in taken:
            what = f"The promise '{name}' is there twice."
            hint = "rename it; ids such as band_present and key_unique come of themselves."
            yield page.fault((*stated, "id"), what, hint)
        taken.add(name)
        severity = page.at(*stated, "severity")
        if severity is not None and severity not in _SEVERITIES:
            what = f"The severity '{severity}' is not known."
            yield page.fault((*stated, "severity"), what, f"write one of {', '.join(_SEVERITIES)}.")
        for custom, place in page.custom(*stated).items():
            if custom == "tolerancePercent":
                yield from _percent(page, place)
            else:
                what = f"The custom property '{custom}' of a promise is not known."
                yield page.fault(place[:-1], what, "known: tolerancePercent.")
        yield from (
            _row_count(page, stated) if page.at(*stated, "metric") else implementation_faults(page, stated)
        )


def _row_count(page: Written, stated: Place) -> Iterator[Fault]:
    if page.at(*stated, "metric") != "rowCount":
        what = f"The metric '{page.at(*stated, 'metric')}' is not understood."
        yield page.fault((*stated, "metric"), what, "write rowCount, or an implementation.")
        return
    operators = [place for place in page.names(*stated) if str(place[-1]).startswith("must")]
    for place in operators:
        if place[-1] != "mustBeGreaterOrEqualTo":
            what = f"The operator '{place[-1]}' is not understood."
            yield page.fault(place, what, "write mustBeGreaterOrEqualTo.")
        elif not isinstance(page.at(*place), int) or page.at(*place) < 0:
            yield page.fault(place, "A number of rows is a whole number.", "write 0 or more.")
    if not operators:
        what = "The promise does not say how many rows there must be."
        yield page.fault(stated, what, "add mustBeGreaterOrEqualTo.")


def _implied(page: Written) -> Iterator[str]:
    """Give the ids of the promises that columns imply."""
    yield "key_unique"
    for column in page.items(*COLUMNS):
        name = page.text(*column, "name")
        yield from (f"{name}_{ending}" for ending in ("present", "in_list", "matches", "in_range"))
        for code in page.items(*column, "enum"):
            custom = page.custom(*code)
            ends = [page.text(*custom[end]) if end in custom else "" for end in ("validFrom", "validUntil")]
            if any(ends):
                yield in_its_time(name, *ends)


def _percent(page: Written, place: Place) -> Iterator[Fault]:
    value = page.at(*place)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004
        yield page.fault(
            place, "A tolerance is a percentage from 0 to 100.", "write a number, without a sign."
        )
