"""A dashboard in the browser, from a publication alone.

Voilà gets an environment that holds what it needs and no secret, and Jupyter folders of its own, so that nobody's
personal settings change what a board sees. The dashboard's files are copied to a temporary folder first: an installed
package may be read-only.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from sfg_analytics.errors import SfgError
from sfg_analytics.publication import read_publication
from sfg_analytics.serve.server import (
    LOOPBACK,
    Ready,
    Server,
    free_port,
    launch,
    python_path,
    run,
    temporary_room,
)
from sfg_analytics.shipped import shipped

_KEPT = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONUTF8", "LD_LIBRARY_PATH",
    "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "NUMBER_OF_PROCESSORS",
)  # fmt: skip
"""The variables a Python process needs to start, on Linux, macOS and Windows. No other is passed on."""


def serve(
    publication: Path, *, port: int = 8866, open_browser: bool = False, ready: Ready | None = None
) -> None:
    """Serve a publication until Ctrl-C, or until the process is asked to end.

    Parameters
    ----------
    publication
        The publication's folder.
    port
        The port on the loopback address; 0 takes a free one.
    open_browser
        Whether to open the page in the reader's browser.
    ready
        Called with the address once the page can be opened.

    Raises
    ------
    NoSuchPath, PublicationProblem
        When the folder is not there, or does not hold a whole publication.
    SfgError
        When the port is taken, or the server does not start or ends by itself.
    """
    run(lambda: start_server(publication, port=port), open_browser=open_browser, ready=ready)


def start_server(publication: Path, *, port: int = 8866, dashboard: str = "board") -> Server:
    """Start serving a publication, and return when the page can be opened.

    Parameters
    ----------
    publication
        The publication's folder; it is verified first.
    port
        The port on the loopback address; 0 takes a free one.
    dashboard
        The name of a notebook in ``dashboards/``.

    Returns
    -------
    Server
        To be stopped by its ``stop`` or by leaving its ``with`` block.

    Raises
    ------
    NoSuchPath, PublicationProblem
        When the folder is not there, or does not hold a whole publication.
    SfgError
        When the port is taken, or the server does not start.
    """
    folder = read_publication(Path(publication)).folder.resolve()
    port = free_port(port)
    with temporary_room() as room:
        _furnish(room)
        return launch(
            [sys.executable, "-m", "voila", f"{dashboard}.ipynb", f"--port={port}"],
            room=room,
            folder=room / "dashboards",
            environment=_environment(room) | {"SFG_PUBLICATION": str(folder)},
            address=f"http://{LOOPBACK}:{port}/",
            probe="/voila/templates/sfg/static/page.css",  # asking for the page itself would start a kernel
        )


def _furnish(room: Path) -> None:
    """Lay out the temporary folder: the dashboards, the page's template, plotly.js, and a kernel of this interpreter."""
    template = room / "data" / "voila" / "templates" / "sfg"
    _copy(shipped("dashboards"), room / "dashboards")
    _copy(shipped("dashboards") / "template", template)
    plotly = find_spec("plotly")
    if plotly is None or plotly.origin is None:
        raise SfgError("plotly is not installed.", hint="install sfg-analytics again, with its dependencies.")
    library = Path(plotly.origin).parent / "package_data" / "plotly.min.js"
    shutil.copyfile(library, template / "static" / "plotly.min.js")
    kernel = room / "data" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    for name in ("config", "runtime", "ipython", "scratch"):
        (room / name).mkdir()


def _copy(folder: Path, to: Path) -> None:
    """Copy the files of a folder, but not its permissions: an installed one may be read-only, and this one must not."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            place = to / file.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)


def _environment(room: Path) -> dict[str, str]:
    """Give the server's whole environment: what a process needs, and Jupyter's folders moved into the room."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    scratch = str(room / "scratch")
    return environment | {
        "PYTHONPATH": python_path(os.environ.get("PYTHONPATH", "")),
        "JUPYTER_PATH": str(room / "data"),
        "JUPYTER_DATA_DIR": str(room / "data"),
        "JUPYTER_CONFIG_DIR": str(room / "config"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_RUNTIME_DIR": str(room / "runtime"),
        "IPYTHONDIR": str(room / "ipython"),
        "TMPDIR": scratch,
        "TEMP": scratch,
        "TMP": scratch,
    }
