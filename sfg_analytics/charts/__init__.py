"""Charts: a table of estimates goes in, a picture with its text alternative comes out.

Each kind of chart is one file and one function. None of them computes a statistic: they draw the ``value``, ``lower``
and ``upper`` they are given, and mark what is hidden as hidden. Nothing is dropped for want of a number.
"""

from __future__ import annotations

from sfg_analytics.charts.chart import Chart
from sfg_analytics.charts.intervals import intervals
from sfg_analytics.charts.trend import trend

__all__ = ["Chart", "intervals", "trend"]
