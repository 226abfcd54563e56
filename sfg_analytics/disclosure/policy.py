"""A disclosure policy: how small a number may be before it points at somebody.

Publishers differ on this, so the rule is an object with a name, and the name is printed on everything that was made
under it. A policy decides nothing by itself; :func:`~sfg_analytics.disclosure.protect` applies it and
:func:`~sfg_analytics.disclosure.audit` holds what was published against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sfg_analytics.errors import MeasureProblem, nearest

SMALL_NUMERATOR = "small numerator"
SMALL_DENOMINATOR = "small denominator"
SMALL_BASE = "small base"
KEPT_BACK_NUMERATOR = "numerator kept back"
KEPT_BACK_DENOMINATOR = "denominator kept back"
WITHHELD = "withheld"

REASONS = (
    SMALL_NUMERATOR,
    SMALL_DENOMINATOR,
    SMALL_BASE,
    KEPT_BACK_NUMERATOR,
    KEPT_BACK_DENOMINATOR,
    WITHHELD,
)
"""Why something of a row is hidden, as a publication names it."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A rule of disclosure control for counts of people and the rates made of them.

    Parameters
    ----------
    id, name
        What it is called by, and what is printed on every output.
    threshold
        Numerators from 1 to this number are hidden.
    base_threshold
        Denominators from 1 to this number are hidden, with their numerators; as ``threshold`` when left out.
    rounding_base
        Every other count is rounded to the nearest multiple of this number; a count half-way between two is rounded
        up. 1 leaves counts as they are.
    minimum_base
        A rate is given only where its denominator, as published (rounded), is at least this number.
    zeros_shown
        Whether a numerator of 0 is published as 0. If not, it is hidden like a small one.
    all_or_none_hidden
        Whether a group of which everybody, or all but ``threshold``, is counted is hidden like one of which hardly
        anybody is, so that nothing is learned of everybody in it. It goes with ``zeros_shown=False``. What is kept back
        besides then gives the same reason, since to be neither few nor nearly all may say too much.
    complement_protected
        Whether those of the denominator who are *not* counted are guarded as those who are: no published numbers may
        tell that they are few, and how many.
    least_range
        How many different values a hidden count must still be able to have, for all that can be worked out from
        everything published; 1 guards against nothing. More than half of the hidden counts when left out.
    source
        Where the rule comes from.

    Raises
    ------
    ValueError
        When a number is out of its range, or two rules do not go together.

    Examples
    --------
    >>> from sfg_analytics.disclosure import NHS_ROUND_5
    >>> NHS_ROUND_5.wording("small numerator")
    'Hidden: 1 to 7 people.'
    >>> NHS_ROUND_5.least_range
    4
    """

    id: str
    name: str
    threshold: int
    rounding_base: int
    minimum_base: int
    source: str
    base_threshold: int = -1
    zeros_shown: bool = True
    all_or_none_hidden: bool = False
    complement_protected: bool = True
    least_range: int = 0

    def __post_init__(self) -> None:
        if self.base_threshold == -1:
            object.__setattr__(self, "base_threshold", self.threshold)
        if self.least_range == 0:
            hidden = [limit for limit in (self.threshold, self.base_threshold) if limit]
            object.__setattr__(self, "least_range", min(hidden, default=0) // 2 + 1)
        limits = {
            "threshold": 0,
            "base_threshold": 0,
            "rounding_base": 1,
            "minimum_base": 1,
            "least_range": 1,
        }
        for argument, least in limits.items():
            if getattr(self, argument) < least:
                raise ValueError(f"{argument} must be a whole number of at least {least}.")
        hidden = [limit for limit in (self.threshold, self.base_threshold) if limit]
        if self.least_range > 1 and self.least_range > min(hidden, default=1):
            raise ValueError(
                "least_range must not be more than the number of counts that threshold hides: a hidden count is "
                "known to be one of them."
            )
        if self.all_or_none_hidden and self.zeros_shown:
            raise ValueError("all_or_none_hidden needs zeros_shown to be false: 0 is none.")

    def wording(self, reason: str) -> str:
        """Say in words why something is hidden, as it is printed beside a table.

        Parameters
        ----------
        reason
            One of :data:`REASONS`.

        Returns
        -------
        str
            One sentence or two.

        Raises
        ------
        ValueError
            When there is no such reason.
        """
        least = 1 if self.zeros_shown else 0
        few = f"{least} to {self.threshold} people"
        all_but = (
            f", or all but {least} to {self.threshold}, or so that such a number cannot be worked out"
            if self.all_or_none_hidden
            else ""
        )
        words = {
            SMALL_NUMERATOR: f"Hidden: {few}{all_but}.",
            SMALL_DENOMINATOR: f"Hidden: the whole group is 1 to {self.base_threshold} people.",
            SMALL_BASE: f"No percentage: fewer than {self.minimum_base} people in the group.",
            KEPT_BACK_NUMERATOR: "Hidden, so that a smaller number cannot be worked out from it.",
            KEPT_BACK_DENOMINATOR: "Size of the group hidden, so that a smaller number cannot be worked out from it.",
            WITHHELD: "Hidden with the whole table, large numbers and small, so that none can be worked out.",
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
        return {**asdict(self), "reasons": {reason: self.wording(reason) for reason in REASONS}}

    @classmethod
    def from_json(cls, said: Mapping[str, Any], *, where: str = "the policy") -> Policy:
        """Read a policy from its fields.

        Parameters
        ----------
        said
            The fields by name, as :meth:`as_json` gives them; ``reasons`` is made anew.
        where
            What to call it in an error.

        Raises
        ------
        MeasureProblem
            When a field is missing, unknown, of another type, or out of its range.
        """
        kinds = {field.name: {"int": int, "str": str, "bool": bool}[str(field.type)] for field in fields(cls)}
        given = {name: value for name, value in said.items() if name != "reasons"}
        for name, value in given.items():
            if name not in kinds:
                raise MeasureProblem(
                    f"{where.capitalize()} has a field '{name}' that no policy has.",
                    expected=", ".join(kinds),
                    closest=nearest(name, kinds),
                )
            if type(value) is not kinds[name]:
                raise MeasureProblem(
                    f"The field '{name}' of {where} is of another type.",
                    expected=kinds[name].__name__,
                    got=type(value).__name__,
                )
        try:
            return cls(**given)
        except TypeError:
            needed = ("id", "name", "threshold", "rounding_base", "minimum_base", "source")
            raise MeasureProblem(
                f"{where.capitalize()} lacks fields.",
                expected=", ".join(needed),
                got=", ".join(given) or "none",
            ) from None
        except ValueError as fault:
            raise MeasureProblem(f"{where.capitalize()} cannot be: {fault}") from None
