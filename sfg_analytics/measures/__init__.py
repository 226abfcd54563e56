"""Measures: what is counted, and counting it.

A measure is an entry of the *catalogue*. It counts *rows* of some kind, of which *facts* are known, by *dimensions*.
"""

from sfg_analytics.measures.catalogue import CATALOGUE
from sfg_analytics.measures.counting import count, count_catalogue, count_each, countable, find_measure
from sfg_analytics.measures.dimensions import DIMENSIONS, Dimension, dimensions
from sfg_analytics.measures.measure import CHARACTERISTICS, LOOK_BACK_MONTHS, Measure
from sfg_analytics.measures.pages import catalogue_page, measure_page, questions_page
from sfg_analytics.measures.questions import QUESTIONS, Question
from sfg_analytics.measures.rows import ROWS, RowKind
from sfg_analytics.measures.ties import ties

__all__ = [
    "CATALOGUE",
    "CHARACTERISTICS",
    "DIMENSIONS",
    "LOOK_BACK_MONTHS",
    "QUESTIONS",
    "ROWS",
    "Dimension",
    "Measure",
    "Question",
    "RowKind",
    "catalogue_page",
    "count",
    "count_catalogue",
    "count_each",
    "countable",
    "dimensions",
    "find_measure",
    "measure_page",
    "questions_page",
    "ties",
]
