"""What was planted, so that an analysis can be asked to find it.

A made-up system is worth having only if the truth about it is known. Four effects are planted here, each in one
organisation and nowhere else; all that touches them stands in this module. Everything else that differs between groups of
people follows from whom the organisations employ (see ``background``): in particular, in the other six organisations
ethnicity, sex, age and disability play no part in who has a conversation, and nowhere do they play a part in what
placement is made or in who leaves (people who have newly come, the lowest bands and those past 65 leave more).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from sfg_analytics.demo.months import month_number

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """One planted effect.

    Parameters
    ----------
    id
        A short name.
    organisation
        The code of the one organisation it is planted in.
    what
        The effect in a sentence or two.
    size
        A ratio of chances, like for like; 1 means no difference.
    since
        The first month it works in, or None when it always has.
    """

    id: str
    organisation: str
    what: str
    size: float
    since: date | None = None


RISING_COVERAGE = Effect(
    "rising_coverage",
    "ZZ2",
    "From October 2023 the chance that a person due a conversation has one rises in six equal monthly steps until, from "
    "March 2024, it is twice what it was. Coverage over twelve months follows with its usual delay.",
    size=2.0,
    since=date(2023, 10, 1),
)
"""Coverage rises at one trust from a known month: a control chart should see it, and when."""

ETHNIC_GAP = Effect(
    "ethnic_gap",
    "ZZ1",
    "At the same band and in the same staff group, staff recorded as Black or Black British (M, N, P) are 0.7 times as "
    "likely as all others to have a conversation.",
    size=0.7,
)
"""A gap that stays when like is compared with like: an adjusted comparison should keep it."""

BAND_EXPLAINS = Effect(
    "band_explains",
    "ZZ3",
    "The chance of a conversation depends on the band alone, and strongly: 0.30 at band 2, 0.92 from band 8b. Minority "
    "ethnic staff, fewer at each higher band (here more than elsewhere), are less likely to have one overall, and as "
    "likely at the same band.",
    size=1.0,
)
"""A crude gap that vanishes once band is held equal: an adjusted comparison should say so."""

RETENTION = Effect(
    "retention",
    "ZZ4",
    "In each month, people who had a conversation in the twelve months before are half as likely to leave as people of the "
    "same length of service, age and band who had not.",
    size=0.5,
)
"""Conversations and staying: present in one organisation, absent in the other seven."""

EFFECTS = (RISING_COVERAGE, ETHNIC_GAP, BAND_EXPLAINS, RETENTION)

RAMP_MONTHS = 6
BLACK = ("M", "N", "P")
CHANCE_BY_BAND = {
    "1": 0.30,
    "2": 0.30,
    "3": 0.35,
    "4": 0.42,
    "5": 0.45,
    "6": 0.70,
    "7": 0.84,
    "8a": 0.90,
    "8b": 0.92,
    "8c": 0.92,
    "8d": 0.92,
    "9": 0.92,
    "VSM": 0.92,
    "Medical": 0.45,
    "Other": 0.45,
}
"""What stands in for an organisation's own chance where band alone decides."""


def chance_of_conversation(
    organisation: str,
    month: int,
    *,
    ordinary: Floats,
    band: npt.NDArray[np.str_],
    ethnicity: npt.NDArray[np.str_],
) -> Floats:
    """Give each person's chance of a conversation when it is due, planted effects and all.

    Parameters
    ----------
    organisation
        Its code.
    month
        The number of the month in which it is due.
    ordinary
        Shape ``(people,)``, 0 to 1: the chance if nothing were planted.
    band, ethnicity
        Shape ``(people,)``: the contract's codes.

    Returns
    -------
    numpy.ndarray
        Shape ``(people,)``; 0 is never, 1 is certainly.

    Examples
    --------
    >>> chance_of_conversation(
    ...     "ZZ1", 24_300, ordinary=np.array([0.5, 0.5]), band=np.array(["5", "5"]), ethnicity=np.array(["A", "N"])
    ... ).tolist()
    [0.5, 0.35]
    """
    if organisation == RISING_COVERAGE.organisation and RISING_COVERAGE.since:
        steps = min(max(month - month_number(RISING_COVERAGE.since) + 1, 0), RAMP_MONTHS)
        return ordinary * (1 + (RISING_COVERAGE.size - 1) * steps / RAMP_MONTHS)
    if organisation == ETHNIC_GAP.organisation:
        return np.where(np.isin(ethnicity, BLACK), ordinary * ETHNIC_GAP.size, ordinary)
    if organisation == BAND_EXPLAINS.organisation:
        bands, place = np.unique(band, return_inverse=True)
        by_band: Floats = np.array([CHANCE_BY_BAND[str(code)] for code in bands])[place]
        return by_band
    return ordinary


def chance_of_leaving(organisation: str, *, ordinary: Floats, conversation: npt.NDArray[np.bool_]) -> Floats:
    """Give each person's chance of leaving in a month, planted effect and all.

    Parameters
    ----------
    organisation
        Its code.
    ordinary
        Shape ``(people,)``, 0 to 1: the chance without a conversation.
    conversation
        Shape ``(people,)``: whether there was one in the twelve months before.

    Returns
    -------
    numpy.ndarray
        Shape ``(people,)``; 0 stays for certain, 1 leaves for certain.

    Examples
    --------
    >>> chance_of_leaving("ZZ4", ordinary=np.array([0.01, 0.01]), conversation=np.array([False, True])).tolist()
    [0.01, 0.005]
    """
    if organisation == RETENTION.organisation:
        return np.where(conversation, ordinary * RETENTION.size, ordinary)
    return ordinary
