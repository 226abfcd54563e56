"""How much out of the ordinary an export must be before a person is told.

The defaults stand here and nowhere else. A contract page repeats one only where its export is by nature steadier or
livelier than most, under the table's custom property ``suspicion``; a column may have its own, and ``never`` where it is
rightly always the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

NEVER = "never"
"""How a page says that a thing is not to be looked at."""


@dataclass(frozen=True)
class Thresholds:
    """From where on something is suspicious; None where it is never looked at.

    Attributes
    ----------
    rows
        The fewest rows (or dates) about whose shares anything is said; fewer differ by chance alone.
    months
        How many of the months held before are looked back at: a year, so that every season is in it.
    usual_months
        The months that must be held before any number of rows is the usual one; twelve where a year has its seasons.
    volume_factor
        A month is told when it has more than so many times its usual rows, or less than one so-many-th.
    filled_points
        Percentage points by which the share filled must have fallen or risen.
    code_mix
        The population stability index from which the mix of answers counts as another one: 0.25, as is customary.
    common_code_percent
        The share from which an answer was common enough to be missed when it is gone, or noticed when it is new.
    outside_percent
        The share of dates that may lie further from their month than dates used to.
    future_percent
        The share of dates that may lie more than three months after the newest month.
    one_day_percent
        The share of dates that may fall on one day.
    first_of_month_percent
        The share of dates that may fall on the first of a month; a thirtieth does so by chance, more among starts of
        employment.
    one_answer_percent
        The share from which one answer counts as the only one.
    gap_months
        Empty months after which what lies beyond them stands apart from the rest.

    Examples
    --------
    >>> Thresholds().code_mix
    0.25
    >>> Thresholds().changed({"codeMix": "never", "rows": 200}).code_mix is None
    True
    """

    rows: float = 100
    months: float = 12
    usual_months: float = 3
    volume_factor: float | None = 2
    filled_points: float | None = 15
    code_mix: float | None = 0.25
    common_code_percent: float | None = 5
    outside_percent: float | None = 5
    future_percent: float | None = 1
    one_day_percent: float | None = 50
    first_of_month_percent: float | None = 80
    one_answer_percent: float | None = 100
    gap_months: float | None = 24

    def changed(self, own: Mapping[str, Any] | str) -> Thresholds:
        """Lay a page's own thresholds over these.

        Parameters
        ----------
        own
            From the names of a page (``codeMix``) to numbers or ``never``; or ``never`` alone, for all that is asked of
            a column.
        """
        given = dict.fromkeys(OF_A_COLUMN, NEVER) if isinstance(own, str) else own
        limits: dict[str, Any] = {
            FIELDS[name]: None if value == NEVER else float(value) for name, value in given.items()
        }
        return replace(self, **limits)


FIELDS: dict[str, str] = {
    "rows": "rows",
    "months": "months",
    "usualMonths": "usual_months",
    "volumeFactor": "volume_factor",
    "filledPoints": "filled_points",
    "codeMix": "code_mix",
    "commonCodePercent": "common_code_percent",
    "outsidePercent": "outside_percent",
    "futurePercent": "future_percent",
    "oneDayPercent": "one_day_percent",
    "firstOfMonthPercent": "first_of_month_percent",
    "oneAnswerPercent": "one_answer_percent",
    "gapMonths": "gap_months",
}
"""From the names that pages use to those of :class:`Thresholds`."""

OF_A_COLUMN = tuple(
    name for name in FIELDS if name not in {"rows", "months", "usualMonths", "volumeFactor", "gapMonths"}
)
"""The thresholds that a column may have of its own."""
