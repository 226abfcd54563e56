"""The door: whatever an analyst has in hand becomes figures."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from sfg_analytics.errors import MeasureProblem, NoSuchPath
from sfg_analytics.publication import Publication, read_publication
from sfg_analytics.store import Store
from sfg_analytics.views.counted import Counted, tables_of
from sfg_analytics.views.figures import Figures
from sfg_analytics.views.published import Published

Source: TypeAlias = "Store | Publication | Figures | Mapping[str, Any] | str | PathLike[str]"
"""A store or its path, a publication or its path, tables by contract id, or figures that were opened before."""


def figures_of(source: Source) -> Figures:
    """Open whatever figures are made from.

    Parameters
    ----------
    source
        A :class:`~sfg_analytics.store.Store`; a :class:`~sfg_analytics.publication.Publication`; the path of either; or a
        mapping from contract ids to tidy tables: frames of Polars, of pandas, or of another engine that
        :func:`~sfg_analytics.measures.count` knows.

    Returns
    -------
    Figures
        Opened once, it counts each thing once, however many views are made from it.

    Raises
    ------
    NoSuchPath, PublicationProblem, StoreProblem
        When it is not there or can't be read.
    MeasureProblem
        When it is none of these, or empty.

    Examples
    --------
    >>> figures_of(3)
    Traceback (most recent call last):
    ...
    sfg_analytics.errors.MeasureProblem: Figures cannot be made from this.
    Expected: a store, a publication, the path of one, or tables by contract id
    Got: int
    """
    if isinstance(source, Figures):
        return source
    if isinstance(source, Publication):
        return Published(source)
    if isinstance(source, Store):
        return Counted(tables_of(source))
    if isinstance(source, Mapping):
        return Counted(source)
    if isinstance(source, (str, PathLike)):
        path = Path(source)
        if not path.is_dir():
            raise NoSuchPath(f"'{path}' is not there.", expected="the folder of a store or of a publication")
        return (
            Published(read_publication(path))
            if (path / "manifest.json").is_file()
            else figures_of(Store(path))
        )
    frame = hasattr(source, "columns")
    raise MeasureProblem(
        "Figures cannot be made from this.",
        expected="a store, a publication, the path of one, or tables by contract id",
        got="one table" if frame else type(source).__name__,
        hint="what takes a table of counts is in sfg_analytics.statistics." if frame else "",
    )
