"""What may be wrong with a page's thresholds of suspicion: their names, their numbers, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from sfg_analytics.contract.lint.columns import COLUMNS
from sfg_analytics.contract.lint.promises import TABLE
from sfg_analytics.contract.lint.written import Fault, Place, Written
from sfg_analytics.contract.thresholds import FIELDS, NEVER, OF_A_COLUMN

_FEWEST_ROWS = 30
_WHOLE = {"rows": _FEWEST_ROWS, "months": 3, "usualMonths": 2, "gapMonths": 1}
_ALWAYS = {"rows", "months", "usualMonths"}


def suspicion_faults(page: Written) -> Iterator[Fault]:
    """Give the faults of the thresholds of the table and of each column."""
    custom = page.custom(*TABLE)
    if "suspicion" in custom:
        yield from _thresholds(page, custom["suspicion"], tuple(FIELDS))
    for column in page.items(*COLUMNS):
        place = page.custom(*column).get("suspicion")
        if place and page.at(*place) != NEVER:
            yield from _thresholds(page, place, OF_A_COLUMN)


def _thresholds(page: Written, place: Place, known: tuple[str, ...]) -> Iterator[Fault]:
    if not isinstance(page.at(*place), dict):
        never = f"write {NEVER} or " if known == OF_A_COLUMN else "write "
        yield page.fault(place, "Suspicion is no list of thresholds.", never + "{codeMix: 0.5, …}.")
        return
    for threshold in page.names(*place):
        name, value = str(threshold[-1]), page.at(*threshold)
        if name not in known:
            what = f"The threshold '{name}' is not known here."
            yield page.fault(threshold, what, f"known: {', '.join(known)}.")
        elif value == NEVER and name not in _ALWAYS:
            continue
        elif isinstance(value, bool) or not isinstance(value, int | float):
            hint = "write a number." if name in _ALWAYS else f"write a number, or {NEVER}."
            yield page.fault(threshold, f"The threshold '{name}' is no number.", hint)
        elif (fault := _out_of_bounds(name, value)) is not None:
            yield page.fault(threshold, *fault)


def _out_of_bounds(name: str, value: float) -> tuple[str, str] | None:
    if name in _WHOLE and (value < _WHOLE[name] or value != int(value)):
        return f"The threshold '{name}' is too low or no whole number.", f"write {_WHOLE[name]} or more."
    if name == "volumeFactor" and value <= 1:
        return "The threshold 'volumeFactor' must be more than 1.", "write 2 for twice or half the usual."
    if name.endswith(("Percent", "Points")) and not 0 < value <= 100:  # noqa: PLR2004 - a percentage
        return (
            f"The threshold '{name}' is no percentage above 0.",
            "write a number up to 100, without a sign.",
        )
    if name == "codeMix" and value <= 0:
        return "The threshold 'codeMix' must be more than 0.", "0.1 is a small shift, 0.25 a large one."
    return None
