"""What may be wrong with a promise that is stated as one of Great Expectations' own expectations.

The words are Great Expectations', and so is their meaning: a page says ``ignore_row_if`` because left out it means
something else there, and a ``row_condition`` has the form in which Great Expectations writes one down. What a promise
speaks of must be there: its columns, and in their lists the codes it names.
"""

from __future__ import annotations

from collections.abc import Iterator

from sfg_analytics.contract.lint.codes import is_date
from sfg_analytics.contract.lint.columns import COLUMNS
from sfg_analytics.contract.lint.patterns import pattern_faults
from sfg_analytics.contract.lint.written import Fault, Place, Written
from sfg_analytics.contract.nouns import DIRECT_IDENTIFIER, FREE_TEXT

DERIVED = {"period", "period_end"}
"""Columns a promise may speak of though no export holds them."""

_PAIR = frozenset({"column_A", "column_B", "ignore_row_if"})
ARGUMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "expect_column_values_to_not_be_null": (frozenset({"column"}), frozenset()),
    "expect_column_values_to_be_in_set": (frozenset({"column", "value_set"}), frozenset()),
    "expect_column_values_to_match_regex": (frozenset({"column", "regex"}), frozenset()),
    "expect_column_values_to_be_between": (
        frozenset({"column"}),
        frozenset({"min_value", "max_value"}),
    ),
    "expect_column_pair_values_a_to_be_greater_than_b": (_PAIR, frozenset({"or_equal"})),
    "expect_column_pair_values_to_be_in_set": (_PAIR | {"value_pairs_set"}, frozenset()),
}
"""For each implementation that is understood: the arguments it needs, and those it may have besides ``row_condition``."""

_TYPES: dict[str, tuple[type, ...]] = {"boolean": (bool,), "integer": (int,), "number": (int, float)}
_NULLITY = {"type", "column", "is_null"}
_COMPARISON = {"type", "column", "operator", "parameter"}


def implementation_faults(page: Written, stated: Place) -> Iterator[Fault]:
    """Give the faults of one stated promise's implementation."""
    place = (*stated, "implementation")
    kind = page.text(*place, "type")
    if kind not in ARGUMENTS:
        what = f"The implementation '{kind}' is not understood."
        what = what if kind else "The promise has no implementation."
        known = f"known: {', '.join(sorted(ARGUMENTS))}; or metric rowCount."
        yield page.fault((*place, "type"), what, known)
        return
    needed, allowed = ARGUMENTS[kind]
    kwargs = (*place, "kwargs")
    given = {str(name[-1]): name for name in page.names(*kwargs)}
    for name in sorted(needed - set(given)):
        yield page.fault(kwargs, f"The argument '{name}' is missing.", f"{kind} needs it.")
    for name in sorted(set(given) - needed - allowed - {"row_condition"}):
        hint = "write tolerancePercent instead." if name == "mostly" else "take it out."
        yield page.fault(given[name], f"{kind} takes no argument '{name}' here.", hint)
    if "ignore_row_if" in given and page.at(*given["ignore_row_if"]) != "either_value_is_missing":
        what = "The argument 'ignore_row_if' can only be either_value_is_missing."
        yield page.fault(given["ignore_row_if"], what, "write either_value_is_missing.")
    if "or_equal" in given and not isinstance(page.at(*given["or_equal"]), bool):
        yield page.fault(given["or_equal"], "or_equal is true or false.", "write true or false.")
    if "row_condition" in given:
        yield from _condition_faults(page, given["row_condition"])
    yield from _spoken_faults(page, given)
    yield from _value_faults(page, given)
    if kind.endswith("be_between") and not {"min_value", "max_value"} & given.keys():
        yield page.fault(kwargs, "There is no limit.", "add min_value, max_value or both.")


def unknown_column(page: Written, place: Place) -> Fault:
    """Make the fault of naming a column that the page does not describe."""
    return page.fault(place, f"There is no column '{page.at(*place)}'.", "name a column of the page.")


def _spoken_faults(page: Written, given: dict[str, Place]) -> Iterator[Fault]:
    spoken = [given[name] for name in ("column", "column_A", "column_B") if name in given]
    if "row_condition" in given:
        spoken.append((*given["row_condition"], "column", "name"))
    names = _names(page)
    for place in spoken:
        name = page.text(*place)
        if name not in {*names, *DERIVED}:
            yield unknown_column(page, place)
        elif name in names and not _is_stored(page, names[name]):
            what = f"Nothing can be promised of '{name}': it is not stored."
            yield page.fault(place, what, "promises are checked on what is stored.")
    kinds = [_kind(page, page.text(*given[name])) for name in ("column_A", "column_B") if name in given]
    alike = {"number" if kind == "integer" else kind for kind in kinds if kind}
    if len(alike) > 1 and "value_pairs_set" not in given:
        what = f"A {kinds[0]} is compared with a {kinds[1]}."
        yield page.fault(given["column_A"], what, "compare like with like.")
    if len(spoken) != len({str(page.at(*place)) for place in spoken}):
        yield page.fault(spoken[0], "A column is compared with itself.", "name two columns.")


def _condition_faults(page: Written, place: Place) -> Iterator[Fault]:
    """Give the faults of the condition that says which rows a promise is about."""
    known = {"nullity": _NULLITY, "comparison": _COMPARISON}.get(page.text(*place, "type"))
    keys = {str(name[-1]) for name in page.names(*place)}
    if known is None or keys != known or not page.text(*place, "column", "name"):
        what = "The row_condition is of no form that is understood."
        hint = (
            "write {type: nullity, column: {name: …}, is_null: false} "
            "or {type: comparison, column: {name: …}, operator: IN, parameter: [ … ]}."
        )
        yield page.fault(place, what, hint)
        return
    if known is _NULLITY:
        if page.at(*place, "is_null") is not False:
            what = "The argument 'row_condition > is_null' can only be false."
            yield page.fault((*place, "is_null"), what, "write false.")
        return
    operator, parameter = page.text(*place, "operator"), (*place, "parameter")
    name = page.text(*place, "column", "name")
    if operator not in {"==", "IN"}:
        what = f"The operator '{operator}' is not understood."
        yield page.fault((*place, "operator"), what, "write '==' for one value, IN for a list of them.")
    elif (operator == "IN") != isinstance(page.at(*parameter), list) or page.at(*parameter) == []:
        yield page.fault(
            parameter, f"{operator} is followed by the wrong thing.", "IN by a list, == by a value."
        )
    elif _kind(page, name) == "date":
        what = "Rows cannot be chosen by single dates."
        yield page.fault((*place, "column", "name"), what, "choose them by another column.")
    elif operator == "IN" and any(isinstance(value, bool) for value in page.at(*parameter)):
        yield page.fault(
            parameter, "A list of true and false is not taken.", "write '==' and one of the two."
        )
    else:
        values = page.items(*parameter) if operator == "IN" else [parameter]
        yield from _unlisted(page, name, values)


def _value_faults(page: Written, given: dict[str, Place]) -> Iterator[Fault]:
    """Give the faults of the values, pairs, limits and pattern that a promise names."""
    column = page.text(*given["column"]) if "column" in given else ""
    if "regex" in given:
        found = pattern_faults(page.text(*given["regex"]))
        yield from (page.fault(given["regex"], *fault) for fault in found)
    for name, plural in (("value_set", "values"), ("value_pairs_set", "pairs of values")):
        if name in given and not page.items(*given[name]):
            yield page.fault(given[name], f"{name} is no list of {plural}.", "write it in square brackets.")
    yield from _unlisted(page, column, page.items(*given.get("value_set", ("none",))))
    sides = [page.text(*given[name]) for name in ("column_A", "column_B") if name in given]
    for pair in page.items(*given.get("value_pairs_set", ("none",))):
        values = page.items(*pair)
        if len(values) != len(sides):
            yield page.fault(pair, "A pair has two values.", "write [first, second].")
            continue
        for side, value in zip(sides, values, strict=True):
            yield from _unlisted(page, side, [value])
    ends = [given[name] for name in ("min_value", "max_value") if name in given]
    unlike = [fault for end in ends for fault in _unlike(page, column, end)]
    yield from unlike
    limits = [page.at(*end) for end in ends]
    if not unlike and limits != sorted(limits):
        yield page.fault(ends[0], "min_value is more than max_value.", "no value could lie between.")


def _unlisted(page: Written, column: str, values: list[Place]) -> Iterator[Fault]:
    """Give the values that a column cannot hold: of another type, or not in its list."""
    names = _names(page)
    codes = (
        [page.at(*code, "value") for code in page.items(*names[column], "enum")] if column in names else []
    )
    for place in values:
        unlike = list(_unlike(page, column, place))
        yield from unlike
        if codes and not unlike and page.at(*place) not in codes:
            what = f"'{page.at(*place)}' is no code of the column '{column}'."
            yield page.fault(place, what, "write a code of its list, not a label.")


def _unlike(page: Written, column: str, place: Place) -> Iterator[Fault]:
    """Give the fault of a value that is not of its column's type."""
    kind, value = _kind(page, column), page.at(*place)
    if kind == "date":
        if not is_date(value):
            yield page.fault(
                place, "A limit of a date is not a date.", "write it as '2015-01-31', in quotation marks."
            )
    elif kind and (
        not isinstance(value, _TYPES.get(kind, (str,))) or (kind != "boolean" and isinstance(value, bool))
    ):
        what = f"{str(value).lower() if isinstance(value, bool) else value} is no {kind}, as the column '{column}' is."
        yield page.fault(
            place, what, "text stands in quotation marks where it could be taken for something else."
        )


def _is_stored(page: Written, column: Place) -> bool:
    custom = page.custom(*column)
    said = page.at(*column, "classification")
    if said == FREE_TEXT or ("stored" in custom and page.at(*custom["stored"]) is False):
        return False
    return said != DIRECT_IDENTIFIER or "pseudonymScope" in custom


def _names(page: Written) -> dict[str, Place]:
    return {page.text(*column, "name"): column for column in page.items(*COLUMNS)}


def _kind(page: Written, name: str) -> str:
    """Give a column's type; a date for what is derived, nothing for what is not there."""
    names = _names(page)
    if name in names:
        return page.text(*names[name], "logicalType") or "string"
    return "date" if name in DERIVED else ""
