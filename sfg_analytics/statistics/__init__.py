"""Statistics: functions of counts."""

from sfg_analytics.statistics.estimates import estimate
from sfg_analytics.statistics.intervals import byar, clopper_pearson, newcombe, student_t, wilson
from sfg_analytics.statistics.results import Estimate, Interval

__all__ = ["Estimate", "Interval", "byar", "clopper_pearson", "estimate", "newcombe", "student_t", "wilson"]
