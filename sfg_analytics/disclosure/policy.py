"""A disclosure policy: how small a number may be before it points at somebody.

Publishers differ on this, so the rule is an object with a name, and the name is printed on everything that was made
under it. A policy decides nothing by itself; :func:`~sfg_analytics.disclosure.protect` applies it and
:func:`~sfg_analytics.disclosure.audit` holds what was published against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sfg_analytics.errors import MeasureProblem, NoSuchPath, nearest

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
        anybody is, so that nothing is learned of everybody in it. It goes with ``zeros_shown=False``.
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
            object.__setattr__(self, "least_range", max(self.threshold, self.base_threshold) // 2 + 1)
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
        all_but = f", or all but {least} to {self.threshold}" if self.all_or_none_hidden else ""
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


NHS_ROUND_5 = Policy(
    id="NHS_ROUND_5",
    name="NHS rounding to 5",
    threshold=7,
    rounding_base=5,
    minimum_base=20,
    source=(
        "NHS Digital disclosure control methodology for hospital statistics (September 2018): 0 is shown, 1 to 7 are "
        "hidden, other counts are rounded to the nearest 5, percentages are made of rounded counts. The least base of "
        "20 for a percentage, and the guard against working hidden counts out, are ours."
    ),
)
"""0 is shown, 1 to 7 hidden, others rounded to the nearest 5; percentages of rounded counts on a base of 20 or more."""

SUPPRESS_10 = Policy(
    id="SUPPRESS_10",
    name="Under 10 hidden",
    threshold=9,
    rounding_base=1,
    minimum_base=10,
    source=(
        "The threshold of 10 of the ONS Secure Research Service and of many trusts. Counts are exact elsewhere, so others "
        "are kept back wherever a hidden one could be worked out."
    ),
)
"""1 to 9 are hidden, and whatever would let them be worked out; other counts are exact."""

STAFF_SURVEY_10 = Policy(
    id="STAFF_SURVEY_10",
    name="As the NHS Staff Survey: bases under 10 hidden",
    threshold=0,
    base_threshold=9,
    rounding_base=1,
    minimum_base=10,
    complement_protected=False,
    source=(
        "NHS Staff Survey 2024, detailed organisational results: nothing is shown of fewer than 10 responses. Small "
        "numerators of larger bases are shown, so it suits opinions rather than records."
    ),
)
"""Groups of 1 to 9 are hidden, and whatever would let their size be worked out; other counts are exact."""

INTERNAL_5 = Policy(
    id="INTERNAL_5",
    name="Internal: under 5 hidden",
    threshold=4,
    rounding_base=1,
    minimum_base=5,
    complement_protected=False,
    least_range=1,
    source=(
        "For named analysts inside the organisation: small numbers do not catch the eye. Hidden counts can be worked out "
        "from the others, so it is not for publication."
    ),
)
"""1 to 4 are hidden and nothing else; no guard against working them out, so not for publication."""

POLICIES = {policy.id: policy for policy in (NHS_ROUND_5, SUPPRESS_10, STAFF_SURVEY_10, INTERNAL_5)}
"""Every policy that comes with the library, by its id."""


def find_policy(named: str) -> Policy:
    """Find a policy by its id, or read one from a page of its own.

    Parameters
    ----------
    named
        A key of :data:`POLICIES`, or the path of a YAML file that gives the fields of a :class:`Policy`.

    Returns
    -------
    Policy
        The policy.

    Raises
    ------
    MeasureProblem
        When there is no such policy, or the page does not describe one.
    NoSuchPath
        When the page is not there.

    Examples
    --------
    >>> find_policy("INTERNAL_5").threshold
    4
    """
    import yaml

    if named in POLICIES:
        return POLICIES[named]
    page = Path(named)
    if page.suffix not in {".yaml", ".yml"}:
        raise MeasureProblem(
            f"There is no policy called '{named}'.",
            expected=", ".join(POLICIES),
            closest=nearest(named, POLICIES),
            hint="or name a .yaml file that gives the fields of one.",
        )
    if not page.is_file():
        raise NoSuchPath(f"The policy's page '{page}' is not there.")
    try:
        said = yaml.safe_load(page.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        said = None
    if not isinstance(said, dict):
        raise MeasureProblem(
            f"The policy's page '{page.name}' is not YAML of fields and values.",
            hint="begin with a copy of a policy's fields, as 'sfg policies' prints them.",
        )
    return Policy.from_json(said, where=f"the policy of '{page.name}'")
