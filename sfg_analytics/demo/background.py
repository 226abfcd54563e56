"""Who works in a made-up system: the shares everything else is drawn from.

The figures are rounded impressions of published ones, near enough for a demonstration and not to be quoted. Minority
ethnic staff are a smaller part of each higher Agenda for Change band and a large part of registered nurses and doctors
(Workforce Race Equality Standard); 3 to 6 % declare a disability on the staff record, far fewer than in the Staff Survey
(NHS Employers); one person in twenty has no ethnic category that can be used; one in four has no sexual orientation or
religion that can be, most of them because they were asked and would rather not say; about one in ten leaves in a year.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sfg_analytics.demo.drawing import weights

STAFF_GROUPS: Mapping[str, Mapping[str, float]] = {
    "acute": {
        "Medical and Dental": 13,
        "Nursing and Midwifery Registered": 31,
        "Allied Health Professionals": 7,
        "Additional Professional Scientific and Technical": 4,
        "Healthcare Scientists": 4,
        "Additional Clinical Services": 19,
        "Administrative and Clerical": 17,
        "Estates and Ancillary": 4,
        "Students": 1,
    },
    "mental health": {
        "Medical and Dental": 6,
        "Nursing and Midwifery Registered": 28,
        "Allied Health Professionals": 8,
        "Additional Professional Scientific and Technical": 12,
        "Additional Clinical Services": 25,
        "Administrative and Clerical": 18,
        "Estates and Ancillary": 3,
    },
    "community": {
        "Medical and Dental": 3,
        "Nursing and Midwifery Registered": 31,
        "Allied Health Professionals": 20,
        "Additional Professional Scientific and Technical": 3,
        "Additional Clinical Services": 22,
        "Administrative and Clerical": 18,
        "Estates and Ancillary": 3,
    },
    "ambulance": {
        "Nursing and Midwifery Registered": 2,
        "Allied Health Professionals": 41,
        "Additional Clinical Services": 35,
        "Administrative and Clerical": 20,
        "Estates and Ancillary": 2,
    },
    "board": {
        "Medical and Dental": 3,
        "Nursing and Midwifery Registered": 10,
        "Additional Professional Scientific and Technical": 7,
        "Administrative and Clerical": 80,
    },
}
"""Weights of staff groups by kind of workforce."""

_PROFESSION = {"5": 46, "6": 31, "7": 16, "8a": 5, "8b": 1.3, "8c": 0.5, "8d": 0.2}
BANDS: Mapping[str, Mapping[str, float]] = {
    "Medical and Dental": {"Medical": 1},
    "Students": {"3": 1, "4": 1},
    "Nursing and Midwifery Registered": _PROFESSION,
    "Allied Health Professionals": {**_PROFESSION, "5": 30, "6": 42},
    "Additional Professional Scientific and Technical": {
        "4": 20,
        "5": 20,
        "6": 20,
        "7": 22,
        "8a": 12,
        "8b": 4,
        "8c": 2,
    },
    "Healthcare Scientists": {"4": 10, "5": 20, "6": 32, "7": 24, "8a": 9, "8b": 4, "8c": 1},
    "Additional Clinical Services": {"2": 42, "3": 38, "4": 19, "Other": 1},
    "Administrative and Clerical": {
        "2": 16,
        "3": 24,
        "4": 20,
        "5": 12,
        "6": 9,
        "7": 8,
        "8a": 5,
        "8b": 2.5,
        "8c": 1.5,
        "8d": 0.8,
        "9": 0.6,
        "VSM": 0.6,
    },
    "Estates and Ancillary": {"1": 2, "2": 68, "3": 18, "4": 8, "5": 4},
}
"""Weights of bands within a staff group."""

MINORITY_ETHNIC: Mapping[str, float] = {
    "1": 0.25,
    "2": 0.25,
    "3": 0.21,
    "4": 0.17,
    "5": 0.31,
    "6": 0.23,
    "7": 0.17,
    "8a": 0.15,
    "8b": 0.13,
    "8c": 0.12,
    "8d": 0.11,
    "9": 0.10,
    "VSM": 0.10,
    "Medical": 0.46,
    "Other": 0.15,
}
"""Share of minority ethnic staff by band, before the staff group's own part in it."""

MINORITY_ETHNIC_BY_GROUP: Mapping[str, float] = {
    "Nursing and Midwifery Registered": 1.2,
    "Allied Health Professionals": 0.65,
    "Administrative and Clerical": 0.75,
}
"""How a staff group's share compares with its bands' (1 where not named)."""

_WHITE = {"A": 88, "B": 3, "C": 9}
_MINORITY = {
    "D": 2,
    "E": 2,
    "F": 2,
    "G": 2,
    "H": 19,
    "J": 8,
    "K": 2,
    "L": 16,
    "M": 8,
    "N": 24,
    "P": 4,
    "R": 4,
    "S": 7,
}
_NO_ANSWER = {"Z": 0.025, "99": 0.010, "": 0.015}

FEMALE: Mapping[str, float] = {
    "Medical and Dental": 0.48,
    "Nursing and Midwifery Registered": 0.88,
    "Additional Clinical Services": 0.80,
    "Estates and Ancillary": 0.50,
}
"""Share of women by staff group (0.76 where not named)."""

DISABILITY = {"Yes": 4.2, "No": 78, "Prefer not to answer": 1.3, "Not declared": 12, "": 4.5}
SEXUAL_ORIENTATION = {
    "Heterosexual or straight": 73,
    "Gay or lesbian": 2.2,
    "Bisexual": 1.4,
    "Other": 0.2,
    "Undecided": 0.2,
    "Not stated": 13,
    "Unspecified": 6,
    "": 4,
}
RELIGION_OR_BELIEF = {
    "Atheism": 14,
    "Buddhism": 0.8,
    "Christianity": 39,
    "Hinduism": 2.6,
    "Islam": 4.6,
    "Jainism": 0.1,
    "Judaism": 0.3,
    "Sikhism": 0.9,
    "No religion": 4.7,
    "Other": 8,
    "Not stated": 15,
    "Unspecified": 6,
    "": 4,
}
"""Weights alike for everybody: here religion goes with no ethnicity, and neither with age."""

FTE = {"1": 58, "0.8": 15, "0.6": 12, "0.5": 7, "0.4": 5, "0.9": 3}
SECOND_ASSIGNMENT = 0.02
LADDER = ("2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9")
ROLES: Mapping[str, str] = {
    "Medical and Dental": "Doctor",
    "Students": "Trainee",
    "Nursing and Midwifery Registered": "Nurse",
    "Allied Health Professionals": "Therapist or paramedic",
    "Additional Professional Scientific and Technical": "Psychologist or pharmacist",
    "Healthcare Scientists": "Scientist",
    "Additional Clinical Services": "Support worker",
    "Administrative and Clerical": "Officer",
    "Estates and Ancillary": "Assistant",
    "Supplementary Roles": "Adviser",
}


def ethnic_shares(
    band: str, staff_group: str, *, relative: float, gradient: float
) -> npt.NDArray[np.float64]:
    """Give the shares of the ethnic categories at one band in one staff group.

    Parameters
    ----------
    band, staff_group
        The contract's codes.
    relative
        The organisation's share of minority ethnic staff compared with the national one; 1 is the same.
    gradient
        How much more steeply it falls from band to band than nationally, band 5 staying as it is; 0 is the same.

    Returns
    -------
    numpy.ndarray
        Shape ``(19,)``: the eighteen codes and a blank, summing to 1.
    """
    steps = LADDER.index(band) - LADDER.index("5") if band in LADDER else 0
    steeper = relative * float(np.exp(-gradient * steps))
    national = MINORITY_ETHNIC[band] * MINORITY_ETHNIC_BY_GROUP.get(staff_group, 1.0)
    minority = min(0.9, national * steeper)
    answered = 1 - sum(_NO_ANSWER.values())
    named = {code: answered * (1 - minority) * share / 100 for code, share in _WHITE.items()}
    named |= {code: answered * minority * share / 100 for code, share in _MINORITY.items()}
    return weights("staff_in_post", "ethnicity", named | _NO_ANSWER)
