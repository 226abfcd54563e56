"""Icons: what the latest point of a control chart says, as shapes of our own.

Making Data Count's two questions, redrawn. *Variation* has the shape that its points have in the chart (circle, square,
triangle, diamond), with an arrow for which way it went and a wave where nothing did. *Assurance* is a ring for the target
and a dot for the process: in the middle of it, on its edge, outside. Each can be told from the others without colour, and
stands beside its words.

References
----------
.. [1] NHS England, Making Data Count (the variation and assurance icons, whose meanings these keep and whose drawings they
   do not).
"""

from __future__ import annotations

from sfg_analytics.charts import pen
from sfg_analytics.charts.theme import CONTEXT, PAPER, QUIET, SIGNALS

SIZE = 32
"""How large an icon is, in pixels."""

VARIATION = {
    ("common", None): "Usual variation",
    ("improvement", "high"): "Improvement: higher than usual",
    ("improvement", "low"): "Improvement: lower than usual",
    ("concern", "high"): "Concern: higher than usual",
    ("concern", "low"): "Concern: lower than usual",
    ("high", "high"): "Higher than usual",
    ("low", "low"): "Lower than usual",
    (None, None): "No figure",
}
"""Meaning and direction of each icon of variation, and its words."""

ASSURANCE = {
    "consistent_pass": "Meets the target consistently",
    "inconsistent": "Hit and miss",
    "consistent_fail": "Misses the target consistently",
    None: "No target",
}
"""Each icon of assurance, and its words."""

_MIDDLE = SIZE / 2
_WAVE = [(6.0, 19.0), (11.0, 13.0), (16.0, 18.0), (21.0, 12.0), (26.0, 17.0)]


def direction(variation: str | None, improvement: str) -> str | None:
    """Say which way a point went that stands out.

    Parameters
    ----------
    variation
        Its kind, as :class:`~sfg_analytics.statistics.ChartSummary` has it.
    improvement
        ``"increase"``, ``"decrease"`` or ``"neutral"``.

    Returns
    -------
    str or None
        ``"high"``, ``"low"``, or None for usual variation and where there is no point.

    Examples
    --------
    >>> direction("concern", "increase"), direction("improvement", "decrease"), direction("common", "increase")
    ('low', 'low', None)
    """
    if variation in {"high", "low"}:
        return variation
    if variation not in {"improvement", "concern"}:
        return None
    return "high" if (variation == "improvement") == (improvement == "increase") else "low"


def variation_icon(variation: str | None, way: str | None = None, *, aloud: bool = False) -> str:
    """Draw the icon of variation.

    Parameters
    ----------
    variation
        As for :func:`direction`.
    way
        What that gives.
    aloud
        Whether it tells a screen reader its words; not where they stand beside it.

    Returns
    -------
    str
        An ``svg`` element.

    Examples
    --------
    >>> "Concern: lower than usual" in variation_icon("concern", "low", aloud=True)
    True
    """
    words = VARIATION[variation, way]
    if variation is None:
        return _icon(_nothing(), words, aloud=aloud)
    shape, colour, _ = SIGNALS[variation]
    if variation == "common":
        ring = f'<circle cx="16" cy="16" r="14" fill="{PAPER}" stroke="{colour}" stroke-width="2.5"/>'
        return _icon(ring + pen.path([_WAVE], QUIET, 2.5), words, aloud=aloud)
    size = {"square": 26, "triangle": 32, "diamond": 32}[shape]
    middle = _MIDDLE + (4 if shape == "triangle" else 0)
    long, tip = (6, 4) if shape == "triangle" else (8, 5)
    up = -1 if way == "high" else 1
    arrow = [
        [(_MIDDLE, middle - up * long), (_MIDDLE, middle + up * long)],
        [
            (_MIDDLE - tip, middle + up * (long - tip)),
            (_MIDDLE, middle + up * long),
            (_MIDDLE + tip, middle + up * (long - tip)),
        ],
    ]
    drawn = pen.shape(shape, _MIDDLE, _MIDDLE + (2 if shape == "triangle" else 0), size, colour)
    return _icon(drawn + pen.path(arrow, PAPER, 2.5), words, aloud=aloud)


def assurance_icon(assurance: str | None, *, aloud: bool = False) -> str:
    """Draw the icon of assurance.

    Parameters
    ----------
    assurance
        ``"consistent_pass"``, ``"inconsistent"``, ``"consistent_fail"``, or None without a target.
    aloud
        As for :func:`variation_icon`.

    Examples
    --------
    >>> "Hit and miss" in assurance_icon("inconsistent", aloud=True)
    True
    """
    words = ASSURANCE[assurance]
    if assurance is None:
        return _icon(_nothing(), words, aloud=aloud)
    centre, meaning = {
        "consistent_pass": ((13.0, 19.0), "improvement"),
        "inconsistent": ((20.5, 11.5), "common"),
        "consistent_fail": ((27.0, 5.0), "concern"),
    }[assurance]
    colour = SIGNALS[meaning][1]
    ring = f'<circle cx="13" cy="19" r="11" fill="none" stroke="{QUIET}" stroke-width="2.5"/>'
    return _icon(ring + pen.shape("circle", *centre, 9, colour), words, aloud=aloud)


def assurance_words(assurance: str | None, *, target: float | None, variation: str | None) -> str:
    """Put assurance into words, and where there is none, why.

    Parameters
    ----------
    assurance, variation
        As :class:`~sfg_analytics.statistics.ChartSummary` has them.
    target
        The target, if there is one.

    Examples
    --------
    >>> assurance_words(None, target=None, variation="common"), assurance_words(None, target=0.5, variation=None)
    ('No target', 'No figure')
    """
    if assurance is not None or target is None:
        return ASSURANCE[assurance]
    return "No figure" if variation is None else "Neither way is better"


def _nothing() -> str:
    return pen.line(9, 16, 23, 16, CONTEXT, 2.5)


def _icon(drawn: str, words: str, *, aloud: bool) -> str:
    told = f'role="img" aria-label="{pen.escaped(words)}"' if aloud else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sfg-icon" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" '
        f'height="{SIZE}" focusable="false" {told}>{drawn}</svg>'
    )
