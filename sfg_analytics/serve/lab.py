"""JupyterLab on a store, for the analysts who keep it.

The notebooks are copied beside the store, and a copy that is already there is left as it is: it may hold somebody's
work. It opens at a page that lists them by the question that each answers (:mod:`~sfg_analytics.serve.questions`).
JupyterLab keeps its token, listens on the loopback address only, and asks nobody for news or updates.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from sfg_analytics.errors import NoSuchPath
from sfg_analytics.serve.questions import write_questions
from sfg_analytics.serve.server import (
    LOOPBACK,
    Ready,
    Server,
    free_port,
    launch,
    python_path,
    run,
    temporary_room,
    tied,
)
from sfg_analytics.shipped import shipped

ANNOUNCEMENTS = "@jupyterlab/apputils-extension:announcements"
"""What asks, at the first start, whether news may be fetched."""

READ = {"@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}}}
"""Pages of Markdown open to be read; an analyst's own settings come after these."""


WORKSPACES = ".workspaces"
"""Where JupyterLab keeps what was open: with these notebooks, apart from whatever else an analyst uses it for."""


def lab(store: Path, *, port: int = 0, open_browser: bool = True, ready: Ready | None = None) -> None:
    """Open JupyterLab on a store until Ctrl-C, or until the process is asked to end.

    Parameters
    ----------
    store
        The store's folder; notebooks find it in ``SFG_STORE``.
    port
        The port on the loopback address; 0 takes a free one.
    open_browser
        Whether to open it in the analyst's browser.
    ready
        Called with the address, token included, once it answers.

    Raises
    ------
    NoSuchPath
        When the store is not there.
    SfgError
        When the port is taken, or the server does not start or ends by itself.
    """
    run(lambda: start_lab(store, port=port), open_browser=open_browser, ready=ready)


def start_lab(store: Path, *, port: int = 0) -> Server:
    """Start JupyterLab on a store, and return when it answers.

    Parameters
    ----------
    store
        The store's folder.
    port
        The port on the loopback address; 0 takes a free one.

    Returns
    -------
    Server
        Its address holds the token.

    Raises
    ------
    NoSuchPath
        When the store is not there.
    SfgError
        When the port is taken, or the server does not start.
    """
    store = Path(store).resolve()
    if not store.is_dir():
        raise NoSuchPath(
            f"The store '{store}' is not there.", hint="make one with 'sfg submit' or 'sfg demo'."
        )
    notebooks = copy_notebooks(store.parent / "notebooks")
    first = write_questions(notebooks, store)
    port = free_port(port)
    token = secrets.token_urlsafe(32)
    with temporary_room() as room:
        settings = room / "lab.json"
        settings.write_text(json.dumps(_settings(notebooks, port, token)), encoding="utf-8")
        (room / "labconfig").mkdir()
        page = json.dumps({"disabledExtensions": {ANNOUNCEMENTS: True}})
        (room / "labconfig" / "page_config.json").write_text(page, encoding="utf-8")
        (room / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(READ), encoding="utf-8")
        configured = os.environ.get("JUPYTER_CONFIG_PATH", "")
        environment = dict(os.environ) | {
            "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, [str(room), configured])),
            "SFG_STORE": str(store),
            "PYTHONPATH": python_path(os.environ.get("PYTHONPATH", "")),
        }
        return launch(
            tied("jupyterlab", f"--config={settings}"),
            room=room,
            folder=notebooks,
            environment=environment,
            address=f"http://{LOOPBACK}:{port}/lab/tree/{first.name}?token={token}",
            probe="/api",
        )


def copy_notebooks(folder: Path) -> Path:
    """Copy the notebooks that travel with the package, never over one that is there.

    Parameters
    ----------
    folder
        Where to; made when missing.

    Returns
    -------
    Path
        The folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(shipped("notebooks").glob("*.ipynb")):
        if not (folder / notebook.name).exists():
            shutil.copyfile(notebook, folder / notebook.name)
    return folder


def _settings(notebooks: Path, port: int, token: str) -> dict[str, Any]:
    return {
        "ServerApp": {
            "ip": LOOPBACK,
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "root_dir": str(notebooks),
            "allow_root": True,  # in a container; it is reached from this computer alone, with the token
            "jpserver_extensions": {
                "voila": False,
                "voila.server_extension": False,
            },  # pages are served apart
        },
        "IdentityProvider": {"token": token},
        "LabApp": {
            "workspaces_dir": str(notebooks / WORKSPACES),
            "news_url": None,
            "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
            "extension_manager": "readonly",
        },
    }
