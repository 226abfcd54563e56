"""Eight organisations that do not exist.

Their codes begin ``ZZ``, which no organisation of the NHS has, and every name says *made up*. They differ in size, in
whom they employ, in how they run Scope for Growth and in the season they run it, as real ones do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

SYSTEM_CODE, SYSTEM = "QZ9", "Example Integrated Care System (made up)"
REGION_CODE, REGION = "Y99", "Example Region (made up)"


@dataclass(frozen=True)
class Organisation:
    """One made-up organisation.

    Parameters
    ----------
    code, name, cluster_group, benchmarking_group
        As in the list of organisations.
    share
        Its share of the system's people, 0 to 1.
    workforce
        Which mix of staff groups it employs: a key of ``background.STAFF_GROUPS``.
    chance
        The chance that a person who is due a conversation has one, 0 to 1, before the planted effects.
    season
        Twelve weights, January first: in which month people's conversations fall due.
    run_as
        Weights of the four ways of running Scope for Growth.
    directorates
        The first level of its structure.
    delay
        Mean days from a conversation to its being recorded.
    leaving
        The ordinary chance of leaving in a year, 0 to 1.
    minority_ethnic
        How the share of minority ethnic staff compares with the national one at the same band (1 is the same).
    gradient
        How much more steeply than nationally that share falls from band to band: each band up multiplies it by
        ``exp(-gradient)``, band 5 staying as it is. 0 is as nationally.
    first_number
        The employee number given first. Several organisations begin at 1: a number names a person only within one.
    sends
        The contracts of what it exports beside staff, conversations and actions.
    """

    code: str
    name: str
    cluster_group: str
    benchmarking_group: str
    share: float
    workforce: str
    chance: float
    season: tuple[int, ...]
    run_as: Mapping[str, float]
    directorates: tuple[str, ...]
    delay: float = 9.0
    leaving: float = 0.095
    minority_ethnic: float = 1.0
    gradient: float = 0.0
    first_number: int = 1
    sends: tuple[str, ...] = ()


_SPRING = (4, 5, 8, 16, 18, 16, 9, 4, 5, 5, 5, 5)
_AUTUMN = (5, 6, 6, 5, 5, 6, 6, 4, 16, 18, 16, 7)
_YEAR_END = (14, 18, 20, 8, 5, 5, 5, 3, 5, 5, 6, 6)
_EVEN = (9, 9, 9, 8, 8, 8, 7, 6, 9, 9, 10, 8)

ORGANISATIONS = (
    Organisation(
        "ZZ1",
        "Example Teaching Hospitals (made up)",
        "Acute",
        "Acute - Teaching",
        share=0.30,
        workforce="acute",
        chance=0.68,
        season=_SPRING,
        run_as={"appraisal": 0.9, "standalone": 0.1},
        directorates=("Medicine", "Surgery", "Women and Children", "Clinical Support", "Corporate"),
        minority_ethnic=1.2,
        sends=("critical_posts", "starters_and_leavers"),
    ),
    Organisation(
        "ZZ2",
        "Example General Hospital (made up)",
        "Acute",
        "Acute - Small",
        share=0.15,
        workforce="acute",
        chance=0.42,
        season=_EVEN,
        run_as={"standalone": 0.8, "unknown": 0.2},
        directorates=("Médecine – Soins", "Planned Care", "Urgent Care", "Corporate"),
        delay=14.0,
        sends=("talent_pools",),
    ),
    Organisation(
        "ZZ3",
        "Example Mental Health Partnership (made up)",
        "Mental Health",
        "Mental Health and Learning Disability",
        share=0.17,
        workforce="mental health",
        chance=0.60,
        season=_AUTUMN,
        run_as={"appraisal": 0.7, "talent_pool": 0.3},
        directorates=("Adult Community", "Inpatient", "Children and Young People", "Corporate"),
        gradient=0.2,
        sends=("critical_posts", "talent_pools"),
    ),
    Organisation(
        "ZZ4",
        "Example Community Health (made up)",
        "Community Provider Trust",
        "Community Provider Trust",
        share=0.12,
        workforce="community",
        chance=0.60,
        season=_SPRING,
        run_as={"learning_assessment": 0.6, "standalone": 0.4},
        directorates=("North Locality", "South Locality", "Specialist Services", "Corporate"),
        leaving=0.14,
        minority_ethnic=0.8,
        sends=("starters_and_leavers",),
    ),
    Organisation(
        "ZZ5",
        "Example Ambulance Service (made up)",
        "Ambulance",
        "Ambulance Trust",
        share=0.09,
        workforce="ambulance",
        chance=0.48,
        season=_EVEN,
        run_as={"appraisal": 1.0},
        directorates=("Operations East", "Operations West", "Control Room", "Corporate"),
        delay=20.0,
        minority_ethnic=0.4,
        first_number=30_000_001,
        sends=("headcounts",),
    ),
    Organisation(
        "ZZ6",
        "Example Orthopaedic Hospital (made up)",
        "Acute",
        "Acute - Specialist",
        share=0.06,
        workforce="acute",
        chance=0.86,
        season=_YEAR_END,
        run_as={"appraisal": 0.5, "standalone": 0.5},
        directorates=("Theatres", "Wards", "Outpatients", "Corporate"),
        delay=5.0,
        sends=("starters_and_leavers", "talent_grid"),
    ),
    Organisation(
        "ZZ7",
        "Example Care Partnership (made up)",
        "Mental Health",
        "Care Trust",
        share=0.08,
        workforce="community",
        chance=0.56,
        season=_AUTUMN,
        run_as={"appraisal": 0.4, "standalone": 0.3, "learning_assessment": 0.3},
        directorates=("Adults", "Families", "Reablement", "Corporate"),
        sends=("starters_and_leavers",),
    ),
    Organisation(
        "ZZ8",
        "Example Integrated Care Board (made up)",
        "Integrated Care Board",
        "Integrated Care Board",
        share=0.03,
        workforce="board",
        chance=0.88,
        season=_YEAR_END,
        run_as={"talent_pool": 0.2, "standalone": 0.8},
        directorates=("Commissioning", "Finance", "Nursing and Quality", "People"),
        delay=4.0,
        first_number=20_000_001,
        sends=("critical_posts", "talent_pools", "talent_grid"),
    ),
)


def headcounts(people: int) -> dict[str, int]:
    """Share a number of people out among the organisations.

    Parameters
    ----------
    people
        People in the system, 0 or more.

    Returns
    -------
    dict
        Organisation code to people in post at the beginning, at least 2 each.

    Examples
    --------
    >>> headcounts(1000)["ZZ1"]
    300
    """
    return {organisation.code: max(2, round(people * organisation.share)) for organisation in ORGANISATIONS}


def organisations_table(month: date) -> pl.DataFrame:
    """List the made-up organisations as the contract ``organisations`` has them.

    Parameters
    ----------
    month
        The month the list describes, as its first day.

    Returns
    -------
    polars.DataFrame
        One row an organisation; the contract's columns.

    Examples
    --------
    >>> organisations_table(date(2025, 3, 1)).height
    8
    """
    return pl.DataFrame(
        {
            "organisation": [organisation.code for organisation in ORGANISATIONS],
            "period": [month] * len(ORGANISATIONS),
            "organisation_name": [organisation.name for organisation in ORGANISATIONS],
            "ics_code": SYSTEM_CODE,
            "ics": SYSTEM,
            "region_code": REGION_CODE,
            "region": REGION,
            "cluster_group": [organisation.cluster_group for organisation in ORGANISATIONS],
            "benchmarking_group": [organisation.benchmarking_group for organisation in ORGANISATIONS],
        }
    )
