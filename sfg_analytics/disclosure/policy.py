"""A disclosure policy: how small a number may be before it points at somebody.

Publishers differ on this, so the rule is an object with a name, and the name is printed on everything that was made
under it. A policy decides nothing by itself; :func:`~sfg_analytics.disclosure.protect` applies it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

SMALL_NUMERATOR = "small numerator"
SMALL_DENOMINATOR = "small denominator"
SMALL_BASE = "small base"


@dataclass(frozen=True)
class Policy:
    """A rule of disclosure control for counts of people and the rates made of them.

    Parameters
    ----------
    name
        What is printed on every output.
    threshold
        Counts from 1 to this number are hidden.
    rounding_base
        Every other count is rounded to the nearest multiple of this number; a count half-way between two is rounded
        up. 1 leaves counts as they are.
    minimum_base
        A rate is given only where its denominator, as published (rounded), is at least this number.
    zeros_shown
        Whether a count of 0 is published as 0. If not, it is hidden like a small one.
    source
        Where the rule comes from.

    Raises
    ------
    ValueError
        When a number is out of its range.

    Examples
    --------
    >>> NHS_ROUND_5.wording("small numerator")
    'Hidden: 1 to 7 people.'
    """

    name: str
    threshold: int
    rounding_base: int
    minimum_base: int
    zeros_shown: bool
    source: str

    def __post_init__(self) -> None:
        for argument, least in (("threshold", 0), ("rounding_base", 1), ("minimum_base", 1)):
            if getattr(self, argument) < least:
                raise ValueError(f"{argument} must be a whole number of at least {least}.")

    def wording(self, reason: str) -> str:
        """Say in words why something is hidden, as it is printed beside a table.

        Parameters
        ----------
        reason
            ``"small numerator"``, ``"small denominator"`` or ``"small base"``.

        Returns
        -------
        str
            One sentence or two.

        Raises
        ------
        ValueError
            When there is no such reason.
        """
        few = f"{1 if self.zeros_shown else 0} to {self.threshold} people"
        words = {
            SMALL_NUMERATOR: f"Hidden: {few}.",
            SMALL_DENOMINATOR: f"Hidden: the whole group is {few}.",
            SMALL_BASE: f"No percentage: fewer than {self.minimum_base} people in the group.",
        }
        if reason not in words:
            raise ValueError(f"reason must be one of {', '.join(words)}.")
        return words[reason]

    def as_json(self) -> dict[str, Any]:
        """Give every field of the policy, and the wording of each reason, as a publication carries them.

        Returns
        -------
        dict
            The fields, and ``reasons``.
        """
        reasons = (SMALL_NUMERATOR, SMALL_DENOMINATOR, SMALL_BASE)
        return {**asdict(self), "reasons": {reason: self.wording(reason) for reason in reasons}}


NHS_ROUND_5 = Policy(
    name="NHS rounding to 5",
    threshold=7,
    rounding_base=5,
    minimum_base=20,
    zeros_shown=True,
    source=(
        "NHS Digital disclosure control methodology for hospital statistics (September 2018): 0 is shown, 1 to 7 are "
        "hidden, other counts are rounded to the nearest 5, percentages are made of rounded counts. The least base of "
        "20 for a percentage is ours."
    ),
)
"""0 is shown, 1 to 7 hidden, others rounded to the nearest 5; percentages of rounded counts on a base of 20 or more."""
