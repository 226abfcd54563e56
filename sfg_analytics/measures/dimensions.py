"""Breakdowns: the groups by which a measure may be looked at.

A breakdown reads one column of the staff table and says under which heading each of its codes is shown, and in which
order. Whatever is blank or declined is shown as *Unknown*, always as a group of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sfg_analytics.contract import Contract
from sfg_analytics.errors import MeasureProblem, nearest
from sfg_analytics.vocabulary.workforce import (
    AGE_BAND_ORDER,
    BAND_CLUSTERS,
    BAND_ORDER,
    DISABILITY_GROUPS,
    ETHNICITY_GROUPS,
    NOT_KNOWN_ETHNICITY,
    NOT_STATED_SEX,
    UNKNOWN,
)


@dataclass(frozen=True)
class Dimension:
    """A breakdown.

    Parameters
    ----------
    id, title
        The name in tables, and a heading.
    column
        The column of ``staff_in_post`` that is read.
    groups
        Codes counted together, by the heading they are shown under. Empty when each code stands alone.
    order
        Codes in the order of display, where each stands alone; others follow in the contract's order.
    unknown
        Codes that mean the answer is not known, where each stands alone. A blank always does.
    """

    id: str
    title: str
    column: str
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def labels(self, contract: Contract) -> dict[str, str]:
        """Give the heading of each code, in the order of display.

        Parameters
        ----------
        contract
            The contract of the staff table, which knows the codes and their labels.

        Returns
        -------
        dict
            From code to heading. For a breakdown that groups codes, a code of the contract that no group names is
            *Unknown*.

        Examples
        --------
        >>> from sfg_analytics.contract import load_contracts
        >>> staff = load_contracts()["staff_in_post"]
        >>> DIMENSIONS["ethnicity"].labels(staff)["D"]
        'All other ethnic groups'
        >>> DIMENSIONS["band"].labels(staff)["8a"]
        'Band 8a'
        """
        known = {code.value: code.label for code in contract.by_name[self.column].codes}
        if self.groups:
            placed = {code: heading for heading, codes in self.groups.items() for code in codes}
            return placed | {code: UNKNOWN for code in known if code not in placed}
        codes = [*(code for code in self.order if code in known), *(c for c in known if c not in self.order)]
        return {code: UNKNOWN if code in self.unknown else known[code] for code in codes}


DIMENSIONS: dict[str, Dimension] = {
    dimension.id: dimension
    for dimension in (
        Dimension("staff_group", "Staff group", "staff_group"),
        Dimension("band", "Band", "band", order=BAND_ORDER),
        Dimension("band_cluster", "Bands together", "band", groups=BAND_CLUSTERS),
        Dimension("ethnicity", "Ethnicity", "ethnicity", groups=ETHNICITY_GROUPS),
        Dimension("ethnic_category", "Ethnic category", "ethnicity", unknown=(NOT_KNOWN_ETHNICITY,)),
        Dimension("sex", "Sex", "sex", unknown=(NOT_STATED_SEX,)),
        Dimension("disability", "Disability", "disability", groups=DISABILITY_GROUPS),
        Dimension("age_band", "Age band", "age_band", order=AGE_BAND_ORDER),
        Dimension("directorate", "Directorate", "directorate"),
    )
}
"""Every breakdown by its id."""


def dimensions(names: Iterable[str]) -> tuple[Dimension, ...]:
    """Find breakdowns by name.

    Raises
    ------
    MeasureProblem
        When a name is not one, or is given twice.

    Examples
    --------
    >>> [dimension.title for dimension in dimensions(["sex", "age_band"])]
    ['Sex', 'Age band']
    """
    wanted = tuple(names)
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
