"""What matters first on a page, each under the question it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sfg_analytics.pack.document import Section


def under_questions(section: Section, asked: Sequence[str], more: Sequence[tuple[str, str]] = ()) -> Section:
    """Put the points of a section under questions.

    Parameters
    ----------
    section
        Its points become parts.
    asked
        A question for each point.
    more
        Further questions, each with its answer.

    Examples
    --------
    >>> made = under_questions(Section("first", "First", points=("Yes.",)), ["Are they held?"], [("By whom?", "All.")])
    >>> [(part.name, part.title, part.words) for part in made.parts]
    [('first-1', 'Are they held?', ('Yes.',)), ('first-2', 'By whom?', ('All.',))]
    """
    answered = [*zip(asked, section.points, strict=True), *more]
    parts = tuple(
        Section(f"{section.name}-{place}", question, (answer,))
        for place, (question, answer) in enumerate(answered, start=1)
    )
    return replace(section, points=(), parts=parts)
