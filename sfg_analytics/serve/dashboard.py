"""Voilà for one dashboard of one audience: a process that no reader reaches but through the gate.

It gets an environment that holds what it needs and no secret, and Jupyter folders of its own, so that nobody's personal
settings change what a board sees. The dashboard's files are copied to a temporary folder first: an installed package may be
read-only. It is always standalone, never an extension of a Jupyter server, where a reader's page might run code.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sfg_analytics.serve.server import LOOPBACK, Server, free_port, launch, python_path, temporary_room, tied
from sfg_analytics.shipped import shipped

_KEPT = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONUTF8", "LD_LIBRARY_PATH",
    "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "NUMBER_OF_PROCESSORS",
)  # fmt: skip
"""The variables a Python process needs to start, on Linux, macOS and Windows. No other is passed on."""


@dataclass(frozen=True)
class Voila:
    """A Voilà that runs one dashboard.

    Parameters
    ----------
    server
        Its process.
    token
        What it asks of whoever sends it a request: known to the gate alone.
    """

    server: Server
    token: str

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        return self.server.address.rstrip("/")

    @property
    def headers(self) -> dict[str, str]:
        """What lets a request in."""
        return {"Authorization": f"token {self.token}"}


def start_voila(
    publication: Path, *, dashboard: str, base: str, ready: int, wanted: Callable[[], bool]
) -> Voila:
    """Start Voilà on a dashboard, and return when it answers.

    Parameters
    ----------
    publication
        The folder of a publication, verified.
    dashboard
        The name of a notebook in ``dashboards/``.
    base
        The path under which it is reached.
    ready
        Kernels kept started, the notebook run in them, for whoever comes next.
    wanted
        Whether it is still wanted; asked while it starts.

    Returns
    -------
    Voila
        Its ``server`` is to be stopped.

    Raises
    ------
    SfgError
        When it does not start.
    """
    port, token = free_port(0), secrets.token_urlsafe(32)
    with temporary_room() as room:
        _furnish(room, {"Voila": {"token": token, "base_url": base, "port": port}}, ready)
        server = launch(
            tied("voila", f"{dashboard}.ipynb"),
            room=room,
            folder=room / "dashboards",
            environment=_environment(room) | {"SFG_PUBLICATION": str(publication)},
            address=f"http://{LOOPBACK}:{port}{base}",
            probe=f"{base}voila/static/voila.js",  # asking for the page itself would start a kernel
            wanted=wanted,
        )
    return Voila(server, token)


def _furnish(room: Path, settings: dict[str, dict[str, object]], ready: int) -> None:
    """Lay out the temporary folder: dashboards, settings, the template, and a kernel of this interpreter."""
    _copy(shipped("dashboards"), room / "dashboards")
    _copy(shipped("dashboards") / "template", room / "data" / "voila" / "templates" / "sfg")
    told = json.loads((room / "dashboards" / "voila.json").read_text("utf-8"))
    told["Voila"] |= settings["Voila"]
    told["KernelManager"] = {
        "transport_encryption": "required"
    }  # others on this computer can connect to a kernel's ports
    told["VoilaConfiguration"] |= {"preheat_kernel": ready > 0, "default_pool_size": ready}
    (room / "dashboards" / "voila.json").write_text(json.dumps(told), encoding="utf-8")
    kernel = room / "data" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {
        "argv": argv,
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"supported_encryption": "curve"},
    }
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
