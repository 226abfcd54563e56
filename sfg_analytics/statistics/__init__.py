"""Statistics: functions of counts.

What is asked most has a function of its own: how far a rate may be off (`wilson`, `byar`), how groups differ
(`compare` with all that belongs to it, `parity`, `unknown_bounds`; and what they are made of: `relative_likelihood`,
`newcombe`, within strata `mantel_haenszel`), which of many differences hold up (`adjust_p_values`), which months stand
out (`xmr`, `p_chart`), which organisations (`funnel`), what to expect of a small team (`shrink`), where an organisation
stands beside the others (`benchmark`), and who went where (`transition_matrix`).

Counts are numbers, lists, arrays or Polars series. Results are small frozen objects of float arrays, or a Polars frame
where a row is a point. What cannot be estimated is NaN, null in a frame; what cannot be is a ``ValueError`` that names
the argument, the rule and how many break it.
"""

from sfg_analytics.statistics.agreement import fleiss_kappa, kappa
from sfg_analytics.statistics.benchmarking import benchmark
from sfg_analytics.statistics.comparisons import odds_ratio, relative_likelihood
from sfg_analytics.statistics.control_charts import p_chart, xmr
from sfg_analytics.statistics.estimates import estimate
from sfg_analytics.statistics.funnels import Funnel, funnel
from sfg_analytics.statistics.groups import compare
from sfg_analytics.statistics.icons import ChartSummary, xmr_summary
from sfg_analytics.statistics.intervals import byar, clopper_pearson, newcombe, student_t, wilson
from sfg_analytics.statistics.multiplicity import adjust_p_values, four_fifths
from sfg_analytics.statistics.parity import parity
from sfg_analytics.statistics.peers import among_peers
from sfg_analytics.statistics.results import ChiSquared, Comparison, Estimate, Interval, StratifiedComparison
from sfg_analytics.statistics.shrinkage import shrink
from sfg_analytics.statistics.signals import MAKING_DATA_COUNT, MDC_2023, NHSR, Policy
from sfg_analytics.statistics.standardisation import directly_standardised_rate, standardised_ratio
from sfg_analytics.statistics.strata import mantel_haenszel
from sfg_analytics.statistics.transitions import TransitionMatrix, bowker, stuart_maxwell, transition_matrix
from sfg_analytics.statistics.unknown import unknown_bounds

__all__ = [
    "MAKING_DATA_COUNT",
    "MDC_2023",
    "NHSR",
    "ChartSummary",
    "ChiSquared",
    "Comparison",
    "Estimate",
    "Funnel",
    "Interval",
    "Policy",
    "StratifiedComparison",
    "TransitionMatrix",
    "adjust_p_values",
    "among_peers",
    "benchmark",
    "bowker",
    "byar",
    "clopper_pearson",
    "compare",
    "directly_standardised_rate",
    "estimate",
    "fleiss_kappa",
    "four_fifths",
    "funnel",
    "kappa",
    "mantel_haenszel",
    "newcombe",
    "odds_ratio",
    "p_chart",
    "parity",
    "relative_likelihood",
    "shrink",
    "standardised_ratio",
    "stuart_maxwell",
    "student_t",
    "transition_matrix",
    "unknown_bounds",
    "wilson",
    "xmr",
    "xmr_summary",
]
