"""Pages: the log, the caveats of measures, the lists that nobody confirms, and the thresholds in use, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from sfg_analytics.assumptions.assumption import IMPACT, QUALITY
from sfg_analytics.assumptions.of_the_figures import OF_THE_FIGURES
from sfg_analytics.assumptions.of_the_record import OF_THE_RECORD
from sfg_analytics.contract import Contract
from sfg_analytics.disclosure import POLICIES
from sfg_analytics.measures import CATALOGUE

ASSUMPTIONS = {one.id: one for one in (*OF_THE_RECORD, *OF_THE_FIGURES)}
"""Every assumption by its id."""

LOCAL_DEFAULT = "local default"


def ratings_page() -> str:
    """Say what the ratings mean, as a table.

    Examples
    --------
    >>> ratings_page().splitlines()[2].split(" | ")[0]
    '| Green'
    """
    lines = ["| Rating | Quality of the evidence | Impact if wrong |", "|---|---|---|"]
    return "\n".join(
        [*lines, *(f"| {rating} | {QUALITY[rating]} | {IMPACT[rating]} |" for rating in QUALITY)]
    )


def assumptions_page() -> str:
    """Give the log: each assumption with its two ratings, what it rests on, whom it concerns, where it stands.

    It begins by naming those whose evidence is not strong and on which much hangs.

    Examples
    --------
    >>> "### A1: " in assumptions_page()
    True
    """
    worst = [one.id for one in ASSUMPTIONS.values() if one.quality != "Green" and one.impact == "Red"]
    lines = [f"Look first at {', '.join(worst)}: much hangs on them, and the evidence is not strong."]
    for one in ASSUMPTIONS.values():
        touches = ", ".join(f"`{name}`" for name in one.measures) or "all, or none in particular"
        lines += [
            "",
            f"### {one.id}: {one.says}",
            "",
            f"- **Quality of the evidence: {one.quality}.** {one.because}",
            f"- **Impact if wrong: {one.impact}.** {one.if_wrong}",
            f"- **Concerns** {one.whom}. **Measures**: {touches}",
            f"- **Stands in** `{one.stands}`; **tested by** `{one.tested}`",
        ]
    return "\n".join(lines)


def caveats_page() -> str:
    """Give what to bear in mind of each measure, and the assumptions that touch it, as a table.

    Examples
    --------
    >>> caveats_page().splitlines()[2].split(" | ")[0]
    '| `coverage`'
    """
    lines = ["| Measure | To bear in mind | Assumptions |", "|---|---|---|"]
    for measure in CATALOGUE.values():
        touching = ", ".join(one.id for one in ASSUMPTIONS.values() if measure.id in one.measures)
        lines.append(f"| `{measure.id}` | {measure.caveat} | {touching or '–'} |")
    return "\n".join(lines)


def local_defaults(contracts: Mapping[str, Contract]) -> list[tuple[str, str, int, str, str]]:
    """Name the code lists that no public source confirms.

    Parameters
    ----------
    contracts
        Contracts by id; those with your own folder laid over them tell your lists.

    Returns
    -------
    list of tuple
        ``(contract, column, codes, source, dated)``; how many codes the list has, where it comes from in words, and of when
        it is (empty where that is not known).

    Examples
    --------
    >>> from sfg_analytics.contract import load_contracts
    >>> ("talent_pools", "pool_status") in [found[:2] for found in local_defaults(load_contracts())]
    True
    """
    return [
        (contract.id, column.name, len(column.codes), column.code_list_source, column.code_list_dated)
        for contract in contracts.values()
        for column in contract.columns
        if column.code_list_status == LOCAL_DEFAULT
    ]


def code_lists_page(contracts: Mapping[str, Contract]) -> str:
    """Give the code lists that no public source confirms, as a table."""
    lines = ["| Contract | Column | Codes | Where the list comes from | Of |", "|---|---|---|---|---|"]
    lines += [
        f"| `{contract}` | `{column}` | {codes} | {source} | {dated or '–'} |"
        for contract, column, codes, source, dated in local_defaults(contracts)
    ]
    return "\n".join(lines)


def thresholds_page(contracts: Mapping[str, Contract]) -> str:
    """Give the numbers that decide what is hidden and what is let in: of each policy, and of each contract."""
    lines = [
        "| Policy | Hidden below | Rounded to | Least base of a percentage | Where the rule comes from |",
        "|---|---|---|---|---|",
    ]
    for policy in POLICIES.values():
        below = max(policy.threshold, policy.base_threshold) + 1
        lines.append(
            f"| `{policy.id}` | {below} | {policy.rounding_base} | {policy.minimum_base} | {policy.source} |"
        )
    lines += [
        "",
        "| Contract | Rows that may be rejected | Suspicious from, where it differs |",
        "|---|---|---|",
    ]
    for contract in contracts.values():
        own = ", ".join(f"{name} {value}" for name, value in contract.suspicion.items())
        lines.append(f"| `{contract.id}` | {contract.reject_tolerance_percent:g}% | {own or '–'} |")
    return "\n".join(lines)
