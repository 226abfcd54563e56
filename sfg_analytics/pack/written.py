"""How boards read numbers: a share with its interval, a ratio, a difference in points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sfg_analytics.charts.chart import told

_SMALL_P = 0.001
_EDGE = 0.01


def with_interval(
    row: Mapping[str, Any], key: str = "value", *, limits: tuple[str, str] = ("lower", "upper")
) -> str:
    """Write a figure with its interval.

    A share is given in whole percent; to one decimal where whole ones would make a little none, or nearly all all.

    Parameters
    ----------
    row
        ``kind`` and the three numbers; either limit may be null.
    key, limits
        What the row calls them.

    Examples
    --------
    >>> with_interval({"value": 0.62, "lower": 0.59, "upper": 0.65, "kind": "proportion"})
    '62% (59% to 65%)'
    >>> with_interval({"value": 0.0, "lower": 0.0, "upper": 0.005, "kind": "proportion"})
    '0.0% (0.0% to 0.5%)'
    """
    numbers = [row[key], *(row.get(one) for one in limits)]
    kind = str(row.get("kind", "proportion"))
    fine = kind == "proportion" and any(_near_an_end(one) for one in numbers if one is not None)
    value, lower, upper = (
        one if one is None else f"{one:.1%}" if fine else told(one, kind) for one in numbers
    )
    return str(value) if lower is None or upper is None else f"{value} ({lower} to {upper})"


def _near_an_end(share: float) -> bool:
    return 0 < share < _EDGE or 1 - _EDGE < share < 1


def points(difference: float) -> str:
    r"""Write a difference of shares in percentage points, with its sign.

    Parameters
    ----------
    difference
        From -1 to 1.

    Examples
    --------
    >>> points(0.0), points(0.2), points(-0.072) == "\N{MINUS SIGN}7"
    ('0', '+20', True)
    """
    whole = round(100 * difference)
    return f"{whole:+d}".replace("-", "\N{MINUS SIGN}") if whole else "0"


def ratio(times: float) -> str:
    """Write how many times as likely.

    Parameters
    ----------
    times
        1 is as likely; may be infinite.

    Examples
    --------
    >>> ratio(0.452), ratio(float("inf"))
    ('0.45', 'infinity')
    """
    return "infinity" if times == float("inf") else f"{times:.2f}"


def probability(p: float) -> str:
    """Write a p-value.

    Parameters
    ----------
    p
        From 0 to 1.

    Examples
    --------
    >>> probability(0.04), probability(0.0)
    ('0.040', 'under 0.001')
    """
    return f"under {_SMALL_P}" if p < _SMALL_P else f"{p:.3f}"
