"""Statistics: functions of counts."""

from sfg_analytics.statistics.estimates import estimate
from sfg_analytics.statistics.intervals import Interval, wilson

__all__ = ["Interval", "estimate", "wilson"]
