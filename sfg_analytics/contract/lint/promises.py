"""What may be wrong with a page's table: how it is recognised and kept, and what it promises."""

from __future__ import annotations

from collections.abc import Iterator

from sfg_analytics.contract.lint.columns import COLUMNS
from sfg_analytics.contract.lint.patterns import pattern_faults
from sfg_analytics.contract.lint.written import Fault, Place, Written

TABLE: Place = ("schema", 0)
DERIVED = {"period", "period_end"}
"""Columns a promise may speak of though no export holds them."""

ARGUMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "expect_column_pair_values_a_to_be_greater_than_b": (
        frozenset({"column_A", "column_B"}),
        frozenset({"or_equal", "ignore_row_if"}),
    ),
    "expect_column_values_to_not_be_null": (frozenset({"column", "row_condition"}), frozenset()),
}
"""For each implementation that is understood: the arguments it needs, and those it may have besides."""

_CUSTOM = ("level", "signature", "periodFrom", "keepFirst", "rejectTolerancePercent", "unpivot", "suspicion")
_LEVELS = ("record", "public")
_SEVERITIES = ("error", "warning", "info")
_FIXED = {
    ("ignore_row_if",): "either_value_is_missing",
    ("row_condition", "type"): "nullity",
    ("row_condition", "is_null"): False,
}
_UNPIVOT = {"question": 2, "answer": 1}


def table_faults(page: Written) -> Iterator[Fault]:
    """Give the faults of the table's custom properties: recognition, order, tolerance, unpivoting."""
    for extra in page.items("schema")[1:]:
        yield page.fault(extra, "A page describes one table.", "give the second a page of its own.")
    custom = page.custom(*TABLE)
    names = _names(page)
    for name, place in custom.items():
        if name not in _CUSTOM:
            what = f"The custom property '{name}' of a table is not known."
            yield page.fault(place[:-1], what, f"known: {', '.join(_CUSTOM)}.")
    for needed in ("level", "signature"):
        if needed not in custom:
            what = f"The table lacks the custom property '{needed}'."
            yield page.fault((*TABLE, "customProperties"), what, f"add {{property: {needed}, value: …}}.")
    if "level" in custom and page.at(*custom["level"]) not in _LEVELS:
        yield page.fault(custom["level"], "The level is not known.", f"write {' or '.join(_LEVELS)}.")
    if "signature" in custom and not page.items(*custom["signature"]):
        yield page.fault(custom["signature"], "The signature is no list of columns.", "name three or four.")
    spoken = page.items(*custom.get("signature", ("none",)))
    spoken += [(*item, "column") for item in page.items(*custom.get("keepFirst", ("none",)))]
    spoken += [custom["periodFrom"]] if "periodFrom" in custom else []
    yield from (_unknown(page, place) for place in spoken if page.at(*place) not in names)
    period = names.get(page.at(*custom["periodFrom"])) if "periodFrom" in custom else None
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
        yield from _row_count(page, stated) if page.at(*stated, "metric") else _implementation(page, stated)


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


def _implementation(page: Written, stated: Place) -> Iterator[Fault]:
    place = (*stated, "implementation")
    kind = page.text(*place, "type")
    if kind not in ARGUMENTS:
        what = (
            f"The implementation '{kind}' is not understood."
            if kind
            else "The promise has no implementation."
        )
        yield page.fault(
            (*place, "type"), what, f"known: {', '.join(sorted(ARGUMENTS))}; or metric rowCount."
        )
        return
    needed, allowed = ARGUMENTS[kind]
    kwargs = (*place, "kwargs")
    given = {str(name[-1]): name for name in page.names(*kwargs)}
    for name in sorted(needed - set(given)):
        yield page.fault(kwargs, f"The argument '{name}' is missing.", f"{kind} needs it.")
    for name in sorted(set(given) - needed - allowed):
        hint = "write tolerancePercent instead." if name == "mostly" else "take it out."
        yield page.fault(given[name], f"{kind} takes no argument '{name}' here.", hint)
    for path, value in _FIXED.items():
        at = (*kwargs, *path)
        if path[0] in given and path[0] in needed | allowed and page.at(*at) != value:
            what = f"The argument '{' > '.join(path)}' can only be {str(value).lower()}."
            yield page.fault(at, what, f"write {str(value).lower()}.")
    if "or_equal" in given and not isinstance(page.at(*given["or_equal"]), bool):
        yield page.fault(given["or_equal"], "or_equal is true or false.", "write true or false.")
    spoken = [given[name] for name in ("column", "column_A", "column_B") if name in given]
    if "row_condition" in given:
        spoken.append((*kwargs, "row_condition", "column", "name"))
    names = _names(page)
    yield from (_unknown(page, at) for at in spoken if page.at(*at) not in {*names, *DERIVED})
    kinds = [_kind(page, names, page.at(*at)) for at in spoken if page.at(*at) in {*names, *DERIVED}]
    numbers = [("number" if kind == "integer" else kind) for kind in kinds]
    if "column_A" in given and len(set(numbers)) > 1:
        yield page.fault(
            given["column_A"], f"A {kinds[0]} is compared with a {kinds[1]}.", "compare like with like."
        )
    if len(spoken) != len({str(page.at(*at)) for at in spoken}):
        yield page.fault(spoken[0], "A column is compared with itself.", "name two columns.")


def _implied(page: Written) -> Iterator[str]:
    """Give the ids of the promises that columns imply."""
    yield "key_unique"
    for column in page.items(*COLUMNS):
        name = page.text(*column, "name")
        yield from (f"{name}_{ending}" for ending in ("present", "in_list", "matches", "in_range"))


def _names(page: Written) -> dict[object, Place]:
    return {page.text(*column, "name"): column for column in page.items(*COLUMNS)}


def _kind(page: Written, names: dict[object, Place], name: object) -> str:
    return page.text(*names[name], "logicalType") if name in names else "date"  # what is derived is a date


def _unknown(page: Written, place: Place) -> Fault:
    return page.fault(place, f"There is no column '{page.at(*place)}'.", "name a column of the page.")


def _percent(page: Written, place: Place) -> Iterator[Fault]:
    value = page.at(*place)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:  # noqa: PLR2004
        yield page.fault(
            place, "A tolerance is a percentage from 0 to 100.", "write a number, without a sign."
        )
