"""Icons: what the latest point of a control chart says, in two words.

*Variation* asks whether the process has changed, *assurance* whether it will meet its target if it does not. Both are of
the latest point: a signal two years ago is history.

References
----------
.. [1] NHS England, Making Data Count (the variation and assurance icons).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class ChartSummary:
    """The icons of a control chart: what its latest point says.

    Parameters
    ----------
    variation
        The kind of the latest point that has a value: ``"common"``, ``"improvement"``, ``"concern"``, or ``"high"`` and
        ``"low"`` where neither way is improvement. None without a point.
    assurance
        ``"consistent_pass"`` where the target lies beyond the limits of the latest point on the good side,
        ``"consistent_fail"`` on the bad side, ``"inconsistent"`` where it lies between them or on one. None without a
        target, without limits, and where neither way is improvement.
    trial_limits
        Whether the limits of the latest point rest on fewer than 12 points.
    """

    variation: str | None
    assurance: str | None
    trial_limits: bool


def xmr_summary(frame: pl.DataFrame) -> ChartSummary:
    """Give the icons of a control chart.

    Parameters
    ----------
    frame
        What :func:`xmr` or :func:`p_chart` gave, or its first rows, to see what was said then.

    Returns
    -------
    ChartSummary
        The variation and the assurance of the latest point that has a value.

    Raises
    ------
    ValueError
        When the frame is of another make.

    References
    ----------
    Making Data Count [1]_.

    Examples
    --------
    >>> from sfg_analytics.statistics import xmr
    >>> xmr_summary(xmr([70, 72, 71, 73, 70, 72], target=90))
    ChartSummary(variation='common', assurance='consistent_fail', trial_limits=True)
    """
    needed = ("value", "lower", "upper", "kind", "trial_limits", "target", "improvement")
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise ValueError(f"frame must be one that xmr or p_chart made; it lacks {', '.join(missing)}.")
    latest = frame.select(needed).filter(pl.col("value").is_not_null()).tail(1)
    if latest.is_empty():
        return ChartSummary(variation=None, assurance=None, trial_limits=True)
    (said,) = latest.to_dicts()
    return ChartSummary(
        variation=said["kind"],
        assurance=assurance(said["lower"], said["upper"], said["target"], said["improvement"]),
        trial_limits=said["trial_limits"],
    )


def assurance(lower: float | None, upper: float | None, target: float | None, improvement: str) -> str | None:
    """Say whether a process whose values keep between two limits will meet a target."""
    if lower is None or upper is None or target is None or improvement == "neutral":
        return None
    if lower <= target <= upper:
        return "inconsistent"
    passes = (lower > target) == (improvement == "increase")
    return "consistent_pass" if passes else "consistent_fail"
