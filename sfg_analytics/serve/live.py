"""The files that make a page live: our script and style, and plotly's library from the installed package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from sfg_analytics.serve.rooms import File


@cache
def live_files() -> dict[str, File]:
    """Give them by the names under which pages ask for them.

    Returns
    -------
    dict of str to File
        ``live.js``, ``live.css`` and ``plotly.js``.
    """
    here = Path(__file__).parent
    whole = {name: (here / name).read_bytes() for name in ("live.js", "live.css")}
    whole["plotly.js"] = files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return {name: File.of(name, content) for name, content in whole.items()}
