"""What travels with the package beside its code: the contracts, notebooks, dashboards and the plan of what is published.

In a clone they are folders at the top, where people look for them; in an installed wheel they lie inside the package.
This is the one place that knows both.
"""

from __future__ import annotations

from pathlib import Path

from sfg_analytics.errors import NoSuchPath


def shipped(folder: str) -> Path:
    """Find a folder that travels with the package.

    Parameters
    ----------
    folder
        ``"data_contracts"``, ``"notebooks"`` or ``"dashboards"``.

    Returns
    -------
    Path
        The folder, inside the installed package or at the top of the clone.

    Raises
    ------
    NoSuchPath
        When the installation is incomplete.

    Examples
    --------
    >>> shipped("data_contracts").name
    'data_contracts'
    """
    package = Path(__file__).parent
    for place in (package / "shipped_files" / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise NoSuchPath(
        f"The folder '{folder}' that travels with sfg-analytics is missing.",
        hint="reinstall the package; its wheel carries data_contracts, notebooks and dashboards.",
    )
