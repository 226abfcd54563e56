"""What was planted, so that an analysis can be asked to find it.

A made-up system is worth having only if the truth about it is known. Seven effects are planted here, each in one
organisation and nowhere else; all that touches them stands in this module. Everything else that differs between groups of
people follows from whom the organisations employ (see ``background``): in particular, in all organisations but two
ethnicity, sex, age and disability play no part in who has a conversation, and nowhere do they or working hours play a part
in what placement is made or in who leaves (people who have newly come, the lowest bands and those past 65 leave more).
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
        A ratio of chances, like for like; 1 means no difference, 0 that it happens no more.
    since
        The first month it works in, or None when it always has (or when that hangs on the last month).
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

SLOWER_START = Effect(
    "slower_start",
    "ZZ5",
    "Actions agreed with staff recorded as disabled are 0.6 times as likely as all others to be started within 90 days; the "
    "others of them are started later.",
    size=0.6,
)
"""A gap in what follows a conversation, where there is none in having one."""

DIRECTORATE_MIX = Effect(
    "directorate_mix",
    "ZZ6",
    "In the first directorate (Theatres) people are placed in stretch now 1.6 times as often as in the others, whoever they "
    "are. What is sought follows from where people are placed, by the same chances everywhere.",
    size=1.6,
)
"""Facilitators who place differently: calibration should see it."""

SILENCE = Effect(
    "silence",
    "ZZ7",
    "The files of conversations and actions end four months before the last month. Conversations are still held, nobody "
    "sends them, and staff are sent as before: a gap, not a zero.",
    size=0.0,
)
"""An organisation that has stopped submitting."""

EFFECTS = (
    RISING_COVERAGE,
    ETHNIC_GAP,
    BAND_EXPLAINS,
    RETENTION,
    SLOWER_START,
    DIRECTORATE_MIX,
    SILENCE,
)

RAMP_MONTHS = 6
SILENT_MONTHS = 4
SOON = 90
"""Days within which an action is started soon."""

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


def last_month_told(organisation: str, last: int) -> int:
    """Give the last month whose conversations an organisation sends, of a history that ends in a given month.

    Examples
    --------
    >>> last_month_told("ZZ7", 24_300), last_month_told("ZZ8", 24_300)
    (24296, 24300)
    """
    return last - SILENT_MONTHS if organisation == SILENCE.organisation else last


def placement_shares(
    organisation: str, *, ordinary: Floats, stretch: int, directorate: npt.NDArray[np.int16]
) -> Floats:
    """Give each person's shares of the placements now, planted effect and all.

    Parameters
    ----------
    organisation
        Its code.
    ordinary
        Shape ``(codes + 1,)``, summing to 1: the shares if nothing were planted.
    stretch
        The position of stretch among the codes.
    directorate
        Shape ``(people,)``: positions among the organisation's directorates.

    Returns
    -------
    numpy.ndarray
        Shape ``(people, codes + 1)``; each row sums to 1.

    Examples
    --------
    >>> shares = placement_shares("ZZ6", ordinary=np.array([0.8, 0.2]), stretch=1, directorate=np.array([0, 1]))
    >>> shares.round(2).tolist()
    [[0.68, 0.32], [0.8, 0.2]]
    """
    shares = np.tile(ordinary, (len(directorate), 1))
    if organisation == DIRECTORATE_MIX.organisation:
        more = ordinary[stretch] * DIRECTORATE_MIX.size
        changed = ordinary * (1 - more) / (1 - ordinary[stretch])
        changed[stretch] = more
        shares[directorate == 0] = changed
    return shares


def days_to_start(
    organisation: str, *, ordinary: Floats, disabled: npt.NDArray[np.bool_], chance: Floats
) -> Floats:
    """Give the days until each action is started, planted effect and all.

    Parameters
    ----------
    organisation
        Its code.
    ordinary
        Shape ``(actions,)``: the days if nothing were planted.
    disabled
        Shape ``(actions,)``: whether they were agreed with somebody recorded as disabled.
    chance
        Shape ``(actions,)``, uniform on 0 to 1.

    Returns
    -------
    numpy.ndarray
        Shape ``(actions,)``; of those that would start soon, some are put off until it is no longer soon.
    """
    if organisation == SLOWER_START.organisation:
        put_off = disabled & (ordinary <= SOON) & (chance >= SLOWER_START.size)
        return np.where(put_off, ordinary + SOON + 1, ordinary)
    return ordinary
