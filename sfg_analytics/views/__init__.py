"""Views: a question in, one small result out, with its table, its chart and its sentence.

::

    pipeline     a measure by groups, organisations or months
    placements   how people divide between placements
    fairness     each group beside a reference group, as counted and like for like
    benchmark    each organisation beside the others
    spc          each month beside the others

All take the same sources: a store, a publication, the path of either, or tables. From records they count exactly, and
say on everything that it is not for publication; from a publication they show what is published and nothing else.
"""

from __future__ import annotations

from sfg_analytics.views.benchmark import benchmark
from sfg_analytics.views.counted import Counted
from sfg_analytics.views.fairness import fairness
from sfg_analytics.views.figures import Figures
from sfg_analytics.views.pipeline import pipeline
from sfg_analytics.views.placements import placements
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.spc import spc
from sfg_analytics.views.view import PAGE_STYLE, View

__all__ = [
    "PAGE_STYLE",
    "Counted",
    "Figures",
    "Source",
    "View",
    "benchmark",
    "fairness",
    "figures_of",
    "pipeline",
    "placements",
    "spc",
]
