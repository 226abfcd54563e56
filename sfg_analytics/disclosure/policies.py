"""The policies that come with the library, and policies of one's own.

Each is a page of fields; ``sfg policies`` prints them. A policy of one's own is the same fields in a YAML file.
"""

from __future__ import annotations

from pathlib import Path

from sfg_analytics.disclosure.policy import Policy
from sfg_analytics.errors import MeasureProblem, NoSuchPath, nearest

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
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise MeasureProblem(
            f"The policy's page '{page.name}' is not YAML of fields and values.",
            hint="begin with a copy of a policy's fields, as 'sfg policies' prints them.",
        )
    return Policy.from_json(said, where=f"the policy of '{page.name}'")


def policy_as_yaml(policy: Policy) -> str:
    """Write a policy as a page that :func:`find_policy` reads.

    Examples
    --------
    >>> policy_as_yaml(POLICIES["INTERNAL_5"]).splitlines()[:3]
    ['id: INTERNAL_5', "name: 'Internal: under 5 hidden'", 'threshold: 4']
    """
    import yaml

    fields = {name: value for name, value in policy.as_json().items() if name != "reasons"}
    written: str = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=100)
    return written.rstrip()


def policies_page() -> str:
    """Write the policies as a table in Markdown, for the README and the terminal."""
    lines = [
        "| Policy | Hidden | Other counts | A percentage on | A hidden count can still be | Few *not* counted |",
        "|---|---|---|---|---|---|",
    ]
    for policy in POLICIES.values():
        small = f"1 to {policy.threshold}" if policy.threshold else f"groups of 1 to {policy.base_threshold}"
        others = "exact" if policy.rounding_base == 1 else f"to the nearest {policy.rounding_base}"
        left = f"{policy.least_range} values or more" if policy.least_range > 1 else "worked out"
        guarded = "guarded too" if policy.complement_protected else "not guarded"
        lines.append(
            f"| `{policy.id}` {policy.name} | {small} | {others} | {policy.minimum_base} or more | {left} | {guarded} |"
        )
    return "\n".join(lines)
