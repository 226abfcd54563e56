"""Who holds whose conversation: the line managers.

Every team has one manager, who is in post and not away: of those at its highest band, whoever has served longest. A
manager's own conversation is held by the manager of the directorate's first team; that one's own by nobody here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sfg_analytics.demo.background import LADDER
from sfg_analytics.demo.drawing import code_list
from sfg_analytics.demo.organisations import Organisation
from sfg_analytics.demo.people import STAFF, Workforce

NOBODY = -1


def line_managers(staff: Workforce, organisation: Organisation) -> npt.NDArray[np.int64]:
    """Give the employee number of each person's line manager.

    Parameters
    ----------
    staff
        Everybody in post.
    organisation
        Whom they work for.

    Returns
    -------
    numpy.ndarray
        Shape ``(people,)``; -1 where there is none.
    """
    height = np.array([LADDER.index(band) if band in LADDER else -1 for band in code_list(STAFF, "band")])
    there = np.flatnonzero(~staff.on_long_absence())
    first_to_last = np.lexsort((staff.number[there], staff.start[there], -height[staff.band[there]]))
    leading = there[first_to_last]
    teams, place = np.unique(staff.team[leading], return_index=True)
    manager = np.full(int(staff.team.max(initial=0)) + 1, NOBODY, dtype=np.int64)
    manager[teams] = staff.number[leading[place]]
    own = manager[staff.team]
    above = manager[staff.team % len(organisation.directorates)]
    own = np.where(own == staff.number, above, own)
    return np.where(own == staff.number, NOBODY, own)
