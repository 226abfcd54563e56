"""Views: a question in, one small result out, with its table, its chart and its sentence.

::

    pipeline     a measure by groups, organisations or months
    placements   how people divide between placements
    fairness     each group beside a reference group, as counted and like for like
    benchmark    each organisation beside the others
    spc          each month beside the others
    survey       what staff say in the NHS Staff Survey
    beside       two shares of the same organisations, side by side
    calibration  how far teams differ by more than chance (internal)
    afterwards   what followed, with and without a conversation

``answered`` puts a question that a store may be unable to answer, and says so in place of the answer.

All take the same sources: a store, a publication, the path of either, or tables. From records they count exactly, and
say on everything that it is not for publication; from a publication they show what is published and nothing else.
"""

from __future__ import annotations

from sfg_analytics.views.afterwards import afterwards
from sfg_analytics.views.benchmark import benchmark
from sfg_analytics.views.beside import beside
from sfg_analytics.views.calibration import calibration
from sfg_analytics.views.counted import Counted
from sfg_analytics.views.fairness import fairness
from sfg_analytics.views.figures import Figures
from sfg_analytics.views.pipeline import pipeline
from sfg_analytics.views.placements import placements
from sfg_analytics.views.source import Source, figures_of
from sfg_analytics.views.spc import spc
from sfg_analytics.views.survey import survey
from sfg_analytics.views.unanswered import Unanswered, answered
from sfg_analytics.views.view import PAGE_STYLE, View

__all__ = [
    "PAGE_STYLE",
    "Counted",
    "Figures",
    "Source",
    "Unanswered",
    "View",
    "afterwards",
    "answered",
    "benchmark",
    "beside",
    "calibration",
    "fairness",
    "figures_of",
    "pipeline",
    "placements",
    "spc",
    "survey",
]
