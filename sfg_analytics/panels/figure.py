"""A chart as a widget, light enough to be sent to many browsers.

plotly's own widget carries five megabytes of JavaScript in every chart's state. This one carries the chart's
description, a few kilobytes, and finds plotly.js in the page; only where a page has none, as in JupyterLab, is the
installed copy asked of the kernel, once. Either way nothing is fetched from elsewhere.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from sfg_analytics.charts import Chart


class ChartView(anywidget.AnyWidget):
    """A chart on a page, with its text alternative.

    Parameters
    ----------
    chart
        What to draw.
    """

    _esm = Path(__file__).parent / "chart.js"

    spec = traitlets.Dict().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(self, chart: Chart) -> None:
        super().__init__(spec=chart.specification(headed=False), alt=chart.alt)
        self.on_msg(self._send_library)

    def show(self, chart: Chart, said: str = "") -> None:
        """Draw another chart in the same place.

        Parameters
        ----------
        chart
            What to draw now.
        said
            What a screen reader shall say about the change.
        """
        with self.hold_sync():
            self.spec = chart.specification(headed=False)
            self.alt = chart.alt
            self.said = said

    def _send_library(self, _: Any, message: Any, __: Any) -> None:
        if message == {"plotly": "wanted"}:
            library = files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
            self.send({"plotly": "sent"}, buffers=[library])
