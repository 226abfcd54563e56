"""The style sheet of drawings in a page: which of two drawings is shown, and how the table of icons lies on a phone.

A page puts :data:`STYLE` into its own style sheet. It asks the room a drawing has, not the window's width, so that a
drawing in a column of a wide page is the narrow one.
"""

from __future__ import annotations

from sfg_analytics.charts import pen
from sfg_analytics.charts.chart import Chart
from sfg_analytics.charts.theme import LINE, QUIET, TEXT

STYLE = f"""
.sfg-drawing{{container-type:inline-size;margin:.5rem 0}}
.sfg-drawing svg{{display:block;max-width:100%;height:auto}}
.sfg-drawing .sfg-narrow{{display:none}}
@container (max-width:40rem){{.sfg-drawing .sfg-wide{{display:none}}.sfg-drawing .sfg-narrow{{display:block}}}}
.sfg-icons{{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}}
.sfg-icons caption{{text-align:left;font-weight:700;padding-bottom:.375rem}}
.sfg-icons caption small,.sfg-icons td small{{display:block;color:{QUIET};font-size:.8125rem;font-weight:400}}
.sfg-icons th,.sfg-icons td{{text-align:left;vertical-align:middle;padding:.375rem .75rem .375rem 0;border-bottom:1px solid {LINE}}}
.sfg-icons thead th{{border-bottom:2px solid {TEXT};vertical-align:bottom}}
.sfg-icons tbody th{{font-weight:400;min-width:9.5rem;max-width:16rem;overflow-wrap:break-word}}
.sfg-icons td:nth-child(3){{white-space:nowrap}}
.sfg-icons td:nth-child(4),.sfg-icons td:nth-child(5){{min-width:8.5rem}}
.sfg-icons td>svg{{vertical-align:middle}}
.sfg-icons td>span{{display:inline-block;vertical-align:middle;max-width:calc(100% - 2.75rem);margin-left:.5rem}}
.sfg-icon{{width:2rem;height:2rem}}
@media print{{.sfg-icons{{font-size:.8125rem}}.sfg-icons caption small,.sfg-icons td small{{font-size:.6875rem}}
.sfg-icons td:nth-child(4),.sfg-icons td:nth-child(5){{min-width:7rem}}.sfg-spark{{width:6.5rem;height:auto}}.sfg-icon{{width:1.5rem;height:1.5rem}}
.sfg-icons td>span{{max-width:calc(100% - 2.25rem)}}.sfg-icons tr,.sfg-drawing{{break-inside:avoid}}.sfg-icons thead{{display:table-header-group}}}}
.sfg-room{{container-type:inline-size}}
@media (forced-colors:active){{.sfg-drawing svg,.sfg-icons svg{{background:#fff;forced-color-adjust:none}}}}
@media screen{{@container (max-width:47rem){{
.sfg-icons,.sfg-icons tbody,.sfg-icons caption{{display:block;width:auto}}
.sfg-icons thead{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
.sfg-icons tr{{display:grid;grid-template-columns:1fr 1fr;gap:.25rem .75rem;padding:.625rem 0;border-bottom:1px solid {LINE}}}
.sfg-icons tbody th{{grid-column:1/-1;max-width:none;font-weight:700}}
.sfg-icons th,.sfg-icons td{{border:0;padding:0}}
.sfg-icons td:nth-child(4),.sfg-icons td:nth-child(5){{min-width:0}}
.sfg-icons td:nth-child(n+4){{grid-column:1/-1}}
.sfg-icons td:nth-child(-n+3)::before{{content:attr(data-head);display:block;color:{QUIET};font-size:.8125rem}}
.sfg-spark{{width:100%;height:auto;max-width:20rem}}
}}}}
"""
"""Rules for the classes ``sfg-drawing``, ``sfg-wide``, ``sfg-narrow``, ``sfg-room``, ``sfg-icons``, ``sfg-icon`` and ``sfg-spark``."""


def drawing(chart: Chart, *, headed: bool = False, aloud: bool = True) -> str:
    """Give a chart's two drawings for a page, of which :data:`STYLE` shows the one there is room for.

    Parameters
    ----------
    chart
        What is drawn.
    headed
        As for :meth:`~sfg_analytics.charts.Chart.svg`.
    aloud
        Whether the text alternative is told, once for both drawings.

    Returns
    -------
    str
        A ``div`` of class ``sfg-drawing``; a picture, to a screen reader.
    """
    wide, narrow = (chart.svg(narrow=narrow, headed=headed, aloud=False) for narrow in (False, True))
    told = f' role="img" aria-label="{pen.escaped(chart.alt)}"' if aloud else ""
    return f'<div class="sfg-drawing"{told}>{wide}{narrow}</div>'
