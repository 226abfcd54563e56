"""Statistics: functions of counts."""

from sfg_analytics.statistics.comparisons import odds_ratio, relative_likelihood
from sfg_analytics.statistics.estimates import estimate
from sfg_analytics.statistics.intervals import byar, clopper_pearson, newcombe, student_t, wilson
from sfg_analytics.statistics.multiplicity import adjust_p_values, four_fifths
from sfg_analytics.statistics.results import ChiSquared, Comparison, Estimate, Interval, StratifiedComparison
from sfg_analytics.statistics.standardisation import directly_standardised_rate, standardised_ratio
from sfg_analytics.statistics.strata import mantel_haenszel

__all__ = [
    "ChiSquared",
    "Comparison",
    "Estimate",
    "Interval",
    "StratifiedComparison",
    "adjust_p_values",
    "byar",
    "clopper_pearson",
    "directly_standardised_rate",
    "estimate",
    "four_fifths",
    "mantel_haenszel",
    "newcombe",
    "odds_ratio",
    "relative_likelihood",
    "standardised_ratio",
    "student_t",
    "wilson",
]
