"""Measures: what is counted, and counting it."""

from sfg_analytics.measures.catalogue import CATALOGUE
from sfg_analytics.measures.counting import count, count_each, find_measure
from sfg_analytics.measures.dimensions import DIMENSIONS, Dimension, dimensions
from sfg_analytics.measures.measure import LOOK_BACK_MONTHS, Measure

__all__ = [
    "CATALOGUE",
    "DIMENSIONS",
    "LOOK_BACK_MONTHS",
    "Dimension",
    "Measure",
    "count",
    "count_each",
    "dimensions",
    "find_measure",
]
