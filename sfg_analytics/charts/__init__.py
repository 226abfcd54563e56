"""Charts: a table of estimates goes in, a picture with its text alternative comes out.

Each kind of chart is one file and one function. None of them computes a statistic: they draw the ``value``, ``lower``
and ``upper`` they are given, and mark what is hidden as hidden. Nothing is dropped for want of a number.

A chart says what is where, once (:mod:`~sfg_analytics.charts.scene`). Two pens draw it: as SVG, made here without a
browser (:meth:`Chart.svg`), and by plotly (:meth:`Chart.specification`), which is imported only for
:attr:`Chart.figure`.
"""

from __future__ import annotations

from sfg_analytics.charts.chart import Chart
from sfg_analytics.charts.control_chart import control_chart
from sfg_analytics.charts.funnel import funnel
from sfg_analytics.charts.icon_table import IconTable, icon_table
from sfg_analytics.charts.icons import assurance_icon, variation_icon
from sfg_analytics.charts.intervals import intervals
from sfg_analytics.charts.likelihoods import likelihoods
from sfg_analytics.charts.mix import mix
from sfg_analytics.charts.pyramid import pyramid
from sfg_analytics.charts.sankey import sankey
from sfg_analytics.charts.small_multiples import small_multiples
from sfg_analytics.charts.style import STYLE, drawing
from sfg_analytics.charts.supply_and_demand import supply_and_demand
from sfg_analytics.charts.transitions import moves, transitions
from sfg_analytics.charts.trend import trend

__all__ = [
    "STYLE",
    "Chart",
    "IconTable",
    "assurance_icon",
    "control_chart",
    "drawing",
    "funnel",
    "icon_table",
    "intervals",
    "likelihoods",
    "mix",
    "moves",
    "pyramid",
    "sankey",
    "small_multiples",
    "supply_and_demand",
    "transitions",
    "trend",
    "variation_icon",
]
