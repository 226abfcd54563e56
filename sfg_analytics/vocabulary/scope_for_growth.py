"""The words of Scope for Growth, as the framework itself writes them.

Somebody and their manager talk about the person's career, and agree two placements: where the person is now, and where
they seek to be. There are three growth categories. They are not steps of a ladder: depth, breadth and stretch are
valued equally, and so is the answer that no move is sought now. The order here is the order in which the framework
lists them, and means nothing more.

References
----------
.. [1] Scope for Growth, *Information for managers* (growth categories, stages of the conversation).
.. [2] Scope for Growth - Career Conversations, South East pilot sites 2023/24 (the four ways of running it).
"""

from __future__ import annotations

from dataclasses import dataclass

GUIDE = "Scope for Growth, Information for managers"


@dataclass(frozen=True)
class Placement:
    """A place on the framework: its code in our tables, its name, and its meaning in the framework's words."""

    code: str
    label: str
    wording: str
    source: str = GUIDE


DEPTH = Placement("depth", "Depth", "Expanding your expertise")
BREADTH = Placement("breadth", "Breadth", "Building out your career into other areas")
STRETCH = Placement(
    "stretch",
    "Stretch or complexity",
    "Growing beyond your current role, particularly around increasing complexity and leadership capabilities",
)
NO_MOVE = Placement(
    "no_move",
    "No move sought now",
    "Content to consolidate at present - appreciated and supported",
    source=f"{GUIDE}: the answer is described there; no official label is confirmed, this one is ours",
)

GROWTH_CATEGORIES: tuple[Placement, ...] = (DEPTH, BREADTH, STRETCH)
PLACEMENTS: tuple[Placement, ...] = (*GROWTH_CATEGORIES, NO_MOVE)

WAYS: dict[str, str] = {
    "appraisal": "Woven into the existing appraisal",
    "standalone": "An independent, in-depth career conversation",
    "learning_assessment": "An assessment tool for learning and development opportunities",
    "talent_pool": "Part of the application process for talent pools",
}
"""The four ways the pilot sites ran Scope for Growth [2]_. The way changes who is offered a conversation."""

PREPARED = "prepared"
"""The stage at which the person has reflected, and the conversation is still to come."""

PLAN_AGREED = "plan_agreed"
"""The stage at which a development plan has been agreed."""

HORIZON_MONTHS = 24
"""How far ahead a placement is sought: the framework recommends two years."""
