"""What a store cannot answer: said in place of the answer, so that a notebook runs to its end on any store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, TypeVar

from sfg_analytics.errors import MeasureProblem, PublicationProblem

Answer = TypeVar("Answer")


@dataclass(frozen=True, repr=False)
class Unanswered:
    """A question that was asked of a source and could not be answered. It is false, where an answer is true.

    Parameters
    ----------
    why
        What is missing, what was expected, and what to do about it.
    """

    why: str

    @property
    def text(self) -> str:
        """That there is no answer, and why."""
        return f"Not answered by this store. {self.why}"

    def __repr__(self) -> str:
        """Show itself as text."""
        return self.text

    def __bool__(self) -> bool:
        """Be no answer."""
        return False

    def _repr_html_(self) -> str:
        """Show itself in a notebook."""
        first, *more = self.why.splitlines() or [""]
        rest = "".join(f"<br>{escape(line)}" for line in more)
        return f"<p><em>Not answered by this store.</em> {escape(first)}{rest}</p>"


def answered(question: Callable[..., Answer], *asked: Any, **options: Any) -> Answer | Unanswered:
    """Put a question that a store may be unable to answer.

    Parameters
    ----------
    question
        A view, such as :func:`sfg_analytics.views.benchmark`, or another function that asks something of a store.
    asked, options
        What it is called with. Where one of them is no answer itself, that is what is given.

    Returns
    -------
    Answer or Unanswered
        The answer; or, where a table, measure, month or organisation is not there, why there is none.

    Raises
    ------
    NoSuchPath, StoreProblem
        When the source itself can't be read: that is no answer of any kind.

    Examples
    --------
    >>> from sfg_analytics.views import pipeline
    >>> print(answered(pipeline, {}, "coverage").text.splitlines()[0])
    Not answered by this store. The measure 'coverage' is counted from 'staff_in_post', and there is no such table.
    """
    for one in (*asked, *options.values()):
        if isinstance(one, Unanswered):
            return one
    try:
        return question(*asked, **options)
    except (MeasureProblem, PublicationProblem) as problem:
        return Unanswered(str(problem))
