"""Breakdowns: the groups by which a measure may be looked at.

A breakdown reads a column of the rows that are counted, or computes a code from several, and says under which heading
each code is shown, and in which order. Whoever's answer is not known is in the group *Unknown*, always a group of its
own; on request it is told apart into those who declined, those never asked, and blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import narwhals as nw

from sfg_analytics.contract import Code, Contract
from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.measures.measure import LOOK_BACK_MONTHS
from sfg_analytics.measures.source import ACTIONS, CONVERSATIONS, STAFF, month_of
from sfg_analytics.vocabulary.workforce import (
    AGE_BAND_ORDER,
    BAND_CLUSTERS,
    BAND_ORDER,
    DECLINED,
    DISABILITY_GROUPS,
    ETHNICITY_GROUPS,
    FIVE_ETHNIC_GROUPS,
    NOT_ASKED,
    UNKNOWN,
    UNKNOWN_DECLINED,
    UNKNOWN_NOT_ASKED,
)

WHY_UNKNOWN = {DECLINED: UNKNOWN_DECLINED, NOT_ASKED: UNKNOWN_NOT_ASKED}


@dataclass(frozen=True, eq=False)
class Dimension:
    """A breakdown.

    Parameters
    ----------
    id, title
        The name in tables, and a heading.
    reads
        The column of the rows that is read.
    code
        How the code is made of it; None where the column holds codes.
    contract, listed
        The contract, and its column, that list the codes; by default a column of the staff list, of the same name.
    groups
        Codes counted together, by the heading they are shown under. Empty when each code stands alone.
    headings
        Headings of codes that no contract lists, in the order of display.
    order
        Codes in the order of display, where each stands alone; others follow in the contract's order.
    answers
        Codes that the contract marks as unknown and that are shown as an answer all the same.
    audience
        ``"analyst"`` for what is never published.
    looks_back
        How many months of conversations it reads, beyond those its measure does.
    """

    id: str
    title: str
    reads: str
    code: nw.Expr | None = None
    contract: str = STAFF
    listed: str | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    audience: str = "board"
    looks_back: int = 0

    @property
    def column(self) -> str:
        """The name under which its codes are counted: that of the column, where it reads one as it stands."""
        return self.reads if self.code is None else f"code of {self.id}"

    def labels(self, contracts: Mapping[str, Contract], *, apart: bool = False) -> dict[str, str]:
        """Give the heading of each code, in the order of display.

        Parameters
        ----------
        contracts
            Contracts by id, which know the codes, their labels, and which of them mean *unknown* and why.
        apart
            Tell the unknown apart: declined, never asked; a blank is told apart where it is met.

        Returns
        -------
        dict
            From code to heading. For a breakdown that groups codes, a code of the contract that no group names is
            *Unknown*.

        Examples
        --------
        >>> from sfg_analytics.contract import load_contracts
        >>> contracts = load_contracts()
        >>> DIMENSIONS["ethnicity"].labels(contracts)["D"]
        'All other ethnic groups'
        >>> DIMENSIONS["band"].labels(contracts)["8a"]
        'Band 8a'
        >>> DIMENSIONS["disability"].labels(contracts, apart=True)["Prefer not to answer"]
        'Unknown: declined to say'
        """
        if self.code is not None:
            return dict(self.headings)
        codes = {
            code.value: code for code in contracts[self.contract].by_name[self.listed or self.reads].codes
        }
        unknown = {
            value: _why(code) if apart else UNKNOWN
            for value, code in codes.items()
            if "unknown" in code.marks and value not in self.answers
        }
        if self.groups:
            placed = {code: heading for heading, listed in self.groups.items() for code in listed}
            return placed | {code: unknown.get(code, UNKNOWN) for code in codes if code not in placed}
        order = [*(code for code in self.order if code in codes), *(c for c in codes if c not in self.order)]
        return {code: unknown.get(code, codes[code].label) for code in order}


def _why(code: Code) -> str:
    return WHY_UNKNOWN.get(code.marks["unknown"], UNKNOWN)


SERVICE_GROUPS = {
    12: "Under 1 year",
    24: "1 year to under 2",
    60: "2 to under 5 years",
    120: "5 to under 10 years",
    240: "10 to under 20 years",
    1200: "20 years and more",
}
"""Length of service by the month it ends under, counted from the month of the start."""


def _length_of_service() -> nw.Expr:
    served = nw.col("month") - month_of(nw.col("service_start_date"))
    code: nw.Expr = nw.lit(None, dtype=nw.String)
    for limit in reversed(SERVICE_GROUPS):
        code = nw.when(served < limit).then(nw.lit(str(limit))).otherwise(code)
    return code


def _working_time() -> nw.Expr:
    part = nw.when(nw.col("fte") < 1).then(nw.lit("part")).otherwise(nw.lit("full"))
    return nw.when(~nw.col("fte").is_null()).then(part).otherwise(nw.lit(None, dtype=nw.String))


def _conversed() -> nw.Expr:
    return nw.when(nw.col("conversed")).then(nw.lit("with")).otherwise(nw.lit("without"))


def _plain(name: str, title: str, contract: str) -> Dimension:
    return Dimension(name, title, name, contract=contract)


DIMENSIONS: dict[str, Dimension] = {
    dimension.id: dimension
    for dimension in (
        Dimension("staff_group", "Staff group", "staff_group"),
        Dimension("band", "Band", "band", order=BAND_ORDER),
        Dimension("band_cluster", "Bands together", "band", groups=BAND_CLUSTERS),
        Dimension("ethnicity", "Ethnicity", "ethnicity", groups=ETHNICITY_GROUPS),
        Dimension("ethnic_group", "Ethnic group", "ethnicity", groups=FIVE_ETHNIC_GROUPS),
        Dimension("ethnic_category", "Ethnic category", "ethnicity", answers=("Z",)),
        Dimension("sex", "Sex", "sex"),
        Dimension("disability", "Disability", "disability", groups=DISABILITY_GROUPS),
        Dimension("age_band", "Age band", "age_band", order=AGE_BAND_ORDER),
        Dimension("sexual_orientation", "Sexual orientation", "sexual_orientation"),
        Dimension("religion_or_belief", "Religion or belief", "religion_or_belief"),
        Dimension(
            "working_time",
            "Full or part time",
            "fte",
            code=_working_time(),
            headings={"full": "Full time", "part": "Part time"},
        ),
        Dimension(
            "length_of_service",
            "Length of service",
            "service_start_date",
            code=_length_of_service(),
            headings={str(limit): heading for limit, heading in SERVICE_GROUPS.items()},
        ),
        Dimension("directorate", "Directorate", "directorate"),
        _plain("run_as", "How it is run", CONVERSATIONS),
        _plain("facilitator", "Who facilitates", CONVERSATIONS),
        _plain("current_placement", "Placement now", CONVERSATIONS),
        _plain("sought_placement", "Placement sought", CONVERSATIONS),
        Dimension(
            "current_then",
            "Placement then",
            "current_then",
            contract=CONVERSATIONS,
            listed="current_placement",
        ),
        Dimension(
            "sought_then",
            "Placement sought then",
            "sought_then",
            contract=CONVERSATIONS,
            listed="sought_placement",
        ),
        _plain("kind", "Kind of development", ACTIONS),
        Dimension(
            "conversed",
            "With or without a conversation",
            "conversed",
            code=_conversed(),
            headings={"with": "With a conversation", "without": "Without a conversation"},
            looks_back=LOOK_BACK_MONTHS,
        ),
        Dimension("contract", "Contract", "contract", code=nw.col("contract")),
        Dimension(
            "facilitator_team",
            "Facilitator's team",
            "facilitator_person",
            code=nw.col("facilitator_person"),
            contract=CONVERSATIONS,
            audience="analyst",
        ),
    )
}
"""Every breakdown by its id."""


def dimensions(names: Iterable[str]) -> tuple[Dimension, ...]:
    """Find breakdowns by name; one may be given by itself.

    Raises
    ------
    MeasureProblem
        When a name is not one, or is given twice.

    Examples
    --------
    >>> [dimension.title for dimension in dimensions(["sex", "age_band"])]
    ['Sex', 'Age band']
    """
    wanted = (names,) if isinstance(names, str) else tuple(names)
    for name in wanted:
        if name not in DIMENSIONS:
            raise MeasureProblem(
                f"There is no breakdown called '{name}'.",
                expected=", ".join(DIMENSIONS),
                closest=nearest(name, DIMENSIONS),
            )
    if len(set(wanted)) < len(wanted):
        raise MeasureProblem("A breakdown is named twice.", got=", ".join(wanted))
    return tuple(DIMENSIONS[name] for name in wanted)
