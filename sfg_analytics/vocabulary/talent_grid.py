"""The talent grid of 2014: nine boxes, which Scope for Growth has since replaced.

Before Scope for Growth, the NHS Leadership Academy's tool [1]_ placed people in one of nine boxes, by how they performed
and how ready they were to move. Organisations still hold such records. They are read, and kept apart: a box is a
manager's rating and a placement an agreement, no official crosswalk leads from one to the other, and none is made here.
Nothing counts boxes together with placements, and a series that changes from one to the other has ended, and another
has begun.

References
----------
.. [1] NHS Leadership Academy, *Talent Management Conversation Tool: a guide for managers and employees*, version 1,
   July 2014 (talent grid; considerations for people in the coloured areas).
"""

from __future__ import annotations

SOURCE = "NHS Leadership Academy, Talent Management Conversation Tool, version 1 (July 2014)"

PERFORMANCE: tuple[str, ...] = ("exceeds", "meets", "partially_met")
"""Performance and behaviours: the rows, from the top of the page."""

READINESS: tuple[str, ...] = ("professional_talent", "ready_soon", "ready_now")
"""Readiness to move: the columns, from the left. Being further to the right is not being worth more; the tool says of
the first that they are *equally valuable where they are*."""

GRID: tuple[tuple[str, str, str], ...] = (
    ("professional_in_field", "key_generalist", "role_model"),
    ("future_professional", "solid_generalist", "future_emergent_potential"),
    ("developing_professional", "developing_generalist", "transition_employee"),
)
"""The boxes, a row for each of ``PERFORMANCE`` and in it one for each of ``READINESS``."""

COLOURS: dict[str, tuple[str, ...]] = {
    "green": ("role_model", "key_generalist", "future_emergent_potential"),
    "purple": (
        "professional_in_field",
        "future_professional",
        "solid_generalist",
        "key_generalist",
        "future_emergent_potential",
    ),
    "blue": ("developing_professional", "developing_generalist", "transition_employee"),
}
"""The boxes that may have each colour. The text says for whom a colour is, and only a drawing which box has which:
it gives *role model* to green, and says of two boxes that they *may also be given similar opportunities*; these two are
under both colours here."""
