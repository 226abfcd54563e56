"""Put off imports that another library makes for features nobody here uses.

Great Expectations imports altair and scipy.stats, two to three seconds, for one expectation's chart and for tests of
distributions. While its import runs, a stand-in takes their place, which imports the real library the moment anything
is asked of it. Nothing is lost but the waiting. PySpark it does without where there is none, so none is shown to it:
promises are never checked on Spark, and PySpark warns of the pandas that everything else needs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """A module that is imported when an attribute of it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def put_off(*names: str) -> Iterator[None]:
    """While the block runs, importing these modules costs nothing until something is asked of them.

    Parameters
    ----------
    names
        Full names of modules. Those imported already, or not installed, are left alone.

    Examples
    --------
    >>> with put_off("colorsys"):
    ...     import colorsys
    >>> colorsys.rgb_to_hsv(0, 0, 0)
    (0.0, 0.0, 0)
    """
    standing_in = {}
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None:
            module = _Later(name)
            module.__spec__ = spec
            standing_in[name] = sys.modules[name] = module
    try:
        yield
    finally:
        for name, module in standing_in.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


@contextmanager
def without(*names: str) -> Iterator[None]:
    """While the block runs, these modules cannot be imported, as if they were not installed.

    Parameters
    ----------
    names
        Full names of modules, hidden with all within them. Those imported already come back afterwards.

    Examples
    --------
    >>> with without("colorsys"):
    ...     import colorsys
    Traceback (most recent call last):
    ModuleNotFoundError: import of colorsys halted; None in sys.modules
    """
    within = tuple(f"{name}." for name in names)
    imported = {
        name: sys.modules[name] for name in list(sys.modules) if name in names or name.startswith(within)
    }
    for name in imported:
        del sys.modules[name]
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(imported)
